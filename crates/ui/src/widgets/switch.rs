// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Off or on: a button that is filled with ink while it is on.

use egui::{Response, Role, Sense, Ui, vec2};
use rack::Spec;

use super::{explained, focus_ring};
use crate::{
    edit::Turn,
    motion::hovered,
    theme::{self, Theme},
};

const HEIGHT: f32 = 24.0;
const PADDING: f32 = 12.0;

/// Draws a switch with its name at `value`; gives what was done to it.
pub fn switch_ui(ui: &mut Ui, spec: &Spec, value: f64) -> Vec<Turn> {
    let response = button_ui(ui, spec.name, value >= 0.5);
    let response = explained(ui, response, spec.name, spec.help);
    if response.clicked() { Turn::at_once(if value >= 0.5 { 0.0 } else { 1.0 }) } else { Vec::new() }
}

/// A button that stays down.
fn button_ui(ui: &mut Ui, name: &str, on: bool) -> Response {
    let theme = Theme::of(ui);
    let colour = if on { theme.bg } else { theme.ink };
    let text = ui.painter().layout_no_wrap(name.to_owned(), theme::regular(theme::SMALL), colour);
    let (rect, response) = ui.allocate_exact_size(vec2(text.size().x + 2.0 * PADDING, HEIGHT), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::CheckBox, true, on, name));
    let rest = theme.field(hovered(ui, &response));
    ui.painter().rect_filled(rect, theme::STRIP_RADIUS, if on { theme.ink } else { rest });
    ui.painter().galley(rect.center() - text.size() / 2.0, text, colour);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    response
}
