// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much of a core one limiter takes: `cargo run --release -p rack --example limiter_speed`.
//!
//! Settings take turns, seven rounds, in blocks of 512 frames; the median of each is printed. Only
//! processing is timed. It hears pink noise whose peaks are 10 dB over the ceiling, so that the
//! limiter never rests, or a song as it is: raw stereo at 44.1 kHz, 32-bit floats (`ffmpeg -i SONG
//! -ar 44100 -ac 2 -f f32le SONG.f32`), named as the only argument.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use std::{hint::black_box, time::Instant};

use dsp::{Audio, Stream, interpolate::CHUNK, signals, true_peak::StrictTruePeak};
use rack::{Readings, Step};

const RATE_HZ: u32 = 44_100;
const NOISE_SECONDS: usize = 30;
const BLOCK: usize = 512;
const ROUNDS: usize = 7;

/// A name, a style, and knobs beside it.
type Setting = (&'static str, &'static str, &'static [(&'static str, f64)]);

const SETTINGS: [Setting; 6] = [
    ("balanced, mixing", "balanced", &[]),
    ("balanced, mastering", "balanced", &[("latency", 1.0)]),
    ("transparent, mixing", "transparent", &[]),
    ("loud with 6 dB of clip", "loud", &[("clip", 6.0)]),
    ("balanced with drive", "balanced", &[("drive", 0.2)]),
    ("links at half", "balanced", &[("link-transient", 0.5), ("link-release", 0.5)]),
];

fn main() {
    let sound = std::env::args().nth(1).map_or_else(noise, |path| song(&path));
    let mut speeds = vec![Vec::new(); SETTINGS.len()];
    for _ in 0..ROUNDS {
        for (setting, speeds) in SETTINGS.iter().zip(&mut speeds) {
            speeds.push(sound.seconds() / seconds(setting, &sound));
        }
    }
    for ((name, ..), speeds) in SETTINGS.iter().zip(&mut speeds) {
        println!("{name}: {:.0} × realtime", median(speeds));
    }
    let mut proven: Vec<f64> = (0..ROUNDS).map(|_| sound.seconds() / proven_seconds(&sound)).collect();
    println!("{}, rendered and verified: {:.0} × realtime", SETTINGS[1].0, median(&mut proven));
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How long the mastering setting takes, and the strict meter after it.
fn proven_seconds(song: &Audio) -> f64 {
    let render = seconds(&SETTINGS[1], song);
    let start = Instant::now();
    for channel in &song.channels {
        let mut meter = StrictTruePeak::new();
        channel.chunks(CHUNK).for_each(|chunk| meter.hear(chunk, 1.0));
        let _ = black_box(meter.finish());
    }
    render + start.elapsed().as_secs_f64()
}

fn noise() -> Audio {
    let frames = RATE_HZ as usize * NOISE_SECONDS;
    Audio { rate_hz: RATE_HZ, channels: (1..=2).map(|seed| signals::pink_noise(seed, 6.0, frames)).collect() }
}

fn song(path: &str) -> Audio {
    let bytes = std::fs::read(path).expect("the song can be read");
    let samples: Vec<f32> = bytes.as_chunks().0.iter().map(|sample| f32::from_le_bytes(*sample)).collect();
    let side = |n: usize| samples.iter().skip(n).step_by(2).copied().collect();
    Audio { rate_hz: RATE_HZ, channels: vec![side(0), side(1)] }
}

/// How long a setting takes for the whole sound.
fn seconds((_, style, knobs): &Setting, song: &Audio) -> f64 {
    let entry = rack::entry("limiter").expect("there is a limiter");
    let step = Step::new(entry).with_style(style).expect("a known style");
    let step = knobs.iter().fold(step, |step, (knob, value)| step.with(knob, *value));
    let stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: BLOCK };
    let mut limiter = (entry.create)(&stream);
    step.apply(limiter.as_mut());
    let mut sound = song.clone();
    let mut readings = Readings::default();
    let start = Instant::now();
    sound.for_each_block(BLOCK, |_, block| limiter.process(block, &mut readings));
    start.elapsed().as_secs_f64()
}
