// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A gain that moves without a corner: a bell-shaped running mean.
//!
//! All weights are positive and sum to one, so the output never leaves the range of the last N
//! inputs: what every one of them asks for, the mean keeps. The bell is a Kaiser window near the
//! prolate one, which for its length spills least beyond 1.5 kHz (D. Slepian, "Prolate
//! spheroidal wave functions", Bell System Technical Journal 57, 1978): a gain change is heard
//! as a change of level, not as a click. Equal inputs give equal outputs, bit for bit.

use alloc::{vec, vec::Vec};

use crate::{interpolate::CHUNK, math};

/// How many neighbouring outputs are computed side by side.
const LANES: usize = 8;
/// What rounding may take from a sum of so many products; the weights sum to so much more than one.
const ROUNDING: f64 = 4e-9;

/// A low-pass for values between 0 and 1 whose response spans a fixed number of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Bell {
    weights: Vec<f32>,
    /// Old values, then the chunk's.
    values: Vec<f32>,
}

impl Bell {
    /// A bell `length` values long (at least one); a larger `beta` is narrower and softer.
    pub fn new(length: usize, beta: f64) -> Self {
        let length = length.max(1);
        let middle = 0.5 * (length as f64 - 1.0);
        let shape = |n: usize| math::kaiser((n as f64 - middle) / (middle + 0.5), beta);
        let sum: f64 = (0..length).map(shape).sum();
        let weights = (0..length)
            .map(|n| math::sample_from(shape(n) / sum * (1.0 + ROUNDING * length.max(100) as f64)))
            .collect();
        Self { weights, values: vec![0.0; length - 1 + CHUNK] }
    }

    /// How many values the response spans.
    pub fn length(&self) -> usize {
        self.weights.len()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.values.fill(0.0);
    }

    /// Takes over the past of another bell of the same length.
    ///
    /// # Realtime
    /// Safe.
    pub fn copy_from(&mut self, other: &Self) {
        self.values.copy_from_slice(&other.values);
    }

    /// Smooths up to [`CHUNK`] values in place; none becomes less than the least of its span.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    pub fn smooth(&mut self, chunk: &mut [f32]) {
        let past = self.weights.len() - 1;
        let frames = chunk.len().min(CHUNK);
        self.values[past..past + frames].copy_from_slice(&chunk[..frames]);
        for start in (0..frames).step_by(LANES) {
            let mean = self.mean(start);
            let inside = LANES.min(frames - start);
            chunk[start..start + inside].copy_from_slice(&mean[..inside]);
        }
        self.values.copy_within(frames..frames + past, 0);
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn mean(&self, start: usize) -> [f32; LANES] {
        let mut sum = [0.0_f32; LANES];
        for (weight, values) in self.weights.iter().zip(self.values[start..].windows(LANES)) {
            for n in 0..LANES {
                sum[n] += weight * values[n];
            }
        }
        sum.map(|sum| sum.min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn respond(length: usize, values: &mut [f32]) {
        let mut bell = Bell::new(length, 3.8);
        values.chunks_mut(CHUNK).for_each(|chunk| bell.smooth(chunk));
    }

    #[test]
    fn the_response_is_as_long_as_asked_and_sums_to_one() {
        for length in [1, 3, 49, 200] {
            let mut response = vec![0.0; 256];
            response[0] = 1.0;
            respond(length, &mut response);
            let last = response.iter().rposition(|value| *value != 0.0);
            assert_eq!(last, Some(length - 1));
            let sum: f32 = response.iter().sum();
            assert!((0.0..1e-6).contains(&(sum - 1.0)), "{length}: {sum}");
        }
    }

    #[test]
    fn zeros_give_zeros_again_after_any_past() {
        let mut values: Vec<f32> = crate::signals::white_noise(1, 1.0, 1000).iter().map(|x| x.abs()).collect();
        values[900..].fill(0.0);
        respond(49, &mut values);
        assert_eq!(values[948..], [0.0; 52]);
    }

    #[test]
    fn chunks_do_not_matter() {
        let noise: Vec<f32> = crate::signals::white_noise(2, 1.0, 500).iter().map(|x| x.abs()).collect();
        let smooth = |size: usize| {
            let mut values = noise.clone();
            let mut bell = Bell::new(49, 3.8);
            values.chunks_mut(size).for_each(|chunk| bell.smooth(chunk));
            values
        };
        assert!([1, 7, 30].iter().all(|size| smooth(*size) == smooth(64)));
    }
}
