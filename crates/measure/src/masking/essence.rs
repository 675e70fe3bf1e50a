// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where a stem lives: which bands are essential to it, and when it plays in them.
//!
//! ```text
//! importance I(b) = N(b) / Σ N,   N = mean of (K·P(b))^0.3 where the stem sounds
//! ```
//! The share of *loudness* and not of energy: one low note would have all the energy of a voice, and its
//! presence none. The exponent is that of loudness over intensity (S. S. Stevens, "The measurement of
//! loudness", JASA 27 (1955)), `K` the weighting of ITU-R BS.1770-5. A band is *essential* if it has half
//! the loudness of the stem's strongest one or more, that is, up to 10 dB less power.

use dsp::{Hz, math};

use super::bands::{BANDS, Cell, Powers, centre_hz};
use crate::{gating::percentile, k_weighting};

const LOUDNESS_EXPONENT: f64 = 0.3;
/// Half as loud.
const ESSENTIAL: f64 = 0.5;
/// A stem sounds where it is less than 25 dB under its loud tenth: below go echoes.
const SOUNDS: f64 = 0.003_162_278;
/// It plays in a band where that is less than 12 dB under its loud tenth: a note, not what is left of one.
const PLAYS: f64 = 0.063_095_734;
/// The loud tenth of a stem.
const LOUD: f64 = 0.9;

/// Where a stem lives.
#[derive(Clone, Debug)]
pub(super) struct Essence {
    /// The share of each band in its loudness, 0 to 1.
    pub importance: [f64; BANDS],
    /// Above which power, both ears together, it plays in each band.
    plays_above: [f32; BANDS],
    /// Its K-weighted power where it sounds.
    pub power: f64,
}

impl Essence {
    /// Learns a stem from all that was heard of it; `None` of silence.
    pub fn of(powers: &Powers) -> Option<Self> {
        let weights = k_weights();
        let weighted: Vec<f32> = powers.cells.iter().map(|cell| weighted(cell, &weights)).collect();
        let floor = SOUNDS * loud(weighted.iter().copied())?;
        let sounding = || powers.cells.iter().zip(&weighted).filter(|(_, power)| f64::from(**power) > floor);
        let count = sounding().count().max(1) as f64;
        let band = |band: usize| sounding().map(move |(cell, _)| both_ears(cell, band));
        let loudness = |n: usize| band(n).map(|power| loudness(weights[n] * f64::from(power))).sum::<f64>();
        let loudness: [f64; BANDS] = std::array::from_fn(loudness);
        let all: f64 = loudness.iter().sum();
        Some(Self {
            importance: loudness.map(|loudness| loudness / all),
            plays_above: std::array::from_fn(|n| math::sample_from(PLAYS * loud(band(n)).unwrap_or(0.0))),
            power: sounding().map(|(_, power)| f64::from(*power)).sum::<f64>() / count,
        })
    }

    /// Whether the stem would not be itself without a band.
    pub fn is_essential(&self, band: usize) -> bool {
        self.importance[band] >= ESSENTIAL * self.importance.iter().copied().fold(0.0, f64::max)
    }

    /// Whether it plays there now.
    pub fn plays(&self, cell: &Cell, band: usize) -> bool {
        let power = both_ears(cell, band);
        power > 0.0 && power >= self.plays_above[band]
    }
}

/// The power of a band at both ears.
fn both_ears([left, right]: &Cell, band: usize) -> f32 {
    left[band] + right[band]
}

fn loudness(power: f64) -> f64 {
    math::pow(power, LOUDNESS_EXPONENT)
}

/// The power that nine tenths of the sounding cells do not exceed.
fn loud(powers: impl Iterator<Item = f32>) -> Option<f64> {
    let mut sorted: Vec<f32> = powers.collect();
    sorted.sort_by(f32::total_cmp);
    let greatest = *sorted.last()?;
    let first = sorted.partition_point(|power| f64::from(*power) <= SOUNDS * SOUNDS * f64::from(greatest));
    percentile(&sorted[first..], LOUD).filter(|power| *power > 0.0)
}

fn weighted(cell: &Cell, weights: &[f64; BANDS]) -> f32 {
    math::sample_from((0..BANDS).map(|band| weights[band] * f64::from(both_ears(cell, band))).sum())
}

/// The K-weighting in the middle of each band, as power.
fn k_weights() -> [f64; BANDS] {
    const RATE_HZ: u32 = 48_000;
    let filters = k_weighting::filters(RATE_HZ);
    std::array::from_fn(|band| {
        let gain_db: f64 = filters.iter().map(|filter| filter.gain_db(Hz(centre_hz(band)), RATE_HZ)).sum();
        math::exp10(gain_db / 10.0)
    })
}
