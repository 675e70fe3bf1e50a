// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Finding the file of a record again after it moved: by its hash, among files as long as it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use files::{folder, hash};
use rusqlite::Connection;

use crate::{
    Library,
    error::Result,
    keep::{self, Stamp},
};

/// Where the file of a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// Where it was.
    There(PathBuf),
    /// Somewhere else; the library has noted it.
    Moved {
        /// Where it was.
        from: PathBuf,
        /// Where it is.
        to: PathBuf,
    },
    /// Nowhere in the folders that were added.
    Missing(PathBuf),
}

/// What became of the files that were not where they had been.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relocated {
    /// From where to where.
    pub found: Vec<(PathBuf, PathBuf)>,
    /// Not found.
    pub missing: Vec<PathBuf>,
}

/// A place whose file is gone.
struct Gone {
    path: String,
    bytes: i64,
    record: i64,
    hash: String,
}

impl Library {
    /// Looks for every file that is not where it was, in all folders that were added.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn relocate(&self) -> Result<Relocated> {
        let gone = self.gone("")?;
        self.look_for(gone)
    }

    /// Where the file of a record is; if it is gone, it is looked for.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn whereabouts(&self, hash: &str) -> Result<Option<Whereabouts>> {
        let Some(entry) = self.entry(hash)? else { return Ok(None) };
        let there = entry.places.iter().find(|path| path.exists());
        if let Some(path) = there.cloned() {
            return Ok(Some(Whereabouts::There(path)));
        }
        let mut looked = self.look_for(self.gone(hash)?)?;
        let moved = looked.found.pop().map(|(from, to)| Whereabouts::Moved { from, to });
        Ok(moved.or_else(|| looked.missing.pop().map(Whereabouts::Missing)))
    }

    /// The folders in which records are looked for.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn folders(&self) -> Result<Vec<PathBuf>> {
        self.ask(|connection| {
            let mut statement = connection.prepare("SELECT path FROM folder ORDER BY path")?;
            let folders = statement.query_map((), |row| row.get::<_, String>(0))?;
            folders.map(|path| path.map(PathBuf::from)).collect()
        })
    }

    fn look_for(&self, gone: Vec<Gone>) -> Result<Relocated> {
        let mut relocated = Relocated::default();
        if gone.is_empty() {
            return Ok(relocated);
        }
        let candidates = candidates(&self.folders()?, &gone);
        for gone in gone {
            let alike = candidates.iter().filter(|(_, stamp)| stamp.bytes == gone.bytes);
            let found = alike.into_iter().find(|(path, _)| is_the_same(path, &gone.hash));
            let from = PathBuf::from(&gone.path);
            match found.and_then(|(path, stamp)| Some((path, path.to_str()?, *stamp))) {
                Some((to, text, stamp)) => {
                    self.write(|connection| move_place(connection, &gone, text, stamp))?;
                    relocated.found.push((from, to.clone()));
                }
                None => relocated.missing.push(from),
            }
        }
        Ok(relocated)
    }

    /// The places without a file, of one record or (without a hash) of all.
    fn gone(&self, hash: &str) -> Result<Vec<Gone>> {
        let all = self.ask(|connection| {
            let mut statement = connection.prepare(
                "SELECT path, bytes, id, hash FROM place JOIN record ON id = record
                 WHERE ?1 IN ('', hash) ORDER BY path",
            )?;
            let places = statement.query_map([hash], |row| {
                Ok(Gone { path: row.get(0)?, bytes: row.get(1)?, record: row.get(2)?, hash: row.get(3)? })
            })?;
            places.collect::<rusqlite::Result<Vec<Gone>>>()
        })?;
        Ok(all.into_iter().filter(|place| !Path::new(&place.path).exists()).collect())
    }
}

/// Every file in the folders that is as long as one that is gone.
fn candidates(folders: &[PathBuf], gone: &[Gone]) -> Vec<(PathBuf, Stamp)> {
    let files = folder::sounds(folders).files.into_iter();
    let stamped =
        files.filter_map(|path| fs::metadata(&path).ok().map(|about| (path, Stamp::from_metadata(&about))));
    stamped.filter(|(_, stamp)| gone.iter().any(|gone| gone.bytes == stamp.bytes)).collect()
}

fn is_the_same(path: &Path, expected: &str) -> bool {
    hash::of_file(path).is_ok_and(|hash| hash == expected)
}

fn move_place(connection: &Connection, gone: &Gone, to: &str, stamp: Stamp) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM place WHERE path = ?1", [&gone.path])?;
    keep::note_place(connection, to, stamp, gone.record)
}
