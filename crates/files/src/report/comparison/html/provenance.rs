// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How this was measured: what one needs to check it and to get it again.

use maud::{Markup, html};

use crate::report::{
    Input,
    comparison::{Compared, json::SCHEMA},
    html::provenance::{fact, file, format, joined, meters},
    words,
};

/// State, levelling, passages, files, meters, and the command.
pub fn section(compared: &Compared) -> Markup {
    let made_by = &compared.made_by;
    html! {
        section.measured {
            div.head { h2 { "How this was measured" } }
            dl.facts {
                (fact("Mix is", &html! { (compared.comparison.state.words()) }))
                (fact("Dynamics", &html! { (compared.dynamics_sentence()) }))
                (fact("Level", &level(compared)))
                (fact("Passages", &passages(compared)))
                (fact("Zone", &html! { "The middle half of the records that count (" (compared.counting()) "), never narrower than what is heard as the same." }))
                (fact("Meters", &meters()))
                (fact("Files", &files(compared)))
                @if !made_by.settings.is_empty() { (fact("Settings", &html! { span { (joined(&made_by.settings)) } })) }
                (fact("Made by", &html! { "twobus " (made_by.version) ", " (SCHEMA) }))
                @if !made_by.command.is_empty() { (fact("Again", &html! { (made_by.command) })) }
            }
        }
    }
}

fn level(compared: &Compared) -> Markup {
    html! {
        span { "The mix " (words::difference(compared.comparison.mix_gain_db, 1)) " dB; each record as written beside it." }
        span { "Tone after the mean level from 200 Hz to 4 kHz is removed; all else are ratios." }
    }
}

fn passages(compared: &Compared) -> Markup {
    let comparison = &compared.comparison;
    let records = comparison.records.iter().map(|listed| &listed.side);
    html! {
        @for side in std::iter::once(&comparison.mix).chain(records) {
            span { (side.name) ": " (words::stretch(&side.passage.span)) }
        }
    }
}

fn files(compared: &Compared) -> Markup {
    html! { @for input in std::iter::once(&compared.mix).chain(&compared.records) { (one(input)) } }
}

fn one(input: &Input) -> Markup {
    html! { (file(&input.path, &input.blake3)) span { (format(input)) } }
}
