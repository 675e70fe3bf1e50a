// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Adding records: what is new is heard, as many songs at a time as there are cores.
//!
//! A file whose size and date did not change is not even opened. Another is hashed; if its sound is known
//! under another name, that name is noted; else it is heard and written at once.

mod plan;
mod work;

use std::path::{Path, PathBuf};

use files::{Record, folder};

use crate::{
    Library,
    error::{Notice, Result},
    keep,
};
use work::Work;

/// How a song is heard: the file, and who is told the share that is done.
pub type Hear<'a> = &'a (dyn Fn(&Path, files::examine::Progress<'_>) -> files::Result<Record> + Sync);

/// How far adding is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<'a> {
    /// How many files are done, of those that had to be opened.
    pub done: usize,
    /// How many files have to be opened.
    pub all: usize,
    /// The share of their bytes that is done, 0 to 1.
    pub share: f64,
    /// One of those in work.
    pub path: &'a Path,
}

/// What became of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Heard for the first time.
    pub added: usize,
    /// Heard again, because the file changed or Twobus hears differently now.
    pub refreshed: usize,
    /// Known and not heard.
    pub known: usize,
    /// Known by another name that it still has.
    pub other_names: usize,
    /// Known from another place that is no more.
    pub moved: usize,
    /// Files that could not be heard, each with a sentence.
    pub failed: Vec<(PathBuf, String)>,
    /// What one should know besides.
    pub notices: Vec<Notice>,
}

impl Library {
    /// Adds sound files, and those in folders; without any, looks again into all folders that were added.
    ///
    /// Whatever ends it, at most the songs in work are lost, and the same call goes on from there.
    ///
    /// # Errors
    /// The library cannot be written. What is wrong with single files stands in the [`Summary`].
    pub fn add(
        &self,
        paths: &[PathBuf],
        hear: Hear<'_>,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Summary> {
        let notice = self.mend()?;
        let paths = if paths.is_empty() { self.folders()? } else { paths.to_vec() };
        self.note_folders(&paths)?;
        let found = folder::sounds(&paths);
        let (todo, mut summary) = self.plan(found.files)?;
        summary.failed.extend(found.errors.into_iter().map(|error| (named_by(&error), error.to_string())));
        let mut summary = Work::new(self, hear, todo).all(summary, progress)?;
        summary.failed.sort();
        summary.notices.extend(notice);
        Ok(summary)
    }

    fn note_folders(&self, paths: &[PathBuf]) -> Result<()> {
        let folders = paths.iter().filter(|path| path.is_dir()).filter_map(|path| folder::whole_path(path).ok());
        self.write(|connection| {
            folders
                .into_iter()
                .filter_map(|path| path.to_str().map(str::to_owned))
                .try_for_each(|path| keep::note_folder(connection, &path))
        })
    }
}

/// Which file an error of looking into folders is about.
fn named_by(error: &files::Error) -> PathBuf {
    match error {
        files::Error::Missing { path } | files::Error::Folder { path } | files::Error::Unreadable { path, .. } => {
            path.clone()
        }
        _ => PathBuf::new(),
    }
}
