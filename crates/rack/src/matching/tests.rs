// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a plan may do and what it may not.

use dsp::{Audio, Db, equaliser::SMOOTH_SHELF_Q, signals};
use measure::{Measured, MidSideMeter};

use super::*;

const ALL: Request = Request { amount: Ratio(1.0), most_filters: 8, most_db: 6.0 };

/// A song with this spectrum of its mid, dB, and this width, dB, by frequency.
fn song(mid: impl Fn(f64) -> f64, width: impl Fn(f64) -> f64, lufs: f64) -> MidSide {
    let centres: Vec<f64> = (-16..=13).map(|k| 1000.0 * math::pow(2.0, f64::from(k) / 3.0)).collect();
    let bands = |level: &dyn Fn(f64) -> f64| -> Vec<Band> {
        centres.iter().map(|centre_hz| Band { centre_hz: *centre_hz, level_db: level(*centre_hz) }).collect()
    };
    MidSide {
        measured: Measured { integrated_lufs: Some(lufs), ..Measured::default() },
        mid: bands(&|hz| lufs - 15.0 + mid(hz)),
        side: bands(&|hz| lufs - 15.0 + mid(hz) + width(hz)),
    }
}

fn flat(lufs: f64) -> MidSide {
    song(|_| 0.0, |_| -12.0, lufs)
}

fn step(from_hz: f64, db: f64) -> impl Fn(f64) -> f64 {
    move |hz| if hz >= from_hz { db } else { 0.0 }
}

/// What the moves on the tone do at a frequency, dB.
fn tone_db(plan: &Plan, hz: f64) -> f64 {
    plan.tone.iter().map(|one| one.filter.prototype_db(Hz(hz))).sum()
}

/// What the moves on the side do at a frequency, dB.
fn side_db(plan: &Plan, hz: f64) -> f64 {
    plan.side_db + plan.width.iter().map(|one| one.filter.prototype_db(Hz(hz))).sum::<f64>()
}

#[test]
fn equal_songs_leave_everything_alone() {
    let found = plan(&flat(-20.0), &flat(-20.0), &ALL).unwrap();
    assert!(found.is_neutral() && found.left_alone.is_empty(), "{found:?}");
    assert_eq!(found.lufs, [-20.0, -20.0]);
}

#[test]
fn silence_has_no_plan() {
    assert_eq!(plan(&flat(-20.0), &MidSide::default(), &ALL), None);
}

#[test]
fn a_shelf_that_the_record_has_more_is_given_with_its_reason() {
    let shelf = Filter { shape: Shape::HighShelf, corner: Hz(4000.0), gain: Db(3.0), q: SMOOTH_SHELF_Q };
    let record = song(|hz| shelf.prototype_db(Hz(hz)), |_| -12.0, -14.0);
    let found = plan(&flat(-20.0), &record, &ALL).unwrap();
    let [one] = found.tone.as_slice() else { panic!("{found:?}") };
    assert!((one.filter.gain.0 - 3.0).abs() < 0.5, "{one:?}");
    assert!(one.reason.starts_with("the mix has 2.") && one.reason.contains("dB less above"), "{}", one.reason);
    assert_eq!(found.lufs, [-20.0, -14.0]);
}

#[test]
fn a_change_of_volume_changes_no_filter() {
    let record = |lufs| song(|hz| 2.0 * math::sin(math::log(hz)), |hz| -14.0 + math::log10(hz), lufs);
    let [one, other] = [-9.0, -30.0].map(|lufs| plan(&flat(-20.0), &record(lufs), &ALL).unwrap());
    for hz in [30.0, 100.0, 1000.0, 10_000.0] {
        assert!((tone_db(&one, hz) - tone_db(&other, hz)).abs() < 0.01);
        assert!((side_db(&one, hz) - side_db(&other, hz)).abs() < 0.01);
    }
}

#[test]
fn half_the_amount_is_half_the_way() {
    let record = song(step(2000.0, 4.0), |_| -12.0, -10.0);
    let half = plan(&flat(-20.0), &record, &Request { amount: Ratio(0.5), ..ALL }).unwrap();
    assert!((tone_db(&half, 8000.0) - tone_db(&half, 200.0) - 2.0).abs() < 0.4, "{half:?}");
    assert_eq!(half.lufs, [-20.0, -15.0]);
    let none = plan(&flat(-20.0), &record, &Request { amount: Ratio(0.0), ..ALL }).unwrap();
    assert!(none.is_neutral(), "{none:?}");
}

#[test]
fn what_the_bounds_leave_is_said() {
    let record = song(|hz| if hz < 100.0 { -15.0 } else { 0.0 }, |_| -12.0, -20.0);
    let found = plan(&flat(-20.0), &record, &ALL).unwrap();
    assert!(found.tone.iter().all(|one| one.filter.gain.0.abs() <= 6.0), "{found:?}");
    assert!(found.left_alone.iter().any(|sentence| sentence.contains("more than asked for")), "{found:?}");
}

#[test]
fn a_top_that_the_record_does_not_have_is_not_copied() {
    let record = song(|hz| if hz > 9000.0 { -90.0 } else { 0.0 }, |_| -12.0, -20.0);
    let found = plan(&flat(-20.0), &record, &ALL).unwrap();
    assert!(found.tone.is_empty(), "{found:?}");
    assert!(
        found.left_alone[0].starts_with("10.1 kHz to 16") && found.left_alone[0].contains("nothing is matched")
    );
}

#[test]
fn a_wider_record_makes_the_mix_wider_but_not_wider_than_itself_nor_in_the_bass() {
    let record = song(|_| 0.0, |hz| if hz < 200.0 { -8.0 } else { -7.0 }, -20.0);
    let found = plan(&flat(-20.0), &record, &ALL).unwrap();
    for pair in bands(&flat(-20.0), &record).into_iter().filter(|pair| pair.weight > 0.0) {
        let moved = side_db(&found, pair.centre_hz);
        let most = if pair.centre_hz < 120.0 { 0.0 } else { 5.0 };
        assert!(moved <= most + 1e-9, "{:.0} Hz: {moved:.2} dB", pair.centre_hz);
    }
    assert!(side_db(&found, 2000.0) > 3.0, "{found:?}");
    assert!(found.left_alone.iter().any(|sentence| sentence.contains("below 120 Hz")), "{found:?}");
}

#[test]
fn nothing_is_made_so_wide_that_mono_loses_it() {
    let record = song(|_| 0.0, |_| 3.0, -20.0);
    let found = plan(&flat(-20.0), &record, &ALL).unwrap();
    let widest = (0..100).map(|n| side_db(&found, 120.0 * math::pow(1.05, f64::from(n)))).fold(0.0, f64::max);
    assert!(-12.0 + widest <= -3.0 + 0.3, "{widest}");
    assert!(found.left_alone.iter().any(|sentence| sentence.contains("in mono")), "{found:?}");
}

/// How far a song is from another after a plan, by its spectra: tone, then width, dB.
fn distances(mix: &MidSide, record: &MidSide, found: &Plan) -> [[f64; 2]; 2] {
    [mix.distance(record), found.expected].map(|distance| [distance.mid_db, distance.side_db.unwrap()])
}

#[test]
fn a_nearly_mono_mix_beside_a_wide_dark_record_ends_no_farther_in_tone_nor_in_width() {
    let mix = song(|_| 0.0, |_| -40.0, -20.0);
    let dark = |hz: f64| if hz > 1000.0 { -5.0 * math::log2(hz / 1000.0) } else { 0.0 };
    let record = song(dark, |_| -6.0, -10.0);
    for percent in [30, 60, 100] {
        let request = Request { amount: Ratio(f64::from(percent) / 100.0), ..ALL };
        let found = plan(&mix, &record, &request).unwrap();
        let [before, after] = distances(&mix, &record, &found);
        assert!(after[0] < before[0] - 1.0 && after[1] <= before[1], "{before:?} → {after:?}");
        let reasons = found.width.iter().map(|one| one.reason.as_str());
        assert!(reasons.clone().all(|reason| !reason.contains("wider")), "{:?}", reasons.collect::<Vec<_>>());
    }
}

#[test]
fn a_tone_that_would_spoil_the_width_is_done_in_part_and_says_so() {
    // The record's side is as loud as the mix's where its mid is not: what the mid wants, the side does not.
    let mid = |hz: f64| 8.0 * math::sin(math::log2(hz));
    let [mix, record] = [song(|_| 0.0, |_| -2.0, -20.0), song(mid, |hz| -2.0 - mid(hz), -20.0)];
    let found = plan(&mix, &record, &Request { most_filters: 2, ..ALL }).unwrap();
    let [before, after] = distances(&mix, &record, &found);
    assert!(after[0] <= before[0] && after[1] <= before[1].max(0.5), "{before:?} → {after:?}");
    assert!(found.kept.0 < 1.0, "{found:?}");
    assert!(found.left_alone.iter().any(|sentence| sentence.contains("width")), "{found:?}");
}

#[test]
fn no_random_pair_is_made_farther_in_tone_or_in_width() {
    for seed in 1..=12 {
        let dice: Vec<f32> = signals::white_noise(seed, 1.0, 120);
        let at = |from: usize, scale: f64| {
            let dice = dice[from..from + 30].to_vec();
            move |hz: f64| scale * f64::from(dice[math::index_from(3.0 * math::log2(hz / 1000.0) + 16.5)])
        };
        let mix = song(at(0, 9.0), |hz| -14.0 + at(30, 14.0)(hz), -20.0);
        let record = song(at(60, 9.0), |hz| -8.0 + at(90, 8.0)(hz), -12.0);
        let found = plan(&mix, &record, &ALL).unwrap();
        let [before, after] = distances(&mix, &record, &found);
        assert!(after[0] <= before[0] && after[1] <= before[1], "{seed}: {before:?} → {after:?}: {found:?}");
    }
}

#[test]
fn who_hears_that_a_file_came_out_farther_gets_less_each_time_and_at_last_nothing() {
    let record = song(step(2000.0, 4.0), |_| -12.0, -10.0);
    let mut found = plan(&flat(-20.0), &record, &ALL).unwrap();
    let mut kept = vec![found.kept.0];
    while let Some(less) = gentler(&flat(-20.0), &record, &ALL, &found) {
        kept.push(less.kept.0);
        assert_eq!(less.lufs, found.lufs);
        assert!(less.left_alone[0].starts_with("Tone"), "{less:?}");
        found = less;
    }
    assert_eq!(kept[..5], [1.0, 0.75, 0.5, 0.25, 0.0]);
    assert!(found.is_neutral() && kept.len() <= 6, "{found:?}");
}

#[test]
fn only_a_distance_that_is_heard_counts_as_farther() {
    let at = |mid_db, side_db| Distance { mid_db, side_db };
    assert!(farther(&at(0.1, None), &at(0.4, None)).is_empty());
    assert_eq!(farther(&at(3.0, Some(5.0)), &at(2.0, Some(5.1))), ["width"]);
    assert_eq!(farther(&at(3.0, Some(5.0)), &at(3.1, None)), ["tone"]);
}

#[test]
fn bounds_that_cut_short_do_not_leave_one_end_to_pay_for_both() {
    // The record has 10 dB less above 2 kHz: half of the bands, so that the median is at one of both halves.
    let found = plan(&flat(-20.0), &song(step(2000.0, -10.0), |_| -12.0, -20.0), &ALL).unwrap();
    let step_db = tone_db(&found, 500.0) - tone_db(&found, 8000.0);
    assert!(step_db > 6.5 && found.tone.iter().all(|one| one.filter.gain.0.abs() <= 6.0), "{step_db}: {found:?}");
}

#[test]
fn a_mono_song_on_either_side_keeps_the_width_of_the_mix() {
    let mono = MidSide { side: Vec::new(), ..flat(-20.0) };
    for (mix, record, word) in [(&mono, &flat(-20.0), "mix is mono"), (&flat(-20.0), &mono, "record is mono")] {
        let found = plan(mix, record, &ALL).unwrap();
        assert!(found.width.is_empty() && found.side_db == 0.0);
        assert!(found.left_alone.iter().any(|sentence| sentence.contains(word)), "{found:?}");
    }
}

#[test]
fn what_is_planned_is_what_is_heard() {
    let [a, b, c] = [1, 2, 3].map(|seed| signals::pink_noise(seed, 0.5, 480_000));
    let mix = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a + 0.3 * b).collect::<Vec<f32>>();
    let mut sound = Audio { rate_hz: 48_000, channels: vec![mix(&a, &b), mix(&a, &c)] };
    let heard = |sound: &Audio| {
        let mut meter = MidSideMeter::new(48_000, 2);
        meter.push(&[&sound.channels[0], &sound.channels[1]]);
        meter.finish()
    };
    let before = heard(&sound);
    let one = |corner_hz, gain_db| Move {
        filter: Filter { shape: Shape::Bell, corner: Hz(corner_hz), gain: Db(gain_db), q: 0.8 },
        reason: String::new(),
    };
    let made =
        Plan { tone: vec![one(300.0, -4.0)], width: vec![one(5000.0, 3.0)], side_db: -1.0, ..Plan::default() };
    Matching::new(&made, 48_000).process(&mut sound);
    let after = heard(&sound);
    for n in 3..after.mid.len() {
        let hz = after.mid[n].centre_hz;
        let [mid, side] = [(&after.mid, &before.mid), (&after.side, &before.side)]
            .map(|(after, before)| after[n].level_db - before[n].level_db);
        assert!((mid - tone_db(&made, hz)).abs() < 0.15, "{hz:.0} Hz: {mid:.2} dB");
        assert!((side - tone_db(&made, hz) - side_db(&made, hz)).abs() < 0.15, "{hz:.0} Hz: {side:.2} dB");
    }
}

#[test]
fn a_plan_that_moves_nothing_leaves_a_copy() {
    let noise = Audio { rate_hz: 48_000, channels: vec![signals::white_noise(1, 1.0, 1000); 2] };
    let mut sound = noise.clone();
    Matching::new(&Plan::default(), 48_000).process(&mut sound);
    assert_eq!(sound, noise);
}
