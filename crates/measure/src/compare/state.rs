// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Was this song mastered already? Told from its dynamics, never from its level.
//!
//! A limiter leaves three traces that no fader removes: the peaks stand close above the loudness (PLR),
//! close above it in every moment (PSR), and many moments share one highest peak. Each trace gives a vote
//! between −1 and 1; their mean decides, and its size says how sure that is.

use crate::{fault::Confidence, profile::Profile, words::number};

/// Whether a song was mastered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// Whether a limiter seems to have finished it.
    pub mastered: bool,
    /// How sure that is.
    pub confidence: Confidence,
    /// What it rests on: PLR, PSR, and the share of moments that share the highest peak.
    pub traces: Traces,
}

/// What a limiter leaves behind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traces {
    /// True peak minus integrated loudness, LU.
    pub plr_lu: Option<f64>,
    /// The PSR that 95 % of the loudest passage exceeds, LU.
    pub psr_low_lu: Option<f64>,
    /// The share of loud moments within 0.5 dB of the highest peak, 0 to 1.
    pub pinned_share: f64,
}

/// A trace that decides nothing, and how far from it the vote is whole.
struct Limit {
    middle: f64,
    whole: f64,
}

// Middles and widths: measured on finished records and on mixes that were never limited.
const PLR_LU: Limit = Limit { middle: 12.0, whole: -3.0 };
const PSR_LU: Limit = Limit { middle: 10.0, whole: -2.5 };
const PINNED: Limit = Limit { middle: 0.05, whole: 0.05 };

impl Limit {
    /// 1 for mastered, −1 for not.
    fn vote(&self, value: f64) -> f64 {
        ((value - self.middle) / self.whole).clamp(-1.0, 1.0)
    }
}

impl Default for State {
    fn default() -> Self {
        Self { mastered: false, confidence: Confidence::Weak, traces: Traces::default() }
    }
}

impl State {
    /// "unmastered (sure): PLR 16.2 LU, PSR 12.0 LU, 1 % of the moments at the highest peak"
    pub fn words(&self) -> String {
        let word = if self.mastered { "mastered" } else { "unmastered" };
        let lu = |name: &str, value: Option<f64>| value.map(|lu| format!("{name} {} LU", number(lu)));
        let pinned = format!("{:.0} % of the moments at the highest peak", self.traces.pinned_share * 100.0);
        let traces = [lu("PLR", self.traces.plr_lu), lu("PSR", self.traces.psr_low_lu), Some(pinned)];
        let traces: Vec<_> = traces.into_iter().flatten().collect();
        format!("{word} ({}): {}", self.confidence.word(), traces.join(", "))
    }
}

/// Decides from a song's profile.
pub fn state(profile: &Profile) -> State {
    let traces = Traces {
        plr_lu: profile.plr_lu,
        psr_low_lu: profile.loudest_portrait().psr_low_lu,
        pinned_share: profile.pinned_share,
    };
    let votes = [
        traces.plr_lu.map(|plr_lu| PLR_LU.vote(plr_lu)),
        traces.psr_low_lu.map(|psr_lu| PSR_LU.vote(psr_lu)),
        traces.plr_lu.map(|_| PINNED.vote(traces.pinned_share)),
    ];
    let known: Vec<f64> = votes.into_iter().flatten().collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    State { mastered: mean > 0.0, confidence: confidence(mean), traces }
}

fn confidence(mean: f64) -> Confidence {
    match mean.abs() {
        size if size > 0.6 => Confidence::Sure,
        size if size > 0.3 => Confidence::Fair,
        _ => Confidence::Weak,
    }
}
