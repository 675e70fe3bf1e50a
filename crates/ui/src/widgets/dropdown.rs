// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A list that opens under a button: the chosen name is written on it.

use egui::{CornerRadius, Popup, Role, Sense, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::{
    explained, focus_ring,
    icon::paint_caret,
    keys_back,
    row::{Row, row_ui},
};
use crate::{
    motion::hovered,
    theme::{self, Theme},
};

/// What is written on the button: a name, and something small after it.
#[derive(Default)]
pub struct Face<'a> {
    /// What a screen reader says first.
    pub label: &'a str,
    /// The chosen name.
    pub name: &'a str,
    /// What follows it in the second colour.
    pub after: &'a str,
    /// What it is for.
    pub help: &'a str,
    /// The index of the name that the analysis advises, if it says something.
    pub advised: Option<usize>,
}

/// Draws the button, `size` large, and the list while it is open; gives the index that was picked.
pub fn dropdown_ui(ui: &mut Ui, face: &Face<'_>, size: Vec2, names: &[String], chosen: usize) -> Option<usize> {
    let theme = Theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let said = format!("{} {}", face.label, face.name);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::ComboBox, true, &said));
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    let field = theme.field(hovered(ui, &response));
    ui.painter().rect(rect, radius, field, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    write(ui, rect, face);
    paint_caret(ui.painter(), pos2(rect.right() - 14.0, rect.center().y), theme);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    let response = explained(ui, response, face.label, face.help);
    let list = Popup::menu(&response).width(size.x.max(160.0));
    let was_open = list.is_open();
    let picked = list.show(|ui| list_ui(ui, names, chosen, face.advised)).and_then(|shown| shown.inner);
    keys_back(ui, &response, was_open);
    picked
}

fn write(ui: &Ui, rect: egui::Rect, face: &Face<'_>) {
    let theme = Theme::of(ui);
    let painter = ui.painter().with_clip_rect(rect.shrink2(vec2(4.0, 0.0)));
    let name = painter.layout_no_wrap(face.name.to_owned(), theme::semibold(theme::SMALL), theme.ink);
    let at = pos2(rect.left() + 10.0, rect.center().y - name.size().y / 2.0);
    let after_x = at.x + name.size().x + 5.0;
    painter.galley(at, name, theme.ink);
    let after = painter.layout_no_wrap(face.after.to_owned(), theme::regular(theme::SMALL), theme.text2);
    painter.galley(pos2(after_x, rect.center().y - after.size().y / 2.0), after, theme.text2);
}

fn list_ui(ui: &mut Ui, names: &[String], chosen: usize, advised: Option<usize>) -> Option<usize> {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut picked = None;
    egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for (index, name) in names.iter().enumerate() {
            let row = Row { name, chosen: index == chosen, advised: advised == Some(index), ..Row::default() };
            if row_ui(ui, &row).clicked() {
                picked = Some(index);
                ui.close();
            }
        }
    });
    picked
}
