// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Dependencies point down: `dsp ← measure ← rack ← {files ← library ← deck, ui, window} ← {cli, plugin, gallery}`.

use std::fs;

use anyhow::{Context, Result};
use toml::Table;

use crate::root;

/// What each crate of ours may use of ours, and which outside kinds of things are its alone.
const MAY_USE: &[(&str, &[&str])] = &[
    ("dsp", &[]),
    ("measure", &["dsp"]),
    ("rack-derive", &[]),
    ("rack", &["dsp", "measure", "rack-derive"]),
    ("files", &["dsp", "measure", "rack"]),
    ("library", &["dsp", "measure", "files"]),
    ("deck", &["dsp", "measure", "rack", "files", "library"]),
    ("ui", &["dsp", "measure", "rack"]),
    ("window", &[]),
    ("plugin", &["dsp", "measure", "rack", "ui", "files", "library", "deck", "window"]),
    ("gallery", &["dsp", "measure", "rack", "ui", "files", "window"]),
    ("cli", &["dsp", "measure", "rack", "files", "library"]),
    ("xtask", &["dsp", "measure", "rack", "ui", "files"]),
];

/// The outside world has one door each.
const ONLY: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("egui", &["ui", "plugin", "window", "gallery"]),
    ("baseview", &["window"]),
    ("notify", &["cli"]),
    ("symphonia", &["files"]),
    ("rusqlite", &["library"]),
    ("nice-plug", &["plugin"]),
    ("tempfile", &["files", "cli", "deck"]),
];

/// Arrows that point up.
pub fn breaches() -> Result<Vec<String>> {
    let ours: Vec<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    let mut breaches = Vec::new();
    for (name, allowed) in MAY_USE {
        for used in dependencies(name)? {
            if ours.contains(&used.as_str()) && !allowed.contains(&used.as_str()) {
                breaches.push(format!("{name} uses {used}: dependencies point down (ARCHITECTURE.md)"));
            }
            let door = ONLY.iter().find(|(outside, _)| *outside == used);
            if door.is_some_and(|(_, doors)| !doors.contains(name)) {
                breaches.push(format!("{name} uses {used}: only {:?} may", door.map(|(_, doors)| doors)));
            }
        }
    }
    Ok(breaches)
}

fn dependencies(name: &str) -> Result<Vec<String>> {
    let folder = if name == "xtask" { root().join(name) } else { root().join("crates").join(name) };
    let path = folder.join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} is missing", path.display()))?;
    let manifest: Table = text.parse()?;
    let used = manifest.get("dependencies").and_then(toml::Value::as_table);
    Ok(used.map(|table| table.keys().cloned().collect()).unwrap_or_default())
}
