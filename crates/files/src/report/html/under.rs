// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Under the chain: every check on the raw mix (a dot) and on its master (a ring) against one limit,
//! and how much of the sound is the chain's.

use maud::{Markup, html};
use measure::{
    Severity,
    under::{Dependence, Finding, LEANS, POLISH, Row, Term},
};

use super::{
    draw::{Scale, px},
    guard, heading,
    marks::Mark,
    swatch,
};
use crate::report::{Beneath, Report, words};

/// The picture of a row reaches this many limits; what is beyond stands at its end.
const LIMITS: f64 = 4.0;
/// The picture of a row, pixels.
const ROW: [f64; 2] = [240.0, 16.0];
/// The bar of the index, pixels.
const BAR: [f64; 2] = [920.0, 16.0];

/// The section; empty if neither raw mix nor chain was given.
pub fn section(report: &Report) -> Markup {
    let Some(beneath) = &report.beneath else { return html! {} };
    let beside = html! {
        div.legend {
            span { "every check on the raw mix and on the master, at equal loudness" }
            (swatch("raw", "raw, dot")) (swatch("master", "master, ring"))
        }
    };
    html! {
        section {
            (heading("Under the chain", &beside))
            (checks(&beneath.under.rows))
            @if let Some(dependence) = &beneath.under.dependence { (leaning(dependence)) }
            @if let Some(guard) = &beneath.under.guard { (guard::section(guard)) }
            (provenance(beneath))
        }
    }
}

fn checks(rows: &[Row]) -> Markup {
    html! {
        table.cards {
            thead { tr {
                th.left scope="col" { "Check" }
                th.left scope="col" { "Where" }
                th.left scope="col" { "Against its limit, up to " (words::number(LIMITS, 0)) "×" }
                th scope="col" { "Raw" }
                th scope="col" { "Master" }
                th.left scope="col" { "Finding" }
            } }
            tbody { @for row in rows { (line(row)) } }
        }
    }
}

fn line(row: &Row) -> Markup {
    html! {
        tr {
            th.left scope="row" { (row.check().summary.trim_end_matches('.')) }
            td.left data-label="Where" { span.nobreak { (place(row)) } }
            td.left data-label="Against its limit" { (picture(row)) }
            td data-label="Raw" { span.nobreak { (row.raw.text()) } }
            td data-label="Master" { span.nobreak { (row.master.text()) } }
            td.left.words data-label="Finding" { span.nobreak { (mark(row).draw(14)) (row.finding.word()) } }
        }
    }
}

fn place(row: &Row) -> String {
    let spans = row.hidden.as_ref().map_or(&[][..], |fault| &fault.spans);
    spans.first().map_or_else(|| "whole song".to_owned(), words::stretch)
}

fn mark(row: &Row) -> Mark {
    match row.finding {
        Finding::Clear => Mark::Fine,
        Finding::Hidden => Mark::of(row.hidden.as_ref().map(|fault| fault.severity)),
        Finding::InBoth | Finding::ByTheChain => Mark::of(Some(Severity::Watch)),
    }
}

/// The dot and the ring, joined by a line, and the limit they are held against.
fn picture(row: &Row) -> Markup {
    let across = Scale { values: [0.0, LIMITS], pixels: [6.0, ROW[0] - 6.0] };
    let [raw, master, limit] = [row.raw.limits, row.master.limits, 1.0].map(|limits| px(across.at(limits)));
    let label = format!("raw {}, master {}", row.raw.text(), row.master.text());
    html! {
        svg width=(px(ROW[0])) height=(px(ROW[1])) role="img" aria-label=(label) {
            title { (label) }
            rect.track x="0" y="2" width=(limit) height="12" rx="2" {}
            line.hair x1="0" x2=(px(ROW[0])) y1="8" y2="8" {}
            line.tick x1=(limit) x2=(limit) y1="0" y2=(px(ROW[1])) {}
            line.between x1=(raw) x2=(master) y1="8" y2="8" {}
            circle.raw-dot cx=(raw) cy="8" r="4.5" {}
            circle.ring cx=(master) cy="8" r="4" {}
        }
    }
}

/// How much the song leans on its chain: one bar of a hundred, a piece for each term.
fn leaning(dependence: &Dependence) -> Markup {
    let index = words::number(dependence.index, 0);
    html! {
        h3.leaning { "How much the song leans on its chain: " (index) " of 100, " (dependence.words()) }
        svg width="100%" viewBox={ "0 0 " (px(BAR[0])) " " (px(BAR[1])) } role="img" aria-label={ (index) " of 100" } {
            rect.track x="0" y="0" width=(px(BAR[0])) height=(px(BAR[1])) rx="2" {}
            (pieces(&dependence.terms))
            @for edge in [POLISH, LEANS] {
                line.tick x1=(px(along(edge))) x2=(px(along(edge))) y1="0" y2=(px(BAR[1])) {}
            }
        }
        p.note {
            "Under " (words::number(POLISH, 0)) " the chain polishes, up to " (words::number(LEANS, 0))
            " it shapes, above that it is mixing. "
            @for term in &dependence.terms { span.nobreak { (term.name) " " b { (words::number(term.points, 0)) } " (" (term.text()) ")" } " " }
            "More than 1 dB is taken for " (words::number(100.0 * dependence.duty, 0)) " % of the loud passages."
        }
    }
}

fn pieces(terms: &[Term]) -> Markup {
    html! {
        @for (index, term) in terms.iter().enumerate() {
            @let left: f64 = terms[..index].iter().map(|before| before.points).sum();
            rect.part x=(px(along(left))) y="0" width=(px((along(term.points) - 1.0).max(0.0))) height=(px(BAR[1])) {
                title { (term.name) " " (term.text()) }
            }
        }
    }
}

fn along(points: f64) -> f64 {
    BAR[0] * points / 100.0
}

fn provenance(beneath: &Beneath) -> Markup {
    let gain = words::difference(beneath.under.gain_db, 1);
    let delay = words::number(beneath.alignment.delay_frames, 2);
    html! {
        p.note {
            "Raw mix: " span.file { (beneath.raw.path) } ". The master is " (gain) " dB louder and "
            (delay) " samples later" @if beneath.alignment.is_upside_down { ", and upside down" } "."
            @for note in &beneath.notes { " " (note) }
        }
    }
}
