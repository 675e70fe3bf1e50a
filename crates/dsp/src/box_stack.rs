// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A smooth ramp from running means, exact to the last bit.
//!
//! Three running means in a row have a bell-shaped impulse response without negative values,
//! so the output never leaves the range of the last N inputs. The lengths of the means split
//! N in the ratios that give the deepest stop band for three layers (G. Luff, "Designing a
//! straightforward limiter", Signalsmith Audio 2022). Sums are integers: they cannot drift,
//! and zeros in are zeros out.

use alloc::{vec, vec::Vec};

use crate::math;

/// Steps per unit: 2⁻³¹ is 187 dB below full scale.
const STEPS: f64 = (1_i64 << 31) as f64;

/// How three layers share the length.
const SHARES: [f64; 3] = [0.40407856, 0.33485148, 0.26106996];

/// A low-pass for values between 0 and 1 whose response spans a fixed number of values.
#[derive(Clone, Debug)]
pub struct BoxStack {
    layers: [Layer; SHARES.len()],
    unit: f64,
}

#[derive(Clone, Debug)]
struct Layer {
    past: Vec<i64>,
    at: usize,
    sum: i64,
}

impl BoxStack {
    /// A response `length` values long (at least three).
    pub fn new(length: usize) -> Self {
        let lengths = split(length.max(SHARES.len()));
        let product: usize = lengths.iter().product();
        Self { layers: lengths.map(Layer::new), unit: 1.0 / (STEPS * product as f64) }
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        for layer in &mut self.layers {
            layer.past.fill(0);
            layer.sum = 0;
        }
    }

    /// The smoothed value; never less than the smallest input in the response's span.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_value(&mut self, value: f64) -> f64 {
        let steps = if value > 0.0 { math::whole_from(value * STEPS) + 1 } else { 0 };
        let sum = self.layers.iter_mut().fold(steps, |sum, layer| layer.next_sum(sum));
        sum as f64 * self.unit
    }
}

impl Layer {
    fn new(length: usize) -> Self {
        Self { past: vec![0; length], at: 0, sum: 0 }
    }

    fn next_sum(&mut self, value: i64) -> i64 {
        let oldest = core::mem::replace(&mut self.past[self.at], value);
        self.sum = self.sum + value - oldest;
        self.at += 1;
        if self.at == self.past.len() {
            self.at = 0;
        }
        self.sum
    }
}

/// Layer lengths whose cascaded response is exactly `length` values long.
fn split(length: usize) -> [usize; SHARES.len()] {
    let spread = (length - 1) as f64;
    let mut lengths = SHARES.map(|share| math::index_from(share * spread) + 1);
    let spanned: usize = lengths.iter().map(|length| length - 1).sum();
    for n in 0..length - 1 - spanned {
        lengths[n % SHARES.len()] += 1;
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_response_is_as_long_as_asked_and_sums_to_one() {
        for length in [3, 30, 97, 576] {
            let mut boxes = BoxStack::new(length);
            let response: Vec<f64> =
                (0..length + 5).map(|n| boxes.next_value(if n == 0 { 1.0 } else { 0.0 })).collect();
            let last = response.iter().rposition(|value| *value != 0.0);
            assert_eq!(last, Some(length - 1));
            assert!((response.iter().sum::<f64>() - 1.0).abs() < 1e-8);
        }
    }

    #[test]
    fn zeros_give_zeros_again_after_any_past() {
        let mut boxes = BoxStack::new(50);
        for value in crate::signals::white_noise(1, 1.0, 1000) {
            boxes.next_value(f64::from(value.abs()));
        }
        let rest: Vec<f64> = (0..100).map(|_| boxes.next_value(0.0)).collect();
        assert_eq!(rest[50..], [0.0; 50]);
    }
}
