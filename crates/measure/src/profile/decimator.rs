// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A slow copy of a sound, for what happens below 320 Hz.
//!
//! A Kaiser-windowed sinc of eight times the stride at half the slow rate: flat to a tenth of the slow
//! rate, 80 dB down where the copy would fold back on that.
//! Source: J. F. Kaiser, as in [`dsp::math::kaiser`]; its length from A. Oppenheim, R. Schafer,
//! "Discrete-Time Signal Processing", eq. 7.76.

use dsp::math;

use super::frames::MidSide;

/// For 80 dB.
const BETA: f64 = 7.857;
/// Taps for each frame of the stride.
const REACH: usize = 8;

/// Keeps one of `stride` frames.
pub(super) struct Decimator {
    stride: usize,
    taps: Vec<f32>,
    waiting: Vec<MidSide>,
    slow: Vec<MidSide>,
}

impl Decimator {
    /// Nothing heard yet.
    pub fn new(stride: usize) -> Self {
        let length = stride * REACH;
        Self { stride, taps: taps(stride, length), waiting: Vec::with_capacity(2 * length), slow: Vec::new() }
    }

    /// Hears what comes next; gives the slow copy as far as it goes.
    pub fn push(&mut self, pairs: &[MidSide]) -> &[MidSide] {
        self.waiting.extend_from_slice(pairs);
        self.slow.clear();
        let mut start = 0;
        while start + self.taps.len() <= self.waiting.len() {
            self.slow.push(weighed(&self.waiting[start..], &self.taps));
            start += self.stride;
        }
        self.waiting.drain(..start);
        &self.slow
    }
}

/// In four lanes, in a fixed order, so that compilers vectorise it.
fn weighed(pairs: &[MidSide], taps: &[f32]) -> MidSide {
    let mut lanes = [MidSide::default(); 4];
    for (pairs, taps) in pairs.chunks_exact(4).zip(taps.chunks_exact(4)) {
        for (lane, (pair, tap)) in lanes.iter_mut().zip(pairs.iter().zip(taps)) {
            *lane += pair * tap;
        }
    }
    lanes.iter().sum()
}

fn taps(stride: usize, length: usize) -> Vec<f32> {
    let middle = (length as f64 - 1.0) / 2.0;
    let tap = |n: usize| {
        let x = n as f64 - middle;
        math::sinc(x / stride as f64) * math::kaiser(x / (middle + 1.0), BETA)
    };
    let sum: f64 = (0..length).map(tap).sum();
    (0..length).map(|n| math::sample_from(tap(n) / sum)).collect()
}
