// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Whose excess is it? The stem at which the smallest boost explains what the mix has too much.
//!
//! The loudest stem in a band need not be the one with the fault. For every stem the hypothesis is tried
//! that it carries a bell of `g` dB: with the share `s` of the stem in a band's power, the mix
//! has `m = −10·lg(1 − s·(1 − 10^(−H/10)))` dB too much there, `H` being the bell at that band. A stem
//! that is quiet in a band cannot make much of an excess there, whatever its bell. Of all bells the one
//! with the least
//!
//! ```text
//! cost = ½·Σ (Δr / 0.5 dB)² + ½·(g / 6 dB)²,   r = difference of mix and records − m
//! ```
//!
//! stands for the stem; `Δr` is the step from one third octave to the next, since other songs differ by
//! smooth curves. The stem with the least cost owns the excess, and `e^−cost` against the sum of all says
//! how sure that is. How peaky a stem is by itself says nothing: measured, it misleads.

mod bell;
mod fit;
mod words;

use dsp::math;

use super::{Advice, Axis, Comparison, Difference, advice};
use crate::{fault::Confidence, measured::Band};
use fit::Excess;

/// A stem that has this share of the power, or a clear fit, stands out.
const STANDS_OUT: f64 = 0.4;
/// So much of the likelihood of all stems is a clear fit (measured where a fault moves the mix by 1 dB and
/// more: from 0.6 to 0.9 the seeded stem was first in 87 of 90 trials, above 0.9 in all 208).
const FAIR: f64 = 0.6;
const SURE: f64 = 0.9;
/// No single move on a track is advised beyond this, in steps that are made by hand, dB.
const MOST_MOVE_DB: f64 = 3.0;
const STEP_DB: f64 = 0.5;

/// A stem in the compared passage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stem {
    /// What it is called.
    pub name: String,
    /// Its third octaves, every frame of the passage counting alike.
    pub bands: Vec<Band>,
}

/// A stem that may own a difference, for a list with the likeliest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Owner {
    /// The stem.
    pub name: String,
    /// Its share of the power where the difference is, 0 to 1.
    pub share: f64,
    /// What to try on it first, dB: negative for an excess.
    pub suggested_db: f64,
    /// Where, Hz.
    pub at_hz: f64,
    /// How likely a boost of it is the cause, all stems together 1; where there is too little, its share.
    pub likelihood: f64,
    /// How sure it is that it owns the difference.
    pub confidence: Confidence,
}

/// Names the stem of every tonal difference of a comparison, in its advice and in its verdict.
///
/// Stems that no advice is about change nothing.
pub fn attribute(comparison: &mut Comparison, stems: &[Stem]) {
    let curve = curve(comparison);
    for advice in comparison.advice.iter_mut().filter(|advice| is_tone(advice)) {
        let Some(range_hz) = advice.range_hz else { continue };
        let owners = owners(&curve, Asked { range_hz, beyond_db: advice.beyond }, stems);
        words::name(&mut advice.fault, advice.beyond > 0.0, &owners);
    }
    comparison.verdict = advice::verdict(comparison);
}

/// The place in the curve that is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// From and to, as centres of third octaves, Hz.
    pub range_hz: [f64; 2],
    /// How far it is beyond the records' zone, dB; negative for too little.
    pub beyond_db: f64,
}

/// Mix minus the middle of the records, third octave by third octave.
pub fn curve(comparison: &Comparison) -> Vec<Difference> {
    let bands = comparison.bands.iter();
    bands.map(|band| Difference { centre_hz: band.centre_hz, db: band.tone_db.difference() }).collect()
}

/// Who owns a place of the curve, the likeliest first; empty if all stems are silent there.
///
/// Where there is too little, the stem that lives there most comes first.
pub fn owners(curve: &[Difference], asked: Asked, stems: &[Stem]) -> Vec<Owner> {
    let Some(excess) = Excess::new(curve, asked.range_hz, stems) else { return Vec::new() };
    let shares: Vec<f64> = (0..stems.len()).map(|stem| excess.share(stem)).collect();
    let likelihoods = if asked.beyond_db > 0.0 { likelihoods(&excess, stems.len()) } else { shares.clone() };
    let owner = |((stem, share), likelihood): ((&Stem, f64), f64)| Owner {
        name: stem.name.clone(),
        share,
        suggested_db: suggested_db(asked.beyond_db, share),
        at_hz: excess.at_hz,
        likelihood,
        confidence: sureness(likelihood),
    };
    let mut owners: Vec<Owner> = stems.iter().zip(shares).zip(likelihoods).map(owner).collect();
    owners.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then(b.share.total_cmp(&a.share)));
    owners
}

impl Owner {
    /// Whether it is worth naming alone.
    pub fn stands_out(&self) -> bool {
        self.share >= STANDS_OUT || self.confidence > Confidence::Weak
    }
}

/// How likely a boost of each stem is the cause; all add up to 1.
fn likelihoods(excess: &Excess, stems: usize) -> Vec<f64> {
    let costs: Vec<f64> = (0..stems).map(|stem| excess.cost(stem)).collect();
    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let likely: Vec<f64> = costs.iter().map(|cost| math::exp(least - cost)).collect();
    let all: f64 = likely.iter().sum();
    likely.iter().map(|likely| likely / all).collect()
}

fn is_tone(advice: &Advice) -> bool {
    advice.axis == Axis::Tone && advice.fault.id == "tone"
}

fn sureness(likelihood: f64) -> Confidence {
    match likelihood {
        likely if likely >= SURE => Confidence::Sure,
        likely if likely >= FAIR => Confidence::Fair,
        _ => Confidence::Weak,
    }
}

/// The move on a stem that takes the mix back to the records' zone, as far as one move may go.
fn suggested_db(beyond_db: f64, share: f64) -> f64 {
    // The mix's power is to become p, so the stem's x of 1 − share + share·x = p.
    let left = (math::exp10(-beyond_db / 10.0) - 1.0) / share.max(1e-9) + 1.0;
    let exact_db = if left > 0.0 { 10.0 * math::log10(left) } else { -MOST_MOVE_DB };
    let size_db = math::round(exact_db.abs() / STEP_DB) * STEP_DB;
    -math::sign(beyond_db) * size_db.clamp(STEP_DB, MOST_MOVE_DB)
}

#[cfg(test)]
mod tests;
