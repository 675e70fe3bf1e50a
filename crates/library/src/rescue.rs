// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A damaged library: kept aside under another name, and what is whole in it saved into a new one.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, Row};

use crate::{
    error::{Error, Notice, Result},
    keep::{self, Kept, Stamp},
    pack,
    store::connect,
};

/// No library is larger; a damaged number might be.
const MOST_RECORDS: i64 = 1_000_000;

/// Keeps the damaged file aside and begins a new one with what can be saved; nothing to tell if another
/// program did so meanwhile.
pub fn rescue(path: &Path) -> Result<(Connection, Option<Notice>)> {
    let alone = Alone::with(path)?;
    let rescued = match connect(path) {
        Err(Error::Damaged { .. }) => begin_anew(path)?,
        opened => (opened?, None),
    };
    drop(alone);
    Ok(rescued)
}

/// The new library is complete before the damaged one loses its name, so that a kill in between loses nothing.
fn begin_anew(path: &Path) -> Result<(Connection, Option<Notice>)> {
    let of_io = |error: io::Error| Error::from_io(path, &error);
    let unfinished = beside(path, ".mended");
    if unfinished.exists() {
        fs::remove_file(&unfinished).map_err(of_io)?;
    }
    let mut fresh = connect(&unfinished)?;
    let saved = salvage(path, &mut fresh).map_err(|error| Error::from_sqlite(path, &error))?;
    drop(fresh);
    let aside = keep_aside(path).map_err(of_io)?;
    fs::rename(&unfinished, path).map_err(of_io)?;
    Ok((connect(path)?, Some(Notice::KeptAside { library: path.to_owned(), aside, saved })))
}

/// The right to mend, for one program at a time: two would rename each other's new file.
struct Alone {
    path: PathBuf,
    file: File,
}

impl Alone {
    fn with(library: &Path) -> Result<Self> {
        let path = beside(library, ".mending");
        let file = File::create(&path).and_then(|file| file.lock().map(|()| file));
        Ok(Self { file: file.map_err(|error| Error::from_io(library, &error))?, path })
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // An empty file that stays behind harms nobody.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

fn keep_aside(path: &Path) -> io::Result<PathBuf> {
    let names = (1..).map(|n| beside(path, &format!(".corrupt-{n}")));
    let aside = names.into_iter().find(|aside| !aside.exists()).unwrap_or_default();
    fs::rename(path, &aside)?;
    // What SQLite wanted to undo belongs to the damaged file, not to the new one.
    let journal = beside(path, "-journal");
    if journal.exists() {
        fs::rename(journal, beside(&aside, "-journal"))?;
    }
    Ok(aside)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Copies every record that can still be read, one by one, because reading in a row stops at a damaged page.
fn salvage(damaged: &Path, fresh: &mut Connection) -> rusqlite::Result<usize> {
    let Ok(old) = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_ONLY) else { return Ok(0) };
    let transaction = fresh.transaction()?;
    for path in readable(&old, "SELECT path FROM folder", |row| row.get::<_, String>(0)) {
        keep::note_folder(&transaction, &path)?;
    }
    let mut saved = 0;
    for id in 1..=last_id(&old) {
        saved += usize::from(copy_record(&old, &transaction, id)?);
    }
    transaction.commit()?;
    Ok(saved)
}

fn last_id(old: &Connection) -> i64 {
    let questions = ["SELECT max(id) FROM record", "SELECT max(record) FROM analysis"];
    let last = questions.iter().flat_map(|question| readable(old, question, |row| row.get(0)));
    last.max().map_or(0, |last: i64| last.min(MOST_RECORDS))
}

/// Whether the record was whole and is copied. The analysis is enough; the row beside it may be damaged.
fn copy_record(old: &Connection, fresh: &Connection, id: i64) -> rusqlite::Result<bool> {
    let ask = |what: &str| format!("{what} = {id}");
    let packed = readable(old, &ask("SELECT packed FROM analysis WHERE record"), |row| row.get::<_, Vec<u8>>(0));
    let Some(record) = packed.first().and_then(|packed| pack::unpack(packed)) else { return Ok(false) };
    let rows = readable(old, &ask("SELECT hash, schema, title, artist FROM record WHERE id"), kept_from);
    let row = rows.into_iter().find(|kept| kept.hash == record.input.blake3);
    let kept = row.unwrap_or_else(|| Kept::new(&record, Path::new(&record.input.path)));
    let new = keep::insert_record(fresh, &kept, &record)?;
    for (path, stamp) in readable(old, &ask("SELECT path, bytes, modified_ns FROM place WHERE record"), place_from)
    {
        keep::note_place(fresh, &path, stamp, new)?;
    }
    Ok(true)
}

fn kept_from(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept { hash: row.get(0)?, schema: row.get(1)?, title: row.get(2)?, artist: row.get(3)? })
}

fn place_from(row: &Row<'_>) -> rusqlite::Result<(String, Stamp)> {
    Ok((row.get(0)?, Stamp { bytes: row.get(1)?, modified_ns: row.get(2)? }))
}

/// The rows up to the first that cannot be read.
fn readable<T>(old: &Connection, question: &str, row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let Ok(mut statement) = old.prepare(question) else { return Vec::new() };
    let rows = statement.query_map((), row);
    rows.into_iter().flatten().map_while(rusqlite::Result::ok).collect()
}
