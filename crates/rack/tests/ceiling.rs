// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The limiter's ceiling between the samples, on sounds that are made to break it.

use dsp::{Audio, interpolate::CHUNK, signals, true_peak::StrictTruePeak, units::db_from_gain};
use rack::{Preset, Step};

const RATE_HZ: u32 = 48_000;
const FRAMES: usize = 96_000;

#[test]
fn no_true_peak_passes_the_ceiling() {
    for (name, sound) in sounds() {
        for link in [0.0, 1.0] {
            let over_db = over(&sound, link);
            assert!(over_db <= 0.02, "{name}, link {link}: {over_db:+.3} dB over the ceiling");
        }
    }
}

#[test]
fn a_tone_is_held_at_the_ceiling_not_below_it() {
    for hz in [60.0, 997.0, 5_000.0, 12_000.0] {
        let tone = signals::sine(RATE_HZ, hz, 2.0, 0.3, FRAMES);
        let over_db = over(&[tone.clone(), tone], 1.0);
        assert!((-0.05..=0.02).contains(&over_db), "{hz} Hz: {over_db:+.3} dB");
    }
}

/// By how much the highest true peak passes a ceiling of −1 dBTP, dB; the ends are faded, because a
/// cut is no sound.
fn over(sound: &[Vec<f32>; 2], link: f64) -> f64 {
    let limiter = rack::entry("limiter").expect("there is a limiter");
    let step = Step::new(limiter).with("link-transient", link).with("link-release", link).with("ceiling", -1.0);
    let input = Audio { rate_hz: RATE_HZ, channels: sound.iter().map(|channel| faded(channel)).collect() };
    let output = rack::render(&Preset { steps: vec![step] }, &input).audio;
    let peaks = output.channels.iter().map(|channel| {
        let mut meter = StrictTruePeak::new();
        channel.chunks(CHUNK).for_each(|chunk| meter.hear(chunk, 1.0));
        meter.finish()
    });
    db_from_gain(f64::from(peaks.fold(0.0, f32::max))).0 + 1.0
}

fn faded(sound: &[f32]) -> Vec<f32> {
    const FADE: usize = 2400;
    let gain = |n: usize| (n.min(sound.len() - 1 - n) as f32 / FADE as f32).min(1.0);
    sound.iter().enumerate().map(|(n, sample)| sample * gain(n)).collect()
}

fn sounds() -> Vec<(String, [Vec<f32>; 2])> {
    let sine = |hz: f64, phase: f64| signals::sine(RATE_HZ, hz, 2.0, phase, FRAMES);
    let both = |sound: Vec<f32>| [sound.clone(), sound];
    let mut sounds = vec![
        ("a quarter of the rate, worst phase".to_owned(), both(sine(12_000.0, 0.785))),
        ("a sixth of the rate".to_owned(), both(sine(8_000.0, 1.047))),
        ("two tones that beat".to_owned(), [sine(11_000.0, 0.0), sine(11_900.0, 0.0)]),
        ("a square wave".to_owned(), both(sine(997.0, 0.0).iter().map(|x| x.signum() * 2.0).collect())),
        ("clicks".to_owned(), both((0..FRAMES).map(|n| if n % 997 == 0 { 4.0 } else { 0.0 }).collect())),
    ];
    for seed in 0..8 {
        let noise = |seed| signals::white_noise(seed, 2.0, FRAMES);
        sounds.push((format!("noise {seed}"), [noise(seed), noise(seed + 100)]));
        sounds.push((format!("pink {seed}"), both(signals::pink_noise(seed, 8.0, FRAMES))));
    }
    sounds
}
