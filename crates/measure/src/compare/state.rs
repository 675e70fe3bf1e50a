// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Was this song mastered already? Told from its dynamics, never from its level.
//!
//! A limiter leaves three traces that no fader removes: many moments share one highest peak, the peaks stand
//! close above the loudness (PLR), and close above it in every moment (PSR). Each trace gives a vote between
//! −1 and 1, the shared peak two; their mean decides, and its size says how sure that is.
//!
//! Middles and widths were measured on 32 songs that no limiter had touched and 16 that one had: of the
//! former two had more than 3 % of their moments at the highest peak (8 and 21 %), of the latter none had
//! less than 15 %.

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

const PINNED: Limit = Limit { middle: 0.08, whole: 0.08 };
const PLR_LU: Limit = Limit { middle: 12.5, whole: -4.0 };
const PSR_LU: Limit = Limit { middle: 9.5, whole: -4.0 };
/// The shared peak is what only limiters and clippers leave.
const PINNED_VOTES: f64 = 2.0;

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
    let dual_mono_lu = profile.whole.dual_mono_lu();
    let traces = Traces {
        plr_lu: profile.plr_lu.map(|plr_lu| plr_lu - dual_mono_lu),
        psr_low_lu: profile.loudest_portrait().psr_low_lu.map(|psr_lu| psr_lu - dual_mono_lu),
        pinned_share: profile.pinned_share,
    };
    let votes = [
        traces.plr_lu.map(|_| (PINNED_VOTES, PINNED.vote(traces.pinned_share))),
        traces.plr_lu.map(|plr_lu| (1.0, PLR_LU.vote(plr_lu))),
        traces.psr_low_lu.map(|psr_lu| (1.0, PSR_LU.vote(psr_lu))),
    ];
    let (all, sum) =
        votes.iter().flatten().fold((0.0, 0.0), |(all, sum), (votes, vote)| (all + votes, sum + votes * vote));
    let mean = if all > 0.0 { sum / all } else { 0.0 };
    State { mastered: mean > 0.0, confidence: confidence(mean), traces }
}

fn confidence(mean: f64) -> Confidence {
    match mean.abs() {
        size if size > 0.6 => Confidence::Sure,
        size if size > 0.3 => Confidence::Fair,
        _ => Confidence::Weak,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Portrait;

    fn told(pinned_share: f64, plr_lu: f64, psr_low_lu: f64) -> (bool, Confidence) {
        let whole = Portrait { psr_low_lu: Some(psr_low_lu), ..Portrait::default() };
        let state = state(&Profile { pinned_share, plr_lu: Some(plr_lu), whole, ..Profile::default() });
        (state.mastered, state.confidence)
    }

    #[test]
    fn a_loud_master_and_an_untouched_mix_are_told_apart_for_sure() {
        assert_eq!(told(0.80, 7.0, 6.2), (true, Confidence::Sure));
        assert_eq!(told(0.00, 17.7, 13.3), (false, Confidence::Sure));
    }

    #[test]
    fn a_gentle_master_shows_in_its_shared_peaks() {
        assert_eq!(told(0.17, 13.0, 12.1), (true, Confidence::Fair));
        assert_eq!(told(0.02, 13.0, 9.9), (false, Confidence::Fair));
    }

    #[test]
    fn of_silence_nothing_is_sure() {
        assert_eq!(state(&Profile::default()).confidence, Confidence::Weak);
    }
}
