// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bell at a stem that explains an excess best, and what it costs to believe in it.

use dsp::math;

use super::{Stem, bell::Bell};
use crate::compare::Difference;

/// The curve is looked at this many third octaves beyond the excess on both sides: past them a bell of
/// usual width has faded.
const BEYOND: f64 = 5.0;
/// How much the curves of two songs differ from one third octave to the next, dB (measured: 0.3 to 0.8
/// name as many seeded stems).
const STEP_DB: f64 = 0.5;
/// Boosts on tracks are mostly smaller than this, dB (measured: 4 to 8 name as many seeded stems).
const USUAL_DB: f64 = 6.0;
/// What people turn: from broad to narrow.
const QS: [f64; 5] = [0.5, 0.7, 1.0, 1.4, 2.0];
/// Bells up to 12 dB in steps of a half.
const GAINS: i32 = 24;
/// A sixth of an octave from one bell to the next.
const STEPS_PER_OCTAVE: f64 = 6.0;
/// Two centres that differ by less than this factor are the same band.
const SAME_BAND: f64 = 1.1;
/// A stem's band below this is silence, dB.
const SILENT_DB: f64 = -120.0;

/// An excess of the mix and its neighbourhood, with every stem's share in it.
pub struct Excess {
    /// The band that has most of it, Hz.
    pub at_hz: f64,
    bands: Vec<Difference>,
    /// The share of each stem in each band.
    shares: Vec<Vec<f64>>,
    /// Which bands are asked about.
    asked: Vec<bool>,
    range_hz: [f64; 2],
}

impl Excess {
    /// The curve around a range; `None` if no stem sounds in it.
    pub fn new(curve: &[Difference], range_hz: [f64; 2], stems: &[Stem]) -> Option<Self> {
        let around = widened(range_hz, BEYOND);
        let is_audible =
            |band: &&Difference| is_inside(band.centre_hz, around) && whole(stems, band.centre_hz) > 0.0;
        let bands: Vec<Difference> = curve.iter().filter(is_audible).copied().collect();
        let asked: Vec<bool> = bands.iter().map(|band| is_inside(band.centre_hz, range_hz)).collect();
        let heard = bands.iter().zip(&asked).filter(|(_, asked)| **asked).map(|(band, _)| band);
        let at_hz = heard.max_by(|a, b| a.db.abs().total_cmp(&b.db.abs()))?.centre_hz;
        let share = |stem: &Stem, hz: f64| power(stem, hz) / whole(stems, hz);
        let shares =
            stems.iter().map(|stem| bands.iter().map(|band| share(stem, band.centre_hz)).collect()).collect();
        Some(Self { at_hz, bands, shares, asked, range_hz })
    }

    /// A stem's share where the excess is, the largest differences counting most.
    pub fn share(&self, stem: usize) -> f64 {
        let weigh = |n: usize| if self.asked[n] { self.bands[n].db.abs() } else { 0.0 };
        let weights: f64 = (0..self.bands.len()).map(weigh).sum();
        let shares: f64 = self.shares[stem].iter().enumerate().map(|(n, share)| weigh(n) * share).sum();
        shares / weights.max(1e-9)
    }

    /// What it costs to believe that a bell at this stem is the cause: the least over all bells.
    pub fn cost(&self, stem: usize) -> f64 {
        self.bells().map(|bell| self.cost_of(bell, &self.shares[stem])).fold(f64::INFINITY, f64::min)
    }

    fn cost_of(&self, bell: Bell, shares: &[f64]) -> f64 {
        let left = |(band, share): (&Difference, &f64)| band.db - made_db(bell.db(band.centre_hz), *share);
        let left: Vec<f64> = self.bands.iter().zip(shares).map(left).collect();
        let steps = left.windows(2).map(|pair| square((pair[1] - pair[0]) / STEP_DB)).sum::<f64>();
        0.5 * (steps + square(bell.gain_db / USUAL_DB))
    }

    /// All bells in and around the range.
    fn bells(&self) -> impl Iterator<Item = Bell> {
        let [from_hz, to_hz] = widened(self.range_hz, 1.0);
        let steps = math::index_from(math::round(STEPS_PER_OCTAVE * math::log2(to_hz / from_hz)));
        let places = (0..=steps).map(move |n| from_hz * math::exp2(n as f64 / STEPS_PER_OCTAVE));
        let gains = || (1..=GAINS).map(|half| f64::from(half) / 2.0);
        places.flat_map(move |at_hz| {
            QS.into_iter().flat_map(move |q| gains().map(move |gain_db| Bell { at_hz, q, gain_db }))
        })
    }
}

/// What a boost of a stem with this share makes of the mix, dB.
fn made_db(boost_db: f64, share: f64) -> f64 {
    -10.0 * math::log10(1.0 - share * (1.0 - math::exp10(-boost_db / 10.0)))
}

fn widened([from_hz, to_hz]: [f64; 2], third_octaves: f64) -> [f64; 2] {
    let factor = math::exp2(third_octaves / 3.0);
    [from_hz / factor, to_hz * factor]
}

/// Centres are compared with some air: they have been through logarithms.
fn is_inside(hz: f64, [from_hz, to_hz]: [f64; 2]) -> bool {
    (from_hz * 0.99..=to_hz * 1.01).contains(&hz)
}

fn whole(stems: &[Stem], hz: f64) -> f64 {
    stems.iter().map(|stem| power(stem, hz)).sum()
}

fn power(stem: &Stem, hz: f64) -> f64 {
    let same = stem.bands.iter().find(|band| (band.centre_hz / hz).max(hz / band.centre_hz) < SAME_BAND);
    same.filter(|band| band.level_db > SILENT_DB).map_or(0.0, |band| math::exp10(band.level_db / 10.0))
}

fn square(x: f64) -> f64 {
    x * x
}
