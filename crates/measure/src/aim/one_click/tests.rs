// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What one click may do and what it may not.

use dsp::equaliser::{SMOOTH_SHELF_Q, Shape};

use super::*;
use crate::aim::{
    Aim, runs, stands,
    tests::{portrait, song},
};

fn bell(corner_hz: f64, gain_db: f64, q: f64) -> Filter {
    Filter { shape: Shape::Bell, corner: Hz(corner_hz), gain: Db(gain_db), q }
}

fn shelf(shape: Shape, corner_hz: f64, gain_db: f64) -> Filter {
    Filter { shape, corner: Hz(corner_hz), gain: Db(gain_db), q: SMOOTH_SHELF_Q }
}

/// Five bands an octave wide below the split.
fn bank() -> Vec<Lever> {
    let bells = [28.0, 57.0, 113.0, 226.0].map(|hz| bell(hz, 1.0, 1.4));
    std::iter::once(shelf(Shape::LowShelf, 20.0, 1.0)).chain(bells).map(Lever::free).collect()
}

fn all() -> Request {
    Request { strength: Ratio(1.0), bank: bank(), most_filters: 8, most_db: 6.0 }
}

/// Where a mix with this tone stands; `half_db` is half the width of every zone.
fn mix(tone_db: impl Fn(f64) -> f64, half_db: f64) -> Vec<Stand> {
    let mut aim = Aim::of(&[&song(|_| 0.0, -12.0)]);
    for band in &mut aim.bands {
        (band.zone_db, band.confidence) = ([band.median_db - half_db, band.median_db + half_db], Confidence::Fair);
    }
    stands(&aim, &portrait(tone_db, -18.0))
}

fn made_by(filters: &[Filter]) -> impl Fn(f64) -> f64 {
    move |hz| -filters.iter().map(|filter| filter.prototype_db(Hz(hz))).sum::<f64>()
}

#[test]
fn three_filters_are_found_again_to_three_tenths_of_a_decibel() {
    let made = [bell(500.0, 3.0, 1.0), bell(1500.0, -2.5, 1.4), shelf(Shape::HighShelf, 6000.0, 3.0)];
    let plan = one_click(&mix(made_by(&made), 0.0), &all());
    assert!(plan.distance_db[1] <= 0.3, "{:?} {:?}", plan.distance_db, plan.tone);
    assert!(plan.tone.len() <= 5, "{:?}", plan.tone);
}

#[test]
fn a_shelf_of_3_db_is_found_to_half_a_decibel_with_one_filter() {
    for made in [shelf(Shape::HighShelf, 5000.0, 3.0), shelf(Shape::HighShelf, 3000.0, -3.0)] {
        let plan = one_click(&mix(made_by(&[made]), 0.0), &all());
        let [one] = plan.tone.as_slice() else { panic!("{:?}", plan.tone) };
        assert!((one.lever.gain_db() - made.gain.0).abs() < 0.5, "{one:?}");
        assert!(plan.low.is_empty(), "{:?}", plan.low);
    }
}

#[test]
fn a_low_end_that_is_too_full_is_turned_down_by_the_bank_alone() {
    let plan = one_click(&mix(|hz| if hz < 150.0 { 6.0 } else { 0.0 }, 2.0), &all());
    assert!(plan.tone.is_empty() && !plan.low.is_empty(), "{plan:?}");
    assert!(plan.low.iter().all(|one| one.lever.gain_db() < 0.0), "{:?}", plan.low);
    assert!(plan.distance_db[1] < 0.25 * plan.distance_db[0], "{:?}", plan.distance_db);
}

#[test]
fn what_is_inside_is_left_alone() {
    let plan = one_click(&mix(|hz| 1.4 * math::sin(3.0 * math::log(hz)), 2.0), &all());
    assert!(plan.is_neutral() && plan.left_alone.is_empty(), "{plan:?}");
    assert_eq!(plan.distance_db, [0.0, 0.0]);
}

#[test]
fn no_band_inside_its_zone_is_lifted_by_more_than_half_a_decibel() {
    for seed in 1..=12 {
        let wave = f64::from(seed);
        let stands = mix(|hz| 5.0 * math::sin(wave * math::log(hz) / 3.0 + wave), 1.5);
        let plan = one_click(&stands, &all());
        for stand in stands.iter().filter(|stand| stand.tone_db.beyond() == 0.0) {
            let db = plan.db(stand.centre_hz);
            assert!(
                db <= 0.5 + 1e-9 || usual_weight(stand.centre_hz) == 0.0,
                "{seed}: {:.0} Hz {db:.2} dB",
                stand.centre_hz
            );
        }
        assert!(plan.distance_db[1] < 0.6 * plan.distance_db[0], "{seed}: {:?}", plan.distance_db);
    }
}

#[test]
fn half_the_strength_is_half_of_every_gain_and_none_is_none() {
    let stands = mix(|hz| if hz > 2500.0 { -5.0 } else { 0.0 }, 1.5);
    let at = |strength| one_click(&stands, &Request { strength: Ratio(strength), ..all() });
    let [none, half, whole] = [0.0, 0.5, 1.0].map(at);
    assert!(none.moves().all(|one| one.lever.gain_db() == 0.0));
    for (half, whole) in half.moves().zip(whole.moves()) {
        assert!((half.lever.gain_db() - whole.lever.gain_db() / 2.0).abs() < 1e-9);
    }
    assert!(whole.distance_db[1] < half.distance_db[1] && half.distance_db[1] < half.distance_db[0]);
}

#[test]
fn a_plan_at_half_is_what_half_the_strength_would_be() {
    let stands = mix(
        |hz| {
            if hz < 150.0 {
                6.0
            } else if hz > 2500.0 {
                -5.0
            } else {
                0.0
            }
        },
        1.5,
    );
    let half = one_click(&stands, &Request { strength: Ratio(0.5), ..all() });
    let scaled = one_click(&stands, &all()).scaled(&stands, Ratio(0.5));
    assert_eq!((&half.low, &half.tone, half.distance_db), (&scaled.low, &scaled.tone, scaled.distance_db));
}

#[test]
fn the_ends_of_the_spectrum_are_hardly_moved_and_no_filter_passes_its_bound() {
    let stands = mix(|hz| if !(40.0..14_000.0).contains(&hz) { -25.0 } else { 0.0 }, 1.5);
    let plan = one_click(&stands, &Request { most_db: 3.0, ..all() });
    assert!(plan.db(24.8).abs() < 3.0 && plan.db(20_159.0).abs() < 3.5, "{:?}", plan.low);
    assert!(plan.moves().all(|one| one.lever.gain_db().abs() <= 3.0), "{plan:?}");
    assert!(plan.left_alone.iter().any(|why| why.contains("ends of the spectrum")), "{:?}", plan.left_alone);
}

#[test]
fn a_half_that_was_not_asked_for_stays_and_is_said() {
    let stands = mix(
        |hz| {
            if hz < 150.0 {
                6.0
            } else if hz > 3000.0 {
                -5.0
            } else {
                0.0
            }
        },
        1.5,
    );
    let high = one_click(&stands, &Request { bank: Vec::new(), ..all() });
    let low = one_click(&stands, &Request { most_filters: 0, ..all() });
    assert!(high.low.is_empty() && high.tone.iter().all(|one| one.lever.filter.corner.0 >= SPLIT_HZ), "{high:?}");
    assert!(low.tone.is_empty() && !low.low.is_empty());
    assert!(high.left_alone.iter().any(|why| why.contains("not asked for")), "{:?}", high.left_alone);
}

#[test]
fn every_move_has_its_reason_with_a_number_and_a_place() {
    let stands = mix(|hz| if (180.0..700.0).contains(&hz) { 6.0 } else { 0.0 }, 1.5);
    let plan = one_click(&stands, &all());
    assert!(!runs(&stands).is_empty() && !plan.is_neutral());
    for one in plan.moves() {
        assert!(one.reason.contains("the zone"), "{one:?}");
    }
    assert!(plan.moves().any(|one| one.reason.contains("dB above the zone")), "{plan:?}");
}
