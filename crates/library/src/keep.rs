// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Writing a record and the places of its file.

use std::{fs::Metadata, path::Path, time::UNIX_EPOCH};

use files::{Record, Tags};
use rusqlite::{Connection, OptionalExtension};

use crate::{Features, SCHEMA, pack};

/// How a file looked without opening it; if this is the same, so is the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: i64,
    pub modified_ns: i64,
}

/// What is kept about a record beside its analysis.
pub struct Kept {
    pub hash: String,
    pub schema: i64,
    pub title: Option<String>,
    pub artist: Option<String>,
}

impl Kept {
    /// What is kept about a record that was just heard from a file.
    pub fn new(record: &Record, path: &Path) -> Self {
        let tags = Tags::read(path).ok().flatten();
        Self {
            hash: record.input.blake3.clone(),
            schema: SCHEMA,
            title: tags.as_ref().and_then(Tags::title),
            artist: tags.as_ref().and_then(Tags::artist),
        }
    }
}

impl Stamp {
    /// Of a file that was not looked at: it is like no file.
    pub const UNSEEN: Self = Self { bytes: -1, modified_ns: -1 };

    pub fn from_metadata(about: &Metadata) -> Self {
        let modified = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified_ns = modified.and_then(|since| i64::try_from(since.as_nanos()).ok());
        Self { bytes: i64::try_from(about.len()).unwrap_or(i64::MAX), modified_ns: modified_ns.unwrap_or(-1) }
    }
}

/// Writes a record, in the place of an older analysis of the same sound, and returns its number.
pub fn insert_record(to: &Connection, kept: &Kept, record: &Record) -> rusqlite::Result<i64> {
    let id: i64 = to.query_row(
        "INSERT INTO record (hash, schema, title, artist, seconds, integrated_lufs, features)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (hash) DO UPDATE SET schema = ?2, title = ?3, artist = ?4, seconds = ?5,
             integrated_lufs = ?6, features = ?7
         RETURNING id",
        (
            &kept.hash,
            kept.schema,
            &kept.title,
            &kept.artist,
            record.profile.seconds,
            record.profile.integrated_lufs,
            Features::of(&record.profile).to_bytes(),
        ),
        |row| row.get(0),
    )?;
    to.execute("INSERT OR REPLACE INTO analysis (record, packed) VALUES (?1, ?2)", (id, pack::pack(record)))?;
    Ok(id)
}

/// Notes that a record lies there; what lay there before is forgotten if it lies nowhere else.
pub fn note_place(to: &Connection, path: &str, stamp: Stamp, record: i64) -> rusqlite::Result<()> {
    let before: Option<i64> =
        to.query_row("SELECT record FROM place WHERE path = ?1", [path], |row| row.get(0)).optional()?;
    to.execute(
        "INSERT OR REPLACE INTO place (path, record, bytes, modified_ns) VALUES (?1, ?2, ?3, ?4)",
        (path, record, stamp.bytes, stamp.modified_ns),
    )?;
    before.filter(|before| *before != record).map_or(Ok(()), |before| forget_if_nowhere(to, before))
}

/// Forgets the places of a record whose files are gone, and says how many there were.
pub fn drop_gone_places(to: &Connection, record: i64) -> rusqlite::Result<usize> {
    let mut statement = to.prepare("SELECT path FROM place WHERE record = ?1")?;
    let paths = statement.query_map([record], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let gone = paths.iter().filter(|path| !Path::new(path).exists());
    let dropped = gone.map(|path| to.execute("DELETE FROM place WHERE path = ?1", [path]));
    dropped.sum()
}

/// Forgets a record that has no place.
pub fn forget_if_nowhere(to: &Connection, record: i64) -> rusqlite::Result<()> {
    to.execute(
        "DELETE FROM record WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM place WHERE record = ?1)",
        [record],
    )?;
    Ok(())
}

/// Notes a folder in which records are looked for.
pub fn note_folder(to: &Connection, path: &str) -> rusqlite::Result<()> {
    to.execute("INSERT OR IGNORE INTO folder (path) VALUES (?1)", [path]).map(drop)
}
