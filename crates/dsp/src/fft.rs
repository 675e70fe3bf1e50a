// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A Fourier transform for effects: the same bits on every machine, and as little at a time as one likes.
//!
//! ```text
//! X[k] = Σ x[n] exp(−2πi k n / N)
//! ```
//! What is measured uses a library that picks its instructions when it runs, and with them its last
//! bits; what is heard must not. Radix two, in stages that sort as they go, so that a long transform can
//! be spread over many blocks. Source: T. G. Stockham, "High-speed convolution and correlation" (1966),
//! in the form of C. Van Loan, "Computational Frameworks for the Fast Fourier Transform" (1992), § 1.7.

use alloc::vec::Vec;

use crate::math;

/// Complex numbers: all real parts, then all imaginary ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spectrum {
    /// Real parts.
    pub re: Vec<f64>,
    /// Imaginary parts, as many.
    pub im: Vec<f64>,
}

impl Spectrum {
    /// So many zeros.
    pub fn new(length: usize) -> Self {
        Self { re: alloc::vec![0.0; length], im: alloc::vec![0.0; length] }
    }

    /// Zeros again.
    pub fn clear(&mut self) {
        self.re.fill(0.0);
        self.im.fill(0.0);
    }
}

/// A transform of one length.
#[derive(Clone, Debug)]
pub struct Fft {
    stages: usize,
    /// `exp(−2πi k / N)` for the first half.
    turns: Spectrum,
}

impl Fft {
    /// A transform of `2^stages` numbers.
    pub fn new(stages: usize) -> Self {
        let length = 1_usize << stages;
        let angle = |k: usize| math::TAU * k as f64 / length as f64;
        let half = 0..length / 2;
        let re = half.clone().map(|k| math::cos(angle(k))).collect();
        let im = half.map(|k| -math::sin(angle(k))).collect();
        Self { stages, turns: Spectrum { re, im } }
    }

    /// How many numbers are transformed.
    pub fn length(&self) -> usize {
        1 << self.stages
    }

    /// How many stages a transform takes.
    pub fn stages(&self) -> usize {
        self.stages
    }

    /// Transforms in place; `scratch` is as long.
    ///
    /// # Realtime
    /// Safe.
    pub fn forward(&self, numbers: &mut Spectrum, scratch: &mut Spectrum) {
        (0..self.stages).for_each(|stage| self.stage(stage, numbers, scratch));
    }

    /// One stage of [`Fft::forward`]; all of them in order are the whole.
    ///
    /// # Realtime
    /// Safe.
    pub fn stage(&self, stage: usize, numbers: &mut Spectrum, scratch: &mut Spectrum) {
        let (stride, half) = (1 << stage, self.length() / 2);
        for (group, start) in (0..half).step_by(stride).enumerate() {
            let turn = [self.turns.re[group * stride], self.turns.im[group * stride]];
            let (low, high) = (start..start + stride, half + start..half + start + stride);
            let sums = 2 * start..2 * start + stride;
            let differences = sums.end..sums.end + stride;
            let re = [&numbers.re[low.clone()], &numbers.re[high.clone()]];
            let im = [&numbers.im[low], &numbers.im[high]];
            let (out_re, out_im) =
                (&mut scratch.re[sums.start..differences.end], &mut scratch.im[sums.start..differences.end]);
            butterflies(turn, re, im, [out_re, out_im]);
        }
        core::mem::swap(numbers, scratch);
    }
}

/// Sums, then turned differences.
fn butterflies(turn: [f64; 2], re: [&[f64]; 2], im: [&[f64]; 2], out: [&mut [f64]; 2]) {
    let stride = re[0].len();
    let [out_re, out_im] = out;
    let (sums_re, differences_re) = out_re.split_at_mut(stride);
    let (sums_im, differences_im) = out_im.split_at_mut(stride);
    for n in 0..stride {
        let (a, b) = ([re[0][n], im[0][n]], [re[1][n], im[1][n]]);
        sums_re[n] = a[0] + b[0];
        sums_im[n] = a[1] + b[1];
        let difference = [a[0] - b[0], a[1] - b[1]];
        differences_re[n] = difference[0] * turn[0] - difference[1] * turn[1];
        differences_im[n] = difference[0] * turn[1] + difference[1] * turn[0];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals;

    #[test]
    fn it_is_the_sum_it_says() {
        let fft = Fft::new(6);
        let noise = |seed| signals::white_noise(seed, 1.0, 64).into_iter().map(f64::from).collect();
        let sound = Spectrum { re: noise(1), im: noise(2) };
        let (mut found, mut scratch) = (sound.clone(), Spectrum::new(64));
        fft.forward(&mut found, &mut scratch);
        for k in 0..64 {
            let angle = |n: usize| -math::TAU * (k * n % 64) as f64 / 64.0;
            let re: f64 =
                (0..64).map(|n| sound.re[n] * math::cos(angle(n)) - sound.im[n] * math::sin(angle(n))).sum();
            let im: f64 =
                (0..64).map(|n| sound.re[n] * math::sin(angle(n)) + sound.im[n] * math::cos(angle(n))).sum();
            assert!((found.re[k] - re).abs() < 1e-12 && (found.im[k] - im).abs() < 1e-12, "bin {k}");
        }
    }
}
