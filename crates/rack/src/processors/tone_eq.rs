// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tone EQ: up to eight filters above the bass, on mid, side or both.
//!
//! A band at 0 dB is off and costs nothing. The filters follow their analogue circuits up to 20 kHz
//! ([`dsp::equaliser`]).

mod knobs;

use dsp::{Db, Hz, Q, equaliser::Filter};
pub use knobs::{Knobs, Shape, Solo};

use crate::{
    equaliser::{Channels, Curve, Draw, Equaliser, Phase, Settings, audition},
    processor::Info,
};

/// How many bands there are.
pub const BANDS: usize = 8;

/// Up to eight filters above the bass.
pub type ToneEq = Equaliser<Knobs, BANDS>;

/// At this Q a shelf of 6 dB overshoots by 0.4 dB, at 1.2 by 0.9 (measured).
const STEEPEST_SHELF_Q: f64 = 1.0;

/// One band as its knobs say it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// What it changes.
    pub shape: Shape,
    /// Where it is.
    pub frequency: Hz,
    /// How far it is moved.
    pub gain: Db,
    /// How narrow or steep it is.
    pub q: Q,
    /// In what it is moved.
    pub channels: Channels,
}

impl Band {
    /// The band that does what a filter does; knobs keep it in their ranges.
    pub fn of(filter: &Filter, channels: Channels) -> Self {
        Self { shape: filter.shape.into(), frequency: filter.corner, gain: filter.gain, q: Q(filter.q), channels }
    }

    /// What it does, where it is on. A shelf is no steeper than it can be without ringing.
    pub fn filter(&self) -> Filter {
        let steepest = if self.shape == Shape::Bell { f64::INFINITY } else { STEEPEST_SHELF_Q };
        Filter { shape: self.shape.into(), corner: self.frequency, gain: self.gain, q: self.q.0.min(steepest) }
    }
}

/// The filters of all bands on mid and on side.
pub fn curve(bands: &[Band; BANDS]) -> Curve<BANDS> {
    let on =
        |lane: usize| bands.map(|band| Filter { gain: band.channels.gains(band.gain)[lane], ..band.filter() });
    Curve { mid: on(0), side: on(1) }
}

impl Draw<BANDS> for Knobs {
    const INFO: &'static Info = &Info {
        id: "tone-eq",
        name: "Tone EQ",
        summary: "Lifts, lowers or tilts what lies above the bass with up to eight filters, at equal loudness.",
    };
    /// 320 Hz with a Q of 2.5.
    const NARROWEST_HZ: f64 = 128.0;

    fn phase(&self) -> Phase {
        self.phase
    }

    fn settings(&self, rate_hz: u32) -> Settings<BANDS> {
        let bands = self.bands();
        let soloed = (self.solo as usize).checked_sub(1).map(|n| bands[n]);
        Settings {
            curve: curve(&bands),
            solo: soloed.map(|band| audition(&band.filter(), band.channels, rate_hz)),
            match_loudness: self.match_loudness,
            phase: self.phase,
        }
    }
}

#[cfg(test)]
mod tests;
