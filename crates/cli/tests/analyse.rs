// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus analyse`: advice that can be taken, the same every time, and refused questions.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, calm, scaled};
use serde_json::Value;

const RATE_HZ: u32 = 48_000;

#[test]
fn the_advice_is_the_same_every_time_and_fits_the_schema() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &scaled(calm(RATE_HZ, 2, 12.0), -6.0));
    let ask = || desk.json(&["analyse", mix, "--for", "spotify", "--json"]);
    let report = ask();
    assert_eq!(report, ask());
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/report-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&report), "{:?}", validator.iter_errors(&report).next().map(|e| e.to_string()));
    assert_eq!(report["analysis"]["ranges"][0]["knob"], "gain");
    assert!(report["cost"]["points"].as_array().unwrap().len() > 5);
}

#[test]
fn advice_that_was_taken_needs_no_more_turning() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &scaled(calm(RATE_HZ, 2, 12.0), -6.0));
    desk.json(&["analyse", mix, "--for", "spotify", "--json", "--apply", "chain.toml"]);
    let again = desk.json(&["analyse", mix, "--for", "spotify", "--json", "--chain", "chain.toml"]);
    for range in again["analysis"]["ranges"].as_array().unwrap() {
        assert_eq!(range["direction"], "fine", "{range}");
    }
    let left = desk.run(&["master", mix, "--for", "spotify", "--chain", "chain.toml", "-o", "out"]);
    assert!(left.err.is_empty(), "{}", left.err);
    let report: Value = serde_json::from_slice(&fs::read(desk.path("out/report.json")).unwrap()).unwrap();
    let [aim_db, gain_db] = [&again["analysis"]["ranges"][0]["aim"], &report["masters"][0]["gain_db"]]
        .map(|value| value.as_f64().unwrap());
    assert!((aim_db - gain_db).abs() < 0.2, "advised {aim_db} dB, mastered with {gain_db} dB");
}

#[test]
fn what_cannot_be_asked_is_refused_in_one_sentence_and_nothing_is_written() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 12.0));
    for (more, words) in [
        (["--passage", "0:05-0:30"], "over at 0:12"),
        (["--passage", "0:08-0:02"], "ends before it begins"),
        (["--passage", "the chorus"], "1:20-1:45"),
        (["--chain", "none.toml"], "cannot be read"),
        (["--apply", "mix.wav"], "--force"),
    ] {
        let said = desk.refusal(&["analyse", mix, "--for", "club", more[0], more[1]]);
        assert!(said.contains(words), "{more:?}: {said}");
    }
    let silence = desk.sound("silence.wav", &dsp::Audio::silence(RATE_HZ, 2, RATE_HZ as usize * 6));
    assert!(desk.refusal(&["analyse", silence, "--for", "club"]).contains("nothing to hear"));
    assert!(desk.refusal(&["master", mix, "--for", "club", "--keep-psr", "-3"]).contains("0 to 20 LU"));
    assert_eq!(desk.names("."), ["mix.wav", "silence.wav"]);
}

#[test]
fn a_master_keeps_the_psr_that_was_asked_for_or_says_that_the_mix_has_none() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 12.0));
    let master = |psr: &str, folder: &str| {
        let left = desk.run(&["master", mix, "--for", "club", "--keep-psr", psr, "-o", folder]);
        assert!(left.err.is_empty(), "{}", left.err);
        let report = fs::read(desk.path(folder).join("report.json")).unwrap();
        serde_json::from_slice::<Value>(&report).unwrap()["masters"][0].clone()
    };
    let (kept, without) = (master("7.5", "kept"), master("14", "without"));
    let psr = |master: &Value| master["measured"]["psr_low_lu"].as_f64().unwrap();
    assert_eq!(kept["outcome"]["bounded_by"], "the peaks: PSR would fall under 7.5", "{kept}");
    assert!((7.45..7.9).contains(&psr(&kept)), "{kept}");
    let bound = without["outcome"]["bounded_by"].as_str().unwrap();
    assert!(bound.starts_with("the mix, whose peaks stand only"), "{bound}");
    assert!(without["measured"]["integrated_lufs"].as_f64().unwrap() > -25.0, "{without}");
    for made in [kept, without] {
        assert!(made["evaluations"].as_u64().unwrap() <= 8);
    }
}

#[test]
fn the_limiter_keeps_its_promises_on_this_machine() {
    let sheet = Desk::new().json(&["selftest", "--quick", "--json"]);
    assert_eq!(sheet["schema"], "twobus-selftest/1");
    for row in sheet["rows"].as_array().unwrap() {
        assert_eq!(row["kept"], true, "{row}");
    }
}
