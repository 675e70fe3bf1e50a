// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files that are there completely or not at all.
//!
//! A [`Draft`] is written under a temporary name in the folder of the final file, brought to the
//! disk, and renamed. Whatever ends it earlier (an error, a panic, a drop) removes it. Renaming
//! without [`Overwrite::Allowed`] is refused by the system itself if the name is taken meanwhile.
//! A program that is told to stop runs no drops; it calls [`abandon_all`] instead.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write,
    mem,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tempfile::{Builder, NamedTempFile};

use crate::error::{Error, Result};

/// What happens if the name is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overwrite {
    /// The old file stays and writing fails.
    #[default]
    Refused,
    /// The new file takes the place of the old one, once it is complete.
    Allowed,
}

/// A file on its way.
pub struct Draft {
    path: PathBuf,
    overwrite: Overwrite,
    file: NamedTempFile,
    listed: Listed,
}

impl Draft {
    /// Starts a file that will be called `path`.
    ///
    /// # Errors
    /// The name is taken, its folder is missing, or the system does not let it be written.
    pub fn create(path: &Path, overwrite: Overwrite) -> Result<Self> {
        check_name(path, overwrite)?;
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(Error::NoFolder { path: path.to_owned(), folder });
        }
        let (file, listed) = Listed::file_in(&folder).map_err(|reason| Error::writing(path, reason))?;
        Ok(Self { path: path.to_owned(), overwrite, file, listed })
    }

    /// Another handle on the unfinished file.
    ///
    /// # Errors
    /// The system runs out of handles.
    pub fn handle(&self) -> Result<File> {
        self.file.as_file().try_clone().map_err(|reason| Error::writing(&self.path, reason))
    }

    /// The name that the file will have.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Brings the file to the disk and gives it its name.
    ///
    /// # Errors
    /// The disk is full, or the name was taken meanwhile.
    pub fn commit(self) -> Result<()> {
        let Self { path, overwrite, file, listed } = self;
        file.as_file().sync_all().map_err(|reason| Error::writing(&path, reason))?;
        match overwrite {
            Overwrite::Allowed => file.persist(&path),
            Overwrite::Refused => file.persist_noclobber(&path),
        }
        .map_err(|error| Error::writing(&path, error.error))?;
        drop(listed);
        Ok(())
    }
}

/// Writes a whole small file, such as a report.
///
/// # Errors
/// As [`Draft::create`] and [`Draft::commit`].
pub fn write(path: &Path, bytes: &[u8], overwrite: Overwrite) -> Result<()> {
    let mut draft = Draft::create(path, overwrite)?;
    draft.file.write_all(bytes).map_err(|reason| Error::writing(path, reason))?;
    draft.commit()
}

/// Removes every unfinished file, for a program that is told to stop; no file can be started afterwards.
pub fn abandon_all() {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        // What cannot be removed now could not be removed by anybody else either.
        let _ = fs::remove_file(path);
    }
    // The list stays locked, so that no other thread starts a file before the program is gone.
    mem::forget(unfinished);
}

/// The temporary names in use.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A temporary name's place in the list, while it is in use.
struct Listed(PathBuf);

impl Listed {
    fn file_in(folder: &Path) -> std::io::Result<(NamedTempFile, Self)> {
        let mut unfinished = unfinished();
        let file = builder().tempfile_in(folder)?;
        unfinished.insert(file.path().to_owned());
        let listed = Self(file.path().to_owned());
        Ok((file, listed))
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

/// Refuses names that are taken, and those of folders and devices even when overwriting is allowed.
fn check_name(path: &Path, overwrite: Overwrite) -> Result<()> {
    let Ok(about) = fs::metadata(path) else { return Ok(()) };
    if about.is_dir() {
        return Err(Error::Folder { path: path.to_owned() });
    }
    if overwrite == Overwrite::Refused {
        return Err(Error::Exists { path: path.to_owned() });
    }
    if !about.is_file() {
        let reason = std::io::Error::other("it is a device, not a file");
        return Err(Error::Unwritable { path: path.to_owned(), reason });
    }
    Ok(())
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
        Some(folder) => folder.to_owned(),
        None => PathBuf::from("."),
    }
}

/// Temporary files are private by default; a song may be read by whoever may read its neighbours.
fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".twobus-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_dropped_draft_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let draft = Draft::create(&folder.path().join("a.wav"), Overwrite::Refused).unwrap();
        drop(draft);
        assert!(names_in(folder.path()).is_empty());
    }

    #[test]
    fn an_existing_file_stays_unless_overwriting_is_allowed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write(&path, b"old", Overwrite::Refused).unwrap();
        assert!(matches!(write(&path, b"new", Overwrite::Refused), Err(Error::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write(&path, b"new", Overwrite::Allowed).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names_in(folder.path()), ["a.txt"]);
    }

    #[test]
    fn a_name_taken_while_writing_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let draft = Draft::create(&path, Overwrite::Refused).unwrap();
        fs::write(&path, b"other").unwrap();
        assert!(matches!(draft.commit(), Err(Error::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"other");
        assert_eq!(names_in(folder.path()), ["a.txt"]);
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_never_replaced() {
        let error = write(Path::new("/dev/null"), b"", Overwrite::Allowed);
        assert!(matches!(error, Err(Error::Unwritable { .. })));
    }
}
