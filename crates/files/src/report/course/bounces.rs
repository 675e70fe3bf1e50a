// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every bounce in a table, the last one first.

use maud::{Markup, html};
use measure::metrics;

use super::Song;
use crate::{
    bounce_history::Entry,
    report::{
        Since,
        html::{heading, marks::Mark},
        words,
    },
};

/// Older bounces than these are only in the history.
const MOST: usize = 60;
/// The numbers of a row with what stands above them.
const NUMBERS: [(&str, &str); 5] = [
    ("integrated_lufs", "LUFS"),
    ("true_peak_dbtp", "dBTP"),
    ("plr_lu", "PLR"),
    ("psr_min_lu", "PSR, least"),
    ("range_lu", "Range"),
];

/// The table.
pub fn section(song: &Song<'_>) -> Markup {
    html! {
        section {
            (heading("Every bounce", &html! { p.small.quiet { "the last one first; times in Greenwich" } }))
            table.cards {
                thead { tr {
                    th.left scope="col" { "Bounce" }
                    th.left scope="col" { "Written" }
                    @for (_, name) in NUMBERS { th scope="col" { (name) } }
                    th.left scope="col" { "Since the one before" }
                } }
                tbody { @for index in (0..song.entries.len()).rev().take(MOST) { (row(song, index)) } }
            }
            @if song.entries.len() > MOST { p.note { (song.entries.len() - MOST) " older bounces are in the history." } }
        }
    }
}

fn row(song: &Song<'_>, index: usize) -> Markup {
    let entry = song.entries[index];
    let before = index.checked_sub(1).map(|before| Since::between(&song.entries[before].kept, &entry.kept));
    html! {
        tr {
            th.left.file scope="row" title=(entry.kept.verdict.headline) {
                (Mark::of(entry.kept.verdict.worst).draw(14)) (index + 1) " " (entry.file())
            }
            td.left data-label="Written" { span.nobreak { (written(entry)) } }
            @for (id, name) in NUMBERS { td data-label=(name) { (number(entry, id)) } }
            td.left.words data-label="Since" { (before.map_or_else(|| "the first".to_owned(), |since| changed(&since))) }
        }
    }
}

fn changed(since: &Since) -> String {
    if since.changes.told().next().is_none() { "–".to_owned() } else { since.changes.tally() }
}

/// `2026-11-26 14:30`
fn written(entry: &Entry) -> String {
    entry.exported.chars().take(16).map(|sign| if sign == 'T' { ' ' } else { sign }).collect()
}

fn number(entry: &Entry, id: &str) -> String {
    let known = metrics::metric(id).zip(entry.kept.bounce.figures.get(id));
    known.map_or_else(|| "–".to_owned(), |(metric, value)| words::number(*value, metric.digits))
}
