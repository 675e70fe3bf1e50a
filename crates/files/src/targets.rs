// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Destinations as data: one TOML file each, with a date and a source, because figures age.
//!
//! The files in `/targets` are part of the program. A musician's own lie in
//! `$XDG_CONFIG_HOME/twobus/targets` (or `~/.config/twobus/targets`) and win over ours of the same
//! name; a name with a slash or ending in `.toml` is a file anywhere.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use measure::{Confidence, Target, target::Normalisation};
use serde::Deserialize;

use crate::error::{Error, Result};

macro_rules! embedded {
    ($($id:literal),* $(,)?) => {
        /// Our own targets: name and text.
        const EMBEDDED: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("../../../targets/", $id, ".toml")))),*];
    };
}

embedded! {
    "streaming",
    "spotify",
    "spotify-loud",
    "apple-music",
    "youtube",
    "tidal",
    "amazon-music",
    "deezer",
    "soundcloud",
    "bandcamp",
    "podcast",
    "download",
    "cd",
    "club",
    "ebu-r128",
    "atsc-a85",
}

/// A target file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    name: String,
    summary: String,
    as_of: String,
    source: String,
    confidence: WrittenConfidence,
    notes: Vec<String>,
    integrated_lufs: [f64; 2],
    aim_lufs: f64,
    short_term_lufs: Option<[f64; 2]>,
    ceiling_dbtp: f64,
    plr_floor_lu: f64,
    psr_floor_lu: f64,
    normalisation: WrittenNormalisation,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenConfidence {
    Weak,
    Fair,
    Sure,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields, tag = "kind")]
enum WrittenNormalisation {
    None,
    Required,
    Down { to_lufs: f64 },
    Both { to_lufs: f64, up_to_dbtp: f64 },
}

/// Every target: ours in the order of the list, then those of the user's folder.
///
/// # Errors
/// A file in the user's folder is not valid.
pub fn all() -> Result<Vec<Target>> {
    let mut targets = embedded()?;
    for theirs in in_user_folder()? {
        targets.retain(|target| target.id != theirs.id);
        targets.push(theirs);
    }
    Ok(targets)
}

/// Every target that can be read, and what is wrong with the others.
pub fn readable() -> (Vec<Target>, Vec<Error>) {
    let mut targets = embedded().unwrap_or_default();
    let mut errors = Vec::new();
    for path in user_files() {
        match load(&path) {
            Ok(theirs) => {
                targets.retain(|target| target.id != theirs.id);
                targets.push(theirs);
            }
            Err(error) => errors.push(error),
        }
    }
    (targets, errors)
}

/// The target of this name, or in this file.
///
/// # Errors
/// There is none (the message names the nearest), or its file is not valid.
pub fn find(name: &str) -> Result<Target> {
    let is_file = name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|ending| ending == "toml");
    if is_file {
        return load(Path::new(name));
    }
    let targets = all()?;
    match targets.iter().find(|target| target.id == name) {
        Some(target) => Ok(target.clone()),
        None => Err(Error::UnknownTarget { name: name.to_owned(), hint: hint(name, &targets) }),
    }
}

/// Reads a target from a file of the user.
///
/// # Errors
/// The file is missing or not valid; the message names the line or the key.
pub fn load(path: &Path) -> Result<Target> {
    let text = fs::read_to_string(path).map_err(|reason| Error::reading(path, reason))?;
    parse(&text, path)
}

/// Reads a target from text; `path` is what errors call it, its stem must be the target's id.
///
/// # Errors
/// A key is missing, unknown, or has a value that makes no sense.
pub fn parse(text: &str, path: &Path) -> Result<Target> {
    let written: Written = toml::from_str(text).map_err(|error| {
        let line =
            error.span().map_or(1, |span| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count());
        let what = format!("{} near line {line}", error.message().replace('\n', ", "));
        Error::Target { path: path.to_owned(), what, action: "compare it with the files in /targets".to_owned() }
    })?;
    let target = target_from(written);
    match trouble(&target, path) {
        None => Ok(target),
        Some((what, action)) => Err(Error::Target { path: path.to_owned(), what, action: action.to_owned() }),
    }
}

/// The folder for targets of the user's own, whether it exists or not.
pub fn user_folder() -> Option<PathBuf> {
    Some(config_folder()?.join("targets"))
}

/// The folder for all that is the user's own, whether it exists or not.
pub fn config_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")));
    Some(config.or_else(|| set("APPDATA"))?.join("twobus"))
}

/// The folder for what programs keep for the user, whether it exists or not.
pub fn data_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let inside_home = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    let data = set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(inside_home)));
    Some(data.or_else(|| set("LOCALAPPDATA"))?.join("twobus"))
}

/// The folder for what can be made again, whether it exists or not.
pub fn cache_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let inside_home = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(inside_home)));
    Some(cache.or_else(|| set("LOCALAPPDATA"))?.join("twobus"))
}

fn embedded() -> Result<Vec<Target>> {
    EMBEDDED.iter().map(|(id, text)| parse(text, Path::new(&format!("{id}.toml")))).collect()
}

fn in_user_folder() -> Result<Vec<Target>> {
    user_files().iter().map(|path| load(path)).collect()
}

fn user_files() -> Vec<PathBuf> {
    let Some(entries) = user_folder().and_then(|folder| fs::read_dir(folder).ok()) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths
}

fn target_from(written: Written) -> Target {
    Target {
        id: written.id,
        name: written.name,
        summary: written.summary,
        integrated_lufs: written.integrated_lufs,
        aim_lufs: written.aim_lufs,
        short_term_lufs: written.short_term_lufs,
        ceiling_dbtp: written.ceiling_dbtp,
        plr_floor_lu: written.plr_floor_lu,
        psr_floor_lu: written.psr_floor_lu,
        normalisation: match written.normalisation {
            WrittenNormalisation::None => Normalisation::None,
            WrittenNormalisation::Required => Normalisation::Required,
            WrittenNormalisation::Down { to_lufs } => Normalisation::Down(to_lufs),
            WrittenNormalisation::Both { to_lufs, up_to_dbtp } => Normalisation::Both { to_lufs, up_to_dbtp },
        },
        as_of: written.as_of,
        source: written.source,
        notes: written.notes,
        confidence: match written.confidence {
            WrittenConfidence::Weak => Confidence::Weak,
            WrittenConfidence::Fair => Confidence::Fair,
            WrittenConfidence::Sure => Confidence::Sure,
        },
    }
}

/// The first thing about a target that makes no sense, and what to do about it.
fn trouble(target: &Target, path: &Path) -> Option<(String, &'static str)> {
    let [lowest, highest] = target.integrated_lufs;
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let is_ordered = |[low, high]: [f64; 2]| (-70.0..=0.0).contains(&low) && low <= high && high <= 0.0;
    let checks = [
        (target.id == stem, format!("id is \"{}\"", target.id), "give the file and its id the same name"),
        (!target.name.trim().is_empty(), "name is empty".to_owned(), "say what it is called"),
        (is_date(&target.as_of), format!("as_of is \"{}\"", target.as_of), "write a date like 2026-11-23"),
        (!target.source.trim().is_empty(), "source is empty".to_owned(), "say where the figures come from"),
        (
            is_ordered(target.integrated_lufs),
            format!("integrated_lufs is [{lowest}, {highest}]"),
            "write the lowest, then the highest, between -70 and 0",
        ),
        (
            (lowest..=highest).contains(&target.aim_lufs),
            format!("aim_lufs is {}", target.aim_lufs),
            "choose a value inside integrated_lufs",
        ),
        (
            target.short_term_lufs.is_none_or(is_ordered),
            "short_term_lufs is out of order".to_owned(),
            "write the lowest, then the highest, between -70 and 0",
        ),
        (
            (-20.0..=0.0).contains(&target.ceiling_dbtp),
            format!("ceiling_dbtp is {}", target.ceiling_dbtp),
            "choose a value between -20 and 0",
        ),
        (
            [target.plr_floor_lu, target.psr_floor_lu].iter().all(|floor| (0.0..=30.0).contains(floor)),
            format!("plr_floor_lu and psr_floor_lu are {} and {}", target.plr_floor_lu, target.psr_floor_lu),
            "choose values between 0 and 30",
        ),
    ];
    checks.into_iter().find(|(is_fine, ..)| !is_fine).map(|(_, what, action)| (what, action))
}

/// Whether it is a day, written as `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |part: &str, digits: usize| (part.len() == digits).then(|| part.parse::<u32>().ok()).flatten();
    number(year, 4).is_some_and(|year| year >= 2000)
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

/// The nearest name if it is near, or all names.
fn hint(name: &str, targets: &[Target]) -> String {
    let wanted = name.to_lowercase().replace([' ', '_'], "-");
    let nearest = targets.iter().min_by_key(|target| distance(&wanted, &target.id));
    match nearest {
        Some(target) if distance(&wanted, &target.id) <= 1 + wanted.len() / 4 => {
            format!("did you mean {}?", target.id)
        }
        _ => {
            let names: Vec<&str> = targets.iter().map(|target| target.id.as_str()).collect();
            format!("choose one of {}", names.join(", "))
        }
    }
}

/// How many letters must be added, dropped or changed (V. Levenshtein, Soviet Physics Doklady 10, 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests;
