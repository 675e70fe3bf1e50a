// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sound read between its samples: `b(n + τ) = Σ b[k]·sinc(n + τ − k)·kaiser`.

use std::ops::Range;

use dsp::math;

/// Half the taps. With this window: 90 dB up to 0.47 of the rate.
const HALF: usize = 48;
const BETA: f64 = 9.0;

/// A delay, split into whole samples and what is left.
pub struct Shift {
    /// Whole samples, rounded down.
    pub whole: i64,
    /// Taps for the fraction; none if there is no fraction, so that nothing is rounded.
    taps: Option<[f32; 2 * HALF]>,
}

impl Shift {
    /// A delay of so many samples.
    pub fn new(frames: f64) -> Self {
        let whole = math::floor(frames);
        let fraction = frames - whole;
        Self { whole: math::whole_from(whole), taps: (fraction > 0.0).then(|| taps(fraction)) }
    }

    /// The sound as it is so much after each of these frames; silence beyond its ends.
    pub fn read(&self, sound: &[f32], frames: Range<usize>, into: &mut Vec<f32>) {
        into.clear();
        let Some(taps) = &self.taps else {
            into.extend(frames.map(|frame| self.at(sound, frame, 0)));
            return;
        };
        let around: Vec<f32> = (0..frames.len() + 2 * HALF)
            .map(|n| self.at(sound, frames.start + n, 1 - HALF.cast_signed()))
            .collect();
        into.resize(frames.len(), 0.0);
        for (k, tap) in taps.iter().enumerate() {
            for (sum, sample) in into.iter_mut().zip(&around[k..]) {
                *sum += tap * sample;
            }
        }
    }

    fn at(&self, sound: &[f32], frame: usize, beside: isize) -> f32 {
        let lag = isize::try_from(self.whole).unwrap_or(isize::MAX);
        let place = frame.checked_add_signed(lag.saturating_add(beside));
        place.and_then(|place| sound.get(place)).copied().unwrap_or(0.0)
    }
}

/// Weights of the samples from 47 before to 48 after; they sum to one.
fn taps(fraction: f64) -> [f32; 2 * HALF] {
    let ideal: [f64; 2 * HALF] = std::array::from_fn(|k| {
        let distance = k as f64 - (HALF as f64 - 1.0) - fraction;
        math::sinc(distance) * math::kaiser(distance / HALF as f64, BETA)
    });
    let sum: f64 = ideal.iter().sum();
    ideal.map(|tap| math::sample_from(tap / sum))
}
