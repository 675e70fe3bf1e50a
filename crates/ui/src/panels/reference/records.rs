// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The list of records: one is chosen and tall, the others are short; files are dropped anywhere on it.

use egui::{Align2, Key, Modifiers, Rect, Ui, pos2, vec2};

use super::{
    Asked, MOST_RECORDS, Shown,
    record::{COMPACT, SHORT, TALL, is_row, row_id, row_ui},
};
use crate::{
    panels::frame::{Wish, inside},
    theme::{self, Theme},
    widgets::{
        explained, one_line,
        press::{first_ui, press_ui},
        stack,
        zone::label,
    },
};

const HEADER: f32 = 34.0;

/// Draws the list.
pub fn records_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let header = Rect::from_min_size(rect.min, vec2(rect.width(), HEADER));
    let mut wishes = Vec::from_iter(header_ui(ui, header, shown).map(Wish::Reference));
    let room = Rect::from_min_max(rect.min + vec2(8.0, HEADER), rect.max - vec2(4.0, 4.0));
    if shown.records.is_empty() {
        nothing(ui, room);
        return wishes;
    }
    let short = short_height(shown, room.height());
    let height = |index| if is_tall(shown, index) { TALL } else { short };
    let heights: Vec<f32> = (0..shown.records.len()).map(height).collect();
    let seen = stack::seen(ui, room, &heights, shown.chosen);
    let mut top = room.top();
    for index in seen.clone() {
        let row = Rect::from_min_size(pos2(room.left(), top), vec2(room.width() - 8.0, heights[index]));
        wishes.extend(row_ui(ui, row, shown, index));
        top += heights[index];
    }
    stack::paint_bar(ui, room, &seen, heights.len());
    wishes
}

/// Two lines for each of the others, or one where they are many.
fn short_height(shown: &Shown<'_>, room: f32) -> f32 {
    let tall = (0..shown.records.len()).filter(|index| is_tall(shown, *index)).count();
    let others = (shown.records.len() - tall) as f32;
    if tall as f32 * TALL + others * SHORT <= room { SHORT } else { COMPACT }
}

/// Only what can be heard has something to show on two more lines.
pub fn is_tall(shown: &Shown<'_>, index: usize) -> bool {
    shown.chosen == Some(index) && shown.records[index].is_ready()
}

fn header_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Option<Asked> {
    let theme = Theme::of(ui);
    let at = pos2(rect.left() + theme::MARGIN, rect.center().y);
    let font = theme::semibold(theme::MEDIUM);
    let end = ui.painter().text(at, Align2::LEFT_CENTER, "Records", font, theme.ink).right();
    let buttons =
        Rect::from_min_max(pos2(rect.right() - 190.0, rect.top() + 5.0), rect.max - vec2(theme::MARGIN, 0.0));
    let (asked, left) = inside(ui, buttons, |ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            let asked = buttons_ui(ui, shown);
            (asked, ui.min_rect().left())
        })
        .inner
    });
    let count = match shown.records.len() {
        0 => format!("up to {MOST_RECORDS}; drop files or folders anywhere here"),
        count => format!("{count} of {MOST_RECORDS}; drop files or folders anywhere here"),
    };
    let room = left - end - 18.0;
    let words = one_line(ui, &count, (theme::regular(theme::SMALL), theme.text2), room);
    ui.painter().galley(pos2(end + 8.0, at.y + 0.5 - words.size().y / 2.0), words, theme.text2);
    asked
}

fn buttons_ui(ui: &mut Ui, shown: &Shown<'_>) -> Option<Asked> {
    let full = (shown.records.len() >= MOST_RECORDS).then_some("Sixteen records are the most; remove one first.");
    // Without any record this is the next thing to do.
    let add = if shown.records.is_empty() { first_ui(ui, "Add…") } else { press_ui(ui, "Add…", full) };
    let add = explained(ui, add, "Add", full.unwrap_or("Finished records from your disk; as many as you like."));
    let nearest = press_ui(ui, "Nearest", full);
    let help = full.unwrap_or("The four records of your library that are nearest to the mix.");
    let nearest = explained(ui, nearest, "Nearest", help);
    if add.clicked() { Some(Asked::Add) } else { nearest.clicked().then_some(Asked::Nearest) }
}

fn nothing(ui: &Ui, room: Rect) {
    let theme = Theme::of(ui);
    let lines = ["Finished records that sound as yours should.", "Three or four of one kind make a zone."];
    for (line, way) in lines.into_iter().zip([-10.0, 10.0]) {
        label(ui.painter(), room.center() + vec2(0.0, way), Align2::CENTER_CENTER, line, theme.text2);
    }
}

/// ↑ and ↓ choose, Delete removes, unless something else has the keys.
pub fn keys(ui: &Ui, shown: &Shown<'_>) -> Option<Wish> {
    let elsewhere = ui.memory(egui::Memory::focused).is_some_and(|id| !is_row(id));
    let count = shown.records.len();
    if elsewhere || ui.ctx().text_edit_focused() || count == 0 || egui::Popup::is_any_open(ui.ctx()) {
        return None;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let asked = if pressed(Key::ArrowDown) {
        chosen(ui, shown.chosen.map_or(0, |chosen| (chosen + 1).min(count - 1)))
    } else if pressed(Key::ArrowUp) {
        chosen(ui, shown.chosen.map_or(count - 1, |chosen| chosen.saturating_sub(1)))
    } else if pressed(Key::Delete) || pressed(Key::Backspace) {
        Asked::Remove(shown.chosen?)
    } else {
        return None;
    };
    Some(Wish::Reference(asked))
}

/// The keys go with the choice, if a row has them.
fn chosen(ui: &Ui, index: usize) -> Asked {
    if ui.memory(egui::Memory::focused).is_some_and(is_row) {
        ui.memory_mut(|memory| memory.request_focus(row_id(index)));
    }
    Asked::Choose(index)
}
