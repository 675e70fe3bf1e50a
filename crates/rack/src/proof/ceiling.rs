// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The ceiling: no true peak above it, by a meter stricter than the standard's.

use dsp::{Audio, interpolate::CHUNK, math, signals, true_peak::StrictTruePeak, units::db_from_gain};

use super::{CEILING_DB, Depth, Row, row, styled, through};
use crate::preset::Step;

/// Live, without a second look, so much may be over, dB.
const MOST_OVER_DB: f64 = 0.05;
/// How long each signal is, seconds.
const SECONDS: f64 = 0.7;
/// Sines per sweep.
const SWEEP: usize = 16;

pub fn rows(depth: Depth) -> Vec<Row> {
    let rates: &[u32] = match depth {
        Depth::Quick => &[48_000],
        Depth::Full => &[44_100, 48_000, 88_200, 96_000, 192_000],
    };
    let latencies: &[(&str, f64)] = match depth {
        Depth::Quick => &[("mixing", 0.0)],
        Depth::Full => &[("mixing", 0.0), ("mastering", 1.0)],
    };
    let mut rows = Vec::new();
    for (name, latency) in latencies {
        let worst = |sounds: fn(u32) -> Vec<Audio>| {
            row("", "dB", Some(MOST_OVER_DB), move |style| {
                let step = styled(style).with("latency", *latency);
                let overs = rates.iter().flat_map(|rate_hz| sounds(*rate_hz)).map(|sound| over_db(&step, &sound));
                overs.fold(f64::NEG_INFINITY, f64::max)
            })
        };
        rows.push(Row { topic: format!("Over the ceiling, sweep, {name}"), ..worst(sweep) });
        rows.push(Row { topic: format!("Over the ceiling, torture, {name}"), ..worst(torture) });
    }
    rows
}

/// By how much the highest true peak passes the ceiling, dB.
pub fn over_db(step: &Step, sound: &Audio) -> f64 {
    let output = through(step, sound);
    let peak = output.channels.iter().map(|channel| {
        let mut meter = StrictTruePeak::new();
        channel.chunks(CHUNK).for_each(|chunk| meter.hear(chunk, 1.0));
        meter.finish()
    });
    db_from_gain(f64::from(peak.fold(0.0, f32::max))).0 - CEILING_DB
}

/// The frequencies of the sweep, Hz: even in octaves, up to nearly half the rate.
pub fn frequencies(rate_hz: u32) -> Vec<f64> {
    let top = (0.49 * f64::from(rate_hz)) / 20.0;
    (0..SWEEP).map(|n| 20.0 * math::pow(top, n as f64 / (SWEEP - 1) as f64)).collect()
}

/// A sine 6 dB over the ceiling, faded at both ends, because a cut is no sound.
pub fn tone(rate_hz: u32, hz: f64, phase_rad: f64) -> Audio {
    let frames = frames(rate_hz);
    faded(rate_hz, [0, 1].map(|_| signals::sine(rate_hz, hz, 1.78, phase_rad, frames)))
}

fn sweep(rate_hz: u32) -> Vec<Audio> {
    frequencies(rate_hz).iter().enumerate().map(|(n, hz)| tone(rate_hz, *hz, 0.1 + 0.37 * n as f64)).collect()
}

fn torture(rate_hz: u32) -> Vec<Audio> {
    let frames = frames(rate_hz);
    let quarter = |n: usize| math::sin(0.5 * math::PI * n as f64 + 0.25 * math::PI);
    let twice = |sound: Vec<f32>| [sound.clone(), sound];
    let made =
        |sample: &dyn Fn(usize) -> f64| twice((0..frames).map(|n| math::sample_from(1.78 * sample(n))).collect());
    let signs = |seed| signals::white_noise(seed, 1.0, frames).iter().map(|x| 1.78 * x.signum()).collect();
    let flips = |n: usize, run: usize| if (n / run).is_multiple_of(2) { 1.0 } else { -1.0 };
    let sounds = [
        twice(signals::white_noise(1, 1.78, frames)),
        [signals::white_noise(2, 1.78, frames), signals::white_noise(3, 1.78, frames)],
        twice(signs(4)),
        [signs(5), signs(6)],
        made(&quarter),
        made(&|n| quarter(n) * flips(n, 16)),
        made(&|n| flips(n, 1) * flips(n, 7)),
        made(&|n| if n % 4001 < 2 { flips(n, 1) } else { 0.0 }),
        made(&|n| math::sign(math::sin(math::TAU * 997.0 * n as f64 / f64::from(rate_hz)))),
    ];
    sounds.into_iter().map(|sound| faded(rate_hz, sound)).collect()
}

fn frames(rate_hz: u32) -> usize {
    math::index_from(SECONDS * f64::from(rate_hz))
}

fn faded(rate_hz: u32, channels: [Vec<f32>; 2]) -> Audio {
    let fade = (rate_hz / 20) as f32;
    let gain = |n: usize, frames: usize| (n.min(frames - 1 - n) as f32 / fade).min(1.0);
    let fade = |channel: Vec<f32>| {
        let frames = channel.len();
        channel.into_iter().enumerate().map(|(n, sample)| sample * gain(n, frames)).collect()
    };
    Audio { rate_hz, channels: channels.map(fade).into() }
}
