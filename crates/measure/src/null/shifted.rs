// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sound read between its samples: `b(n + τ) = Σ b[k]·2c·sinc(2c·(n + τ − k))·kaiser`.
//!
//! No filter of finite length reaches half the rate, so the other sound is read through the same one
//! on its samples: both lose the same, and what is left is only what differs.

use std::ops::Range;

use dsp::math;

/// Half the taps. With this window and cutoff: flat to 0.453 of the rate (20 kHz at 44.1 kHz), and
/// what mirrors at half the rate is 90 dB down.
const HALF: usize = 64;
const BETA: f64 = 9.0;
const CUTOFF: f64 = 0.475;

type Taps = [f32; 2 * HALF];

/// A delay, split into whole samples and what is left.
pub struct Shift {
    /// Whole samples, rounded down.
    pub whole: i64,
    /// Taps that read on the samples and between them; none if there is no fraction, so that nothing
    /// is rounded.
    taps: Option<[Taps; 2]>,
}

impl Shift {
    /// A delay of so many samples.
    pub fn new(frames: f64) -> Self {
        let whole = math::floor(frames);
        let fraction = frames - whole;
        Self { whole: math::whole_from(whole), taps: (fraction > 0.0).then(|| [taps(0.0), taps(fraction)]) }
    }

    /// The part of some frames in which nothing is read from beyond their ends.
    pub fn inside(&self, [from, to]: [usize; 2]) -> [usize; 2] {
        let reach = if self.taps.is_some() { HALF } else { 0 };
        [from + reach, to.saturating_sub(reach).max(from + reach)]
    }

    /// The sound as it is at these frames.
    pub fn read(&self, sound: &[f32], frames: Range<usize>, into: &mut Vec<f32>) {
        read(sound, frames, 0, self.taps.as_ref().map(|taps| &taps[0]), into);
    }

    /// The sound as it is so much after each of these frames; silence beyond its ends.
    pub fn read_later(&self, sound: &[f32], frames: Range<usize>, into: &mut Vec<f32>) {
        read(sound, frames, self.whole, self.taps.as_ref().map(|taps| &taps[1]), into);
    }
}

fn read(sound: &[f32], frames: Range<usize>, lag: i64, taps: Option<&Taps>, into: &mut Vec<f32>) {
    let lag = isize::try_from(lag).unwrap_or(isize::MAX);
    let at = |frame: usize, beside: isize| {
        let place = frame.checked_add_signed(lag.saturating_add(beside));
        place.and_then(|place| sound.get(place)).copied().unwrap_or(0.0)
    };
    into.clear();
    let Some(taps) = taps else {
        into.extend(frames.map(|frame| at(frame, 0)));
        return;
    };
    let first = 1 - HALF.cast_signed();
    let around: Vec<f32> = (0..frames.len() + 2 * HALF).map(|n| at(frames.start + n, first)).collect();
    into.resize(frames.len(), 0.0);
    for (k, tap) in taps.iter().enumerate() {
        for (sum, sample) in into.iter_mut().zip(&around[k..]) {
            *sum += tap * sample;
        }
    }
}

/// Weights of the samples from 63 before to 64 after; they sum to one.
fn taps(fraction: f64) -> Taps {
    let ideal: [f64; 2 * HALF] = std::array::from_fn(|k| {
        let distance = k as f64 - (HALF as f64 - 1.0) - fraction;
        math::sinc(2.0 * CUTOFF * distance) * math::kaiser(distance / HALF as f64, BETA)
    });
    let sum: f64 = ideal.iter().sum();
    ideal.map(|tap| math::sample_from(tap / sum))
}
