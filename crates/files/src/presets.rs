// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The user's own presets: text files in a folder for each effect, readable, comparable, shareable.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rack::{Entry, Preset, Step};

use crate::{
    atomic::{self, Overwrite},
    error::{Error, Result},
    targets::config_folder,
};

/// Longer names are cut by some systems.
const LONGEST_NAME: usize = 80;

/// One preset on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name, which is the file's without `.toml`.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// The folder for presets of an effect, whether it exists or not; nothing on a system without a home.
pub fn folder(effect: &str) -> Option<PathBuf> {
    Some(config_folder()?.join("presets").join(effect))
}

/// Every preset in a folder, in the order of the alphabet; none if there is no such folder.
pub fn list(folder: &Path) -> Vec<Found> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<Found> = entries.filter_map(|entry| found_from(entry.path())).collect();
    found.sort_by_key(|preset| preset.name.to_lowercase());
    found
}

fn found_from(path: PathBuf) -> Option<Found> {
    let is_preset = path.extension().is_some_and(|ending| ending == "toml");
    let name = path.file_stem()?.to_str()?.to_owned();
    is_preset.then_some(Found { name, path })
}

/// The knobs of an effect from a preset, and a sentence about what this version did not know in it.
///
/// # Errors
/// The file cannot be read, is no preset, or has nothing for this effect; the message names the line.
pub fn load(path: &Path, entry: &'static Entry) -> Result<(Step, Option<String>)> {
    let text = fs::read_to_string(path).map_err(|reason| Error::reading(path, reason))?;
    let wrong = |what: String| Error::Preset { path: path.to_owned(), what };
    let (preset, unknown) = Preset::from_text(&text).map_err(|error| wrong(error.to_string()))?;
    let step = preset.steps.into_iter().find(|step| step.entry.info.id == entry.info.id);
    let step = step.ok_or_else(|| wrong(format!("it has nothing for {}", entry.info.name)))?;
    let said = (!unknown.is_empty()).then(|| {
        format!(
            "{} has keys this version does not know: {}; the rest is loaded.",
            name_of(path),
            unknown.join(", ")
        )
    });
    Ok((step, said))
}

/// Keeps the knobs of an effect under a name; a preset of that name is replaced.
///
/// # Errors
/// The name cannot be a file's, or the folder cannot be written.
pub fn save(folder: &Path, name: &str, step: &Step) -> Result<PathBuf> {
    let path = folder.join(format!("{}.toml", checked(name, folder)?));
    fs::create_dir_all(folder).map_err(|reason| Error::writing(&path, reason))?;
    atomic::write(&path, Preset { steps: vec![step.clone()] }.to_text().as_bytes(), Overwrite::Allowed)?;
    Ok(path)
}

/// Gives a preset another name; never in place of another preset.
///
/// # Errors
/// The name cannot be a file's, is taken, or the folder cannot be written.
pub fn rename(preset: &Found, name: &str) -> Result<PathBuf> {
    let folder = preset.path.parent().unwrap_or(Path::new(""));
    let name = checked(name, folder)?;
    let path = folder.join(format!("{name}.toml"));
    // Some systems take "Loud" and "loud" for one name: that is the same file, not another one.
    let same = preset.name.to_lowercase() == name.to_lowercase();
    if path.exists() && !same {
        return Err(Error::NameTaken { path });
    }
    fs::rename(&preset.path, &path).map_err(|reason| Error::writing(&path, reason))?;
    Ok(path)
}

/// Takes a preset away.
///
/// # Errors
/// The file is gone already, or the folder cannot be written.
pub fn delete(preset: &Found) -> Result<()> {
    fs::remove_file(&preset.path).map_err(|reason| Error::writing(&preset.path, reason))
}

/// A name that is a file's name on every system.
fn checked<'a>(name: &'a str, folder: &Path) -> Result<&'a str> {
    let name = name.trim();
    let bad = |letter: char| letter.is_control() || r#"/\:*?"<>|"#.contains(letter);
    let what = if name.is_empty() || name.chars().count() > LONGEST_NAME {
        Some(format!("a preset needs a name of 1 to {LONGEST_NAME} letters"))
    } else if name.starts_with('.') || name.chars().any(bad) {
        Some(format!("“{name}” cannot be a file's name: leave out / \\ : * ? \" < > | and a dot at the start"))
    } else {
        None
    };
    what.map_or(Ok(name), |what| Err(Error::Preset { path: folder.to_owned(), what }))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;

    fn limiter() -> &'static Entry {
        rack::entry("limiter").unwrap()
    }

    #[test]
    fn what_is_saved_is_listed_and_loads_as_it_was() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("limiter");
        assert!(list(&folder).is_empty());
        let step = Step::new(limiter()).with("gain", 6.5);
        let path = save(&folder, " Loud chorus ", &step).unwrap();
        assert_eq!(list(&folder), [Found { name: "Loud chorus".into(), path: path.clone() }]);
        let (loaded, said) = load(&path, limiter()).unwrap();
        assert_eq!((loaded.values, said), (step.values, None));
    }

    #[test]
    fn a_preset_gets_another_name_but_never_that_of_another_one() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path();
        let step = Step::new(limiter()).with("gain", 3.0);
        save(folder, "Ballad", &step).unwrap();
        save(folder, "Vinyl", &Step::new(limiter())).unwrap();
        let ballad = list(folder).remove(0);
        let message = rename(&ballad, "Vinyl").unwrap_err().to_string();
        assert!(message.contains("Vinyl.toml") && message.contains("choose another name"), "{message}");
        assert!(rename(&ballad, "a/b").is_err());
        let path = rename(&ballad, " ballad ").unwrap();
        assert_eq!(load(&path, limiter()).unwrap().0.values, step.values);
        let names: Vec<String> = list(folder).into_iter().map(|found| found.name).collect();
        assert_eq!(names, ["ballad", "Vinyl"]);
    }

    #[test]
    fn a_preset_that_is_deleted_is_gone_and_cannot_be_deleted_again() {
        let home = tempfile::tempdir().unwrap();
        save(home.path(), "Ballad", &Step::new(limiter())).unwrap();
        let ballad = list(home.path()).remove(0);
        delete(&ballad).unwrap();
        assert!(list(home.path()).is_empty());
        assert!(delete(&ballad).unwrap_err().to_string().contains("Ballad.toml"));
    }

    #[test]
    fn keys_of_a_newer_version_are_left_out_and_named() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("New.toml");
        fs::write(&path, "schema = 1\n[[effect]]\nid = \"limiter\"\ngain = 3.0\nsparkle = 1\n").unwrap();
        let (step, said) = load(&path, limiter()).unwrap();
        assert_eq!(step.values[0], 3.0);
        assert_eq!(
            said.unwrap(),
            "New.toml has keys this version does not know: limiter.sparkle; the rest is loaded."
        );
    }

    #[test]
    fn what_is_no_preset_and_what_is_no_name_is_refused_with_a_sentence() {
        let home = tempfile::tempdir().unwrap();
        for text in ["", "schema = 1\n[[effect]]\nid = \"gain\"\n", "schema = 9\n"] {
            let path = home.path().join("Bad.toml");
            fs::write(&path, text).unwrap();
            let message = load(&path, limiter()).unwrap_err().to_string();
            assert!(message.contains("Bad.toml"), "{message}");
        }
        let step = Step::new(limiter());
        for name in ["", "a/b", ".hidden", "a\nb", &"x".repeat(200)] {
            assert!(save(home.path(), name, &step).is_err(), "{name}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        let message = save(&file.join("limiter"), "Mine", &Step::new(limiter())).unwrap_err().to_string();
        assert!(message.contains("Mine.toml") && message.contains(';'), "{message}");
    }
}
