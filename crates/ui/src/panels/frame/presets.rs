// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The list of presets: load one, keep the knobs under a name, and, for the user's own, another name or away.
//!
//! Nothing is asked in a window of its own: the row itself becomes the field or the question.

use egui::{Key, Label, Modifiers, ScrollArea, TextEdit, Ui, vec2};

use super::{Common, Wish};
use crate::{
    theme,
    widgets::{
        forget,
        icon::{Icon, icon_ui},
        press::press_ui,
        recall, remember,
        row::{HEIGHT, Row, row_ui},
    },
};

/// What a row has become.
#[derive(Clone, Debug, PartialEq)]
enum Asking {
    /// A field with a half-typed name, and whether the keys are in it already.
    Name(String, bool),
    /// A question.
    Delete,
}

/// Draws the list and, under it, the field that keeps the knobs.
pub fn presets_ui(ui: &mut Ui, common: &Common<'_>) -> Option<Wish> {
    let list = ScrollArea::vertical().max_height(264.0);
    let wish = list.show(ui, |ui| list_ui(ui, common)).inner;
    ui.separator();
    let wish = wish.or(save_ui(ui, common));
    // After a change the list stays, so that one sees it.
    if matches!(wish, Some(Wish::Preset(_))) {
        ui.close();
    }
    wish
}

fn list_ui(ui: &mut Ui, common: &Common<'_>) -> Option<Wish> {
    let asking_id = ui.scope_id().with("asking");
    let asking = recall::<(usize, Asking)>(ui, asking_id);
    let mut wish = None;
    for (index, name) in common.presets.iter().enumerate() {
        let new = match &asking {
            Some((row, asked)) if *row == index => asking_ui(ui, (index, name), asked.clone(), asking_id),
            _ if index >= common.own_presets => own_ui(ui, (index, name), asking_id),
            _ => row_ui(ui, &Row { name, ..Row::default() }).clicked().then_some(Wish::Preset(index)),
        };
        wish = wish.or(new);
    }
    wish
}

/// A preset of the user's own, with a pencil and a bin.
fn own_ui(ui: &mut Ui, (index, name): (usize, &str), asking: egui::Id) -> Option<Wish> {
    const SIGNS: f32 = 60.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let room = vec2(ui.available_width() - SIGNS, HEIGHT);
        let row = ui.allocate_ui(room, |ui| row_ui(ui, &Row { name, ..Row::default() })).inner;
        if icon_ui(ui, Icon::Rename, &format!("Rename {name}"), true).clicked() {
            remember(ui, asking, (index, Asking::Name(name.to_owned(), false)));
        }
        if icon_ui(ui, Icon::Delete, &format!("Delete {name}"), true).clicked() {
            remember(ui, asking, (index, Asking::Delete));
        }
        row.clicked().then_some(Wish::Preset(index))
    })
    .inner
}

fn asking_ui(ui: &mut Ui, row: (usize, &str), asked: Asking, id: egui::Id) -> Option<Wish> {
    // Escape takes back the question, not the list.
    let left = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let (wish, done) = match asked {
        Asking::Name(text, has_keys) => rename_ui(ui, row, (text, has_keys), id),
        Asking::Delete => delete_ui(ui, row),
    };
    if left || done {
        forget::<(usize, Asking)>(ui, id);
    }
    wish.filter(|_| !left)
}

fn rename_ui(
    ui: &mut Ui,
    (index, name): (usize, &str),
    (mut text, has_keys): (String, bool),
    id: egui::Id,
) -> (Option<Wish>, bool) {
    ui.horizontal(|ui| {
        let edit = field_ui(ui, &mut text, "");
        edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, format!("New name of {name}")));
        if !has_keys {
            edit.request_focus();
        }
        let empty = text.trim().is_empty().then_some("Give it a name first.");
        let pressed = press_ui(ui, "Rename", empty).clicked();
        let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && empty.is_none();
        let new = text.trim().to_owned();
        remember(ui, id, (index, Asking::Name(text, true)));
        let done = pressed || entered;
        ((done && new != name).then_some(Wish::Rename(index, new)), done)
    })
    .inner
}

fn delete_ui(ui: &mut Ui, (index, name): (usize, &str)) -> (Option<Wish>, bool) {
    ui.horizontal(|ui| {
        let question = egui::RichText::new(format!("Delete {name}?")).font(theme::semibold(theme::SMALL));
        let room = vec2(ui.available_width() - 138.0, HEIGHT);
        ui.add_sized(room, Label::new(question).truncate().halign(egui::Align::Min));
        let yes = press_ui(ui, "Delete", None).clicked();
        let no = press_ui(ui, "Keep", None).clicked();
        (yes.then_some(Wish::Delete(index)), yes || no)
    })
    .inner
}

fn save_ui(ui: &mut Ui, common: &Common<'_>) -> Option<Wish> {
    let id = ui.scope_id().with("name of a preset");
    let mut name: String = recall(ui, id).unwrap_or_default();
    let wish = ui
        .horizontal(|ui| {
            let edit = field_ui(ui, &mut name, "Name");
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the new preset"));
            let is_there = common.presets.iter().skip(common.own_presets).any(|own| own == name.trim());
            let empty = name.trim().is_empty().then_some("Give it a name first.");
            let pressed = press_ui(ui, if is_there { "Replace" } else { "Save" }, empty).clicked();
            let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && empty.is_none();
            // Enter never replaces anything: that takes the button that says so.
            (pressed || (entered && !is_there)).then(|| Wish::Save(name.trim().to_owned()))
        })
        .inner;
    remember(ui, id, if wish.is_some() { String::new() } else { name });
    wish
}

/// A field as high as the buttons beside it.
fn field_ui(ui: &mut Ui, text: &mut String, hint: &str) -> egui::Response {
    let edit = TextEdit::singleline(text).hint_text(hint).align(egui::Align2::LEFT_CENTER);
    ui.add_sized(vec2(160.0, HEIGHT), edit.margin(egui::Margin::symmetric(8, 2)))
}
