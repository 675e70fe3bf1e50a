// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sounds and short cuts for the tests of the checks.

use dsp::{math, signals};

use crate::{
    checks::Inspector,
    fault::{Fault, Severity},
    layout::Layout,
    measured::Measured,
};

pub(crate) const RATE_HZ: u32 = 44_100;

/// Something like music: a wide pink bed, a kick twice a second, a hat between.
pub(crate) fn music(seed: u64, seconds: f64) -> Vec<Vec<f32>> {
    let frames = math::index_from(seconds * f64::from(RATE_HZ));
    let middle = signals::pink_noise(seed, 1.0, frames);
    let hat = signals::white_noise(seed + 90, 0.3, frames);
    (0..2)
        .map(|side| {
            let bed = signals::pink_noise(seed + 10 + side, 0.4, frames);
            (0..frames).map(|n| 0.7 * (middle[n] + bed[n]) + kick(n) + hat[n] * decay(n + 11_025, 900.0)).collect()
        })
        .collect()
}

/// Every channel at another level.
pub(crate) fn louder(sound: &[Vec<f32>], db: f64) -> Vec<Vec<f32>> {
    let gain = math::sample_from(math::exp10(db / 20.0));
    sound.iter().map(|channel| channel.iter().map(|x| x * gain).collect()).collect()
}

/// The sound with its peak at −0.5 dBFS.
pub(crate) fn normal(sound: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let peak = sound.iter().flatten().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    louder(sound, -0.5 - 20.0 * math::log10(f64::from(peak)))
}

/// The sound cut off at a level.
pub(crate) fn clip(sound: &[Vec<f32>], level: f32) -> Vec<Vec<f32>> {
    sound.iter().map(|channel| channel.iter().map(|x| x.clamp(-level, level)).collect()).collect()
}

/// What the checks say.
pub(crate) fn inspect(sound: &[Vec<f32>]) -> Vec<Fault> {
    inspect_with(sound, &Measured::default())
}

/// What the checks say, with the figures of a meter.
pub(crate) fn inspect_with(sound: &[Vec<f32>], measured: &Measured) -> Vec<Fault> {
    inspect_cut(sound, measured, &[4096])
}

/// The same with the sound cut into pieces of these sizes.
pub(crate) fn inspect_cut(sound: &[Vec<f32>], measured: &Measured, sizes: &[usize]) -> Vec<Fault> {
    let mut inspector = Inspector::new(RATE_HZ, Layout::from_channels(sound.len()));
    let frames = sound.first().map_or(0, Vec::len);
    let mut start = 0;
    for size in sizes.iter().cycle() {
        let end = frames.min(start + size);
        let slices: Vec<_> = sound.iter().map(|channel| &channel[start..end]).collect();
        inspector.push(&slices);
        start = end;
        if start == frames {
            break;
        }
    }
    inspector.finish(measured)
}

/// How bad the fault with this id is.
pub(crate) fn severity(faults: &[Fault], id: &str) -> Option<Severity> {
    faults.iter().find(|fault| fault.id == id).map(|fault| fault.severity)
}

fn kick(n: usize) -> f32 {
    let t = (n % 22_050) as f64 / f64::from(RATE_HZ);
    math::sample_from(0.5 * math::sin(math::TAU * 58.0 * t)) * decay(n, 4000.0)
}

fn decay(n: usize, frames: f64) -> f32 {
    math::sample_from(math::exp(-((n % 22_050) as f64) / frames))
}
