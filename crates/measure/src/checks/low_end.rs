// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The low end, 20 to 120 Hz, and the middle, 250 Hz to 2 kHz, of two signals at once.
//!
//! Averages bring the rate down to about 4 kHz (what folds back from there is 30 dB down), then a
//! Butterworth high pass of order 2 and a low pass of order 4 follow;
//! the middle is what a high pass of order 4 leaves.
//! Source: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".

use std::f64::consts::FRAC_1_SQRT_2;

use dsp::math;

use super::moment::Pair;

const LOWEST_HZ: f64 = 20.0;
const HIGHEST_HZ: f64 = 120.0;
const MIDDLE_HZ: f64 = 250.0;
/// A sound that has less low end than that has none.
pub(crate) const PRESENT: f64 = 0.01; // 20 dB
const SLOW_RATE_HZ: f64 = 4000.0;

/// Listens to the low end and the middle of two signals.
pub(crate) struct LowEnd {
    stride: usize,
    low: [Section; 3],
    middle: [Section; 2],
}

impl LowEnd {
    pub fn new(rate_hz: u32) -> Self {
        let stride = stride(rate_hz);
        let slow_hz = f64::from(rate_hz.max(1)) / stride as f64;
        let section = |frequency_hz: f64, q, kind| Section::new((frequency_hz / slow_hz).min(0.45), q, kind);
        let low = [
            section(LOWEST_HZ, FRAC_1_SQRT_2, Kind::HighPass),
            section(HIGHEST_HZ, 0.54119610, Kind::LowPass),
            section(HIGHEST_HZ, 1.30656296, Kind::LowPass),
        ];
        let middle =
            [section(MIDDLE_HZ, 0.54119610, Kind::HighPass), section(MIDDLE_HZ, 1.30656296, Kind::HighPass)];
        Self { stride, low, middle }
    }

    /// The energies of low end and middle; the lengths should be a multiple of [`stride`].
    pub fn pairs(&mut self, left: &[f32], right: &[f32]) -> [Pair; 2] {
        let mut pairs = [Pair::default(); 2];
        let frames = self.stride as f64;
        for (left, right) in left.chunks_exact(self.stride).zip(right.chunks_exact(self.stride)) {
            let means = [left, right].map(|part| f64::from(part.iter().sum::<f32>()) / frames);
            let low = self.low.iter_mut().fold(means, |x, section| section.next(x));
            let middle = self.middle.iter_mut().fold(means, |x, section| section.next(x));
            for (pair, [l, r]) in pairs.iter_mut().zip([low, middle]) {
                pair.add(&Pair {
                    energy: [l * l * frames, r * r * frames],
                    cross: l * r * frames,
                    ..Pair::default()
                });
            }
        }
        pairs
    }
}

/// How many frames become one.
pub(crate) fn stride(rate_hz: u32) -> usize {
    math::index_from(f64::from(rate_hz) / SLOW_RATE_HZ).max(1)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    LowPass,
    HighPass,
}

/// One biquad for two signals.
struct Section {
    b: [f64; 3],
    a: [f64; 2],
    memory: [[f64; 2]; 2],
}

impl Section {
    /// `frequency` is a share of the rate.
    fn new(frequency: f64, q: f64, kind: Kind) -> Self {
        let (sin, cos) = (math::sin(math::TAU * frequency), math::cos(math::TAU * frequency));
        let alpha = sin / (2.0 * q);
        let a0 = 1.0 + alpha;
        let (outer, middle) = if kind == Kind::LowPass {
            ((1.0 - cos) / 2.0, 1.0 - cos)
        } else {
            (1.0_f64.midpoint(cos), -1.0 - cos)
        };
        Self {
            b: [outer / a0, middle / a0, outer / a0],
            a: [-2.0 * cos / a0, (1.0 - alpha) / a0],
            memory: [[0.0; 2]; 2],
        }
    }

    fn next(&mut self, x: [f64; 2]) -> [f64; 2] {
        let Self { b, a, memory: [near, far] } = self;
        let mut y = [0.0; 2];
        for side in 0..2 {
            y[side] = b[0] * x[side] + near[side];
            near[side] = b[1] * x[side] - a[0] * y[side] + far[side];
            far[side] = b[2] * x[side] - a[1] * y[side];
        }
        y
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    /// The level of a tone in low end and middle, dB, after a second to settle.
    fn levels_db(frequency_hz: f64) -> [f64; 2] {
        let tone = signals::sine(44_100, frequency_hz, 0.5, 0.0, 88_000);
        let (first, second) = tone.split_at(44_000);
        let mut low_end = LowEnd::new(44_100);
        low_end.pairs(first, first);
        low_end.pairs(second, second).map(|pair| 10.0 * math::log10(pair.energy[0] / (0.125 * 44_000.0)))
    }

    #[test]
    fn tones_arrive_where_they_belong() {
        let [low, middle] = levels_db(60.0);
        assert!(low.abs() < 0.2 && middle < -40.0, "{low} {middle}");
        let [low, middle] = levels_db(500.0);
        assert!(low < -45.0 && middle.abs() < 0.3, "{low} {middle}");
        let [low, _] = levels_db(4000.0);
        assert!(low < -30.0, "{low}");
    }
}
