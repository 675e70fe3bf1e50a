// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A plan at work on the sound, all but the limiter.

use dsp::{
    Audio, Db,
    equaliser::{Band, Filter},
    math,
    units::gain_from_db,
};

use super::{Move, Plan};

/// The filters of a [`Plan`], run in double precision on mid and side.
pub struct Matching {
    tone: Vec<Band<2>>,
    width: Vec<Band<1>>,
    side_gain: f64,
    is_neutral: bool,
    mid: Vec<f64>,
    side: Vec<f64>,
}

impl Matching {
    /// Filters that have heard nothing yet.
    pub fn new(plan: &Plan, rate_hz: u32) -> Self {
        Self {
            tone: filters(&plan.tone).map(|filter| Band::new(filter, rate_hz)).collect(),
            width: filters(&plan.width).map(|filter| Band::new(filter, rate_hz)).collect(),
            side_gain: gain_from_db(Db(plan.side_db)),
            is_neutral: plan.is_neutral(),
            mid: Vec::new(),
            side: Vec::new(),
        }
    }

    /// Changes the next samples, one channel or two, in place; a plan that moves nothing leaves a copy.
    pub fn process(&mut self, block: &mut Audio) {
        if self.is_neutral {
            return;
        }
        self.split(&block.channels);
        let Self { tone, width, mid, side, .. } = self;
        for band in tone {
            band.process([mid, side]);
        }
        for band in width {
            band.process([side]);
        }
        self.join(&mut block.channels);
    }

    fn split(&mut self, channels: &[Vec<f32>]) {
        // A single channel is its own mid: left and right are the same.
        let (Some(left), Some(right)) = (channels.first(), channels.last()) else { return };
        let halves =
            |sign: f64| left.iter().zip(right).map(move |(l, r)| 0.5 * (f64::from(*l) + sign * f64::from(*r)));
        self.mid.clear();
        self.side.clear();
        self.mid.extend(halves(1.0));
        self.side.extend(halves(-1.0));
    }

    fn join(&mut self, channels: &mut [Vec<f32>]) {
        for (channel, sign) in channels.iter_mut().zip([self.side_gain, -self.side_gain]) {
            for ((sample, mid), side) in channel.iter_mut().zip(&self.mid).zip(&self.side) {
                *sample = math::sample_from(mid + sign * side);
            }
        }
    }
}

fn filters(moves: &[Move]) -> impl Iterator<Item = Filter> {
    moves.iter().map(|one| one.filter)
}
