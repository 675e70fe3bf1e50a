// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the checks of tone are told: the spectra of left and right, twelve times a second.
//!
//! Frames of about 0.17 s (8192 samples at 44.1 and 48 kHz, 5.4 and 5.9 Hz a bin) under a Hann window,
//! half overlapped. A mono sound stands on both sides; of more channels the first two are heard.

use std::sync::Arc;

use dsp::math;
use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};

use crate::{fault::Span, third_octaves};

/// The spectra of 0.17 s.
pub(crate) struct Frame<'a> {
    /// Where it is.
    pub span: Span,
    /// Hertz from one bin to the next.
    pub bin_hz: f64,
    /// Left and right, each from 0 Hz to half the rate.
    pub sides: [&'a [Complex<f32>]; 2],
    /// The squared magnitudes of the two, as they are.
    pub powers: [&'a [f32]; 2],
}

/// Cuts a stream into [`Frame`]s.
pub(crate) struct Frames {
    rate_hz: f64,
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    open: [Vec<f32>; 2],
    next_start: u64,
    windowed: Vec<f32>,
    scratch: Vec<Complex<f32>>,
    bins: [Vec<Complex<f32>>; 2],
    powers: [Vec<f32>; 2],
}

/// How long a frame is at a rate.
pub(crate) fn length(rate_hz: u32) -> usize {
    third_octaves::frame_length(rate_hz) / 2
}

impl Frames {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        Self::of_length(f64::from(rate_hz), length(rate_hz))
    }

    /// The same with frames of another length.
    pub fn of_length(rate_hz: f64, length: usize) -> Self {
        let transform = RealFftPlanner::new().plan_fft_forward(length);
        let bins = transform.make_output_vec();
        Self {
            rate_hz,
            window: third_octaves::hann(length),
            open: [const { Vec::new() }; 2],
            next_start: 0,
            windowed: vec![0.0; length],
            scratch: transform.make_scratch_vec(),
            powers: [vec![0.0; bins.len()], vec![0.0; bins.len()]],
            bins: [bins.clone(), bins],
            transform,
        }
    }

    /// Hears what comes next and hands every whole frame to `each`.
    pub fn push(&mut self, channels: &[Vec<f32>], mut each: impl FnMut(&Frame<'_>)) {
        let length = self.window.len();
        for (open, channel) in self.open.iter_mut().zip(channels) {
            open.extend_from_slice(channel);
        }
        let sides = channels.len().min(2);
        let mut from = 0;
        while self.open[0].len() >= from + length {
            (0..sides).for_each(|side| self.transform(side, from));
            each(&self.frame(sides));
            from += length / 2;
            self.next_start += (length / 2) as u64;
        }
        self.open.iter_mut().take(sides).for_each(|open| drop(open.drain(..from)));
    }

    fn transform(&mut self, side: usize, from: usize) {
        for ((out, sample), weight) in self.windowed.iter_mut().zip(&self.open[side][from..]).zip(&self.window) {
            *out = sample * weight;
        }
        let bins = &mut self.bins[side];
        let done = self.transform.process_with_scratch(&mut self.windowed, bins, &mut self.scratch);
        debug_assert!(done.is_ok(), "all lengths come from the transform");
        for (power, bin) in self.powers[side].iter_mut().zip(bins) {
            *power = bin.norm_sqr();
        }
    }

    fn frame(&self, sides: usize) -> Frame<'_> {
        let from_s = self.next_start as f64 / self.rate_hz;
        let length = self.window.len() as f64;
        let right = sides - 1;
        Frame {
            span: Span { from_s, to_s: from_s + length / self.rate_hz },
            bin_hz: self.rate_hz / length,
            sides: [&self.bins[0], &self.bins[right]],
            powers: [&self.powers[0], &self.powers[right]],
        }
    }
}

impl Frame<'_> {
    /// The first bin at or above a frequency, at most the last one.
    pub fn bin(&self, hz: f64) -> usize {
        math::index_from(math::ceil(hz / self.bin_hz)).min(self.powers[0].len() - 1)
    }

    /// The power of both sides from one frequency up to another.
    pub fn power(&self, [from_hz, to_hz]: [f64; 2]) -> f64 {
        let bins = self.bin(from_hz)..self.bin(to_hz);
        self.powers.iter().flat_map(|powers| &powers[bins.clone()]).map(|power| f64::from(*power)).sum()
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    #[test]
    fn a_tone_stands_in_its_bin_on_its_side_and_a_mono_tone_on_both() {
        let tone = signals::sine(48_000, 1500.0, 0.5, 0.0, 48_000);
        let silence = vec![0.0; tone.len()];
        let heard = |channels: &[Vec<f32>]| {
            let mut found = Vec::new();
            Frames::new(48_000).push(channels, |frame| {
                let top = frame.bin(1500.0);
                found.push((frame.span.from_s, frame.powers.map(|powers| powers[top] > powers[top + 3] * 1e6)));
            });
            found
        };
        let left = heard(&[tone.clone(), silence]);
        assert_eq!(left.len(), 10);
        assert!(left.iter().all(|(_, loud)| *loud == [true, false]));
        assert!((left[1].0 - 4096.0 / 48_000.0).abs() < 1e-12);
        assert!(heard(&[tone]).iter().all(|(_, loud)| *loud == [true, true]));
    }
}
