// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The meter: a song that is pressed, and before anything was heard.

use egui::Ui;
use measure::Levels;
use ui::panels::{
    frame::Common,
    meter::{SIZE, Shown, meter_ui},
};

use super::Scene;
use crate::song::song;

/// The scenes.
pub fn scenes() -> Vec<Scene> {
    vec![
        Scene { name: "meter", about: "The meter after a song.", size: SIZE, draw: |ui| show(ui, song().levels) },
        Scene {
            name: "meter-first",
            about: "The meter before anything was heard.",
            size: SIZE,
            draw: |ui| show(ui, Levels::default()),
        },
    ]
}

fn show(ui: &mut Ui, levels: Levels) {
    let song = song();
    let common = Common { name: "Meter", has_knobs: false, ..Common::default() };
    let _ = meter_ui(ui, &Shown { common, levels, target: &song.target, targets: (&[], 0) });
}
