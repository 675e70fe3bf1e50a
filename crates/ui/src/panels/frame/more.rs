// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is needed once a day: presets, sides, size, colours, reminders.

use egui::{Key, Popup, PopupCloseBehavior, TextEdit, Ui};

use super::{Common, Wish};
use crate::widgets::{
    icon::{Icon, icon_ui},
    press::press_ui,
};

/// The sides one can listen to, in the order of the plugin's knob.
pub const SIDES: [&str; 6] = ["Stereo", "Mono", "Left", "Right", "Mid", "Side"];
const ZOOMS: [f32; 7] = [0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0];
const REMINDERS_MIN: [u32; 5] = [5, 10, 15, 30, 0];

/// Draws the three dots and, while they are open, the list behind them.
pub fn more_ui(ui: &mut Ui, common: &Common<'_>) -> Option<Wish> {
    let dots = icon_ui(ui, Icon::More, "More: presets, listening, size, colours", true);
    let list = Popup::menu(&dots).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(200.0);
    list.show(|ui| list_ui(ui, common)).and_then(|shown| shown.inner)
}

fn list_ui(ui: &mut Ui, common: &Common<'_>) -> Option<Wish> {
    let mut wish = None;
    let mut take = |ui: &Ui, new: Option<Wish>| {
        if new.is_some() {
            wish = new;
            ui.close();
        }
    };
    if common.has_knobs {
        ui.menu_button("Presets", |ui| {
            let new = presets_ui(ui, common.presets);
            take(ui, new);
        });
    }
    ui.menu_button("Listen to", |ui| {
        let new = named(ui, &SIDES, common.listen).map(Wish::Listen);
        take(ui, new);
    });
    if common.has_knobs {
        let mut matched = common.matched;
        if ui.checkbox(&mut matched, "Raw as loud as the master").clicked() {
            take(ui, Some(Wish::Match(matched)));
        }
        ui.menu_button("Remind me of the raw mix", |ui| {
            let names = REMINDERS_MIN.map(reminder_text);
            let chosen = REMINDERS_MIN.iter().position(|minutes| *minutes == common.remind_min);
            let new =
                named(ui, &names, chosen.unwrap_or(usize::MAX)).map(|index| Wish::Remind(REMINDERS_MIN[index]));
            take(ui, new);
        });
    }
    if ui.button("Reset the meters").clicked() {
        take(ui, Some(Wish::ResetMeters));
    }
    ui.separator();
    ui.menu_button("Size", |ui| {
        let names = ZOOMS.map(|zoom| format!("{:.0} %", zoom * 100.0));
        let chosen = ZOOMS.iter().position(|zoom| *zoom == common.zoom).unwrap_or(usize::MAX);
        let new = named(ui, &names, chosen).map(|index| Wish::Zoom(ZOOMS[index]));
        take(ui, new);
    });
    let other = if common.dark { "Light colours" } else { "Dark colours" };
    if ui.button(other).clicked() {
        take(ui, Some(Wish::Dark(!common.dark)));
    }
    wish
}

fn named<S: AsRef<str>>(ui: &mut Ui, names: &[S], chosen: usize) -> Option<usize> {
    let mut picked = None;
    for (index, name) in names.iter().enumerate() {
        if ui.selectable_label(index == chosen, name.as_ref()).clicked() {
            picked = Some(index);
        }
    }
    picked
}

fn presets_ui(ui: &mut Ui, names: &[String]) -> Option<Wish> {
    let list = egui::ScrollArea::vertical().max_height(280.0);
    let picked = list.show(ui, |ui| named(ui, names, usize::MAX)).inner.map(Wish::Preset);
    ui.separator();
    picked.or(save_ui(ui))
}

fn save_ui(ui: &mut Ui) -> Option<Wish> {
    let id = ui.scope_id().with("name of a preset");
    let mut name: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let edit = ui.add(TextEdit::singleline(&mut name).hint_text("Name").desired_width(140.0));
    let why_not = name.trim().is_empty().then_some("Give it a name first.");
    let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && why_not.is_none();
    let wish = (press_ui(ui, "Save", why_not).clicked() || entered).then(|| Wish::Save(name.trim().to_owned()));
    ui.data_mut(|data| data.insert_temp(id, if wish.is_some() { String::new() } else { name }));
    wish
}

fn reminder_text(minutes: u32) -> String {
    if minutes == 0 { "Never".to_owned() } else { format!("After {minutes} minutes") }
}
