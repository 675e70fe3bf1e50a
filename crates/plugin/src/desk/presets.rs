// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What can be loaded: the defaults, the effect's own styles, then the user's files.

use std::path::PathBuf;

use files::{
    Error,
    presets::{self, Found},
};
use rack::{Entry, Step};

/// A list of names and what stands behind them.
#[derive(Default)]
pub struct Presets {
    entry: Option<&'static Entry>,
    folder: Option<PathBuf>,
    found: Vec<Found>,
    names: Vec<String>,
}

impl Presets {
    /// What there is for an effect now.
    pub fn new(entry: &'static Entry) -> Self {
        let mut presets = Self { entry: Some(entry), folder: presets::folder(entry.info.id), ..Self::default() };
        presets.refresh();
        presets
    }

    /// The names, in the order of the list.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// From which place in the list on they are the user's own.
    pub fn own(&self) -> usize {
        self.names.len() - self.found.len()
    }

    /// The knobs behind a name; a style changes only those it speaks of.
    ///
    /// # Errors
    /// A file of the user cannot be read or is no preset.
    pub fn load(&self, index: usize, present: &Step) -> Result<(Step, Option<String>), Error> {
        let styles = present.entry.styles;
        if index == 0 {
            return Ok((Step::new(present.entry), None));
        }
        if let Some(style) = styles.get(index - 1) {
            return Ok((present.clone().with_style(style.id).unwrap_or_else(|| present.clone()), None));
        }
        match self.user(index) {
            Some(found) => presets::load(&found.path, present.entry),
            None => Ok((present.clone(), None)),
        }
    }

    /// Keeps the knobs under a name.
    ///
    /// # Errors
    /// The name cannot be a file's, or the folder cannot be written.
    pub fn save(&mut self, name: &str, step: &Step) -> Result<PathBuf, Error> {
        let folder = self.folder.clone().unwrap_or_default();
        let path = presets::save(&folder, name, step)?;
        self.refresh();
        Ok(path)
    }

    /// Gives one of the user's own another name.
    ///
    /// # Errors
    /// The name cannot be a file's, is taken, or the folder cannot be written.
    pub fn rename(&mut self, index: usize, name: &str) -> Result<String, Error> {
        let Some(found) = self.user(index) else { return Ok(String::new()) };
        presets::rename(&found, name)?;
        self.refresh();
        Ok(format!("“{}” is called “{}” now.", found.name, name.trim()))
    }

    /// Takes one of the user's own away.
    ///
    /// # Errors
    /// It is gone already, or the folder cannot be written.
    pub fn delete(&mut self, index: usize) -> Result<String, Error> {
        let Some(found) = self.user(index) else { return Ok(String::new()) };
        let deleted = presets::delete(&found);
        self.refresh();
        deleted.map(|()| format!("“{}” is deleted.", found.name))
    }

    fn user(&self, index: usize) -> Option<Found> {
        self.found.get(index.checked_sub(self.own())?).cloned()
    }

    fn refresh(&mut self) {
        self.found = self.folder.as_deref().map(presets::list).unwrap_or_default();
        let styles = self.entry.map_or(&[][..], |entry| entry.styles);
        let ours = styles.iter().map(|style| format!("Style: {}", style.id));
        let theirs = self.found.iter().map(|found| found.name.clone());
        self.names = ["Defaults".to_owned()].into_iter().chain(ours).chain(theirs).collect();
    }
}
