// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The panel that every effect has before somebody draws one for it.

use egui::Ui;
use rack::{Domain, Spec};
use ui::panels::generic::{LEVELS, Shown, generic_ui, size};

use super::Scene;
use crate::song::song;

static BYPASS: Spec = Spec {
    id: "bypass",
    name: "Bypass",
    help: "The raw sound, as late as the processed one.",
    domain: Domain::Switch { default: false },
};

/// The scenes.
pub fn scenes() -> Vec<Scene> {
    let entry = song().limiter.entry;
    let size = size(entry.params, entry.readings.len() + LEVELS);
    let about = "The panel drawn from an effect's knobs alone, here the limiter's.";
    vec![Scene::panel("generic", about, size, draw)]
}

fn draw(ui: &mut Ui) {
    let song = song();
    let entry = song.limiter.entry;
    let mut read = vec![0.0; entry.readings.len()];
    if let Some(reduction) = read.first_mut() {
        *reduction = -3.2;
    }
    let _ = generic_ui(
        ui,
        &Shown {
            info: entry.info,
            specs: entry.params,
            values: &song.limiter.values,
            bypass: (&BYPASS, 0.0),
            readings: entry.readings,
            read: &read,
            levels: song.levels,
        },
    );
}
