// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Something to press: a word in a frame.

use egui::{CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, vec2};

use super::focus_ring;
use crate::theme::{self, Theme};

/// Height of a button.
pub const HEIGHT: f32 = 24.0;
const PADDING: f32 = 12.0;

/// Draws a button; `None` as a reason means that it can be pressed, otherwise the reason is told on hover.
pub fn press_ui(ui: &mut Ui, text: &str, why_not: Option<&str>) -> Response {
    let theme = Theme::of(ui);
    let colour = if why_not.is_some() { theme.text2.gamma_multiply(0.6) } else { theme.ink };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::semibold(theme::SMALL), colour);
    let sense = if why_not.is_some() { Sense::hover() } else { Sense::click() };
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 2.0 * PADDING, HEIGHT), sense);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, why_not.is_none(), text));
    let fill = if response.hovered() && why_not.is_none() { theme.line } else { theme.well };
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, colour);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    match why_not {
        Some(reason) => response.on_hover_text(reason),
        None => response,
    }
}
