// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus library` as a shell sees it.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::{fs, process::Stdio};

use common::{Desk, Outcome, calm, scaled};
use dsp::{Audio, signals};
use serde_json::Value;

const RATE_HZ: u32 = 48_000;
const LIBRARY: &str = "--library=shelf/my.sqlite";

/// Noise without highs: a dark song beside the calm one.
fn dark(seconds: f64) -> Audio {
    let mut audio = calm(RATE_HZ, 2, seconds);
    for channel in &mut audio.channels {
        let mut last = 0.0;
        for sample in channel.iter_mut() {
            last += 0.05 * (*sample - last);
            *sample = last * 3.0;
        }
    }
    audio
}

/// A desk with three records in a folder: calm, dark, and calm again under another name.
fn desk() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("records")).unwrap();
    desk.sound("records/calm.wav", &scaled(calm(RATE_HZ, 2, 5.0), -3.0));
    desk.sound("records/dark.wav", &dark(5.0));
    fs::copy(desk.path("records/calm.wav"), desk.path("records/again.wav")).unwrap();
    desk.bytes("records/cover.png", b"no sound");
    desk
}

fn names(document: &Value, key: &str) -> Vec<String> {
    let records = document[key].as_array().unwrap();
    records.iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn records_are_added_listed_found_and_removed() {
    let desk = desk();
    let Outcome { code, out, err } = desk.run(&["library", "add", "records", LIBRARY]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("2 records added; the library knows 2 records.") && out.contains("under another name"));
    let out = desk.run(&["library", "add", LIBRARY]).out;
    assert!(out.contains("0 records added") && out.contains("3 known already"), "{out}");

    desk.sound("mix.wav", &scaled(calm(RATE_HZ, 2, 5.0), -15.0));
    let found = desk.json(&["library", "nearest", "mix.wav", "--json", LIBRARY]);
    assert_eq!(names(&found, "nearest"), ["again", "dark"]);
    assert!(found["nearest"][0]["distance"].as_f64().unwrap() < 0.05, "{found}");
    assert_eq!(found["nearest"][0]["why"][0]["alike"], true);
    let text = desk.run(&["library", "nearest", "mix.wav", "-n", "1", LIBRARY]).out;
    assert!(text.contains("tone within 0.0 dB") && !text.contains("dark"), "{text}");

    let Outcome { code, out, .. } = desk.run(&["library", "remove", "records/dark.wav", LIBRARY]);
    assert!(code == 0 && out.contains("1 file forgotten; the library knows 1 record."), "{out}");
    let listed = desk.json(&["library", "list", "--json", LIBRARY]);
    assert_eq!(names(&listed, "records"), ["again"]);
    assert_eq!(listed["records"][0]["places"].as_array().unwrap().len(), 2);
    desk.refusal(&["library", "remove", "records/dark.wav", LIBRARY]);
}

#[test]
fn a_broken_file_has_one_line_and_the_others_are_added() {
    let desk = desk();
    desk.bytes("records/bad.wav", b"RIFF____WAVE and nothing that follows");
    let Outcome { code, out, err } = desk.run(&["library", "add", "records", LIBRARY]);
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("bad.wav") && out.contains("2 records added") && out.contains("1 could not be heard"));
}

#[test]
fn what_is_not_there_yet_is_said_with_what_to_do() {
    let desk = desk();
    assert!(desk.refusal(&["library", "add", LIBRARY]).contains("name one with"));
    assert!(desk.refusal(&["library", "nearest", "records/calm.wav", LIBRARY]).contains("the library is empty"));
    assert!(desk.refusal(&["library", "list", "--library", "records/calm.wav"]).contains(".sqlite"));
    assert!(desk.run(&["library", "list", LIBRARY]).out.contains("The library is empty"));
}

#[test]
fn a_record_that_moved_is_found_and_one_that_is_gone_is_told() {
    let desk = desk();
    desk.run(&["library", "add", "records", LIBRARY]);
    fs::create_dir(desk.path("records/album")).unwrap();
    fs::remove_file(desk.path("records/again.wav")).unwrap();
    fs::rename(desk.path("records/calm.wav"), desk.path("records/album/1.wav")).unwrap();
    fs::remove_file(desk.path("records/dark.wav")).unwrap();
    desk.sound("mix.wav", &calm(RATE_HZ, 2, 4.0));
    let Outcome { code, out, err } = desk.run(&["library", "nearest", "mix.wav", LIBRARY]);
    assert_eq!(code, 0);
    assert!(err.contains("has moved and was found as") && err.contains("dark.wav is gone"), "{err}");
    assert!(out.contains("album/1.wav"), "{out}");
}

#[test]
fn a_damaged_library_is_kept_aside_and_said() {
    let desk = desk();
    fs::create_dir(desk.path("shelf")).unwrap();
    desk.bytes("shelf/my.sqlite", &[0x55; 9000]);
    let Outcome { code, err, .. } = desk.run(&["library", "add", "records", LIBRARY]);
    assert!(code == 0 && err.contains("is kept as shelf/my.sqlite.corrupt-1"), "{err}");
    assert_eq!(desk.names("shelf"), ["my.sqlite", "my.sqlite.corrupt-1"]);
}

#[test]
fn killed_in_the_middle_it_goes_on_from_there() {
    const SONGS: usize = 12;
    let desk = Desk::new();
    fs::create_dir(desk.path("records")).unwrap();
    for n in 0..SONGS {
        let channels = vec![signals::pink_noise(n as u64 + 1, 0.5, 3 * RATE_HZ as usize)];
        let path = desk.path(&format!("records/{n}.wav"));
        files::write_all(
            &path,
            &Audio { rate_hz: RATE_HZ, channels },
            files::Depth::Int16,
            files::Overwrite::Refused,
        )
        .unwrap();
    }
    let add = ["library", "add", "records", LIBRARY];
    let mut child = desk.command(&add).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let kept = |desk: &Desk| {
        let list = desk.json(&["library", "list", "--json", LIBRARY]);
        names(&list, "records").len()
    };
    while kept(&desk) < 3 && child.try_wait().unwrap().is_none() {}
    child.kill().unwrap();
    child.wait().unwrap();
    let before = kept(&desk);
    assert!(before >= 3, "{before}");
    let out = desk.run(&add).out;
    assert!(out.contains(&format!("{} records added", SONGS - before)) || before + 1 >= SONGS, "{before}: {out}");
    assert_eq!(kept(&desk), SONGS);
}
