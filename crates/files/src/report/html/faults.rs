// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is not fine: what, where, how much, and what to do.

use maud::{Markup, html};
use measure::{Fault, Span};

use super::{heading, marks::Mark};
use crate::report::{Report, words};

/// More stretches than this are counted, not listed.
const MOST_SPANS: usize = 4;

/// The numbered list; empty if nothing was found.
pub fn section(report: &Report) -> Markup {
    if report.faults.is_empty() {
        return html! {};
    }
    let beside =
        html! { p.small.quiet { (words::tally(&report.faults)) "; the numbers are the marks in the pictures" } };
    html! {
        section {
            (heading("What is not fine", &beside))
            ol.faults { @for (index, fault) in report.faults.iter().enumerate() { (entry(index + 1, fault, "Do")) } }
        }
    }
}

/// One finding with its number; `verb` stands before what to do.
pub fn entry(number: usize, fault: &Fault, verb: &str) -> Markup {
    html! {
        li {
            (Mark::of(Some(fault.severity)).draw(20))
            div.text {
                h3 { (fault.title) }
                @if !fault.message.is_empty() { p { (fault.message) } }
                @if !fault.action.is_empty() { p.do { b { (verb) } (fault.action) } }
            }
            div.where { (spans(&fault.spans)) p.small { (rests_on(fault)) } }
            p.amount { (fault.amount) }
            div.nr { span.number { (number) } }
        }
    }
}

fn spans(spans: &[Span]) -> Markup {
    html! {
        div.spans {
            @if spans.is_empty() { "whole song" }
            @for span in spans.iter().take(MOST_SPANS) { span { (words::stretch(span)) } " " }
            @if spans.len() > MOST_SPANS { "and " (spans.len() - MOST_SPANS) " more" }
        }
    }
}

/// Whose fault it is, and how sure that is.
fn rests_on(fault: &Fault) -> String {
    match &fault.stem {
        Some(stem) => format!("{stem}, {}", fault.confidence.word()),
        None => fault.confidence.word().to_owned(),
    }
}
