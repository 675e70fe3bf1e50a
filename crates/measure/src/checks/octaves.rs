// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Counts how often each size was heard, in four classes an octave, in memory that never grows.
//!
//! The classes are the leading bits of a number in single precision, so that counting needs no
//! logarithm; a quantile is read inside its class along a straight line.

/// Everything but the exponent and two bits of the fraction.
const SHIFT: u32 = 21;
/// Classes in an octave.
const PER_OCTAVE: u32 = 4;
/// The exponent of 1 in single precision (IEEE 754).
const BIAS: i32 = 127;

/// How often each size was heard.
#[derive(Clone, Debug)]
pub(crate) struct Octaves {
    lowest: u32,
    counts: Vec<u32>,
}

impl Octaves {
    /// Powers of a spectrum, from the noise of 24 bits to far over full scale.
    pub fn of_powers() -> Self {
        Self::new(-40, 70)
    }

    /// Counts from 2 to the power of `from`, so many octaves up; what lies outside counts at the end.
    pub fn new(from: i32, octaves: u32) -> Self {
        let lowest = (from + BIAS).max(0).unsigned_abs() * PER_OCTAVE;
        Self { lowest, counts: vec![0; (octaves * PER_OCTAVE) as usize] }
    }

    /// Counts a size; negative ones count as nothing.
    #[inline]
    pub fn add(&mut self, size: f32) {
        let class = (size.max(0.0).to_bits() >> SHIFT).saturating_sub(self.lowest) as usize;
        let last = self.counts.len() - 1;
        self.counts[class.min(last)] += 1;
    }

    /// How many were counted.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }

    /// The size that a share of all does not exceed; 0 if nothing was heard.
    pub fn quantile(&self, share: f64) -> f64 {
        let wanted = self.total() as f64 * share;
        let mut passed = 0.0;
        for (edge, count) in (self.lowest..).zip(&self.counts) {
            let count = f64::from(*count);
            if count > 0.0 && passed + count >= wanted {
                let [from, to] = [edge, edge + 1].map(|class| f64::from(f32::from_bits(class << SHIFT)));
                return from + (to - from) * (wanted - passed) / count;
            }
            passed += count;
        }
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_met_to_half_a_decibel_at_every_level() {
        for level in [1e-6_f32, 0.37, 1e5] {
            let mut heard = Octaves::of_powers();
            (0..1000_u16).for_each(|n| heard.add(level * (1.0 + f32::from(n) * 0.01)));
            for share in [0.1, 0.5, 0.95] {
                let exact = f64::from(level) * (1.0 + share * 10.0);
                let off_db = 10.0 * dsp::math::log10(heard.quantile(share) / exact);
                assert!(off_db.abs() < 0.5, "{share} of {level}: {off_db} dB");
            }
        }
        assert_eq!(Octaves::new(-4, 14).quantile(0.5), 0.0);
    }
}
