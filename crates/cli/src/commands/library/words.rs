// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the library says, for people and for scripts.

use std::path::Path;

use library::{Entry, Reason, Summary};
use measure::{Severity, fault::clock};
use serde_json::{Value, json};

use super::Found;
use crate::terminal::{faint, mark, paragraph, strong, table};

/// The name of the JSON; what is in it may grow, and never changes its meaning.
const SCHEMA: &str = "twobus-library/1";

/// What was added, and how many records there are now.
pub fn summary(summary: &Summary, all: usize) -> String {
    let Summary { added, refreshed, known, other_names, moved, failed, .. } = summary;
    let worst = (!failed.is_empty()).then_some(Severity::Fault);
    let headline = format!("{} added; the library knows {}.", records(*added), records(all));
    let others = [
        (*known, "known already"),
        (*refreshed, "heard again"),
        (*other_names, "the same sound under another name"),
        (*moved, "found at a new place"),
        (failed.len(), "could not be heard"),
    ];
    let others: Vec<String> =
        others.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let others = if others.is_empty() { String::new() } else { format!("  {}\n", faint(&others.join(" · "))) };
    format!("{} {}\n{others}", mark(worst), strong(&headline))
}

/// What was forgotten.
pub fn removed(gone: usize, all: usize) -> String {
    let names = if gone == 1 { "1 file".to_owned() } else { format!("{gone} files") };
    format!("{} {names} forgotten; the library knows {}.\n", mark(None), records(all))
}

/// Every record on a line.
pub fn list(entries: &[Entry]) -> String {
    if entries.is_empty() {
        return "The library is empty; fill it with `twobus library add FOLDER`.\n".to_owned();
    }
    let row = |entry: &Entry| vec![entry.name(), clock(entry.seconds), loudness(entry), faint(&remark(entry))];
    format!("{}\n  {}\n", table(&entries.iter().map(row).collect::<Vec<_>>()), faint(&records(entries.len())))
}

fn remark(entry: &Entry) -> String {
    let there = entry.places.iter().filter(|path| path.exists()).count();
    match (entry.is_stale, there) {
        (_, 0) => "file gone".to_owned(),
        (true, _) => "to be heard again".to_owned(),
        (_, 1) => String::new(),
        (_, names) => format!("{names} names"),
    }
}

/// The neighbours, each with its reasons and its place.
pub fn nearest(mix: &Path, found: &[Found]) -> String {
    if found.is_empty() {
        return String::new();
    }
    let mut text = format!("{}\n\n", strong(&format!("{} is nearest to", mix.display())));
    for (place, Found { near, at }) in found.iter().enumerate() {
        let name = strong(&near.entry.name());
        text += &format!("  {}  {name}   {}\n", place + 1, number(near.distance, 2));
        text += &paragraph(&reasons(&near.why), 5);
        text += &at.as_ref().map_or_else(String::new, |at| format!("     {}\n", faint(&at.display().to_string())));
    }
    let legend = "0 is alike, 1 is clearly another sound in everything. Volume does not count, and dynamics count \
                  little, because a record is limited and your mix may not be yet.";
    format!("{text}\n{}", paragraph(&faint(legend), 2))
}

/// `tone within 1.4 dB, as busy; but 3.0 dB fuller around 63 Hz (bass)`.
fn reasons(why: &[Reason]) -> String {
    let told = |is_likeness: bool| {
        let told = why.iter().filter(|reason| reason.is_likeness == is_likeness);
        told.map(|reason| reason.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    match told(false) {
        difference if difference.is_empty() => told(true),
        difference => format!("{}; but {difference}", told(true)),
    }
}

/// The list for scripts.
pub fn list_document(entries: &[Entry]) -> String {
    let records: Vec<Value> = entries.iter().map(record).collect();
    format!("{:#}\n", json!({ "schema": SCHEMA, "records": records }))
}

/// The neighbours for scripts.
pub fn nearest_document(mix: &Path, found: &[Found]) -> String {
    let neighbour = |Found { near, at }: &Found| {
        let mut value = record(&near.entry);
        value["at"] = json!(at);
        value["distance"] = json!(near.distance);
        value["why"] = near.why.iter().map(reason).collect();
        value
    };
    let nearest: Vec<Value> = found.iter().map(neighbour).collect();
    format!("{:#}\n", json!({ "schema": SCHEMA, "mix": mix, "nearest": nearest }))
}

fn record(entry: &Entry) -> Value {
    json!({
        "hash": entry.hash,
        "name": entry.name(),
        "title": entry.title,
        "artist": entry.artist,
        "seconds": entry.seconds,
        "integrated_lufs": entry.integrated_lufs,
        "stale": entry.is_stale,
        "places": entry.places,
    })
}

fn reason(reason: &Reason) -> Value {
    json!({ "group": reason.group, "alike": reason.is_likeness, "steps": reason.steps, "text": reason.text })
}

fn records(count: usize) -> String {
    if count == 1 { "1 record".to_owned() } else { format!("{count} records") }
}

fn loudness(entry: &Entry) -> String {
    entry.integrated_lufs.map_or_else(|| "silent".to_owned(), |lufs| format!("{} LUFS", number(lufs, 1)))
}

/// With a true minus.
fn number(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('-', "−")
}
