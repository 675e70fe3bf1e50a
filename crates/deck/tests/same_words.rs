// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The plugin and the command line say the same words and the same numbers about the same sound.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::{path::Path, sync::Arc};

use deck::{
    Moment,
    ear::wire,
    shelf::named_by,
    study::{Asked, Known, Student, Studied},
    take::{Heard, Takes},
};
use dsp::{Audio, math, signals};
use files::{
    Depth, Overwrite,
    compare::{Part, limited, mix_side, record_side},
    hear, write_all,
};
use measure::compare::{Comparison, Passage, Question, compare, is_less_finished};

const RATE_HZ: u32 = 44_100;
const SECOND: usize = RATE_HZ as usize;

/// Hits over a bed, quiet and then loud, twelve seconds each; `full_db` is what the second octave has more.
fn song(seed: u64, full_db: f64) -> Audio {
    let frames = 36 * SECOND;
    let bed = [1, 2].map(|side| signals::pink_noise(seed * 2 + side, 0.05, frames));
    let hits = signals::white_noise(seed + 90, 0.5, frames);
    let bump = math::sample_from(math::exp10(full_db / 20.0));
    let channel = |side: usize| {
        let sample = |n: usize| {
            let loud = if (n / (12 * SECOND)) == 1 { 1.0 } else { 0.4 };
            let since_s = (n % (SECOND / 2)) as f64 / f64::from(RATE_HZ);
            let hit = hits[n] * math::sample_from(math::exp(-30.0 * since_s));
            let time_s = n as f64 / f64::from(RATE_HZ);
            let note = math::sample_from(0.04 * math::sin(math::TAU * 250.0 * time_s));
            loud * (bed[side][n] + hit + bump * note)
        };
        (0..frames).map(sample).collect()
    };
    Audio { rate_hz: RATE_HZ, channels: (0..2).map(channel).collect() }
}

/// As `twobus compare MIX REF…` asks.
fn as_the_command_line(mix: &Path, records: &[&Path]) -> Comparison {
    let part = Part::Found(Passage::Loudest);
    let mix_side = mix_side(&hear(mix, &|_| {}).unwrap(), part);
    let heard = records.iter().map(|path| hear(path, &|_| {}).unwrap().record);
    let sides: Vec<_> = heard.map(|record| record_side(&record, &mix_side, part)).collect();
    let limited = is_less_finished(&mix_side, &sides).then(|| limited(mix, &mix_side, &sides).unwrap()).flatten();
    compare(&Question { mix: mix_side, records: sides, limited, ..Question::default() })
}

/// What the ear hears when a host plays a song in blocks of this size from a place on.
fn played(song: &Audio, block: usize, song_frame: i64) -> Heard {
    let (mut mic, mut wire) = wire(RATE_HZ, 2);
    let mut takes = Takes::new(RATE_HZ, 2, None);
    for start in (0..song.frames()).step_by(block) {
        let end = song.frames().min(start + block);
        let sides: Vec<&[f32]> = song.channels.iter().map(|channel| &channel[start..end]).collect();
        let at = Moment { song_frame: Some(song_frame + i64::try_from(start).unwrap()), playing: true };
        mic.offer(&sides, end - start, at);
        while let Some((stretch, channels)) = wire.pick_up() {
            takes.push(stretch, &channels);
        }
    }
    takes.heard().unwrap()
}

fn known(records: &[&Path]) -> Vec<Known> {
    let known = |(slot, path): (usize, &&Path)| Known {
        slot,
        name: named_by(path),
        record: Arc::new(hear(path, &|_| {}).unwrap().record),
        own_loop: None,
        weight: 1.0,
    };
    records.iter().enumerate().map(known).collect()
}

fn assert_the_same(live: &Studied, told: &Comparison) {
    let live = &live.comparison;
    assert_eq!(live.verdict, told.verdict);
    assert_eq!(live.advice, told.advice);
    assert_eq!((live.state, live.dynamics, live.mix_gain_db), (told.state, told.dynamics, told.mix_gain_db));
    assert_eq!((&live.bands, &live.zones), (&told.bands, &told.zones));
    assert_eq!(
        (live.range_lu, live.psr_lu, live.low_correlation),
        (told.range_lu, told.psr_lu, told.low_correlation)
    );
    let listed = |comparison: &Comparison| {
        let records = comparison.records.iter();
        records.map(|record| (record.side.name.clone(), record.gain_db, record.flaws.clone())).collect::<Vec<_>>()
    };
    assert_eq!(listed(live), listed(told));
}

#[test]
fn a_host_that_plays_a_song_hears_what_the_command_line_says_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, audio: &Audio| {
        write_all(&path(name), audio, Depth::Float32, Overwrite::Refused).unwrap();
    };
    let mix = song(1, 12.0);
    let masters = [2, 3].map(|seed| rack::as_loud(&song(seed, 0.0), -8.0).unwrap());
    write("mix.wav", &mix);
    write("first.wav", &masters[0]);
    write("second.wav", &masters[1]);
    let [first, second] = ["first.wav", "second.wav"].map(path);
    let records = [first.as_path(), second.as_path()];
    let told = as_the_command_line(&path("mix.wav"), &records);
    assert!(!told.advice.is_empty(), "there is something to say: {:?}", told.verdict);
    assert_eq!(told.dynamics, measure::compare::Dynamics::ThroughLimiter, "{}", told.state.words());
    for block in [64, 1000] {
        let live = Student::default().study(&played(&mix, block, 0), &known(&records), Asked::default(), true);
        assert_the_same(&live, &told);
        assert!(live.rests_on().starts_with("36 s heard, mix unmastered"), "{}", live.rests_on());
        assert!(live.rests_on().ends_with("compared through a limited copy"), "{}", live.rests_on());
    }
}

#[test]
fn what_is_heard_from_the_second_minute_on_is_placed_there() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.wav");
    write_all(&record, &song(2, 0.0), Depth::Float32, Overwrite::Refused).unwrap();
    let known = known(&[&record]);
    let from = |song_frame| {
        Student::default().study(&played(&song(1, 12.0), 4096, song_frame), &known, Asked::default(), true)
    };
    let [here, later] = [0, 60 * i64::from(RATE_HZ)].map(from);
    let places = |studied: &Studied| studied.comparison.advice[0].fault.spans[0].from_s;
    assert_eq!(places(&later), places(&here) + 60.0);
    let amounts = |studied: &Studied| {
        let advice = studied.comparison.advice.iter();
        advice.map(|advice| advice.fault.amount.clone()).collect::<Vec<_>>()
    };
    assert_eq!(amounts(&later), amounts(&here));
}

#[test]
fn a_passage_that_moves_a_little_is_pressed_again_only_when_the_mix_rests() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.wav");
    let master = rack::as_loud(&song(2, 0.0), -8.0).unwrap();
    write_all(&record, &master, Depth::Float32, Overwrite::Refused).unwrap();
    let known = known(&[&record]);
    let mix = song(1, 0.0);
    let mut student = Student::default();
    let mut until = |seconds: f64, rests| {
        let frames = math::index_from(seconds * f64::from(RATE_HZ));
        let part = mix.channels.iter().map(|channel| channel[..frames].to_vec()).collect();
        let heard = played(&Audio { rate_hz: RATE_HZ, channels: part }, 4096, 0);
        student.study(&heard, &known, Asked::default(), rests);
        student.times_pressed()
    };
    assert_eq!([until(20.0, false), until(20.5, false), until(20.5, true), until(24.0, false)], [1, 1, 2, 3]);
}
