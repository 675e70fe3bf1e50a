// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What both equalisers are made of: a bank of filters on mid and side, one of them soloed or none,
//! at equal loudness, with the phase of an analogue circuit or with none.
//!
//! ```text
//! L R ─ mid, side ─┬─ filters in a row ──┬─ solo ─ loudness ─ L R
//!                  └─ one symmetric FIR ─┘
//! ```
//! **Mid and side.** Whatever a band is on, the filters run on mid and side; one that is on the mid
//! alone is no filter on the side. In mono everything is the mid; with more than two channels each
//! channel is one by itself.
//!
//! **Solo** is an audition: one hears what the band touches. A render and a host's offline bounce
//! ignore it.
//!
//! **Linear phase** also plays live: it takes a few thousandths of a core more, and the latency that it
//! needs is told to the host as long as the knob stands there. While a knob is turned,
//! new kernels are designed in small parts beside the sound and faded in, one after the other, some 80 ms
//! apart in the bass and 20 ms above. The FFT is `dsp`'s own, so that a render has the same bits everywhere.

mod bank;
mod effect;
mod kernel;
mod linear;
mod loudness;
mod pair;

pub use bank::{Bank, Settings};
use dsp::{
    Db, Hz,
    equaliser::{Filter, Shape},
    svf::Svf,
};
pub use effect::{Draw, Equaliser};
pub use loudness::Programme;

use crate::{Choice, params::Unit, processor::ReadingSpec};

/// Which part of the stereo sound a band changes.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// Everything.
    Stereo,
    /// What both channels share.
    Mid,
    /// What they do not share.
    Side,
}

/// What the filters do to the timing of the sound.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// As an analogue equaliser does, without latency.
    Minimum,
    /// Nothing, for the price of latency and of a trace before each hit.
    Linear,
}

/// Mid or side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// What both channels share.
    Mid,
    /// What they do not share.
    Side,
}

/// The filters of a bank, on mid and on side: they differ in nothing but their gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve<const N: usize> {
    /// The filters on the mid.
    pub mid: [Filter; N],
    /// The filters on the side.
    pub side: [Filter; N],
}

/// A filter that changes nothing.
const NEUTRAL: Filter = Filter { shape: Shape::Bell, corner: Hz(1000.0), gain: Db(0.0), q: 1.0 };

/// The one number that both equalisers give back.
pub const READINGS: &[ReadingSpec] = &[ReadingSpec {
    id: "compensation",
    name: "Compensation",
    unit: Unit::Db,
    help: "What was given back of the loudness that the curve adds or takes.",
}];

impl Channels {
    /// The gain of a band on the mid and on the side.
    pub fn gains(self, gain: Db) -> [Db; 2] {
        match self {
            Self::Stereo => [gain; 2],
            Self::Mid => [gain, Db(0.0)],
            Self::Side => [Db(0.0), gain],
        }
    }
}

impl<const N: usize> Curve<N> {
    /// The filters of a lane.
    pub fn filters(&self, lane: Lane) -> &[Filter; N] {
        match lane {
            Lane::Mid => &self.mid,
            Lane::Side => &self.side,
        }
    }

    /// By how many dB a sine of this frequency is changed, without what loudness takes back.
    pub fn db(&self, lane: Lane, frequency: Hz) -> f64 {
        self.filters(lane).iter().map(|filter| filter.prototype_db(frequency)).sum()
    }

    /// Whether nothing is changed anywhere.
    pub fn is_flat(&self) -> bool {
        self.mid.iter().chain(&self.side).all(Filter::is_neutral)
    }

    /// The same without mid and side, for channels that have none.
    fn without_sides(&self) -> Self {
        Self { mid: self.mid, side: self.mid }
    }
}

/// What lets through what a filter touches, on mid and side.
///
/// A bell: its own width. A shelf: its side of the corner. A tilt touches everything.
pub fn audition(filter: &Filter, channels: Channels, rate_hz: u32) -> [Svf; 2] {
    let heard = match filter.shape {
        Shape::Bell => Svf::band_pass(filter.corner, filter.q, rate_hz),
        Shape::LowShelf => Svf::low_pass(filter.corner, filter.q, rate_hz),
        Shape::HighShelf => Svf::high_pass(filter.corner, filter.q, rate_hz),
        Shape::Tilt => Svf::band_pass(filter.corner, filter.q, rate_hz).as_copy(),
    };
    match channels {
        Channels::Stereo => [heard; 2],
        Channels::Mid => [heard, heard.as_silence()],
        Channels::Side => [heard.as_silence(), heard],
    }
}

#[cfg(test)]
mod tests;
