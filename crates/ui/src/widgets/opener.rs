// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A button with a label and a name that opens a small page under itself.

use egui::{CornerRadius, Popup, PopupCloseBehavior, Role, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{explained, focus_ring, icon::paint_caret, keys_back, one_line, zone::label};
use crate::{
    motion::hovered,
    theme::{self, Theme},
};

const HEIGHT: f32 = 24.0;

/// What is written on the button.
pub struct Opener<'a> {
    /// What it is about, in the second colour.
    pub label: &'a str,
    /// What is chosen.
    pub name: &'a str,
    /// What it is for.
    pub help: &'a str,
    /// How wide the button is, and the page.
    pub widths: [f32; 2],
}

/// Draws the button and, while it is open, what `page` draws; a click inside leaves it open.
pub fn opener_ui<R>(ui: &mut Ui, opener: &Opener<'_>, page: impl FnOnce(&mut Ui) -> R) -> Option<R> {
    let theme = Theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(opener.widths[0], HEIGHT), Sense::click());
    let said = format!("{} {}", opener.label, opener.name);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::ComboBox, true, &said));
    let field = theme.field(hovered(ui, &response));
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(rect, radius, field, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    write(ui, rect, opener);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    let response = explained(ui, response, opener.label, opener.help);
    let list = Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let was_open = list.is_open();
    let shown = list.width(opener.widths[1]).show(|ui| {
        ui.set_width(opener.widths[1]);
        ui.spacing_mut().item_spacing.y = 0.0;
        page(ui)
    });
    keys_back(ui, &response, was_open);
    shown.map(|shown| shown.inner)
}

fn write(ui: &Ui, rect: egui::Rect, opener: &Opener<'_>) {
    const CARET: f32 = 14.0;
    let theme = Theme::of(ui);
    let at = rect.left_center() + vec2(10.0, 0.0);
    let end = label(ui.painter(), at, egui::Align2::LEFT_CENTER, opener.label, theme.text2).right() + 5.0;
    let room = rect.right() - 2.0 * CARET - end;
    let name = one_line(ui, opener.name, (theme::semibold(theme::SMALL), theme.ink), room);
    ui.painter().galley(pos2(end, at.y - name.size().y / 2.0), name, theme.ink);
    paint_caret(ui.painter(), pos2(rect.right() - CARET, rect.center().y), theme);
}
