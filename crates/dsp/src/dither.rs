// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Shorter words without distortion: triangular dither before rounding.
//!
//! `n = ⌊x · 2^(bits − 1) + r₁ − r₂ + ½⌋` with `r₁`, `r₂` uniform in 0 … 1: noise of two steps, peak
//! to peak. Mean and power of the error then do not depend on the sound.
//!
//! Source: S. P. Lipshitz, R. A. Wannamaker, J. Vanderkooy, "Quantization and Dither: A Theoretical
//! Survey", J. Audio Eng. Soc. 40 (1992).

use crate::signals::Dice;

/// Whether noise is added before rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dither {
    /// Plain rounding: for sound that already lies on the steps, such as an unchanged copy.
    None,
    /// Triangular noise of two steps, peak to peak.
    Triangular,
}

/// Turns the samples of one channel into whole numbers of a word length.
#[derive(Clone, Debug)]
pub struct Quantiser {
    steps: f64,
    dice: Option<Dice>,
    clipped: u64,
}

impl Quantiser {
    /// A quantiser to `bits` (2 to 32); give every channel another `seed`.
    pub fn new(bits: u32, dither: Dither, seed: u64) -> Self {
        let steps = (1_u64 << (bits.clamp(2, 32) - 1)) as f64;
        let dice = (dither == Dither::Triangular).then(|| Dice::new(seed));
        Self { steps, dice, clipped: 0 }
    }

    /// The whole number for a sample; what does not fit becomes the nearest that does, and what is
    /// not a number becomes 0.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_value(&mut self, sample: f32) -> i32 {
        let noise = self.dice.as_mut().map_or(0.0, |dice| dice.unipolar() - dice.unipolar());
        let wanted = f64::from(sample) * self.steps + noise + 0.5;
        let beyond = f64::from(sample.abs()) * self.steps > self.steps;
        self.clipped += u64::from(beyond);
        whole_below(wanted.clamp(-self.steps, self.steps - 1.0))
    }

    /// How many samples were beyond full scale so far.
    pub fn clipped(&self) -> u64 {
        self.clipped
    }
}

/// The greatest whole number that is not above a float; not a number becomes 0.
#[allow(clippy::cast_possible_truncation, reason = "the value was brought into range before")]
fn whole_below(value: f64) -> i32 {
    let toward_zero = value as i32;
    toward_zero - i32::from(f64::from(toward_zero) > value)
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::{math, units::db_from_power};

    #[test]
    fn without_dither_sixteen_bits_come_back_as_they_were() {
        let mut quantiser = Quantiser::new(16, Dither::None, 1);
        for n in [-32_768_i32, -1, 0, 1, 12_345, 32_767] {
            assert_eq!(quantiser.next_value(math::sample_from(f64::from(n) / 32_768.0)), n);
        }
    }

    #[test]
    fn dither_noise_is_4_77_db_above_plain_rounding_noise_and_has_no_mean() {
        let mut quantiser = Quantiser::new(16, Dither::Triangular, 7);
        let errors: Vec<f64> = (0..200_000)
            .map(|n| {
                let sample = math::sample_from(0.25 * math::sin(f64::from(n) * 0.1));
                f64::from(quantiser.next_value(sample)) - f64::from(sample) * 32_768.0
            })
            .collect();
        let mean = errors.iter().sum::<f64>() / 200_000.0;
        let power = errors.iter().map(|error| error * error).sum::<f64>() / 200_000.0;
        assert!(mean.abs() < 0.01, "{mean} steps");
        let above = db_from_power(power).0 - db_from_power(1.0 / 12.0).0;
        assert!((above - 4.77).abs() < 0.05, "{above} dB");
    }

    #[test]
    fn a_tone_below_the_last_bit_survives() {
        let mut quantiser = Quantiser::new(16, Dither::Triangular, 3);
        let tone: Vec<f64> = (0..100_000).map(|n| math::sin(f64::from(n) * 0.05)).collect();
        let kept = tone.iter().map(|x| {
            let n = quantiser.next_value(math::sample_from(0.3 * x / 32_768.0));
            f64::from(n) * x
        });
        let level = 2.0 * kept.sum::<f64>() / 100_000.0;
        assert!((level - 0.3).abs() < 0.01, "{level} steps");
    }

    #[test]
    fn what_does_not_fit_is_clipped_and_counted() {
        let mut quantiser = Quantiser::new(16, Dither::None, 1);
        assert_eq!(quantiser.next_value(1.5), 32_767);
        assert_eq!(quantiser.next_value(-1e33), -32_768);
        assert_eq!(quantiser.next_value(f32::NAN), 0);
        assert_eq!(quantiser.next_value(1.0), 32_767);
        assert_eq!(quantiser.clipped(), 2);
    }

    #[test]
    fn the_same_seed_gives_the_same_noise() {
        let run = |seed| {
            let mut quantiser = Quantiser::new(24, Dither::Triangular, seed);
            (0..64).map(|_| quantiser.next_value(0.1)).collect::<Vec<_>>()
        };
        assert_eq!(run(5), run(5));
        assert_ne!(run(5), run(6));
    }
}
