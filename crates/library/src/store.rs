// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The file on the disk: opening it, its tables, and the lock around it.
//!
//! SQLite with a rollback journal: one file, safe on any disk, and several programs may write in turn.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{
    error::{Error, Notice, Result},
    rescue,
};

/// Analyses of records, in one file.
pub struct Library {
    pub(crate) path: PathBuf,
    connection: Mutex<Connection>,
}

/// `TwoB`: the mark of our databases.
const APPLICATION: i64 = 0x5477_6f42;
/// The number of these tables; older ones are brought up to it, newer ones refused.
const LAYOUT: i64 = 1;
/// How long to wait for another program; the longest it holds the file is one song's transaction.
const PATIENCE: Duration = Duration::from_secs(30);

/// The large `analysis` stands apart, so that a search reads only what it compares.
const TABLES: &str = "
    CREATE TABLE record (
        id INTEGER PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        schema INTEGER NOT NULL,
        added INTEGER NOT NULL DEFAULT (unixepoch()),
        title TEXT,
        artist TEXT,
        seconds REAL NOT NULL,
        integrated_lufs REAL,
        features BLOB NOT NULL
    ) STRICT;
    CREATE TABLE analysis (
        record INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
        packed BLOB NOT NULL
    ) STRICT;
    CREATE TABLE place (
        path TEXT PRIMARY KEY,
        record INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
        bytes INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX place_of_record ON place (record);
    CREATE TABLE folder (path TEXT PRIMARY KEY) STRICT;
";

impl Library {
    /// Opens a library, or begins one; a damaged one is kept aside, saved as far as possible, and said.
    ///
    /// # Errors
    /// The name does not end in `.sqlite`, the file is another program's or a newer version's, or the system
    /// does not let it be used.
    pub fn open(path: &Path) -> Result<(Self, Vec<Notice>)> {
        if path.extension().is_none_or(|ending| ending != "sqlite") {
            return Err(Error::Name { path: path.to_owned() });
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Error::from_io(path, &error))?;
        }
        let (connection, notice) = match connect(path) {
            Err(Error::Damaged { .. }) => rescue::rescue(path)?,
            opened => (opened?, None),
        };
        let library = Self { path: path.to_owned(), connection: Mutex::new(connection) };
        Ok((library, Vec::from_iter(notice)))
    }

    /// Where a user's library lies if nothing else was said.
    ///
    /// # Errors
    /// The system names no folder for the user.
    pub fn usual_path() -> Result<PathBuf> {
        let folder = files::targets::data_folder().ok_or(Error::Homeless)?;
        Ok(folder.join("library.sqlite"))
    }

    /// Looks at every page of the file; if it is damaged, does what [`Library::open`] does.
    pub(crate) fn mend(&self) -> Result<Option<Notice>> {
        let mut connection = self.connection();
        if is_whole(&connection) {
            return Ok(None);
        }
        // Nobody may hold the file while it gets another name.
        let closed = Connection::open_in_memory().map_err(|error| self.error(&error))?;
        drop(std::mem::replace(&mut *connection, closed));
        let (mended, notice) = rescue::rescue(&self.path)?;
        *connection = mended;
        Ok(notice)
    }

    /// Asks the database something.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        question(&self.connection()).map_err(|error| self.error(&error))
    }

    /// Writes all of it or nothing.
    pub(crate) fn write<T>(&self, change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        transact(&mut self.connection(), change).map_err(|error| self.error(&error))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, error: &rusqlite::Error) -> Error {
        Error::from_sqlite(&self.path, error)
    }
}

fn transact<T>(
    connection: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answer = change(&transaction)?;
    transaction.commit()?;
    Ok(answer)
}

/// Opens the file, makes its tables if there are none, and reads through the small ones.
pub(crate) fn connect(path: &Path) -> Result<Connection> {
    let of_sqlite = |error: rusqlite::Error| Error::from_sqlite(path, &error);
    let mut connection = Connection::open(path).map_err(of_sqlite)?;
    connection.busy_timeout(PATIENCE).map_err(of_sqlite)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(of_sqlite)?;
    match layout(&connection).map_err(of_sqlite)? {
        Layout::Ours => survey(&connection).map_err(of_sqlite)?,
        Layout::None => begin(&mut connection).map_err(of_sqlite)?,
        Layout::Newer => return Err(Error::Newer { path: path.to_owned() }),
        Layout::Foreign => return Err(Error::Foreign { path: path.to_owned() }),
    }
    Ok(connection)
}

/// Whose tables a file has.
#[derive(PartialEq)]
enum Layout {
    None,
    Ours,
    Newer,
    Foreign,
}

fn layout(connection: &Connection) -> rusqlite::Result<Layout> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    Ok(match (number("application_id")?, number("user_version")?) {
        (APPLICATION, LAYOUT) => Layout::Ours,
        (APPLICATION, _) => Layout::Newer,
        _ if tables == 0 => Layout::None,
        _ => Layout::Foreign,
    })
}

fn begin(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been quicker.
    if layout(&transaction)? == Layout::None {
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", LAYOUT)?;
    }
    transaction.commit()
}

/// Reads all but the analyses, so that a damage there shows before anybody relies on it.
fn survey(connection: &Connection) -> rusqlite::Result<()> {
    for question in [
        "SELECT total(length(hash) + length(features)) FROM record NOT INDEXED",
        "SELECT total(length(path) + bytes) FROM place NOT INDEXED",
        "SELECT total(length(path)) FROM folder NOT INDEXED",
    ] {
        connection.query_row(question, (), |row| row.get::<_, f64>(0))?;
    }
    Ok(())
}

/// Whether SQLite finds nothing wrong anywhere in the file.
fn is_whole(connection: &Connection) -> bool {
    let answer = connection.query_row("PRAGMA quick_check(1)", (), |row| row.get::<_, String>(0));
    match answer {
        Ok(answer) => answer == "ok",
        Err(error) => !matches!(Error::from_sqlite(Path::new(""), &error), Error::Damaged { .. }),
    }
}
