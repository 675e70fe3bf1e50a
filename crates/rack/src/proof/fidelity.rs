// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is not changed: quiet sound, the image, the timing, and anything by the size of blocks.

use dsp::{Audio, Stream, math, signals, units::db_from_gain};

use super::{Depth, Row, both, limiter, row, styled, through};
use crate::{preset::Step, processor::Readings};

const RATE_HZ: u32 = 48_000;
const LATENCIES: [(&str, f64); 2] = [("mixing", 0.0), ("mastering", 1.0)];

pub fn rows(_depth: Depth) -> Vec<Row> {
    let mut rows = vec![
        row("Samples changed below the ceiling", "", Some(0.0), |style| changed(&styled(style))),
        row("Samples changed by the block size", "", Some(0.0), |style| changed_by_blocks(&styled(style))),
        row("Image shift, linked", "dB", Some(0.05), |style| {
            image_shift_db(&styled(style).with("link-transient", 1.0).with("link-release", 1.0))
        }),
        row("Image shift, as the style links", "dB", None, |style| image_shift_db(&styled(style))),
    ];
    for (name, latency) in LATENCIES {
        let step = move |style: &str| styled(style).with("latency", latency);
        rows.push(row(format!("Latency, {name}"), "frames", None, |style| said_latency(&step(style))));
        rows.push(row(format!("Latency, said and measured differ, {name}"), "frames", Some(0.0), |style| {
            (measured_latency(&step(style)) - said_latency(&step(style))).abs()
        }));
    }
    rows
}

/// How many samples of a sound 12 dB under the ceiling are not the delayed input, bit for bit.
fn changed(step: &Step) -> f64 {
    let quiet = both(RATE_HZ, signals::pink_noise(7, 0.5, RATE_HZ as usize));
    different(&through(step, &quiet), &quiet)
}

fn different(a: &Audio, b: &Audio) -> f64 {
    let pairs = a.channels.iter().flatten().zip(b.channels.iter().flatten());
    pairs.filter(|(a, b)| a.to_bits() != b.to_bits()).count() as f64
}

fn changed_by_blocks(step: &Step) -> f64 {
    let noise =
        Audio { rate_hz: RATE_HZ, channels: (1..=2).map(|seed| signals::pink_noise(seed, 6.0, 24_000)).collect() };
    let whole = in_blocks(step, &noise, 4096);
    [1, 7, 64, 500].iter().map(|size| different(&in_blocks(step, &noise, *size), &whole)).sum()
}

fn in_blocks(step: &Step, sound: &Audio, size: usize) -> Audio {
    let stream = Stream { rate_hz: sound.rate_hz, channels: sound.channels.len(), longest_block: 4096 };
    let mut effect = (limiter().create)(&stream);
    step.apply(effect.as_mut());
    let mut sound = sound.clone();
    sound.for_each_block(size, |_, block| effect.process(block, &mut Readings::default()));
    sound
}

/// How far left and right move apart while a hit on the left alone is limited.
fn image_shift_db(step: &Step) -> f64 {
    let bed = signals::sine(RATE_HZ, 1000.0, 0.22, 0.0, RATE_HZ as usize);
    let hit = |n: usize| {
        let time = (n % 24_000) as f64 / f64::from(RATE_HZ);
        math::sample_from(1.5 * math::exp(-time / 0.05) * math::sin(math::TAU * 5000.0 * time))
    };
    let left = bed.iter().enumerate().map(|(n, bed)| bed + hit(n)).collect();
    let input = Audio { rate_hz: RATE_HZ, channels: vec![left, bed] };
    let output = through(step, &input);
    let gain = |channel: usize, n: usize| {
        let sample = input.channels[channel][n];
        (sample.abs() > 0.05).then(|| f64::from(output.channels[channel][n] / sample))
    };
    let shift = (0..input.frames()).filter_map(|n| Some(db_from_gain(gain(0, n)? / gain(1, n)?).0.abs()));
    shift.fold(0.0, f64::max)
}

fn said_latency(step: &Step) -> f64 {
    let mut effect = (limiter().create)(&Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 64 });
    step.apply(effect.as_mut());
    effect.latency() as f64
}

fn measured_latency(step: &Step) -> f64 {
    let click = both(RATE_HZ, signals::impulse(0.5, 100, 4800));
    let late = in_blocks(step, &click, 64);
    let at = late.channels[0].iter().position(|sample| *sample != 0.0);
    at.map_or(f64::NAN, |at| at as f64 - 100.0)
}
