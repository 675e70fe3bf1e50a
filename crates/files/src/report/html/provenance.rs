// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How this was measured: what one needs to check it and to get it again.

use maud::{Markup, html};

use crate::report::{Input, Master, Report, words};

/// Files, hashes, meters, settings, and the command.
pub fn section(report: &Report) -> Markup {
    html! {
        section.measured {
            div.head { h2 { "How this was measured" } }
            dl.facts {
                (fact("Files", &files(report)))
                (fact("Meters", &meters()))
                (fact("Format", &html! { (format(&report.input)) }))
                @if let Some(target) = report.main_target() {
                    (fact("Zone", &html! { span { (target.name) ", as of " (target.as_of) ", " (target.confidence.word()) } span { (target.source) } }))
                }
                @for master in &report.masters { (fact("Chain", &chain(master))) }
                @if !report.made_by.settings.is_empty() { (fact("Settings", &settings(&report.made_by.settings))) }
                (fact("Made by", &html! { "twobus " (report.made_by.version) ", " (super::super::json::SCHEMA) }))
                @if !report.made_by.command.is_empty() { (fact("Again", &html! { (report.made_by.command) })) }
            }
        }
    }
}

/// A name with what belongs to it.
pub fn fact(name: &str, content: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (content) } } }
}

fn files(report: &Report) -> Markup {
    html! {
        (file(&report.input.path, &report.input.blake3))
        @for master in &report.masters { (file(&master.path, &master.blake3)) }
        @if let Some(reference) = &report.reference { (file(&reference.path, "")) }
        @if !report.stems.is_empty() { span { (report.stems.len()) " stems" } }
    }
}

/// A file with the hash of its bytes; the whole hash shows under the pointer.
pub fn file(path: &str, blake3: &str) -> Markup {
    html! { span title=(blake3) { (path) @if !blake3.is_empty() { ", blake3 " (words::short_hash(blake3)) } } }
}

/// The format of a file in words: "WAV, 24 bit, 48 kHz, stereo, 3:26".
pub fn format(input: &Input) -> String {
    [
        input.format.clone(),
        words::rate(input.rate_hz),
        words::channels(input.channels),
        words::length(input.seconds),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(", ")
}

/// What the numbers are measured after.
pub fn meters() -> Markup {
    html! {
        span { "ITU-R BS.1770-5, EBU Tech 3341 and 3342" }
        span { "true peak strict: flat to 20 kHz" }
    }
}

fn chain(master: &Master) -> Markup {
    html! {
        span { (master.target.name) ": gain found in " (master.evaluations) " renderings" }
        span { (joined(&master.chain)) }
    }
}

fn settings(settings: &[(String, String)]) -> Markup {
    html! { span { (joined(settings)) } }
}

/// Names with their values, in one line.
pub fn joined(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
}
