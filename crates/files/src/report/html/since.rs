// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What changed since an earlier bounce.

use maud::{Markup, html};
use measure::changes::{Change, Figure};

use super::{heading, marks::Mark};
use crate::report::{Since, words};

/// The list; empty if there is nothing to compare with.
pub fn section(since: Option<&Since>) -> Markup {
    let Some(since) = since else { return html! {} };
    let beside = html! { p.small.quiet { (since.changes.tally()) } };
    html! {
        section {
            (heading(&format!("Since {}", since.file), &beside))
            ul.changes { @for change in since.changes.told() { (line(change)) } }
            @if !since.changes.figures.is_empty() {
                p.note { @for figure in &since.changes.figures { (moved(figure)) " " } }
            }
            @for note in &since.notes { p.note { (note) } }
        }
    }
}

fn line(change: &Change) -> Markup {
    let flaw = &change.flaw;
    let place = flaw.spans.first().map_or_else(|| "whole song".to_owned(), words::stretch);
    html! {
        li {
            b.sign { (change.kind.sign()) }
            (Mark::of(change.standing()).draw(16))
            span.what { b { (change.kind.word()) } " " (flaw.title) }
            span.quiet { (place) }
            span.amount { (change.amounts()) }
        }
    }
}

fn moved(figure: &Figure) -> Markup {
    let [from, to] = figure.texts();
    html! { span.moved { (figure.metric.name) " " (from) " → " b { (to) } " " (figure.metric.unit) } }
}
