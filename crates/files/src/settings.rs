// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How a user likes the editors, whatever the project: a small text file.

use std::fs;

use serde::{Deserialize, Serialize};

use crate::{
    atomic::{self, Overwrite},
    error::{Error, Result},
    targets::config_folder,
};

/// What is the same in every editor.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct Settings {
    /// Whether panels are dark.
    pub dark: bool,
    /// After how many minutes one is reminded of the raw mix; 0 for never.
    pub remind_min: u32,
    /// Whether nothing moves that need not.
    pub still: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { dark: true, remind_min: 15, still: false }
    }
}

impl Settings {
    /// What was saved last; the defaults if there is nothing, or nothing one can read.
    pub fn load() -> Self {
        let text = path().and_then(|path| fs::read_to_string(path).ok());
        text.and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
    }

    /// Keeps them for every editor that opens from now on.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save(&self) -> Result<()> {
        let Some(path) = path() else { return Ok(()) };
        let text = toml::to_string(self).unwrap_or_default();
        let folder = path.parent().unwrap_or(&path);
        fs::create_dir_all(folder).map_err(|reason| Error::writing(&path, reason))?;
        atomic::write(&path, text.as_bytes(), Overwrite::Allowed)
    }
}

fn path() -> Option<std::path::PathBuf> {
    Some(config_folder()?.join("editor.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_version_keeps_what_is_known() {
        let settings: Settings = toml::from_str("dark = false\nfont = \"Comic\"\n").unwrap_or_default();
        assert_eq!(settings, Settings { dark: false, ..Settings::default() });
    }
}
