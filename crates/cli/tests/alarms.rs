// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How far the checks can be trusted: `twobus selftest --faults`, and the manual's page about it.
//!
//! `MANUAL=accept cargo test --release -p cli --test alarms -- --ignored` writes the page's half about songs that
//! are made up, and its picture, anew.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::{fs, path::PathBuf};

use common::{Desk, calm};

const FROM: &str = "<!-- from here: written by the test of crates/cli/tests/alarms.rs -->\n";
const TO: &str = "<!-- to here -->\n";

fn manual(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/manual").join(name)
}

/// The page with this text between its marks.
fn page_with(text: &str) -> String {
    let page = fs::read_to_string(manual("alarm-evidence.md")).unwrap();
    let (before, rest) = page.split_once(FROM).unwrap();
    let (_, after) = rest.split_once(TO).unwrap();
    format!("{before}{FROM}{text}{TO}{after}")
}

fn is_in_the_manual(name: &str, text: &str) {
    if std::env::var_os("MANUAL").is_some_and(|value| value == "accept") {
        fs::write(manual(name), text).unwrap();
    }
    let known = fs::read_to_string(manual(name)).unwrap_or_default();
    assert!(known == text, "{name} shows what no longer is: MANUAL=accept writes it anew");
}

#[test]
#[ignore = "minutes: every fault at every size into eight songs, as the manual shows it"]
fn faults_are_found_at_twice_their_limit_and_clean_songs_are_left_alone() {
    let desk = Desk::new();
    let heard = desk.run(&["selftest", "--faults", "--draw", "curve.svg"]);
    assert_eq!(heard.code, 0, "{}{}", heard.out, heard.err);
    is_in_the_manual("alarm-evidence.md", &page_with(&format!("```text\n{}```\n", heard.out)));
    is_in_the_manual("img/alarm-curve.svg", &fs::read_to_string(desk.path("curve.svg")).unwrap());
}

#[test]
fn songs_of_ones_own_are_halved_and_counted() {
    let desk = Desk::new();
    desk.sound("a.wav", &calm(44_100, 2, 16.0));
    desk.sound("b.wav", &calm(48_000, 2, 16.0));
    fs::write(desk.path("judged.txt"), "a: overs\n").unwrap();
    let sheet = desk.json(&["selftest", "--faults", "--json", "--judged", "judged.txt", "b.wav", "a.wav"]);
    assert_eq!(sheet["schema"], "twobus-faults/1");
    let halves = sheet["halves"].as_array().unwrap();
    let names: Vec<_> = halves.iter().map(|half| half["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["tuning", "reporting"]);
    for half in halves {
        assert_eq!(half["songs"], 1);
        let broken = half["checks"].as_array().unwrap().iter().find(|check| check["id"] == "broken").unwrap();
        assert_eq!(
            (&broken["sown"][4], &broken["found"][4], &broken["found"][0]),
            (&2.into(), &2.into(), &0.into())
        );
    }
}

#[test]
fn a_song_that_is_not_there_and_a_list_that_makes_no_sense_are_refused() {
    let desk = Desk::new();
    desk.refusal(&["selftest", "--faults", "gone.wav"]);
    desk.sound("a.wav", &calm(44_100, 2, 1.0));
    fs::write(desk.path("judged.txt"), "a: overz\n").unwrap();
    let error = desk.refusal(&["selftest", "--faults", "--judged", "judged.txt", "a.wav"]);
    assert!(error.contains("overz"), "{error}");
}
