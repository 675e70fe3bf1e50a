// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Flags in songs as they are that somebody has looked at and found true.
//!
//! ```text
//! # one line for each song, by its name without folder and ending
//! March of the Ants: balance, offset
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context as _, Result, bail};
use measure::checks;

/// Which flags are true, by song.
#[derive(Debug, Default)]
pub struct Judged {
    checks: BTreeMap<String, BTreeSet<String>>,
}

impl Judged {
    /// Reads the list.
    ///
    /// # Errors
    /// The file cannot be read, or a line is none of a song and its checks.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read; check its name", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} cannot be understood", path.display()))
    }

    /// Whether this check is right about this song.
    pub fn is_true(&self, song: &str, check: &str) -> bool {
        self.checks.get(song).is_some_and(|checks| checks.contains(check))
    }

    fn parse(text: &str) -> Result<Self> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let checks = lines.map(|(n, line)| entry(line).with_context(|| format!("line {}", n + 1)));
        Ok(Self { checks: checks.collect::<Result<_>>()? })
    }
}

fn entry(line: &str) -> Result<(String, BTreeSet<String>)> {
    let (song, ids) = line.rsplit_once(": ").context("write a song, a colon and checks")?;
    let ids: BTreeSet<String> = ids.split(',').map(|id| id.trim().to_owned()).collect();
    let is_known = |id: &String| checks::ALL.iter().any(|entry| entry.info.id == id);
    if let Some(id) = ids.iter().find(|id| !is_known(id)) {
        bail!("there is no check \"{id}\"; `twobus selftest --faults` lists them");
    }
    Ok((song.to_owned(), ids))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;

    #[test]
    fn a_line_names_a_song_and_its_true_flags() {
        let judged = Judged::parse("# looked at\n\nOne: two: balance, offset\n").unwrap();
        assert!(judged.is_true("One: two", "offset") && judged.is_true("One: two", "balance"));
        assert!(!judged.is_true("One: two", "overs") && !judged.is_true("One", "offset"));
    }

    #[test]
    fn a_check_that_does_not_exist_is_told_with_its_line() {
        let error = Judged::parse("A: balance\nB: balence").unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "line 2: there is no check \"balence\"; `twobus selftest --faults` lists them"
        );
        assert!(Judged::parse("nothing").is_err());
    }
}
