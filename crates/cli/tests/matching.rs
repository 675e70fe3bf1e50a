// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus match`: the file is nearer to the record, as loud, under the ceiling, and every refusal is a sentence.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Desk, calm, scaled};
use dsp::{
    Audio, Db, Hz,
    equaliser::{Band, Filter, SMOOTH_SHELF_Q, Shape},
    math, signals,
};
use files::decode_all;
use serde_json::Value;

const RATE_HZ: u32 = 44_100;

/// A steady song with sides; another seed is another song.
fn song(seed: u64, rate_hz: u32, seconds: f64) -> Audio {
    let frames = math::index_from(f64::from(rate_hz) * seconds);
    let [middle, side] = [seed, seed + 100].map(|seed| signals::pink_noise(seed, 0.5, frames));
    let channel = |sign: f32| middle.iter().zip(&side).map(|(m, s)| m + sign * 0.3 * s).collect();
    Audio { rate_hz, channels: vec![channel(1.0), channel(-1.0)] }
}

/// The same with 4 dB more treble.
fn brighter(mut sound: Audio) -> Audio {
    let shelf = Filter { shape: Shape::HighShelf, corner: Hz(3000.0), gain: Db(4.0), q: SMOOTH_SHELF_Q };
    for channel in &mut sound.channels {
        let mut band = Band::<1>::new(shelf, sound.rate_hz);
        let mut samples: Vec<f64> = channel.iter().map(|sample| f64::from(*sample)).collect();
        band.process([&mut samples]);
        *channel = samples.into_iter().map(math::sample_from).collect();
    }
    sound
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn a_record_with_a_shelf_more_gets_that_shelf_its_loudness_and_a_file_that_proves_it() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &scaled(song(1, RATE_HZ, 14.0), -12.0));
    let record = desk.sound("record.wav", &brighter(song(2, RATE_HZ, 14.0)));
    let report = desk.json(&["match", mix, record, "-o", "out.wav", "--json"]);
    let tone = report["plan"]["tone"].as_array().unwrap();
    assert_eq!((tone.len(), &tone[0]["shape"]), (1, &"high-shelf".into()), "{tone:?}");
    assert!((number(&tone[0]["gain_db"]) - 4.0).abs() < 0.5, "{tone:?}");
    let (before, after) = (number(&report["before"]["mid_db"]), number(&report["after"]["mid_db"]));
    assert!(before > 1.5 && after < 0.4, "{before} → {after} dB");
    let written = &report["written"];
    assert_eq!(written["verified"], true);
    let lufs = number(&written["file"]["integrated_lufs"]);
    assert!((lufs - number(&report["record"]["integrated_lufs"])).abs() <= 0.3, "{lufs} LUFS");
    assert!(number(&written["true_peak_strict_dbtp"]) <= -1.0 + 0.0005);
}

#[test]
fn the_plan_says_the_reason_of_each_move_and_writes_nothing() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &song(1, RATE_HZ, 12.0));
    let record = desk.sound("record.wav", &brighter(song(2, RATE_HZ, 12.0)));
    let left = desk.run(&["match", mix, record, "--dry-run"]);
    assert_eq!((left.code, left.err.as_str()), (0, ""));
    let words = left.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("High shelf +") && words.contains("less above") && words.contains("than the record"),
        "{words}"
    );
    assert!(words.contains("LUFS") && words.contains("Distance from the record"), "{words}");
    assert_eq!(desk.names("."), ["mix.wav", "record.wav"]);
}

#[test]
fn nothing_is_moved_at_no_amount() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &scaled(song(1, RATE_HZ, 12.0), -12.0));
    let record = desk.sound("record.wav", &brighter(song(2, RATE_HZ, 12.0)));
    let report = desk.json(&["match", mix, record, "-o", "out.wav", "--amount", "0%", "--bits", "32", "--json"]);
    assert_eq!(
        (&report["plan"]["tone"], &report["plan"]["width"]),
        (&Value::Array(vec![]), &Value::Array(vec![]))
    );
    let [(before, _), (after, _)] = [mix, "out.wav"].map(|name| decode_all(&desk.path(name)).unwrap());
    let apart = before.channels[0].iter().zip(&after.channels[0]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart < 0.01 * before.sample_peak(), "{apart}");
}

#[test]
fn mono_songs_and_other_rates_are_matched_in_tone_and_loudness() {
    let desk = Desk::new();
    let mut mono = scaled(song(1, 48_000, 11.0), -6.0);
    mono.channels.truncate(1);
    let mono = desk.sound("mono.wav", &mono);
    let wide = desk.sound("wide.wav", &brighter(song(2, RATE_HZ, 11.0)));
    for (mix, record, out, format) in [(mono, wide, "a.wav", (1, 48_000)), (wide, mono, "b.wav", (2, RATE_HZ))] {
        let report = desk.json(&["match", mix, record, "-o", out, "--json"]);
        assert_eq!(
            (report["plan"]["width"].as_array().unwrap().len(), &report["after"]["side_db"]),
            (0, &Value::Null)
        );
        assert!(number(&report["after"]["mid_db"]) < 0.5 * number(&report["before"]["mid_db"]), "{report}");
        assert!(report["plan"]["left_alone"].to_string().contains("is mono"), "{report}");
        let (audio, _) = decode_all(&desk.path(out)).unwrap();
        assert_eq!((audio.channels.len(), audio.rate_hz), format);
    }
}

#[test]
fn what_cannot_be_matched_is_refused_in_a_sentence() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &song(1, RATE_HZ, 11.0));
    let silent = desk.sound("silent.wav", &Audio::silence(RATE_HZ, 2, 12 * 44_100));
    let short = desk.sound("short.wav", &song(2, RATE_HZ, 9.0));
    let surround = desk.sound("surround.wav", &calm(RATE_HZ, 6, 11.0));
    desk.bytes("there.wav", b"mine");
    let refused = |arguments: &[&str]| desk.refusal(&[&["match"], arguments].concat());
    assert!(refused(&[mix, silent, "-o", "out.wav"]).contains("nothing to hear in silent.wav"));
    assert!(refused(&[silent, mix, "-o", "out.wav"]).contains("nothing to hear in silent.wav"));
    assert!(refused(&[mix, short, "-o", "out.wav"]).contains("lasts 9.0 s"));
    assert!(refused(&[mix, surround, "-o", "out.wav"]).contains("6 channels"));
    assert!(refused(&[mix, mix, "-o", "there.wav"]).contains("--force"));
    assert!(refused(&[mix, mix, "-o", "mix.wav", "--force"]).contains("over itself"));
    assert!(refused(&[mix, mix, "-o", "out.wav", "--amount", "150%"]).contains("0% to 100%"));
    assert!(refused(&[mix, mix, "-o", "out.wav", "--filters", "2.5"]).contains("whole number"));
    refused(&[mix, "missing.wav", "-o", "out.wav"]);
    refused(&[mix, mix, "-o", "out.mp3"]);
    assert!(!desk.path("out.wav").exists() && !desk.path("out.mp3").exists());
}
