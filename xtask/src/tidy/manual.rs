// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The manual's generated pages are what the code says today.

use std::fs;

use anyhow::Result;

use crate::{manual, root};

/// Pages that `cargo xtask manual` would change, and pages of effects that are gone.
pub fn breaches() -> Result<Vec<String>> {
    let pages = manual::pages();
    let is_fresh = |(path, text): &(String, String)| {
        fs::read_to_string(root().join(path)).is_ok_and(|written| written == *text)
    };
    let mut breaches: Vec<String> = pages
        .iter()
        .filter(|page| !is_fresh(page))
        .map(|(path, _)| format!("{path} is stale: run `cargo xtask manual`"))
        .collect();
    for entry in fs::read_dir(root().join("docs/manual/effects"))? {
        let name = entry?.file_name().display().to_string();
        if !pages.iter().any(|(path, _)| path.ends_with(&name)) {
            breaches.push(format!("docs/manual/effects/{name} belongs to no effect: remove it"));
        }
    }
    Ok(breaches)
}
