// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus master`: the written file is what was promised, and failure leaves nothing behind.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, calm, scaled};
use dsp::Audio;
use files::{Decoder, Depth, Overwrite, Tags, decode_all, write_tagged};
use lofty::tag::{Accessor, Tag, TagExt, TagType};
use serde_json::Value;

const RATE_HZ: u32 = 48_000;

/// The report of a run, and its exit code.
fn made(desk: &Desk, arguments: &[&str]) -> (Value, i32) {
    let left = desk.run(&[&["master"], arguments, &["-o", "out"]].concat());
    assert_eq!(left.err, "");
    (serde_json::from_slice(&fs::read(desk.path("out/report.json")).unwrap()).unwrap(), left.code)
}

#[test]
fn the_written_file_is_as_loud_as_aimed_and_keeps_the_ceiling() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &scaled(calm(RATE_HZ, 2, 12.0), -6.0));
    let (report, _) = made(&desk, &[mix, "--for", "spotify"]);
    let master = &report["masters"][0];
    assert_eq!((&master["verified"], &master["outcome"]["kind"]), (&true.into(), &"reached".into()));
    let again = desk.json(&["check", "out/mix.spotify.wav", "--json"]);
    let number = |id: &str| again["measured"][id].as_f64().unwrap();
    assert!((number("integrated_lufs") + 14.0).abs() <= 0.1, "{}", number("integrated_lufs"));
    assert!(number("true_peak_strict_dbtp") <= -1.0 + 0.0005, "{}", number("true_peak_strict_dbtp"));
    assert_eq!(desk.names("out"), ["mix.spotify.toml", "mix.spotify.wav", "report.html", "report.json"]);
}

#[test]
fn words_and_rate_are_those_asked_for() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 3.0));
    for (bits, rate) in [("16", "44100"), ("24", "96000")] {
        let (report, _) = made(&desk, &[mix, "--for", "spotify", "--bits", bits, "--rate", rate, "--force"]);
        assert_eq!(report["masters"][0]["verified"], true);
        let format = Decoder::open(&desk.path("out/mix.spotify.wav")).unwrap().format().clone();
        assert_eq!(format.rate_hz.to_string(), rate);
        assert!(format.name.contains(bits), "{}", format.name);
    }
}

#[test]
fn the_title_stays() {
    let desk = Desk::new();
    let mut tag = Tag::new(TagType::VorbisComments);
    tag.set_title("Nachtlied".into());
    let source = desk.path("mix.flac");
    write_tagged(&source, &calm(RATE_HZ, 2, 2.0), Depth::Int24, Overwrite::Refused, None).unwrap();
    tag.save_to_path(&source, lofty::config::WriteOptions::default()).unwrap();
    made(&desk, &["mix.flac", "--for", "spotify"]);
    let tags = Tags::read(&desk.path("out/mix.spotify.wav")).unwrap().unwrap();
    assert_eq!(tags.title().as_deref(), Some("Nachtlied"));
}

#[test]
fn a_chain_of_ones_own_is_used() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 2.0));
    desk.bytes("chain.toml", b"schema = 1\n[[effect]]\nid = \"gain\"\ngain = -3\n[[effect]]\nid = \"limiter\"\n");
    let (with, _) = made(&desk, &[mix, "--for", "spotify", "--chain", "chain.toml"]);
    let (without, _) = made(&desk, &[mix, "--for", "spotify", "--force"]);
    let gain_db = |report: &Value| report["masters"][0]["gain_db"].as_f64().unwrap();
    assert!((gain_db(&with) - gain_db(&without) - 3.0).abs() < 0.1, "{with}");
    desk.bytes("bare.toml", b"schema = 1\n");
    assert!(desk.refusal(&["master", mix, "--for", "cd", "--chain", "bare.toml"]).contains("no limiter"));
    desk.bytes("letter.toml", b"la la la");
    desk.refusal(&["master", mix, "--for", "cd", "--chain", "letter.toml"]);
    desk.refusal(&["master", mix, "--for", "cd", "--chain", "missing.toml"]);
}

#[test]
fn what_cannot_be_reached_is_said_with_the_reason() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &scaled(calm(RATE_HZ, 2, 4.0), -40.0));
    let left = desk.run(&["master", mix, "--for", "club", "-o", "out"]);
    assert_eq!((left.code, left.err.as_str()), (1, ""));
    let words = left.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("at most −") && words.contains("LUFS, bounded by"), "{words}");
}

#[test]
fn odd_sounds_are_mastered_or_refused_but_never_break_it() {
    let desk = Desk::new();
    let sounds = [
        ("silent.wav", Audio::silence(RATE_HZ, 2, 48_000)),
        ("mono.wav", calm(RATE_HZ, 1, 2.0)),
        ("surround.wav", calm(RATE_HZ, 6, 2.0)),
        ("one.wav", Audio { rate_hz: RATE_HZ, channels: vec![vec![0.5]; 2] }),
        ("slow.wav", calm(8_000, 2, 2.0)),
        ("fast.wav", calm(384_000, 2, 1.0)),
    ];
    for (name, audio) in sounds {
        let (report, code) = made(&desk, &[desk.sound(name, &audio), "--for", "spotify", "--force"]);
        let master = &report["masters"][0];
        assert!(code < 2 && master["verified"] == true, "{name}: {master}");
        let (back, _) = decode_all(&desk.path(&format!("out/{}", name.replace(".wav", ".spotify.wav")))).unwrap();
        assert_eq!((back.channels.len(), back.frames()), (audio.channels.len(), audio.frames()), "{name}");
        assert!(back.channels.iter().flatten().all(|sample| sample.is_finite()), "{name}");
    }
}

#[test]
fn nothing_is_overwritten_without_force() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 1.0));
    fs::create_dir(desk.path("out")).unwrap();
    fs::write(desk.path("out/report.json"), "old").unwrap();
    assert!(desk.refusal(&["master", mix, "--for", "cd", "-o", "out"]).contains("--force"));
    assert_eq!(desk.names("out"), ["report.json"]);
}

#[test]
fn a_refusal_leaves_no_folder_behind() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 1.0));
    desk.bytes("letter.wav", &b"This is a letter and not a song.\n".repeat(500));
    desk.refusal(&["master", "missing.wav", "--for", "cd", "-o", "out"]);
    desk.refusal(&["master", "letter.wav", "--for", "cd", "-o", "out"]);
    desk.refusal(&["master", mix, "--for", "spotfy", "-o", "out"]);
    desk.refusal(&["master", mix, "--for", "cd,cd", "-o", "out"]);
    desk.refusal(&["master", mix, "--for", "cd", "--rate", "7", "-o", "out"]);
    assert_eq!(desk.names("."), ["letter.wav", "mix.wav"]);
}

#[test]
fn a_file_is_no_folder_to_write_into() {
    let desk = Desk::new();
    let mix = desk.sound("mix.wav", &calm(RATE_HZ, 2, 1.0));
    desk.bytes("out", b"mine");
    desk.refusal(&["master", mix, "--for", "cd", "-o", "out"]);
    assert_eq!(fs::read(desk.path("out")).unwrap(), b"mine");
}

#[test]
#[cfg(unix)]
fn a_file_that_grows_too_large_for_the_disk_leaves_nothing() {
    let desk = Desk::new();
    desk.sound("mix.wav", &calm(RATE_HZ, 2, 4.0));
    let program = env!("CARGO_BIN_EXE_twobus");
    // Beyond the limit the system sends SIGXFSZ; ignored, it becomes an error of the write.
    let script = format!("trap '' XFSZ; ulimit -f 100; exec {program} master mix.wav --for cd -o out");
    let mut shell = std::process::Command::new("sh");
    let left = common::outcome(shell.args(["-c", &script]).current_dir(desk.path(".")).output().unwrap());
    assert_eq!(left.code, 2, "{}", left.out);
    common::assert_one_sentence(&left.err);
    assert!(left.err.contains("disk is full"), "{}", left.err);
    assert_eq!(desk.names("."), ["mix.wav"]);
}

#[test]
#[cfg(target_os = "linux")]
fn told_to_stop_it_leaves_no_unfinished_file() {
    let desk = Desk::new();
    desk.sound("mix.wav", &calm(RATE_HZ, 2, 60.0));
    for signal in ["INT", "TERM"] {
        let arguments = ["limiter", "mix.wav", "-o", "loud.wav", "--bits", "16"];
        let mut child = desk.command(&arguments).stdout(std::process::Stdio::null()).spawn().unwrap();
        let unfinished = || desk.names(".").iter().any(|name| name.contains(".part"));
        while !unfinished() {
            assert!(child.try_wait().unwrap().is_none(), "it was done before it could be told to stop");
        }
        let id = child.id().to_string();
        std::process::Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        assert_eq!(desk.names("."), ["mix.wav"], "{signal}");
    }
}
