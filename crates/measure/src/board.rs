// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The gain-staging board: what every stem is by itself, what it is of the mix, and what it does to the
//! limiter.
//!
//! Of one stem alone: true peak, overs, loudness, crest. Of the mix: the share of its loudness,
//! `P_k / Σ P` with K-weighted powers (ITU-R BS.1770-5). At the limiter: whose peaks make it work
//! ([`triggers`]), and what a decibel on its fader really does behind the chain ([`faders`]).
//! [`judge()`] says what of that is not fine.

mod ear;
pub mod faders;
mod judge;
pub mod triggers;
pub mod vocal;

pub use ear::{Ear, Heard};
pub use judge::judge;

use crate::{
    fault::Span,
    loudness::power_from_lufs,
    low_end_phase::LowEndPhase,
    masking::Clash,
    measured::{Course, Measured},
};
use triggers::Triggers;

/// What is known of all stems.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Every stem.
    pub strips: Vec<Strip>,
    /// When the limiter worked; nothing where the mix is silent.
    pub triggers: Option<Triggers>,
    /// The passage in which the faders were moved.
    pub passage: Span,
    /// The vocal against the rest, where one is recognised.
    pub vocal: Option<vocal::Vocal>,
    /// Who hides whom, the worst first.
    pub clashes: Vec<Clash>,
    /// Kick against bass, where both are known.
    pub low_end: Option<LowEnd>,
}

/// Kick against bass.
#[derive(Clone, Debug, PartialEq)]
pub struct LowEnd {
    /// The stems that were taken for the kick.
    pub kick: Vec<String>,
    /// The stems that were taken for the bass.
    pub bass: Vec<String>,
    /// How they lie to each other.
    pub phase: LowEndPhase,
}

/// One stem.
#[derive(Clone, Debug, Default)]
pub struct Strip {
    /// What it is called.
    pub name: String,
    /// What was heard of it, as it stands in the mix.
    pub heard: Heard,
    /// Its share of the loudness of all stems, 0 to 1.
    pub loudness_share: f64,
    /// Its share of the moments that made the limiter work, 0 to 1; nothing where they were too few.
    pub trigger_share: Option<f64>,
    /// What +1 dB on it makes the master louder, over what it makes the mix louder; nothing where the
    /// stem is too small a part of the passage to say.
    pub fader: Option<f64>,
    /// By how much to turn it, dB, and why, where that is advised.
    pub trim: Option<Trim>,
}

/// A turn of a gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trim {
    /// At the input of the track, with its fader moved the other way: the mix stays as it is.
    Input(f64),
    /// At the fader: the balance changes.
    Fader(f64),
}

impl Trim {
    /// By how much, dB.
    pub const fn gain_db(self) -> f64 {
        match self {
            Self::Input(gain_db) | Self::Fader(gain_db) => gain_db,
        }
    }
}

impl Strip {
    /// What is left between its true peak and full scale, dB; negative beyond it.
    pub fn headroom_db(&self) -> Option<f64> {
        self.heard.measured.true_peak_dbtp.map(|peak_dbtp| -peak_dbtp)
    }
}

/// The share of each stem in the loudness of all; nothing of silence.
pub fn loudness_shares<'a>(stems: impl IntoIterator<Item = &'a Measured>) -> Vec<f64> {
    let energies: Vec<f64> = stems.into_iter().map(|stem| energy(&stem.course)).collect();
    let all: f64 = energies.iter().sum();
    energies.into_iter().map(|energy| if all > 0.0 { energy / all } else { 0.0 }).collect()
}

/// The K-weighted energy of a whole sound, pauses and all, so that those of stems add up.
fn energy(course: &Course) -> f64 {
    course.momentary_lufs.iter().map(|lufs| power_from_lufs(f64::from(*lufs))).sum()
}
