// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The report for people: one HTML file that needs no network, no script and no other file.
//!
//! It answers in this order: is it fine, what is not, where, what do I do; then it proves it.
//! Sections without data are left out. Text is escaped by `maud` wherever it comes from.

mod advice;
mod cost;
pub(super) mod draw;
pub(super) mod faults;
pub(super) mod figures;
pub(super) mod frame;
mod guard;
pub(super) mod head;
pub(super) mod hertz;
pub(super) mod lane;
mod lanes;
pub(super) mod marks;
mod masters;
pub mod plot;
pub(super) mod provenance;
pub(super) mod seconds;
pub(super) mod since;
mod stems;
mod theme;
mod timeline;
mod tone;
mod under;

use frame::Frame;
use maud::{Markup, html};

use super::Report;

/// The whole report as one HTML file.
pub fn document(report: &Report) -> String {
    let title = format!("{} – Twobus report", report.title);
    let frame = Frame { title: &title, version: &report.made_by.version, css: "" };
    frame.around(&html! { (head::section(report)) main { (sections(report)) } }).into_string()
}

fn sections(report: &Report) -> Markup {
    html! {
        (since::section(report.since.as_ref()))
        (faults::section(report))
        (timeline::section(report))
        (under::section(report))
        (tone::section(report))
        (masters::section(report))
        (advice::section(report))
        (cost::section(report))
        (stems::section(report))
        (figures::section(report))
        (provenance::section(report))
    }
}

/// The heading of a section with what belongs beside it.
pub(super) fn heading(title: &str, beside: &Markup) -> Markup {
    html! { div.head { h2 { (title) } (beside) } }
}

/// A swatch with its word.
pub(super) fn swatch(class: &str, word: &str) -> Markup {
    html! { span { span.swatch.(class) {} (word) } }
}
