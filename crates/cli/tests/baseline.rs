// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus check --baseline`: what changed since last time, for people, scripts and pull requests.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, Outcome, calm, scaled};
use dsp::Audio;
use serde_json::Value;

const RATE_HZ: u32 = 48_000;

/// A desk with a calm song, the song with what `change` does to it, and a report on the first.
fn desk(change: impl Fn(&mut Audio)) -> Desk {
    between(|_| {}, change)
}

/// The same, with a first song that is changed too.
fn between(before: impl Fn(&mut Audio), now: impl Fn(&mut Audio)) -> Desk {
    let desk = Desk::new();
    let mut song = calm(RATE_HZ, 2, 6.0);
    before(&mut song);
    desk.sound("v1.wav", &song);
    let mut song = calm(RATE_HZ, 2, 6.0);
    now(&mut song);
    desk.sound("v2.wav", &song);
    let Outcome { out, .. } = desk.run(&["check", "v1.wav", "--json"]);
    fs::write(desk.path("last.json"), out).unwrap();
    desk
}

/// Cuts all tops at a share of full scale.
fn clip(song: &mut Audio, at: f32) {
    song.channels.iter_mut().flatten().for_each(|sample| *sample = (*sample * 4.0).clamp(-at, at) / 4.0);
}

/// Drops a few single samples to nothing, so many holes.
fn holes(song: &mut Audio, count: usize) {
    for channel in &mut song.channels {
        (1..=count).for_each(|hole| channel[hole * 30_000..hole * 30_000 + 2_400].fill(0.0));
    }
}

fn kinds(changes: &Value) -> Vec<String> {
    let faults = changes["faults"].as_array().unwrap();
    faults.iter().map(|fault| format!("{} {}", fault["change"], fault["id"]).replace('"', "")).collect()
}

fn changes(desk: &Desk) -> Value {
    desk.json(&["check", "v2.wav", "--json", "--baseline", "last.json"])["changes"].take()
}

#[test]
fn a_copy_changes_nothing_and_the_shell_is_told_0() {
    let desk = desk(|_| {});
    let found = desk.run(&["check", "v2.wav", "--baseline", "last.json"]);
    assert_eq!((found.code, found.err.as_str()), (0, ""), "{}", found.out);
    assert!(found.out.contains("Nothing changed since v1.wav."), "{}", found.out);
    assert_eq!(kinds(&changes(&desk)).len(), 0);
}

#[test]
fn a_quieter_copy_changes_levels_only() {
    let desk = desk(|song| *song = scaled(song.clone(), -6.0));
    let changes = changes(&desk);
    assert_eq!((kinds(&changes).len(), &changes["regressed"]), (0, &false.into()));
    for figure in changes["figures"].as_array().unwrap() {
        assert!(["LUFS", "dBTP", "dBFS"].contains(&figure["unit"].as_str().unwrap()), "{figure}");
    }
    assert_eq!(changes["figures"][0]["id"], "integrated_lufs");
    assert!((changes["figures"][0]["by"].as_f64().unwrap() + 6.0).abs() < 0.05);
}

#[test]
fn a_new_fault_is_told_and_the_shell_is_told_1() {
    let desk = desk(|song| clip(song, 0.3));
    let found = desk.run(&["check", "v2.wav", "--baseline", "last.json"]);
    assert_eq!(found.code, 1, "{}", found.out);
    assert!(found.out.contains("Since v1.wav: ") && found.out.contains("  + ✗ "), "{}", found.out);
    assert!(kinds(&changes(&desk)).contains(&"new clipping".to_owned()), "{}", changes(&desk));
}

#[test]
fn a_fixed_fault_is_told_and_the_shell_is_told_0() {
    let desk = between(|song| clip(song, 0.3), |_| {});
    let found = desk.run(&["check", "v2.wav", "--baseline", "last.json"]);
    assert_eq!(found.code, 0, "{}", found.out);
    assert!(found.out.contains("  − ✓ ") && found.out.contains(" fixed"), "{}", found.out);
}

#[test]
fn an_old_fault_fails_only_if_it_is_worse_or_any_counts() {
    let broken = |song: &mut Audio, samples: usize| song.channels[0][..samples].fill(f32::NAN);
    let same = between(|song| broken(song, 4), |song| broken(song, 4));
    assert_eq!(same.run(&["check", "v2.wav", "--baseline", "last.json"]).code, 0);
    assert_eq!(same.run(&["check", "v2.wav", "--baseline", "last.json", "--fail-on", "any"]).code, 1);
    let worse = between(|song| broken(song, 4), |song| broken(song, 8));
    assert_eq!(kinds(&changes(&worse)), ["worse broken"]);
    assert_eq!(worse.run(&["check", "v2.wav", "--baseline", "last.json"]).code, 1);
    let better = between(|song| broken(song, 8), |song| broken(song, 4));
    assert_eq!(kinds(&changes(&better)), ["better broken"]);
    let found = better.run(&["check", "v2.wav", "--baseline", "last.json"]);
    assert_eq!(found.code, 0);
    assert!(found.out.contains("↓") && found.out.contains("8 samples → 4 samples"), "{}", found.out);
}

#[test]
fn the_document_fits_its_schema_and_is_a_baseline_again() {
    let desk = desk(|song| holes(song, 2));
    let Outcome { out, .. } = desk.run(&["check", "v2.wav", "--json", "--baseline", "last.json"]);
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/report-1.json")).unwrap();
    let document: Value = serde_json::from_str(&out).unwrap();
    let errors: Vec<_> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(document["readings"].as_array().is_some_and(|readings| readings.len() > 4));
    fs::write(desk.path("last.json"), out).unwrap();
    assert!(desk.run(&["check", "v2.wav", "--baseline", "last.json"]).out.contains("Nothing changed"));
}

#[test]
fn several_songs_find_their_own_report() {
    let desk = Desk::new();
    for name in ["Harbour v1.wav", "Salt Line v1.wav"] {
        desk.sound(name, &calm(RATE_HZ, 2, 2.0));
    }
    let Outcome { out, .. } = desk.run(&["check", "Harbour v1.wav", "Salt Line v1.wav", "--json"]);
    fs::write(desk.path("last.json"), out).unwrap();
    for (old, new) in [("Harbour v1.wav", "Harbour v2.wav"), ("Salt Line v1.wav", "other.wav")] {
        fs::copy(desk.path(old), desk.path(new)).unwrap();
    }
    let found = desk.run(&["check", "Harbour v2.wav", "Salt Line v1.wav", "other.wav", "--baseline", "last.json"]);
    assert_eq!(found.code, 2, "{}", found.out);
    common::assert_one_sentence(&found.err);
    assert!(found.err.contains("holds no song called other"), "{}", found.err);
    for file in ["since Harbour v1.wav", "since Salt Line v1.wav"] {
        assert!(found.out.contains(file), "{file}: {}", found.out);
    }
}

#[test]
fn a_bad_baseline_is_one_sentence_and_the_check_goes_on() {
    let desk = desk(|_| {});
    let report = fs::read_to_string(desk.path("last.json")).unwrap();
    let cases = [
        ("damaged", report[..report.len() / 2].to_owned()),
        ("an older Twobus", report.replace("twobus-report/1", "twobus-report/0")),
        ("a newer Twobus", report.replace("twobus-report/1", "twobus-report/7")),
        ("it is a twobus-stems/1", "{\"schema\": \"twobus-stems/1\"}".to_owned()),
        ("no report of Twobus", "[1, 2]".to_owned()),
        ("it is empty", String::new()),
        ("it holds no report", "[]".to_owned()),
    ];
    for (what, text) in cases {
        fs::write(desk.path("bad.json"), text).unwrap();
        let found = desk.run(&["check", "v2.wav", "--baseline", "bad.json"]);
        assert_eq!(found.code, 2, "{what}");
        common::assert_one_sentence(&found.err);
        assert!(found.err.contains(what) && found.err.contains("bad.json"), "{what}: {}", found.err);
        assert!(found.out.contains("Nothing is wrong.") && found.out.contains("Integrated"), "{}", found.out);
    }
    let missing = desk.run(&["check", "v2.wav", "--baseline", "none.json", "--json"]);
    assert!(missing.code == 2 && missing.err.contains("does not exist"), "{}", missing.err);
    assert!(serde_json::from_str::<Value>(&missing.out).unwrap()["changes"].is_null());
}

#[test]
fn a_pull_request_gets_a_comment_and_a_build_server_its_failures() {
    let desk = desk(|song| clip(song, 0.3));
    let asked = ["check", "v2.wav", "--baseline", "last.json", "--markdown", "pr.md", "--junit", "pr.xml"];
    assert_eq!(desk.run(&asked).code, 1);
    let comment = fs::read_to_string(desk.path("pr.md")).unwrap();
    assert!(comment.starts_with("### ✗ v2") && comment.contains("| + new | ✗ "), "{comment}");
    let junit = fs::read_to_string(desk.path("pr.xml")).unwrap();
    assert!(junit.contains("<failure type=\"clipping\"") && junit.contains("Since v1.wav"), "{junit}");
    let again = desk.run(&asked);
    assert!(again.code == 2 && again.err.contains("--force"), "{}", again.err);
    let to_stdout = desk.run(&["check", "v2.wav", "--markdown", "-"]);
    assert!(to_stdout.out.starts_with("### ✗ v2") && !to_stdout.out.contains('\u{1b}'), "{}", to_stdout.out);
    assert!(desk.refusal(&["check", "v2.wav", "--markdown", "v2.wav", "--force"]).contains(".md"));
    assert!(desk.refusal(&["check", "v2.wav", "--markdown", "-", "--json"]).contains("stdout"));
}

#[test]
#[cfg(target_os = "linux")]
fn the_document_is_the_same_on_one_core_and_on_many() {
    let desk = desk(|song| clip(song, 0.3));
    let asked = ["check", "v1.wav", "v2.wav", "v1.wav", "--json", "--baseline", "last.json"];
    let many = desk.run(&asked).out;
    let mut command = std::process::Command::new("taskset");
    command.args(["-c", "0", env!("CARGO_BIN_EXE_twobus")]).args(asked).current_dir(desk.path("."));
    // A machine without util-linux has the unit test of `parallel`.
    let Ok(one) = command.output() else { return };
    assert_eq!(String::from_utf8(one.stdout).unwrap(), many);
}
