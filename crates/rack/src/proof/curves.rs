// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The curves behind the numbers, for pictures.

use dsp::{Audio, math, units::db_from_gain};

use super::{both, ceiling, distortion, styled, styles, through};

/// A line with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The style.
    pub name: &'static str,
    /// Places and values.
    pub points: Vec<[f64; 2]>,
}

fn each_style(points: impl Fn(&str) -> Vec<[f64; 2]>) -> Vec<Curve> {
    styles().into_iter().map(|name| Curve { name, points: points(name) }).collect()
}

/// THD+N in dB over frequency in Hz, of tones 6 dB over the ceiling.
pub fn distortion_curves() -> Vec<Curve> {
    const TONES_HZ: [u32; 11] = [20, 25, 30, 40, 60, 100, 200, 500, 1000, 2000, 5000];
    each_style(|style| {
        TONES_HZ.iter().map(|hz| [f64::from(*hz), distortion::thd_db(&styled(style), *hz)]).collect()
    })
}

/// True peak over the ceiling in dB, over frequency in Hz, at 48 kHz.
pub fn ceiling_curves() -> Vec<Curve> {
    const RATE_HZ: u32 = 48_000;
    // Where it gets hard one looks closer.
    const TOP_HZ: [f64; 8] = [16e3, 18e3, 20e3, 21e3, 22e3, 22.5e3, 23e3, 23.5e3];
    let phases = [0.0, 0.8, 1.6, 2.4];
    each_style(|style| {
        let step = styled(style);
        let worst = |hz: f64| {
            let overs = phases.iter().map(|phase| ceiling::over_db(&step, &ceiling::tone(RATE_HZ, hz, *phase)));
            overs.fold(f64::NEG_INFINITY, f64::max)
        };
        let usual = ceiling::frequencies(RATE_HZ).into_iter().filter(|hz| *hz < TOP_HZ[0]);
        usual.chain(TOP_HZ).map(|hz| [hz, worst(hz)]).collect()
    })
}

/// The gain in dB over the time in ms since a hit of 5 ms that is 6 dB over the ceiling.
pub fn recovery_curves() -> Vec<Curve> {
    const RATE_HZ: u32 = 48_000;
    const HIT: std::ops::Range<usize> = 24_000..24_240;
    let level = |n: usize| if HIT.contains(&n) { 1.78 } else { 0.45 };
    let tone = |n: usize| math::cos(math::TAU * 2000.0 * n as f64 / f64::from(RATE_HZ));
    let hit = (0..48_000).map(|n| math::sample_from(level(n) * tone(n))).collect();
    let input: Audio = both(RATE_HZ, hit);
    each_style(|style| {
        let output = through(&styled(style), &input);
        // A tone of 24 frames is at its top or bottom every 12.
        let tops = (HIT.start - 480..HIT.end + 2400).step_by(12);
        tops.map(|n| {
            let gain = f64::from(output.channels[0][n] / input.channels[0][n]);
            [(n as f64 - HIT.start as f64) / 48.0, db_from_gain(gain).0]
        })
        .collect()
    })
}
