// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bounces in a folder, and whether one is still being written.
//!
//! Sound files in the folder itself count; hidden and temporary ones, and masters with a
//! [`Receipt`] beside them, and [premasters](crate::premaster), do not.

use std::{
    ffi::OsStr,
    fs::{self, File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{
    error::{Error, Result},
    folder::sounds_like,
    premaster,
    receipt::{self, Receipt},
};

/// A bounce as it lies there at one moment: another length or time is another bounce.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// When it was written to last.
    pub changed: SystemTime,
    /// Its file.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
}

/// Every bounce in a folder, the oldest first; a file that vanishes meanwhile is not there.
///
/// # Errors
/// The folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<Look>> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|reason| Error::reading(folder, reason))?;
    let bounces = entries.into_iter().map(|entry| entry.path()).filter(|path| is_bounce(path));
    let mut looks: Vec<Look> = bounces.filter_map(|path| look(&path)).collect();
    looks.sort();
    Ok(looks)
}

/// How a file lies there now; `None` if it is gone or no file.
pub fn look(path: &Path) -> Option<Look> {
    let about = fs::metadata(path).ok().filter(Metadata::is_file)?;
    let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    Some(Look { changed, path: path.to_owned(), bytes: about.len() })
}

fn is_bounce(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // As in `mix.part.wav`.
    let inner = path.file_stem().map(Path::new).and_then(Path::extension).map(OsStr::to_ascii_lowercase);
    let is_passing = name.starts_with(['.', '~']) || inner.is_some_and(|inner| inner == "tmp" || inner == "part");
    let is_premaster = path.to_string_lossy().ends_with(premaster::ENDING);
    sounds_like(path) && !is_passing && !is_premaster && !is_own_master(path)
}

/// Whether a receipt beside it says that Twobus made it.
fn is_own_master(path: &Path) -> bool {
    let receipt = Receipt::read(&receipt::path_of(path));
    receipt.is_ok_and(|(receipt, _)| path.file_name().is_some_and(|name| *name == *receipt.facts.output.file))
}

/// Whether its header speaks of more than is there, as while a program still writes it.
///
/// WAV and AIFF say their length in front (EBU Tech 3285; EBU Tech 3306 for RF64); programs write 0 or all ones
/// there until they are done.
/// Other kinds do not say it, and are complete as far as this can tell.
///
/// # Errors
/// The file is gone or cannot be read.
pub fn announces_more(look: &Look) -> Result<bool> {
    let mut head = Vec::with_capacity(28);
    let opened = File::open(&look.path).and_then(|file| file.take(28).read_to_end(&mut head));
    opened.map_err(|reason| Error::reading(&look.path, reason))?;
    Ok(look.bytes == 0 || announced(&head).is_some_and(|bytes| bytes == HEADER || bytes > look.bytes))
}

/// The name of the form and the length itself, bytes.
const HEADER: u64 = 8;

/// The length of the file as its header says it, bytes.
fn announced(head: &[u8]) -> Option<u64> {
    let four = |at: usize| -> Option<[u8; 4]> { head.get(at..at + 4)?.try_into().ok() };
    let bytes = match four(0)? {
        [b'R', b'I', b'F', b'F'] => u64::from(u32::from_le_bytes(four(4)?)),
        [b'F', b'O', b'R', b'M'] => u64::from(u32::from_be_bytes(four(4)?)),
        [b'R', b'F', b'6', b'4'] => u64::from_le_bytes(head.get(20..28)?.try_into().ok()?),
        _ => return None,
    };
    Some(bytes.saturating_add(HEADER))
}

#[cfg(test)]
mod tests {
    use dsp::Audio;

    use super::*;
    use crate::{Depth, Overwrite, write_all};

    fn written(folder: &Path, name: &str, bytes: &[u8]) -> Look {
        fs::write(folder.join(name), bytes).unwrap();
        look(&folder.join(name)).unwrap()
    }

    #[test]
    fn only_sound_files_that_are_no_masters_of_ours_count() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "a.wav",
            "B.FLAC",
            ".a.wav",
            "~a.wav",
            "a.part.wav",
            "a.wav.tmp",
            "notes.txt",
            "a.html",
            "a.premaster.wav",
        ] {
            written(folder.path(), name, b"x");
        }
        fs::create_dir(folder.path().join("old.wav")).unwrap();
        let names: Vec<_> = list(folder.path()).unwrap().into_iter().map(|look| look.path).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(list(&folder.path().join("gone")).is_err());
    }

    #[test]
    fn a_header_that_promises_more_is_a_file_on_its_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("song.wav");
        write_all(&path, &Audio::silence(48_000, 2, 4800), Depth::Int24, Overwrite::Refused).unwrap();
        let bytes = fs::read(&path).unwrap();
        let more = |bytes: &[u8]| announces_more(&written(folder.path(), "next.wav", bytes)).unwrap();
        assert!(!more(&bytes) && more(&bytes[..bytes.len() / 2]) && more(b""));
        for open in [0_u32, u32::MAX] {
            assert!(more(&[&bytes[..4], &open.to_le_bytes(), &bytes[8..]].concat()));
        }
        assert!(
            !more(b"fLaC is not said")
                && announces_more(&Look { path: path.join("no"), ..look(&path).unwrap() }).is_err()
        );
    }
}
