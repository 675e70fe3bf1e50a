// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A filter whose corner may move while it plays, without clicks and without losing precision.
//!
//! State-variable form with trapezoidal integrators, `g = tan(π f / rate)`, `k = 1 / Q`:
//!
//! ```text
//! hp = (x − (g + k) s1 − s2) / (1 + g (g + k));  bp = g hp + s1;  lp = g bp + s2
//! s1 = g hp + bp;  s2 = g bp + lp;  y = mh hp + mb bp + ml lp
//! ```
//! Source: V. Zavalishin, "The Art of VA Filter Design", rev. 2.1.2 (2020), chapter 4; the bell's
//! output mix after A. Simper, "Linear trapezoidal integrated state variable filter", Cytomic (2013).

use crate::{
    math,
    units::{Db, Hz},
};

/// The design of a second-order filter: a value, shared by all channels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Svf {
    integrate: f64,
    damp: f64,
    normal: f64,
    mix: [f64; 3],
}

/// An [`Svf`] multiplied out: what leaves and what is remembered as sums over the input and both
/// integrators, so that a sample need wait for two sums only, not seven.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rows {
    out: [f64; 3],
    first: [f64; 3],
    second: [f64; 3],
}

impl Rows {
    /// The next sample of one channel.
    ///
    /// # Realtime
    /// Safe.
    #[inline]
    pub fn next(&self, memory: &mut Memory, x: f64) -> f64 {
        let [first, second] = memory.integrators;
        let sum = |row: &[f64; 3]| row[0] * x + (row[1] * first + row[2] * second);
        memory.integrators = [sum(&self.first), sum(&self.second)];
        sum(&self.out)
    }
}

/// What one channel of an [`Svf`] remembers; the default is silence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Memory {
    integrators: [f64; 2],
}

/// A filter that leaves the sound as it is.
impl Default for Svf {
    fn default() -> Self {
        Self::with_mix(1.0, 1.0, [1.0; 3])
    }
}

impl Svf {
    /// Keeps what lies below `corner`; `q` 0.707 has no resonance.
    pub fn low_pass(corner: Hz, q: f64, rate_hz: u32) -> Self {
        Self::new(corner, 1.0 / q, rate_hz).mixing([0.0, 0.0, 1.0])
    }

    /// Keeps what lies above `corner`; `q` 0.707 has no resonance.
    pub fn high_pass(corner: Hz, q: f64, rate_hz: u32) -> Self {
        Self::new(corner, 1.0 / q, rate_hz).mixing([1.0, 0.0, 0.0])
    }

    /// Keeps what lies around `centre`, at 0 dB there; the band is `centre / q` wide.
    pub fn band_pass(centre: Hz, q: f64, rate_hz: u32) -> Self {
        Self::new(centre, 1.0 / q, rate_hz).mixing([0.0, 1.0 / q, 0.0])
    }

    /// Lifts or lowers what lies around `centre` by `gain`; above and below nothing changes.
    pub fn bell(centre: Hz, q: f64, gain: Db, rate_hz: u32) -> Self {
        let root = math::exp10(gain.0 / 40.0);
        let damp = 1.0 / (q * root);
        Self::new(centre, damp, rate_hz).mixing([1.0, damp * root * root, 1.0])
    }

    /// The filter with these integrators, this damping `k`, and these shares of high, band and low.
    pub(crate) fn with_mix(integrate: f64, damp: f64, mix: [f64; 3]) -> Self {
        let normal = 1.0 / (1.0 + integrate * (integrate + damp));
        Self { integrate, damp, normal, mix }
    }

    /// The filter at a share of the way to another, 0 to 1; every filter on the way is stable.
    pub fn toward(&self, other: &Self, share: f64) -> Self {
        let between = |from: f64, to: f64| from + (to - from) * share;
        Self::with_mix(
            between(self.integrate, other.integrate),
            between(self.damp, other.damp),
            core::array::from_fn(|n| between(self.mix[n], other.mix[n])),
        )
    }

    /// By how many dB a sine of this frequency is changed.
    ///
    /// With `v = tan²(π f / rate) / g²` the power gain is `((ml − mh v)² + mb² v) / ((1 − v)² + k² v)`.
    pub fn gain_db(&self, frequency: Hz, rate_hz: u32) -> f64 {
        let [high, band, low] = self.mix;
        let ratio = math::tan(math::PI * frequency.0 / f64::from(rate_hz)) / self.integrate;
        let v = ratio * ratio;
        let [above, below] = [(low - high * v, band), (1.0 - v, self.damp)]
            .map(|(real, imaginary)| real * real + imaginary * imaginary * v);
        10.0 * math::log10(above / below)
    }

    /// The filter with these corner and damping that leaves the sound as it is.
    pub fn as_copy(&self) -> Self {
        self.mixing([1.0, self.damp, 1.0])
    }

    /// Whether the sound leaves as it came.
    pub fn is_copy(&self) -> bool {
        self.mix == [1.0, self.damp, 1.0]
    }

    /// The filter with these corner and damping that lets nothing through.
    pub fn as_silence(&self) -> Self {
        self.mixing([0.0; 3])
    }

    /// The same filter, quicker to play and dearer to turn; the memory is the same.
    pub fn rows(&self) -> Rows {
        let (g, n) = (self.integrate, self.normal);
        let [high, band, low] = self.mix;
        let (spread, through) = (g + self.damp, high + g * (band + g * low));
        Rows {
            out: [through * n, band + g * low - through * n * spread, low - through * n],
            first: [2.0 * g * n, 1.0 - 2.0 * g * n * spread, -2.0 * g * n],
            second: [2.0 * g * g * n, 2.0 * g - 2.0 * g * g * n * spread, 1.0 - 2.0 * g * g * n],
        }
    }

    /// The next sample of one channel.
    ///
    /// # Realtime
    /// Safe.
    #[inline]
    pub fn next(&self, memory: &mut Memory, x: f64) -> f64 {
        let [first, second] = memory.integrators;
        let high = (x - (self.integrate + self.damp) * first - second) * self.normal;
        let band = self.integrate * high + first;
        let low = self.integrate * band + second;
        memory.integrators = [self.integrate * high + band, self.integrate * band + low];
        self.mix[0] * high + self.mix[1] * band + self.mix[2] * low
    }

    /// Corners are kept under 49 % of the rate, where the tangent is still tame.
    fn new(corner: Hz, damp: f64, rate_hz: u32) -> Self {
        let integrate = math::tan(math::PI * (corner.0 / f64::from(rate_hz)).clamp(0.0, 0.49));
        Self::with_mix(integrate, damp, [0.0; 3])
    }

    fn mixing(self, mix: [f64; 3]) -> Self {
        Self { mix, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{signals, units::db_from_power};

    const RATE_HZ: u32 = 48_000;

    /// How much louder a sine leaves the filter than it came, once it has settled.
    fn gain_db_at(svf: Svf, frequency_hz: f64) -> f64 {
        let mut memory = Memory::default();
        let sine = signals::sine(RATE_HZ, frequency_hz, 1.0, 0.0, 96_000);
        let out = sine.iter().map(|x| svf.next(&mut memory, f64::from(*x)));
        db_from_power(out.skip(48_000).map(|y| y * y).sum::<f64>() / 24_000.0).0
    }

    #[test]
    fn a_low_pass_is_three_decibels_down_at_its_corner() {
        let svf = Svf::low_pass(Hz(1000.0), core::f64::consts::FRAC_1_SQRT_2, RATE_HZ);
        assert!((gain_db_at(svf, 1000.0) + 3.0103).abs() < 0.01);
        assert!(gain_db_at(svf, 100.0).abs() < 0.01);
        assert!(gain_db_at(svf, 10_000.0) < -40.0);
    }

    #[test]
    fn a_high_pass_and_a_band_pass_keep_their_own_side() {
        let high = Svf::high_pass(Hz(1000.0), core::f64::consts::FRAC_1_SQRT_2, RATE_HZ);
        assert!((gain_db_at(high, 1000.0) + 3.0103).abs() < 0.01 && gain_db_at(high, 100.0) < -39.0);
        let band = Svf::band_pass(Hz(1000.0), 2.0, RATE_HZ);
        assert!(gain_db_at(band, 1000.0).abs() < 0.01 && gain_db_at(band, 100.0) < -25.0);
    }

    #[test]
    fn multiplied_out_it_is_the_same_filter() {
        let noise = signals::white_noise(1, 1.0, 4800);
        for svf in [20.0, 3000.0, 20_000.0].map(|hz| Svf::bell(Hz(hz), 2.0, Db(6.0), RATE_HZ)) {
            let (rows, mut memories) = (svf.rows(), [Memory::default(); 2]);
            for x in noise.iter().map(|x| f64::from(*x)) {
                let off = svf.next(&mut memories[0], x) - rows.next(&mut memories[1], x);
                assert!(off.abs() < 1e-12, "{off}");
            }
        }
    }

    #[test]
    fn a_bell_lifts_its_centre_by_its_gain_and_leaves_the_ends_alone() {
        let bell = Svf::bell(Hz(300.0), 1.4, Db(8.0), RATE_HZ);
        assert!((gain_db_at(bell, 300.0) - 8.0).abs() < 0.01);
        assert!(gain_db_at(bell, 20.0).abs() < 0.1 && gain_db_at(bell, 12_000.0).abs() < 0.1);
    }
}
