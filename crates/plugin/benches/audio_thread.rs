// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the limiter and the meter take of the audio thread, at 48 kHz in blocks of 64 frames.
//!
//! `cargo bench -p plugin --bench audio_thread`. Music in beats, driven 6 dB into the ceiling; CPU
//! time of this thread against the time the sound lasts, the effects in turn, the median of nine.

#![allow(clippy::print_stdout, reason = "a bench says what it measured")]

use std::sync::Arc;

use cpu_time::ThreadTime;
use dsp::{Audio, Stream, math, signals};
use plugin::{
    engine::{Engine, Moment},
    knobs::{Dial, Knobs, position_of},
    meter::Meter,
    telemetry::Telemetry,
};
use rack::Entry;
use window::Shape;

const RATE_HZ: u32 = 48_000;
const BLOCK: usize = 64;
const SECONDS: usize = 20;
const ROUNDS: usize = 9;

static METER: Entry = Entry::of::<Meter>();

fn main() {
    let limiter = rack::entry("limiter").expect("it is in the rack");
    let sound = music();
    let mut shares = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (entry, shares) in [limiter, &METER].into_iter().zip(&mut shares) {
            shares.push(share(entry, &sound));
        }
    }
    for (name, shares) in ["Limiter", "Meter"].into_iter().zip(&mut shares) {
        shares.sort_by(f64::total_cmp);
        let [least, median] = [shares[0], shares[ROUNDS / 2]];
        println!("{name}: {:.2} % of a core (least {:.2} %)", 100.0 * median, 100.0 * least);
    }
}

/// The share of a core.
fn share(entry: &'static Entry, sound: &Audio) -> f64 {
    let shape = Arc::new(Shape::new([100.0; 2], [50.0; 2]));
    let knobs = Knobs::new(entry.info.id, entry.params, shape);
    if let Some(knob) = knobs.of_effect().iter().find(|knob| knob.spec.id == "gain") {
        turn(knob, 6.0);
    }
    let stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: BLOCK };
    let (mut engine, telemetry) = (Engine::new(entry, &knobs, &stream), Telemetry::default());
    let mut sound = sound.clone();
    let moment = Moment { playing: true, song_frame: None };
    let begun = ThreadTime::now();
    sound.for_each_block(BLOCK, |_, block| {
        let mut channels = block.channels_mut();
        let mut pair = [channels.next(), channels.next()].map(Option::unwrap_or_default);
        engine.process(&knobs, &mut pair, moment, &telemetry);
    });
    begun.elapsed().as_secs_f64() / SECONDS as f64
}

fn turn(knob: &plugin::knobs::Knob, value: f64) {
    use nice_plug::params::InternalParamMut as _;
    if let Dial::Number(param) = &knob.dial {
        // SAFETY: nothing is borrowed from the parameter; its value is an atomic.
        unsafe { param._internal_set_plain_value(position_of(&knob.spec.domain, value)) };
    }
}

fn music() -> Audio {
    let frames = RATE_HZ as usize * SECONDS;
    let beat = |n: usize| math::sample_from(0.3 + math::exp(-((n % 24_000) as f64) / 4_000.0));
    let channel =
        |seed| signals::pink_noise(seed, 0.9, frames).iter().enumerate().map(|(n, x)| x * beat(n)).collect();
    Audio { rate_hz: RATE_HZ, channels: vec![channel(1), channel(2)] }
}
