// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Nothing that can be done to an effect makes it fail: any knob, rate, block size or sample.

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use dsp::{
    Block, Stream,
    interpolate::CHUNK,
    signals::{self, Dice},
    true_peak::StrictTruePeak,
    units::db_from_gain,
};
use rack::{Effect, Entry, Readings};

#[cfg(debug_assertions)]
#[global_allocator]
static WATCHED: AllocDisabler = AllocDisabler;

const RATES_HZ: [u32; 7] = [8_000, 22_050, 44_100, 48_000, 96_000, 192_000, 384_000];
const SIZES: [usize; 7] = [1, 2, 63, 64, 512, 1111, 8192];
const LONGEST: usize = 8192;
const BLOCKS: usize = 40;

#[test]
fn no_knob_rate_or_block_size_makes_an_effect_fail() {
    for entry in rack::ALL {
        for (n, rate_hz) in RATES_HZ.into_iter().enumerate() {
            let mut dice = Dice::new(31 + n as u64);
            for channels in [1, 2] {
                let out = abuse(entry, rate_hz, channels, &mut dice, |_| true);
                let broken = out.iter().flatten().find(|sample| !sample.is_finite());
                assert_eq!(broken, None, "{} at {rate_hz} Hz", entry.info.id);
            }
        }
    }
}

#[test]
fn a_limiter_lets_nothing_over_its_ceiling_whatever_is_turned() {
    let limiter = rack::entry("limiter").expect("there is a limiter");
    // The ceiling itself stands still, else there is nothing to measure against.
    let ceiling = limiter.param_index("ceiling").expect("it has a ceiling");
    let true_peak = limiter.param_index("true-peak").expect("it has the switch");
    for (n, rate_hz) in RATES_HZ.into_iter().enumerate() {
        let mut dice = Dice::new(97 + n as u64);
        let out = abuse(limiter, rate_hz, 2, &mut dice, |knob| knob != ceiling && knob != true_peak);
        for channel in &out {
            let sample = channel.iter().fold(0.0_f32, |high, x| high.max(x.abs()));
            assert!(db_from_gain(f64::from(sample)).0 <= -1.0, "{rate_hz} Hz: a sample at {sample}");
        }
    }
}

#[test]
fn no_true_peak_gets_over_while_knobs_move() {
    let limiter = rack::entry("limiter").expect("there is a limiter");
    // A switch of the latency moves the sound in time; that cut is no sound of the limiter.
    let still = ["ceiling", "true-peak", "latency"].map(|id| limiter.param_index(id).expect("known"));
    for (n, rate_hz) in [44_100, 96_000].into_iter().enumerate() {
        let mut dice = Dice::new(11 + n as u64);
        let sound = (1..=2).map(|seed| signals::pink_noise(seed, 8.0, 4 * 48_000)).collect();
        let out = play(limiter, rate_hz, sound, &mut dice, |knob| !still.contains(&knob));
        for channel in &out {
            let mut meter = StrictTruePeak::new();
            channel.chunks(CHUNK).for_each(|chunk| meter.hear(chunk, 1.0));
            let over_db = db_from_gain(f64::from(meter.finish())).0 + 1.0;
            assert!(over_db <= 0.05, "{rate_hz} Hz: {over_db:+.3} dB");
        }
    }
}

#[test]
fn denormals_and_silence_come_out_as_nothing_worse() {
    for entry in rack::ALL {
        let mut effect = (entry.create)(&stream(48_000, 1));
        let mut sound = vec![1e-40_f32; 48_000];
        sound[24_000..].fill(0.0);
        let out = process(effect.as_mut(), &mut vec![sound], &mut Readings::default());
        assert!(out[0].iter().all(|sample| sample.abs() <= 2e-40), "{}", entry.info.id);
    }
}

/// Plays what nobody should play, turning knobs between blocks of all sizes.
fn abuse(
    entry: &Entry,
    rate_hz: u32,
    channels: usize,
    dice: &mut Dice,
    may: impl Fn(usize) -> bool,
) -> Vec<Vec<f32>> {
    let frames = BLOCKS * LONGEST / 8;
    let sound = (0..channels).map(|n| nasty(n as u64 + 1, frames)).collect();
    play(entry, rate_hz, sound, dice, may)
}

fn play(
    entry: &Entry,
    rate_hz: u32,
    mut sound: Vec<Vec<f32>>,
    dice: &mut Dice,
    may: impl Fn(usize) -> bool,
) -> Vec<Vec<f32>> {
    let mut effect = (entry.create)(&stream(rate_hz, sound.len()));
    let mut readings = Readings::default();
    let (mut start, frames) = (0, sound[0].len());
    while start < frames {
        turn(effect.as_mut(), entry, dice, &may);
        let size = SIZES[dsp::math::index_from(dice.unipolar() * SIZES.len() as f64).min(SIZES.len() - 1)];
        let end = frames.min(start + size);
        let mut slices: Vec<&mut [f32]> = sound.iter_mut().map(|channel| &mut channel[start..end]).collect();
        assert_no_alloc(|| effect.process(&mut Block::new(&mut slices), &mut readings));
        start = end;
    }
    sound
}

fn process(effect: &mut dyn Effect, sound: &mut Vec<Vec<f32>>, readings: &mut Readings) -> Vec<Vec<f32>> {
    for start in (0..sound[0].len()).step_by(512) {
        let end = sound[0].len().min(start + 512);
        let mut slices: Vec<&mut [f32]> = sound.iter_mut().map(|channel| &mut channel[start..end]).collect();
        effect.process(&mut Block::new(&mut slices), readings);
    }
    core::mem::take(sound)
}

/// Every third block some knobs jump anywhere.
fn turn(effect: &mut dyn Effect, entry: &Entry, dice: &mut Dice, may: &impl Fn(usize) -> bool) {
    for (index, spec) in entry.params.iter().enumerate().filter(|(index, _)| may(*index)) {
        let value = spec.domain.value_from(dice.unipolar());
        if dice.unipolar() < 0.1 {
            effect.set(index, value);
        }
    }
}

/// Noise with all that is no sound in between.
fn nasty(seed: u64, frames: usize) -> Vec<f32> {
    let bad = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e33, -1e9, 1e-40, f32::MIN_POSITIVE];
    let mut sound = signals::white_noise(seed, 4.0, frames);
    for (n, sample) in sound.iter_mut().enumerate() {
        if n % 4096 < 1024 {
            *sample = 0.0;
        }
        if n % 997 == 0 {
            *sample = bad[n / 997 % bad.len()];
        }
    }
    sound
}

fn stream(rate_hz: u32, channels: usize) -> Stream {
    Stream { rate_hz, channels, longest_block: LONGEST }
}

#[test]
fn no_true_peak_gets_over_wherever_the_knobs_stand() {
    let places = [[6.0, 37.0], [0.5, 5.0], [0.5, 37.0], [100.0, 5.0]];
    for rate_hz in [44_100, 96_000] {
        for (name, sound) in sounds(rate_hz) {
            for [latency, auto] in [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]] {
                for [release, hold] in places {
                    let knobs = [
                        ("gain", 6.0),
                        ("latency", latency),
                        ("auto", auto),
                        ("release", release),
                        ("hold", hold),
                    ];
                    let over_db = over_db(rate_hz, &sound, &knobs);
                    assert!(over_db <= 0.0, "{name} at {rate_hz} Hz with {knobs:?}: {over_db:+.3} dB");
                }
            }
        }
    }
}

/// How far the strict meter reads over the ceiling of −1 dBTP, dB.
fn over_db(rate_hz: u32, sound: &[f32], knobs: &[(&str, f64)]) -> f64 {
    let limiter = rack::entry("limiter").expect("there is a limiter");
    let mut effect = (limiter.create)(&stream(rate_hz, 1));
    for (id, value) in knobs {
        effect.set(limiter.param_index(id).expect("known"), *value);
    }
    let out = process(effect.as_mut(), &mut vec![sound.to_vec()], &mut Readings::default());
    let mut meter = StrictTruePeak::new();
    out[0].chunks(CHUNK).for_each(|chunk| meter.hear(chunk, 1.0));
    db_from_gain(f64::from(meter.finish())).0 + 1.0
}

/// Noise, signs, tones, clicks and bursts. What is cut off rings in any meter; here all ends before the end.
fn sounds(rate_hz: u32) -> Vec<(String, Vec<f32>)> {
    const FRAMES: usize = 48_000;
    let mut sounds = vec![
        ("white noise".to_owned(), signals::white_noise(3, 1.5, FRAMES)),
        ("pink noise".to_owned(), signals::pink_noise(4, 3.0, FRAMES)),
        ("signs".to_owned(), signals::white_noise(5, 1.0, FRAMES).iter().map(|x| x.signum()).collect()),
        ("clicks".to_owned(), (0..FRAMES).map(|n| if n % 731 == 0 { 2.0 } else { 0.0 }).collect()),
    ];
    for hz in [60.0, 997.0, 5000.0, 11_025.0] {
        sounds.push((format!("{hz} Hz"), signals::sine(rate_hz, hz, 1.5, 0.4, FRAMES)));
    }
    let bursts = signals::sine(rate_hz, 1000.0, 3.0, 0.0, FRAMES);
    let bursts = bursts.iter().enumerate().map(|(n, x)| if n % 4000 < 600 { *x } else { 0.1 * x });
    sounds.push(("bursts".to_owned(), bursts.collect()));
    for (_, sound) in &mut sounds {
        sound.resize(FRAMES + 4000, 0.0);
    }
    sounds
}
