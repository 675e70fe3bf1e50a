// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the sound stands between left and right, and what becomes of it in mono.
//!
//! From the powers `L`, `R` and the product `C = Σ l·r`: correlation `C/√(LR)`, balance `L/R`,
//! width `(L+R−2C)/(L+R+2C)` (side against mid), mono loss `(L+R+2C)/2(L+R)`. The same below
//! 120 Hz, where a fourth-order low-pass (Linkwitz–Riley) leaves the bass and a high-pass at
//! 20 Hz takes what nobody hears.

use dsp::{
    Hz, Ratio,
    biquad::{Biquad, BiquadMemory},
    math,
    units::db_from_power,
};

const BASS: Hz = Hz(120.0);
const RUMBLE: Hz = Hz(20.0);

/// Listens to a pair of channels.
#[derive(Clone, Debug)]
pub struct StereoField {
    whole: Sums,
    bass: Sums,
    filters: [Biquad; 3],
    memories: [BiquadMemory<2>; 3],
}

/// Powers of both sides and their product.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    left: f64,
    right: f64,
    product: f64,
}

impl StereoField {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        let q = Ratio(core::f64::consts::FRAC_1_SQRT_2);
        let low_pass = Biquad::low_pass(BASS, q, rate_hz);
        let filters = [Biquad::high_pass(RUMBLE, q, rate_hz), low_pass, low_pass];
        Self { whole: Sums::default(), bass: Sums::default(), filters, memories: Default::default() }
    }

    /// Hears the next samples of both sides.
    pub fn push(&mut self, left: &[f32], right: &[f32]) {
        let [mut a, mut b, mut c] = self.memories;
        let (mut whole, mut bass) = (self.whole, self.bass);
        for (left, right) in left.iter().zip(right) {
            let frame = [f64::from(*left), f64::from(*right)];
            whole.add(frame);
            let high = self.filters[0].next_frame(&mut a, frame);
            let low = self.filters[1].next_frame(&mut b, high);
            bass.add(self.filters[2].next_frame(&mut c, low));
        }
        self.memories = [a, b, c];
        (self.whole, self.bass) = (whole, bass);
    }

    /// What was heard since the last call: everything, and the bass; the filters go on.
    pub fn take(&mut self) -> [Sums; 2] {
        [core::mem::take(&mut self.whole), core::mem::take(&mut self.bass)]
    }

    /// Everything together.
    pub fn whole(&self) -> &Sums {
        &self.whole
    }

    /// What lies between 20 and 120 Hz.
    pub fn bass(&self) -> &Sums {
        &self.bass
    }
}

impl Sums {
    /// The powers of left and right and their product.
    pub fn new(left: f64, right: f64, product: f64) -> Self {
        Self { left, right, product }
    }

    /// What was remembered, a little paler, with something new.
    pub fn fade(&mut self, keep: f64, new: &Self) {
        self.left = self.left * keep + new.left;
        self.right = self.right * keep + new.right;
        self.product = self.product * keep + new.product;
    }

    /// The power of both sides together.
    pub fn power(&self) -> f64 {
        self.left + self.right
    }

    #[inline]
    fn add(&mut self, [left, right]: [f64; 2]) {
        self.left += left * left;
        self.right += right * right;
        self.product += left * right;
    }

    /// 1 for mono, 0 for unrelated sides, −1 for opposed ones; `None` if a side is silent.
    pub fn correlation(&self) -> Option<f64> {
        let scale = math::sqrt(self.left * self.right);
        (scale > 0.0).then(|| (self.product / scale).clamp(-1.0, 1.0))
    }

    /// Left against right, dB.
    pub fn balance_db(&self) -> Option<f64> {
        (self.left > 0.0 && self.right > 0.0).then(|| db_from_power(self.left / self.right).0)
    }

    /// Side against mid, dB, not below −60.
    pub fn width_db(&self) -> Option<f64> {
        let [mid, side] = [1.0, -1.0].map(|sign| self.left + self.right + 2.0 * sign * self.product);
        (mid > 0.0).then(|| db_from_power(side.max(0.0) / mid).0.max(-60.0))
    }

    /// What adding both sides to mono loses, dB; 0 for mono, not below −60.
    pub fn mono_loss_db(&self) -> Option<f64> {
        let both = self.left + self.right;
        let mono = (both + 2.0 * self.product).max(0.0);
        (both > 0.0).then(|| db_from_power(mono / (2.0 * both)).0.clamp(-60.0, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    fn heard(left: &[f32], right: &[f32]) -> StereoField {
        let mut field = StereoField::new(48_000);
        field.push(left, right);
        field
    }

    #[test]
    fn mono_opposed_and_unrelated_read_one_minus_one_and_zero() {
        let [a, b] = [1, 2].map(|seed| signals::white_noise(seed, 0.5, 1_000_000));
        let opposed: Vec<f32> = a.iter().map(|sample| -sample).collect();
        let correlation = |x: &[f32], y: &[f32]| heard(x, y).whole().correlation().unwrap();
        assert!((correlation(&a, &a) - 1.0).abs() < 1e-9);
        assert!((correlation(&a, &opposed) + 1.0).abs() < 1e-9);
        assert!(correlation(&a, &b).abs() < 0.02);
        assert!((heard(&a, &b).whole().mono_loss_db().unwrap() + 3.01).abs() < 0.05);
        assert_eq!(heard(&a, &opposed).whole().mono_loss_db(), Some(-60.0));
    }

    #[test]
    fn the_bass_is_heard_apart() {
        let bass = signals::sine(48_000, 60.0, 0.5, 0.0, 480_000);
        let hiss = signals::white_noise(3, 0.05, 480_000);
        let left: Vec<f32> = bass.iter().zip(&hiss).map(|(bass, hiss)| bass + hiss).collect();
        let right: Vec<f32> = bass.iter().zip(&hiss).map(|(bass, hiss)| hiss - bass).collect();
        assert!(heard(&left, &right).bass().correlation().unwrap() < -0.99);
    }

    #[test]
    fn silence_has_no_place() {
        let silent = heard(&[0.0; 100], &[0.0; 100]);
        assert_eq!(silent.whole().correlation(), None);
        assert_eq!(silent.whole().balance_db(), None);
    }
}
