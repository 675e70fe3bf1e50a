// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Records come, go, vanish and move, and the mix plays on.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::{fs, path::Path, thread, time::Duration};

use dsp::{Audio, signals};
use files::{Depth, Overwrite, write_all};
use measure::Span;
use tempfile::TempDir;

use super::*;
use crate::Moment;

const RATE_HZ: u32 = 8000;

/// A song of so many seconds; every seed is another.
fn sound(seed: u64, seconds: usize) -> Audio {
    let channels = (0..2).map(|side| signals::pink_noise(seed * 2 + side, 0.3, seconds * RATE_HZ as usize));
    Audio { rate_hz: RATE_HZ, channels: channels.collect() }
}

fn write(path: &Path, audio: &Audio) {
    write_all(path, audio, Depth::Float32, Overwrite::Refused).unwrap();
}

/// A studio with a stream, whose library lies in the folder.
fn studio(folder: &TempDir) -> Studio {
    with_library(Some(folder.path().join("library.sqlite")))
}

fn with_library(path: Option<PathBuf>) -> Studio {
    let studio = Studio::with_library(Arc::default(), path);
    studio.connect(&stream(RATE_HZ));
    studio
}

fn stream(rate_hz: u32) -> Stream {
    Stream { rate_hz, channels: 2, longest_block: 4096 }
}

fn wait_for<T>(ask: impl Fn() -> Option<T>) -> T {
    loop {
        if let Some(there) = ask() {
            return there;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The rows once none is being read any more.
fn settled(studio: &Studio, count: usize) -> Vec<Row> {
    let is_open = |row: &Row| matches!(row.slot.state, State::Waiting | State::Reading(_));
    wait_for(|| Some(studio.rows()).filter(|rows| rows.len() == count && !rows.iter().any(is_open)))
}

fn said(studio: &Studio) -> String {
    wait_for(|| Some(studio.said()).filter(|said| !said.is_empty())).join(" ")
}

#[test]
fn a_record_is_read_onto_its_reel_and_known_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("song.wav");
    write(&path, &sound(1, 12));
    let first = studio(&folder);
    first.add(vec![path.clone()]);
    let row = settled(&first, 1).remove(0);
    assert_eq!((row.slot.state.clone(), row.slot.name.as_str(), row.slot.seconds()), (State::Ready, "song", 12.0));
    assert!(row.slot.reel.as_ref().is_some_and(|reel| reel.is_complete() && reel.frames() == 96_000));
    assert_eq!(row.slot.heard_span(), row.slot.record.as_ref().map(|record| record.profile.sections[0].span));
    drop(first);
    let (library, _) = Library::open(&folder.path().join("library.sqlite")).unwrap();
    assert_eq!(library.record_at(&path).unwrap().as_ref(), row.slot.record.as_deref());
}

#[test]
fn the_same_sound_under_two_names_is_told_and_not_taken_twice() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a.wav", "b.wav"].map(|name| folder.path().join(name));
    write(&a, &sound(1, 3));
    fs::copy(&a, &b).unwrap();
    let studio = studio(&folder);
    studio.add(vec![folder.path().to_owned()]);
    assert!(said(&studio).ends_with("and was not taken twice."));
    settled(&studio, 1);
}

#[test]
fn what_is_no_sound_or_not_there_is_told_in_its_row_and_the_others_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let songs = folder.path().join("songs");
    fs::create_dir(&songs).unwrap();
    write(&songs.join("good.wav"), &sound(1, 3));
    fs::write(songs.join("bad.flac"), "no sound at all").unwrap();
    let studio = studio(&folder);
    studio.add(vec![songs, folder.path().join("gone.wav")]);
    let rows = settled(&studio, 2);
    assert!(matches!(&rows[0].slot.state, State::Failed(sentence) if sentence.contains("bad.flac")), "{rows:?}");
    assert_eq!(rows[1].slot.state, State::Ready);
    assert!(said(&studio).contains("gone.wav does not exist"));
}

#[test]
fn a_mono_record_at_another_rate_is_played_at_the_hosts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mono.wav");
    write(&path, &Audio { rate_hz: 192_000, channels: vec![signals::pink_noise(1, 0.3, 384_000)] });
    let studio = studio(&folder);
    studio.add(vec![path]);
    let row = settled(&studio, 1).remove(0);
    assert_eq!(row.slot.reel.as_ref().unwrap().frames(), 16_000);
    assert!(row.slot.notes.iter().any(|note| note.starts_with("It is mono")), "{:?}", row.slot.notes);
    studio.connect(&stream(16_000));
    let row = wait_for(|| {
        studio.rows().pop().filter(|row| {
            row.slot.reel.as_ref().is_some_and(|reel| reel.rate_hz() == 16_000 && reel.is_complete())
        })
    });
    assert_eq!(row.slot.reel.unwrap().frames(), 32_000);
}

#[test]
fn a_project_finds_its_records_again_though_they_have_moved() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a.wav", "b.wav"].map(|name| folder.path().join(name));
    write(&a, &sound(1, 3));
    write(&b, &sound(2, 4));
    let first = studio(&folder);
    first.add(vec![a.clone(), b.clone()]);
    settled(&first, 2);
    first.add_loop(1, Span { from_s: 1.0, to_s: 3.0 });
    first.weigh(1, 0.5);
    let memory = Memory::from_json(&first.memory().to_json());
    drop(first);
    // Without a library it is found beside the others, by its hash.
    fs::rename(&b, folder.path().join("renamed.wav")).unwrap();
    let second = with_library(None);
    second.recall(memory);
    let rows = settled(&second, 2);
    assert_eq!((&rows[1].slot.state, rows[1].slot.name.as_str()), (&State::Ready, "renamed"));
    assert_eq!((rows[1].slot.heard_span(), rows[1].slot.weight), (Some(Span { from_s: 1.0, to_s: 3.0 }), 0.5));
}

#[test]
fn a_missing_record_is_found_by_hand_but_another_song_is_a_record_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let [a, far] = ["a.wav", "far"].map(|name| folder.path().join(name));
    fs::create_dir(&far).unwrap();
    write(&a, &sound(1, 3));
    let first = studio(&folder);
    first.add(vec![a.clone()]);
    settled(&first, 1);
    let memory = first.memory();
    drop(first);
    fs::rename(&a, far.join("a.wav")).unwrap();
    write(&far.join("other.wav"), &sound(2, 3));
    let second = with_library(None);
    second.recall(memory);
    let row = settled(&second, 1).remove(0);
    assert!(
        matches!(&row.slot.state, State::Missing(sentence) if sentence.ends_with("click to find it.")),
        "{row:?}"
    );
    second.relocate(0, far.join("other.wav"));
    assert!(said(&second).contains("other is another sound than a"));
    let rows = settled(&second, 2);
    assert!(matches!(rows[0].slot.state, State::Missing(_)) && rows[1].slot.state == State::Ready);
    second.relocate(0, far.join("a.wav"));
    wait_for(|| (second.rows()[0].slot.state == State::Ready).then_some(()));
}

#[test]
fn loops_are_chosen_added_and_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("song.wav");
    write(&path, &sound(1, 12));
    let studio = studio(&folder);
    studio.add(vec![path]);
    settled(&studio, 1);
    let [early, late] = [[1.0, 3.0], [8.0, 10.0]].map(|[from_s, to_s]| Span { from_s, to_s });
    studio.add_loop(0, early);
    studio.add_loop(0, late);
    studio.add_loop(0, Span { from_s: 5.0, to_s: 5.0 });
    let heard = |studio: &Studio| studio.rows()[0].slot.heard_span().unwrap();
    assert_eq!((studio.rows()[0].slot.loops.len(), heard(&studio)), (2, late));
    wait_for(|| studio.rows()[0].slot.own_loop.clone().filter(|own| own.span == late));
    studio.remove_loop(0, 0);
    assert_eq!(heard(&studio), late);
    studio.choose_loop(0, None);
    assert_eq!(heard(&studio).from_s, 0.0);
}

#[test]
fn a_mix_that_plays_is_compared_levelled_and_laid_over_its_own_bounce() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bounce.wav");
    let mix = sound(1, 24);
    // The bounce begins a second later in the song, is 3 dB quieter and upside down.
    let gain = -dsp::math::sample_from(dsp::math::exp10(-3.0 / 20.0));
    let bounce = mix.channels.iter().map(|channel| channel[8000..].iter().map(|x| gain * x).collect());
    write(&path, &Audio { rate_hz: RATE_HZ, channels: bounce.collect() });
    let controls = Arc::new(Controls::default());
    let studio = Studio::with_library(controls.clone(), None);
    let mut mic = studio.connect(&stream(RATE_HZ));
    studio.add(vec![path]);
    for start in (0..mix.frames()).step_by(4000) {
        let sides: Vec<&[f32]> = mix.channels.iter().map(|channel| &channel[start..start + 4000]).collect();
        mic.offer(&sides, 4000, Moment { song_frame: i64::try_from(start).ok(), playing: true });
        thread::sleep(Duration::from_millis(10));
    }
    studio.watch();
    let same = wait_for(|| studio.rows().first()?.slot.same_song);
    assert!((same.offset_frames + 8000.0).abs() < 0.1 && same.is_upside_down, "{same:?}");
    assert!((same.gain_db + 3.0).abs() < 0.01 && same.left_db < -60.0, "{same:?}");
    let studied = wait_for(|| {
        studio.watch();
        studio.comparison().filter(|studied| studied.heard_s == 24.0 && studied.slots == [0])
    });
    assert!(
        studied.comparison.verdict.headline.starts_with("Like the record"),
        "{:?}",
        studied.comparison.verdict
    );
    let gain_db = wait_for(|| studio.rows()[0].gain_db.filter(|gain_db| *gain_db != 0.0));
    assert!((gain_db - 3.0).abs() < 0.1, "{gain_db} dB");
    let slot = &controls.slots()[0];
    wait_for(|| (slot.offset() == -8000 && slot.is_inverted() && slot.gain_db() == gain_db).then_some(()));
    assert_eq!(slot.span(), Some([0, 23 * 8000]));
    studio.remove(0);
    assert!(slot.reel().is_none());
}

#[test]
fn without_a_library_records_are_heard_and_that_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let songs = folder.path().join("songs");
    fs::create_dir(&songs).unwrap();
    write(&songs.join("a.wav"), &sound(1, 3));
    write(&songs.join("b.wav"), &sound(2, 3));
    let studio = with_library(Some(folder.path().join("not-a-library.txt")));
    studio.add(vec![songs]);
    settled(&studio, 2);
    let said = studio.said();
    assert!(said.len() == 1 && said[0].starts_with("Records are not remembered"), "{said:?}");
    studio.look_for_nearest();
    let failed = wait_for(|| Some(studio.nearest()).filter(|nearest| *nearest != Nearest::Looking));
    assert!(matches!(failed, Nearest::Failed(sentence) if sentence.starts_with("Play the mix first")));
}
