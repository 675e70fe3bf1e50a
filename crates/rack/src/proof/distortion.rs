// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What limiting adds to steady sounds: harmonics, intermodulation, sidebands.
//!
//! Tones lie on whole hertz and a whole second is looked at, so that every partial can be told from
//! every other by projection, without a window (sidebands, whose sounds do not repeat within a
//! second, are looked at through a Hann window).

use dsp::{math, signals};

use super::{CEILING_DB, Depth, Row, both, row, styled, through};
use crate::preset::Step;

const RATE_HZ: u32 = 44_100;
const RATE: usize = RATE_HZ as usize;
/// 6 dB over the ceiling.
const HOT: f64 = 1.778_279;
/// The tone beside a bass, Hz, and how far from it its sidebands are sought.
const BESIDE_HZ: usize = 6000;
const SIDEBANDS_HZ: [i32; 2] = [25, 600];
/// What steady tones may gather in distortion, dB.
const CLEAN_DB: f64 = -120.0;

pub fn rows(depth: Depth) -> Vec<Row> {
    let tones: &[u32] = match depth {
        Depth::Quick => &[60, 1000],
        Depth::Full => &[30, 40, 60, 100, 1000, 5000],
    };
    let mut rows: Vec<Row> = tones
        .iter()
        .map(|hz| row(format!("THD+N, {hz} Hz"), "dB", Some(CLEAN_DB), |style| thd_db(&styled(style), *hz)))
        .collect();
    rows.push(row("Intermodulation, 60 Hz and 7 kHz", "dB", Some(CLEAN_DB), |style| imd_db(&styled(style))));
    rows.extend(BASSES.iter().map(|(name, bass)| {
        row(format!("Sidebands, {name}"), "dB", None, |style| sidebands_db(&styled(style), *bass))
    }));
    rows
}

/// Everything but the tone, relative to it, for a tone 6 dB over the ceiling.
pub fn thd_db(step: &Step, hz: u32) -> f64 {
    let level = HOT * math::exp10(CEILING_DB / 20.0);
    let output = limited(step, signals::sine(RATE_HZ, f64::from(hz), level, 0.0, 3 * RATE));
    let second = &output[2 * RATE - RATE / 2..3 * RATE - RATE / 2];
    let all: f64 = second.iter().map(|x| x * x).sum();
    let tone = projected(second, f64::from(hz));
    10.0 * math::log10((all - tone).max(1e-16 * all) / tone)
}

/// The sidebands of 7 kHz at 60 Hz and its multiples (SMPTE RP 120: 4 to 1), relative to it.
fn imd_db(step: &Step) -> f64 {
    let level = HOT * math::exp10(CEILING_DB / 20.0) / 5.0;
    let low = signals::sine(RATE_HZ, 60.0, 4.0 * level, 0.0, 3 * RATE);
    let high = signals::sine(RATE_HZ, 7000.0, level, 0.0, 3 * RATE);
    let output = limited(step, low.iter().zip(&high).map(|(a, b)| a + b).collect());
    let second = &output[2 * RATE - RATE / 2..3 * RATE - RATE / 2];
    let side = |k: i32| projected(second, 7000.0 + 60.0 * f64::from(k));
    let sides: f64 = (1..=8).map(|k| side(k) + side(-k)).sum();
    10.0 * math::log10(sides.max(1e-30) / projected(second, 7000.0))
}

fn limited(step: &Step, sound: Vec<f32>) -> Vec<f64> {
    through(step, &both(RATE_HZ, sound)).channels[0].iter().map(|x| f64::from(*x)).collect()
}

/// The energy of a frequency.
fn projected(sound: &[f64], hz: f64) -> f64 {
    let step = math::TAU * hz / f64::from(RATE_HZ);
    let (sine, cosine) = sound.iter().enumerate().fold((0.0, 0.0), |(sine, cosine), (n, x)| {
        let angle = step * n as f64;
        (sine + x * math::sin(angle), cosine + x * math::cos(angle))
    });
    2.0 * (sine * sine + cosine * cosine) / sound.len() as f64
}

/// A bass that moves the gain, from the time in seconds, and how loud the tone beside it is.
type Bass = (f64, fn(f64) -> f64);

const BASSES: [(&str, Bass); 5] = [
    (
        "one-sided bass of 55 Hz",
        (0.15, |t| {
            (1..12).map(|k| partial(55.0 * f64::from(k), t + 0.25 / (55.0 * f64::from(k))) / f64::from(k)).sum()
        }),
    ),
    ("sustained fifth", (0.3, fifth)),
    (
        "fifth as short notes",
        (0.3, |t| {
            let at = t % 0.3;
            fifth(t) * (rise(at / 0.01) - rise((at - 0.19) / 0.01))
        }),
    ),
    (
        "kick",
        (0.1, |t| {
            let at = t % 0.5;
            partial(50.0, at) * math::exp(-at / 0.15) * rise(at / 0.003)
        }),
    ),
    (
        "chord",
        (0.3, |t| [110.0, 138.59, 164.81, 220.0, 277.2].iter().map(|hz| math::sin(math::TAU * hz * t + hz)).sum()),
    ),
];

fn partial(hz: f64, time: f64) -> f64 {
    math::sin(math::TAU * hz * time)
}

fn fifth(time: f64) -> f64 {
    partial(55.0, time) + partial(82.41, time)
}

fn rise(share: f64) -> f64 {
    0.5 - 0.5 * math::cos(math::PI * share.clamp(0.0, 1.0))
}

/// What lies beside a 6 kHz tone while a bass is limited, relative to the tone.
fn sidebands_db(step: &Step, (beside, bass): Bass) -> f64 {
    const SECONDS: usize = 6;
    let time = |n: usize| n as f64 / f64::from(RATE_HZ);
    let sound: Vec<f64> =
        (0..SECONDS * RATE).map(|n| bass(time(n)) + beside * partial(BESIDE_HZ as f64, time(n))).collect();
    let highest = sound.iter().fold(0.0_f64, |high, x| high.max(x.abs()));
    let scale = HOT * math::exp10(CEILING_DB / 20.0) / highest;
    let output = limited(step, sound.iter().map(|x| math::sample_from(scale * x)).collect());
    let part = &output[2 * RATE..2 * RATE + 3 * RATE];
    let length = part.len() as f64;
    let windowed: Vec<f64> =
        part.iter().enumerate().map(|(n, x)| x * (0.5 - 0.5 * math::cos(math::TAU * n as f64 / length))).collect();
    let power = |offset: i32| goertzel(&windowed, BESIDE_HZ as f64 + f64::from(offset) / 3.0);
    let [near, far] = SIDEBANDS_HZ.map(|hz| 3 * hz);
    let sides: f64 = (near..=far).map(|n| power(n) + power(-n)).sum();
    let tone: f64 = (-12..=12).map(power).sum();
    10.0 * math::log10(sides.max(1e-30) / tone)
}

/// The power of a frequency by a recursion that needs no sine per sample.
///
/// Source: G. Goertzel, "An algorithm for the evaluation of finite trigonometric series", American
/// Mathematical Monthly 65, 1958.
fn goertzel(sound: &[f64], hz: f64) -> f64 {
    let twice_cosine = 2.0 * math::cos(math::TAU * hz / f64::from(RATE_HZ));
    let (last, before) = sound.iter().fold((0.0, 0.0), |(a, b), x| (x + twice_cosine * a - b, a));
    last * last + before * before - twice_cosine * last * before
}
