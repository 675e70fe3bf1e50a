// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What to try next, in the engine's order: what, where, how sure.

use egui::{Align2, Rect, Role, Sense, Ui, pos2, vec2};
use measure::{compare::Advice, fault::clock};

use super::Shown;
use crate::{
    panels::frame::inside,
    theme::{self, Theme},
    widgets::{
        explained,
        icon::{Icon, icon_ui},
        mark::paint_mark,
        one_line, recall, remember, stack,
        zone::label,
    },
};

const HEADER: f32 = 28.0;
const ROW: f32 = 22.0;
const FOOT: f32 = 6.0;
/// Where the place begins, as a share of the width, and how wide the confidence is.
const WHERE_SHARE: f32 = 0.55;
const SURE: f32 = 44.0;

/// How high so many rows are, if at most `room` is there; nothing without any.
pub fn height(rows: usize, room: f32) -> f32 {
    let fit = ((room - HEADER - FOOT) / ROW).floor().max(1.0);
    if rows == 0 { 0.0 } else { HEADER + FOOT + ROW * fit.min(rows as f32) }
}

/// Draws the rows.
pub fn advice_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) {
    let Some(comparison) = shown.comparison else { return };
    let advice = &comparison.advice;
    let room = Rect::from_min_max(rect.min + vec2(8.0, HEADER), rect.max - vec2(4.0, FOOT));
    let turned = ui.scope_id().with("turned to");
    let wanted = recall::<usize>(ui, turned).filter(|index| *index < advice.len());
    let seen = ui.scope(|ui| stack::seen(ui, room, &vec![ROW; advice.len()], wanted)).inner;
    let theme = Theme::of(ui);
    let at = pos2(rect.left() + theme::MARGIN, rect.top() + HEADER / 2.0 + 1.0);
    let title = ui.painter().text(at, Align2::LEFT_CENTER, "Try next", theme::semibold(theme::MEDIUM), theme.ink);
    let order = if seen.len() < advice.len() {
        format!("{} to {} of {}, in this order", seen.start + 1, seen.end, advice.len())
    } else {
        "in this order".to_owned()
    };
    label(ui.painter(), pos2(title.right() + 8.0, at.y + 0.5), Align2::LEFT_CENTER, &order, theme.text2);
    if seen.len() < advice.len() && turn_ui(ui, rect) {
        let next = if seen.end < advice.len() { (seen.end + seen.len()).min(advice.len()) - 1 } else { 0 };
        remember(ui, turned, next);
    }
    for (line, index) in seen.clone().enumerate() {
        let top = room.top() + line as f32 * ROW;
        let row = Rect::from_min_size(pos2(room.left(), top), vec2(room.width() - 8.0, ROW));
        row_ui(ui, row, index, &advice[index]);
    }
    stack::paint_bar(ui, room, &seen, advice.len());
}

/// The way to the others, for hand and keys.
fn turn_ui(ui: &mut Ui, rect: Rect) -> bool {
    let place = Rect::from_min_size(pos2(rect.right() - 44.0, rect.top() + 3.0), vec2(28.0, 24.0));
    inside(ui, place, |ui| icon_ui(ui, Icon::Page(false), "To the rest of the advice", true)).clicked()
}

fn row_ui(ui: &Ui, row: Rect, index: usize, advice: &Advice) {
    let (theme, fault) = (Theme::of(ui), &advice.fault);
    let response = ui.interact(row, ui.scope_id().with(("advice", index)), Sense::hover());
    let said = format!("{} {} {}", fault.title, fault.message, fault.action);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, &said));
    let y = row.center().y;
    paint_mark(ui.painter(), pos2(row.left() + 16.0, y), 14.0, Some(fault.severity), theme);
    let left = row.left() + 32.0;
    let place_x = row.left() + row.width() * WHERE_SHARE;
    let what = fault.title.trim_end_matches('.');
    let title = one_line(ui, what, (theme::semibold(theme::SMALL), theme.ink), place_x - left - 12.0);
    ui.painter().galley(pos2(left, y - title.size().y / 2.0), title, theme.ink);
    let right = row.right() - 4.0;
    label(ui.painter(), pos2(right, y), Align2::RIGHT_CENTER, fault.confidence.word(), theme.text2);
    let room = right - SURE - place_x;
    let place = one_line(ui, &place(advice), (theme::regular(theme::SMALL), theme.text2), room);
    ui.painter().galley(pos2(place_x, y - place.size().y / 2.0), place, theme.text2);
    let help = format!("{}\n{}", fault.action, fault.message);
    drop(explained(ui, response, "", &help));
}

/// How much and where: "+4.0 dB, 1:50 to 2:20".
fn place(advice: &Advice) -> String {
    let span = advice.fault.spans.first();
    let time = span
        .map_or_else(|| "whole song".to_owned(), |span| format!("{} to {}", clock(span.from_s), clock(span.to_s)));
    if advice.fault.amount.is_empty() { time } else { format!("{}, {time}", advice.fault.amount) }
}
