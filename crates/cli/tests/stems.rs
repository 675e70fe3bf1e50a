// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus stems`: the board, whoever makes the limiter work, and faders behind a chain.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, scaled};
use dsp::{Audio, math, signals};
use files::{Depth, Overwrite, write_all};
use serde_json::Value;

const RATE_HZ: u32 = 44_100;
const FRAMES: usize = 44_100 * 12;

/// Pink noise that swells twice a second, the same for the same seed.
fn pad(seed: u64, level: f64) -> Audio {
    let channel = |side: u64| signals::pink_noise(2 * seed + side, level, FRAMES);
    Audio { rate_hz: RATE_HZ, channels: vec![channel(0), channel(1)] }
}

/// Low thumps, two a second, that die within a tenth.
fn kick(level: f64) -> Audio {
    let at = |n: usize| {
        let seconds = (n % 22_050) as f64 / f64::from(RATE_HZ);
        math::sample_from(level * math::exp(-seconds * 40.0) * math::sin(math::TAU * 60.0 * seconds))
    };
    let channel: Vec<f32> = (0..FRAMES).map(at).collect();
    Audio { rate_hz: RATE_HZ, channels: vec![channel.clone(), channel] }
}

fn session() -> Vec<(&'static str, Audio)> {
    vec![("Kick", kick(0.9)), ("Pads", pad(1, 0.5)), ("Lead Vox", pad(2, 0.4)), ("Hats", pad(3, 0.05))]
}

fn lay_out(parts: &[(&str, Audio)]) -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("stems")).unwrap();
    for (name, part) in parts {
        write_all(&desk.path(&format!("stems/{name}.wav")), part, Depth::Float32, Overwrite::Refused).unwrap();
    }
    desk
}

fn sum(parts: &[(&str, Audio)]) -> Audio {
    let mut sum = Audio::silence(RATE_HZ, 2, FRAMES);
    for (_, part) in parts {
        for (all, one) in sum.channels.iter_mut().zip(&part.channels) {
            all.iter_mut().zip(one).for_each(|(all, one)| *all += one);
        }
    }
    sum
}

fn board(desk: &Desk, more: &[&str]) -> Value {
    desk.json(&[&["stems", "stems", "--json"], more].concat())
}

fn stem<'a>(board: &'a Value, name: &str) -> &'a Value {
    board["stems"].as_array().unwrap().iter().find(|stem| stem["name"] == name).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn fault<'a>(board: &'a Value, id: &str) -> Option<&'a Value> {
    board["faults"].as_array().unwrap().iter().find(|fault| fault["id"] == id)
}

#[test]
fn the_board_fits_its_schema_is_the_same_every_time_and_its_shares_add_up() {
    let desk = lay_out(&session());
    let found = board(&desk, &[]);
    assert_eq!(found, board(&desk, &[]));
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/stems-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&found), "{:?}", validator.iter_errors(&found).next().map(|e| e.to_string()));
    for share in ["loudness_share", "trigger_share"] {
        let all: f64 = found["stems"].as_array().unwrap().iter().map(|stem| number(&stem[share])).sum();
        assert!((all - 1.0).abs() < 0.001, "{share}: {all}");
    }
}

#[test]
fn every_stem_reads_as_it_does_alone() {
    let desk = lay_out(&session());
    let found = board(&desk, &[]);
    let alone = desk.json(&["check", "stems/Pads.wav", "--json"]);
    let pads = stem(&found, "Pads");
    for id in ["integrated_lufs", "short_term_max_lufs", "true_peak_dbtp"] {
        let [here, there] = [number(&pads[id]), number(&alone["measured"][id])];
        assert!((here - there).abs() < 0.01, "{id}: {here}, alone {there}");
    }
    assert!((number(&pads["headroom_db"]) + number(&pads["true_peak_dbtp"])).abs() < 1e-3);
}

#[test]
fn the_kick_that_drives_the_limiter_is_named_and_what_to_do() {
    let mut parts = session();
    parts[0].1 = kick(3.0);
    let desk = lay_out(&parts);
    let found = board(&desk, &[]);
    assert!(number(&stem(&found, "Kick")["trigger_share"]) > 0.9, "{}", found["stems"]);
    let named = fault(&found, "dominates").unwrap();
    assert_eq!(named["stem"], "Kick");
    assert!(named["message"].as_str().unwrap().starts_with("Kick dominates the mix: "), "{named}");
}

#[test]
fn turning_all_stems_down_changes_no_share_and_no_fader() {
    let loud = board(&lay_out(&session()), &["--for", "club"]);
    let quieter: Vec<_> = session().into_iter().map(|(name, part)| (name, scaled(part, -9.0))).collect();
    let quiet = board(&lay_out(&quieter), &["--for", "club"]);
    for name in ["Kick", "Pads", "Lead Vox"] {
        for (id, most) in [("loudness_share", 0.001), ("trigger_share", 0.02), ("fader", 0.02)] {
            let [a, b] = [&loud, &quiet].map(|board| number(&stem(board, name)[id]));
            assert!((a - b).abs() < most, "{name} {id}: {a}, {b}");
        }
    }
}

#[test]
fn without_a_limiter_a_fader_does_what_it_says() {
    let desk = lay_out(&session());
    desk.bytes("bypass.toml", b"schema = 1\n");
    let found = board(&desk, &["--chain", "bypass.toml"]);
    for name in ["Pads", "Lead Vox"] {
        let effect = number(&stem(&found, name)["fader"]);
        assert!((effect - 1.0).abs() < 0.01, "{name}: {effect}");
    }
    assert_eq!((&found["limiter"]["triggers"], &stem(&found, "Kick")["trigger_share"]), (&0.into(), &Value::Null));
}

#[test]
fn the_harder_the_limiter_the_less_a_fader_does() {
    // Noise only: where peaky stems are held down, the others have more of the master than of the mix.
    let desk = lay_out(&session()[1..]);
    let mut last = 1.01;
    for gain_db in [12, 18, 24, 30] {
        let chain = format!("schema = 1\n\n[[effect]]\nid = \"limiter\"\ngain = {gain_db}.0\nceiling = -1.0\n");
        fs::write(desk.path("chain.toml"), chain).unwrap();
        let effect = number(&stem(&board(&desk, &["--chain", "chain.toml"]), "Pads")["fader"]);
        assert!(effect < last, "{gain_db} dB: {effect} after {last}");
        last = effect;
    }
    assert!(last < 0.7, "{last}");
    let found = board(&desk, &["--chain", "chain.toml"]);
    assert_eq!(fault(&found, "fader").unwrap()["severity"], "watch");
}

#[test]
fn the_stems_of_a_mix_null_against_it_and_an_offset_is_found() {
    let parts = session();
    let desk = lay_out(&parts);
    desk.sound("mix.wav", &sum(&parts));
    let found = board(&desk, &["--mix", "mix.wav"]);
    assert!(number(&found["sum"]["residual_db"]) < -80.0, "{}", found["sum"]);
    assert_eq!(found["notes"], Value::Array(Vec::new()));
    let mut later = sum(&parts);
    later.channels.iter_mut().for_each(|channel| drop(channel.splice(0..0, vec![0.0; 22_050])));
    desk.sound("later.wav", &later);
    let found = board(&desk, &["--mix", "later.wav"]);
    assert!((number(&found["sum"]["offset_s"]) + 0.5).abs() < 0.001, "{}", found["sum"]);
    assert!(found["notes"][0].as_str().unwrap().contains("begin 0.5 s earlier"), "{}", found["notes"]);
}

#[test]
fn a_mix_of_another_song_is_said_and_the_rest_goes_on() {
    let desk = lay_out(&session());
    desk.sound("other.wav", &pad(9, 0.5));
    let found = board(&desk, &["--mix", "other.wav"]);
    assert!(found["notes"][0].as_str().unwrap().starts_with("These are not the stems of this mix"));
    assert_eq!((&found["sum"], found["stems"].as_array().unwrap().len()), (&Value::Null, 4));
}

#[test]
fn a_clipped_stem_is_a_fault_with_its_place_and_an_over_is_trimmed_at_its_input() {
    let mut parts = session();
    let cut = |sample: &mut f32| *sample = sample.clamp(-1.0, 1.0);
    parts[1].1 = pad(1, 6.0);
    parts[1].1.channels.iter_mut().flatten().for_each(cut);
    parts[2].1 = scaled(pad(2, 0.4), 20.0);
    let desk = lay_out(&parts);
    let said = desk.run(&["stems", "stems"]);
    assert_eq!(said.code, 1, "{}", said.out);
    let found = board(&desk, &[]);
    let clipped = fault(&found, "clipping").unwrap();
    assert_eq!((&clipped["stem"], &clipped["severity"]), (&"Pads".into(), &"fault".into()));
    assert!(clipped["from_s"].is_number() && clipped["action"].as_str().unwrap().contains("Pads"), "{clipped}");
    let over = fault(&found, "overs").unwrap();
    assert_eq!((&over["stem"], &over["severity"]), (&"Lead Vox".into(), &"watch".into()));
    let trim = &stem(&found, "Lead Vox")["trim"];
    assert!(trim["at"] == "input" && number(&trim["gain_db"]) < 0.0, "{trim}");
    assert_eq!(found["stems"][0]["name"], "Pads", "the worst is first");
}

#[test]
fn a_vocal_is_found_by_its_name_and_put_against_the_rest() {
    let parts = [("Lead Vox", pad(2, 0.4)), ("Pads", pad(1, 0.4)), ("Hats", pad(3, 0.4))];
    let found = board(&lay_out(&parts), &[]);
    assert_eq!(found["vocal"]["stems"], serde_json::json!(["Lead Vox"]));
    assert!((number(&found["vocal"]["over_rest_lu"]) + 3.01).abs() < 0.2, "{}", found["vocal"]);
    let found = board(&lay_out(&parts[1..]), &[]);
    assert_eq!(found["vocal"], Value::Null);
}

#[test]
fn other_lengths_rates_texts_and_no_numbers_are_said_and_the_rest_goes_on() {
    let mut parts = session();
    parts[1].1.channels.iter_mut().for_each(|channel| channel.truncate(200_000));
    parts[2].1 = files::resample::resample(&parts[2].1, 48_000).unwrap();
    parts[3].1.channels.iter_mut().for_each(|channel| channel.fill(f32::NAN));
    let desk = lay_out(&parts);
    fs::write(desk.path("stems/notes.txt"), "take 3 is the one").unwrap();
    fs::write(desk.path("stems/cover.png"), [0x89, b'P', b'N', b'G']).unwrap();
    fs::write(desk.path("stems/empty.wav"), "").unwrap();
    let said = desk.run(&["stems", "stems"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    for sentence in ["another rate than the mix; converted: Lead Vox.", "silence: Pads.", "is empty (0 bytes)"] {
        assert!(said.err.contains(sentence), "{sentence}: {}", said.err);
    }
    let found = board(&desk, &[]);
    let broken = fault(&found, "broken").unwrap();
    assert_eq!((&broken["stem"], &broken["severity"]), (&"Hats".into(), &"fault".into()));
    assert_eq!(
        (number(&stem(&found, "Hats")["broken_share"]), &stem(&found, "Hats")["fader"]),
        (1.0, &Value::Null)
    );
    let vox = stem(&found, "Lead Vox");
    let before = stem(&board(&lay_out(&session()), &[]), "Lead Vox").clone();
    assert!((number(&vox["integrated_lufs"]) - number(&before["integrated_lufs"])).abs() < 0.05, "{vox}");
}

#[test]
fn a_mix_among_its_stems_is_noticed_unless_it_is_named() {
    let mut parts = session();
    parts.push(("Bounce", sum(&parts)));
    let desk = lay_out(&parts);
    let found = board(&desk, &[]);
    assert!(found["notes"][0].as_str().unwrap().starts_with("Bounce is the sum of all the others"));
    let named = board(&desk, &["--mix", "stems/Bounce.wav"]);
    assert_eq!((named["stems"].as_array().unwrap().len(), &named["notes"]), (4, &serde_json::json!([])));
}

#[test]
fn stems_are_found_by_name_too_and_what_is_not_there_is_refused() {
    let desk = lay_out(&session());
    let found = desk.json(&["stems", "stems/Kick.wav", "stems/?ads.*", "--json"]);
    assert_eq!(found["stems"].as_array().unwrap().len(), 2);
    assert!(desk.refusal(&["stems", "gone"]).contains("does not exist"));
    assert!(desk.refusal(&["stems", "stems/*.flac"]).contains("no stems with sound in it"));
    assert!(desk.refusal(&["stems", "stems", "--for", "nowhere"]).contains("nowhere"));
    assert!(desk.refusal(&["stems", "stems", "--mix", "gone.wav"]).contains("does not exist"));
}

#[test]
fn silence_on_all_stems_is_told_and_nothing_breaks() {
    let desk = lay_out(&[("A", Audio::silence(RATE_HZ, 2, 44_100)), ("B", Audio::silence(RATE_HZ, 1, 10))]);
    let found = board(&desk, &[]);
    assert_eq!((&found["chain"], &found["limiter"]), (&Value::Null, &Value::Null));
    assert!(desk.run(&["stems", "stems"]).out.contains("The stem is silent") || fault(&found, "silent").is_some());
}

/// Low notes that hold, each as long as a kick is apart from the next.
fn bass(phase_rad: f64) -> Audio {
    let at = |n: usize| {
        let seconds = (n % 22_050) as f64 / f64::from(RATE_HZ);
        math::sample_from(0.4 * math::sin(math::TAU * 60.0 * seconds + phase_rad))
    };
    let channel: Vec<f32> = (0..FRAMES).map(at).collect();
    Audio { rate_hz: RATE_HZ, channels: vec![channel.clone(), channel] }
}

#[test]
fn a_stem_under_another_of_its_range_is_told_with_what_to_do() {
    let desk = lay_out(&session());
    let found = board(&desk, &[]);
    let clash = &found["clashes"][0];
    assert_eq!((&clash["hider"], &clash["hidden"]), (&"Pads".into(), &"Hats".into()), "{}", found["clashes"]);
    assert!(number(&clash["smr_db"]) < -12.0 && number(&clash["time_share"]) > 0.5, "{clash}");
    assert!(number(&clash["remedy"]["smr_db"]) > number(&clash["smr_db"]) + 1.0, "{clash}");
    let told = fault(&found, "masking").unwrap();
    assert_eq!((&told["severity"], &told["title"]), (&"watch".into(), &"The stem Hats is hidden by Pads.".into()));
    assert!(desk.run(&["stems", "stems"]).out.contains("Who hides whom"));
    let clean = lay_out(&[("Kick", kick(0.9)), ("Pads", pad(1, 0.5))]);
    assert!(clean.run(&["stems", "stems"]).out.contains("No stem hides another."));
}

#[test]
fn a_bass_against_the_kick_is_told_with_the_remedy() {
    let found = board(&lay_out(&[("Kick", kick(0.9)), ("Bass", bass(math::PI)), ("Pads", pad(1, 0.1))]), &[]);
    let low_end = &found["low_end_phase"];
    assert_eq!((&low_end["kick"][0], &low_end["bass"][0]), (&"Kick".into(), &"Bass".into()));
    assert_eq!(low_end["remedy"]["action"], "polarity", "{low_end}");
    assert!(fault(&found, "low_end_phase").unwrap()["action"].as_str().unwrap().starts_with("Flip the polarity"));
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/stems-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&found), "{:?}", validator.iter_errors(&found).next().map(|e| e.to_string()));
    let in_phase = board(&lay_out(&[("Kick", kick(0.9)), ("Bass", bass(0.0))]), &[]);
    assert_eq!((&in_phase["low_end_phase"]["remedy"], fault(&in_phase, "low_end_phase")), (&Value::Null, None));
}
