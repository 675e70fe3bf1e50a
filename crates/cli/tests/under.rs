// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus check --raw` and `--chain`: what the chain hides.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Desk, calm, scaled};
use dsp::Audio;
use serde_json::Value;

const RATE_HZ: u32 = 48_000;

const LIMITER: &str = "schema = 1\n\n[[effect]]\nid = \"limiter\"\ngain = 6.0\nceiling = -1.0\n";

/// Clipped at full scale, then turned down, so that no meter shows it.
fn clipped() -> Audio {
    let mut loud = scaled(calm(RATE_HZ, 2, 8.0), 20.0);
    loud.channels.iter_mut().flatten().for_each(|sample| *sample = sample.clamp(-1.0, 1.0));
    scaled(loud, -3.0)
}

fn hidden(report: &Value) -> Vec<&str> {
    report["under"]["hidden"].as_array().unwrap().iter().map(|fault| fault["id"].as_str().unwrap()).collect()
}

#[test]
fn a_limiter_hides_flat_tops_and_check_says_so() {
    let desk = Desk::new();
    let chain = desk.bytes("chain.toml", LIMITER.as_bytes());
    let mix = desk.sound("mix.wav", &clipped());
    let report = desk.json(&["check", mix, "--chain", chain, "--json"]);
    assert_eq!(hidden(&report), ["clipping"]);
    let said: Vec<_> =
        report["faults"].as_array().unwrap().iter().filter(|fault| fault["id"] == "clipping").collect();
    assert_eq!(said.len(), 1, "{said:?}");
    let words = desk.run(&["check", mix, "--chain", chain]);
    assert_eq!(words.code, 1);
    assert!(words.out.contains("The chain hides 1 fault of the mix."), "{}", words.out);
    assert!(words.out.contains("under the chain, the sound"), "{}", words.out);
    assert!(words.out.contains("The song leans on its chain by"), "{}", words.out);
}

#[test]
fn a_file_beside_itself_hides_nothing_and_leans_on_nothing() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 8.0));
    let louder = desk.sound("louder.wav", &scaled(calm(RATE_HZ, 2, 8.0), 6.0));
    for master in [mix, louder] {
        let report = desk.json(&["check", master, "--raw", mix, "--json"]);
        assert!(hidden(&report).is_empty(), "{}", report["under"]);
        assert!(report["under"]["dependence"]["index"].as_f64().unwrap() < 0.5, "{}", report["under"]);
        let found = desk.run(&["check", master, "--raw", mix]);
        assert!(found.out.contains("The chain hides nothing."), "{}", found.out);
    }
}

#[test]
fn the_report_with_a_raw_mix_fits_its_schema_and_has_its_section() {
    let desk = Desk::new();
    let chain = desk.bytes("chain.toml", LIMITER.as_bytes());
    let mix = desk.sound("mix.wav", &clipped());
    let report = desk.json(&["check", mix, "--chain", chain, "--json", "--html", "page.html"]);
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/report-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let page = std::fs::read_to_string(desk.path("page.html")).unwrap();
    assert!(page.contains("Under the chain") && page.contains("1 hidden"));
}

/// Hits on a bed, which a limiter flattens.
fn drums() -> Audio {
    let frames = 8 * 48_000;
    let hits = dsp::signals::white_noise(5, 0.6, frames);
    let hit = |n: usize| dsp::math::exp(-30.0 * ((n % 12_000) as f64 / f64::from(RATE_HZ)));
    let mut sound = scaled(calm(RATE_HZ, 2, 8.0), -20.0);
    for channel in &mut sound.channels {
        for (n, sample) in channel.iter_mut().enumerate() {
            *sample += dsp::math::sample_from(f64::from(hits[n]) * hit(n));
        }
    }
    sound
}

const HEAVY: &str =
    "schema = 1\n\n[[effect]]\nid = \"drive\"\ndrive = 0.2\n\n[[effect]]\nid = \"limiter\"\ngain = 14.0\n";

#[test]
fn the_guard_names_the_effect_that_took_most_and_what_turning_it_back_would_keep() {
    let desk = Desk::new();
    let chain = desk.bytes("chain.toml", HEAVY.as_bytes());
    let mix = desk.sound("mix.wav", &drums());
    let report = desk.json(&["check", mix, "--chain", chain, "--for", "club", "--json"]);
    let fault = report["faults"].as_array().unwrap().iter().find(|fault| fault["id"] == "dynamics").unwrap();
    assert!(fault["message"].as_str().unwrap().contains("Limiter"), "{fault}");
    assert!(fault["action"].as_str().unwrap().contains("Turn Gain of Limiter from 14.00 dB to "), "{fault}");
    let stages = &report["under"]["guard"]["stages"];
    assert_eq!(stages["effects"], serde_json::json!(["Drive", "Limiter"]));
    for loss in stages["losses"].as_array().unwrap() {
        let parts: f64 = loss["parts"].as_array().unwrap().iter().map(|part| part.as_f64().unwrap()).sum();
        assert!((parts - loss["lost"].as_f64().unwrap()).abs() < 0.05, "{loss}");
    }
    assert!(stages["keep"]["cost_lu"].as_f64().unwrap() > 0.1, "{stages}");
}

#[test]
fn the_receipt_beside_a_master_tells_the_guard_the_chain() {
    let desk = Desk::new();
    let chain = desk.bytes("chain.toml", HEAVY.as_bytes());
    let mix = desk.sound("mix.wav", &drums());
    desk.run(&["master", mix, "--for", "club", "--chain", chain, "-o", "out"]);
    let check = ["check", "out/mix.club.wav", "--raw", mix];
    assert!(desk.run(&check).out.contains("In the loudest passage"), "{}", desk.run(&check).out);
    std::fs::remove_file(desk.path("out/mix.club.toml")).unwrap();
    let without = desk.run(&check).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(without.contains("Which effect took it cannot be said"), "{without}");
}

#[test]
fn a_plain_gain_takes_nothing_and_there_is_nothing_to_keep() {
    let desk = Desk::new();
    let chain = desk.bytes("chain.toml", b"schema = 1\n[[effect]]\nid = \"gain\"\ngain = -6.0\n");
    let mix = desk.sound("mix.wav", &drums());
    let guard = desk.json(&["check", mix, "--chain", chain, "--json"])["under"]["guard"].clone();
    for loss in guard["losses"].as_array().unwrap() {
        assert!(loss["lost"].as_f64().unwrap().abs() < 0.02, "{loss}");
    }
    assert!(guard["stages"]["keep"].is_null() && guard["places"] == serde_json::json!([]), "{guard}");
}

#[test]
fn strangers_and_crowds_are_refused_in_a_sentence() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 4.0));
    let noise = |seed| dsp::signals::white_noise(seed, 0.5, 4 * 48_000);
    let other = desk.sound("other.wav", &Audio { rate_hz: RATE_HZ, channels: vec![noise(91), noise(92)] });
    assert!(desk.refusal(&["check", mix, "--raw", other]).contains("not versions of one song"));
    assert!(desk.refusal(&["check", mix, other, "--raw", mix]).contains("take one song"));
    assert!(desk.refusal(&["check", mix, "--raw", "missing.wav"]).contains("missing.wav"));
}
