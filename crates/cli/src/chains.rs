// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Chains of the user's own: read from a preset file.

use std::{fs, path::Path};

use anyhow::{Context, Result, anyhow, ensure};
use rack::{Preset, Stage, Step};

use crate::terminal;

/// Reads a preset that ends in a limiter; says on stderr what this version does not know.
pub fn read(path: &Path) -> Result<Preset> {
    let preset = read_any(path)?;
    let has_limiter = preset.steps.iter().any(is_limiter);
    ensure!(has_limiter, "{} has no limiter; add one, or leave --chain out", path.display());
    Ok(preset)
}

/// Reads any preset; says on stderr what this version does not know.
pub fn read_any(path: &Path) -> Result<Preset> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{} cannot be read; check its name", path.display()))?;
    let (preset, unknown) = Preset::from_text(&text).with_context(|| format!("{}", path.display()))?;
    complain_of(path, &unknown);
    Ok(preset)
}

/// Says on stderr what this version does not know.
pub fn complain_of(path: &Path, unknown: &[String]) {
    for part in unknown {
        terminal::complain(&format!("{}: {part} is not known to this version and was left out", path.display()));
    }
}

/// The stage that a chain file names, if it names one.
pub fn stage(path: &Path) -> Result<Option<Stage>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{} cannot be read; check its name", path.display()))?;
    Stage::of_chain(&text).with_context(|| format!("{}", path.display()))
}

/// The limiter that ends a chain.
pub fn limiter_mut(chain: &mut Preset) -> Result<&mut Step> {
    chain
        .steps
        .iter_mut()
        .rfind(|step| is_limiter(step))
        .ok_or_else(|| anyhow!("the chain has no limiter; add one"))
}

fn is_limiter(step: &Step) -> bool {
    step.entry.info.id == "limiter"
}
