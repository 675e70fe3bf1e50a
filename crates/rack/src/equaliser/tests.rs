// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Both equalisers measured: loudness, mid and side, solo, and linear phase.

use dsp::{Audio, Stream, math, signals, units::db_from_power};
use measure::{Layout, Meter};

use super::*;
use crate::{
    Effect, entry,
    preset::Step,
    processor::Readings,
    processors::tone_eq::{self, Band, Shape as Kind},
};

const RATE_HZ: u32 = 48_000;

fn effect(id: &str, knobs: &[(&str, f64)], rate_hz: u32) -> Box<dyn Effect> {
    let entry = entry(id).expect("it is in the rack");
    let mut effect = (entry.create)(&Stream { rate_hz, channels: 2, longest_block: 512 });
    knobs.iter().fold(Step::new(entry), |step, (knob, value)| step.with(knob, *value)).apply(effect.as_mut());
    effect
}

fn play(effect: &mut dyn Effect, sound: &Audio) -> Audio {
    let mut sound = sound.clone();
    sound.for_each_block(512, |_, block| effect.process(block, &mut Readings::default()));
    sound
}

fn lufs(sound: &Audio) -> f64 {
    let mut meter = Meter::loudness_only(sound.rate_hz, Layout::Stereo);
    meter.push(&[&sound.channels[0], &sound.channels[1]]);
    meter.finish().integrated_lufs.expect("it sounds")
}

fn stereo(mid: &[f32], side: &[f32]) -> Audio {
    let sum = |sign: f32| mid.iter().zip(side).map(|(mid, side)| mid + sign * side).collect();
    Audio { rate_hz: RATE_HZ, channels: vec![sum(1.0), sum(-1.0)] }
}

/// Noise with the mean spectrum and width of music: filters bend pink noise until it fits.
fn music_noise() -> Audio {
    let wishes: Vec<measure::fit::Wish> = (-16..=13)
        .map(|third| 1000.0 * math::pow(2.0, f64::from(third) / 3.0))
        .map(|centre_hz| measure::fit::Wish { centre_hz, db: loudness::third_db(Hz(centre_hz)), weight: 1.0 })
        .collect();
    let bounds = measure::fit::Bounds { most_filters: 11, most_db: 24.0, most_level_db: 24.0 };
    let fit = measure::fit::fit(&wishes, &bounds);
    let lane = |seed: u64, amplitude: f64| {
        let mut noise: Vec<f64> =
            signals::pink_noise(seed, amplitude, 480_000).into_iter().map(f64::from).collect();
        for filter in &fit.filters {
            dsp::equaliser::Band::<1>::new(*filter, RATE_HZ).process([&mut noise]);
        }
        noise.into_iter().map(math::sample_from).collect::<Vec<f32>>()
    };
    stereo(&lane(1, 0.9_f64.sqrt()), &lane(2, 0.1_f64.sqrt()))
}

/// Curves that a hand might draw and some that none would.
fn curves() -> Vec<(&'static str, Vec<(&'static str, f64)>)> {
    vec![
        ("low-eq", vec![("kick", 6.0)]),
        ("low-eq", vec![("rumble", 6.0), ("sub", 6.0), ("kick", 6.0), ("bass", 6.0), ("warmth", 6.0)]),
        ("low-eq", vec![("rumble", -6.0), ("sub", 6.0), ("kick", -6.0), ("bass", 6.0), ("warmth", -6.0)]),
        ("low-eq", vec![("warmth", -6.0), ("warmth-channels", 2.0)]),
        ("tone-eq", vec![("a-gain", 6.0), ("a-shape", 3.0), ("a-frequency", 1000.0)]),
        ("tone-eq", vec![("a-gain", 6.0), ("a-shape", 2.0), ("a-frequency", 2000.0)]),
        ("tone-eq", vec![("a-gain", -6.0), ("a-shape", 1.0), ("a-frequency", 2000.0)]),
        ("tone-eq", vec![("d-gain", 6.0), ("d-q", 2.5), ("e-gain", -6.0), ("e-q", 2.5), ("e-channels", 1.0)]),
        ("tone-eq", vec![("b-gain", 6.0), ("c-gain", 6.0), ("d-gain", 6.0), ("e-gain", 6.0), ("f-gain", 6.0)]),
        ("tone-eq", vec![("h-gain", 6.0), ("h-frequency", 5000.0), ("h-channels", 2.0)]),
    ]
}

#[test]
fn no_curve_changes_the_loudness_of_the_mean_music_by_a_third_of_a_lu() {
    let music = music_noise();
    let before = lufs(&music);
    for (id, knobs) in curves() {
        let matched = lufs(&play(effect(id, &knobs, RATE_HZ).as_mut(), &music)) - before;
        assert!(matched.abs() <= 0.3, "{id} {knobs:?}: {matched:+.2} LU");
    }
}

#[test]
fn the_linear_response_has_the_curve_and_no_phase() {
    let knobs = [("sub", 6.0), ("kick", -3.0), ("warmth", 4.0), ("match-loudness", 0.0), ("phase", 1.0)];
    let low =
        crate::processors::low_eq::Knobs { sub: Db(6.0), kick: Db(-3.0), warmth: Db(4.0), ..Default::default() };
    let curve = crate::processors::low_eq::curve(&low.bands());
    is_symmetric_and_follows("low-eq", &knobs, &[20.0, 28.0, 40.0, 57.0, 113.0, 226.0, 500.0, 5000.0], |hz| {
        curve.db(Lane::Mid, Hz(hz))
    });
    let knobs = [
        ("a-gain", 6.0),
        ("a-q", 2.5),
        ("a-frequency", 320.0),
        ("h-gain", -4.0),
        ("phase", 1.0),
        ("match-loudness", 0.0),
    ];
    let bands = tone_eq::Knobs {
        a_gain: Db(6.0),
        a_q: dsp::Q(2.5),
        a_frequency: Hz(320.0),
        h_gain: Db(-4.0),
        ..Default::default()
    };
    let curve = tone_eq::curve(&bands.bands());
    is_symmetric_and_follows("tone-eq", &knobs, &[100.0, 320.0, 380.0, 1000.0, 10_000.0, 18_000.0], |hz| {
        curve.db(Lane::Mid, Hz(hz))
    });
}

fn is_symmetric_and_follows(id: &str, knobs: &[(&str, f64)], hertz: &[f64], curve: impl Fn(f64) -> f64) {
    let mut effect = effect(id, knobs, RATE_HZ);
    let late = effect.latency();
    let click = signals::impulse(1.0, 1000, 1000 + 2 * late);
    let sound = play(effect.as_mut(), &Audio { rate_hz: RATE_HZ, channels: vec![click; 2] });
    let response = &sound.channels[0][1000..];
    for n in 1..late {
        let off = (response[late - n] - response[late + n]).abs();
        assert!(off < 1e-6, "{id}: {off} between both sides, {n} frames away");
    }
    for hz in hertz {
        let part = |phase: f64| {
            let wave = |n: usize| math::sin(math::TAU * hz * n as f64 / f64::from(RATE_HZ) + phase);
            response.iter().enumerate().map(|(n, x)| f64::from(*x) * wave(n)).sum::<f64>()
        };
        let gain_db = db_from_power(part(0.0).powi(2) + part(0.5 * math::PI).powi(2)).0;
        assert!((gain_db - curve(*hz)).abs() < 0.1, "{id} {hz} Hz: {gain_db:.2} dB, not {:.2}", curve(*hz));
    }
}

#[test]
fn linear_and_flat_is_a_delayed_copy_also_after_it_was_not() {
    let noise = signals::white_noise(1, 0.9, 96_000);
    let sound = Audio { rate_hz: RATE_HZ, channels: vec![noise.clone(); 2] };
    for id in ["low-eq", "tone-eq"] {
        let entry = entry(id).expect("it is in the rack");
        let index = entry.param_index(if id == "low-eq" { "bass" } else { "c-gain" }).expect("it has that knob");
        let mut effect = effect(id, &[("phase", 1.0)], RATE_HZ);
        let late = effect.latency();
        let mut heard = sound.clone();
        heard.for_each_block(512, |start, block| {
            effect.set(index, if (20_000..40_000).contains(&start) { 6.0 } else { 0.0 });
            effect.process(block, &mut Readings::default());
        });
        assert_eq!(heard.channels[0][late..20_000], noise[..20_000 - late], "{id}");
        assert_ne!(heard.channels[0][30_000..40_000], noise[30_000 - late..40_000 - late], "{id}");
        assert_eq!(heard.channels[0][60_000..], noise[60_000 - late..96_000 - late], "{id}");
    }
}

#[test]
fn a_turned_knob_does_not_click_in_linear_phase() {
    let tone = signals::sine(RATE_HZ, 100.0, 0.5, 0.0, 96_000);
    let mut heard = Audio { rate_hz: RATE_HZ, channels: vec![tone; 2] };
    let mut effect = effect("tone-eq", &[("phase", 1.0), ("a-shape", 1.0)], RATE_HZ);
    let gain = entry("tone-eq").and_then(|entry| entry.param_index("a-gain")).expect("it has that knob");
    heard.for_each_block(64, |start, block| {
        effect.set(gain, 6.0 * math::sin(math::TAU * 3.0 * start as f64 / 48_000.0));
        effect.process(block, &mut Readings::default());
    });
    let click = |w: &[f32]| f64::from((w[4] - 4.0 * w[3] + 6.0 * w[2] - 4.0 * w[1] + w[0]).abs()) / 16.0;
    let click_db = 20.0 * math::log10(heard.channels[0][9600..].windows(5).map(click).fold(0.0, f64::max));
    assert!(click_db < -80.0, "{click_db} dB");
}

#[test]
fn mid_and_side_are_changed_alone() {
    let tone = signals::sine(RATE_HZ, 1000.0, 0.3, 0.0, 48_000);
    let silence = vec![0.0; 48_000];
    let gain_db = |channels: f64, sound: &Audio| {
        let knobs = [("a-gain", 6.0), ("a-frequency", 1000.0), ("a-channels", channels), ("match-loudness", 0.0)];
        let heard = play(effect("tone-eq", &knobs, RATE_HZ).as_mut(), sound);
        let power = |sound: &Audio| sound.channels[0][24_000..].iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
        db_from_power(power(&heard) / power(sound)).0
    };
    let (mid, side) = (stereo(&tone, &silence), stereo(&silence, &tone));
    for (channels, mid_db, side_db) in [(0.0, 6.0, 6.0), (1.0, 6.0, 0.0), (2.0, 0.0, 6.0)] {
        assert!(
            (gain_db(channels, &mid) - mid_db).abs() < 0.01 && (gain_db(channels, &side) - side_db).abs() < 0.01
        );
    }
}

#[test]
fn a_soloed_band_is_heard_alone_and_never_in_a_render() {
    let tone = |hz| {
        let tone = signals::sine(RATE_HZ, hz, 0.3, 0.0, 48_000);
        Audio { rate_hz: RATE_HZ, channels: vec![tone; 2] }
    };
    let gain_db = |hz: f64, offline: bool| {
        let mut effect = effect("low-eq", &[("solo", 3.0)], RATE_HZ);
        effect.set_offline(offline);
        let (sound, power) = (tone(hz), |sound: &Audio| {
            sound.channels[1][24_000..].iter().map(|x| f64::from(*x).powi(2)).sum::<f64>()
        });
        db_from_power(power(&play(effect.as_mut(), &sound)) / power(&sound)).0
    };
    assert!(gain_db(56.569, false).abs() < 0.01 && gain_db(1000.0, false) < -25.0);
    assert_eq!([gain_db(56.569, true), gain_db(1000.0, true)], [0.0, 0.0]);
}

#[test]
fn a_filter_of_a_fit_becomes_a_band_and_back() {
    let filter = Filter { shape: Shape::HighShelf, corner: Hz(6000.0), gain: Db(2.0), q: 0.7 };
    let band = Band::of(&filter, Channels::Side);
    assert_eq!((band.filter(), band.shape), (filter, Kind::High));
    let mut bands = tone_eq::Knobs::default().bands();
    bands[3] = band;
    assert_eq!(tone_eq::Knobs::default().with_bands(&bands).bands(), bands);
    assert_eq!([tone_eq::curve(&bands).mid[3].gain, tone_eq::curve(&bands).side[3].gain], [Db(0.0), Db(2.0)]);
}
