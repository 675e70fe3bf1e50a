// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The report for people: one HTML file that needs no network, no script and no other file.
//!
//! It answers in this order: is it fine, what is not, where, what do I do; then it proves it.
//! Sections without data are left out. Text is escaped by `maud` wherever it comes from.

mod advice;
mod cost;
mod draw;
mod faults;
mod figures;
mod head;
mod lanes;
mod marks;
mod masters;
pub mod plot;
mod provenance;
mod stems;
mod theme;
mod timeline;
mod tone;

use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Report;

static REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/TwobusInter-Regular.otf");
static SEMI_BOLD: &[u8] = include_bytes!("../../../../assets/fonts/TwobusInter-SemiBold.otf");

/// The whole report as one HTML file.
pub fn document(report: &Report) -> String {
    page(report).into_string()
}

fn page(report: &Report) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "Twobus " (report.made_by.version) };
                title { (report.title) " – Twobus report" }
                style { (style()) }
            }
            body { (head::section(report)) main { (sections(report)) } }
        }
    }
}

fn sections(report: &Report) -> Markup {
    html! {
        (faults::section(report))
        (timeline::section(report))
        (tone::section(report))
        (masters::section(report))
        (advice::section(report))
        (cost::section(report))
        (stems::section(report))
        (figures::section(report))
        (provenance::section(report))
    }
}

fn style() -> Markup {
    PreEscaped(format!(
        "{}{}{}{}",
        face(400, REGULAR),
        face(600, SEMI_BOLD),
        theme::css(),
        include_str!("html/style.css")
    ))
}

fn face(weight: u32, font: &[u8]) -> String {
    format!(
        "@font-face{{font-family:\"Twobus Sans\";font-weight:{weight};src:url(data:font/otf;base64,{}) format(\"opentype\")}}\n",
        BASE64_STANDARD.encode(font)
    )
}

/// The heading of a section with what belongs beside it.
fn heading(title: &str, beside: &Markup) -> Markup {
    html! { div.head { h2 { (title) } (beside) } }
}

/// A swatch with its word.
fn swatch(class: &str, word: &str) -> Markup {
    html! { span { span.swatch.(class) {} (word) } }
}
