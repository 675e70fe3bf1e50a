// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The test signals of EBU Tech 3341 and 3342, from their definitions.

use dsp::{math, signals};
use measure::Meter;

/// Runs a case at every rate that matters.
pub fn each_rate(case: impl Fn(u32)) {
    [44_100, 48_000, 88_200, 96_000, 192_000].into_iter().for_each(case);
}

/// A 1 kHz tone that changes its level without changing its phase: `(seconds, dBFS)`.
pub fn tones(rate_hz: u32, parts: &[(f64, f64)]) -> Vec<f32> {
    let mut tone = Vec::new();
    let step = math::TAU * 1000.0 / f64::from(rate_hz);
    for (seconds, level) in parts {
        let amplitude = 10.0_f64.powf(level / 20.0);
        let frames = math::index_from(math::round(seconds * f64::from(rate_hz)));
        let start = tone.len();
        tone.extend((start..start + frames).map(|n| math::sample_from(amplitude * math::sin(step * n as f64))));
    }
    tone
}

/// The low-frequency effects channel of case 6.
pub mod surround {
    /// Silent, or a loud 60 Hz tone that must not count.
    pub fn effects(rate_hz: u32, level: Option<f64>) -> Vec<f32> {
        let amplitude = level.map_or(0.0, |level| 10.0_f64.powf(level / 20.0));
        dsp::signals::sine(rate_hz, 60.0, amplitude, 0.0, rate_hz as usize * 20)
    }
}

/// Cases 15–19: a sine of a fraction of the rate at a phase, faded over 10 ms.
pub fn tapered_sine(rate_hz: u32, divisor: f64, amplitude: f64, phase_degrees: f64) -> Vec<f32> {
    let frames = math::index_from(f64::from(rate_hz) * 3.2);
    let mut tone =
        signals::sine(rate_hz, f64::from(rate_hz) / divisor, amplitude, phase_degrees.to_radians(), frames);
    taper(&mut tone, rate_hz);
    tone
}

/// Cases 20–23: at four times the rate a sine of a sixth of the rate at half scale, one period of a
/// quarter of the rate at full scale in its middle; low-passed, then every fourth sample from `offset`.
pub fn burst(rate_hz: u32, offset: usize) -> Vec<f32> {
    let frames = math::index_from(math::round(f64::from(rate_hz) * 3.2)) * 4;
    let start = frames / 2 / 24 * 24;
    let period = |n: usize, length: f64| math::sin(math::TAU * n as f64 / length);
    let mut fine: Vec<f32> = (0..frames)
        .map(|n| match n {
            n if n < start => 0.5 * period(n, 24.0),
            n if n < start + 16 => period(n - start, 16.0),
            n => 0.5 * period(n - start - 16, 24.0),
        })
        .map(math::sample_from)
        .collect();
    taper(&mut fine, rate_hz * 4);
    decimate_by_four(&fine, offset)
}

/// Plays silence so that every window has passed.
pub fn long_tail(meter: &mut Meter, channels: usize) {
    let silence = [0.0; 64];
    meter.push(&vec![&silence[..]; channels]);
}

fn taper(tone: &mut [f32], rate_hz: u32) {
    let ramp = rate_hz as usize / 100;
    let last = tone.len() - 1;
    for n in 0..ramp {
        let gain = math::sample_from(0.5 - 0.5 * math::cos(math::PI * n as f64 / ramp as f64));
        tone[n] *= gain;
        tone[last - n] *= gain;
    }
}

/// A linear-phase low-pass at 0.95 of the new Nyquist, computed only where a sample is kept.
fn decimate_by_four(fine: &[f32], offset: usize) -> Vec<f32> {
    const HALF: usize = 512;
    let corner = 0.95 / 8.0;
    let taps: Vec<f64> = (0..=2 * HALF)
        .map(|k| {
            let distance = k as f64 - HALF as f64;
            2.0 * corner * math::sinc(2.0 * corner * distance) * math::kaiser(distance / HALF as f64, 14.0)
        })
        .collect();
    let sum: f64 = taps.iter().sum();
    let at = |n: usize| {
        let first = n.saturating_sub(HALF);
        let last = (n + HALF).min(fine.len() - 1);
        (first..=last).map(|m| f64::from(fine[m]) * taps[m + HALF - n]).sum::<f64>() / sum
    };
    (offset..fine.len()).step_by(4).map(|n| math::sample_from(at(n))).collect()
}
