// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus target` and `twobus tone` as a shell sees them: a target from records, where a mix stands, one click,
//! the stage, and every refusal.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, calm, scaled};
use dsp::{
    Audio, Db, Hz,
    equaliser::{Band, Filter, SMOOTH_SHELF_Q, Shape},
    math,
};
use serde_json::Value;

const RATE_HZ: u32 = 44_100;
const SCHEMA: &str = include_str!("../../../docs/schema/tone-1.json");
/// Nobody's own library has a say in these tests.
const NO_LIBRARY: &str = "--library=none/my.sqlite";

fn filtered(mut audio: Audio, filter: Filter) -> Audio {
    for channel in &mut audio.channels {
        let mut precise: Vec<f64> = channel.iter().map(|sample| f64::from(*sample)).collect();
        Band::<1>::new(filter, RATE_HZ).process([&mut precise]);
        *channel = precise.into_iter().map(math::sample_from).collect();
    }
    audio
}

fn song() -> Audio {
    scaled(calm(RATE_HZ, 2, 14.0), -12.0)
}

/// The song with 7 dB less above 3 kHz.
fn dull() -> Audio {
    filtered(song(), Filter { shape: Shape::HighShelf, corner: Hz(3000.0), gain: Db(-7.0), q: SMOOTH_SHELF_Q })
}

/// A desk with a record, a target made from it, and a mix that is too dull for it.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.sound("record.wav", &song());
    desk.sound("mix.wav", &dull());
    let made = desk.run(&["target", "make", "record.wav", "-o", "my.toml", NO_LIBRARY]);
    assert_eq!(made.code, 0, "{}", made.err);
    desk
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn tone(desk: &Desk, more: &[&str]) -> Value {
    desk.json(&[&["tone", "mix.wav", "--target", "my.toml", "--json"], more].concat())
}

#[test]
fn a_target_is_a_text_with_its_provenance_and_is_shown_again() {
    let desk = desk();
    let text = fs::read_to_string(desk.path("my.toml")).unwrap();
    assert!(text.starts_with("schema = 1\nname = \"my\"\n") && text.contains("{ name = \"record\", blake3 = \""));
    assert!(text.contains("as_of = \"20") && text.contains("made_by = \"twobus "), "{text}");
    let shown = desk.run(&["target", "show", "my.toml"]);
    assert!(shown.out.contains("my (1 song, weak)") && shown.out.contains("1 kHz"), "{}", shown.out);
    assert!(desk.run(&["target", "list"]).out.contains("neutral (published figures, "));
    assert!(desk.refusal(&["target", "make", "record.wav", "-o", "my.toml", NO_LIBRARY]).contains("--force"));
    assert!(desk.refusal(&["target", "make", "record.wav", "-o", "my.txt", NO_LIBRARY]).contains(".toml"));
    assert!(
        desk.refusal(&["target", "make", "--near", "mix.wav", "-o", "x.toml", NO_LIBRARY]).contains("library")
    );
    assert!(desk.refusal(&["target", "show", "nowhere"]).contains("choose one of neutral"));
}

#[test]
fn one_click_brings_a_dull_mix_nearer_to_the_zone_and_the_written_file_proves_it() {
    let desk = desk();
    let report = tone(&desk, &["--stage", "master", "--most-db", "6", "--apply", "-o", "out.wav"]);
    let validator = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let [before, expected] = ["before", "after"].map(|key| number(&report["distance_db"][key]));
    let after = number(&report["written"]["distance_db"]);
    assert!(before > 1.5 && after < before - 0.2, "{before} → {after} dB: {:#}", report["moves"]);
    assert!((after - expected).abs() < 0.2, "{expected} was expected, {after} dB came out");
    assert!(number(&report["written"]["punch_change_db"]) > -0.31, "{:#}", report["written"]);
    assert_eq!(report["moves"]["low"].as_array().unwrap().len(), 0);
    assert!(report["moves"]["tone"].as_array().unwrap().len() <= 3, "{:#}", report["moves"]);
}

#[test]
fn in_the_mix_it_moves_one_decibel_and_says_so() {
    let desk = desk();
    let report = tone(&desk, &["--most-db", "6"]);
    let gains = report["moves"]["tone"].as_array().unwrap().iter().map(|one| number(&one["gain_db"]).abs());
    assert!(gains.fold(0.0, f64::max) <= 1.0 + 1e-9 && number(&report["moves"]["unbounded_db"]) > 1.5);
    let words = desk.run(&["tone", "mix.wav", "--target", "my.toml"]).out;
    assert!(words.contains("[mix]") && words.contains("--stage master"), "{words}");
    assert!(words.contains("Outside the zone"), "{words}");
}

#[test]
fn half_the_strength_is_half_the_way_and_the_low_end_has_its_own_verb() {
    let desk = desk();
    let gain = |strength: &str| {
        let report = tone(&desk, &["--stage", "master", "--strength", strength]);
        number(&report["moves"]["tone"][0]["gain_db"])
    };
    assert!((gain("50%") - gain("100") / 2.0).abs() < 0.01);
    let low = desk.json(&["low", "mix.wav", "--target", "my.toml", "--stage", "master", "--json"]);
    assert!(low["moves"]["tone"].as_array().unwrap().is_empty());
    assert!(low["left_alone"].to_string().contains("not asked for"), "{:#}", low["left_alone"]);
}

#[test]
fn a_saved_chain_goes_through_master_and_its_stage_is_kept() {
    let desk = desk();
    tone(&desk, &["--stage", "master", "--save-chain", "chain.toml"]);
    let text = fs::read_to_string(desk.path("chain.toml")).unwrap();
    assert!(
        text.starts_with("schema = 1\nstage = \"master\"\n")
            && text.contains("tone-eq")
            && text.contains("limiter")
    );
    let open = desk.run(&["master", "mix.wav", "--for", "streaming", "--chain", "chain.toml", "-o", "a"]);
    assert!(open.code <= 1 && open.err.is_empty(), "{}", open.err);
    let bounded = desk.run(&[
        "master",
        "mix.wav",
        "--for",
        "streaming",
        "--chain",
        "chain.toml",
        "--stage",
        "mix",
        "-o",
        "b",
    ]);
    assert!(bounded.code <= 1 && bounded.err.contains("the stage is mix"), "{}", bounded.err);
    fs::write(desk.path("late.toml"), text.replace("\"master\"", "\"late\"")).unwrap();
    let refused = desk.refusal(&["master", "mix.wav", "--for", "streaming", "--chain", "late.toml", "-o", "c"]);
    assert!(refused.contains("\"sketch\", \"mix\" or \"master\""), "{refused}");
}

#[test]
fn stems_are_named_and_in_a_sketch_the_moves_are_handed_to_them() {
    let desk = Desk::new();
    let pads = filtered(song(), Filter { shape: Shape::Bell, corner: Hz(240.0), gain: Db(9.0), q: 1.0 });
    let drums = scaled(calm(RATE_HZ, 2, 14.0), -30.0);
    fs::create_dir(desk.path("stems")).unwrap();
    desk.sound("record.wav", &song());
    desk.sound("stems/pads.wav", &pads);
    desk.sound("stems/drums.wav", &drums);
    let mut mix = pads;
    for (channel, more) in mix.channels.iter_mut().zip(&drums.channels) {
        channel.iter_mut().zip(more).for_each(|(sample, more)| *sample += more);
    }
    desk.sound("mix.wav", &mix);
    desk.run(&["target", "make", "record.wav", "-o", "my.toml", NO_LIBRARY]);
    let words = desk.run(&["tone", "mix.wav", "--target", "my.toml", "--stems", "stems", "--stage", "sketch"]).out;
    assert!(words.contains("on pads") && words.contains("% of it is pads; try −"), "{words}");
    assert!(words.contains("For the tracks") && words.contains("pads: "), "{words}");
}

#[test]
fn the_page_stands_alone_and_shows_zone_moves_and_reasons() {
    let desk = desk();
    desk.run(&["tone", "mix.wav", "--target", "my.toml", "--stage", "master", "--html", "tone.html"]);
    let page = fs::read_to_string(desk.path("tone.html")).unwrap();
    assert!(page.contains("the zone of my") && page.contains("after one click") && page.contains("Tone EQ"));
    for forbidden in ["<script", "http:", "https:", "<link", "href=", "NaN"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert_eq!(page.matches("<svg class=\"wide\"").count(), page.matches("<svg class=\"narrow\"").count());
}

#[test]
fn what_cannot_be_done_is_refused_in_a_sentence() {
    let desk = desk();
    desk.sound("silent.wav", &Audio::silence(RATE_HZ, 2, 44_100 * 12));
    let refused = |more: &[&str]| desk.refusal(&[&["tone", "mix.wav", "--target", "my.toml"], more].concat());
    assert!(refused(&["--strength", "160"]).contains("0% to 100%"));
    assert!(refused(&["--most-db", "9"]).contains("0 to 6"));
    assert!(refused(&["--apply", "-o", "mix.wav", "--force"]).contains("over itself"));
    assert!(refused(&["--passage", "1:00-2:00"]).contains("ends after the song"));
    assert!(refused(&["--stems", "nowhere"]).contains("nowhere"));
    assert!(desk.refusal(&["tone", "silent.wav"]).contains("nothing to hear"));
    assert!(desk.refusal(&["tone", "mix.wav", "--target", "nearest", NO_LIBRARY]).contains("library"));
    fs::write(desk.path("bad.toml"), "schema = 9\n").unwrap();
    assert!(desk.refusal(&["tone", "mix.wav", "--target", "bad.toml"]).contains("update Twobus"));
    assert!(!desk.path("out.wav").exists());
}
