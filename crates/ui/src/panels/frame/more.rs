// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is needed once a day: presets, sides, size, colours, reminders.

use egui::{Popup, PopupCloseBehavior, Ui};

use super::{Common, Wish, presets::presets_ui};
use crate::widgets::{
    forget,
    icon::{Icon, icon_ui},
    keys_back, recall, remember,
    row::{Row, Way, row_ui},
};

/// The sides one can listen to, in the order of the plugin's knob.
pub const SIDES: [&str; 6] = ["Stereo", "Mono", "Left", "Right", "Mid", "Side"];
const ZOOMS: [f32; 7] = [0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0];
const REMINDERS_MIN: [u32; 5] = [5, 10, 15, 30, 0];
const WIDTH: f32 = 264.0;

/// A page of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Presets,
    Listen,
    Remind,
    Size,
}

/// Draws the three dots and, while they are open, the list behind them.
pub fn more_ui(ui: &mut Ui, common: &Common<'_>) -> Option<Wish> {
    let dots = icon_ui(ui, Icon::More, "More: presets, listening, size, colours", true);
    let list = Popup::menu(&dots).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(WIDTH);
    let page = dots.id.with("page");
    let was_open = list.is_open();
    if !was_open {
        forget::<Page>(ui, page);
    }
    let shown = list.show(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 0.0;
        page_ui(ui, common, page)
    });
    keys_back(ui, &dots, was_open);
    shown.and_then(|shown| shown.inner)
}

fn page_ui(ui: &mut Ui, common: &Common<'_>, page: egui::Id) -> Option<Wish> {
    let Some(open) = recall::<Page>(ui, page) else { return first_ui(ui, common, page) };
    let title = match open {
        Page::Presets => "Presets",
        Page::Listen => "Listen to",
        Page::Remind => REMIND,
        Page::Size => "Size",
    };
    if row_ui(ui, &Row { name: title, way: Some(Way::Back), ..Row::default() }).clicked() {
        forget::<Page>(ui, page);
    }
    ui.separator();
    let wish = match open {
        Page::Presets => return presets_ui(ui, common),
        Page::Listen => named_ui(ui, &SIDES, Some(common.listen)).map(Wish::Listen),
        Page::Remind => {
            let chosen = REMINDERS_MIN.iter().position(|minutes| *minutes == common.remind_min);
            named_ui(ui, &REMINDERS_MIN.map(reminder_text), chosen).map(|index| Wish::Remind(REMINDERS_MIN[index]))
        }
        Page::Size => {
            let chosen = ZOOMS.iter().position(|zoom| *zoom == common.zoom);
            named_ui(ui, &ZOOMS.map(zoom_text), chosen).map(|index| Wish::Zoom(ZOOMS[index]))
        }
    };
    closed_with(ui, wish)
}

const REMIND: &str = "Remind me of the raw mix";

/// The first page: what is done at once, and the ways to the other pages.
fn first_ui(ui: &mut Ui, common: &Common<'_>, page: egui::Id) -> Option<Wish> {
    let mut wish = None;
    let way = |ui: &mut Ui, name: &str, after: &str, to: Page| {
        if row_ui(ui, &Row { name, after, way: Some(Way::Forth), ..Row::default() }).clicked() {
            remember(ui, page, to);
        }
    };
    let mut done = |ui: &mut Ui, name: &str, chosen: bool, new: Wish| {
        if row_ui(ui, &Row { name, chosen, ..Row::default() }).clicked() {
            wish = Some(new);
        }
    };
    if common.has_knobs {
        way(ui, "Presets", "", Page::Presets);
        way(ui, "Listen to", SIDES[common.listen.min(SIDES.len() - 1)], Page::Listen);
        way(ui, REMIND, &in_short(common.remind_min), Page::Remind);
        done(ui, "Raw as loud as the master", common.matched, Wish::Match(!common.matched));
    }
    done(ui, common.reset, false, Wish::ResetMeters);
    ui.separator();
    way(ui, "Size", &zoom_text(common.zoom), Page::Size);
    done(ui, "Dark colours", common.dark, Wish::Dark(!common.dark));
    done(ui, "Reduced motion", common.still, Wish::Still(!common.still));
    closed_with(ui, wish)
}

/// The list closes when something was wished for.
fn closed_with(ui: &Ui, wish: Option<Wish>) -> Option<Wish> {
    if wish.is_some() {
        ui.close();
    }
    wish
}

fn named_ui<S: AsRef<str>>(ui: &mut Ui, names: &[S], chosen: Option<usize>) -> Option<usize> {
    let mut picked = None;
    for (index, name) in names.iter().enumerate() {
        if row_ui(ui, &Row { name: name.as_ref(), chosen: chosen == Some(index), ..Row::default() }).clicked() {
            picked = Some(index);
        }
    }
    picked
}

fn reminder_text(minutes: u32) -> String {
    if minutes == 0 { "Never".to_owned() } else { format!("After {minutes} minutes") }
}

fn in_short(minutes: u32) -> String {
    if minutes == 0 { "never".to_owned() } else { format!("{minutes} min") }
}

fn zoom_text(zoom: f32) -> String {
    format!("{:.0} %", zoom * 100.0)
}
