// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Nulls whose depth is known beforehand.

use dsp::signals::sine;

use super::*;
use crate::{
    align,
    songs::{RATE_HZ, after_silence, changed, later, slices, song},
};

const IN_PLACE: Alignment = Alignment {
    delay_frames: 0.0,
    is_upside_down: false,
    gain_db: 0.0,
    lead_frames: [0, 0],
    likeness: 1.0,
    confidence: 1.0,
};

fn left(a: &[Vec<f32>], b: &[Vec<f32>]) -> Residual {
    let alignment = align(&slices(a), &slices(b), RATE_HZ).expect("they are one song");
    null(&slices(a), &slices(b), RATE_HZ, &alignment)
}

/// The level of a residual under its sound, in the bands up to a frequency.
fn depth_db(residual: &Residual, up_to_hz: f64) -> f64 {
    let sum = |bands: &[Band]| {
        let inside = bands.iter().filter(|band| band.centre_hz <= up_to_hz);
        inside.map(|band| math::exp10(band.level_db / 10.0)).sum::<f64>()
    };
    10.0 * math::log10(sum(&residual.spectrum) / sum(&residual.of_a))
}

#[test]
fn the_same_sound_leaves_nothing() {
    let a = song(1, 5.0);
    let residual = left(&a, &a);
    assert_eq!((residual.level_db, residual.spans.as_slice()), (DEEPEST_DB, [].as_slice()));
    let moved = left(&a, &after_silence(&changed(&a, |x| -0.5 * x), 1234));
    assert!(moved.level_db <= -90.0, "{} dB", moved.level_db);
}

#[test]
fn three_decibels_and_a_broken_delay_null_to_sixty_decibels_up_to_ten_khz() {
    let a = song(2, 6.0);
    let b = changed(&later(&a, 12.34), |x| 1.4125375 * x);
    let residual = left(&a, &b);
    assert!(depth_db(&residual, 10_000.0) <= -60.0, "{} dB", depth_db(&residual, 10_000.0));
    assert!(residual.level_db <= -60.0, "{} dB", residual.level_db);
}

#[test]
fn what_a_wrong_delay_or_gain_leaves_is_what_the_formula_says() {
    for (hz, frames, expected) in [
        (1_000.0, 0.1, -37.7),
        (10_000.0, 0.1, -17.7),
        (1_000.0, 0.01, -57.7),
        (10_000.0, 0.01, -37.7),
        (10_000.0, 0.001, -57.7),
    ] {
        let tone = [sine(48_000, hz, 0.5, 0.0, 96_000)];
        let wrong = Alignment { delay_frames: frames, ..IN_PLACE };
        let level_db = null(&slices(&tone), &slices(&tone), 48_000, &wrong).level_db;
        assert!((level_db - expected).abs() < 0.1, "{hz} Hz, {frames}: {level_db} dB");
    }
    for (gain_db, expected) in [(0.1, -38.7), (0.01, -58.8), (0.001, -78.8)] {
        let tone = [sine(48_000, 1_000.0, 0.5, 0.0, 48_000)];
        let wrong = Alignment { gain_db: -gain_db, ..IN_PLACE };
        let level_db = null(&slices(&tone), &slices(&tone), 48_000, &wrong).level_db;
        assert!((level_db - expected).abs() < 0.1, "{gain_db} dB: {level_db} dB");
    }
}

#[test]
fn a_tone_that_only_one_has_is_found_in_its_band_and_place() {
    let a = song(3, 12.0);
    let mut b = a.clone();
    for (n, x) in sine(RATE_HZ, 3_150.0, 0.01, 0.0, RATE_HZ as usize * 2).into_iter().enumerate() {
        b[0][RATE_HZ as usize * 6 + n] += x;
    }
    let residual = left(&a, &b);
    let band = residual.fullest().unwrap();
    assert!((3_000.0..3_300.0).contains(&band.centre_hz), "{band:?}");
    assert_eq!(residual.spans[0], Span { from_s: 6.0, to_s: 8.0 });
}

#[test]
fn what_only_one_of_them_goes_on_with_is_counted() {
    let a = song(4, 10.0);
    let b: Vec<Vec<f32>> = a.iter().map(|channel| channel[44_100..352_800].to_vec()).collect();
    let [in_a, in_b] = left(&a, &b).alone_s;
    assert!((in_a - 3.0).abs() < 0.1 && in_b == 0.0, "{in_a} {in_b}");
}

#[test]
fn an_excerpt_between_the_samples_is_cut_where_it_is_not_known() {
    let a = song(5, 8.0);
    let b: Vec<Vec<f32>> = later(&a, 0.5).iter().map(|channel| channel[100_000..250_000].to_vec()).collect();
    let level_db = left(&a, &b).level_db;
    assert!(level_db <= -80.0, "{level_db} dB");
}

#[test]
fn nothing_from_nothing_is_nothing() {
    assert_eq!(null(&[], &[], RATE_HZ, &IN_PLACE).level_db, DEEPEST_DB);
    assert_eq!(null(&[&[]], &[&[]], RATE_HZ, &IN_PLACE).shared_s, 0.0);
}
