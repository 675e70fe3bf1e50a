// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Harmonics: a curve that bends the more, the higher the sound rises.
//!
//! A cubic up to where it is level, which adds a third harmonic and nothing above it; set off
//! its middle it adds the second too. Its slope at zero is one, so quiet sounds stay as they are.

use crate::math;

/// The cubic is level from here on.
const CORNER: f64 = 1.5;
/// How far off its middle the curve can stand.
const FARTHEST: f64 = 0.5;

/// A curve with its middle and steepness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Saturation {
    steepness: f64,
    middle: f64,
    height: f64,
    scale: f64,
}

impl Saturation {
    /// How hard the sound is pressed into the curve (0: not at all), and how much of what is added
    /// are even harmonics, 0 to 1.
    pub fn new(steepness: f64, even: f64) -> Self {
        let middle = FARTHEST * even;
        let slope = 1.0 - 4.0 / 9.0 * middle * middle;
        Self { steepness, middle, height: cubic(middle), scale: 1.0 / (slope * steepness.max(1e-9)) }
    }

    /// The bent sound.
    pub fn bent(&self, x: f64) -> f64 {
        if self.steepness <= 0.0 {
            return x;
        }
        (cubic(self.steepness * x + self.middle) - self.height) * self.scale
    }
}

fn cubic(z: f64) -> f64 {
    if z.abs() < CORNER { z - 4.0 / 27.0 * z * z * z } else { math::sign(z) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_sounds_stay_and_loud_ones_bend() {
        for even in [0.0, 1.0] {
            let curve = Saturation::new(1.0, even);
            assert!((curve.bent(0.001) / 0.001 - 1.0).abs() < 1e-3);
            assert!(curve.bent(1.0) < 0.9);
        }
        assert_eq!(Saturation::new(0.0, 1.0).bent(0.7), 0.7);
    }

    #[test]
    fn the_third_harmonic_is_what_the_cubic_says() {
        // z − 4z³/27 of a sine of height a has a third harmonic of a³/27.
        let curve = Saturation::new(1.0, 0.0);
        let third: f64 = (0..4800)
            .map(|n| math::TAU * f64::from(n) / 480.0)
            .map(|angle| curve.bent(math::sin(angle)) * math::sin(3.0 * angle) / 2400.0)
            .sum();
        assert!((third - 1.0 / 27.0).abs() < 1e-9, "{third}");
    }
}
