// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Four places for four settings: press one to go there, what one leaves is kept.

use egui::{Align2, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, vec2};

use super::{between, explained, focus_ring};
use crate::{
    motion::hovered,
    theme::{self, Theme},
};

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
        let seen = hovered(ui, &response);
        let (fill, ink) =
            if index == active { (theme.ink, theme.bg) } else { (theme.field(seen), theme.at_rest(seen)) };
        ui.painter().rect_filled(at, radius, fill);
        if index > 0 && index != active && index - 1 != active {
            between(ui, at);
        }
        ui.painter().text(at.center(), Align2::CENTER_CENTER, name, theme::semibold(theme::SMALL), ink);
        if response.has_focus() {
            focus_ring(ui, at);
        }
        if explained(ui, response, &said, "A place for a setting; what you leave is kept.").clicked() {
            pressed = Some(index);
        }
    }
    pressed
}
