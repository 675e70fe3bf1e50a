// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The panel of effects that have none of their own, drawn from their knobs.

use std::sync::Arc;

use ui::panels::generic::{self, Shown};

use super::Face;
use crate::{hand::Hand, switches::BYPASS, telemetry::Telemetry};

/// Knobs and readings, one under the other.
pub struct Generic(pub Arc<Telemetry>);

impl Face for Generic {
    fn show(&mut self, ui: &mut egui::Ui, hand: &mut Hand) {
        let values = hand.values();
        let shown = Shown {
            info: hand.entry.info,
            specs: hand.entry.params,
            values: &values,
            bypass: (&BYPASS, hand.bypass()),
            readings: hand.entry.readings,
            read: &self.0.take(),
            levels: self.0.levels(),
        };
        for edit in generic::generic_ui(ui, &shown) {
            hand.apply(edit);
        }
    }

    fn news(&self) -> u64 {
        self.0.history.written()
    }
}
