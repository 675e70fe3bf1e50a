// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Adding: only what is new is heard, and every kind of mess a folder can be in is told in one line each.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::{
    fs,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use common::{Desk, add, counted, hear, names, record};
use library::{Summary, Whereabouts};

#[test]
fn what_did_not_change_is_not_even_opened_again() {
    let desk = Desk::new();
    (0..5).for_each(|n| drop(desk.song(&format!("{n}.wav"), n)));
    assert_eq!(desk.add(), counted(5, 0));
    let heard = AtomicUsize::new(0);
    let count = |path: &std::path::Path, tell: files::examine::Progress<'_>| {
        heard.fetch_add(1, Ordering::Relaxed);
        hear(path, tell)
    };
    let again = desk.library().add(&[desk.songs()], &count, &|_| {}).unwrap();
    assert_eq!((again, heard.load(Ordering::Relaxed)), (counted(0, 5), 0));
    desk.song("new.wav", 9);
    assert_eq!(desk.library().add(&[], &hear, &|_| {}).unwrap(), counted(1, 5), "no folder means all known ones");
}

#[test]
fn a_record_comes_back_as_it_was_heard() {
    let desk = Desk::new();
    let path = desk.song("a.wav", 7);
    desk.add();
    let library = desk.library();
    let kept = library.record_at(&path).unwrap().unwrap();
    assert_eq!(kept.profile, record(7).profile);
    assert_eq!(library.record(&kept.input.blake3).unwrap(), Some(kept));
    assert_eq!(library.record("feed").unwrap(), None);
}

#[test]
fn what_another_program_has_just_heard_is_kept_and_not_opened_again() {
    let desk = Desk::new();
    let path = desk.song("a.wav", 7);
    let heard = hear(&path, &|_| {}).unwrap();
    desk.library().keep_heard(&path, &heard).unwrap();
    assert_eq!(desk.library().record_at(&path).unwrap(), Some(heard.clone()));
    assert_eq!(desk.add(), counted(0, 1));
    fs::remove_file(&path).unwrap();
    assert!(desk.library().keep_heard(&path, &heard).is_err());
}

#[test]
fn hundreds_of_files_in_folders_are_added_once_each_and_progress_ends_at_one() {
    let desk = Desk::new();
    (0..300).for_each(|n| drop(desk.song(&format!("{}/{n}.flac", n % 10), n)));
    let last = Mutex::new((0, 0.0_f64));
    let summary = desk.library().add(&[desk.songs()], &hear, &|progress| {
        let mut last = last.lock().unwrap();
        *last = (last.0.max(progress.done), last.1.max(progress.share));
        assert_eq!(progress.all, 300);
    });
    assert_eq!(summary.unwrap(), counted(300, 0));
    assert_eq!(last.into_inner().unwrap(), (300, 1.0));
    assert_eq!(desk.library().list().unwrap().len(), 300);
}

#[test]
fn pictures_are_passed_over_and_broken_sounds_have_one_line_each() {
    let desk = Desk::new();
    desk.song("good.wav", 1);
    for (name, bytes) in [("cover.jpg", "x"), ("notes.txt", "x"), ("bad.mp3", "x"), ("._good.wav", "x")] {
        fs::write(desk.songs().join(name), bytes).unwrap();
    }
    let Summary { added, failed, .. } = desk.add();
    assert_eq!((added, failed.len()), (1, 1));
    let (path, sentence) = &failed[0];
    assert!(path.ends_with("bad.mp3") && sentence.contains("bad.mp3 is not a sound file"), "{sentence}");
}

#[test]
fn a_name_that_is_not_there_is_told_and_the_others_are_added() {
    let desk = Desk::new();
    desk.song("good.wav", 1);
    let gone = desk.path("gone.wav");
    let summary = desk.library().add(&[gone.clone(), desk.songs()], &hear, &|_| {}).unwrap();
    assert_eq!((summary.added, &summary.failed[0].0), (1, &gone));
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_not_text_is_told() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.wav");
    fs::write(desk.songs().join(name), "1").unwrap();
    let failed = desk.add().failed;
    assert!(failed.len() == 1 && failed[0].1.contains("rename the file"), "{failed:?}");
}

#[test]
fn the_same_sound_under_two_names_is_one_record() {
    let desk = Desk::new();
    desk.song("a.wav", 1);
    desk.song("b.wav", 1);
    let summary = desk.add();
    assert_eq!(summary, Summary { other_names: 1, ..counted(1, 0) });
    let entries = desk.library().list().unwrap();
    assert_eq!((entries.len(), names(&desk.library())), (1, vec!["a.wav".to_owned(), "b.wav".into()]));
    assert_eq!(desk.add(), counted(0, 2));
}

#[test]
fn a_changed_file_is_heard_again_and_its_old_sound_forgotten() {
    let desk = Desk::new();
    let path = desk.song("a.wav", 1);
    desk.add();
    desk.song("a.wav", 22);
    assert_eq!(desk.add(), Summary { refreshed: 1, ..Summary::default() });
    let library = desk.library();
    assert_eq!(library.list().unwrap().len(), 1);
    assert_eq!(library.record_at(&path).unwrap().unwrap().profile, record(22).profile);
}

#[test]
fn a_file_that_was_only_touched_is_hashed_and_not_heard() {
    let desk = Desk::new();
    let path = desk.song("a.wav", 1);
    desk.add();
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(desk.add(), counted(0, 1));
}

#[test]
fn a_renamed_file_keeps_its_record_and_its_old_name_is_forgotten() {
    let desk = Desk::new();
    let path = desk.song("a.wav", 1);
    desk.add();
    fs::rename(path, desk.songs().join("z.wav")).unwrap();
    assert_eq!(desk.add(), Summary { moved: 1, ..Summary::default() });
    assert_eq!(names(&desk.library()), ["z.wav"]);
}

#[test]
fn a_moved_file_is_found_by_its_hash_or_reported() {
    let desk = Desk::new();
    let [moved, lost, stayed] =
        [("a.wav", 1), ("b.wav", 2), ("c.wav", 3)].map(|(name, seed)| desk.song(name, seed));
    desk.add();
    let library = desk.library();
    let hash = |path: &std::path::PathBuf| library.record_at(path).unwrap().unwrap().input.blake3;
    let [of_moved, of_lost, of_stayed] = [&moved, &lost, &stayed].map(hash);
    fs::create_dir(desk.songs().join("Album")).unwrap();
    let to = desk.songs().join("Album/1.wav");
    fs::rename(&moved, &to).unwrap();
    fs::remove_file(&lost).unwrap();
    assert_eq!(library.whereabouts(&of_stayed).unwrap(), Some(Whereabouts::There(stayed)));
    let found = Whereabouts::Moved { from: moved, to: to.clone() };
    assert_eq!(library.whereabouts(&of_moved).unwrap(), Some(found));
    assert_eq!(library.whereabouts(&of_moved).unwrap(), Some(Whereabouts::There(to)), "it was noted");
    assert_eq!(library.whereabouts(&of_lost).unwrap(), Some(Whereabouts::Missing(lost.clone())));
    let all = library.relocate().unwrap();
    assert_eq!((all.found.len(), all.missing), (0, vec![lost]));
}

#[test]
fn removing_forgets_a_file_a_folder_or_a_hash_and_leaves_the_files() {
    let desk = Desk::new();
    let path = desk.song("a.wav", 1);
    desk.song("Album/b.wav", 2);
    desk.song("Album/c.wav", 3);
    let last = desk.song("d.wav", 4);
    desk.add();
    let library = desk.library();
    assert_eq!(library.remove(&path).unwrap(), 1);
    assert_eq!(library.remove(&desk.songs().join("Album")).unwrap(), 2);
    assert_eq!(names(&library), ["d.wav"]);
    let hash = library.list().unwrap()[0].hash.clone();
    assert_eq!(library.remove(hash.as_ref()).unwrap(), 1);
    assert_eq!(library.remove(hash.as_ref()).unwrap(), 0);
    assert!(library.list().unwrap().is_empty() && last.exists());
}

#[test]
fn a_file_that_changes_while_it_is_heard_is_told_and_not_kept() {
    let desk = Desk::new();
    desk.song("a.wav", 1);
    let library = desk.library();
    let meddle = |path: &std::path::Path, tell: files::examine::Progress<'_>| {
        fs::write(path, "2222").unwrap();
        hear(path, tell)
    };
    let failed = library.add(&[desk.songs()], &meddle, &|_| {}).unwrap().failed;
    assert!(failed.len() == 1 && failed[0].1.contains("changed while it was heard"), "{failed:?}");
    assert!(library.list().unwrap().is_empty());
    assert_eq!(add(&library, &desk.songs()), counted(1, 0));
}

#[test]
fn a_mistake_of_ours_in_one_song_does_not_end_the_others() {
    let desk = Desk::new();
    desk.song("a.wav", 1);
    desk.song("b.wav", 2);
    let stumble = |path: &std::path::Path, tell: files::examine::Progress<'_>| {
        assert!(!path.ends_with("a.wav"), "meant");
        hear(path, tell)
    };
    let summary = desk.library().add(&[desk.songs()], &stumble, &|_| {}).unwrap();
    assert_eq!((summary.added, summary.failed.len()), (1, 1));
    assert!(summary.failed[0].1.contains("mistake of its own"), "{:?}", summary.failed);
}
