// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The low equaliser measured: each band by itself, and all together.

use dsp::{Hz, math};

use super::*;
use crate::equaliser::Lane;

/// The curve of five knobs at a frequency.
fn db(gains_db: [f64; BANDS], hz: f64) -> f64 {
    let bands = gains_db.map(|gain_db| Band { gain: Db(gain_db), channels: Channels::Stereo });
    curve(&bands).db(Lane::Mid, Hz(hz))
}

fn octaves([from_hz, to_hz]: [f64; 2]) -> impl Iterator<Item = f64> {
    (0..=200).map(move |n| from_hz * math::pow(to_hz / from_hz, f64::from(n) / 200.0))
}

#[test]
fn each_knob_moves_the_middle_of_its_band_and_no_other() {
    for band in 0..BANDS {
        for gain_db in [-6.0, -0.1, 3.0, 6.0] {
            let mut knobs = [0.0; BANDS];
            knobs[band] = gain_db;
            for (n, middle_hz) in MIDDLES_HZ.into_iter().enumerate() {
                let wanted = if n == band { gain_db } else { 0.0 };
                let off = db(knobs, middle_hz) - wanted;
                assert!(off.abs() < 0.03, "band {band} at {gain_db} dB: {off:+.3} dB at {middle_hz:.0} Hz");
            }
        }
    }
}

#[test]
fn opposite_knobs_side_by_side_are_still_right() {
    let knobs = [6.0, -6.0, 6.0, -6.0, 6.0];
    for (middle_hz, wanted) in MIDDLES_HZ.into_iter().zip(knobs) {
        assert!((db(knobs, middle_hz) - wanted).abs() < 0.2, "{middle_hz} Hz: {:.2} dB", db(knobs, middle_hz));
    }
}

#[test]
fn all_knobs_together_are_one_level_region_with_little_ripple() {
    let worst = octaves([5.0, 240.0]).map(|hz| (db([3.0; BANDS], hz) - 3.0).abs()).fold(0.0, f64::max);
    assert!(worst <= 0.42, "{worst:.2} dB");
}

#[test]
fn nothing_above_500_hz_moves() {
    for knobs in [[3.0; BANDS], [6.0; BANDS], [-6.0; BANDS], [0.0, 0.0, 0.0, 0.0, 6.0]] {
        let worst = octaves([500.0, 20_000.0]).map(|hz| db(knobs, hz).abs()).fold(0.0, f64::max);
        assert!(worst <= 0.31, "{knobs:?}: {worst:.3} dB");
    }
}

#[test]
fn the_filters_follow_their_circuits_at_every_rate() {
    let knobs = [6.0, -6.0, 6.0, -6.0, 6.0].map(|gain| Band { gain: Db(gain), channels: Channels::Stereo });
    let curve = curve(&knobs);
    for rate_hz in [44_100, 192_000] {
        let designs = curve.mid.map(|filter| filter.design(rate_hz));
        let off = |hz: f64| {
            let digital: f64 = designs.iter().map(|svf| svf.gain_db(Hz(hz), rate_hz)).sum();
            (digital - curve.db(Lane::Mid, Hz(hz))).abs()
        };
        let worst = octaves([5.0, 20_000.0]).map(off).fold(0.0, f64::max);
        assert!(worst < 0.01, "{rate_hz} Hz: {worst} dB");
    }
}

#[test]
fn bands_are_knobs_and_knobs_are_bands() {
    let bands = core::array::from_fn(|n| Band { gain: Db(n as f64), channels: Channels::Mid });
    assert_eq!(Knobs::default().with_bands(&bands).bands(), bands);
}
