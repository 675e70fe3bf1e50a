// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tone targets as text: where each third octave should lie, and where that is known from.
//!
//! One line for each band and each song, so that two versions can be laid side by side:
//!
//! ```toml
//! schema = 1
//! name = "my-records"
//! songs = [
//!   { name = "Nebula", blake3 = "…", passage = [62.0, 95.5] },
//! ]
//! bands = [
//!   { hz = 63, median = 1.2, quartiles = [-1.0, 3.5], zone = [-1.3, 3.7], songs = 12, confidence = "fair" },
//! ]
//! ```
//! The files in `/tones` are part of the program. A musician's own lie in `$XDG_CONFIG_HOME/twobus/tones` (or
//! `~/.config/twobus/tones`); a name with a slash or ending in `.toml` is a file anywhere. (A *destination*,
//! in [`targets`](crate::targets), is about loudness.)

mod written;

use std::{
    fs,
    path::{Path, PathBuf},
};

use measure::{Confidence, Profile, Span, aim::Aim};

use crate::{
    atomic::{self, Overwrite},
    compare,
    error::{Error, Result},
    record::Record,
    targets::config_folder,
};

/// The version of the text format. A change that old files do not survive raises it.
pub const SCHEMA: u32 = 1;
/// More records than this make a zone no better known, and a file nobody reads.
pub const MOST_SONGS: usize = 20;

/// Our own targets: name and text.
const EMBEDDED: &[(&str, &str)] = &[("neutral", include_str!("../../../tones/neutral.toml"))];

/// A tone target: an aim, and where it is from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToneTarget {
    /// What it is called.
    pub name: String,
    /// What it stands for, in one sentence.
    pub summary: String,
    /// The day it was made, `YYYY-MM-DD`; empty if nobody said.
    pub as_of: String,
    /// Which program made it.
    pub made_by: String,
    /// Where published figures are from.
    pub source: Vec<String>,
    /// What one should know about it.
    pub notes: Vec<String>,
    /// The records it is made from.
    pub songs: Vec<Song>,
    /// The zones.
    pub aim: Aim,
}

/// A record of a tone target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Song {
    /// What it is called.
    pub name: String,
    /// The BLAKE3 hash of its file, in hexadecimal.
    pub blake3: String,
    /// The section that counts.
    pub passage: Span,
}

impl ToneTarget {
    /// The target that some records make.
    ///
    /// # Errors
    /// There are none, all are silent, or there are more than twenty.
    pub fn of(name: &str, records: &[&Record]) -> Result<Self> {
        let wrong =
            |what: String, action: &str| Error::Tone { name: name.to_owned(), what, action: action.to_owned() };
        if records.len() > MOST_SONGS {
            return Err(wrong(
                format!("{} records are too many", records.len()),
                "choose the 20 that are most like your song",
            ));
        }
        let profiles: Vec<&Profile> = records.iter().map(|record| &record.profile).collect();
        let aim = Aim::of(&profiles);
        if aim.bands.is_empty() {
            return Err(wrong("there is nothing to hear in its records".to_owned(), "name others"));
        }
        Ok(Self {
            name: name.to_owned(),
            summary: summary(&aim),
            made_by: format!("twobus {}", env!("CARGO_PKG_VERSION")),
            songs: records.iter().map(|record| song(record)).collect(),
            aim,
            ..Self::default()
        })
    }

    /// How sure it is as a whole.
    pub fn confidence(&self) -> Confidence {
        self.aim.confidence()
    }

    /// "neutral (published figures, weak)" or "my-records (12 songs, fair)".
    pub fn label(&self) -> String {
        let from = match self.aim.songs {
            0 => "published figures".to_owned(),
            1 => "1 song".to_owned(),
            many => format!("{many} songs"),
        };
        format!("{} ({from}, {})", self.name, self.confidence().word())
    }

    /// The text of its file.
    pub fn to_text(&self) -> String {
        written::text(self)
    }
}

fn summary(aim: &Aim) -> String {
    match aim.songs {
        1 => "The tone of one song in its loudest section.".to_owned(),
        many => format!("The middle half of {many} songs in their loudest sections."),
    }
}

fn song(record: &Record) -> Song {
    let loudest = record.profile.loudest.and_then(|place| record.profile.sections.get(place));
    let whole = Span { from_s: 0.0, to_s: record.profile.seconds };
    Song {
        name: compare::name(record),
        blake3: record.input.blake3.clone(),
        passage: loudest.map_or(whole, |section| section.span),
    }
}

/// The names of all targets: ours, then those in the user's folder.
pub fn names() -> Vec<String> {
    let ours = EMBEDDED.iter().map(|(name, _)| (*name).to_owned());
    ours.chain(user_files().iter().filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))).collect()
}

/// The target of this name, or in this file.
///
/// # Errors
/// There is none (the message names all), or its file is not valid.
pub fn find(name: &str) -> Result<ToneTarget> {
    if name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|ending| ending == "toml") {
        return load(Path::new(name));
    }
    if let Some(path) = user_files().iter().find(|path| path.file_stem().is_some_and(|stem| stem == name)) {
        return load(path);
    }
    match EMBEDDED.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => parse(text, Path::new(name)),
        None => Err(Error::Tone {
            name: name.to_owned(),
            what: "there is no tone target of that name".to_owned(),
            action: format!(
                "choose one of {}, name a file, or make one with `twobus target make`",
                names().join(", ")
            ),
        }),
    }
}

/// Reads a target from a file.
///
/// # Errors
/// The file is missing or not valid; the message names the line or the key.
pub fn load(path: &Path) -> Result<ToneTarget> {
    let text = fs::read_to_string(path).map_err(|reason| Error::reading(path, reason))?;
    parse(&text, path)
}

/// Reads a target from text; `path` is what errors call it.
///
/// # Errors
/// A key is missing, unknown, or has a value that makes no sense.
pub fn parse(text: &str, path: &Path) -> Result<ToneTarget> {
    written::parse(text).map_err(|(what, action)| Error::Tone { name: path.display().to_string(), what, action })
}

/// Writes a target.
///
/// # Errors
/// The file is there already, or cannot be written.
pub fn save(target: &ToneTarget, path: &Path, overwrite: Overwrite) -> Result<()> {
    atomic::write(path, target.to_text().as_bytes(), overwrite)
}

fn user_files() -> Vec<PathBuf> {
    let folder = config_folder().map(|folder| folder.join("tones"));
    let Some(entries) = folder.and_then(|folder| fs::read_dir(folder).ok()) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths
}

#[cfg(test)]
mod tests;
