// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What can go wrong with records that play, in sentences a musician can act on.

use std::{
    io,
    path::{Path, PathBuf},
};

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// No room left for a reel.
    #[error("the disk with {} is full, so no more of the song is kept there; free some space and load it again", folder.display())]
    DiskFull {
        /// Where reels lie.
        folder: PathBuf,
    },
    /// The system does not let a reel be written.
    #[error("{} cannot be written ({reason}); check that you may write there, or set XDG_CACHE_HOME to another folder", folder.display())]
    Unwritable {
        /// Where reels lie.
        folder: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// More sound than a reel holds.
    #[error("songs are played up to {minutes} minutes, and this one is longer; load a part of it")]
    TooLong {
        /// What a reel holds.
        minutes: u32,
    },
    /// A loop that would be nothing but its seam.
    #[error("a loop lasts at least {least_ms:.0} ms; choose a longer one")]
    LoopTooShort {
        /// The shortest, ms.
        least_ms: f64,
    },
}

impl Error {
    /// Why a reel could not be written, from the system's error.
    pub(crate) fn writing(folder: &Path, reason: io::Error) -> Self {
        let folder = folder.to_owned();
        match reason.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull { folder }
            }
            _ => Self::Unwritable { folder, reason },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_called_a_full_disk() {
        let error = Error::writing(Path::new("cache"), io::Error::from(io::ErrorKind::StorageFull));
        assert!(error.to_string().starts_with("the disk with cache is full"), "{error}");
    }
}
