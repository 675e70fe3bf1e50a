// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus check MIX --stems DIR`: which track a fault of the mix comes from.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, calm, scaled};
use dsp::{Audio, signals};
use files::{Depth, Overwrite, write_all};
use serde_json::Value;

const RATE_HZ: u32 = 44_100;
const SECONDS: f64 = 12.0;

/// A bass whose sides work against each other.
fn bass() -> Audio {
    let frames = calm(RATE_HZ, 1, SECONDS).frames();
    let left = signals::sine(RATE_HZ, 55.0, 0.3, 0.0, frames);
    let right = left.iter().map(|sample| -sample).collect();
    Audio { rate_hz: RATE_HZ, channels: vec![left, right] }
}

fn pads() -> Audio {
    scaled(calm(RATE_HZ, 2, SECONDS), -15.0)
}

fn hats() -> Audio {
    let frames = pads().frames();
    Audio { rate_hz: RATE_HZ, channels: vec![signals::white_noise(7, 0.02, frames); 2] }
}

fn lay_out(mix: &Audio, parts: &[(&str, Audio)]) -> Desk {
    let desk = Desk::new();
    desk.sound("mix.wav", mix);
    fs::create_dir(desk.path("stems")).unwrap();
    for (name, part) in parts {
        write_all(&desk.path(&format!("stems/{name}.wav")), part, Depth::Float32, Overwrite::Refused).unwrap();
    }
    desk
}

fn sum(parts: &[(&str, Audio)]) -> Audio {
    let mut sum = Audio::silence(RATE_HZ, 2, parts[0].1.frames());
    for (_, part) in parts {
        for (all, one) in sum.channels.iter_mut().zip(&part.channels) {
            all.iter_mut().zip(one).for_each(|(all, one)| *all += one);
        }
    }
    sum
}

fn fault<'a>(report: &'a Value, id: &str) -> &'a Value {
    let faults = report["faults"].as_array().unwrap();
    faults.iter().find(|fault| fault["id"] == id).unwrap_or_else(|| panic!("no {id} in {faults:?}"))
}

#[test]
fn the_stem_with_the_fault_is_named_in_the_verdict_and_the_report() {
    let parts = [("Hats", hats()), ("Pads", pads()), ("Sub Bass", bass())];
    let desk = lay_out(&sum(&parts), &parts);
    let report = desk.json(&["check", "mix.wav", "--stems", "stems", "--json"]);
    let found = fault(&report, "low_mono");
    assert_eq!(found["stem"], "Sub Bass");
    let message = found["message"].as_str().unwrap();
    assert!(message.contains("It comes from Sub Bass: without it the mix reads none."), "{message}");
    let said = desk.run(&["check", "mix.wav", "--stems", "stems"]);
    assert!(said.out.contains("on Sub Bass"), "{}", said.out);
}

#[test]
fn the_raw_mix_of_a_master_is_traced_too() {
    let parts = [("Hats", hats()), ("Pads", pads()), ("Sub Bass", bass())];
    let raw = sum(&parts);
    let desk = lay_out(&raw, &parts);
    let middle: Vec<f32> = raw.channels[0].iter().zip(&raw.channels[1]).map(|(l, r)| 0.5 * (l + r)).collect();
    desk.sound("master.wav", &Audio { rate_hz: RATE_HZ, channels: vec![middle; 2] });
    let report = desk.json(&["check", "master.wav", "--raw", "mix.wav", "--stems", "stems", "--json"]);
    let hidden = fault(&report, "low_mono");
    assert!(hidden["title"].as_str().unwrap().starts_with("Under the chain"), "{hidden}");
    assert_eq!(hidden["stem"], "Sub Bass");
}

#[test]
fn what_no_stem_has_comes_from_the_mix_bus() {
    let parts = [("Pads", pads()), ("Hats", hats())];
    let mut mix = scaled(sum(&parts), 12.0);
    let rail = 0.6 * mix.sample_peak();
    mix.channels.iter_mut().flatten().for_each(|sample| *sample = sample.clamp(-rail, rail));
    let desk = lay_out(&mix, &parts);
    let report = desk.json(&["check", "mix.wav", "--stems", "stems", "--json"]);
    let found = fault(&report, "clipping");
    assert_eq!(found["stem"], Value::Null);
    assert!(found["message"].as_str().unwrap().contains("look at the mix bus"), "{found}");
}

#[test]
fn the_stems_of_another_song_name_nobody_and_the_check_goes_on() {
    let parts = [("Pads", pads()), ("Sub Bass", bass())];
    let noise = |seed| signals::pink_noise(seed, 0.3, parts[0].1.frames());
    let other = Audio { rate_hz: RATE_HZ, channels: vec![noise(31), noise(32)] };
    let desk = lay_out(&sum(&parts), &[("Strings", other)]);
    let said = desk.run(&["check", "mix.wav", "--stems", "stems", "--json"]);
    assert!(said.err.contains("These are not the stems of this mix"), "{}", said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(fault(&report, "low_mono")["stem"], Value::Null);
}

#[test]
fn a_stem_that_cannot_be_read_is_told_and_the_others_are_asked() {
    let parts = [("Hats", hats()), ("Pads", pads()), ("Sub Bass", bass())];
    let desk = lay_out(&sum(&parts), &parts);
    fs::write(desk.path("stems/Broken.wav"), b"").unwrap();
    fs::write(desk.path("stems/notes.txt"), b"take 3 is the one").unwrap();
    let said = desk.run(&["check", "mix.wav", "--stems", "stems"]);
    assert!(said.err.contains("Broken") && said.out.contains("on Sub Bass"), "{}{}", said.err, said.out);
    assert!(desk.refusal(&["check", "mix.wav", "--stems", "gone"]).contains("gone"));
    let twice = ["check", "mix.wav", "mix.wav", "--stems", "stems"];
    assert!(desk.refusal(&twice).contains("name only one"));
}
