// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The ear's weighting of loudness: a shelf for the head, a high-pass for the bass.
//!
//! Source: ITU-R BS.1770-5, Annex 1, whose table is for 48 kHz; other rates by redesigning its
//! analogue prototypes (bilinear transform). The standard's high-pass has the numerator
//! 1, −2, 1 at 48 kHz, which is 0.043 dB above unity; the same lift is kept at every rate, so
//! that a song reads the same at all of them within a hundredth of a decibel.

use dsp::{Hz, Ratio, biquad::Biquad, math};

const SHELF_HZ: f64 = 1681.974450955533;
const SHELF_DB: f64 = 3.999843853973347;
const SHELF_Q: f64 = 0.7071752369554196;
/// The exponent that gives the gain of the shelf's middle term.
const SHELF_MIDDLE: f64 = 0.4996667741545416;
const HIGH_PASS: Hz = Hz(38.13547087602444);
const HIGH_PASS_Q: Ratio = Ratio(0.5003270373238773);

/// The two filters in order.
pub fn filters(rate_hz: u32) -> [Biquad; 2] {
    [shelf(rate_hz), high_pass(rate_hz)]
}

fn shelf(rate_hz: u32) -> Biquad {
    let k = math::tan(math::PI * SHELF_HZ / f64::from(rate_hz));
    let high = math::exp10(SHELF_DB / 20.0);
    let middle = math::pow(high, SHELF_MIDDLE);
    let a0 = 1.0 + k / SHELF_Q + k * k;
    Biquad {
        b: [
            (high + middle * k / SHELF_Q + k * k) / a0,
            2.0 * (k * k - high) / a0,
            (high - middle * k / SHELF_Q + k * k) / a0,
        ],
        a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / SHELF_Q + k * k) / a0],
    }
}

fn high_pass(rate_hz: u32) -> Biquad {
    let mut filter = Biquad::high_pass(HIGH_PASS, HIGH_PASS_Q, rate_hz);
    let lift = 1.0 / Biquad::high_pass(HIGH_PASS, HIGH_PASS_Q, 48_000).b[0];
    filter.b = filter.b.map(|coefficient| coefficient * lift);
    filter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_48_khz_the_filters_are_the_standards_table() {
        let [shelf, high_pass] = filters(48_000);
        let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(close(&shelf.b, &[1.53512485958697, -2.69169618940638, 1.19839281085285]));
        assert!(close(&shelf.a, &[-1.69065929318241, 0.73248077421585]));
        assert!(close(&high_pass.b, &[1.0, -2.0, 1.0]));
        assert!(close(&high_pass.a, &[-1.99004745483398, 0.99007225036621]));
    }

    #[test]
    fn every_rate_weighs_alike_within_a_hundredth_of_a_decibel() {
        let weight =
            |hz: f64, rate_hz| filters(rate_hz).iter().map(|filter| filter.gain_db(Hz(hz), rate_hz)).sum::<f64>();
        for rate_hz in [44_100, 88_200, 96_000, 176_400, 192_000, 384_000] {
            for hz in [30.0, 100.0, 500.0, 997.0, 2000.0, 5000.0] {
                let error = weight(hz, rate_hz) - weight(hz, 48_000);
                assert!(error.abs() < 0.011, "{hz} Hz at {rate_hz}: {error:+.4} dB");
            }
        }
    }
}
