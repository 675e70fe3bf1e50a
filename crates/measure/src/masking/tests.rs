// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Synthetic stems.

use dsp::{
    math,
    signals::{pink_noise, sine},
};

use super::*;

const RATE_HZ: u32 = 44_100;
const FRAMES: usize = 20 * 44_100;

fn hear(sound: &[f32]) -> Powers {
    panned(sound, [1.0, 1.0])
}

fn panned(sound: &[f32], gains: [f32; 2]) -> Powers {
    let [left, right] = gains.map(|gain| sound.iter().map(|x| gain * x).collect::<Vec<f32>>());
    let mut meter = BandMeter::new(RATE_HZ);
    meter.push(&[&left, &right]);
    meter.finish()
}

fn turned(sound: &[f32], gain_db: f64) -> Vec<f32> {
    let gain = math::sample_from(math::exp10(gain_db / 20.0));
    sound.iter().map(|x| gain * x).collect()
}

/// Tones of these frequencies that swell and fade at their own pace.
fn tones(hertz: &[f64], level: f64, pace_hz: f64) -> Vec<f32> {
    let mut sum = vec![0.0_f32; FRAMES];
    for hz in hertz {
        let tone = sine(RATE_HZ, *hz, level, 0.0, FRAMES);
        sum.iter_mut().zip(tone).for_each(|(all, one)| *all += one);
    }
    let swell = |n: usize| 0.6 + 0.4 * math::sin(math::TAU * pace_hz * n as f64 / f64::from(RATE_HZ));
    sum.iter().enumerate().map(|(n, x)| x * math::sample_from(swell(n))).collect()
}

/// Decaying hits of a tone, two a second.
fn hits(hz: f64, level: f64) -> Vec<f32> {
    let at = |n: usize| {
        let seconds = (n % 22_050) as f64 / f64::from(RATE_HZ);
        math::sample_from(level * math::exp(-12.0 * seconds) * math::sin(math::TAU * hz * seconds))
    };
    (0..FRAMES).map(at).collect()
}

fn pairs(found: &[Clash]) -> Vec<(usize, usize)> {
    found.iter().map(|clash| (clash.hider, clash.hidden)).collect()
}

#[test]
fn two_identical_stems_twelve_decibels_apart_stand_twelve_decibels_apart() {
    let pink = pink_noise(5, 0.3, FRAMES);
    let scene = Scene::new(&[hear(&pink), hear(&turned(&pink, -12.0))]);
    let (mut sum_db, mut count) = (0.0, 0.0);
    for cell in 0..scene.cells() {
        for band in 0..bands::BANDS {
            let cover = scene.cover(1, cell, band).unwrap();
            sum_db += 10.0 * math::log10(f64::from(cover.hidden_power / cover.others_power));
            count += 1.0;
        }
    }
    assert!((sum_db / count + 12.0_f64).abs() < 0.5, "{}", sum_db / count);
}

#[test]
fn layers_of_one_sound_do_not_hide_each_other() {
    let kick = hits(60.0, 0.8);
    assert_eq!(pairs(&clashes(&[hear(&kick), hear(&turned(&kick, -12.0))])), []);
}

#[test]
fn a_stem_under_another_of_the_same_range_is_hidden_and_told_in_one_direction() {
    let pad = tones(&[400.0, 500.0, 600.0], 0.2, 0.3);
    let lead = tones(&[410.0, 520.0, 610.0], 0.02, 0.7);
    let found = clashes(&[hear(&pad), hear(&lead)]);
    assert_eq!(pairs(&found), [(0, 1)]);
    let clash = &found[0];
    assert!((300.0..700.0).contains(&clash.at_hz) && clash.time_share > 0.9, "{clash:?}");
    assert!(clash.smr_db < -12.0 && clash.importance > 0.3, "{clash:?}");
    assert!(clash.remedy.smr_db > clash.smr_db + 2.0, "{clash:?}");
}

#[test]
fn disjoint_ranges_and_turns_are_clean() {
    let low = tones(&[100.0, 150.0], 0.3, 0.3);
    let high = tones(&[3000.0, 4000.0], 0.02, 0.7);
    assert_eq!(pairs(&clashes(&[hear(&low), hear(&high)])), []);
    let by_turns = |turn: usize, level: f64| {
        let tone = tones(&[400.0, 500.0], level, 0.3);
        let gate = |(n, x): (usize, f32)| if n / 88_200 % 2 == turn { x } else { 0.0 };
        tone.into_iter().enumerate().map(gate).collect::<Vec<f32>>()
    };
    assert_eq!(pairs(&clashes(&[hear(&by_turns(0, 0.3)), hear(&by_turns(1, 0.02))])), []);
}

#[test]
fn a_kick_hides_a_bass_of_its_range_and_no_hat() {
    let kick = hits(100.0, 0.9);
    let bass = turned(&tones(&[100.0], 0.05, 0.7), 0.0);
    let hat = tones(&[5000.0], 0.01, 0.7);
    let found = clashes(&[hear(&kick), hear(&bass), hear(&hat)]);
    assert_eq!(pairs(&found), [(0, 1)]);
}

#[test]
fn panned_apart_nothing_is_hidden() {
    let pad = tones(&[400.0, 500.0, 600.0], 0.2, 0.3);
    let lead = tones(&[410.0, 520.0, 610.0], 0.02, 0.7);
    assert_eq!(pairs(&clashes(&[panned(&pad, [1.0, 0.02]), panned(&lead, [0.02, 1.0])])), []);
}

#[test]
fn a_gain_of_the_whole_mix_changes_nothing() {
    let pad = tones(&[400.0, 500.0, 600.0], 0.2, 0.3);
    let lead = tones(&[410.0, 520.0, 610.0], 0.02, 0.7);
    let found = clashes(&[hear(&pad), hear(&lead)]);
    for gain_db in [-30.0, 9.0] {
        let turned = clashes(&[hear(&turned(&pad, gain_db)), hear(&turned(&lead, gain_db))]);
        assert_eq!(pairs(&turned), pairs(&found));
        assert!((turned[0].smr_db - found[0].smr_db).abs() < 0.01);
        assert!((turned[0].time_share - found[0].time_share).abs() < 0.01);
    }
}

#[test]
fn silence_and_nothing_hide_nothing() {
    assert_eq!(clashes(&[]), []);
    assert_eq!(clashes(&[Powers::default(), hear(&vec![0.0; 44_100])]), []);
}

#[test]
fn the_words_name_both_the_place_and_what_to_do() {
    let pad = tones(&[400.0, 500.0, 600.0], 0.2, 0.3);
    let lead = tones(&[410.0, 520.0, 610.0], 0.02, 0.7);
    let told = faults(&clashes(&[hear(&pad), hear(&lead)]), &["Pad", "Lead"]);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].title, "The stem Lead is hidden by Pad.");
    assert!(told[0].message.starts_with("Pad hides Lead around "), "{}", told[0].message);
    assert!(told[0].message.contains(" % of the time in which Lead plays there"), "{}", told[0].message);
}
