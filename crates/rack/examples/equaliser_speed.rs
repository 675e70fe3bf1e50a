// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much of a core the equalisers take: `cargo run --release -p rack --example equaliser_speed`.
//!
//! Every band is turned to 3 dB, in stereo at 48 kHz in blocks of 512 frames; settings take turns, seven
//! rounds, and the quickest of each is printed, because whatever else runs only makes it slower. Only
//! processing is timed, by the clock on the wall.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use std::time::Instant;

use dsp::{Audio, Stream, signals};
use rack::{Readings, Step, Unit};

const RATE_HZ: u32 = 48_000;
const SECONDS: usize = 20;
const BLOCK: usize = 512;
const ROUNDS: usize = 7;

fn main() {
    let frames = RATE_HZ as usize * SECONDS;
    let channels = (1..=2).map(|seed| signals::pink_noise(seed, 1.0, frames)).collect();
    let sound = Audio { rate_hz: RATE_HZ, channels };
    let settings = ["low-eq", "tone-eq"].into_iter().flat_map(|id| [(id, 0.0), (id, 1.0)]);
    let mut best: Vec<(&str, f64, f64)> = settings.map(|(id, phase)| (id, phase, f64::INFINITY)).collect();
    for _ in 0..ROUNDS {
        for (id, phase, least) in &mut best {
            *least = least.min(seconds(id, *phase, &sound));
        }
    }
    for (id, phase, least) in best {
        let phase = if phase > 0.0 { "linear" } else { "minimum" };
        println!("{id}, {phase} phase: {:.0} × realtime", sound.seconds() / least);
    }
}

/// How long all bands of an equaliser take for the sound.
fn seconds(id: &str, phase: f64, sound: &Audio) -> f64 {
    let entry = rack::entry(id).expect("it is in the rack");
    let is_gain = |spec: &&rack::Spec| matches!(spec.domain, rack::Domain::Number { unit: Unit::Db, .. });
    let gains = entry.params.iter().filter(is_gain);
    let step = gains.fold(Step::new(entry).with("phase", phase), |step, spec| step.with(spec.id, 3.0));
    let mut effect = (entry.create)(&Stream { rate_hz: RATE_HZ, channels: 2, longest_block: BLOCK });
    step.apply(effect.as_mut());
    let (mut sound, mut readings) = (sound.clone(), Readings::default());
    let start = Instant::now();
    sound.for_each_block(BLOCK, |_, block| effect.process(block, &mut readings));
    start.elapsed().as_secs_f64()
}
