// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What silence costs an effect after noise: `cargo run --release -p rack --example silence_cost`.
//!
//! Ten seconds of noise, then ten of silence, and ten that fade through the smallest numbers there
//! are; every effect and style takes turns, and the median of the ratios to noise is printed. The
//! limit is 1.5: no filter may crawl through denormal numbers.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use std::{hint::black_box, time::Instant};

use dsp::{Audio, Stream, signals};
use rack::{Entry, Readings, Step};

const RATE_HZ: u32 = 48_000;
const FRAMES: usize = 480_000;
const ROUNDS: usize = 5;

fn main() {
    for entry in rack::ALL {
        for style in entry.styles.iter().map(|style| Some(style.id)).chain([None]) {
            let mut ratios: Vec<[f64; 2]> = (0..ROUNDS).map(|_| ratios(entry, style)).collect();
            let mut median = |n: usize| {
                ratios.sort_by(|a, b| a[n].total_cmp(&b[n]));
                ratios[ROUNDS / 2][n]
            };
            let (silence, tiny) = (median(0), median(1));
            println!(
                "{} {}: silence {silence:.2}, tiny {tiny:.2}",
                entry.info.id,
                style.unwrap_or("as it is new")
            );
        }
    }
}

/// The time of silence and of tiny numbers, each against noise.
fn ratios(entry: &Entry, style: Option<&str>) -> [f64; 2] {
    let step = rack::entry(entry.info.id).map(Step::new).expect("it is listed");
    let step = match style {
        Some(style) => step.with_style(style).expect("it is listed"),
        None => step,
    };
    // Knobs that are neutral at zero are turned, or there would be nothing to crawl.
    let step = ["clip", "drive", "punch"].iter().fold(step, |step, knob| step.with(knob, 0.5)).with("gain", 6.0);
    let mut effect = (entry.create)(&Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 512 });
    step.apply(effect.as_mut());
    let mut time = |channel: Vec<f32>| {
        let mut sound = Audio { rate_hz: RATE_HZ, channels: vec![channel; 2] };
        let start = Instant::now();
        sound.for_each_block(512, |_, block| effect.process(block, &mut Readings::default()));
        start.elapsed().as_secs_f64()
    };
    let noise = time(signals::pink_noise(1, 2.0, FRAMES));
    // Memory that the system only promises would be counted as silence: every zero is written.
    let silence = time((0..FRAMES).map(|_| black_box(0.0)).collect());
    let tiny = time((0..FRAMES).map(|n| 1e-30 * (-(n as f32) / 20_000.0).exp()).collect());
    [silence / noise, tiny / noise]
}
