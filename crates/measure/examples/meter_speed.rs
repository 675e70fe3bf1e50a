// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much of a core the meters take: `cargo run --release -p measure --example meter_speed`.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use std::time::Instant;

use dsp::signals;
use measure::{Layout, Meter};

const SECONDS: usize = 60;

fn main() {
    let noise: Vec<Vec<f32>> = (1..=2).map(|seed| signals::pink_noise(seed, 3.0, 44_100 * SECONDS)).collect();
    for _ in 0..3 {
        let meters = [Meter::new(44_100, Layout::Stereo), Meter::loudness_only(44_100, Layout::Stereo)];
        for (what, mut meter) in ["everything", "loudness only"].into_iter().zip(meters) {
            let start = Instant::now();
            for start in (0..noise[0].len()).step_by(4096) {
                let end = noise[0].len().min(start + 4096);
                meter.push(&[&noise[0][start..end], &noise[1][start..end]]);
            }
            let lufs = meter.finish().integrated_lufs.unwrap_or_default();
            let took = start.elapsed().as_secs_f64();
            println!(
                "{what}: {:.0} × realtime ({:.2} s for 240 s), {lufs:.2} LUFS",
                SECONDS as f64 / took,
                took * 4.0
            );
        }
    }
}
