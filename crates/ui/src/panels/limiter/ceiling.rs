// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The ceiling as a line one can drag, where it is seen.

use dsp::math;
use egui::{Align2, CornerRadius, CursorIcon, Rect, Response, Sense, Stroke, Ui, pos2, vec2};
use rack::Spec;

use super::picture::{LEVELS, level_y};
use crate::{
    edit::Turn,
    panels::frame::inside,
    reading::level_text,
    theme::{self, Theme},
    widgets::{
        explained, focus_ring,
        strip::keys_for,
        turning::{Handle, upwards},
        value_text::Number,
        zone::label,
    },
};

const CHIP: egui::Vec2 = vec2(48.0, 22.0);
/// Room for a number that is being typed.
const TYPING: egui::Vec2 = vec2(72.0, 22.0);

/// Draws the line and its handle at the right; gives what was done to it.
pub fn ceiling_ui(ui: &mut Ui, lane: Rect, right: f32, spec: &Spec, value: f64) -> Vec<Turn> {
    let y = level_y(lane, math::sample_from(value));
    ui.painter().hline(lane.x_range(), y, Stroke::new(1.5, Theme::of(ui).ink));
    let chip = Rect::from_center_size(pos2(right - CHIP.x / 2.0 - 4.0, y), CHIP);
    let id = ui.scope_id().with("typed ceiling");
    let number = Number { id, spec, value, size: theme::MEDIUM };
    let was_open = number.is_open(ui);
    let (response, mut turns) = grip(ui, lane, chip, (spec, value));
    if was_open {
        let place = Rect::from_min_size(chip.right_top() - vec2(TYPING.x, 0.0), TYPING);
        turns.extend(inside(ui, place, |ui| number.show(ui)).into_iter().flat_map(Turn::at_once));
    } else {
        paint(ui, chip, value);
    }
    if response.has_focus() {
        focus_ring(ui, chip);
    }
    keys_for(ui, &number, &response, was_open);
    explained(ui, response.on_hover_cursor(CursorIcon::ResizeVertical), spec.name, spec.help);
    turns
}

/// The chip, and the line for those who take hold of it there.
fn grip(ui: &Ui, lane: Rect, chip: Rect, (spec, value): (&Spec, f64)) -> (Response, Vec<Turn>) {
    let line =
        Rect::from_min_max(pos2(lane.left(), chip.center().y - 4.0), pos2(lane.right(), chip.center().y + 4.0));
    let by_chip = ui.interact(chip, ui.scope_id().with("chip"), Sense::click_and_drag());
    by_chip.widget_info(|| egui::WidgetInfo::slider(true, value, spec.name));
    // The keyboard stops once.
    let by_line = ui.interact(line, ui.scope_id().with("line"), Sense::CLICK | Sense::DRAG);
    let [low, high] = spec.domain.range();
    let points = lane.height() * math::sample_from(high - low) / (LEVELS[1] - LEVELS[0]);
    let handle = Handle { spec, value, way: upwards(points), seen: 1.0 };
    let turns = handle.turns(ui, &by_chip).into_iter().chain(handle.turns(ui, &by_line));
    if by_line.clicked() {
        by_chip.request_focus();
    }
    (by_chip, turns.map(in_tenths).collect())
}

/// A tenth is what the handle shows, and what destinations ask for.
fn in_tenths(turn: Turn) -> Turn {
    if let Turn::To(value) = turn { Turn::To(math::round(value * 10.0) / 10.0) } else { turn }
}

fn paint(ui: &Ui, chip: Rect, value: f64) {
    let theme = Theme::of(ui);
    ui.painter().rect_filled(chip, CornerRadius::same(theme::CARD_RADIUS), theme.ink);
    let font = theme::semibold(theme::MEDIUM);
    ui.painter().text(chip.center(), Align2::CENTER_CENTER, level_text(value), font, theme.bg);
    for (text, way, align) in [("Ceiling", -1.0, Align2::CENTER_BOTTOM), ("dBTP", 1.0, Align2::CENTER_TOP)] {
        let at = chip.center() + vec2(0.0, way * (CHIP.y / 2.0 + 2.0));
        label(ui.painter(), at, align, text, theme.text2);
    }
}
