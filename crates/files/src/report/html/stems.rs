// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The tracks the song is made of, and what is not fine about each.

use maud::{Markup, html};

use super::{draw::Scale, heading, marks::Mark};
use crate::report::{Report, Stem, words};

/// The loudness bars reach this far down from the loudest stem, LU.
const BAR_LU: f64 = 36.0;

/// The table; empty without stems.
pub fn section(report: &Report) -> Markup {
    if report.stems.is_empty() {
        return html! {};
    }
    let beside = html! { p.small.quiet { "as they are; the bar is integrated loudness over " (words::number(BAR_LU, 0)) " LU" } };
    let loudest = report.stems.iter().filter_map(loudness).fold(f64::NEG_INFINITY, f64::max);
    html! {
        section {
            (heading("Stems", &beside))
            table.cards {
                thead { tr {
                    th.left scope="col" { "Stem" }
                    th scope="col" { "True peak" br; "dBTP" }
                    th scope="col" { "Integrated" br; "LUFS" }
                    th.left scope="col" { "Loudness" }
                    th scope="col" { "Crest" br; "dB" }
                    th.left scope="col" { "Finding" }
                } }
                tbody { @for stem in &report.stems { (row(stem, loudest)) } }
            }
        }
    }
}

fn row(stem: &Stem, loudest: f64) -> Markup {
    html! {
        tr {
            th.left scope="row" { (stem.name) }
            td data-label="True peak, dBTP" { (words::bare("true_peak_dbtp", &stem.measured)) }
            td data-label="Integrated, LUFS" { (words::bare("integrated_lufs", &stem.measured)) }
            td.left data-label="Loudness" { (bar(loudness(stem), loudest)) }
            td data-label="Crest, dB" { (words::bare("crest_db", &stem.measured)) }
            td.left.words data-label="Finding" { (findings(stem)) }
        }
    }
}

fn loudness(stem: &Stem) -> Option<f64> {
    stem.measured.integrated_lufs.filter(|lufs| lufs.is_finite())
}

fn bar(lufs: Option<f64>, loudest: f64) -> Markup {
    let scale = Scale { values: [loudest - BAR_LU, loudest], pixels: [0.0, 144.0] };
    html! {
        svg width="144" height="16" aria-hidden="true" {
            rect.track x="0" y="4" width="144" height="8" rx="2" {}
            @if let Some(lufs) = lufs {
                rect.area.raw x="0" y="4" width=(super::draw::px(scale.at(lufs))) height="8" rx="2" {}
            }
        }
    }
}

fn findings(stem: &Stem) -> Markup {
    html! {
        @if stem.faults.is_empty() { span.quiet { "nothing found" } }
        div { @for fault in &stem.faults { div { (Mark::of(Some(fault.severity)).draw(14)) (fault.title) " " span.quiet { (fault.amount) } } } }
    }
}
