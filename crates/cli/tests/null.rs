// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus null`: versions are told from strangers, and what moved is taken back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Desk, calm, scaled};
use dsp::{Audio, signals};
use files::resample;

const RATE_HZ: u32 = 48_000;

/// The same sound so many frames later.
fn later(mut audio: Audio, frames: usize) -> Audio {
    for channel in &mut audio.channels {
        channel.splice(0..0, vec![0.0; frames]);
    }
    audio
}

#[test]
fn a_louder_later_copy_that_is_upside_down_is_the_same() {
    let desk = Desk::new();
    let a = desk.sound("a.wav", &calm(RATE_HZ, 2, 8.0));
    let mut copy = later(scaled(calm(RATE_HZ, 2, 8.0), 0.31), 1203);
    copy.channels.iter_mut().flatten().for_each(|sample| *sample = -*sample);
    let b = desk.sound("b.wav", &copy);
    let said = desk.run(&["null", a, b]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(said.out.contains("B is 1203 samples later, upside down, 0.31 dB louder"), "{}", said.out);
    let document = desk.json(&["null", a, b, "--json"]);
    assert_eq!((&document["same"], &document["schema"]), (&true.into(), &"twobus-null/1".into()));
    assert!(document["residual"]["level_db"].as_f64().unwrap() < -90.0, "{document}");
}

#[test]
fn a_tone_in_one_of_them_is_a_difference_at_its_place() {
    let desk = Desk::new();
    let a = desk.sound("a.wav", &calm(RATE_HZ, 2, 10.0));
    let mut other = calm(RATE_HZ, 2, 10.0);
    for (n, tone) in signals::sine(RATE_HZ, 3_150.0, 0.02, 0.0, 96_000).into_iter().enumerate() {
        other.channels[0][n + 144_000] += tone;
    }
    let b = desk.sound("b.wav", &other);
    let said = desk.run(&["null", a, b]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.replace('\n', " ").contains("most at 3.15 kHz from 0:03 to 0:05"), "{}", said.out);
    assert_eq!(desk.run(&["null", a, b, "--within", "-10"]).code, 0);
}

#[test]
fn another_rate_is_converted_and_said() {
    let desk = Desk::new();
    let a = desk.sound("a.wav", &calm(44_100, 2, 6.0));
    let b = desk.sound("b.wav", &resample::resample(&calm(44_100, 2, 6.0), 48_000).unwrap());
    let said = desk.run(&["null", a, b]);
    assert!(said.out.contains("A was converted from 44100 to 48000 Hz."), "{}", said.out);
    assert_eq!(said.code, 0, "{}", said.out);
}

#[test]
fn half_a_song_is_not_the_song() {
    let desk = Desk::new();
    let a = desk.sound("a.wav", &calm(RATE_HZ, 2, 10.0));
    let mut half = calm(RATE_HZ, 2, 10.0);
    half.channels.iter_mut().for_each(|channel| channel.truncate(240_000));
    let b = desk.sound("b.wav", &half);
    let said = desk.run(&["null", a, b]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("A sounds for 5.0 s where B has nothing."), "{}", said.out);
}

#[test]
fn strangers_differ_and_what_cannot_be_read_is_refused() {
    let desk = Desk::new();
    let a = desk.sound("a.wav", &calm(RATE_HZ, 2, 6.0));
    let stranger = Audio { rate_hz: RATE_HZ, channels: vec![signals::pink_noise(99, 0.8, 288_000)] };
    let b = desk.sound("b.wav", &stranger);
    let said = desk.run(&["null", a, b]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("not versions of one song"), "{}", said.out);
    assert!(desk.refusal(&["null", a, "none.wav"]).contains("does not exist"));
    assert!(desk.refusal(&["null", a, b, "--within", "6"]).contains("−140 to 0 dB"));
}
