// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What can happen to the file: a kill at any moment, two programs at once, damage.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use common::{Desk, add, counted, hear, names, record};
use library::{Error, Library, Notice, Summary};
use rusqlite::Connection;

/// Says to a child of this test which library and which folder it is to add to.
const CHILD: [&str; 2] = ["TWOBUS_TEST_LIBRARY", "TWOBUS_TEST_FOLDER"];

/// No test by itself: what [`adder`] runs in a process of its own. It says each song that it has heard.
#[test]
fn child_that_adds() {
    let [Ok(library), Ok(folder)] = CHILD.map(env::var) else { return };
    let (library, _) = Library::open(Path::new(&library)).unwrap();
    let aloud = |path: &Path, tell: files::examine::Progress<'_>| {
        println!("heard {}", path.display());
        hear(path, tell)
    };
    let summary = library.add(&[PathBuf::from(folder)], &aloud, &|_| {}).unwrap();
    assert_eq!(summary.failed, []);
}

fn adder(desk: &Desk) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["child_that_adds", "--exact", "--nocapture"])
        .envs(CHILD.into_iter().zip([desk.library_path(), desk.songs()]))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills a child as soon as it has heard so many songs, and says how many it heard.
fn killed_after(desk: &Desk, songs: usize) -> usize {
    let mut child = adder(desk);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let heard = lines.filter(|line| line.contains("heard ")).take(songs).count();
    child.kill().unwrap();
    child.wait().unwrap();
    heard
}

#[test]
fn a_kill_at_any_moment_loses_at_most_the_songs_in_work_and_doubles_nothing() {
    const SONGS: usize = 60;
    let desk = Desk::new();
    (0..SONGS).for_each(|n| drop(desk.song(&format!("{n}.wav"), n as u64)));
    let cores = std::thread::available_parallelism().unwrap().get();
    let mut kept = 0;
    for songs in [1, 3, 7, 12] {
        let heard = killed_after(&desk, songs);
        let now = desk.library().list().unwrap().len();
        assert!(now + cores + 1 >= kept + heard, "{heard} heard, {kept} before, {now} kept");
        kept = now;
    }
    assert!((1..SONGS).contains(&kept), "{kept}");
    assert_eq!(desk.add(), counted(SONGS - kept, kept));
    assert_eq!((desk.library().list().unwrap().len(), names(&desk.library()).len()), (SONGS, SONGS));
}

#[test]
fn two_programs_that_add_the_same_folder_at_once_double_nothing() {
    let desk = Desk::new();
    (0..80).for_each(|n| drop(desk.song(&format!("{n}.wav"), n)));
    let children = [adder(&desk), adder(&desk)];
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(desk.add(), counted(0, 80));
    assert_eq!(desk.library().list().unwrap().len(), 80);
}

fn filled(songs: u64) -> Desk {
    let desk = Desk::new();
    (0..songs).for_each(|n| drop(desk.song(&format!("{n}.wav"), n)));
    desk.add();
    desk
}

fn only(notices: Vec<Notice>) -> (PathBuf, usize, String) {
    let [notice] = notices.try_into().unwrap();
    let sentence = notice.to_string();
    let Notice::KeptAside { aside, saved, .. } = notice;
    (aside, saved, sentence)
}

#[test]
fn a_file_that_is_no_library_any_more_is_kept_aside_and_a_new_one_begun() {
    let desk = filled(3);
    fs::write(desk.library_path(), "la la la".repeat(1000)).unwrap();
    let (library, notices) = Library::open(&desk.library_path()).unwrap();
    let (aside, saved, sentence) = only(notices);
    assert!(saved == 0 && aside == desk.path("library.sqlite.corrupt-1"), "{sentence}");
    assert!(sentence.contains("damaged") && sentence.contains("add your folders again"), "{sentence}");
    assert!(fs::read_to_string(aside).unwrap().starts_with("la la"));
    assert_eq!(add(&library, &desk.songs()), counted(3, 0));
    drop(library);
    fs::write(desk.library_path(), "again".repeat(1000)).unwrap();
    let (aside, ..) = only(Library::open(&desk.library_path()).unwrap().1);
    assert_eq!(aside, desk.path("library.sqlite.corrupt-2"));
    assert!(!desk.path("library.sqlite.mending").exists());
}

#[test]
fn what_is_whole_in_a_damaged_library_is_saved() {
    let desk = filled(40);
    let mut bytes = fs::read(desk.library_path()).unwrap();
    // Four pages of 4 KiB in the middle: one alone may be an index, from which nothing is lost.
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4 * 4096].fill(0xA5);
    fs::write(desk.library_path(), bytes).unwrap();
    let (library, _) = Library::open(&desk.library_path()).unwrap();
    let lost = add(&library, &desk.songs()).added;
    // Damage inside a single analysis shows when it is read; then it is heard again.
    let unreadable = |library: &Library| {
        let entries = library.list().unwrap();
        entries.iter().filter(|entry| library.record(&entry.hash).unwrap().is_none()).count()
    };
    let stale = unreadable(&library);
    assert!((1..=10).contains(&(lost + stale)), "{lost} lost, {stale} stale");
    assert_eq!(add(&library, &desk.songs()).refreshed, stale);
    assert_eq!((unreadable(&library), library.list().unwrap().len()), (0, 40));
}

#[test]
fn a_library_cut_short_is_mended_by_adding_again() {
    let desk = filled(40);
    let length = fs::metadata(desk.library_path()).unwrap().len();
    let file = fs::File::options().write(true).open(desk.library_path()).unwrap();
    file.set_len(length / 3).unwrap();
    let (library, mut notices) = Library::open(&desk.library_path()).unwrap();
    notices.extend(add(&library, &desk.songs()).notices);
    assert_eq!(notices.len(), 1);
    assert_eq!(library.list().unwrap().len(), 40);
}

#[test]
fn a_bit_that_turned_inside_an_analysis_is_noticed_and_the_song_heard_again() {
    let desk = filled(1);
    let mut bytes = fs::read(desk.library_path()).unwrap();
    let letter = record(0).profile.seconds.to_le_bytes();
    let at: Vec<usize> = (0..bytes.len() - 8).filter(|at| bytes[*at..*at + 8] == letter).collect();
    for at in at {
        bytes[at + 3] ^= 1;
    }
    fs::write(desk.library_path(), bytes).unwrap();
    let library = desk.library();
    let hash = library.list().unwrap()[0].hash.clone();
    assert_eq!(library.record(&hash).unwrap(), None);
    assert!(library.list().unwrap()[0].is_stale);
    assert_eq!(add(&library, &desk.songs()).refreshed, 1);
    assert_eq!(library.record(&hash).unwrap().unwrap().profile, record(0).profile);
}

#[test]
fn only_what_is_called_like_a_library_is_one() {
    let desk = Desk::new();
    let song = desk.song("a.wav", 1);
    assert!(matches!(Library::open(&song), Err(Error::Name { .. })));
    assert_eq!(fs::read(song).unwrap(), b"1");
    fs::create_dir(desk.path("folder.sqlite")).unwrap();
    let error = Library::open(&desk.path("folder.sqlite")).err().unwrap().to_string();
    assert!(error.contains("folder.sqlite cannot be used"), "{error}");
    let below_a_file = desk.songs().join("a.wav/library.sqlite");
    assert!(matches!(Library::open(&below_a_file), Err(Error::Unusable { .. })));
}

#[test]
fn a_database_of_another_program_and_of_a_newer_version_are_left_alone() {
    let desk = filled(1);
    let theirs = desk.path("theirs.sqlite");
    let change = |path: &Path, sql: &str| Connection::open(path).unwrap().execute_batch(sql).unwrap();
    change(&theirs, "CREATE TABLE photo (name TEXT)");
    assert!(matches!(Library::open(&theirs), Err(Error::Foreign { .. })));
    change(&desk.library_path(), "PRAGMA user_version = 2");
    assert!(matches!(Library::open(&desk.library_path()), Err(Error::Newer { .. })));
}

#[test]
fn an_analysis_of_another_version_is_made_anew() {
    let desk = filled(3);
    Connection::open(desk.library_path())
        .unwrap()
        .execute("UPDATE record SET schema = 0 WHERE id = 2", ())
        .unwrap();
    let library = desk.library();
    assert_eq!(library.nearest(&record(9).profile, 4).unwrap().len(), 2, "the stale one is left out");
    assert_eq!(add(&library, &desk.songs()), Summary { refreshed: 1, ..counted(0, 2) });
    assert_eq!(library.nearest(&record(9).profile, 4).unwrap().len(), 3);
}
