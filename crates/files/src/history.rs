// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every chain a song was mastered with, in the order they were used, beside the song.
//!
//! `mix.wav` has `mix.chains.jsonl`: JSON Lines, one snapshot a line. Lines are only ever appended.
//! A file of lines survives what happens to files that grow: a line that was cut off spoils itself and
//! no other, and two copies are merged by putting their lines together.
//!
//! ```json
//! {"history":1,"twobus":"0.1.0","day":"2026-11-26","destination":"club","mix":"…","master":"…",
//!  "measured":{"integrated_lufs":-8.0},"chain":"schema = 1\n\n[[effect]]\nid = \"limiter\"\n"}
//! ```
//! A snapshot's number is that of its line. The chain is a [`Preset`] as text. Unlike a receipt, a history
//! tells of time; so it knows the day.

mod append;

use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

pub use append::append;

use rack::Preset;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The version of the format.
pub const HISTORY: i64 = 1;

/// Every chain that was kept.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// In the order they were used.
    pub snapshots: Vec<Snapshot>,
    /// The lines that could not be read, each in a sentence.
    pub lost: Vec<String>,
}

/// A chain as it stood when a master was made.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its number, from 1.
    pub number: usize,
    /// Everything but the chain.
    pub facts: Facts,
    /// The chain, its knobs where they stood.
    pub chain: Preset,
    /// The parts of the chain that this version does not know.
    pub unknown: Vec<String>,
}

/// What a snapshot says besides the chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The version of the format.
    pub history: i64,
    /// The version of Twobus that made the master.
    #[serde(default)]
    pub twobus: String,
    /// The day, as 2026-11-26; empty where it is not known.
    #[serde(default)]
    pub day: String,
    /// The id of the destination.
    pub destination: String,
    /// The BLAKE3 hash of the mix.
    pub mix: String,
    /// The BLAKE3 hash of the master.
    #[serde(default)]
    pub master: String,
    /// The master's numbers, by the names of [`measure::metrics::ALL`].
    #[serde(default)]
    pub measured: BTreeMap<String, f64>,
}

/// One line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    facts: Facts,
    chain: String,
}

/// The version alone: what every version can read of a line.
#[derive(Deserialize)]
struct Version {
    history: i64,
}

/// The history's name beside a song: `mix.wav` has `mix.chains.jsonl`.
pub fn path_of(song: &Path) -> PathBuf {
    song.with_extension("chains.jsonl")
}

impl History {
    /// Reads a history as far as it can be read.
    ///
    /// # Errors
    /// There is no such file, or the system does not let it be read.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|reason| match reason.kind() {
            ErrorKind::NotFound => Error::NoHistory { path: path.to_owned() },
            _ => Error::reading(path, reason),
        })?;
        Ok(Self::from_text(&String::from_utf8_lossy(&bytes)))
    }

    /// Reads a text as far as it can be read.
    pub fn from_text(text: &str) -> Self {
        let mut history = Self::default();
        for (number, line) in numbered(text) {
            match Snapshot::from_line(number, line) {
                Ok(snapshot) => history.snapshots.push(snapshot),
                Err(why) => history.lost.push(format!("line {number} {why}; the others are read")),
            }
        }
        history
    }

    /// The snapshot with this number.
    pub fn snapshot(&self, number: usize) -> Option<&Snapshot> {
        self.snapshots.iter().find(|snapshot| snapshot.number == number)
    }

    /// The newest snapshot for a destination with a number below this one.
    pub fn last_before(&self, number: usize, destination: &str) -> Option<&Snapshot> {
        let is_it = |snapshot: &&Snapshot| snapshot.number < number && snapshot.facts.destination == destination;
        self.snapshots.iter().rfind(is_it)
    }
}

impl Snapshot {
    fn from_line(number: usize, line: &str) -> std::result::Result<Self, String> {
        let torn = |_| "is damaged or was cut off".to_owned();
        let Version { history } = serde_json::from_str(line).map_err(torn)?;
        if history > HISTORY {
            return Err(format!("is of kind {history}, and this version reads up to {HISTORY}: update Twobus"));
        }
        let Line { facts, chain } = serde_json::from_str(line).map_err(torn)?;
        let (chain, unknown) = Preset::from_text(&chain).map_err(|error| format!("has no chain: {error}"))?;
        Ok(Self { number, facts, chain, unknown })
    }
}

/// The lines that are not empty, counted from 1.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines().filter(|line| !line.trim().is_empty()))
}

#[cfg(test)]
mod tests;
