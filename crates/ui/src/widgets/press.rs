// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Something to press: a word in a frame.

use egui::{Color32, CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, vec2};

use super::{explained, focus_ring};
use crate::{
    motion::hovered,
    theme::{self, Theme},
};

/// Height of a button.
pub const HEIGHT: f32 = 24.0;
const PADDING: f32 = 12.0;

/// Draws a button; `None` as a reason means that it can be pressed, otherwise the reason is told on hover.
pub fn press_ui(ui: &mut Ui, text: &str, why_not: Option<&str>) -> Response {
    let theme = Theme::of(ui);
    let Some(reason) = why_not else { return button_ui(ui, text, |hovered| (theme.field(hovered), theme.ink)) };
    let pale = theme.ink.gamma_multiply(theme::DISABLED);
    let response = drawn(ui, text, Sense::hover(), |_| (theme.well, pale));
    explained(ui, response, "", reason)
}

/// Draws the one button that is the next thing to do: filled.
pub fn first_ui(ui: &mut Ui, text: &str) -> Response {
    let theme = Theme::of(ui);
    button_ui(ui, text, |hovered| (theme.ink.lerp_to_gamma(theme.text2, 0.5 * hovered), theme.bg))
}

fn button_ui(ui: &mut Ui, text: &str, colours: impl Fn(f32) -> (Color32, Color32)) -> Response {
    drawn(ui, text, Sense::click(), colours)
}

/// The button; `colours` gives field and word for how much of a hover is seen.
fn drawn(ui: &mut Ui, text: &str, sense: Sense, colours: impl Fn(f32) -> (Color32, Color32)) -> Response {
    let theme = Theme::of(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::semibold(theme::SMALL), Color32::PLACEHOLDER);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 2.0 * PADDING, HEIGHT), sense);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, sense.senses_click(), text));
    let (field, word) = colours(hovered(ui, &response));
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(rect, radius, field, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, word);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    response
}
