// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Test signals, made from nothing but a seed: no licences, no audio files in the repository.

use alloc::vec::Vec;

use crate::math;

/// A sine: `amplitude · sin(2π f t + phase)`.
pub fn sine(rate_hz: u32, frequency_hz: f64, amplitude: f64, phase_rad: f64, frames: usize) -> Vec<f32> {
    let step = math::TAU * frequency_hz / f64::from(rate_hz);
    (0..frames).map(|n| math::sample_from(amplitude * math::sin(step * n as f64 + phase_rad))).collect()
}

/// Pseudo-random numbers, the same on every machine for the same seed.
///
/// Source: G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), with the
/// multiplication of S. Vigna, "An experimental exploration of Marsaglia's xorshift generators",
/// ACM TOMS 42 (2016).
#[derive(Clone, Debug)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// Dice that always fall the same way for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }

    /// The next number in −1 … 1, every value equally likely.
    pub fn bipolar(&mut self) -> f64 {
        self.unipolar() * 2.0 - 1.0
    }

    /// The next number in 0 … 1, every value equally likely.
    pub fn unipolar(&mut self) -> f64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let top = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11;
        top as f64 / (1_u64 << 53) as f64
    }
}

/// White noise between ±`amplitude`, every value equally likely.
pub fn white_noise(seed: u64, amplitude: f64, frames: usize) -> Vec<f32> {
    let mut dice = Dice::new(seed);
    (0..frames).map(|_| math::sample_from(amplitude * dice.bipolar())).collect()
}

/// Pink noise: equal power in every octave, about −20 dBFS RMS at `amplitude` 1.
///
/// Source: P. Kellet's filter, as described by R. Whittle, "DSP generation of pink noise", 1999.
pub fn pink_noise(seed: u64, amplitude: f64, frames: usize) -> Vec<f32> {
    const POLES: [(f64, f64); 6] = [
        (0.99886, 0.0555179),
        (0.99332, 0.0750759),
        (0.96900, 0.1538520),
        (0.86650, 0.3104856),
        (0.55000, 0.5329522),
        (-0.7616, -0.0168980),
    ];
    let mut dice = Dice::new(seed);
    let mut memory = [0.0; 6];
    let mut late = 0.0;
    let mut next = || {
        let white = dice.bipolar();
        for (state, (pole, share)) in memory.iter_mut().zip(POLES) {
            *state = pole * *state + share * white;
        }
        let pink = memory.iter().sum::<f64>() + late + white * 0.5362;
        late = white * 0.115926;
        math::sample_from(amplitude * 0.1 * pink / 1.72)
    };
    (0..frames).map(|_| next()).collect()
}

/// One sample of `amplitude` at frame `at`, silence elsewhere.
pub fn impulse(amplitude: f32, at: usize, frames: usize) -> Vec<f32> {
    (0..frames).map(|n| if n == at { amplitude } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::db_from_power;

    #[test]
    fn pink_noise_is_near_minus_twenty_decibels_and_repeats() {
        let noise = pink_noise(1, 1.0, 480_000);
        let power = noise.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / 480_000.0;
        assert!((db_from_power(power).0 + 20.0).abs() < 0.6, "{} dB", db_from_power(power).0);
        assert_eq!(noise[..64], pink_noise(1, 1.0, 64));
    }
}
