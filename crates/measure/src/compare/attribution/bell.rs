// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a bell of an equaliser does to a frequency.

use dsp::math;

/// A boost around a frequency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bell {
    /// Its middle, Hz.
    pub at_hz: f64,
    /// Its sharpness.
    pub q: f64,
    /// Its height, dB.
    pub gain_db: f64,
}

impl Bell {
    /// Its gain, dB: of `H(s) = (s² + sA/Q + 1) / (s² + s/(AQ) + 1)`, `A² = 10^(g/20)`.
    ///
    /// The same bell as [`dsp::svf::Svf::bell`], before it becomes digital.
    pub fn db(&self, hz: f64) -> f64 {
        let root = math::exp10(self.gain_db / 40.0);
        let w = hz / self.at_hz;
        let even = (1.0 - w * w) * (1.0 - w * w);
        let odd = |damp: f64| w * w * damp * damp;
        10.0 * math::log10((even + odd(root / self.q)) / (even + odd(1.0 / (root * self.q))))
    }
}
