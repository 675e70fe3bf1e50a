// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much louder a curve makes music, from the curve alone: nothing is measured, so nothing pumps.
//!
//! ```text
//! change = 10 log₁₀ Σ p k (m |Hm|² + s |Hs|²) / Σ p k
//! ```
//! over third octaves, with the power `p` of the mean spectrum of music, the ear's weighting `k`
//! (ITU-R BS.1770-5, Annex 1), and the shares `m` and `s` of mid and side. Music that is unlike the
//! mean is off by what it is unlike it.

use dsp::{
    Hz,
    equaliser::{Filter, Prototype},
    math,
};
use measure::k_weighting;

use super::Curve;

/// Third octaves from 25 Hz to 20 kHz around 1 kHz.
const THIRDS: [i32; 2] = [-16, 13];
const BANDS: usize = 30;
/// The mean slope of 12 345 songs at 200 Hz, dB per octave, and how much steeper it is per octave
/// above: A. Elowsson and A. Friberg, "Long-term average spectrum in popular music and its relation to
/// the level of the percussion", AES 142 (2017), paper 9762. Below 100 Hz, where theirs ends, the same
/// law goes on.
const SLOPE_DB: f64 = -2.35;
const STEEPER_DB: f64 = -1.318;
/// Theirs counts per hertz; a third octave holds twice as many of them an octave higher.
const PER_OCTAVE_DB: f64 = 3.0103;
/// The power of the side as a share of the whole.
const SIDE: f64 = 0.1;

/// The mean spectrum of music as the ear weighs it.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Middles, and shares that sum to one.
    bands: [(Hz, f64); BANDS],
}

impl Programme {
    /// The spectrum of popular music.
    pub fn new() -> Self {
        let k = k_weighting::filters(48_000);
        let mut bands = core::array::from_fn(|n| {
            let centre = Hz(1000.0 * math::pow(2.0, (n as f64 + f64::from(THIRDS[0])) / 3.0));
            let ear_db: f64 = k.iter().map(|filter| filter.gain_db(centre, 48_000)).sum();
            (centre, math::exp10((third_db(centre) + ear_db) / 10.0))
        });
        let sum: f64 = bands.iter().map(|(_, share)| share).sum();
        for (_, share) in &mut bands {
            *share /= sum;
        }
        Self { bands }
    }

    /// By how many LU a curve makes the programme louder.
    pub fn change_db<const N: usize>(&self, curve: &Curve<N>) -> f64 {
        if curve.is_flat() {
            return 0.0;
        }
        let [mid, side] = [self.power(&curve.mid), self.power(&curve.side)];
        10.0 * math::log10((1.0 - SIDE) * mid + SIDE * side)
    }

    /// By which factor filters change the weighed power.
    fn power<const N: usize>(&self, filters: &[Filter; N]) -> f64 {
        let circuits = filters.map(|filter| filter.prototype());
        let gain = |centre: Hz| circuits.iter().map(|circuit: &Prototype| circuit.power(centre)).product::<f64>();
        self.bands.iter().map(|(centre, share)| share * gain(*centre)).sum()
    }
}

impl Default for Programme {
    fn default() -> Self {
        Self::new()
    }
}

/// The level of a third octave of music, dB against the one at 200 Hz.
pub(crate) fn third_db(centre: Hz) -> f64 {
    let octaves = math::log2(centre.0 / 200.0);
    octaves * (SLOPE_DB + PER_OCTAVE_DB + 0.5 * STEEPER_DB * octaves)
}
