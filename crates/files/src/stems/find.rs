// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Stems by folder, by file, or by a name with stars.
//!
//! Most shells replace the stars before anybody sees them; those that do not (Windows, quotes) leave it to
//! us. A star is any letters, a question mark one; only the last part of a path may have them.

use std::path::{Path, PathBuf};

use super::{Stems, inside, open, read};
use crate::error::{Error, Result};

/// Finds stems in folders, among files, and by names such as `stems/*.wav`.
///
/// # Errors
/// A file or folder does not exist, or there is no sound at all.
pub fn find(paths: &[PathBuf]) -> Result<Stems> {
    let mut found = Stems::default();
    for path in paths {
        let some = if path.is_dir() { open(path)? } else { read(named(path)?) };
        let new = some.stems.into_iter().filter(|stem| found.stems.iter().all(|known| known.path != stem.path));
        let new: Vec<_> = new.collect();
        found.stems.extend(new);
        found.notes.extend(some.notes);
    }
    if found.stems.is_empty() {
        let folder = paths.first().map_or(Path::new("."), PathBuf::as_path);
        return Err(Error::NoStems { folder: folder.to_owned() });
    }
    Ok(found)
}

/// The file of that name, or those that a name with stars means.
fn named(path: &Path) -> Result<Vec<PathBuf>> {
    if path.exists() {
        return Ok(vec![path.to_owned()]);
    }
    let pattern = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !pattern.contains(['*', '?']) {
        return Err(Error::Missing { path: path.to_owned() });
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut files = inside(folder)?;
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        fits(&pattern.chars().collect::<Vec<_>>(), &name.chars().collect::<Vec<_>>())
    });
    Ok(files)
}

/// Whether a name is what a pattern means.
fn fits(pattern: &[char], name: &[char]) -> bool {
    match (pattern, name) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=name.len()).any(|taken| fits(rest, &name[taken..])),
        (['?', rest @ ..], [_, others @ ..]) => fits(rest, others),
        ([letter, rest @ ..], [other, others @ ..]) => letter == other && fits(rest, others),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_mean_what_they_mean_in_a_shell() {
        let means = |pattern: &str, name: &str| {
            fits(&pattern.chars().collect::<Vec<_>>(), &name.chars().collect::<Vec<_>>())
        };
        for (pattern, name) in [("*.wav", "Kick.wav"), ("0?_*.wav", "03_Bass.wav"), ("*", ""), ("*ä*", "Bläser")]
        {
            assert!(means(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("*.wav", "Kick.wav.bak"), ("0?_*", "0_x"), ("Kick", "Kick.wav")] {
            assert!(!means(pattern, name), "{pattern} {name}");
        }
    }
}
