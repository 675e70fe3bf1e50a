// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files of lines that only ever grow, each line whole or not there.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::Path,
};

use crate::error::{Error, Result};

/// The text of such a file; nothing if there is none yet.
///
/// # Errors
/// The file is there and cannot be read.
pub(crate) fn read(path: &Path) -> Result<String> {
    match fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(reason) if reason.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(reason) => Err(Error::reading(path, reason)),
    }
}

/// Adds a line in one write; a last line that was torn is ended first.
///
/// # Errors
/// The disk is full or the file may not be written; it is then as it was.
pub(crate) fn append(path: &Path, line: &str) -> Result<()> {
    add(path, line).map_err(|reason| Error::writing(path, reason))
}

fn add(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let length = file.metadata()?.len();
    let end = if is_torn(&mut file, length)? { "\n" } else { "" };
    let written = file.write_all(format!("{end}{line}\n").as_bytes()).and_then(|()| file.sync_all());
    written.inspect_err(|_| cut_back(&file, length))
}

fn is_torn(file: &mut File, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn cut_back(file: &File, length: u64) {
    // If even that fails, the torn line is passed over by whoever reads the file.
    let _ = file.set_len(length);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        assert_eq!(read(&path).unwrap(), "");
        append(&path, "one").unwrap();
        fs::write(&path, "one\ntw").unwrap();
        append(&path, "three").unwrap();
        append(&path, "four").unwrap();
        assert_eq!(read(&path).unwrap(), "one\ntw\nthree\nfour\n");
    }

    #[test]
    fn a_folder_where_the_file_should_be_is_an_error_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        for error in [read(folder.path()).unwrap_err(), append(folder.path(), "one").unwrap_err()] {
            assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
        }
    }
}
