// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bar at the top: the name, what is special to a panel, and what all of them can do.

use egui::{Align, Key, Layout, Modifiers, RichText, Ui, vec2};

use measure::Target;

use super::{Common, Rows, Wish, along, more};
use crate::{
    reading::{level_text, limit_text},
    theme::{self, Theme},
    widgets::{
        dropdown::{Face, dropdown_ui},
        icon::{Icon, icon_ui},
        slots::slots_ui,
    },
};

/// Draws the bar; `special` adds what only this panel has, after the name.
pub fn tools_ui(
    ui: &mut Ui,
    rows: &Rows,
    common: &Common<'_>,
    special: impl FnOnce(&mut Ui, &mut Vec<Wish>),
) -> Vec<Wish> {
    let mut wishes = keys(ui);
    let bar = rows.tools.shrink2(vec2(theme::MARGIN, 0.0));
    along(ui, bar, |ui| {
        name_ui(ui, common.name);
        ui.add_space(8.0);
        special(ui, &mut wishes);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            wishes.extend(more::more_ui(ui, common));
            if common.has_knobs {
                ui.add_space(4.0);
                wishes.extend(slots_ui(ui, common.slot).map(Wish::Slot));
                ui.add_space(4.0);
                wishes.extend(history_ui(ui, common.history));
            }
        });
    });
    wishes
}

/// Where the song goes, and a list of where else it could go.
pub fn destination_ui(ui: &mut Ui, target: &Target, (names, chosen): (&[String], usize)) -> Option<Wish> {
    let name = format!("{} {}", target.name, limit_text(target.aim_lufs));
    let after = format!("ceiling {}", level_text(target.ceiling_dbtp));
    let face = Face { label: "Destination", name: &name, after: &after, help: &target.summary, advised: None };
    dropdown_ui(ui, &face, vec2(216.0, 24.0), names, chosen).map(Wish::Target)
}

fn name_ui(ui: &mut Ui, name: &str) {
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.label(RichText::new(name).font(theme::semibold(theme::MEDIUM)));
    ui.label(RichText::new("Twobus").color(Theme::of(ui).text2));
    ui.spacing_mut().item_spacing.x = 8.0;
}

fn history_ui(ui: &mut Ui, [undo, redo]: [bool; 2]) -> Option<Wish> {
    let forth = icon_ui(ui, Icon::Forth, "Redo", redo).clicked().then_some(Wish::Redo);
    let back = icon_ui(ui, Icon::Back, "Undo", undo).clicked().then_some(Wish::Undo);
    back.or(forth)
}

/// Ctrl or Cmd with Z, with Shift to redo.
fn keys(ui: &Ui) -> Vec<Wish> {
    if ui.ctx().text_edit_focused() {
        return Vec::new();
    }
    let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Z));
    if pressed(Modifiers::COMMAND | Modifiers::SHIFT) {
        vec![Wish::Redo]
    } else if pressed(Modifiers::COMMAND) {
        vec![Wish::Undo]
    } else {
        Vec::new()
    }
}
