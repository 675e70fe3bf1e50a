// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Arithmetic that gives the same bits on every platform, and the few lossy conversions.
//!
//! The system's `sin` and `exp` differ between machines; `libm` does not. Every function
//! that a golden test could notice comes from here.

pub use core::f64::consts::{PI, TAU};
pub use libm::{atan2, ceil, cos, exp, exp2, exp10, floor, log, log2, log10, pow, round, sin, sqrt, tan};

/// The nearest single-precision number: the one place where precision is given up on purpose.
#[allow(clippy::cast_possible_truncation, reason = "rounding to the sample format is the point")]
pub fn sample_from(value: f64) -> f32 {
    value as f32
}

/// A float as an index or a count: not a number and negatives become 0, fractions are dropped.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what an index wants"
)]
pub fn index_from(value: f64) -> usize {
    value as usize
}

/// A float as a whole number: not a number becomes 0, fractions are dropped.
#[allow(clippy::cast_possible_truncation, reason = "`as` saturates, which is what a count wants")]
pub fn whole_from(value: f64) -> i64 {
    value as i64
}

/// 1 above zero and at it, −1 below.
pub fn sign(value: f64) -> f64 {
    if value < 0.0 { -1.0 } else { 1.0 }
}

/// The Kaiser window at `position` in −1 … 1; `beta` trades width for side lobes.
///
/// Source: J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window
/// function", IEEE ISCAS 1974.
pub fn kaiser(position: f64, beta: f64) -> f64 {
    let inside = 1.0 - position * position;
    if inside < 0.0 { 0.0 } else { bessel_i0(beta * sqrt(inside)) / bessel_i0(beta) }
}

/// `sin(πx) / πx`, the ideal interpolation kernel.
pub fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { sin(PI * x) / (PI * x) }
}

/// The sum of the products of two equally long sounds, in eight lanes of a fixed order: quick, and the same bits on
/// all machines.
pub fn product(one: &[f32], other: &[f32]) -> f64 {
    let length = one.len().min(other.len());
    let [(one, rest), (other, other_rest)] = [one, other].map(|sound| sound[..length].as_chunks::<8>());
    let mut sums = [0.0_f32; 8];
    for (one, other) in one.iter().zip(other) {
        (0..8).for_each(|lane| sums[lane] += one[lane] * other[lane]);
    }
    for (sum, (x, y)) in sums.iter_mut().zip(rest.iter().zip(other_rest)) {
        *sum += x * y;
    }
    sums.into_iter().map(f64::from).sum()
}

/// The modified Bessel function of order zero by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..64 {
        term *= quarter / (f64::from(k) * f64::from(k));
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kaiser_window_is_one_in_the_middle_and_small_at_the_edge() {
        assert_eq!(kaiser(0.0, 8.0), 1.0);
        assert!((kaiser(1.0, 8.0) - 1.0 / 427.56411572).abs() < 1e-10);
        assert_eq!(kaiser(1.1, 8.0), 0.0);
    }

    #[test]
    fn a_product_takes_every_sample_once() {
        let mut ramp = [0.0; 19];
        (1..).zip(&mut ramp).for_each(|(n, x)| *x = sample_from(f64::from(n)));
        assert_eq!(product(&ramp, &ramp), 2470.0);
        assert_eq!(product(&ramp[..3], &ramp), 14.0);
        assert_eq!(product(&[], &[]), 0.0);
    }

    #[test]
    fn an_index_never_wraps() {
        assert_eq!(index_from(-3.0), 0);
        assert_eq!(index_from(f64::NAN), 0);
        assert_eq!(index_from(2.9), 2);
    }
}
