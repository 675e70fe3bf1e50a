// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What brings kick and bass into phase: the simplest that gives nearly the most.
//!
//! Each remedy is a filter `H` of gain 1 on one of the tracks; it gives
//! `10·lg((E + 2·Re Σ C(f)·H(f)) / (E + 2·Re C))`.

use dsp::math;
use rustfft::num_complex::Complex;

use super::hits::{Hits, phasor};

/// Later than this is heard as later, ms.
const LATEST_MS: f64 = 5.0;
const STEP_MS: f64 = 0.1;
/// A simpler remedy may give so much less, dB.
const NEARLY_DB: f64 = 0.5;
/// Where an all-pass may turn, Hz: a semitone apart from the third that is under the low end to the one above.
const LOWEST_HZ: f64 = 32.0;
const SEMITONES: i32 = 30;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// The kick.
    Kick,
    /// The bass.
    Bass,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// The kick upside down.
    Polarity,
    /// One track later.
    Delay {
        /// Which.
        track: Track,
        /// By how much, ms.
        by_ms: f64,
    },
    /// The kick upside down and one track later.
    PolarityAndDelay {
        /// Which is later.
        track: Track,
        /// By how much, ms.
        by_ms: f64,
    },
    /// An all-pass of the first order on one track.
    AllPass {
        /// On which.
        track: Track,
        /// Where it turns by a quarter, Hz.
        at_hz: f64,
    },
}

/// A remedy with what it gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remedy {
    /// What to do.
    pub to_do: Move,
    /// What the low end of each hit gains, dB.
    pub gain_db: f64,
}

/// The simplest remedy that gives nearly as much as the best.
pub(super) fn best(hits: &Hits) -> Option<Remedy> {
    let tried: Vec<Remedy> = kinds()
        .into_iter()
        .filter_map(|kind| strongest(kind.into_iter().map(|to_do| tried(hits, to_do))))
        .collect();
    let most_db = tried.iter().map(|remedy| remedy.gain_db).fold(0.0, f64::max);
    tried.into_iter().find(|remedy| remedy.gain_db >= most_db - NEARLY_DB)
}

/// All moves by kind, the simplest kind first.
fn kinds() -> [Vec<Move>; 4] {
    let tracks = [Track::Kick, Track::Bass];
    let steps = math::whole_from(LATEST_MS / STEP_MS);
    let each = |make: &dyn Fn(Track, f64) -> Move| {
        let steps = (1..=steps).map(|step| step as f64 * STEP_MS);
        steps.flat_map(|by_ms| tracks.map(|track| make(track, by_ms))).collect::<Vec<Move>>()
    };
    let turns = (0..=SEMITONES).map(|step| LOWEST_HZ * math::exp2(f64::from(step) / 12.0));
    [
        vec![Move::Polarity],
        each(&|track, by_ms| Move::Delay { track, by_ms }),
        each(&|track, by_ms| Move::PolarityAndDelay { track, by_ms }),
        turns.flat_map(|at_hz| tracks.map(|track| Move::AllPass { track, at_hz })).collect(),
    ]
}

fn strongest(remedies: impl Iterator<Item = Remedy>) -> Option<Remedy> {
    remedies.max_by(|a, b| a.gain_db.total_cmp(&b.gain_db))
}

/// What a move gives.
pub(super) fn tried(hits: &Hits, to_do: Move) -> Remedy {
    let turned = hits.products.iter().zip(&hits.hertz).map(|(product, hz)| (product * to_do.turn(*hz)).re);
    let energy = |cross: f64| (hits.powers() + 2.0 * cross).max(f64::MIN_POSITIVE);
    let gain = energy(turned.sum::<f64>()) / energy(hits.cross().re);
    Remedy { to_do, gain_db: 10.0 * math::log10(gain.clamp(1e-6, 1e6)) }
}

impl Move {
    /// What it does to `K·B*` at a frequency.
    fn turn(self, hz: f64) -> Complex<f64> {
        let later = |track: Track, by_ms: f64| on(track, phasor(-math::TAU * hz * by_ms / 1000.0));
        match self {
            Self::Polarity => Complex::from(-1.0),
            Self::Delay { track, by_ms } => later(track, by_ms),
            Self::PolarityAndDelay { track, by_ms } => -later(track, by_ms),
            Self::AllPass { track, at_hz } => {
                let ratio = Complex::new(0.0, hz / at_hz);
                on(track, (Complex::from(1.0) - ratio) / (Complex::from(1.0) + ratio))
            }
        }
    }
}

/// A filter on the kick as it is, on the bass conjugated.
fn on(track: Track, filter: Complex<f64>) -> Complex<f64> {
    match track {
        Track::Kick => filter,
        Track::Bass => filter.conj(),
    }
}
