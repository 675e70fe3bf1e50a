// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Four places for four settings: press one to go there, what one leaves is kept.

use egui::{Align2, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, vec2};

use super::focus_ring;
use crate::theme::{self, Theme};

/// The names of the places.
pub const NAMES: [&str; 4] = ["A", "B", "C", "D"];
const SIZE: egui::Vec2 = vec2(28.0, 24.0);

/// Draws the places, `active` filled; gives the one that was pressed.
pub fn slots_ui(ui: &mut Ui, active: usize) -> Option<usize> {
    let theme = Theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(SIZE.x * NAMES.len() as f32, SIZE.y), Sense::hover());
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(rect, radius, theme.well, Stroke::new(1.0, theme.line), StrokeKind::Outside);
    let mut pressed = None;
    for (index, name) in NAMES.iter().enumerate() {
        let at = Rect::from_min_size(rect.min + vec2(SIZE.x * index as f32, 0.0), SIZE);
        let response = ui.interact(at, ui.scope_id().with(("slot", index)), Sense::click());
        let said = format!("Setting {name}");
        response.widget_info(|| egui::WidgetInfo::selected(Role::RadioButton, true, index == active, &said));
        let (fill, ink) = match (index == active, response.hovered()) {
            (true, _) => (theme.ink, theme.bg),
            (false, true) => (theme.line, theme.ink),
            (false, false) => (theme.well, theme.text2),
        };
        ui.painter().rect_filled(at, radius, fill);
        ui.painter().text(at.center(), Align2::CENTER_CENTER, name, theme::semibold(theme::SMALL), ink);
        if response.has_focus() {
            focus_ring(ui, at);
        }
        if response.on_hover_text("A place for a setting; what you leave is kept.").clicked() {
            pressed = Some(index);
        }
    }
    pressed
}
