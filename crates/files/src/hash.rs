// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The fingerprint of a file: two files are the same if and only if their fingerprints are.
//!
//! BLAKE3 (J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, "BLAKE3: one function, fast
//! everywhere", 2020) over the bytes as they lie on the disk, tags included.

use std::{fs::File, io::Read, path::Path};

use crate::error::{Error, Result};

/// 64 hexadecimal digits that stand for the file's bytes.
///
/// # Errors
/// The file is missing, a folder, or cannot be read.
pub fn of_file(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(|reason| Error::reading(path, reason))?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; 128 * 1024];
    loop {
        match file.read(&mut piece).map_err(|reason| Error::reading(path, reason))? {
            0 => return Ok(hasher.finalize().to_hex().to_string()),
            length => hasher.update(&piece[..length]),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_the_published_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let abc = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85";
        assert_eq!(of_file(&path).unwrap(), abc);
    }

    #[test]
    fn a_folder_has_no_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(of_file(folder.path()), Err(Error::Folder { .. })));
    }
}
