// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which files have to be opened.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{OptionalExtension, Statement};

use super::Summary;
use crate::{Library, SCHEMA, error::Result, keep::Stamp};

/// What is wrong with a single file is a sentence; the others go on.
pub type Told<T> = std::result::Result<T, String>;

/// A file that has to be opened.
#[derive(Clone, Debug)]
pub struct Todo {
    pub path: PathBuf,
    /// The path as the library writes it.
    pub text: String,
    /// As it was when it was looked at.
    pub stamp: Stamp,
}

impl Library {
    /// Sorts the files into those to open and those that are known or cannot be added.
    pub(super) fn plan(&self, files: BTreeSet<PathBuf>) -> Result<(Vec<Todo>, Summary)> {
        let mut summary = Summary::default();
        let mut todo = Vec::new();
        self.ask(|connection| {
            let mut known = connection.prepare(
                "SELECT bytes, modified_ns FROM place JOIN record ON id = record WHERE path = ?1 AND schema = ?2",
            )?;
            for path in files {
                match seen(&path) {
                    Err(sentence) => summary.failed.push((path, sentence)),
                    Ok((text, stamp)) if is_unchanged(&mut known, &text, stamp)? => {
                        drop(text);
                        summary.known += 1;
                    }
                    Ok((text, stamp)) => todo.push(Todo { path, text, stamp }),
                }
            }
            Ok(())
        })?;
        Ok((todo, summary))
    }
}

/// How a file looks now.
pub fn stamp_of(path: &Path) -> Told<Stamp> {
    let about = fs::metadata(path).map_err(|reason| {
        let path = path.to_owned();
        files::Error::Unreadable { path, reason }.to_string()
    })?;
    Ok(Stamp::from_metadata(&about))
}

fn seen(path: &Path) -> Told<(String, Stamp)> {
    let unwritable =
        || format!("the name of {} is not text (UTF-8) and cannot be kept; rename the file", path.display());
    let text = path.to_str().ok_or_else(unwritable)?.to_owned();
    Ok((text, stamp_of(path)?))
}

fn is_unchanged(known: &mut Statement<'_>, text: &str, stamp: Stamp) -> rusqlite::Result<bool> {
    let before = known.query_row((text, SCHEMA), |row| Ok(Stamp { bytes: row.get(0)?, modified_ns: row.get(1)? }));
    Ok(before.optional()? == Some(stamp))
}
