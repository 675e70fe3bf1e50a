// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The counts as a table for people and as JSON for scripts.

use measure::{
    Fault, Severity,
    alarms::{Alarms, FALSE_FLAGS_OF_TEN, RECALL, RELATED, Related, Row, SIZES, TWICE},
};
use serde_json::{Value, json};

use super::{Half, Tried};
use crate::terminal::{faint, mark, strong, table};

/// Both halves, the flags in songs as they are, and whether the promise is kept.
pub fn words(halves: &[Half; 2]) -> String {
    let tables: String = halves.iter().map(half).collect();
    format!("{}\n{tables}{}{}", strong(&verdict(&halves[1])), flags(halves), together())
}

fn verdict(reporting: &Half) -> String {
    let broken: Vec<&str> =
        reporting.alarms.rows.iter().filter(|row| !row.is_kept()).map(|row| row.check().id).collect();
    if reporting.is_kept() {
        format!("{} The checks find what they should, and leave the rest alone.", mark(None))
    } else if broken.is_empty() {
        format!("{} There are too many flags in songs as they are.", mark(Some(Severity::Fault)))
    } else {
        format!("{} Found too seldom: {}.", mark(Some(Severity::Fault)), broken.join(", "))
    }
}

fn half(half: &Half) -> String {
    let alarms = &half.alarms;
    let topic = format!(
        "The {} half: {} songs, {} of all faults found at twice the limit (promised for each: {}), {:.1} flags in ten songs (at most {:.0})",
        half.name,
        alarms.songs,
        percent(alarms.share(TWICE)),
        percent(Some(RECALL)),
        alarms.flags_of_ten(),
        FALSE_FLAGS_OF_TEN
    );
    let lines: Vec<Vec<String>> = std::iter::once(head()).chain(alarms.rows.iter().map(line)).collect();
    format!("\n{}\n\n{}", faint(&topic), table(&lines))
}

fn head() -> Vec<String> {
    let sizes = SIZES.iter().map(|size| format!("{size} ×"));
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    [words(&["", "sown"]), sizes.collect(), words(&["flags", "finds", "cross-talk"])].concat()
}

fn line(row: &Row) -> Vec<String> {
    let sign = mark((!row.is_kept()).then_some(Severity::Fault));
    let shares = (0..SIZES.len()).map(|size| percent(row.share(size)));
    let raised: Vec<String> =
        row.cross_talk().iter().map(|(check, count)| format!("{} {count}", check.id)).collect();
    let counts = [row.flags.to_string(), row.finds.to_string(), raised.join(", ")];
    [format!("{sign} {}", row.check().id), row.sown[TWICE].to_string()]
        .into_iter()
        .chain(shares)
        .chain(counts)
        .collect()
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", 100.0 * share))
}

/// What the checks say about songs as they are.
fn flags(halves: &[Half; 2]) -> String {
    let lines: Vec<Vec<String>> = halves.iter().flat_map(|half| &half.songs).flat_map(song_flags).collect();
    if lines.is_empty() {
        String::new()
    } else {
        format!("\n{}\n\n{}", faint("Flags in songs as they are"), table(&lines))
    }
}

fn song_flags(song: &Tried) -> impl Iterator<Item = Vec<String>> {
    natural(song).map(move |(fault, is_true)| {
        let judged = if is_true { "true" } else { "" };
        vec![
            song.name.clone(),
            fault.id.to_owned(),
            fault.severity.word().to_owned(),
            fault.amount.clone(),
            judged.to_owned(),
        ]
    })
}

/// The flags of a song as it is, and whether they were judged true.
fn natural(song: &Tried) -> impl Iterator<Item = (&Fault, bool)> {
    let rows = &song.trial.alarms.rows;
    let row = move |id: &str| rows.iter().find(|row| row.check().id == id);
    let flags = song.trial.faults.iter().filter(|fault| fault.severity > Severity::Note);
    flags.map(move |fault| (fault, row(fault.id).is_some_and(|row| row.finds > 0)))
}

/// Faults that bring others along, which is no cross-talk.
fn together() -> String {
    let line = |pair: &Related| format!("  {} brings {} along: {}\n", pair.cause, pair.effect, pair.reason);
    let lines: String = RELATED.iter().map(line).collect();
    if lines.is_empty() {
        return lines;
    }
    format!("\n{}\n\n{lines}", faint("Not counted as cross-talk"))
}

/// The same for scripts.
pub fn document(halves: &[Half; 2]) -> Value {
    json!({
        "schema": "twobus-faults/1",
        "version": env!("CARGO_PKG_VERSION"),
        "sizes": SIZES,
        "recall": RECALL,
        "flags_of_ten": FALSE_FLAGS_OF_TEN,
        "kept": halves[1].is_kept(),
        "halves": halves.iter().map(half_document).collect::<Vec<_>>(),
    })
}

fn half_document(half: &Half) -> Value {
    let Alarms { songs, rows } = &half.alarms;
    json!({
        "name": half.name,
        "songs": songs,
        "kept": half.is_kept(),
        "flags_of_ten": half.alarms.flags_of_ten(),
        "found": (0..SIZES.len()).map(|size| half.alarms.share(size)).collect::<Vec<_>>(),
        "checks": rows.iter().map(row_document).collect::<Vec<_>>(),
        "flags": half.songs.iter().flat_map(flag_documents).collect::<Vec<_>>(),
    })
}

fn row_document(row: &Row) -> Value {
    let raised = row.cross_talk().into_iter().map(|(check, count)| (check.id.to_owned(), json!(count)));
    json!({
        "id": row.check().id,
        "sown": row.sown,
        "found": row.found,
        "kept": row.is_kept(),
        "flags": row.flags,
        "finds": row.finds,
        "cross_talk": raised.collect::<serde_json::Map<_, _>>(),
    })
}

fn flag_documents(song: &Tried) -> impl Iterator<Item = Value> {
    natural(song).map(move |(fault, is_true)| {
        json!({ "song": song.name, "id": fault.id, "severity": fault.severity.word(), "amount": fault.amount, "true": is_true })
    })
}
