// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What can go wrong with a library, in sentences a musician can act on.

use std::{
    fmt::{self, Display, Formatter},
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A sound file or a folder could not be read or written.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The system names no folder for the user's data.
    #[error("this system names no folder for the library; choose a file with --library NAME.sqlite")]
    Homeless,
    /// A library that is called like something else might be something else.
    #[error("{} cannot be a library, for its name does not end in .sqlite; choose another with --library", path.display())]
    Name {
        /// Which file.
        path: PathBuf,
    },
    /// A database, but not one of ours.
    #[error("{} is a database of another program; choose another file with --library", path.display())]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
    /// A library that this version cannot read.
    #[error("the library {} was made by a newer Twobus; update Twobus or choose another file with --library", path.display())]
    Newer {
        /// Which file.
        path: PathBuf,
    },
    /// The file is not what SQLite has written.
    #[error("the library {} is damaged ({reason}); add a folder, and Twobus keeps the damaged file aside and saves what it can", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// Another program did not let go of it.
    #[error("the library {} is in use by another program; wait for it to end and try again", path.display())]
    Busy {
        /// Which file.
        path: PathBuf,
    },
    /// No room left.
    #[error("the disk is full, so the library {} did not take the song; free some space and add again", path.display())]
    DiskFull {
        /// Which file.
        path: PathBuf,
    },
    /// The system does not let it be opened or written.
    #[error("the library {} cannot be used ({reason}); check that you may write there or choose another file with --library", path.display())]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// What SQLite or the system says.
        reason: String,
    },
}

/// What one should know although it went well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The library was damaged; a new one was begun.
    KeptAside {
        /// The library.
        library: PathBuf,
        /// Where the damaged file lies now.
        aside: PathBuf,
        /// How many records were saved out of it.
        saved: usize,
    },
}

impl Error {
    pub(crate) fn from_sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        let (path, reason) = (path.to_owned(), error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path, reason },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::DiskFull) => Self::DiskFull { path },
            _ => Self::Unusable { path, reason },
        }
    }

    pub(crate) fn from_io(path: &Path, error: &io::Error) -> Self {
        Self::Unusable { path: path.to_owned(), reason: error.to_string() }
    }
}

impl Display for Notice {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let Self::KeptAside { library, aside, saved } = self;
        let (library, aside) = (library.display(), aside.display());
        match saved {
            0 => write!(
                to,
                "the library {library} was damaged and is kept as {aside}; a new one was begun, add your folders again"
            ),
            1 => write!(
                to,
                "the library {library} was damaged and is kept as {aside}; 1 record was saved, add your folders again for the others"
            ),
            more => write!(
                to,
                "the library {library} was damaged and is kept as {aside}; {more} records were saved, add your folders again for the others"
            ),
        }
    }
}
