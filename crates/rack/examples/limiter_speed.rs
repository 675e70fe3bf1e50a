// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much of a core one limiter takes: `cargo run --release -p rack --example limiter_speed`.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use std::time::Instant;

use dsp::{Audio, signals};
use rack::{Preset, Step};

const SECONDS: usize = 60;

fn main() {
    let channels = (1..=2).map(|seed| signals::pink_noise(seed, 3.0, 44_100 * SECONDS)).collect();
    let noise = Audio { rate_hz: 44_100, channels };
    let limiter = rack::entry("limiter").expect("there is a limiter");
    let preset = Preset { steps: vec![Step::new(limiter).with("gain", 6.0)] };
    for _ in 0..5 {
        let start = Instant::now();
        let rendered = rack::render(&preset, &noise);
        let took = start.elapsed().as_secs_f64();
        let deepest = rendered.reduction_db.iter().fold(0.0_f32, |a, b| a.min(*b));
        println!("{:.0} × realtime, deepest reduction {deepest:.1} dB", SECONDS as f64 / took);
    }
}
