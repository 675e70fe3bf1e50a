// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus abx` through the written form: nothing sounds, nothing leaks, everything is scored.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, calm, scaled};
use measure::abx::{Side, plan};

const RATE_HZ: u32 = 8_000;

/// A desk with two versions and a written test of eight trials drawn with this seed.
fn written(seed: &str) -> Desk {
    let desk = Desk::new();
    desk.sound("a.wav", &calm(RATE_HZ, 2, 6.0));
    let mut other = scaled(calm(RATE_HZ, 2, 6.0), 4.0);
    other.channels[0].iter_mut().for_each(|sample| *sample = sample.clamp(-0.3, 0.3));
    desk.sound("b.wav", &other);
    let said = desk.run(&["abx", "a.wav", "b.wav", "-n", "8", "-o", "test", "--seed", seed]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(!said.out.contains("dB"), "how each was turned down would give answers away: {}", said.out);
    desk
}

fn letters(seed: u64) -> String {
    plan(seed, 8).iter().map(|side| if *side == Side::A { 'A' } else { 'B' }).collect()
}

#[test]
fn a_written_test_has_its_sounds_and_a_key_and_is_scored() {
    let desk = written("12");
    let mut names = vec!["A.wav", "B.wav"];
    names.extend(["X01.wav", "X02.wav", "X03.wav", "X04.wav", "X05.wav", "X06.wav", "X07.wav", "X08.wav"]);
    names.push("key.json");
    assert_eq!(desk.names("test"), names);
    let right = letters(12);
    let said = desk.run(&["abx", "--score", "test", &right]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.replace('\n', " ").contains("8 of 8 right: p = 0.0039. You hear a difference"),
        "{}",
        said.out
    );
    let wrong: String = right.chars().map(|letter| if letter == 'A' { 'B' } else { 'a' }).collect();
    fs::write(desk.path("answers.txt"), wrong + "\n").unwrap();
    let document = desk.json(&["abx", "--score", "test", "answers.txt", "--json"]);
    assert_eq!((&document["right"], &document["p"], &document["heard"]), (&0.into(), &1.0.into(), &false.into()));
    assert_eq!((&document["needed"]["p_0.05"], &document["seed"]), (&7.into(), &12.into()));
}

#[test]
fn every_x_is_a_or_b_to_the_byte_and_all_are_equally_long() {
    let desk = written("12");
    let bytes = |name: &str| fs::read(desk.path("test").join(name)).unwrap();
    assert_eq!(bytes("A.wav").len(), bytes("B.wav").len());
    for (n, letter) in letters(12).chars().enumerate() {
        assert!(bytes(&format!("X0{}.wav", n + 1)) == bytes(&format!("{letter}.wav")), "X0{}", n + 1);
    }
}

#[test]
fn a_file_against_itself_gives_sounds_that_are_the_same_but_for_their_names() {
    let desk = Desk::new();
    desk.sound("a.wav", &calm(RATE_HZ, 2, 6.0));
    assert_eq!(desk.run(&["abx", "a.wav", "a.wav", "-n", "5", "-o", "test"]).code, 0);
    let sounds = desk.names("test").into_iter().filter(|name| name != "key.json");
    let mut bytes: Vec<Vec<u8>> = sounds.map(|name| fs::read(desk.path("test").join(name)).unwrap()).collect();
    bytes.dedup();
    assert_eq!(bytes.len(), 1);
}

#[test]
fn what_does_not_fit_is_refused_in_one_sentence() {
    let desk = written("12");
    for (answers, words) in
        [("ABBA", "4 answers to 8 trials"), ("ABXABXAB", "neither letters"), ("a.wav", "neither")]
    {
        let said = desk.refusal(&["abx", "--score", "test", answers]);
        assert!(said.contains(words), "{answers}: {said}");
    }
    let key = desk.path("test/key.json");
    let text = fs::read_to_string(&key).unwrap();
    fs::write(&key, text.replace("\"trials\": 8", "\"trials\": 7")).unwrap();
    assert!(desk.refusal(&["abx", "--score", "test", "AAAAAAA"]).contains("has been altered"));
    fs::write(&key, text).unwrap();
    fs::remove_file(desk.path("test/X05.wav")).unwrap();
    assert!(desk.refusal(&["abx", "--score", "test", "AAAAAAAA"]).contains("X05.wav does not exist"));
    assert!(desk.refusal(&["abx", "--score", "none", "AAAAAAAA"]).contains("does not exist"));
    for (more, words) in [
        (vec!["-o", "new", "-n", "4"], "5 to 64 trials"),
        (vec!["-o", "new", "--span", "the chorus"], "1:20-1:45"),
        (vec!["-o", "new", "--span", "0:05-0:30"], "the passage is not in"),
        (vec!["-o", "test"], "exists already"),
    ] {
        let said = desk.refusal(&[vec!["abx", "a.wav", "b.wav"], more].concat());
        assert!(said.contains(words), "{said}");
    }
    assert!(!desk.path("new").exists());
}

#[test]
fn without_a_terminal_it_says_how_to_write_the_test() {
    let desk = written("12");
    assert!(desk.refusal(&["abx", "a.wav", "b.wav"]).contains("-o DIR"));
}
