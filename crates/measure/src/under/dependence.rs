// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much of a master is its chain's: an index from 0 to 100, and which of five terms make it.
//!
//! `index = Σ w·min(1, term/limit)`. Gain, polarity and delay are none of the terms, so a copy reads 0.
//! Under 20 a chain polishes, up to 50 it shapes, above that it is mixing. Weights, limits and ranges
//! are our own choice; the limits of tone and width are the 3 dB from which mastering engineers
//! commonly send a mix back.

use dsp::math;

use super::fit::{Filtered, Fit, fit};
use crate::{gating::percentile, measured::Course, words::number};

/// Up to here a chain polishes.
pub const POLISH: f64 = 20.0;
/// Up to here it shapes; above, the song leans on it.
pub const LEANS: f64 = 50.0;
/// The share of the loud frames between which the gain's span is taken: 5 % at either end are left out.
const EDGE: f64 = 0.05;
/// Less reduction than this is not counted as work, dB.
const AT_WORK_DB: f64 = 1.0;
/// Passages quieter than the loudest by more than this say nothing about dynamics, LU.
const LOUD_LU: f64 = 20.0;
/// The residual that gives all its points, dB under the master. Measured on masters of four songs: limiters
/// that reach a streaming service's loudness leave −21.5 dB or less, those for clubs −24.5 to −12.3 dB.
const RESIDUAL_LIMIT_DB: f64 = -15.0;

/// How much of a master is its chain's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependence {
    /// 0 for a copy, 100 for another sound.
    pub index: f64,
    /// What it is made of, in a fixed order.
    pub terms: Vec<Term>,
    /// For how much of the loud passages more than 1 dB is taken, 0 to 1.
    pub duty: f64,
}

/// One part of the index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// For scripts. It never changes.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
    /// How much was changed.
    pub value: f64,
    /// The unit of `value` and `limit`.
    pub unit: &'static str,
    /// From here on it gives all its points.
    pub limit: f64,
    /// How many points of the index it gives at most.
    pub weight: f64,
    /// How many it gives.
    pub points: f64,
}

impl Dependence {
    /// What the index means, in a few words.
    pub fn words(&self) -> &'static str {
        if self.index < POLISH {
            "the chain polishes"
        } else if self.index <= LEANS {
            "the chain shapes the sound"
        } else {
            "the chain is mixing"
        }
    }

    /// The term that gives most.
    pub fn most(&self) -> Option<&Term> {
        self.terms.iter().max_by(|one, other| one.points.total_cmp(&other.points))
    }
}

impl Term {
    /// The value with its unit: "1.8 dB".
    pub fn text(&self) -> String {
        format!("{} {}", number(self.value), self.unit)
    }

    fn new([id, name, unit]: [&'static str; 3], value: f64, [limit, weight]: [f64; 2]) -> Self {
        Self { id, name, value, unit, limit, weight, points: weight * (value / limit).clamp(0.0, 1.0) }
    }
}

/// Compares a master with its raw mix, laid over each other to a few samples; `None` for silence.
///
/// The courses are what a meter has heard of both.
pub fn dependence(sounds: [&[&[f32]]; 2], courses: [&Course; 2], rate_hz: u32) -> Option<Dependence> {
    let fit = fit(sounds[0], sounds[1], rate_hz)?;
    let [raw, master] = courses.map(median_psr);
    let lost_lu = raw.zip(master).map_or(0.0, |(raw, master)| (raw - master).max(0.0));
    let terms = vec![
        Term::new(["tone", "Tone", "dB"], tone_db(&fit.bands), [3.0, 30.0]),
        Term::new(["gain_reduction", "Gain reduction", "dB"], span_db(&fit), [4.0, 25.0]),
        Term::new(["dynamics", "Dynamics", "LU"], lost_lu, [4.0, 20.0]),
        Term::new(["width", "Width", "dB"], width_db(&fit.bands), [3.0, 10.0]),
        residual(fit.residual_db),
    ];
    let index = terms.iter().map(|term| term.points).sum();
    Some(Dependence { index, terms, duty: duty(&fit) })
}

/// What neither filter nor gain explains counts as the amplitude it has: −15 dB is all, −35 dB a tenth.
fn residual(level_db: f64) -> Term {
    let share = math::exp10((level_db - RESIDUAL_LIMIT_DB) / 20.0);
    let term = Term::new(["residual", "Residual", "dB"], share, [1.0, 15.0]);
    Term { value: level_db, limit: RESIDUAL_LIMIT_DB, ..term }
}

/// How far the bands of the mid were moved against each other, dB RMS.
fn tone_db(bands: &[Filtered]) -> f64 {
    let count = bands.len().max(1) as f64;
    let mean = bands.iter().map(|band| band.mid_db).sum::<f64>() / count;
    rms(bands.iter().map(|band| band.mid_db - mean))
}

/// How far the side was moved against its mid, dB RMS over the bands that have one.
fn width_db(bands: &[Filtered]) -> f64 {
    rms(bands.iter().filter_map(|band| Some(band.side_db? - band.mid_db)))
}

fn rms(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value * value, count + 1));
    math::sqrt(sum / f64::from(count.max(1)))
}

/// From the gain that 5 % of the loud frames exceed down to the one that 95 % exceed, dB.
fn span_db(fit: &Fit) -> f64 {
    let at = |share: f64| percentile(&fit.gains_db, share).unwrap_or(0.0);
    at(1.0 - EDGE) - at(EDGE)
}

fn duty(fit: &Fit) -> f64 {
    let open_db = percentile(&fit.gains_db, 1.0 - EDGE).unwrap_or(0.0);
    let at_work = fit.gains_db.partition_point(|gain_db| f64::from(*gain_db) < open_db - AT_WORK_DB);
    at_work as f64 / fit.gains_db.len().max(1) as f64
}

/// The median of true peak over short-term loudness, both of the same 3 s, LU.
fn median_psr(course: &Course) -> Option<f64> {
    let hops = math::index_from(math::round(3.0 / Course::HOP_S));
    let loudest = course.short_term_lufs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let psr = |(end, lufs): (usize, &f32)| {
        let peaks = course.true_peak_dbtp.get((end + 1).checked_sub(hops)?..=end)?;
        let loud = f64::from(*lufs) > f64::from(loudest) - LOUD_LU;
        loud.then(|| peaks.iter().copied().fold(f32::NEG_INFINITY, f32::max) - lufs)
    };
    let mut all: Vec<f32> = course.short_term_lufs.iter().enumerate().filter_map(psr).collect();
    all.sort_unstable_by(f32::total_cmp);
    percentile(&all, 0.5)
}
