// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A number one can click and type over: Enter takes it, Escape leaves it.

use egui::{
    Id, Key, Label, Response, RichText, Sense, TextEdit, Ui, Widget as _, text_selection::CCursorRange, vec2,
};
use rack::Spec;

use super::{forget, recall, remember};
use crate::theme::{self, Theme};

const HEIGHT: f32 = 22.0;

/// Draws the value of a knob; gives what was typed, if it says something.
pub fn value_text_ui(ui: &mut Ui, spec: &Spec, value: f64, size: f32) -> Option<f64> {
    if let Some(text) = recall::<String>(ui, typing(ui, spec)) {
        return typed(ui, spec, text);
    }
    shown(ui, spec, value, size);
    None
}

/// Opens the number for typing, its present text selected.
pub(super) fn begin(ui: &Ui, spec: &Spec, value: f64) {
    remember(ui, typing(ui, spec), spec.domain.text_from(value));
    remember(ui, fresh(ui, spec), ());
}

fn shown(ui: &mut Ui, spec: &Spec, value: f64, size: f32) {
    let theme = Theme::of(ui);
    let text = spec.domain.text_from(value);
    let (number, unit) = text.rsplit_once(' ').unwrap_or((&text, ""));
    let clicked = ui
        .horizontal(|ui| {
            ui.set_height(HEIGHT);
            ui.spacing_mut().item_spacing.x = 4.0;
            let number = RichText::new(number).font(theme::semibold(size)).color(theme.ink);
            let response = Label::new(number).sense(Sense::click()).ui(ui);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Type {}", spec.name))
            });
            // The unit of the one large number is part of it.
            let unit = RichText::new(unit);
            let unit =
                if size > theme::MEDIUM { unit.font(theme::semibold(size)) } else { unit.color(theme.text2) };
            Label::new(unit).ui(ui);
            response.on_hover_cursor(egui::CursorIcon::Text).clicked()
        })
        .inner;
    if clicked {
        begin(ui, spec, value);
    }
}

fn typed(ui: &mut Ui, spec: &Spec, mut text: String) -> Option<f64> {
    let id = typing(ui, spec);
    let font = theme::semibold(theme::MEDIUM);
    let edit = TextEdit::singleline(&mut text).id(id.with("edit")).font(font);
    let response = ui.add_sized(vec2(ui.available_width(), HEIGHT), edit);
    if recall::<()>(ui, fresh(ui, spec)).is_some() {
        forget::<()>(ui, fresh(ui, spec));
        select_all(ui, &response, &text);
    } else if !response.has_focus() {
        forget::<String>(ui, id);
        let left = ui.input(|input| input.key_pressed(Key::Escape));
        return if left { None } else { spec.domain.parse(&text).map(|value| spec.domain.nearest(value)) };
    }
    remember(ui, id, text);
    None
}

/// Focus with everything selected: what is typed next replaces the number.
fn select_all(ui: &Ui, response: &Response, text: &str) {
    response.request_focus();
    let mut state = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::select_all_str(text)));
    TextEdit::store_state(ui.ctx(), response.id, state);
}

fn typing(ui: &Ui, spec: &Spec) -> Id {
    ui.scope_id().with(spec.id).with("typing")
}

fn fresh(ui: &Ui, spec: &Spec) -> Id {
    typing(ui, spec).with("fresh")
}
