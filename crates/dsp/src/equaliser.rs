// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Bells, shelves and tilts that sound like analogue ones up to 20 kHz, and may be turned while they play.
//!
//! A [`Filter`] is what a knob says; [`Filter::prototype_db`] is the curve of the analogue circuit it
//! stands for, with `A = 10^(gain/40)` and `u = (f / corner)²`:
//!
//! ```text
//! bell        |H|² = ((1 − u)² + u A²/Q²) / ((1 − u)² + u / A²Q²)
//! high shelf  |H|² = A² ((1 − A u)² + u A/Q²) / ((A − u)² + u A/Q²)
//! low shelf   |H|² = A² ((A − u)² + u A/Q²) / ((1 − A u)² + u A/Q²)
//! tilt        |H|² = (1 + u A⁴) / (A⁴ + u)
//! ```
//! Source: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients" (1998), the
//! analogue side; the tilt is the circuit with one capacitor, `(1 + A² s) / (A² + s)`, which turns the
//! spectrum about its corner. The digital side is matched to it, because the cookbook's cramps towards half the rate.

mod band;
mod matched;
mod twin;

pub use band::Band;
pub use twin::Twin;

use crate::{
    math,
    svf::Svf,
    units::{Db, Hz},
};

/// A shelf of this Q rises as steeply as it can without overshooting (Butterworth).
pub const SMOOTH_SHELF_Q: f64 = core::f64::consts::FRAC_1_SQRT_2;

/// What a filter changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// What lies around its corner.
    Bell,
    /// What lies below its corner.
    LowShelf,
    /// What lies above its corner.
    HighShelf,
    /// Everything: above its corner by the gain, below by its opposite; at 6 dB the half of that 0.8 octaves away.
    Tilt,
}

/// One filter of an equaliser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    /// What it changes.
    pub shape: Shape,
    /// The middle of a bell; where a shelf has half its gain; about what a tilt turns.
    pub corner: Hz,
    /// By how much.
    pub gain: Db,
    /// How narrow a bell is, how steep a shelf; see [`SMOOTH_SHELF_Q`]. A tilt has none.
    pub q: f64,
}

impl Filter {
    /// By how many dB the analogue circuit changes a sine of this frequency.
    pub fn prototype_db(&self, frequency: Hz) -> f64 {
        10.0 * math::log10(self.prototype().power(frequency))
    }

    /// The curve of the analogue circuit, for many frequencies.
    pub fn prototype(&self) -> Prototype {
        let a = math::exp10(self.gain.0 / 40.0);
        let (width, steep) = (a / (self.q * self.q), a * a * a * a);
        // `scale ((zero − slope u)² + width u)`, multiplied out.
        let square = |scale: f64, zero: f64, slope: f64, width: f64| {
            [scale * zero * zero, scale * (width - 2.0 * zero * slope), scale * slope * slope]
        };
        let [above, below] = match self.shape {
            Shape::Bell => [square(1.0, 1.0, 1.0, width * a), square(1.0, 1.0, 1.0, width / (a * a * a))],
            Shape::HighShelf => [square(a * a, 1.0, a, width), square(1.0, a, 1.0, width)],
            Shape::LowShelf => [square(a * a, a, 1.0, width), square(1.0, 1.0, a, width)],
            Shape::Tilt => [[1.0, steep, 0.0], [steep, 1.0, 0.0]],
        };
        Prototype { corner_hz: self.corner.0, above, below }
    }

    /// Whether it changes nothing.
    pub fn is_neutral(&self) -> bool {
        self.gain.0 == 0.0
    }

    /// The digital filter that follows the prototype; some microseconds of work.
    ///
    /// # Realtime
    /// Safe.
    pub fn design(&self, rate_hz: u32) -> Svf {
        matched::design(self, rate_hz)
    }
}

/// The power gain of an analogue circuit: two polynomials in `u = (f / corner)²`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prototype {
    corner_hz: f64,
    above: [f64; 3],
    below: [f64; 3],
}

impl Prototype {
    /// By which factor it changes the power of a sine of this frequency.
    pub fn power(&self, frequency: Hz) -> f64 {
        let ratio = frequency.0 / self.corner_hz;
        let u = ratio * ratio;
        let sum = |terms: &[f64; 3]| terms[0] + u * (terms[1] + u * terms[2]);
        sum(&self.above) / sum(&self.below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_has_its_gain_in_the_middle_and_none_far_away() {
        let bell = Filter { shape: Shape::Bell, corner: Hz(1000.0), gain: Db(-5.0), q: 1.2 };
        assert!((bell.prototype_db(Hz(1000.0)) + 5.0).abs() < 1e-9);
        assert!(bell.prototype_db(Hz(10.0)).abs() < 0.01 && bell.prototype_db(Hz(100_000.0)).abs() < 0.01);
    }

    #[test]
    fn a_shelf_has_half_its_gain_at_its_corner_and_all_of_it_beyond() {
        for (shape, inside_hz, outside_hz) in [(Shape::LowShelf, 1.0, 1e6), (Shape::HighShelf, 1e6, 1.0)] {
            let shelf = Filter { shape, corner: Hz(1000.0), gain: Db(6.0), q: SMOOTH_SHELF_Q };
            let [inside, corner, outside] = [inside_hz, 1000.0, outside_hz].map(|hz| shelf.prototype_db(Hz(hz)));
            assert!(
                (inside - 6.0).abs() < 1e-3 && (corner - 3.0).abs() < 1e-9 && outside.abs() < 1e-3,
                "{shape:?}"
            );
        }
    }

    #[test]
    fn a_tilt_lifts_one_end_as_far_as_it_lowers_the_other_and_keeps_its_corner() {
        let tilt = Filter { shape: Shape::Tilt, corner: Hz(1000.0), gain: Db(6.0), q: 1.0 };
        let [low, corner, high] = [1.0, 1000.0, 1e6].map(|hz| tilt.prototype_db(Hz(hz)));
        assert!((low + 6.0).abs() < 1e-3 && corner.abs() < 1e-9 && (high - 6.0).abs() < 1e-3);
        assert!((tilt.prototype_db(Hz(300.0)) + tilt.prototype_db(Hz(1e6 / 300.0))).abs() < 1e-9);
    }
}
