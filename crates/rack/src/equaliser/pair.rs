// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Two channels, or a lone one, through the filters.

use core::ops::Range;

use dsp::{Block, equaliser::Twin, interpolate::CHUNK, math, svf::Svf};

use super::{Curve, Phase, linear::Linear};

/// The filters of two channels.
pub struct Pair<const N: usize> {
    rate_hz: u32,
    filters: [Twin; N],
    linear: Linear<N>,
    solo: Twin,
    phase: Phase,
    /// The curve that the filters stand for.
    curve: Option<Curve<N>>,
}

impl<const N: usize> Pair<N> {
    /// Filters that have heard nothing yet.
    pub fn new(narrowest_hz: f64, rate_hz: u32) -> Self {
        Self {
            rate_hz,
            filters: core::array::from_fn(|_| Twin::new(rate_hz)),
            linear: Linear::new(narrowest_hz, rate_hz),
            solo: Twin::new(rate_hz),
            phase: Phase::Minimum,
            curve: None,
        }
    }

    /// Forgets the sound; the next settings are taken at once.
    pub fn reset(&mut self) {
        self.filters.iter_mut().for_each(Twin::reset);
        self.linear.reset();
        self.solo.reset();
        self.curve = None;
    }

    /// Turns everything.
    pub fn turn(&mut self, curve: &Curve<N>, phase: Phase, solo: Option<[Svf; 2]>) {
        if phase != self.phase {
            self.phase = phase;
            self.filters.iter_mut().for_each(Twin::reset);
            self.linear.reset();
            self.curve = None;
        }
        match phase {
            Phase::Minimum => self.turn_filters(curve),
            Phase::Linear => self.linear.aim(curve),
        }
        let copies = self.solo.target().map(|svf| svf.as_copy());
        self.solo.aim(solo.unwrap_or(copies));
    }

    /// Only what has moved is designed anew.
    fn turn_filters(&mut self, curve: &Curve<N>) {
        for (n, filter) in self.filters.iter_mut().enumerate() {
            let is_known =
                self.curve.is_some_and(|old| old.mid[n] == curve.mid[n] && old.side[n] == curve.side[n]);
            if !is_known {
                let mid = curve.mid[n].design(self.rate_hz);
                let same = curve.side[n] == curve.mid[n];
                filter.aim([mid, if same { mid } else { curve.side[n].design(self.rate_hz) }]);
            }
        }
        self.curve = Some(*curve);
    }

    /// Changes the channels from `first` on in place.
    pub fn process(
        &mut self,
        first: usize,
        block: &mut Block<'_, '_>,
        frames: Range<usize>,
        gains: &[f64; CHUNK],
    ) {
        if self.is_copy() && gains[..frames.len()].iter().all(|gain| *gain == 1.0) {
            return;
        }
        let mut lanes = [[0.0; CHUNK]; 2];
        let count = frames.len();
        read(first, block, frames.clone(), &mut lanes);
        let [mid, side] = &mut lanes;
        let (mid, side) = (&mut mid[..count], &mut side[..count]);
        match self.phase {
            Phase::Minimum => self.filters.iter_mut().for_each(|filter| filter.process([mid, side])),
            Phase::Linear => self.linear.process([mid, side]),
        }
        self.solo.process([mid, side]);
        for ((mid, side), gain) in mid.iter_mut().zip(side).zip(gains) {
            *mid *= gain;
            *side *= gain;
        }
        write(first, block, frames, &lanes);
    }

    fn is_copy(&self) -> bool {
        self.phase == Phase::Minimum && self.solo.is_copy() && self.filters.iter().all(Twin::is_copy)
    }
}

/// Whether these channels are left and right.
fn is_stereo(block: &Block<'_, '_>) -> bool {
    block.channel_count() == 2
}

fn read(first: usize, block: &Block<'_, '_>, frames: Range<usize>, lanes: &mut [[f64; CHUNK]; 2]) {
    for (lane, channel) in lanes.iter_mut().zip(first..block.channel_count()) {
        let samples = &block.channel(channel)[frames.clone()];
        lane.iter_mut().zip(samples).for_each(|(value, sample)| *value = f64::from(*sample));
    }
    if is_stereo(block) {
        turn_around(lanes, frames.len(), 0.5);
    }
}

fn write(first: usize, block: &mut Block<'_, '_>, frames: Range<usize>, lanes: &[[f64; CHUNK]; 2]) {
    let mut lanes = *lanes;
    if is_stereo(block) {
        turn_around(&mut lanes, frames.len(), 1.0);
    }
    let channels = block.channels_mut().skip(first);
    for (lane, channel) in lanes.iter().zip(channels) {
        let samples = &mut channel[frames.clone()];
        samples.iter_mut().zip(lane).for_each(|(sample, value)| *sample = math::sample_from(*value));
    }
}

/// Left and right to mid and side with a half, and back with one.
fn turn_around([left, right]: &mut [[f64; CHUNK]; 2], frames: usize, share: f64) {
    for (left, right) in left[..frames].iter_mut().zip(right) {
        (*left, *right) = ((*left + *right) * share, (*left - *right) * share);
    }
}
