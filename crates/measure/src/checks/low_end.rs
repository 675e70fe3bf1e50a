// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The low end, 20 to 120 Hz, of two signals at once.
//!
//! Averages bring the rate down to about 4 kHz (what folds back from there is 30 dB down), then a
//! Butterworth high pass of order 2 and a low pass of order 4 follow.
//! Source: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".

use dsp::math;

use super::moment::Pair;

const LOWEST_HZ: f64 = 20.0;
const HIGHEST_HZ: f64 = 120.0;
const SLOW_RATE_HZ: f64 = 4000.0;

/// Listens to the low end of two signals.
pub(crate) struct LowEnd {
    stride: usize,
    sections: [Section; 3],
}

impl LowEnd {
    pub fn new(rate_hz: u32) -> Self {
        let stride = stride(rate_hz);
        let slow_hz = f64::from(rate_hz.max(1)) / stride as f64;
        let section = |frequency_hz: f64, q, kind| Section::new((frequency_hz / slow_hz).min(0.45), q, kind);
        let sections = [
            section(LOWEST_HZ, 0.70710678, Kind::HighPass),
            section(HIGHEST_HZ, 0.54119610, Kind::LowPass),
            section(HIGHEST_HZ, 1.30656296, Kind::LowPass),
        ];
        Self { stride, sections }
    }

    /// The energies of the low ends; the lengths should be a multiple of [`stride`].
    pub fn pair(&mut self, left: &[f32], right: &[f32]) -> Pair {
        let mut pair = Pair::default();
        for (left, right) in left.chunks_exact(self.stride).zip(right.chunks_exact(self.stride)) {
            let means = [left, right].map(|part| f64::from(part.iter().sum::<f32>()) / self.stride as f64);
            let [l, r] = self.sections.iter_mut().fold(means, |x, section| section.next(x));
            pair.add(&Pair { energy: [l * l, r * r], cross: l * r });
        }
        let frames = self.stride as f64;
        Pair { energy: pair.energy.map(|energy| energy * frames), cross: pair.cross * frames }
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
        let (outer, middle) =
            if kind == Kind::LowPass { ((1.0 - cos) / 2.0, 1.0 - cos) } else { ((1.0 + cos) / 2.0, -1.0 - cos) };
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

    #[test]
    fn sixty_hertz_passes_and_a_kilohertz_does_not() {
        let share_db = |frequency_hz| {
            let tone = signals::sine(44_100, frequency_hz, 0.5, 0.0, 88_200);
            let pair = LowEnd::new(44_100).pair(&tone, &tone);
            10.0 * math::log10(pair.energy[0] / (0.125 * 88_200.0))
        };
        assert!(share_db(60.0).abs() < 0.2, "{}", share_db(60.0));
        assert!(share_db(1000.0) < -60.0);
        assert!(share_db(4000.0) < -20.0);
    }
}
