// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which stems hide each other: who, whom, around which frequency, when, and what to do.
//!
//! ```text
//! SMR_i(b, t) = 10·lg(E_i / Σ E_j≠i)      at the ear where it is higher
//! ```
//! `E` is the excitation of a stem in the [ear's bands](bands). A stem `i` is *covered* in a
//! band for a tenth of a second if it plays there, its SMR is −6 dB or less at both ears, and one other
//! stem `j` has at least half of what covers it; then `j` hides `i` there. Told is a run of bands that are
//! essential to the hidden stem, and make up a tenth of its loudness or more, where it is
//! covered for a third of the time in which it plays.
//!
//! Noise hides noise of its own band from about −4 dB on and a tone at about the same level; a tone hides
//! noise only from −15 to −20 dB on (H. Fastl and E. Zwicker, "Psychoacoustics" (2007), § 4.1). That only
//! what is essential to the hidden one counts, and better yet what is not to its hider, is an idea of
//! S. Hafezi and J. D. Reiss, "Autonomous multitrack equalization based on masking reduction", JAES 63
//! (2015). The better ear is asked because panning apart is the oldest remedy, and has to count as one.
//!
//! Everything is a ratio: a gain of the whole mix changes no verdict.

pub mod bands;
mod course;
mod cover;
mod essence;
mod excitation;
mod region;
mod remedy;
#[cfg(test)]
mod tests;
mod words;

pub use bands::{BandMeter, Powers};
pub use remedy::{Action, Remedy};
pub use words::faults;

use crate::fault::Span;
use cover::Scene;

/// One stem that hides another in a range of frequencies.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// Which stem hides, counted in the order in which they were heard.
    pub hider: usize,
    /// Which stem is hidden.
    pub hidden: usize,
    /// From where to where, Hz.
    pub range_hz: [f64; 2],
    /// Where it costs most, Hz.
    pub at_hz: f64,
    /// For how much of the time in which the hidden stem plays there, 0 to 1.
    pub time_share: f64,
    /// How the hidden stem stands against all others while it is covered, dB (negative).
    pub smr_db: f64,
    /// Which part of the hidden stem's loudness lies there, 0 to 1.
    pub importance: f64,
    /// Which part of the hider's loudness lies there, 0 to 1.
    pub importance_to_hider: f64,
    /// When, the worst places in order of time.
    pub spans: Vec<Span>,
    /// What to try, and what it gives back.
    pub remedy: Remedy,
}

impl Clash {
    /// How much of the hidden stem's loudness is lost, 0 to 1.
    pub fn lost(&self) -> f64 {
        self.importance * self.time_share
    }
}

/// Finds who hides whom among stems that were heard side by side, the worst first.
pub fn clashes(stems: &[Powers]) -> Vec<Clash> {
    let scene = Scene::new(stems);
    let mut clashes = region::regions(&scene);
    clashes.sort_by(|a, b| b.lost().total_cmp(&a.lost()));
    clashes
}
