// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Bells and shelves that sound like analogue ones up to 20 kHz, and may be turned while they play.
//!
//! A [`Filter`] is what a knob says; [`Filter::prototype_db`] is the curve of the analogue circuit it
//! stands for, with `A = 10^(gain/40)` and `u = (f / corner)²`:
//!
//! ```text
//! bell        |H|² = ((1 − u)² + u A²/Q²) / ((1 − u)² + u / A²Q²)
//! high shelf  |H|² = A² ((1 − A u)² + u A/Q²) / ((A − u)² + u A/Q²)
//! low shelf   |H|² = A² ((A − u)² + u A/Q²) / ((1 − A u)² + u A/Q²)
//! ```
//! Source: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients" (1998), the
//! analogue side. The digital side is matched to it, because the cookbook's cramps towards half the rate.

mod band;
mod matched;

pub use band::Band;

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
}

/// One filter of an equaliser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    /// What it changes.
    pub shape: Shape,
    /// The middle of a bell; where a shelf has half its gain.
    pub corner: Hz,
    /// By how much.
    pub gain: Db,
    /// How narrow a bell is, how steep a shelf; see [`SMOOTH_SHELF_Q`].
    pub q: f64,
}

/// The analogue circuit that a [`Filter`] stands for, ready to be asked at many frequencies.
#[derive(Clone, Copy, Debug)]
pub struct Prototype {
    shape: Shape,
    corner: Hz,
    /// `A`, and `A / Q²`.
    a: f64,
    width: f64,
}

impl Prototype {
    /// By what the power of a sine of this frequency is multiplied.
    pub fn power_gain(&self, frequency: Hz) -> f64 {
        let (a, width) = (self.a, self.width);
        let ratio = frequency.0 / self.corner.0;
        let u = ratio * ratio;
        let power = |real: f64, imaginary: f64| real * real + imaginary * u;
        let [above, below] = match self.shape {
            Shape::Bell => [power(1.0 - u, width * a), power(1.0 - u, width / (a * a * a))],
            Shape::HighShelf => [a * a * power(1.0 - a * u, width), power(a - u, width)],
            Shape::LowShelf => [a * a * power(a - u, width), power(1.0 - a * u, width)],
        };
        above / below
    }
}

impl Filter {
    /// By how many dB the analogue circuit changes a sine of this frequency.
    pub fn prototype_db(&self, frequency: Hz) -> f64 {
        10.0 * math::log10(self.prototype().power_gain(frequency))
    }

    /// The analogue circuit it stands for.
    pub fn prototype(&self) -> Prototype {
        let a = math::exp10(self.gain.0 / 40.0);
        Prototype { shape: self.shape, corner: self.corner, a, width: a / (self.q * self.q) }
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
}
