// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How near a check is to its limit, whether it found a fault or not.
//!
//! A reading counts in limits: 0 is nothing, 1 is where the check begins to say something, 2 is twice
//! as much. So every check can be drawn on one scale, and the raw mix beside its master.

use crate::checks::Info;

/// What one check reads.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The check.
    pub check: &'static Info,
    /// How many limits it reads; 1 is the limit itself.
    pub limits: f64,
    /// So many limits as a musician reads them, with unit.
    pub words: fn(f64) -> String,
}

impl Reading {
    /// The reading as a musician reads it: "14 flat tops", "+2.5 dBFS", "none".
    pub fn text(&self) -> String {
        if self.limits > 0.0 { (self.words)(self.limits) } else { "none".to_owned() }
    }

    /// Whether the check says something.
    pub fn is_over(&self) -> bool {
        self.limits >= 1.0
    }

    /// What it would read if the sound were so many times louder.
    ///
    /// Checks that are not gain-invariant read amplitudes, which go with the gain.
    #[must_use]
    pub fn at_gain(self, gain: f64) -> Self {
        let factor = if self.check.gain_invariant { 1.0 } else { gain };
        Self { limits: self.limits * factor, ..self }
    }
}
