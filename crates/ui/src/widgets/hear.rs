// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What one hears now: the biggest control, filled with the colour of what sounds, one key each.

use egui::{Align2, Color32, CornerRadius, Key, Role, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{between, explained, focus_ring};
use crate::{
    motion,
    theme::{self, Theme},
};

/// Height of the tallest control.
pub const HEIGHT: f32 = 36.0;

/// One thing to hear.
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub help: &'static str,
    /// Its key, and what is written for it.
    pub key: (Key, &'static str),
    /// The colour of its signal.
    pub colour: fn(&Theme) -> Color32,
}

/// Draws the choices side by side over `width`; gives the one that was pressed, by hand or by key.
pub fn hear_ui(ui: &mut Ui, choices: &[Choice], heard: usize, width: f32) -> Option<usize> {
    let theme = Theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(rect, radius, theme.well, Stroke::new(1.0, theme.line), StrokeKind::Outside);
    let part = width / choices.len() as f32;
    let mut pressed = None;
    for (index, choice) in choices.iter().enumerate() {
        let at = egui::Rect::from_min_size(rect.min + vec2(part * index as f32, 0.0), vec2(part, HEIGHT));
        let response = ui.interact(at, ui.scope_id().with(("hear", index)), Sense::click());
        response.widget_info(|| egui::WidgetInfo::selected(Role::RadioButton, true, index == heard, choice.name));
        paint(ui, at, choice, index == heard, motion::hovered(ui, &response));
        if index > 0 && index != heard && index - 1 != heard {
            between(ui, at);
        }
        if response.has_focus() {
            focus_ring(ui, at);
        }
        let typing = ui.ctx().text_edit_focused();
        let by_key = !typing && ui.input(|input| input.key_pressed(choice.key.0) && input.modifiers.is_none());
        if explained(ui, response, choice.name, choice.help).clicked() || by_key {
            pressed = Some(index);
        }
    }
    pressed
}

fn paint(ui: &Ui, at: egui::Rect, choice: &Choice, heard: bool, hovered: f32) {
    let theme = Theme::of(ui);
    // What sounds is drawn in the frame in which it sounds: here nothing fades but the hover.
    let fill = if heard { (choice.colour)(theme) } else { theme.line.gamma_multiply(hovered) };
    ui.painter().rect_filled(at, CornerRadius::same(theme::CARD_RADIUS), fill);
    let (ink, key_ink) = if heard { (theme.bg, theme.bg.gamma_multiply(0.8)) } else { (theme.ink, theme.text2) };
    let font = if heard { theme::semibold(theme::MEDIUM) } else { theme::regular(theme::MEDIUM) };
    let margin = if at.width() < 90.0 { 8.0 } else { 12.0 };
    ui.painter().text(at.left_center() + vec2(margin, 0.0), Align2::LEFT_CENTER, choice.name, font, ink);
    let key_at = pos2(at.right() - margin, at.center().y);
    ui.painter().text(key_at, Align2::RIGHT_CENTER, choice.key.1, theme::regular(theme::SMALL), key_ink);
}
