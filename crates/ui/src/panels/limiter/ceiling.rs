// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The ceiling as a line one can drag, where it is seen.

use dsp::math;
use egui::{Align2, CornerRadius, CursorIcon, Rect, Response, Sense, Stroke, Ui, pos2, vec2};
use rack::Spec;

use super::picture::{LEVELS, level_y};
use crate::{
    edit::Turn,
    reading::level_text,
    theme::{self, Theme},
    widgets::{focus_ring, zone::label},
};

const CHIP: egui::Vec2 = vec2(48.0, 22.0);
const FINE: f64 = 0.1;

/// Draws the line and its handle at the right; gives what was done to it.
pub fn ceiling_ui(ui: &mut Ui, lane: Rect, right: f32, spec: &Spec, value: f64) -> Vec<Turn> {
    let theme = Theme::of(ui);
    let y = level_y(lane, math::sample_from(value));
    ui.painter().hline(lane.x_range(), y, Stroke::new(1.5, theme.ink));
    let chip = Rect::from_center_size(pos2(right - CHIP.x / 2.0 - 4.0, y), CHIP);
    let line = Rect::from_min_max(pos2(lane.left(), y - 4.0), pos2(lane.right(), y + 4.0));
    let grip = |rect, name| ui.interact(rect, ui.scope_id().with(name), Sense::click_and_drag());
    let response = grip(chip, "ceiling") | grip(line, "ceiling line");
    response.widget_info(|| egui::WidgetInfo::slider(true, value, spec.name));
    ui.painter().rect_filled(chip, CornerRadius::same(theme::CARD_RADIUS), theme.ink);
    let font = theme::semibold(theme::MEDIUM);
    ui.painter().text(chip.center(), Align2::CENTER_CENTER, level_text(value), font, theme.bg);
    for (text, way, align) in [("Ceiling", -1.0, Align2::CENTER_BOTTOM), ("dBTP", 1.0, Align2::CENTER_TOP)] {
        let at = chip.center() + vec2(0.0, way * (CHIP.y / 2.0 + 2.0));
        label(ui.painter(), at, align, text, theme.text2);
    }
    if response.has_focus() {
        focus_ring(ui, chip);
    }
    let turns = turns(ui, &response, lane, spec, value);
    response.on_hover_cursor(CursorIcon::ResizeVertical).on_hover_text(spec.help);
    turns
}

fn turns(ui: &Ui, response: &Response, lane: Rect, spec: &Spec, value: f64) -> Vec<Turn> {
    if response.double_clicked() {
        return Turn::at_once(spec.domain.default_value());
    }
    let id = response.id.with("held");
    let mut turns = Vec::new();
    if response.drag_started() {
        turns.push(Turn::Begin);
        ui.data_mut(|data| data.insert_temp(id, value));
    }
    if response.dragged() {
        let pace = if ui.input(|input| input.modifiers.shift) { FINE } else { 1.0 };
        let per_point = f64::from((LEVELS[1] - LEVELS[0]) / lane.height());
        let held: f64 = ui.data(|data| data.get_temp(id)).unwrap_or(value);
        let held = spec.domain.nearest(held - f64::from(response.drag_delta().y) * per_point * pace);
        ui.data_mut(|data| data.insert_temp(id, held));
        // A tenth is what the handle shows, and what destinations ask for.
        turns.push(Turn::To(math::round(held * 10.0) / 10.0));
    }
    if response.drag_stopped() {
        turns.push(Turn::End);
    }
    turns
}
