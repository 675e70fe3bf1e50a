// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The command of an effect does what the effect does, bit for bit.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Desk, calm};
use files::decode_all;
use rack::{Preset, Step};

fn step(id: &str) -> Step {
    Step::new(rack::entry(id).unwrap())
}

#[test]
fn what_is_written_is_what_the_rack_renders() {
    let desk = Desk::new();
    let audio = calm(48_000, 2, 2.0);
    desk.sound("in.wav", &audio);
    let settings = [
        (vec!["gain", "--gain", "-3.5"], step("gain").with("gain", -3.5)),
        (
            vec!["limiter", "--gain", "9", "--ceiling", "-2"],
            step("limiter").with("gain", 9.0).with("ceiling", -2.0),
        ),
    ];
    for (words, step) in settings {
        let left = desk.run(&[&words[..], &["in.wav", "-o", "out.wav", "--force"]].concat());
        assert_eq!((left.code, left.err.as_str()), (0, ""));
        let (written, _) = decode_all(&desk.path("out.wav")).unwrap();
        assert_eq!(written, rack::render(&Preset { steps: vec![step] }, &audio).audio, "{words:?}");
    }
}

#[test]
fn a_neutral_effect_changes_nothing_and_shifts_nothing() {
    let desk = Desk::new();
    let mut audio = calm(48_000, 2, 1.0);
    audio.channels.iter_mut().flatten().for_each(|sample| *sample *= 0.1);
    desk.sound("in.wav", &audio);
    for entry in rack::ALL {
        desk.run(&[entry.info.id, "in.wav", "-o", "out.wav", "--force"]);
        assert_eq!(decode_all(&desk.path("out.wav")).unwrap().0, audio, "{}", entry.info.id);
    }
}

#[test]
fn a_value_out_of_range_is_refused() {
    let desk = Desk::new();
    desk.sound("in.wav", &calm(48_000, 2, 0.5));
    for value in ["5", "loud", "NaN", "-99", ""] {
        let sentence = desk.refusal(&["limiter", "in.wav", "-o", "out.wav", "--ceiling", value]);
        assert!(sentence.contains("--ceiling takes"), "{sentence}");
    }
    assert_eq!(desk.names("."), ["in.wav"]);
}

#[test]
fn an_output_that_cannot_be_is_refused() {
    let desk = Desk::new();
    desk.sound("in.wav", &calm(48_000, 2, 0.5));
    for output in ["out.mp3", "missing/out.wav", "in.wav", "/dev/full"] {
        desk.refusal(&["gain", "in.wav", "-o", output]);
    }
    desk.refusal(&["gain", "in.wav", "-o", "out.flac", "--bits", "32"]);
    assert_eq!(desk.names("."), ["in.wav"]);
}
