// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Second-order filters: `y[n] = b₀x[n] + b₁x[n−1] + b₂x[n−2] − a₁y[n−1] − a₂y[n−2]`.
//!
//! Run in transposed direct form II on some channels side by side, in double precision.

use crate::{
    math,
    units::{Hz, Ratio},
};

/// The coefficients of a second-order filter, `a₀` being 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Biquad {
    /// `b₀, b₁, b₂`.
    pub b: [f64; 3],
    /// `a₁, a₂`.
    pub a: [f64; 2],
}

/// What a filter remembers of `N` channels.
#[derive(Clone, Copy, Debug)]
pub struct BiquadMemory<const N: usize> {
    first: [f64; N],
    second: [f64; N],
}

impl<const N: usize> Default for BiquadMemory<N> {
    fn default() -> Self {
        Self { first: [0.0; N], second: [0.0; N] }
    }
}

impl Biquad {
    /// The filter that lets everything pass.
    pub const IDENTITY: Self = Self { b: [1.0, 0.0, 0.0], a: [0.0, 0.0] };

    /// A low-pass of 12 dB per octave; `q` 0.7071 is a Butterworth filter (bilinear transform).
    pub fn low_pass(frequency: Hz, q: Ratio, rate_hz: u32) -> Self {
        let k = math::tan(math::PI * frequency.0 / f64::from(rate_hz));
        let a0 = 1.0 + k / q.0 + k * k;
        let b0 = k * k / a0;
        Self { b: [b0, 2.0 * b0, b0], a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q.0 + k * k) / a0] }
    }

    /// A high-pass of 12 dB per octave; `q` 0.7071 is a Butterworth filter (bilinear transform).
    pub fn high_pass(frequency: Hz, q: Ratio, rate_hz: u32) -> Self {
        let k = math::tan(math::PI * frequency.0 / f64::from(rate_hz));
        let a0 = 1.0 + k / q.0 + k * k;
        let b0 = 1.0 / a0;
        Self { b: [b0, -2.0 * b0, b0], a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q.0 + k * k) / a0] }
    }

    /// The next output of every channel.
    ///
    /// # Realtime
    /// Safe.
    #[inline]
    pub fn next_frame<const N: usize>(&self, memory: &mut BiquadMemory<N>, input: [f64; N]) -> [f64; N] {
        let mut output = [0.0; N];
        for n in 0..N {
            let x = input[n];
            let y = self.b[0] * x + memory.first[n];
            memory.first[n] = self.b[1] * x - self.a[0] * y + memory.second[n];
            memory.second[n] = self.b[2] * x - self.a[1] * y;
            output[n] = y;
        }
        output
    }

    /// By how many dB a sine of this frequency is changed.
    pub fn gain_db(&self, frequency: Hz, rate_hz: u32) -> f64 {
        let w = math::TAU * frequency.0 / f64::from(rate_hz);
        let power = |c: [f64; 3]| {
            let real = c[0] + c[1] * math::cos(w) + c[2] * math::cos(2.0 * w);
            let imaginary = c[1] * math::sin(w) + c[2] * math::sin(2.0 * w);
            real * real + imaginary * imaginary
        };
        10.0 * math::log10(power(self.b) / power([1.0, self.a[0], self.a[1]]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_butterworth_filter_is_three_decibels_down_at_its_corner() {
        let q = Ratio(core::f64::consts::FRAC_1_SQRT_2);
        for filter in [Biquad::low_pass(Hz(120.0), q, 48_000), Biquad::high_pass(Hz(120.0), q, 48_000)] {
            assert!((filter.gain_db(Hz(120.0), 48_000) + 3.0103).abs() < 1e-3);
        }
    }

    #[test]
    fn what_runs_is_what_was_designed() {
        let filter = Biquad::low_pass(Hz(1000.0), Ratio(2.0), 48_000);
        let mut memory = BiquadMemory::<1>::default();
        let mut power = 0.0;
        for n in 0..48_000 {
            let [y] = filter.next_frame(&mut memory, [math::sin(math::TAU * 1500.0 * f64::from(n) / 48_000.0)]);
            power += if n < 24_000 { 0.0 } else { y * y / 12_000.0 };
        }
        assert!((10.0 * math::log10(power) - filter.gain_db(Hz(1500.0), 48_000)).abs() < 0.01);
    }
}
