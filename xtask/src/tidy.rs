// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The rules that no compiler knows, checked in a second.

mod arrows;
mod manual;
mod sound;
mod sources;

use anyhow::{Result, bail};

/// Checks every rule and names every breach.
pub fn run() -> Result<()> {
    let breaches: Vec<String> = [arrows::breaches, sources::breaches, manual::breaches, sound::breaches]
        .iter()
        .map(|rule| rule())
        .collect::<Result<Vec<_>>>()?
        .concat();
    for breach in &breaches {
        println!("{breach}");
    }
    if breaches.is_empty() { Ok(()) } else { bail!("{} to tidy up", breaches.len()) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn dependencies_point_down_and_every_source_is_tidy() {
        super::run().unwrap();
    }
}
