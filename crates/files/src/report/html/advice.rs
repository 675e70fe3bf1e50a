// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the knobs of the limiter should stand, and why.

use maud::{Markup, html};
use measure::Span;
use rack::{Spec, analyse::Range};

use super::{draw::Scale, draw::px, heading, marks::Mark};
use crate::report::{Analysis, Report, words};

/// The table; empty if nobody asked.
pub fn section(report: &Report) -> Markup {
    let Some(analysis) = &report.analysis else { return html! {} };
    html! {
        section {
            (heading("Where the knobs belong", &html! { p.small.quiet { (passage_words(analysis.passage)) } }))
            table.cards {
                thead { tr {
                    th.left scope="col" { "Knob" }
                    th scope="col" { "Range" }
                    th.left scope="col" { "Now" }
                    th.left scope="col" {}
                    th.left scope="col" { "Why" }
                } }
                tbody { @for range in &analysis.ranges { @if let Some(spec) = spec(analysis, range) { (row(range, spec)) } } }
            }
            @if let Some(bounded_by) = &analysis.bounded_by {
                p.note { (Mark::Watch.draw(14)) b { "Unreachable" } ": at most " (words::number(analysis.lufs, 1)) " LUFS, bounded by " (bounded_by) "." }
            }
        }
    }
}

fn passage_words(passage: Span) -> String {
    format!("from the passage {} to {}", words::time(passage.from_s), words::time(passage.to_s))
}

fn spec(analysis: &Analysis, range: &Range) -> Option<&'static Spec> {
    analysis.advised.entry.params.iter().find(|spec| spec.id == range.knob)
}

fn row(range: &Range, spec: &Spec) -> Markup {
    let text = |value: f64| spec.domain.text_from(value);
    let ends = if range.low == range.high {
        text(range.aim)
    } else {
        format!("{} … {}", text(range.low), text(range.high))
    };
    let mark = if range.direction() == "fine" { Mark::Fine } else { Mark::Watch };
    html! {
        tr {
            th.left scope="row" { (mark.draw(14)) (spec.name) }
            td.nobreak data-label="Range" { (ends) }
            td.left.nobreak data-label="Now" { (text(range.present)) @if range.direction() != "fine" { " " span.quiet { (range.direction()) } } }
            td.left.wide-only data-label="" { (strip(range, spec)) }
            td.left.words.quiet data-label="Why" { (range.reason) @if let Some(limit) = &range.limit { " " b { (limit) "." } } }
        }
    }
}

/// The whole way of the knob, the range on it, and where it stands.
fn strip(range: &Range, spec: &Spec) -> Markup {
    let way = Scale { values: [0.0, 1.0], pixels: [0.0, 96.0] };
    let at = |value: f64| way.at(spec.domain.position_from(value));
    html! {
        svg width="96" height="16" aria-hidden="true" {
            rect.track x="0" y="4" width="96" height="8" rx="2" {}
            rect.zone.strip x=(px(at(range.low) - 1.0)) y="4" width=(px((at(range.high) - at(range.low)).max(0.0) + 2.0)) height="8" {}
            line.value-line x1=(px(at(range.present))) x2=(px(at(range.present))) y1="2" y2="14" {}
        }
    }
}
