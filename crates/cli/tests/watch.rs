// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus watch`: every bounce once, a history that only grows, one page.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use common::{Desk, Outcome, calm, scaled};
use files::{Depth, Overwrite, write_all};
use serde_json::Value;

const RATE_HZ: u32 = 48_000;
const HISTORY: &str = "twobus-history.jsonl";
const PAGE: &str = "twobus-course.html";

/// A desk with a folder `in` for bounces.
fn desk() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).unwrap();
    desk
}

/// Writes a calm bounce of this level.
fn bounce(desk: &Desk, name: &str, gain_db: f64) {
    let path = desk.path("in").join(name);
    write_all(&path, &scaled(calm(RATE_HZ, 2, 2.0), gain_db), Depth::Float32, Overwrite::Allowed).unwrap();
}

fn once(desk: &Desk) -> Outcome {
    desk.run(&["watch", "in", "--once", "--settle", "0.05"])
}

fn history(desk: &Desk) -> Vec<Value> {
    let text = fs::read_to_string(desk.path("in").join(HISTORY)).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[test]
fn each_bounce_makes_one_line_and_a_second_run_none() {
    let desk = desk();
    bounce(&desk, "mix 1.wav", 0.0);
    let first = once(&desk);
    assert_eq!((first.code, first.err.as_str(), history(&desk).len()), (0, "", 1), "{}", first.out);
    assert!(first.out.contains("the first bounce of in"), "{}", first.out);
    bounce(&desk, "mix 2.wav", -3.0);
    let second = once(&desk);
    assert!(second.out.contains("Since mix 1.wav") && second.out.contains("−3.0 LU"), "{}", second.out);
    assert_eq!(history(&desk).len(), 2);
    let third = once(&desk);
    assert_eq!((third.code, third.out.as_str(), third.err.as_str(), history(&desk).len()), (0, "", "", 2));
    assert_eq!(desk.names("in"), ["mix 1.wav", "mix 2.wav", PAGE, HISTORY]);
}

#[test]
fn a_line_of_the_history_holds_a_report() {
    let desk = desk();
    bounce(&desk, "Salt Line v1.wav", 0.0);
    once(&desk);
    let line = &history(&desk)[0];
    assert_eq!((&line["schema"], &line["song"]), (&"twobus-history/1".into(), &"Salt Line".into()));
    assert_eq!(line["exported"].as_str().unwrap().len(), "2026-11-26T14:30:00Z".len());
    for (schema, document) in [
        (include_str!("../../../docs/schema/history-1.json"), line),
        (include_str!("../../../docs/schema/report-1.json"), &line["report"]),
    ] {
        let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        let errors: Vec<_> = validator.iter_errors(document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn the_same_sound_under_another_name_is_heard_once() {
    let desk = desk();
    bounce(&desk, "mix 1.wav", 0.0);
    once(&desk);
    fs::copy(desk.path("in/mix 1.wav"), desk.path("in/mix 1 copy.wav")).unwrap();
    assert_eq!((once(&desk).out.as_str(), history(&desk).len()), ("", 1));
}

#[test]
fn other_files_and_masters_are_passed_over_and_a_bad_one_stops_nobody() {
    let desk = desk();
    for (name, text) in [("notes.txt", "x"), (".hidden.wav", "x"), ("mix.tmp.wav", "x"), ("cover.jpg", "x")] {
        fs::write(desk.path("in").join(name), text).unwrap();
    }
    bounce(&desk, "mix 1.wav", 0.0);
    desk.bytes("in/letter.wav", &b"This is a letter and not a song.\n".repeat(50));
    // What is old enough is nothing that somebody still writes.
    age(&desk, "letter.wav");
    let found = once(&desk);
    assert_eq!((found.code, history(&desk).len()), (2, 1), "{}{}", found.out, found.err);
    common::assert_one_sentence(&found.err);
    assert!(found.err.contains("letter.wav is not a sound file"), "{}", found.err);
    fs::remove_file(desk.path("in/letter.wav")).unwrap();
    assert!(desk.run(&["master", "in/mix 1.wav", "--for", "spotify", "-o", "in"]).err.is_empty());
    assert!(desk.path("in/mix 1.spotify.toml").exists());
    assert_eq!((once(&desk).out.as_str(), history(&desk).len()), ("", 1));
}

#[test]
fn an_unfinished_bounce_is_left_for_the_next_time() {
    let desk = desk();
    bounce(&desk, "mix 1.wav", 0.0);
    let bytes = fs::read(desk.path("in/mix 1.wav")).unwrap();
    fs::write(desk.path("in/mix 1.wav"), &bytes[..bytes.len() / 2]).unwrap();
    let found = desk.run(&["watch", "in", "--once", "--settle", "1"]);
    common::assert_one_sentence(&found.err);
    assert!(found.err.contains("is still being written") && history(&desk).is_empty(), "{}", found.err);
    fs::write(desk.path("in/mix 1.wav"), &bytes).unwrap();
    once(&desk);
    assert_eq!(history(&desk).len(), 1);
}

#[test]
fn a_torn_history_line_is_told_and_the_rest_goes_on() {
    let desk = desk();
    bounce(&desk, "mix 1.wav", 0.0);
    once(&desk);
    let whole = fs::read_to_string(desk.path("in").join(HISTORY)).unwrap();
    fs::write(desk.path("in").join(HISTORY), format!("{whole}{}", &whole[..whole.len() / 2])).unwrap();
    bounce(&desk, "mix 2.wav", -3.0);
    let found = once(&desk);
    common::assert_one_sentence(&found.err);
    assert!(
        found.err.contains("1 line of") && found.out.contains("Since mix 1.wav"),
        "{}{}",
        found.out,
        found.err
    );
    assert_eq!(history(&desk).len(), 2, "what was there stays, and the new line stands by itself");
}

#[test]
fn two_songs_have_two_courses_on_one_page() {
    let desk = desk();
    for (name, gain_db) in [("Harbour v1.wav", 0.0), ("Salt Line v1.wav", -1.0), ("harbour v2.wav", -2.0)] {
        bounce(&desk, name, gain_db);
        once(&desk);
    }
    let songs: Vec<_> = history(&desk).iter().map(|line| line["song"].as_str().unwrap().to_owned()).collect();
    assert_eq!(songs, ["Harbour", "Salt Line", "Harbour"]);
    let page = fs::read_to_string(desk.path("in").join(PAGE)).unwrap();
    for part in ["<b>Harbour</b>", "<b>Salt Line</b>", "2 bounces", "1 bounce", "Since Harbour v1.wav"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_folder_that_is_none_gets_one_sentence() {
    let desk = desk();
    assert!(desk.refusal(&["watch", "none"]).contains("does not exist"));
    bounce(&desk, "mix 1.wav", 0.0);
    assert!(desk.refusal(&["watch", "in/mix 1.wav"]).contains("is a file, not a folder"));
    assert!(desk.refusal(&["watch", "in", "--settle", "0"]).contains("--settle takes"));
}

/// A watcher in the background, and what it has said.
struct Watching {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl Watching {
    fn on(desk: &Desk, more: &[&str]) -> Self {
        let arguments = [&["watch", "in", "--settle", "1"], more].concat();
        let mut child = desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (tell, lines) = std::sync::mpsc::channel();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let also = tell.clone();
        thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).for_each(|line| drop(tell.send(line)));
        });
        thread::spawn(move || {
            BufReader::new(err).lines().map_while(Result::ok).for_each(|line| drop(also.send(line)));
        });
        let watching = Self { child, lines };
        watching.until("watching in");
        watching
    }

    /// Everything up to the line with these words; a minute without a line is a failure.
    fn until(&self, words: &str) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_mins(1));
            said.push(line.unwrap_or_else(|_| panic!("never said `{words}`: {said:?}")));
            if said.last().is_some_and(|line| line.contains(words)) {
                return said;
            }
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a bounce as a program does that renders slowly.
fn write_slowly(desk: &Desk, name: &str, bytes: &[u8]) {
    let mut file = File::create(desk.path("in").join(name)).unwrap();
    for piece in bytes.chunks(bytes.len() / 6 + 1) {
        file.write_all(piece).unwrap();
        file.sync_data().unwrap();
        thread::sleep(Duration::from_millis(400));
    }
}

#[test]
fn a_bounce_that_lands_slowly_is_heard_once_when_it_is_complete() {
    for more in [&[][..], &["--poll", "0.2"]] {
        let desk = desk();
        bounce(&desk, "mix 1.wav", -3.0);
        let bytes = fs::read(desk.path("in/mix 1.wav")).unwrap();
        bounce(&desk, "mix 1.wav", 0.0);
        let watching = Watching::on(&desk, more);
        watching.until("the first bounce");
        write_slowly(&desk, "mix 2.wav", &bytes);
        let said = watching.until("Since mix 1.wav");
        assert!(!said.iter().any(|line| line.contains("damaged")), "{said:?}");
        watching.until("Integrated");
        // What is over in a moment is told, and the next one is heard all the same.
        fs::write(desk.path("in/gone.wav"), &bytes[..2000]).unwrap();
        fs::remove_file(desk.path("in/gone.wav")).unwrap();
        bounce(&desk, "mix 3.wav", -6.0);
        watching.until("Since mix 2.wav");
        assert_eq!(history(&desk).len(), 3, "{more:?}");
    }
}

/// Makes a file look as if it was written an hour ago.
fn age(desk: &Desk, name: &str) {
    let file = File::options().write(true).open(desk.path("in").join(name)).unwrap();
    file.set_modified(std::time::SystemTime::now() - Duration::from_hours(1)).unwrap();
}
