// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus check` as a musician, a script and a saboteur meet it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::{fs, process::Stdio};

use common::{Desk, calm, has_fault, scaled};
use dsp::Audio;
use serde_json::Value;

const RATE_HZ: u32 = 48_000;

/// A destination of our own, so that the test does not move with the services.
const CALM_TARGET: &str = r#"
id = "here"
name = "Here"
summary = "A destination for tests."
integrated_lufs = [-40.0, -5.0]
aim_lufs = -20.0
ceiling_dbtp = -1.0
plr_floor_lu = 3.0
psr_floor_lu = 3.0
normalisation = { kind = "none" }
as_of = "2026-01-01"
source = "none"
confidence = "sure"
notes = []
"#;

#[test]
fn a_fine_song_is_ready_and_the_shell_is_told_0() {
    let desk = Desk::new();
    desk.bytes("here.toml", CALM_TARGET.as_bytes());
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 8.0));
    let found = desk.run(&["check", song, "--for", "here.toml"]);
    assert_eq!((found.code, found.err.as_str()), (0, ""), "{}", found.out);
    assert!(found.out.contains("Ready for Here."), "{}", found.out);
}

#[test]
fn a_song_over_the_ceiling_is_not_and_the_shell_is_told_1() {
    let desk = Desk::new();
    desk.bytes("here.toml", CALM_TARGET.as_bytes());
    let song = desk.sound("song.wav", &scaled(calm(RATE_HZ, 2, 8.0), 24.0));
    let found = desk.run(&["check", song, "--for", "here.toml"]);
    assert_eq!(found.code, 1, "{}", found.out);
    assert!(found.out.contains("Not yet"), "{}", found.out);
}

#[test]
fn the_json_fits_its_schema_and_holds_every_number() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 8.0));
    let report = desk.json(&["check", song, "--json", "--for", "spotify"]);
    assert_fits_the_schema(&report);
    assert_eq!(report["schema"], "twobus-report/1");
    assert_eq!(report["input"]["path"], "song.wav");
    assert_eq!((&report["input"]["rate_hz"], &report["input"]["channels"]), (&48_000.into(), &2.into()));
    assert_eq!(report["input"]["seconds"], 8.0);
    assert_eq!(report["input"]["blake3"].as_str().unwrap().len(), 64);
    for id in [
        "integrated_lufs",
        "range_lu",
        "momentary_max_lufs",
        "short_term_max_lufs",
        "true_peak_dbtp",
        "true_peak_strict_dbtp",
        "sample_peak_dbfs",
        "plr_lu",
        "psr_min_lu",
    ] {
        assert!(report["measured"][id].is_number(), "{id}: {}", report["measured"][id]);
    }
}

#[test]
fn what_cannot_be_measured_is_null() {
    let desk = Desk::new();
    for (name, audio) in
        [("silent.wav", Audio::silence(RATE_HZ, 2, 48_000)), ("short.wav", Audio::silence(RATE_HZ, 1, 1))]
    {
        let report = desk.json(&["check", desk.sound(name, &audio), "--json"]);
        assert_fits_the_schema(&report);
        assert!(report["measured"]["integrated_lufs"].is_null() && report["measured"]["plr_lu"].is_null());
    }
}

#[test]
fn every_fault_says_where_and_what_to_do() {
    let desk = Desk::new();
    let mut broken = calm(RATE_HZ, 2, 4.0);
    broken.channels[0][48_000] = f32::NAN;
    broken.channels[1][96_000] = f32::INFINITY;
    broken.channels[0][120_000] = 1e33;
    let song = desk.sound("broken.wav", &broken);
    let report = desk.json(&["check", song, "--json"]);
    assert_fits_the_schema(&report);
    assert_eq!(report["measured"]["broken_samples"], 3);
    let fault = report["faults"].as_array().unwrap().iter().find(|fault| fault["id"] == "broken").unwrap();
    assert_eq!(fault["severity"], "fault");
    assert!((fault["from_s"].as_f64().unwrap() - 1.0).abs() < 0.1, "{fault}");
    for word in ["message", "action"] {
        assert!(fault[word].as_str().unwrap().ends_with('.'), "{fault}");
    }
    assert_eq!(desk.run(&["check", song]).code, 1);
}

#[test]
fn a_cut_off_file_is_measured_and_called_damaged() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 4.0));
    let bytes = fs::read(desk.path(song)).unwrap();
    let cut = desk.bytes("cut.wav", &bytes[..bytes.len() / 2]);
    let report = desk.json(&["check", cut, "--json"]);
    assert!(has_fault(&report, "truncated"), "{report}");
    assert!(report["measured"]["integrated_lufs"].is_number());
    let words = desk.run(&["check", cut]);
    assert_eq!(words.code, 1);
    assert!(!words.out.contains("()"), "{}", words.out);
}

#[test]
fn several_songs_keep_their_order_and_a_bad_one_stops_nobody() {
    let desk = Desk::new();
    desk.sound("long.wav", &calm(RATE_HZ, 2, 12.0));
    desk.sound("short.wav", &calm(RATE_HZ, 2, 1.0));
    let found = desk.run(&["check", "long.wav", "missing.wav", "short.wav", "--json"]);
    assert_eq!(found.code, 2);
    common::assert_one_sentence(&found.err);
    assert!(found.err.contains("missing.wav"), "{}", found.err);
    let reports: Vec<Value> = serde_json::from_str(&found.out).unwrap();
    let titles: Vec<_> = reports.iter().map(|report| report["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["long", "short"]);
}

#[test]
fn pages_are_written_and_never_over_old_ones() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 2.0));
    let ask = ["check", song, "--html", "a.html", "--junit", "a.xml"];
    assert!(desk.run(&ask).err.is_empty());
    assert!(fs::read_to_string(desk.path("a.html")).unwrap().starts_with("<!DOCTYPE html>"));
    assert!(fs::read_to_string(desk.path("a.xml")).unwrap().contains("<testsuite"));
    fs::write(desk.path("a.html"), "old").unwrap();
    let again = desk.run(&ask);
    assert_eq!((again.code, fs::read_to_string(desk.path("a.html")).unwrap().as_str()), (2, "old"));
    common::assert_one_sentence(&again.err);
    assert!(again.err.contains("--force"), "{}", again.err);
    desk.run(&[&ask[..], &["--force"]].concat());
    assert_ne!(fs::read_to_string(desk.path("a.html")).unwrap(), "old");
    assert_eq!(desk.names("."), ["a.html", "a.xml", "song.wav"]);
}

#[test]
fn two_songs_of_one_name_do_not_share_a_page() {
    let desk = Desk::new();
    fs::create_dir(desk.path("other")).unwrap();
    desk.sound("song.wav", &calm(RATE_HZ, 2, 1.0));
    desk.sound("other/song.wav", &calm(RATE_HZ, 2, 1.0));
    let found = desk.run(&["check", "song.wav", "other/song.wav", "--html", "--force"]);
    assert_eq!(found.code, 2);
    assert!(found.err.contains("two songs would both write song.html"), "{}", found.err);
}

#[test]
fn a_song_is_never_taken_for_a_page() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 1.0));
    let before = fs::read(desk.path(song)).unwrap();
    let sentence = desk.refusal(&["check", song, "--force", "--html", song]);
    assert!(sentence.contains(".html"), "{sentence}");
    assert_eq!(fs::read(desk.path(song)).unwrap(), before);
    desk.run(&["check", song, "--html"]);
    assert_eq!(desk.names("."), ["song.html", "song.wav"]);
}

#[test]
fn a_misspelt_destination_is_guessed() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 1.0));
    let sentence = desk.refusal(&["check", song, "--for", "spotfy"]);
    assert!(sentence.contains("did you mean") && sentence.contains("spotify"), "{sentence}");
}

#[test]
fn bad_inputs_get_one_sentence() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).unwrap();
    desk.bytes("empty.wav", b"");
    desk.bytes("letter.wav", &b"This is a letter and not a song.\n".repeat(500));
    desk.sound("none.wav", &calm(RATE_HZ, 2, 0.1));
    let mut bytes = fs::read(desk.path("none.wav")).unwrap();
    let format = bytes.windows(4).position(|name| name == b"fmt ").unwrap();
    bytes[format + 10..format + 12].fill(0);
    fs::write(desk.path("none.wav"), bytes).unwrap();
    for name in ["missing.wav", "empty.wav", "letter.wav", "folder", "none.wav"] {
        let sentence = desk.refusal(&["check", name]);
        assert!(sentence.contains(name) && sentence.contains(';'), "{sentence}");
    }
}

#[test]
fn the_ending_of_a_name_may_be_wrong() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 1.0));
    fs::rename(desk.path(song), desk.path("song.mp3")).unwrap();
    assert!(desk.run(&["check", "song.mp3"]).err.is_empty());
}

#[test]
fn there_is_no_colour_where_there_is_no_terminal() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 1.0));
    assert!(!desk.run(&["check", song]).out.contains('\u{1b}'));
    let asked_not_to = desk.command(&["check", song]).env("NO_COLOR", "1").output().unwrap();
    assert!(!common::outcome(asked_not_to).out.contains('\u{1b}'));
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_no_success() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 1.0));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let told = common::outcome(desk.command(&["check", song, "--json"]).stdout(full).output().unwrap());
    assert_eq!(told.code, 2);
    common::assert_one_sentence(&told.err);
}

#[test]
#[cfg(unix)]
fn a_reader_who_has_seen_enough_ends_it_quietly() {
    let desk = Desk::new();
    let song = desk.sound("song.wav", &calm(RATE_HZ, 2, 1.0));
    let mut child =
        desk.command(&["check", song, "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let left = common::outcome(child.wait_with_output().unwrap());
    assert_eq!((left.code, left.err.as_str()), (0, ""));
}

fn assert_fits_the_schema(report: &Value) {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/report-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}
