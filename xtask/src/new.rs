// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A new effect from a template: one file and two lines.

use std::fs;

use anyhow::{Result, bail, ensure};

use crate::root;

const TEMPLATE: &str = include_str!("new/effect.rs.txt");

/// Writes `processors/<name>.rs` and enters it in the table of contents.
pub fn effect(arguments: &[String]) -> Result<()> {
    let [id] = arguments else { bail!("say which: `cargo xtask new stereo-width`") };
    let fits = id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-') && !id.is_empty();
    ensure!(fits, "`{id}` is no id: use small letters and hyphens");
    let module = id.replace('-', "_");
    let name = type_name(id);
    let folder = root().join("crates/rack/src");
    let path = folder.join("processors").join(format!("{module}.rs"));
    ensure!(!path.exists(), "{} exists already", path.display());
    fs::write(&path, TEMPLATE.replace("{{Name}}", &name).replace("{{id}}", id))?;
    enter(&folder.join("processors.rs"), &module, &name)?;
    println!("{}\nnow: cargo test -p rack", path.display());
    Ok(())
}

/// The two lines.
fn enter(contents: &std::path::Path, module: &str, name: &str) -> Result<()> {
    let text = fs::read_to_string(contents)?;
    let declared = text.replacen("\n\nuse crate", &format!("\npub mod {module};\n\nuse crate"), 1);
    let listed = declared.replacen(
        "\n            ]\n",
        &format!(",\n                $crate::processors::{module}::{name}\n            ]\n"),
        1,
    );
    fs::write(contents, listed)?;
    Ok(())
}

/// `stereo-width` becomes `StereoWidth`.
fn type_name(id: &str) -> String {
    id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}
