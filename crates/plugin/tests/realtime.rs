// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sound path under RealtimeSanitizer, which ends the process at the first call that may wait:
//! `cargo xtask rtsan`.

use std::{env, sync::Arc};

use deck::{Audition, Controls, Hear, Player, Reel, streamer::Streamer};
use dsp::{Audio, Stream, signals};
use plugin::{
    engine::{Engine, Moment},
    knobs::Knobs,
    meter::Meter,
    telemetry::Telemetry,
};
use rack::Entry;
use window::Shape;

const RATE_HZ: u32 = 48_000;

static METER: Entry = Entry::of::<Meter>();

#[test]
fn nothing_on_the_audio_thread_may_wait() {
    for entry in rack::ALL.iter().chain([&METER]) {
        for block in [1, 64, 512] {
            play(entry, block);
        }
        println!("{}: 3 block sizes, 2 s of noise each", entry.info.id);
    }
}

fn play(entry: &Entry, longest_block: usize) {
    let knobs = Knobs::new(entry.info.id, entry.params, Shape::new([100.0; 2], [50.0; 2]).into());
    let stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block };
    let (mut engine, telemetry) = (Engine::new(entry, &knobs, &stream), Telemetry::default());
    engine.connect(&telemetry.tap);
    let mut sound = noise();
    sound.for_each_block(longest_block, |_, block| {
        let mut channels = block.channels_mut();
        let mut pair = [channels.next(), channels.next()].map(Option::unwrap_or_default);
        process(&mut engine, &knobs, &mut pair, &telemetry);
    });
}

#[rtsan_standalone::nonblocking]
fn process(engine: &mut Engine, knobs: &Knobs, pair: &mut [&mut [f32]], telemetry: &Telemetry) {
    engine.process(knobs, pair, Moment { playing: true, song_frame: Some(0) }, telemetry);
}

fn noise() -> Audio {
    let channel = |seed| signals::white_noise(seed, 1.4, 2 * RATE_HZ as usize);
    Audio { rate_hz: RATE_HZ, channels: vec![channel(1), channel(2)] }
}

#[test]
fn no_record_that_plays_may_wait() {
    let stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 64 };
    let controls = Arc::new(Controls::default());
    let mut streamer = Streamer::new(controls.clone());
    let mut player = Player::connect(controls.clone(), &stream);
    let (mut recorder, reel) = Reel::new_in(&env::temp_dir(), RATE_HZ).expect("there is a folder for tests");
    recorder.push_frames(vec![[0.1; 2]; 48_000]).expect("its disk has room");
    recorder.finish();
    controls.slots().iter().for_each(|slot| slot.put(reel.clone()));
    let mut sides = [[0.1; 64]; 2];
    for turn in 0..1000_usize {
        controls.lock(turn > 500);
        let hear = [Hear::Mix, Hear::Reference(turn % 16), Hear::Raw][turn / 20 % 3];
        let audition = Audition { hear, side: turn / 30 % 6, zone: Some(turn / 40 % 7) };
        let [left, right] = &mut sides;
        compare(&mut player, &audition, &mut [left, right], i64::try_from(64 * (turn % 99)).ok());
        streamer.step();
    }
}

#[rtsan_standalone::nonblocking]
fn compare(player: &mut Player, audition: &Audition, pair: &mut [&mut [f32]], song_frame: Option<i64>) {
    player.process(audition, pair, deck::Moment { playing: true, song_frame });
}
