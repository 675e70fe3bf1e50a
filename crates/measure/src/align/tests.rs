// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Delays, gains and polarities that are known, and songs that are strangers.

use super::*;
use crate::songs::{RATE_HZ, after_silence, changed, later, slices, song, with_noise};

fn found(a: &[Vec<f32>], b: &[Vec<f32>]) -> Option<Alignment> {
    align(&slices(a), &slices(b), RATE_HZ)
}

#[track_caller]
fn assert_delay(a: &[Vec<f32>], b: &[Vec<f32>], frames: f64, within: f64) -> Alignment {
    let alignment = found(a, b).expect("they are one song");
    let error = alignment.delay_frames - frames;
    println!("{frames}: error {error:.6}, {alignment:?}");
    assert!(error.abs() <= within, "{frames}: {alignment:?}");
    alignment
}

#[test]
fn a_delay_is_found_to_a_hundredth_of_a_sample() {
    let a = song(1, 6.0);
    for frames in [0.0, 0.01, 0.37, 12.34, 1203.42, 44_100.5] {
        assert_delay(&a, &later(&a, frames), frames, 0.001);
    }
}

#[test]
fn so_it_is_under_noise_forty_decibels_down() {
    let a = song(2, 6.0);
    for frames in [0.0, 0.25, 777.77] {
        assert_delay(&a, &with_noise(&later(&a, frames), -40.0), frames, 0.01);
    }
}

#[test]
fn gain_and_drive_move_nothing_by_more_than_a_twentieth_of_a_sample() {
    let a = song(3, 6.0);
    let b = changed(&later(&a, 5.5), |x| 1.0 - 2.0 / (math::exp(6.0 * x) + 1.0));
    assert_delay(&a, &b, 5.5, 0.05);
}

#[test]
fn a_plain_gain_is_found_to_a_hundredth_of_a_db_and_polarity_beside_it() {
    let a = song(4, 5.0);
    for (gain, frames) in [(1.4125375, 12.34), (-0.5011872, 100.0), (-1.0, 0.0)] {
        let b = changed(&later(&a, frames), |x| gain * x);
        let alignment = assert_delay(&a, &b, frames, 0.001);
        let db = db_from_gain(f64::abs(gain)).0;
        assert!((alignment.gain_db - db).abs() < 0.01, "{alignment:?}");
        assert_eq!(alignment.is_upside_down, gain < 0.0);
    }
}

#[test]
fn an_earlier_version_and_one_after_a_minute_of_silence_are_found() {
    let a = song(5, 8.0);
    let minute = after_silence(&a, 60 * 44_100 + 7);
    let alignment = assert_delay(&a, &minute, 60.0 * 44_100.0 + 7.0, 0.001);
    assert!(alignment.lead_frames[1] - alignment.lead_frames[0] == 60 * 44_100 + 7);
    assert_delay(&minute, &a, -60.0 * 44_100.0 - 7.0, 0.001);
}

#[test]
fn an_excerpt_is_found_in_its_song() {
    let a = song(6, 12.0);
    let excerpt: Vec<Vec<f32>> = a.iter().map(|channel| channel[200_000..400_000].to_vec()).collect();
    assert_delay(&a, &excerpt, -200_000.0, 0.001);
}

#[test]
fn a_mono_copy_and_other_rates_are_found() {
    let a = song(7, 5.0);
    let b = vec![a[0].iter().zip(&a[1]).map(|(left, right)| 0.5 * (left + right)).collect::<Vec<f32>>()];
    assert_delay(&a, &after_silence(&b, 333), 333.0, 0.01);
    for rate_hz in [8_000, 192_000] {
        let alignment = align(&slices(&a), &slices(&after_silence(&a, 100)), rate_hz).unwrap();
        assert!((alignment.delay_frames - 100.0).abs() < 0.01, "{rate_hz} Hz: {alignment:?}");
    }
}

#[test]
fn strangers_are_refused() {
    let songs: Vec<_> = (10..16).map(|seed| song(seed, 6.0)).collect();
    for (n, a) in songs.iter().enumerate() {
        for b in &songs[n + 1..] {
            assert_eq!(found(a, b), None);
        }
    }
}

#[test]
fn silence_and_what_is_too_short_have_no_place() {
    let a = song(8, 2.0);
    assert_eq!(found(&a, &changed(&a, |_| 0.0)), None);
    assert_eq!(found(&a, &changed(&a, |_| f64::NAN)), None);
    let short: Vec<Vec<f32>> = a.iter().map(|channel| channel[..20_000].to_vec()).collect();
    assert_eq!(found(&short, &short), None);
    assert_eq!(align(&[], &[], RATE_HZ), None);
    assert_eq!(align(&[&[]], &[&[]], RATE_HZ), None);
}
