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
