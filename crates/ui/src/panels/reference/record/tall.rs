// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The chosen record: its wave with the loop to drag, its sections, its loops, and what else is known of it.

use egui::{Align, Layout, Rect, Role, Sense, Ui, pos2, vec2};
use measure::{Alignment, Span, fault::clock};

use super::{GAIN, NAME, Row, gain, number, row_id};
use crate::{
    panels::{
        frame::{Wish, inside},
        reference::{
            Asked, Record,
            loops::{drawn_span, loop_ui, paint_loop},
            mix::paint_playhead,
            sections::{Axis, HEIGHT, Sections},
        },
    },
    theme::{self, Theme},
    widgets::{
        dropdown::{Face, dropdown_ui},
        explained,
        icon::{Icon, icon_ui},
        one_line, told,
        wave::paint_wave,
    },
};

const HEAD: f32 = 28.0;
const WAVE: f32 = 40.0;
/// How much a record may count, and how that is written.
const WEIGHTS: [(f64, &str); 4] = [(0.0, "not"), (0.5, "half"), (1.0, "once"), (2.0, "twice")];

/// Draws everything in the tall row.
pub fn tall_ui(ui: &mut Ui, row: &Row<'_>) -> Vec<Wish> {
    let at = row.rect;
    let middle = at.top() + HEAD / 2.0;
    number(ui, row, middle);
    gain(ui, row, middle);
    head(ui, row, middle);
    let (left, right) = (at.left() + NAME, at.right() - 8.0);
    let wave = Rect::from_min_size(pos2(left, at.top() + HEAD), vec2(right - left, WAVE));
    let mut wishes = wave_ui(ui, row, wave);
    let chips = Rect::from_min_size(pos2(left, wave.bottom() + 2.0), vec2(wave.width(), HEIGHT));
    wishes.extend(sections_ui(ui, row, chips));
    let foot = Rect::from_min_max(pos2(left, chips.bottom() + 3.0), pos2(right, at.bottom() - 3.0));
    wishes.extend(foot_ui(ui, row, foot).map(Wish::Reference));
    wishes
}

/// Title and artist, and at the right what else is known of it.
fn head(ui: &Ui, row: &Row<'_>, y: f32) {
    let theme = Theme::of(ui);
    let end = row.rect.right() - GAIN - 20.0;
    let mut x = row.rect.left() + NAME;
    let known = known(row.record);
    let words = |text: &str, room: f32| one_line(ui, text, (theme::regular(theme::SMALL), theme.text2), room);
    let title = one_line(ui, row.record.title, (theme::semibold(theme::MEDIUM), theme.ink), end - x);
    let title_end = x + title.size().x;
    ui.painter().galley(pos2(x, y - title.size().y / 2.0), title, theme.ink);
    x = title_end + 10.0;
    let known_room = end - x;
    let known_words = words(&known, known_room);
    let known_x = end - known_words.size().x;
    let artist_room = known_x - 16.0 - x;
    if artist_room > 40.0 {
        let artist = words(row.record.artist, artist_room);
        ui.painter().galley(pos2(x, y + 0.5 - artist.size().y / 2.0), artist, theme.text2);
    }
    said(ui, row, Rect::from_x_y_ranges(known_x..=end, y - 8.0..=y + 8.0), (&known, known_words.elided));
    ui.painter().galley(pos2(known_x, y + 0.5 - known_words.size().y / 2.0), known_words, theme.text2);
}

/// For those who listen to the screen, and for those who see too little of it.
fn said(ui: &Ui, row: &Row<'_>, place: Rect, (known, is_cut): (&str, bool)) {
    if known.is_empty() {
        return;
    }
    let response = ui.interact(place, row_id(row.index).with("known"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, known));
    if is_cut {
        drop(explained(ui, response, "", known));
    }
}

fn wave_ui(ui: &mut Ui, row: &Row<'_>, rect: Rect) -> Vec<Wish> {
    let record = row.record;
    let axis = Axis { rect, span: Span { from_s: 0.0, to_s: record.seconds } };
    let response = ui.interact(rect, row_id(row.index).with("wave"), Sense::CLICK);
    let said = format!("Wave of {}", record.title);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Image, true, &said));
    told(ui, &response, "Click plays it from here; the loop can be dragged.");
    let mut wishes = Vec::new();
    if response.double_clicked() {
        wishes.push(Wish::Hear(1));
    } else if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        wishes.push(Wish::Reference(Asked::Seek(row.index, axis.second(at.x))));
    }
    wishes.extend(loop_ui(ui, &axis, (row.index, record)));
    paint(ui, &axis, (row.index, record));
    wishes
}

fn paint(ui: &Ui, axis: &Axis, (index, record): (usize, &Record<'_>)) {
    let theme = Theme::of(ui);
    let lit = drawn_span(ui, index, record);
    let part = lit.map(|span| axis.part(span));
    if let Some(part) = part {
        ui.painter().rect_filled(part, 0, theme.reference.gamma_multiply(0.16));
    }
    let pale = theme.reference.gamma_multiply(0.5);
    let colour = |x: f32| if part.is_none_or(|part| part.x_range().contains(x)) { theme.reference } else { pale };
    paint_wave(ui.painter(), axis.rect.shrink2(vec2(0.0, 2.0)), record.peaks, colour);
    if let Some(span) = lit {
        paint_loop(ui, axis, span);
    }
    if let Some(second) = record.at_s {
        paint_playhead(ui, axis, second);
    }
}

fn sections_ui(ui: &mut Ui, row: &Row<'_>, rect: Rect) -> Option<Wish> {
    let record = row.record;
    let sections = Sections {
        axis: Axis { rect, span: Span { from_s: 0.0, to_s: record.seconds } },
        all: record.sections,
        lit: drawn_span(ui, row.index, record),
        colour: Theme::of(ui).reference,
        of: record.title,
        help: "Loops this section,",
    };
    let span = record.sections.get(sections.show(ui)?)?.span;
    Some(Wish::Reference(Asked::Loop { record: row.index, span, held: false }))
}

/// Which loop plays, and how much the record counts.
fn foot_ui(ui: &mut Ui, row: &Row<'_>, rect: Rect) -> Option<Asked> {
    inside(ui, rect, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let asked = loops_ui(ui, row);
            let weight = ui.with_layout(Layout::right_to_left(Align::Center), |ui| weight_ui(ui, row)).inner;
            asked.or(weight)
        })
        .inner
    })
}

fn loops_ui(ui: &mut Ui, row: &Row<'_>) -> Option<Asked> {
    let (record, several) = (row.record, row.record.loops.len() > 1);
    let span = drawn_span(ui, row.index, record);
    let time = span.map_or_else(String::new, |span| format!(", {} to {}", clock(span.from_s), clock(span.to_s)));
    let number = (record.looped + 1).min(record.loops.len());
    let text = format!("Loop {number} of {}{time}", record.loops.len());
    ui.label(egui::RichText::new(text).color(Theme::of(ui).text2));
    ui.add_space(8.0);
    let next = icon_ui(ui, Icon::Page(false), "To the next loop", several).clicked();
    let add = icon_ui(ui, Icon::Add, "Add a loop", true).clicked();
    let away = icon_ui(ui, Icon::Delete, "Remove this loop", several).clicked();
    match (next, add, away) {
        (true, ..) => Some(Asked::NextLoop(row.index)),
        (_, true, _) => Some(Asked::AddLoop(row.index)),
        (.., true) => Some(Asked::RemoveLoop(row.index)),
        _ => None,
    }
}

fn weight_ui(ui: &mut Ui, row: &Row<'_>) -> Option<Asked> {
    let chosen = WEIGHTS.iter().position(|(weight, _)| *weight == row.record.weight);
    let other = format!("{:.1} times", row.record.weight);
    let name = chosen.map_or(other.as_str(), |place| WEIGHTS[place].1);
    let help = "How much the record counts in the zone.";
    let face = Face { label: "Counts", name, help, ..Face::default() };
    let names = WEIGHTS.map(|(_, name)| name.to_owned());
    let picked = dropdown_ui(ui, &face, vec2(80.0, 22.0), &names, chosen.unwrap_or(usize::MAX));
    ui.add_space(6.0);
    ui.label(egui::RichText::new("counts").color(Theme::of(ui).text2));
    picked.map(|place| Asked::Weight(row.index, WEIGHTS[place].0))
}

/// "same song, +1204 samples, inverted; found in another folder; nearest to your mix"
fn known(record: &Record<'_>) -> String {
    let moved = record.moved.then(|| "found in another folder".to_owned());
    let note = (!record.note.is_empty()).then(|| record.note.to_owned());
    let parts = [record.aligned.as_ref().map(same_song), moved, note];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn same_song(alignment: &Alignment) -> String {
    let samples = format!("{:+.0}", alignment.delay_frames).replace('-', "−");
    let inverted = if alignment.is_upside_down { ", inverted" } else { "" };
    format!("same song, {samples} samples{inverted}")
}
