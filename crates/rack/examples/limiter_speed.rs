// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much of a core one limiter takes: `cargo run --release -p rack --example limiter_speed`.
//!
//! Settings take turns, five rounds, in blocks of 512 frames, on pink noise 6 dB into the ceiling;
//! the median of each is printed. Only processing is timed.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use std::time::Instant;

use dsp::{Audio, Stream, signals};
use rack::{Readings, Step};

const RATE_HZ: u32 = 44_100;
const SECONDS: usize = 30;
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
    let channels = (1..=2).map(|seed| signals::pink_noise(seed, 3.0, RATE_HZ as usize * SECONDS)).collect();
    let noise = Audio { rate_hz: RATE_HZ, channels };
    let mut speeds = vec![Vec::new(); SETTINGS.len()];
    for _ in 0..ROUNDS {
        for (setting, speeds) in SETTINGS.iter().zip(&mut speeds) {
            speeds.push(SECONDS as f64 / seconds(setting, &noise));
        }
    }
    for ((name, ..), speeds) in SETTINGS.iter().zip(&mut speeds) {
        speeds.sort_by(f64::total_cmp);
        println!("{name}: {:.0} × realtime", speeds[ROUNDS / 2]);
    }
}

/// How long a setting takes for the whole noise.
fn seconds((_, style, knobs): &Setting, noise: &Audio) -> f64 {
    let entry = rack::entry("limiter").expect("there is a limiter");
    let step = Step::new(entry).with_style(style).expect("a known style").with("gain", 6.0);
    let step = knobs.iter().fold(step, |step, (knob, value)| step.with(knob, *value));
    let stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: BLOCK };
    let mut limiter = (entry.create)(&stream);
    step.apply(limiter.as_mut());
    let mut sound = noise.clone();
    let mut readings = Readings::default();
    let start = Instant::now();
    sound.for_each_block(BLOCK, |_, block| limiter.process(block, &mut readings));
    start.elapsed().as_secs_f64()
}
