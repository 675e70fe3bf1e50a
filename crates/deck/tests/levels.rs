// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Mix and record are equally loud by what one hears of both.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use deck::{
    ear::Stretch,
    levels::{Levels, Placed},
    reel::Reel,
    study::{Known, cells},
    take::{Heard, Takes},
};
use dsp::{Audio, math, signals};
use measure::{
    Layout, Meter, Span,
    compare::{LevelBy, Levelling},
    profile::Section,
};

const RATE_HZ: u32 = 48_000;
const SECOND: usize = RATE_HZ as usize;

/// Noise that swells and fades every four seconds, with hits.
fn song(seed: u64, seconds: usize) -> Vec<Vec<f32>> {
    let hits = signals::white_noise(seed + 9, 0.6, seconds * SECOND);
    let side = |side: u64| {
        let mut bed = signals::pink_noise(seed * 2 + side, 0.2, seconds * SECOND);
        for (n, sample) in bed.iter_mut().enumerate() {
            let swell = 0.6 + 0.4 * math::sin(math::TAU * n as f64 / (4 * SECOND) as f64);
            let since_s = (n % (SECOND / 2)) as f64 / SECOND as f64;
            *sample = math::sample_from(swell) * *sample + hits[n] * math::sample_from(math::exp(-40.0 * since_s));
        }
        bed
    };
    vec![side(0), side(1)]
}

fn turned(song: &[Vec<f32>], db: f64) -> Vec<Vec<f32>> {
    let gain = math::sample_from(math::exp10(db / 20.0));
    song.iter().map(|channel| channel.iter().map(|sample| gain * sample).collect()).collect()
}

fn heard(song: &[Vec<f32>]) -> Heard {
    let mut takes = Takes::new(RATE_HZ, 2, None);
    for start in (0..song[0].len()).step_by(512) {
        let end = song[0].len().min(start + 512);
        let block: Vec<Vec<f32>> = song.iter().map(|channel| channel[start..end].to_vec()).collect();
        takes.push(Stretch { frames: end - start, song_frame: i64::try_from(start).ok() }, &block);
    }
    takes.heard().unwrap()
}

/// A record with a loop of the user's own.
fn placed(song: &[Vec<f32>], span: Span) -> Placed {
    let audio = Audio { rate_hz: RATE_HZ, channels: song.to_vec() };
    let record = Arc::new(files::hear_audio(&audio, "record").record);
    let (mut recorder, reel) = Reel::new_in(&std::env::temp_dir(), RATE_HZ).unwrap();
    recorder.push(&song.iter().map(Vec::as_slice).collect::<Vec<_>>(), Layout::Stereo).unwrap();
    recorder.finish();
    let portrait = cells(&reel, 2).unwrap().portrait(span);
    let own_loop = Some(Section { span, letter: ' ', portrait });
    let known = Known { slot: 2, name: "record".into(), record, own_loop, weight: 1.0 };
    Placed { slot: 2, side: known.side(known.heard_passage()) }
}

fn gain_db(mix: &Heard, record: &Placed, by: LevelBy) -> f64 {
    let levelling = Levelling { by, ..Levelling::default() };
    Levels::default().update(mix.last(), std::slice::from_ref(record), levelling).records_db[2].unwrap()
}

#[test]
fn a_plain_gain_is_taken_back_to_a_hundredth_of_a_db_however_loudness_is_heard() {
    let mix = song(1, 20);
    let last = Span { from_s: 8.0, to_s: 20.0 };
    let heard = heard(&mix);
    for db in [-9.3, 4.7] {
        let record = placed(&turned(&mix, db), last);
        for by in [LevelBy::Passage, LevelBy::Integrated, LevelBy::MidBand] {
            let found = gain_db(&heard, &record, by);
            assert!((found + db).abs() < 0.01, "{by:?}: {found} dB for {db} dB");
        }
    }
}

#[test]
fn two_songs_are_equally_loud_to_a_tenth_of_a_lu_after_it() {
    let (mix, other) = (song(1, 16), turned(&song(7, 30), 5.0));
    let span = Span { from_s: 10.0, to_s: 25.0 };
    let found = gain_db(&heard(&mix), &placed(&other, span), LevelBy::Passage);
    let lufs = |song: &[Vec<f32>], [from, to]: [usize; 2]| {
        let mut meter = Meter::loudness_only(RATE_HZ, Layout::Stereo);
        meter.push(&song.iter().map(|channel| &channel[from * SECOND..to * SECOND]).collect::<Vec<_>>());
        meter.finish().integrated_lufs.unwrap()
    };
    let difference = lufs(&turned(&other, found), [10, 25]) - lufs(&mix, [4, 16]);
    assert!(difference.abs() < 0.1, "{difference} LU");
}
