// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The single tracks of a mix, one file each in a folder.
//!
//! Only the passage that is compared is heard, every stem on a thread of its own, as many at a time as
//! there are cores; what is kept of each is its third octaves and some seconds of sound to see whether
//! the stems add up to the mix ([`sum`]). A stem may have another rate, fewer channels and another
//! length than the mix; notes say so.

pub mod board;
mod ensemble;
mod feed;
mod find;
mod hear;
pub mod sum;
mod trace;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use measure::compare::{Comparison, attribution};

pub use find::find;
pub use hear::{Heard, hear};
pub use trace::trace;

use crate::{
    decode::{Decoder, Format},
    error::{Error, Result},
    examine::Progress,
};

/// The stems of a mix.
#[derive(Clone, Debug, Default)]
pub struct Stems {
    /// The stems in the order of the alphabet.
    pub stems: Vec<StemFile>,
    /// What was left out, a sentence each.
    pub notes: Vec<String>,
}

/// One stem before it is heard.
#[derive(Clone, Debug)]
pub struct StemFile {
    /// What it is called: the name of the file without its ending.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What the file is made of.
    pub format: Format,
}

impl Stems {
    /// Where they are, for messages.
    fn folder(&self) -> &Path {
        self.stems.first().and_then(|stem| stem.path.parent()).unwrap_or(Path::new("."))
    }
}

/// Finds the stems in a folder.
///
/// The content decides what is sound; texts, pictures, folders and hidden files are passed over.
///
/// # Errors
/// There is no such folder, or no sound in it.
pub fn open(folder: &Path) -> Result<Stems> {
    let stems = read(inside(folder)?);
    if stems.stems.is_empty() { Err(Error::NoStems { folder: folder.to_owned() }) } else { Ok(stems) }
}

/// Those of some files that are sound.
fn read(paths: Vec<PathBuf>) -> Stems {
    let mut stems = Stems::default();
    for path in paths {
        match Decoder::open(&path) {
            Ok(decoder) => stems.stems.push(StemFile {
                name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                format: decoder.format().clone(),
                path,
            }),
            Err(Error::NotSound { .. } | Error::Folder { .. }) => {}
            Err(error) => stems.notes.push(format!("A stem is left out: {error}.")),
        }
    }
    stems
}

/// Names the stem of every tonal excess in a comparison; returns what is to be known about the stems,
/// a sentence each.
///
/// `mix` is the file of the compared mix.
///
/// # Errors
/// The mix cannot be read, or none of the stems.
pub fn attribute(
    comparison: &mut Comparison,
    stems: &Stems,
    mix: &Path,
    progress: Progress<'_>,
) -> Result<Vec<String>> {
    let heard = hear(stems, mix, comparison.mix.passage.span, progress)?;
    attribution::attribute(comparison, &heard.stems);
    Ok(heard.notes)
}

/// The files in a folder that may be stems, in the order of the alphabet.
fn inside(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|reason| match reason.kind() {
        io::ErrorKind::NotADirectory => Error::NotFolder { path: folder.to_owned() },
        _ => Error::reading(folder, reason),
    })?;
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).filter(|path| !is_hidden(path)).collect();
    paths.sort();
    Ok(paths)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
