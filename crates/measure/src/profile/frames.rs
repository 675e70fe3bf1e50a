// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Overlapping frames of mid and side under a Hann window, and their spectra.
//!
//! Both are transformed at once as `mid + i·side`; `X(k)` and `X(−k)` hold them both:
//! `M = (X(k) + X*(−k))/2`, `S = (X(k) − X*(−k))/2i`.

use std::sync::Arc;

use rustfft::{Fft, FftPlanner, num_complex::Complex};

use crate::third_octaves::hann;

/// One instant: mid as the real, side as the imaginary part.
pub(crate) type MidSide = Complex<f32>;

/// Cuts a stream into frames and transforms each.
pub(crate) struct Frames {
    transform: Arc<dyn Fft<f32>>,
    window: Vec<f32>,
    hop: usize,
    open: Vec<MidSide>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    /// Where the open frame starts.
    start: u64,
}

impl Frames {
    /// Frames of this length, a new one every `hop`.
    pub fn new(length: usize, hop: usize) -> Self {
        let transform = FftPlanner::new().plan_fft_forward(length);
        Self {
            window: hann(length),
            hop,
            open: Vec::with_capacity(length),
            bins: vec![Complex::default(); length],
            scratch: vec![Complex::default(); transform.get_inplace_scratch_len()],
            transform,
            start: 0,
        }
    }

    /// Hears what comes next and hands the middle and the spectrum of every whole frame to `each`.
    pub fn push(&mut self, mut pairs: &[MidSide], mut each: impl FnMut(u64, &[Complex<f32>])) {
        let length = self.window.len();
        while !pairs.is_empty() {
            let (now, later) = pairs.split_at(pairs.len().min(length - self.open.len()));
            self.open.extend_from_slice(now);
            pairs = later;
            if self.open.len() == length {
                self.transform();
                each(self.start + (length / 2) as u64, &self.bins);
                self.open.drain(..self.hop);
                self.start += self.hop as u64;
            }
        }
    }

    fn transform(&mut self) {
        for ((bin, pair), weight) in self.bins.iter_mut().zip(&self.open).zip(&self.window) {
            *bin = pair * weight;
        }
        self.transform.process_with_scratch(&mut self.bins, &mut self.scratch);
    }
}

/// Each bin from 0 to half the length together with its mirror image.
pub(crate) fn mirrored(bins: &[Complex<f32>]) -> impl Iterator<Item = (&Complex<f32>, &Complex<f32>)> {
    let half = bins.len() / 2;
    bins[..=half].iter().zip(bins[..1].iter().chain(bins[half..].iter().rev()))
}
