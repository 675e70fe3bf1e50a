// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The low end as spectra of four seconds, a quarter of a hertz a bin.
//!
//! Averages bring the rate down to about 4 kHz, as in [`low_end`]; frames of 16384 samples under a Hann
//! window follow, half overlapped.

use super::{
    frames::{Frame, Frames},
    low_end,
};

const LENGTH: usize = 16_384;
/// Up to here the averages are flat to a decibel and a half.
pub(crate) const HIGHEST_HZ: f64 = 1500.0;

/// Cuts a stream into slow frames.
pub(crate) struct Slow {
    stride: usize,
    means: Vec<Vec<f32>>,
    frames: Frames,
}

impl Slow {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        let stride = low_end::stride(rate_hz);
        let slow_hz = f64::from(rate_hz.max(1)) / stride as f64;
        Self { stride, means: Vec::new(), frames: Frames::of_length(slow_hz, LENGTH) }
    }

    /// Hears what comes next, a multiple of [`low_end::stride`], and hands every whole frame to `each`.
    pub fn push(&mut self, channels: &[Vec<f32>], each: impl FnMut(&Frame<'_>)) {
        self.means.resize(channels.len(), Vec::new());
        let share = 1.0 / self.stride as f32;
        for (means, channel) in self.means.iter_mut().zip(channels) {
            means.clear();
            means.extend(channel.chunks_exact(self.stride).map(|part| part.iter().sum::<f32>() * share));
        }
        self.frames.push(&self.means, each);
    }
}
