// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What stands in a library: listing it, taking a record out and putting one away.

use std::{
    fs,
    path::{Path, PathBuf},
};

use files::Record;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    Library, SCHEMA,
    error::{Error, Result},
    keep::{self, Kept, Stamp},
    pack,
};

/// A record in a few words.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The BLAKE3 hash of its file, in hexadecimal.
    pub hash: String,
    /// Its title, from the tags.
    pub title: Option<String>,
    /// Who made it, from the tags.
    pub artist: Option<String>,
    /// How long it is.
    pub seconds: f64,
    /// Integrated loudness, LUFS; `None` for silence.
    pub integrated_lufs: Option<f64>,
    /// Whether another version of Twobus heard it: adding its folder again makes the analysis anew.
    pub is_stale: bool,
    /// Where its file lies or lay, one line for each name it has.
    pub places: Vec<PathBuf>,
}

const ENTRY: &str = "SELECT hash, title, artist, seconds, integrated_lufs, schema, id FROM record";

impl Entry {
    /// What to call it: artist and title, or the name of its file.
    pub fn name(&self) -> String {
        let file = self.places.first().and_then(|path| path.file_stem());
        match (&self.artist, &self.title) {
            (Some(artist), Some(title)) => format!("{artist}: {title}"),
            (None, Some(title)) => title.clone(),
            _ => file.map_or_else(|| self.hash.clone(), |stem| stem.to_string_lossy().into_owned()),
        }
    }
}

impl Library {
    /// Every record, in the order of their places.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn list(&self) -> Result<Vec<Entry>> {
        let mut entries = self.ask(|connection| {
            let mut statement = connection.prepare(ENTRY)?;
            let entries = statement.query_map((), |row| entry_from(connection, row))?;
            entries.collect::<rusqlite::Result<Vec<Entry>>>()
        })?;
        entries.sort_by(|a, b| (&a.places, &a.hash).cmp(&(&b.places, &b.hash)));
        Ok(entries)
    }

    /// A record in a few words, by its hash.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn entry(&self, hash: &str) -> Result<Option<Entry>> {
        self.ask(|connection| {
            let question = format!("{ENTRY} WHERE hash = ?1");
            connection.query_row(&question, [hash], |row| entry_from(connection, row)).optional()
        })
    }

    /// All that is known about a record, by its hash; `None` if it is not here, is damaged, or was heard by
    /// another version.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn record(&self, hash: &str) -> Result<Option<Record>> {
        let packed: Option<Vec<u8>> = self.ask(|connection| {
            let question =
                "SELECT packed FROM analysis JOIN record ON record.id = record WHERE hash = ?1 AND schema = ?2";
            connection.query_row(question, (hash, SCHEMA), |row| row.get(0)).optional()
        })?;
        let Some(packed) = packed else { return Ok(None) };
        let record = pack::unpack(&packed);
        if record.is_none() {
            self.mark_stale(hash)?;
        }
        Ok(record)
    }

    /// The same by the place of its file, whether the file is still there or not.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn record_at(&self, path: &Path) -> Result<Option<Record>> {
        let path = text_of(path);
        let hash: Option<String> = self.ask(|connection| {
            let question = "SELECT hash FROM record JOIN place ON place.record = id WHERE path = ?1";
            connection.query_row(question, [path], |row| row.get(0)).optional()
        })?;
        hash.map_or(Ok(None), |hash| self.record(&hash))
    }

    /// Takes in analyses that were made elsewhere, all or none; their files need not be here.
    ///
    /// # Errors
    /// The library cannot be written.
    pub fn take_in(&self, records: impl IntoIterator<Item = Record>) -> Result<()> {
        self.write(|connection| {
            for record in records {
                let kept = Kept::new(&record, Path::new(&record.input.path));
                let id = keep::insert_record(connection, &kept, &record)?;
                keep::note_place(connection, &record.input.path, Stamp::UNSEEN, id)?;
            }
            Ok(())
        })
    }

    /// Keeps what was just heard from a file that is where it was heard.
    ///
    /// # Errors
    /// The library cannot be written, or the file is gone.
    pub fn keep_heard(&self, path: &Path, record: &Record) -> Result<()> {
        let about = fs::metadata(path).map_err(|reason| Error::from_io(path, &reason))?;
        let (kept, text) = (Kept::new(record, path), text_of(path));
        self.write(|connection| {
            let id = keep::insert_record(connection, &kept, record)?;
            keep::note_place(connection, &text, Stamp::from_metadata(&about), id)
        })
    }

    /// Forgets the record of a hash, of a file, or all in a folder; the files stay. Says how many names went.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn remove(&self, what: &Path) -> Result<usize> {
        let text = text_of(what);
        self.write(|connection| {
            let mut gone = 0;
            for (path, record) in places(connection)? {
                let is_meant =
                    Path::new(&path).starts_with(&text) || hash_of(connection, record)? == what.to_string_lossy();
                if is_meant {
                    gone += connection.execute("DELETE FROM place WHERE path = ?1", [&path])?;
                    keep::forget_if_nowhere(connection, record)?;
                }
            }
            connection.execute("DELETE FROM folder WHERE path = ?1", [&text])?;
            Ok(gone)
        })
    }

    /// An analysis that cannot be read is made anew when its folder is added again.
    fn mark_stale(&self, hash: &str) -> Result<()> {
        self.write(|connection| connection.execute("UPDATE record SET schema = 0 WHERE hash = ?1", [hash]))?;
        Ok(())
    }
}

/// The path as the library writes it, whether there is such a file or not.
fn text_of(path: &Path) -> String {
    let whole = files::folder::whole_path(path).or_else(|_| std::path::absolute(path));
    whole.unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

fn places(connection: &Connection) -> rusqlite::Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare("SELECT path, record FROM place")?;
    let places = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    places.collect()
}

fn hash_of(connection: &Connection, record: i64) -> rusqlite::Result<String> {
    connection.query_row("SELECT hash FROM record WHERE id = ?1", [record], |row| row.get(0))
}

fn entry_from(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<Entry> {
    let mut statement = connection.prepare("SELECT path FROM place WHERE record = ?1 ORDER BY path")?;
    let places = statement.query_map([row.get::<_, i64>(6)?], |row| row.get::<_, String>(0))?;
    Ok(Entry {
        hash: row.get(0)?,
        title: row.get(1)?,
        artist: row.get(2)?,
        seconds: row.get(3)?,
        integrated_lufs: row.get(4)?,
        is_stale: row.get::<_, i64>(5)? != SCHEMA,
        places: places.map(|path| path.map(PathBuf::from)).collect::<rusqlite::Result<_>>()?,
    })
}
