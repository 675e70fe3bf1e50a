// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The stereo field and the likeness of peaks, as they pass: what a live meter remembers of them.

use dsp::{math, units::db_from_power};

use crate::{
    live::Levels,
    stereo::{StereoField, Sums},
};

/// Looks of 100 ms after which what was heard counts only a third.
const MEMORY_LOOKS: f64 = 50.0;
/// Nothing is said before so many looks: a second cymbal is no width.
const FIRST_LOOK: u32 = 30;
/// Bass this far under the whole is none.
const PRESENT: f64 = 0.01;
/// Looks in ten seconds.
const LOOKS: usize = 100;
/// Peaks as near to each other as this are equally high: half a decibel.
const ALIKE: f32 = 0.944;

/// The last seconds of both sides.
pub struct Field {
    stereo: StereoField,
    whole: Sums,
    bass: Sums,
    looks: u32,
}

impl Field {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        Self { stereo: StereoField::new(rate_hz), whole: Sums::default(), bass: Sums::default(), looks: 0 }
    }

    /// Forgets the past; the filters ring out.
    pub fn reset(&mut self) {
        let _ = self.stereo.take();
        self.whole = Sums::default();
        self.bass = Sums::default();
        self.looks = 0;
    }

    /// Hears the next samples of both sides.
    pub fn push(&mut self, left: &[f32], right: &[f32]) {
        self.stereo.push(left, right);
    }

    /// Ends a look of 100 ms; only loud passages are judged.
    pub fn read(&mut self, loud: bool, levels: &mut Levels) {
        let [whole, bass] = self.stereo.take();
        if !loud {
            return;
        }
        let keep = math::exp(-1.0 / MEMORY_LOOKS);
        self.whole.fade(keep, &whole);
        self.bass.fade(keep, &bass);
        self.looks = self.looks.saturating_add(1);
        if self.looks < FIRST_LOOK {
            return;
        }
        let lower = |a: Option<f64>, b: Option<f64>| a.map_or(b, |a| Some(b.map_or(a, |b: f64| a.min(b))));
        levels.correlation = self.whole.correlation();
        levels.correlation_low = lower(levels.correlation_low, levels.correlation);
        levels.balance_db = self.whole.balance_db();
        let share = self.bass.power() / self.whole.power().max(f64::MIN_POSITIVE);
        levels.bass_db = (share > 0.0).then(|| db_from_power(share).0);
        if share > PRESENT {
            levels.bass_correlation_low = lower(levels.bass_correlation_low, self.bass.correlation());
        }
    }
}

/// How many of the last ten seconds' peaks are equally high.
pub struct Pressing {
    peaks: [f32; LOOKS],
    heard: usize,
    most: f64,
}

impl Default for Pressing {
    fn default() -> Self {
        Self { peaks: [0.0; LOOKS], heard: 0, most: 0.0 }
    }
}

impl Pressing {
    /// Takes the peak of a look; gives the greatest share so far, once ten seconds were heard.
    pub fn note(&mut self, peak: f32) -> Option<f64> {
        self.peaks[self.heard % LOOKS] = peak;
        self.heard += 1;
        if self.heard < LOOKS {
            return None;
        }
        let highest = self.peaks.iter().fold(0.0_f32, |high, peak| high.max(*peak));
        let alike = self.peaks.iter().filter(|peak| **peak >= ALIKE * highest).count();
        if highest > 0.0 {
            self.most = self.most.max(alike as f64 / LOOKS as f64);
        }
        Some(self.most)
    }
}
