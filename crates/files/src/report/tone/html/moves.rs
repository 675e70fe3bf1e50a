// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What one click does: each filter with its reason, what was left alone, and what has become of the file.

use dsp::equaliser::{Filter, Shape};
use maud::{Markup, html};
use measure::aim::one_click::Move;

use crate::report::{html::heading, tone::ToneReport, words};

/// The filters; nothing for a breakdown.
pub fn section(report: &ToneReport) -> Markup {
    let toned = &report.toned;
    if toned.resting_lu.is_some() {
        return html! {};
    }
    let strength = format!("strength {} %", words::number(report.wanted.strength.0 * 100.0, 0));
    html! {
        section {
            (heading("One click", &html! { p.small.quiet { (strength) } }))
            p { (report.click_sentence()) }
            @if !toned.plan.is_neutral() { (table(report)) }
            @if !toned.plan.left_alone.is_empty() { p.note { b { "Left alone" } } }
            @for sentence in &toned.plan.left_alone { p.note { (sentence) "." } }
            (written(report))
        }
    }
}

fn table(report: &ToneReport) -> Markup {
    let plan = &report.toned.plan;
    html! {
        table.cards.moves {
            thead { tr {
                th.left scope="col" { "Filter" }
                th scope="col" { "Gain" }
                th.left scope="col" { "Sure" }
                th.left scope="col" { "Why" }
            } }
            tbody {
                @for one in &plan.low { (row("Low EQ", one)) }
                @for one in &plan.tone { (row("Tone EQ", one)) }
            }
        }
    }
}

fn row(effect: &str, one: &Move) -> Markup {
    let filter = &one.lever.filter;
    html! {
        tr {
            th.left scope="row" { (effect) " " span.quiet { (place(filter)) } }
            td.nobreak data-label="Gain" { (words::difference(filter.gain.0, 1)) " dB" }
            td.left data-label="Sure" { (one.confidence.word()) }
            td.left.words.quiet data-label="Why" { (one.reason) }
        }
    }
}

/// "bell at 250 Hz, Q 0.9"
pub fn place(filter: &Filter) -> String {
    let hz = words::number(filter.corner.0, 0);
    match filter.shape {
        Shape::Bell => format!("bell at {hz} Hz, Q {}", words::number(filter.q, 1)),
        Shape::LowShelf => format!("shelf below {hz} Hz"),
        Shape::HighShelf => format!("shelf above {hz} Hz"),
        Shape::Tilt => format!("tilt about {hz} Hz"),
    }
}

fn written(report: &ToneReport) -> Markup {
    let Some(shaped) = &report.shaped else { return html! {} };
    let change = |db: Option<f64>| {
        db.map_or_else(|| words::NOT_KNOWN.to_owned(), |db| format!("{} dB", words::difference(db, 1)))
    };
    html! {
        p.change {
            b { (words::file_name(&shaped.path)) } ": heard again, " (words::number(shaped.distance_db, 1))
            " dB from the zone; width changed by " (change(shaped.width_db)) " at most, punch by " (change(shaped.punch_db)) "."
            @if let Some(held_back) = report.held_back() { " " (held_back) }
        }
    }
}
