// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The page for people: one sentence, the zone with the mix before and after, what is outside, and each
//! filter with its reason.

mod moves;
mod picture;

use maud::{Markup, html};

pub use moves::place;

use super::{ToneReport, json::SCHEMA};
use crate::report::{
    html::{
        faults,
        frame::Frame,
        head, heading,
        provenance::{fact, file, format, meters},
    },
    words,
};

/// The whole report as one HTML file.
pub fn document(report: &ToneReport) -> String {
    let title = format!("{} – Twobus tone", report.title);
    let css = concat!(include_str!("../comparison/html/style.css"), include_str!("html/style.css"));
    let frame = Frame { title: &title, version: &report.made_by.version, css };
    frame.around(&html! { (header(report)) main { (sections(report)) } }).into_string()
}

fn header(report: &ToneReport) -> Markup {
    html! {
        header {
            div.top {
                b { (report.title) }
                span { "against " (report.target.label()) }
                span { (words::length(report.mix.seconds)) }
                @if let Some(day) = &report.made_by.day { span { (day) } }
                span.end { "Twobus tone" }
            }
            (head::verdict(&report.verdict()))
            @if let Some(badge) = report.badge() { p.stage { b { (report.wanted.stage.word()) } (badge) } }
        }
    }
}

fn sections(report: &ToneReport) -> Markup {
    html! {
        (outside(report))
        (picture::section(report))
        (moves::section(report))
        (provenance(report))
    }
}

fn outside(report: &ToneReport) -> Markup {
    let faults = report.faults();
    let beside = html! { p.small.quiet { "from low to high; the numbers are the marks in the picture" } };
    html! {
        @if !faults.is_empty() {
            section {
                (heading("At the tracks", &beside))
                ol.faults { @for (index, fault) in faults.iter().enumerate() { (faults::entry(index + 1, fault, "→")) } }
            }
        }
    }
}

fn provenance(report: &ToneReport) -> Markup {
    let target = &report.target;
    html! {
        section.measured {
            div.head { h2 { "How this was measured" } }
            dl.facts {
                (fact("Target", &html! { span { (target.label()) } span { (target.summary) } @if !target.as_of.is_empty() { span { "as of " (target.as_of) } } }))
                @if !target.source.is_empty() { (fact("Source", &html! { @for source in &target.source { span { (source) } } })) }
                @if !target.notes.is_empty() { (fact("Notes", &html! { @for note in &target.notes { span { (note) } } })) }
                @if !target.songs.is_empty() { (fact("Songs", &html! { @for song in &target.songs { (file(&song.name, &song.blake3)) } })) }
                (fact("Passage", &html! { (words::stretch(&report.toned.passage.span)) }))
                (fact("Distance", &html! { "Beyond the zone, RMS of third octaves; both ends of the spectrum count less, what is inside counts nothing." }))
                (fact("Meters", &meters()))
                (fact("Files", &html! { (file(&report.mix.path, &report.mix.blake3)) span { (format(&report.mix)) } @if let Some(shaped) = &report.shaped { (file(&shaped.path, &shaped.blake3)) } }))
                (fact("Made by", &html! { "twobus " (report.made_by.version) ", " (SCHEMA) }))
                @if !report.made_by.command.is_empty() { (fact("Again", &html! { (report.made_by.command) })) }
            }
        }
    }
}
