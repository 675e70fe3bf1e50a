// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus compare` as a shell sees it: the same is the same, a known change is found, and poor input is said.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::fs;

use common::{Desk, Outcome, calm, scaled};
use dsp::{
    Audio, Db, Hz,
    equaliser::{Band, Filter, Shape},
    math,
};
use serde_json::Value;

const RATE_HZ: u32 = 44_100;
/// Nobody's own library has a say in these tests.
const NO_LIBRARY: &str = "--library=none/my.sqlite";
const BELL: Filter = Filter { shape: Shape::Bell, corner: Hz(250.0), gain: Db(6.0), q: 1.0 };

fn song() -> Audio {
    calm(RATE_HZ, 2, 20.0)
}

/// The song with a bell on it.
fn fuller() -> Audio {
    let mut audio = song();
    for channel in &mut audio.channels {
        let mut precise: Vec<f64> = channel.iter().map(|sample| f64::from(*sample)).collect();
        Band::<1>::new(BELL, RATE_HZ).process([&mut precise]);
        *channel = precise.into_iter().map(math::sample_from).collect();
    }
    audio
}

fn compare(desk: &Desk, more: &[&str]) -> Value {
    desk.json(&[&["compare", "--json", NO_LIBRARY], more].concat())
}

#[test]
fn a_song_beside_a_louder_copy_is_the_same_and_the_gain_is_shown() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &scaled(song(), -6.0));
    let louder = desk.sound("louder.wav", &song());
    let Outcome { code, out, .. } = desk.run(&["compare", mix, louder, NO_LIBRARY]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("Like the record") && out.contains("−6.0 dB to match"), "{out}");
    let document = compare(&desk, &[mix, louder]);
    assert_eq!(document["advice"].as_array().map(Vec::len), Some(0));
    let gain_db = document["records"][0]["gain_db"].as_f64().unwrap();
    assert!((gain_db + 6.0).abs() < 0.01, "{gain_db}");
}

#[test]
fn a_bell_on_a_song_is_read_back_within_a_fifth_of_a_decibel() {
    let desk = Desk::new();
    let (mix, record) = (desk.sound("mix.wav", &fuller()), desk.sound("record.wav", &song()));
    let document = compare(&desk, &[mix, record]);
    let bands = document["bands"].as_array().unwrap();
    let number = |band: &Value, key: &str| band["tone_db"][key].as_f64().unwrap();
    let differences: Vec<(f64, f64)> = bands
        .iter()
        .map(|band| (band["centre_hz"].as_f64().unwrap(), number(band, "mix") - number(band, "median")))
        .collect();
    // Level is taken out between 200 Hz and 4 kHz, where the bell has raised it.
    let middle = differences.iter().filter(|(hz, _)| (200.0..4000.0).contains(hz));
    let raised_db = middle.clone().map(|(hz, _)| BELL.prototype_db(Hz(*hz))).sum::<f64>() / middle.count() as f64;
    for (hz, difference_db) in differences.iter().filter(|(hz, _)| *hz > 50.0) {
        let expected_db = BELL.prototype_db(Hz(*hz)) - raised_db;
        assert!((difference_db - expected_db).abs() < 0.2, "{hz:.0} Hz: {difference_db:.2}, {expected_db:.2} dB");
    }
    assert_eq!(document["advice"][0]["id"], "tone");
    assert!(document["advice"][0]["action"].as_str().unwrap().contains("not from the master"));
}

#[test]
fn the_document_fits_its_schema_and_is_the_same_every_time() {
    let desk = Desk::new();
    let (mix, record) = (desk.sound("mix.wav", &fuller()), desk.sound("record.wav", &song()));
    let document = compare(&desk, &[mix, record, "--level", "quietest"]);
    assert_eq!(document, compare(&desk, &[mix, record, "--level", "quietest"]));
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/comparison-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&document), "{:?}", validator.iter_errors(&document).next().map(|e| e.to_string()));
}

#[test]
fn a_page_is_written_and_not_over_another() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &fuller());
    let record = desk.sound("record.wav", &song());
    desk.run(&["compare", mix, record, NO_LIBRARY, "--html", "page.html"]);
    let page = fs::read_to_string(desk.path("page.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("Try next"));
    let said = desk.refusal(&["compare", mix, record, NO_LIBRARY, "--html", "page.html"]);
    assert!(said.contains("--force"), "{said}");
}

#[test]
fn other_rates_and_one_channel_are_compared_and_what_they_lack_is_said() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(48_000, 2, 20.0));
    let mono = desk.sound("mono.wav", &calm(RATE_HZ, 1, 20.0));
    let document = compare(&desk, &[mix, mono]);
    assert_eq!(document["records"][0]["flaws"][0]["id"], "mono");
    assert_eq!(document["advice"].as_array().map(Vec::len), Some(0), "{}", document["advice"]);
}

#[test]
fn poor_records_are_flagged_and_lost_ones_told_while_the_rest_goes_on() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &song());
    fs::create_dir(desk.path("records")).unwrap();
    desk.sound("records/short.wav", &calm(RATE_HZ, 2, 6.0));
    desk.sound("records/silent.wav", &Audio::silence(RATE_HZ, 2, 20 * RATE_HZ as usize));
    desk.bytes("records/broken.wav", b"no sound at all");
    let Outcome { code, out, err } = desk.run(&["compare", mix, "records", NO_LIBRARY]);
    assert_eq!(code, 2, "{out}{err}");
    assert!(err.contains("broken.wav"), "{err}");
    assert!(out.contains("6.0 s long") && out.contains("silent"), "{out}");
}

#[test]
fn what_cannot_be_asked_is_refused_in_one_sentence() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &song());
    fs::create_dir(desk.path("empty")).unwrap();
    for (more, words) in [
        (vec![mix, "--passage", "0:10-0:40"], "over at 0:20"),
        (vec![mix, "--passage", "chorus"], "1:20-1:45"),
        (vec![mix, "--level", "loud"], "a loudness like -14"),
        (vec![mix, "--weights", "1,2"], "for each of the 1 records"),
        (vec!["gone.wav"], "gone.wav"),
        (vec!["empty"], "no sound file"),
        (vec![], "twobus library add"),
    ] {
        let said = desk.refusal(&[&["compare", mix, NO_LIBRARY], more.as_slice()].concat());
        assert!(said.contains(words), "{more:?}: {said}");
    }
}

#[test]
fn without_names_the_nearest_records_of_the_library_are_taken() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &fuller());
    fs::create_dir(desk.path("records")).unwrap();
    desk.sound("records/near.wav", &song());
    assert_eq!(desk.run(&["library", "add", "records", "--library=my.sqlite"]).code, 0);
    let document = desk.json(&["compare", mix, "--json", "--library=my.sqlite"]);
    assert_eq!(document["records"][0]["name"], "near");
    assert_eq!(document["advice"][0]["id"], "tone");
}
