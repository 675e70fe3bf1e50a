// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The songs faults are sown into: files, or eight that the demo's band plays.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::{Result, ensure};
use dsp::Audio;
use files::{decode_all, folder};
use measure::alarms::trial;

use super::Tried;
use crate::{demo::Song, parallel::each, progress::Bar};

/// How often every fault of every size is sown into one song, each time elsewhere.
const SEEDS: u64 = 2;

/// What the checks make of the songs in these files and folders, or of songs that are made up, in
/// the order of the alphabet; the same for any number of threads.
///
/// # Errors
/// A song cannot be read.
pub fn tried(paths: &[PathBuf]) -> Result<Vec<Tried>> {
    if paths.is_empty() {
        let names: Vec<String> = (1..=Song::VARIANTS).map(|n| format!("made up {n}")).collect();
        let made = |n: usize| Ok(Song::variant(n, &|_| {}).mix());
        return all(&names, made);
    }
    let found = folder::sounds(paths);
    if let Some(error) = found.errors.into_iter().next() {
        return Err(error.into());
    }
    ensure!(!found.files.is_empty(), "there are no songs in the folder; name files or another folder");
    let files: Vec<PathBuf> = found.files.into_iter().collect();
    let names: Vec<String> = files.iter().map(|path| name(path)).collect();
    all(&names, |n| Ok(decode_all(&files[n])?.0))
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Tries the songs with these names, side by side.
fn all(names: &[String], song: impl Fn(usize) -> Result<Audio> + Sync) -> Result<Vec<Tried>> {
    let bar = Bar::new("sowing faults");
    let done = AtomicUsize::new(0);
    let numbers: Vec<usize> = (0..names.len()).collect();
    let one = |n: &usize| -> Result<Tried> {
        let from = *n as u64 * SEEDS;
        let trial = trial(&song(*n)?, from..from + SEEDS);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        bar.at(done as f64 / names.len() as f64);
        Ok(Tried { name: names[*n].clone(), trial })
    };
    each(&numbers, one).into_iter().collect()
}
