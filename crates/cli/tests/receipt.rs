// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus diff` and `twobus redo`: how a master was made is known, compared, and done again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, calm, scaled};

fn desk_with_masters() -> Desk {
    let desk = Desk::new();
    desk.sound("mix.wav", &scaled(calm(48_000, 2, 6.0), -6.0));
    let left =
        desk.run(&["master", "mix.wav", "--for", "spotify,club", "--rate", "44100", "--bits", "16", "-o", "out"]);
    assert_eq!(left.err, "");
    desk
}

#[test]
fn a_master_is_made_again_bit_for_bit() {
    let desk = desk_with_masters();
    let first = fs::read(desk.path("out/mix.club.wav")).unwrap();
    let left = desk.run(&["redo", "out/mix.club.toml", "-o", "again.wav"]);
    assert_eq!((left.code, left.err.as_str()), (0, ""), "{}", left.out);
    assert!(fs::read(desk.path("again.wav")).unwrap() == first);
    fs::remove_file(desk.path("out/mix.club.wav")).unwrap();
    assert_eq!(desk.run(&["redo", "out/mix.club.toml"]).code, 0);
    assert!(fs::read(desk.path("out/mix.club.wav")).unwrap() == first, "it has its own name again");
}

#[test]
fn another_mix_and_a_name_that_is_taken_are_refused() {
    let desk = desk_with_masters();
    assert!(desk.refusal(&["redo", "out/mix.club.toml"]).contains("is there already"));
    fs::write(desk.path("mix.wav"), fs::read(desk.path("out/mix.spotify.wav")).unwrap()).unwrap();
    assert!(desk.refusal(&["redo", "out/mix.club.toml", "-o", "again.wav"]).contains("changed since"));
    fs::remove_file(desk.path("mix.wav")).unwrap();
    assert!(desk.refusal(&["redo", "out/mix.club.toml", "-o", "again.wav"]).contains("does not exist"));
    assert!(!desk.path("again.wav").exists());
}

#[test]
fn two_masters_differ_in_decibels() {
    let desk = desk_with_masters();
    let difference = desk.json(&["diff", "out/mix.spotify.toml", "out/mix.club.toml", "--json"]);
    let gain = difference["chain"].as_array().unwrap().iter().find(|change| change["knob"] == "Gain").unwrap();
    assert!(gain["by"].as_str().unwrap().starts_with('+'), "{gain}");
    let figure =
        |id: &str| difference["figures"].as_array().unwrap().iter().find(|figure| figure["id"] == id).cloned();
    let by = figure("integrated_lufs").unwrap()["by"].as_f64().unwrap();
    assert!(by > 3.0, "a club is louder than streaming by {by} LU");
    let page = desk.run(&["diff", "out/mix.spotify.toml", "out/mix.club.toml"]);
    assert!(page.code == 1 && page.out.contains("LU)"), "{}", page.out);
}

#[test]
fn a_receipt_and_itself_and_a_chain_and_its_receipt_are_the_same() {
    let desk = desk_with_masters();
    let same = desk.run(&["diff", "out/mix.club.toml", "out/mix.club.toml"]);
    assert_eq!((same.code, same.out.trim()), (0, "Nothing was changed."));
    assert!(desk.refusal(&["diff", "out/mix.club.toml", "mix.wav"]).contains("mix.wav"));
    let left = desk.run(&["master", "mix.wav", "--for", "club", "--chain", "out/mix.spotify.toml", "-o", "more"]);
    assert_eq!(left.err, "", "a receipt is a chain as well");
}
