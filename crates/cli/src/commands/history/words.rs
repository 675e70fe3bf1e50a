// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A history in words, and for scripts.

use files::history::{Facts, History, Snapshot};
use measure::metrics;
use rack::{changes::changes, take_back::names};
use serde_json::{Value, json};

use crate::{
    commands::diff::{knob_json, knob_line},
    terminal::{faint, strong},
};

/// The numbers that stand beside a snapshot.
const GLANCE: [&str; 3] = ["integrated_lufs", "true_peak_dbtp", "psr_low_lu"];
/// More lines that could not be read are only counted.
const MOST_LOST: usize = 3;

/// What could not be read, in sentences.
pub fn lost(history: &History) -> Vec<String> {
    let mut sentences: Vec<_> = history.lost.iter().take(MOST_LOST).cloned().collect();
    let more = history.lost.len().saturating_sub(MOST_LOST);
    sentences.extend((more > 0).then(|| format!("{more} more lines could not be read")));
    sentences
}

/// Every snapshot with what was changed since the one before for the same destination.
pub fn page(history: &History) -> String {
    if history.snapshots.is_empty() {
        return format!("{}\n", strong("No chain was kept yet."));
    }
    history.snapshots.iter().map(|snapshot| head(snapshot) + &since(history, snapshot)).collect()
}

fn head(snapshot: &Snapshot) -> String {
    let Facts { day, destination, .. } = &snapshot.facts;
    let figures: Vec<_> = GLANCE.iter().filter_map(|id| figure(id, &snapshot.facts)).collect();
    let name = strong(&format!("{:>3}  {destination:<12}", snapshot.number));
    format!("{name} {}  {}\n", figures.join("  "), faint(day))
}

fn figure(id: &str, facts: &Facts) -> Option<String> {
    let (metric, value) = (metrics::metric(id)?, facts.measured.get(id)?);
    let number = format!("{value:.*} {}", metric.digits, metric.unit).replace('-', "−");
    Some(if id == "psr_low_lu" { format!("PSR {number}") } else { number })
}

fn since(history: &History, snapshot: &Snapshot) -> String {
    let line = |text: &str| format!("       {text}\n");
    let Some(before) = before(history, snapshot) else {
        return line(&format!("begins with {}", names(&snapshot.chain).join(", ")));
    };
    let changes = changes(&before.chain, &snapshot.chain);
    let knobs = changes.iter().map(|change| ["     ", &knob_line(change)].concat()).collect();
    if before.facts.mix == snapshot.facts.mix { knobs } else { knobs + &line("The mix itself was changed.") }
}

fn before<'a>(history: &'a History, snapshot: &Snapshot) -> Option<&'a Snapshot> {
    history.last_before(snapshot.number, &snapshot.facts.destination)
}

/// The same for scripts.
pub fn document(history: &History) -> String {
    let snapshots: Vec<_> = history.snapshots.iter().map(|snapshot| value(history, snapshot)).collect();
    format!("{:#}\n", json!({ "schema": 1, "snapshots": snapshots, "lost": history.lost }))
}

fn value(history: &History, snapshot: &Snapshot) -> Value {
    let before = before(history, snapshot);
    let changes = before.map(|before| changes(&before.chain, &snapshot.chain));
    json!({
        "number": snapshot.number,
        "day": snapshot.facts.day,
        "destination": snapshot.facts.destination,
        "twobus": snapshot.facts.twobus,
        "mix": snapshot.facts.mix,
        "master": snapshot.facts.master,
        "measured": snapshot.facts.measured,
        "chain": snapshot.chain.to_text(),
        "since": before.map(|before| before.number),
        "changes": changes.iter().flatten().map(knob_json).collect::<Vec<_>>(),
        "other_mix": before.map(|before| before.facts.mix != snapshot.facts.mix),
    })
}
