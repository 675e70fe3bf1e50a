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

/// The number of a knob.
#[derive(Clone, Copy)]
pub struct Number<'a> {
    /// What it is known by from frame to frame.
    pub id: Id,
    /// The knob.
    pub spec: &'a Spec,
    /// Where the knob stands.
    pub value: f64,
    /// How large it is written.
    pub size: f32,
}

impl Number<'_> {
    /// Draws it; gives what was typed, if it says something.
    pub fn show(&self, ui: &mut Ui) -> Option<f64> {
        if let Some(text) = recall::<String>(ui, self.id) {
            return self.typed(ui, text);
        }
        self.shown(ui);
        None
    }

    /// Whether it is open for typing.
    pub fn is_open(&self, ui: &Ui) -> bool {
        recall::<String>(ui, self.id).is_some()
    }

    /// Opens it for typing, its present text selected.
    pub fn open(&self, ui: &Ui) {
        remember(ui, self.id, self.spec.domain.text_from(self.value));
        remember(ui, self.fresh(), ());
    }

    fn fresh(&self) -> Id {
        self.id.with("fresh")
    }

    fn shown(&self, ui: &mut Ui) {
        let theme = Theme::of(ui);
        let text = self.spec.domain.text_from(self.value);
        let (number, unit) = text.rsplit_once(' ').unwrap_or((&text, ""));
        ui.spacing_mut().item_spacing.x = 4.0;
        let number = RichText::new(number).font(theme::semibold(self.size)).color(theme.ink);
        // The keyboard types with Enter on the track: one stop for each knob is enough.
        let response = Label::new(number).sense(Sense::CLICK).ui(ui);
        let said = format!("Type {}", self.spec.name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
        // The unit of the one large number is part of it; a width has none.
        let is_bare = unit.is_empty();
        let unit = RichText::new(unit);
        let large = self.size > theme::MEDIUM;
        let unit = if large { unit.font(theme::semibold(self.size)) } else { unit.color(theme.text2) };
        if !is_bare {
            Label::new(unit).ui(ui);
        }
        if response.on_hover_cursor(egui::CursorIcon::Text).clicked() {
            self.open(ui);
        }
    }

    fn typed(&self, ui: &mut Ui, mut text: String) -> Option<f64> {
        let font = theme::semibold(theme::MEDIUM);
        let edit = TextEdit::singleline(&mut text).id(self.id.with("edit")).font(font);
        let response = ui.add_sized(vec2(ui.available_width(), HEIGHT), edit);
        let said = format!("{} in {}", self.spec.name, self.spec.domain.text_from(self.value));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &said));
        if recall::<()>(ui, self.fresh()).is_some() {
            forget::<()>(ui, self.fresh());
            select_all(ui, &response, &text);
        } else if !response.has_focus() {
            forget::<String>(ui, self.id);
            let left = ui.input(|input| input.key_pressed(Key::Escape));
            let domain = &self.spec.domain;
            return if left { None } else { domain.parse(&text).map(|value| domain.nearest(value)) };
        }
        remember(ui, self.id, text);
        None
    }
}

/// Focus with everything selected: what is typed next replaces the number.
fn select_all(ui: &Ui, response: &Response, text: &str) {
    response.request_focus();
    let mut state = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::select_all_str(text)));
    TextEdit::store_state(ui.ctx(), response.id, state);
}
