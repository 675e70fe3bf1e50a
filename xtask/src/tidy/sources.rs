// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every source file says its licence, has a head and stays a file of one idea.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::root;

/// More lines than this are two ideas.
const LONGEST: usize = 400;

/// Sources without licence or head, or too long.
pub fn breaches() -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for path in sources()? {
        let text = fs::read_to_string(&path)?;
        let name = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
        if !text.starts_with("// SPDX-FileCopyrightText:") {
            breaches.push(format!("{name} lacks the two licence lines"));
        }
        if !text.lines().skip(2).find(|line| !line.is_empty()).is_some_and(|line| line.starts_with("//!")) {
            breaches.push(format!("{name} lacks a head that says what it is"));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            breaches.push(format!("{name} has {lines} lines: one idea or two?"));
        }
    }
    Ok(breaches)
}

fn sources() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in ["crates", "xtask"] {
        collect(&root().join(folder), &mut found)?;
    }
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}
