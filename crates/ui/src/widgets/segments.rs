// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One of a few names, side by side in a well; the chosen one is filled with ink.

use egui::{RichText, Role, Ui};
use rack::Spec;

use super::switch::button_ui;
use crate::{edit::Turn, theme::Theme};

/// Draws the names of a choice with the one at `value` filled; gives what was done to it.
pub fn segments_ui(ui: &mut Ui, spec: &Spec, names: &[&str], value: f64) -> Vec<Turn> {
    ui.vertical(|ui| {
        ui.label(RichText::new(spec.name).color(Theme::of(ui).text2)).on_hover_text(spec.help);
        ui.add_space(11.0);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let mut turns = Vec::new();
            for (index, name) in names.iter().enumerate() {
                let down = f64::from(u8::from(index as f64 == value));
                if button_ui(ui, Role::RadioButton, name, down).clicked() {
                    turns = Turn::at_once(index as f64);
                }
            }
            turns
        })
        .inner
    })
    .inner
}
