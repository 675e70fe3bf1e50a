// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The page for people: one sentence, what to try, the pictures that prove it, the songs, the numbers.
//!
//! It shares frame, marks and drawing with the page of a single song.

mod advice;
mod axes;
mod boxes;
pub(in crate::report) mod callouts;
mod numbers;
mod provenance;
pub(in crate::report) mod ribbon;
pub(in crate::report) mod smooth;
mod songs;
mod spectrum;
mod waves;
mod whole;

use maud::{Markup, html};

use super::Compared;
use crate::report::{
    html::{frame::Frame, head},
    words,
};

/// The whole comparison as one HTML file.
pub fn document(compared: &Compared) -> String {
    let title = format!("{} – Twobus comparison", compared.title());
    let frame = Frame { title: &title, version: &compared.made_by.version, css: include_str!("html/style.css") };
    frame.around(&html! { (header(compared)) main { (sections(compared)) } }).into_string()
}

fn header(compared: &Compared) -> Markup {
    html! {
        header {
            div.top {
                b { (compared.title()) }
                span { "beside " (beside(compared)) }
                span { (words::length(compared.mix.seconds)) }
                @if let Some(day) = &compared.made_by.day { span { (day) } }
                span.end { "Twobus comparison" }
            }
            (head::verdict(&compared.comparison.verdict))
        }
    }
}

/// The one record by its name, several by their number.
fn beside(compared: &Compared) -> String {
    match compared.comparison.records.as_slice() {
        [] => "no records".to_owned(),
        [only] => only.side.name.clone(),
        several => format!("{} records", several.len()),
    }
}

fn sections(compared: &Compared) -> Markup {
    html! {
        (advice::section(compared))
        (spectrum::section(compared))
        (songs::section(compared))
        (numbers::section(compared))
        (provenance::section(compared))
    }
}
