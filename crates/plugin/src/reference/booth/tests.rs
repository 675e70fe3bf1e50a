// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The records' plugin without a host: a file is dropped, a song plays, one listens to this and that.

use std::{path::Path, thread, time::Duration};

use deck::shelf::State;
use dsp::{Audio, signals};
use files::{Depth, Overwrite, write_all};
use measure::{Layout, Meter, loudness};
use nice_plug::params::InternalParamMut as _;

use super::*;
use crate::{
    engine::Engine,
    knobs::Dial,
    reference::{Reference, listening::place, raw::Stage},
    telemetry::Telemetry,
};

const RATE_HZ: u32 = 48_000;
const BLOCK: usize = 256;
static ENTRY: Entry = Entry::of::<Reference>();
static STREAM: Stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: BLOCK };

/// A plugin at work, and a song that goes on.
struct Desk {
    room: Arc<Room>,
    knobs: Knobs,
    booth: Booth,
    song_frame: i64,
}

impl Desk {
    fn new() -> Self {
        let room = Arc::new(Room::new(None));
        let knobs = Booth::knobs(&ENTRY, &room, Booth::shape(&ENTRY));
        let booth = Booth::new(&ENTRY, &knobs, &room, &STREAM);
        Self { room, knobs, booth, song_frame: 0 }
    }

    fn listen(&self, which: usize, index: i32) {
        let Dial::Choice(param) = &self.knobs.auditions()[which].dial else { panic!("it is a choice") };
        // SAFETY: nothing is borrowed from the parameter; its value is an atomic.
        unsafe { param._internal_set_plain_value(index) };
    }

    /// Plays the next part of a song that goes round and round.
    fn play(&mut self, song: &Audio, frames: usize) -> [Audio; 2] {
        let mut came = Audio { rate_hz: RATE_HZ, channels: vec![Vec::new(); 2] };
        let mut went = came.clone();
        for _ in 0..frames / BLOCK {
            let start = usize::try_from(self.song_frame).expect("songs begin at zero") % (song.frames() - BLOCK);
            let mut block = song.channels.iter().map(|channel| channel[start..start + BLOCK].to_vec());
            let mut pair = [(); 2].map(|()| block.next().expect("it is stereo"));
            came.channels.iter_mut().zip(&pair).for_each(|(all, part)| all.extend_from_slice(part));
            let moment = Moment { playing: true, song_frame: Some(self.song_frame) };
            let [left, right] = &mut pair;
            self.booth.process(&self.knobs, &mut [left, right], moment, &self.room);
            went.channels.iter_mut().zip(&pair).for_each(|(all, part)| all.extend_from_slice(part));
            self.song_frame += i64::try_from(BLOCK).expect("blocks are short");
        }
        [came, went]
    }

    /// The same, slowly enough for the disk: a test is faster than any host.
    fn play_calmly(&mut self, song: &Audio, seconds: usize) -> [Audio; 2] {
        let mut all = [(); 2].map(|()| Audio { rate_hz: RATE_HZ, channels: vec![Vec::new(); 2] });
        for _ in 0..10 * seconds {
            let part = self.play(song, RATE_HZ as usize / 10);
            for (all, part) in all.iter_mut().zip(part) {
                all.channels.iter_mut().zip(part.channels).for_each(|(all, part)| all.extend(part));
            }
            thread::sleep(Duration::from_millis(10));
        }
        all
    }

    /// Plays on until something is so.
    fn play_until(&mut self, song: &Audio, is_so: impl Fn(&Room) -> bool) {
        while !is_so(&self.room) {
            self.play(song, RATE_HZ as usize / 4);
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn noise(seed: u64, level: f64) -> Audio {
    let channel = |side| signals::pink_noise(seed + side, level, 20 * RATE_HZ as usize);
    Audio { rate_hz: RATE_HZ, channels: vec![channel(0), channel(100)] }
}

fn lufs(sound: &Audio) -> f64 {
    let mut meter = Meter::loudness_only(RATE_HZ, Layout::Stereo);
    meter.push(&sound.channels.iter().map(Vec::as_slice).collect::<Vec<_>>());
    meter.finish().integrated_lufs.unwrap_or(loudness::SILENCE)
}

fn record(folder: &Path) -> PathBuf {
    let path = folder.join("record.wav");
    write_all(&path, &noise(7, 0.1), Depth::Float32, Overwrite::Refused).expect("it is written");
    path
}

#[test]
fn a_dropped_record_is_heard_as_loud_as_the_mix_and_a_render_is_the_mix() {
    let folder = tempfile::tempdir().expect("there is room");
    let (mut desk, mix) = (Desk::new(), noise(1, 0.4));
    let [came, went] = desk.play(&mix, RATE_HZ as usize);
    assert_eq!(came, went, "nothing is listened to");
    desk.room.studio.add(vec![record(folder.path())]);
    desk.play_until(&mix, |room| room.studio.rows().first().is_some_and(|row| row.gain_db.is_some()));
    desk.listen(place::HEAR, 1);
    desk.play_calmly(&mix, 1);
    let [came, went] = desk.play_calmly(&mix, 5);
    assert_ne!(came, went);
    let apart_lu = lufs(&went) - lufs(&came);
    assert!(apart_lu.abs() < 0.3, "noise of the same kind differs by {apart_lu:.2} LU");
    desk.booth.set_offline(true);
    let [came, went] = desk.play(&mix, RATE_HZ as usize);
    assert_eq!(came, went, "a render is the mix");
    assert!(desk.room.deck.controls().take_guarded());
}

#[test]
fn a_bypass_lets_the_mix_through_whatever_one_listens_to() {
    let (mut desk, mix) = (Desk::new(), noise(1, 0.4));
    desk.listen(place::LISTEN, 5);
    let [came, went] = desk.play(&mix, RATE_HZ as usize);
    assert_ne!(came, went, "the side is something else");
    let Dial::Switch(bypass) = &desk.knobs.bypass().dial else { panic!("it is a switch") };
    // SAFETY: nothing is borrowed from the parameter; its value is an atomic.
    unsafe { bypass._internal_set_plain_value(true) };
    desk.play(&mix, RATE_HZ as usize);
    let [came, went] = desk.play(&mix, RATE_HZ as usize);
    assert_eq!(came, went);
}

#[test]
fn a_project_knows_its_records_again() {
    let folder = tempfile::tempdir().expect("there is room");
    let (first, second) = (Desk::new(), Desk::new());
    first.room.studio.add(vec![record(folder.path())]);
    let is_ready = |room: &Room| room.studio.rows().first().is_some_and(|row| row.slot.state == State::Ready);
    while !is_ready(&first.room) {
        thread::sleep(Duration::from_millis(20));
    }
    Keeper(second.room.clone()).recall(&Keeper(first.room.clone()).stored());
    while !is_ready(&second.room) {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(Keeper(second.room.clone()).stored(), Keeper(first.room.clone()).stored());
}

#[test]
fn what_enters_a_limiter_of_the_process_is_heard_under_the_mix_and_as_loud() {
    let limiter = rack::entry("limiter").expect("it is in the rack");
    let telemetry = Arc::new(Telemetry::default());
    let shape = Arc::new(Shape::new([100.0; 2], [50.0; 2]));
    let limiter_knobs = Knobs::new("limiter", limiter.params, shape);
    let mut engine = <Engine as Machine>::new(limiter, &limiter_knobs, &telemetry, &STREAM);
    let (mut desk, mix) = (Desk::new(), noise(3, 0.3));
    let mut chain = |desk: &mut Desk, frames: usize| {
        let mut heard: [Vec<f32>; 2] = Default::default();
        for _ in 0..frames / BLOCK {
            let start = usize::try_from(desk.song_frame).expect("songs begin at zero") % (mix.frames() - BLOCK);
            let mut pair = [0, 1].map(|side: usize| mix.channels[side][start..start + BLOCK].to_vec());
            let moment = Moment { playing: true, song_frame: Some(desk.song_frame) };
            let [left, right] = &mut pair;
            engine.process(&limiter_knobs, &mut [left, right], moment, &telemetry);
            let [left, right] = &mut pair;
            desk.booth.process(&desk.knobs, &mut [left, right], moment, &desk.room);
            heard.iter_mut().zip(&pair).for_each(|(all, part)| all.extend_from_slice(part));
            desk.song_frame += i64::try_from(BLOCK).expect("blocks are short");
        }
        heard
    };
    desk.room.raw.look(desk.room.deck.controls());
    while !matches!(desk.room.raw.stage(), Stage::Found(_)) {
        chain(&mut desk, RATE_HZ as usize / 10);
        thread::sleep(Duration::from_millis(5));
        desk.room.raw.look(desk.room.deck.controls());
    }
    desk.listen(place::HEAR, 2);
    chain(&mut desk, RATE_HZ as usize);
    let heard = chain(&mut desk, RATE_HZ as usize);
    let Stage::Found(gain_db) = desk.room.raw.stage() else { panic!("it was found") };
    assert!(gain_db.abs() < 0.5, "the limiter only shaves peaks, and {gain_db:.2} dB are told");
    let raw = lufs(&Audio { rate_hz: RATE_HZ, channels: heard.to_vec() });
    assert!((raw - lufs(&mix)).abs() < 0.5, "{raw:.2} LUFS");
    assert_eq!(desk.room.deck.controls().raw_missing(), 0, "frame by frame");
    drop(engine);
    drop(telemetry);
}

#[test]
fn what_a_test_plays_in_secret_is_what_it_was_told_to_play() {
    let secret = Secret::default();
    for hear in [None, Some(Hear::Mix), Some(Hear::Raw), Some(Hear::Reference(0)), Some(Hear::Reference(15))] {
        secret.play(hear);
        assert_eq!(secret.heard(), hear);
    }
}
