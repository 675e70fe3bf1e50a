// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! From the curve of an analogue filter to the digital one that follows it best.
//!
//! A second-order filter in state-variable form has the power gain
//!
//! ```text
//! |H|² = ((ml − mh v)² + mb² v) / ((1 − v)² + k² v),   v = tan²(π f / rate) / g²
//! ```
//! Far below half the rate this is the analogue curve itself; near it, `v` runs away and the curve is
//! squeezed. So `g`, `k`, `mh` and `mb` are taken from the analogue filter and then moved by a damped
//! Gauss–Newton search (K. Levenberg, Quarterly of Applied Mathematics 2, 1944) until the curve fits at
//! twenty frequencies up to 20 kHz, the highest that counts; `ml`, the gain at 0 Hz, stays exact. The
//! search moves logarithms, so every filter it tries is stable. Double precision and the
//! state-variable form keep 20 Hz at 192 kHz exact, where coefficients of a direct form would not.
//!
//! The idea to match magnitudes is M. Vicanek's ("Matched Second Order Digital Filters", 2016); his
//! closed form for bells keeps the poles of impulse invariance and is off by up to 1.9 dB at 12 kHz,
//! 44.1 kHz, −12 dB, where this is off by 0.2.

use super::{Filter, Shape};
use crate::{
    linear, math,
    svf::Svf,
    units::{Db, Hz},
};

/// Nobody hears what the curve does above.
const TOP: Hz = Hz(20_000.0);
/// The same for low rates, as a share of the rate: 20 kHz at 44.1 kHz.
const TOP_SHARE: f64 = 0.4535;
/// No corner lies above this share of the rate.
const HIGHEST_CORNER_SHARE: f64 = 0.45;
/// Where the curve is compared (measured: more points and rounds gain less than 0.02 dB).
const POINTS: usize = 21;
const ROUNDS: usize = 8;
/// Above this share of the rate the curve is bent so much that it takes so many (measured: eight leave 1.4 dB).
const BENT_SHARE: f64 = 0.36;
const BENT_ROUNDS: usize = 60;
/// The first damping of the search; a tenth of it after each success, ten times after a failure.
const DAMPING: f64 = 1e-3;
/// No logarithm moves farther than this in a round.
const LONGEST_STEP: f64 = 0.7;

/// `ln g, ln k, ln mh, ln mb`.
type Unknowns = [f64; 4];

/// The digital filter for this analogue one.
///
/// A cut is exactly the inverse of the boost.
pub fn design(filter: &Filter, rate_hz: u32) -> Svf {
    let highest = HIGHEST_CORNER_SHARE * f64::from(rate_hz);
    let corner = Hz(filter.corner.0.clamp(1e-3, highest));
    let boost = Filter { corner, gain: Db(filter.gain.0.abs()), ..*filter };
    let (start, low) = start(&boost, rate_hz);
    let fitted = if boost.is_neutral() { start } else { Search::new(&boost, low, rate_hz).best_from(start) };
    let [g, k, high, band] = fitted.map(math::exp);
    if filter.gain.0 < 0.0 { inverse(g, k, [high, band, low]) } else { Svf::with_mix(g, k, [high, band, low]) }
}

/// Poles become zeros and zeros poles.
fn inverse(g: f64, k: f64, [high, band, low]: [f64; 3]) -> Svf {
    // Dividing by `mh s² + mb s + ml` and scaling s so that the denominator is `s² + k s + 1` again.
    let scale = math::sqrt(low / high);
    let damp = band / (high * scale);
    Svf::with_mix(g * scale, damp, [1.0 / high, k / (high * scale), 1.0 / low])
}

/// The analogue filter with its corner where it belongs, and its gain at 0 Hz.
fn start(filter: &Filter, rate_hz: u32) -> (Unknowns, f64) {
    let a = math::exp10(filter.gain.0 / 40.0);
    let angle = math::PI * filter.corner.0 / f64::from(rate_hz);
    let g = math::tan(angle);
    // The curve is squeezed by d ln tan x / d ln x at its corner; a bell starts half-way widened for that.
    let squeeze = math::sqrt(2.0 * angle / math::sin(2.0 * angle));
    let [g, k, high, band, low] = match filter.shape {
        Shape::Bell => [g, squeeze / (filter.q * a), 1.0, squeeze * a / filter.q, 1.0],
        Shape::HighShelf => [g * math::sqrt(a), 1.0 / filter.q, a * a, a / filter.q, 1.0],
        Shape::LowShelf => [g / math::sqrt(a), 1.0 / filter.q, 1.0, a / filter.q, a * a],
        // A first order is a second one of which a pole lies on a zero: both halves times (1 + s).
        Shape::Tilt => [g * a, (1.0 + a * a) / a, a * a, (1.0 + a * a) / a, 1.0 / (a * a)],
    };
    ([g, k, high, band].map(math::log), low)
}

/// What the curve should be, and the part of the filter that stays.
struct Search {
    /// `tan²(π f / rate)` and the wanted gain, dB, at each frequency.
    points: [(f64, f64); POINTS],
    low: f64,
    rounds: usize,
}

/// How far a filter is off, and which way each unknown would move it.
struct Tried {
    error: f64,
    gradient: [f64; 4],
    normal: [[f64; 4]; 4],
}

impl Search {
    fn new(filter: &Filter, low: f64, rate_hz: u32) -> Self {
        let rate = f64::from(rate_hz);
        let top = TOP.0.min(TOP_SHARE * rate);
        let bottom = (filter.corner.0 / 4.0).min(top / 8.0);
        let points = core::array::from_fn(|n| {
            let on_the_way = bottom * math::pow(top / bottom, n as f64 / (POINTS - 2) as f64);
            // The middle of a narrow bell must not fall between two points.
            let frequency = if n == POINTS - 1 { filter.corner.0 } else { on_the_way };
            let tangent = math::tan(math::PI * frequency / rate);
            (tangent * tangent, filter.prototype_db(Hz(frequency)))
        });
        let rounds = if filter.corner.0 > BENT_SHARE * rate { BENT_ROUNDS } else { ROUNDS };
        Self { points, low, rounds }
    }

    fn best_from(&self, start: Unknowns) -> Unknowns {
        let (mut here, mut tried, mut damping) = (start, self.try_out(&start), DAMPING);
        for _ in 0..self.rounds {
            let step = tried.step(damping);
            let there = core::array::from_fn(|n| here[n] + step[n].clamp(-LONGEST_STEP, LONGEST_STEP));
            let next = self.try_out(&there);
            if next.error < tried.error {
                (here, tried, damping) = (there, next, damping * 0.1);
            } else {
                damping *= 10.0;
            }
        }
        here
    }

    fn try_out(&self, unknowns: &Unknowns) -> Tried {
        let [g, k, high, band] = unknowns.map(math::exp);
        let mut tried = Tried { error: 0.0, gradient: [0.0; 4], normal: [[0.0; 4]; 4] };
        for (tangent2, wanted_db) in self.points {
            let v = tangent2 / (g * g);
            let (real, left) = (self.low - high * v, 1.0 - v);
            let [above, below] = [real * real + band * band * v, left * left + k * k * v];
            let off = DB_PER_NEPER * math::log(above / below) - wanted_db;
            // Derivatives of ln(above / below) after ln v and after each unknown.
            let by_high = -2.0 * real * high * v / above;
            let by_band = 2.0 * band * band * v / above;
            let by_damp = -2.0 * k * k * v / below;
            let by_v = by_high + 0.5 * by_band + 2.0 * left * v / below + 0.5 * by_damp;
            tried.add(off, [-2.0 * by_v, by_damp, by_high, by_band].map(|slope| DB_PER_NEPER * slope));
        }
        tried
    }
}

/// `10 / ln 10`: from the logarithm of a power to dB.
const DB_PER_NEPER: f64 = 10.0 * core::f64::consts::LOG10_E;

impl Tried {
    fn add(&mut self, off_db: f64, slopes: [f64; 4]) {
        self.error += off_db * off_db;
        for ((slope, sum), row) in slopes.iter().zip(&mut self.gradient).zip(&mut self.normal) {
            *sum += slope * off_db;
            row.iter_mut().zip(slopes).for_each(|(sum, other)| *sum += slope * other);
        }
    }

    /// `−(N + λ diag N)⁻¹ gradient`.
    fn step(&self, damping: f64) -> [f64; 4] {
        let (mut matrix, mut right) = (self.normal, self.gradient.map(|slope| -slope));
        for (n, row) in matrix.iter_mut().enumerate() {
            row[n] += damping * row[n] + 1e-12;
        }
        linear::solve(&mut matrix, &mut right);
        right
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::equaliser::SMOOTH_SHELF_Q;

    /// The farthest the digital curve leaves the analogue one between two frequencies, dB.
    fn worst_db(filter: &Filter, rate_hz: u32, [from_hz, to_hz]: [f64; 2]) -> f64 {
        let svf = filter.design(rate_hz);
        let off = |n: u32| {
            let hz = from_hz * math::pow(to_hz / from_hz, f64::from(n) / 400.0);
            (svf.gain_db(Hz(hz), rate_hz) - filter.prototype_db(Hz(hz))).abs()
        };
        (0..=400).map(off).fold(0.0, f64::max)
    }

    #[test]
    fn bells_shelves_and_tilts_follow_the_analogue_curve_to_20_khz_at_44_1_khz() {
        for gain_db in [-12.0, -6.0, -0.5, 3.0, 12.0] {
            for corner_hz in [20.0, 90.0, 700.0, 3000.0, 6000.0, 9000.0, 12_000.0, 16_000.0] {
                let filter = |shape, q| Filter { shape, corner: Hz(corner_hz), gain: Db(gain_db), q };
                let bells = [0.4, 0.7, 1.0, 2.5, 6.0].map(|q| filter(Shape::Bell, q));
                let shelves =
                    [Shape::LowShelf, Shape::HighShelf, Shape::Tilt].map(|shape| filter(shape, SMOOTH_SHELF_Q));
                for filter in bells.into_iter().chain(shelves) {
                    let worst = worst_db(&filter, 44_100, [10.0, 20_000.0]);
                    assert!(worst <= 0.25, "{filter:?}: {worst:.3} dB");
                }
            }
        }
    }

    #[test]
    fn what_lies_at_the_top_follows_to_a_third_of_a_decibel() {
        for (shape, q) in [
            (Shape::Bell, 0.4),
            (Shape::Bell, 1.0),
            (Shape::Bell, 2.5),
            (Shape::LowShelf, 0.4),
            (Shape::LowShelf, 1.0),
            (Shape::HighShelf, 0.4),
            (Shape::HighShelf, 1.0),
            (Shape::Tilt, 1.0),
        ] {
            for (corner_hz, gain_db) in [(17e3, -6.0), (18e3, 3.0), (19e3, 6.0), (20e3, -6.0), (20e3, 0.1)] {
                let filter = Filter { shape, corner: Hz(corner_hz), gain: Db(gain_db), q };
                let worst = worst_db(&filter, 44_100, [10.0, 20_000.0]);
                assert!(worst <= 0.34, "{filter:?}: {worst:.3} dB");
            }
        }
    }

    #[test]
    fn a_bell_at_20_hz_is_exact_at_192_khz() {
        for gain_db in [-12.0, 6.0] {
            let bell = Filter { shape: Shape::Bell, corner: Hz(20.0), gain: Db(gain_db), q: 1.0 };
            let worst = worst_db(&bell, 192_000, [5.0, 20_000.0]);
            assert!(worst < 0.001, "{worst} dB");
        }
    }

    #[test]
    fn a_cut_undoes_the_boost() {
        for shape in [Shape::Bell, Shape::LowShelf, Shape::HighShelf] {
            let boost = Filter { shape, corner: Hz(9000.0), gain: Db(7.0), q: 0.8 };
            let cut = Filter { gain: Db(-7.0), ..boost };
            for hz in [30.0, 2000.0, 9000.0, 19_000.0] {
                let sum =
                    boost.design(44_100).gain_db(Hz(hz), 44_100) + cut.design(44_100).gain_db(Hz(hz), 44_100);
                assert!(sum.abs() < 1e-9, "{shape:?} at {hz} Hz: {sum} dB");
            }
        }
    }

    #[test]
    fn odd_rates_and_corners_give_filters_all_the_same() {
        for (corner_hz, rate_hz) in [(0.0, 44_100), (30_000.0, 44_100), (5000.0, 8000), (20.0, 1_536_000)] {
            let filter = Filter { shape: Shape::Bell, corner: Hz(corner_hz), gain: Db(6.0), q: 1.0 };
            let svf = filter.design(rate_hz);
            assert!([1.0, 100.0, 3500.0].iter().all(|hz| svf.gain_db(Hz(*hz), rate_hz).abs() < 6.5), "{svf:?}");
        }
    }
}
