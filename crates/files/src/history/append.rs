// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One more line at the end of a history.

use std::path::Path;

use measure::metrics::{self, Metric};

use super::{Facts, HISTORY, History, Line, numbered};
use crate::{error::Result, lines, report::Master};

/// Keeps the chain of a master of the mix with this hash, and says its number; `None` if the newest snapshot
/// for its destination is of the same chain and mix.
///
/// # Errors
/// The history cannot be read or written; it is then as it was.
pub fn append(path: &Path, master: &Master, mix: &str, day: &str) -> Result<Option<usize>> {
    let text = lines::read(path)?;
    let line = line(master, mix, day);
    if is_known(&History::from_text(&text), &line) {
        return Ok(None);
    }
    lines::append(path, &serde_json::to_string(&line).unwrap_or_default())?;
    Ok(Some(numbered(&text).count() + 1))
}

fn line(master: &Master, mix: &str, day: &str) -> Line {
    let number = |metric: &Metric| {
        let value = (metric.value)(&master.measured).filter(|value| value.is_finite())?;
        Some((metric.id.to_owned(), value))
    };
    let facts = Facts {
        history: HISTORY,
        twobus: env!("CARGO_PKG_VERSION").to_owned(),
        day: day.to_owned(),
        destination: master.target.id.clone(),
        mix: mix.to_owned(),
        master: master.blake3.clone(),
        measured: metrics::ALL.iter().filter_map(number).collect(),
    };
    Line { facts, chain: master.preset.to_text() }
}

fn is_known(history: &History, line: &Line) -> bool {
    let newest = history.last_before(usize::MAX, &line.facts.destination);
    newest.is_some_and(|newest| {
        let whole = newest.unknown.is_empty();
        whole && newest.facts.mix == line.facts.mix && newest.chain.to_text() == line.chain
    })
}
