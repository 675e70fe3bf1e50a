// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sound files in a folder and in the folders inside it.
//!
//! A file counts as sound if its name ends like one; pictures, texts and hidden files are passed over.
//! A file that is named by itself counts whatever its name is.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    error::{Error, Result},
    hash,
};

/// What names of sound files end in. Some are not read; they are listed so that nobody misses them in silence.
pub const ENDINGS: [&str; 20] = [
    "wav", "wave", "bwf", "aif", "aiff", "aifc", "flac", "mp3", "m4a", "mp4", "aac", "alac", "caf", "ogg", "oga",
    "opus", "wma", "ape", "wv", "dsf",
];

/// What was found, and what could not be opened.
#[derive(Debug, Default)]
pub struct Sounds {
    /// Every sound file once, in the order of the alphabet.
    pub files: BTreeSet<PathBuf>,
    /// Files that are not there and folders that cannot be read.
    pub errors: Vec<Error>,
    visited: BTreeSet<PathBuf>,
}

/// The sound files among these files and in these folders.
pub fn sounds(paths: &[PathBuf]) -> Sounds {
    let mut sounds = Sounds::default();
    for path in paths {
        let found = whole_path(path).and_then(|path| sounds.walk(path));
        sounds.errors.extend(found.err());
    }
    sounds
}

/// How long a file is, bytes; 0 if it is not there.
pub fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}

/// The file with this fingerprint among those that lie in these folders, but not deeper; only files of this
/// length are opened.
pub fn same(folders: &BTreeSet<PathBuf>, bytes: u64, fingerprint: &str) -> Option<PathBuf> {
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let as_long = files.map(|file| file.path()).filter(|path| path.is_file() && length(path) == bytes);
    as_long.into_iter().find(|path| hash::of_file(path).is_ok_and(|hash| hash == fingerprint))
}

/// The path from the root, so that it means the same tomorrow and elsewhere.
///
/// # Errors
/// There is no such file.
pub fn whole_path(path: &Path) -> Result<PathBuf> {
    // On Windows the canonical form is one that musicians do not know (`\\?\`).
    let whole = if cfg!(windows) {
        fs::metadata(path).and_then(|_| std::path::absolute(path))
    } else {
        fs::canonicalize(path)
    };
    whole.map_err(|reason| Error::reading(path, reason))
}

impl Sounds {
    fn walk(&mut self, path: PathBuf) -> Result<()> {
        let about = fs::metadata(&path).map_err(|reason| Error::reading(&path, reason))?;
        if !about.is_dir() {
            self.files.insert(path);
            return Ok(());
        }
        // A link may lead back to where one has been.
        let place = fs::canonicalize(&path).map_err(|reason| Error::reading(&path, reason))?;
        if !self.visited.insert(place) {
            return Ok(());
        }
        let entries = fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        for entry in entries.map_err(|reason| Error::reading(&path, reason))? {
            let inside = entry.path();
            if is_wanted(&inside) {
                let found = self.walk(inside);
                self.errors.extend(found.err());
            }
        }
        Ok(())
    }
}

/// Folders and sounds, unless they are hidden.
fn is_wanted(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !is_hidden && (path.is_dir() || sounds_like(path))
}

/// Whether its name ends like one of a sound file.
pub(crate) fn sounds_like(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;

    fn names(sounds: &Sounds) -> Vec<String> {
        sounds.files.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn sounds_are_found_in_folders_inside_and_everything_else_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("Album/CD 2")).unwrap();
        for name in ["b.FLAC", "cover.jpg", "notes.txt", "._b.flac", "Album/a.wav", "Album/CD 2/c.mp3"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let found = sounds(&[folder.path().to_owned(), folder.path().join("b.FLAC")]);
        assert_eq!(names(&found), ["c.mp3", "a.wav", "b.FLAC"]);
        assert!(found.errors.is_empty(), "{:?}", found.errors);
    }

    #[test]
    fn a_file_named_by_itself_counts_and_one_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let bounce = folder.path().join("bounce");
        fs::write(&bounce, "").unwrap();
        let found = sounds(&[bounce, folder.path().join("gone")]);
        assert_eq!(names(&found), ["bounce"]);
        assert!(matches!(found.errors[..], [Error::Missing { .. }]), "{:?}", found.errors);
    }

    #[test]
    fn a_file_that_got_another_name_is_found_by_its_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a.wav", "one"), ("b.wav", "two"), ("c.wav", "three")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let sought = hash::of_file(&folder.path().join("b.wav")).unwrap();
        let folders = BTreeSet::from([folder.path().join("gone"), folder.path().to_owned()]);
        assert_eq!(same(&folders, 3, &sought), Some(folder.path().join("b.wav")));
        assert_eq!((same(&folders, 5, &sought), length(&folder.path().join("gone"))), (None, 0));
    }

    #[test]
    #[cfg(unix)]
    fn a_link_that_leads_back_is_followed_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.wav"), "").unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        assert_eq!(names(&sounds(&[folder.path().to_owned()])), ["a.wav"]);
    }
}
