// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The finished files: one row per destination, and under it what is not fine there.

use maud::{Markup, html};

use super::{heading, marks::Mark};
use crate::report::{Master, Outcome, Report, words};

/// The table; empty if nothing was written.
pub fn section(report: &Report) -> Markup {
    if report.masters.is_empty() {
        return html! {};
    }
    let beside = html! { p.small.quiet { "the numbers of the written files" } };
    html! {
        section {
            (heading("Masters", &beside))
            table.cards {
                thead { tr { @for column in COLUMNS { th.left[column.is_words] scope="col" { (column.name) @if !column.unit.is_empty() { br; (column.unit) } } } } }
                tbody { @for master in &report.masters { (row(master)) } }
            }
            @for master in &report.masters { (notes(master)) }
        }
    }
}

struct Column {
    name: &'static str,
    unit: &'static str,
    is_words: bool,
}

const fn figures(name: &'static str, unit: &'static str) -> Column {
    Column { name, unit, is_words: false }
}

const fn phrase(name: &'static str) -> Column {
    Column { name, unit: "", is_words: true }
}

const COLUMNS: [Column; 8] = [
    phrase("Destination"),
    figures("Gain", "dB"),
    figures("Integrated", "LUFS"),
    figures("True peak,", "strict, dBTP"),
    figures("PSR,", "least, LU"),
    figures("Limiter,", "95 %, dB"),
    phrase("The service"),
    phrase("File"),
];

fn row(master: &Master) -> Markup {
    let measured = &master.measured;
    html! {
        tr {
            th.left scope="row" { (mark(master).draw(14)) (master.target.name) }
            td data-label="Gain, dB" { (words::difference(master.gain_db, 1)) }
            td data-label="Integrated, LUFS" { b { (words::bare("integrated_lufs", measured)) } }
            td data-label="True peak, strict, dBTP" { (words::bare("true_peak_strict_dbtp", measured)) }
            td data-label="PSR, least, LU" { (words::bare("psr_min_lu", measured)) }
            td data-label="Limiter, 95 %, dB" { (words::number(-master.reduction.p95_db.abs(), 1)) }
            td.left.words data-label="The service" { span { (words::service(&master.target, measured)) } }
            td.left.quiet.file data-label="File" { span { (words::file_name(&master.path)) ", " (verified(master)) } }
        }
    }
}

/// The worst of its faults; what was not reached or not read again is at least worth a look.
fn mark(master: &Master) -> Mark {
    let open = !master.verified || master.outcome != Outcome::Reached;
    let worst = words::worst(&master.faults).max(open.then_some(measure::Severity::Watch));
    Mark::of(worst)
}

fn verified(master: &Master) -> &'static str {
    if master.verified { "verified" } else { "not verified" }
}

/// What is to be said under the table about one master.
fn notes(master: &Master) -> Markup {
    html! {
        @if let Outcome::Unreachable { at_most_lufs, bounded_by } = &master.outcome {
            p.note { (Mark::Watch.draw(14)) b { (master.target.name) } ": at most " (words::number(*at_most_lufs, 1)) " LUFS, because " (bounded_by.trim_end_matches('.')) "." }
        }
        @for fault in &master.faults {
            p.note { (Mark::of(Some(fault.severity)).draw(14)) b { (master.target.name) } ": " (fault.title) " " (fault.message) " " (fault.action) }
        }
    }
}
