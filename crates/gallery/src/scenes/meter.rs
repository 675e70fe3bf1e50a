// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The meter: a song that is pressed, and before anything was heard.

use egui::Ui;
use measure::{Levels, lights::lights};
use ui::panels::{
    frame::Common,
    meter::{SIZE, Shown, meter_ui, said},
};

use super::Scene;
use crate::song::song;

/// The scenes.
pub fn scenes() -> Vec<Scene> {
    vec![
        Scene::panel("meter", "The meter after a song.", SIZE, |ui| show(ui, song().levels)),
        Scene::panel("meter-first", "The meter before anything was heard.", SIZE, |ui| {
            show(ui, Levels::default());
        }),
    ]
}

fn show(ui: &mut Ui, levels: Levels) {
    let song = song();
    let common = Common { name: "Meter", has_knobs: false, ..Common::default() };
    let said = said(&lights(&levels, &song.target));
    let _ = meter_ui(ui, &Shown { common, levels, target: &song.target, targets: (&[], 0), said: &said });
}
