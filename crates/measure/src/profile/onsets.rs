// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where something new begins in a zone: its power rises above what the last 200 ms were like.
//!
//! The rise is the power of a hop over a one-pole mean of the hops before it (200 ms). An onset begins
//! where the rise passes 4 dB, its rise and its peak are the largest of 50 ms, and the next one needs a
//! rise below 4 dB in between. Both are ratios or follow the level, so a gain changes no onset.
//! Source: after S. Fenton and H. Lee, "A perceptual model of punch", JAES 67 (2019): how fast and how
//! far a band rises above what it was.

use dsp::math;

/// Smaller rises are the grain of noise: a zone of noise has less than one such in a second.
const RISE: f32 = 2.511_886; // 4 dB
/// After silence any rise is without end.
const MOST_RISE: f32 = 1000.0; // 30 dB
/// Less power is silence: −140 dB.
const SILENCE: f32 = 1e-14;
const MEMORY_S: f64 = 0.2;
const ATTACK_S: f64 = 0.05;

/// Something that begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Onset {
    /// The cell in which it begins.
    pub cell: usize,
    /// The highest power of its first 50 ms.
    pub peak: f32,
    /// How far the power rises above that of the last 200 ms, a ratio.
    pub rise: f32,
}

/// Finds onsets hop by hop.
pub(super) struct OnsetFinder {
    mean: f32,
    pace: f32,
    attack_hops: usize,
    /// The onset that is going on, and how many hops it still has.
    open: Option<(Onset, usize)>,
    /// Whether the power has come down since the last onset.
    is_calm: bool,
}

impl OnsetFinder {
    /// Nothing heard yet.
    pub fn new(hops_per_s: f64) -> Self {
        Self {
            mean: 0.0,
            pace: math::sample_from(1.0 - math::exp(-1.0 / (MEMORY_S * hops_per_s))),
            attack_hops: math::index_from(math::round(ATTACK_S * hops_per_s)).max(1),
            open: None,
            is_calm: true,
        }
    }

    /// Takes the power of the next hop; gives an onset that is over.
    pub fn next(&mut self, power: f32, cell: usize) -> Option<Onset> {
        let rise = (power / self.mean.max(SILENCE)).min(MOST_RISE);
        self.mean += self.pace * (power - self.mean);
        self.is_calm |= rise < RISE;
        let Some((onset, hops)) = &mut self.open else {
            if self.is_calm && rise >= RISE {
                self.open = Some((Onset { cell, peak: power, rise }, self.attack_hops));
                self.is_calm = false;
            }
            return None;
        };
        onset.peak = onset.peak.max(power);
        onset.rise = onset.rise.max(rise);
        *hops -= 1;
        if *hops > 0 { None } else { self.open.take().map(|(onset, _)| onset) }
    }
}
