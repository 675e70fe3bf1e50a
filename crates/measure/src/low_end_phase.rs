// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Kick against bass: what the low end loses because they are not in phase, and which remedy gives it back.
//!
//! In the 120 ms after every hit of the kick, between 40 and 120 Hz, with the spectra `K` and `B`:
//!
//! ```text
//! C = Σ K·B*      kept = 10·lg((E_K + E_B + 2·Re C) / (E_K + E_B))
//! loss = 10·lg((E_K + E_B + 2·|C|) / (E_K + E_B + 2·Re C))
//! ```
//! `|C|` is what one turn of phase for all hits could reach. Two things say whether there is such a turn:
//! the coherence `γ² = |C(f)|² / (Σ|K|²·Σ|B|²)` over all hits, and how little the phase of single hits
//! strays (`1 − |Σ C_hit| / Σ |C_hit|`, the circular variance). Where the bass plays another note at every
//! hit neither holds, and no polarity, delay or all-pass will do.
//!
//! Remedies are tried on `C(f)` itself, so that what they are said to give is what they give. A gain of the
//! whole mix changes nothing; that of kick against bass does, since it is part of the mix.

mod hits;
mod remedy;
pub mod roles;
#[cfg(test)]
mod tests;
mod words;

use dsp::math;

pub use remedy::{Move, Remedy, Track};
pub use roles::{Roles, roles};
pub use words::fault;

use crate::{checks::low_end, fault::Span};
use hits::Hits;

/// Fewer hits with both say nothing.
const ENOUGH_HITS: usize = 8;
/// Told from here on, dB: less is a matter of a note's length.
const LOSS_DB: f64 = 1.0;
/// From here on one turn of phase serves all hits.
const COHERENT: f64 = 0.4;
const STABLE: f64 = 0.3;

/// Hears one track, at about 4 kHz and in the middle.
pub struct LowMeter {
    stride: usize,
    open: f32,
    filled: usize,
    low: Low,
}

/// The low end of a track.
#[derive(Clone, Debug, Default)]
pub struct Low {
    /// How many samples are a second.
    pub rate_hz: f64,
    /// The middle, `(L + R) / 2`.
    pub samples: Vec<f32>,
}

/// How kick and bass lie to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct LowEndPhase {
    /// How many hits were heard while both play.
    pub hits: usize,
    /// What the sum has more than its parts, dB; negative where they cancel.
    pub kept_db: f64,
    /// What is missing to the best turn of phase, dB (0 or more).
    pub loss_db: f64,
    /// How far one filter explains one by the other over all hits, 0 to 1.
    pub coherence: f64,
    /// How much the phase strays from hit to hit, 0 to 1.
    pub straying: f64,
    /// What to try, where one thing serves all hits and something is lost.
    pub remedy: Option<Remedy>,
    /// The hits that lose most, in order of time.
    pub spans: Vec<Span>,
}

impl LowMeter {
    /// A meter that has heard nothing.
    pub fn new(rate_hz: u32) -> Self {
        let stride = low_end::stride(rate_hz);
        let low = Low { rate_hz: f64::from(rate_hz.max(1)) / stride as f64, samples: Vec::new() };
        Self { stride, open: 0.0, filled: 0, low }
    }

    /// Hears the next frames of the left and the right channel.
    pub fn push(&mut self, [left, right]: &[&[f32]; 2]) {
        for (left, right) in left.iter().zip(*right) {
            self.open += left + right;
            self.filled += 1;
            if self.filled == self.stride {
                self.low.samples.push(0.5 * self.open / self.stride as f32);
                (self.open, self.filled) = (0.0, 0);
            }
        }
    }

    /// All that was heard.
    pub fn finish(self) -> Low {
        self.low
    }
}

impl Low {
    /// Both together, as long as the longer.
    pub fn plus(mut self, other: &Self) -> Self {
        self.rate_hz = self.rate_hz.max(other.rate_hz);
        self.samples.resize(self.samples.len().max(other.samples.len()), 0.0);
        self.samples.iter_mut().zip(&other.samples).for_each(|(all, one)| *all += one);
        self
    }
}

/// Lays the bass under the hits of the kick; `None` if they meet too rarely.
pub fn low_end_phase(kick: &Low, bass: &Low) -> Option<LowEndPhase> {
    let hits = Hits::of(kick, bass);
    if hits.count() < ENOUGH_HITS {
        return None;
    }
    let [own, cross, best] = [hits.powers(), hits.cross().re, hits::length(hits.cross())];
    let decibels = |part: f64, whole: f64| 10.0 * math::log10((part / whole).clamp(1e-6, 1e6));
    let mut phase = LowEndPhase {
        hits: hits.count(),
        kept_db: decibels(own + 2.0 * cross, own),
        loss_db: decibels(own + 2.0 * best, own + 2.0 * cross),
        coherence: hits.coherence(),
        straying: hits.straying(),
        remedy: None,
        spans: hits.worst(),
    };
    if phase.is_static() && phase.loss_db > LOSS_DB {
        phase.remedy = remedy::best(&hits).filter(|remedy| remedy.gain_db > LOSS_DB);
    }
    Some(phase)
}

impl LowEndPhase {
    /// Whether one turn of phase serves all hits.
    pub fn is_static(&self) -> bool {
        self.coherence > COHERENT && self.straying < STABLE
    }
}
