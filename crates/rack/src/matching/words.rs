// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Frequencies and numbers inside the sentences of a plan.

use dsp::equaliser::{Filter, Shape};

use super::Pair;
pub(super) use crate::analyse::words as number;

/// `63 Hz`, `2.5 kHz`, rounded as people say them.
pub fn hertz(hz: f64) -> String {
    if hz < 1000.0 {
        return format!("{hz:.0} Hz");
    }
    let text = format!("{:.1}", hz / 1000.0);
    format!("{} kHz", text.strip_suffix(".0").unwrap_or(&text))
}

/// What a filter is about: `below 120 Hz`, `around 2.5 kHz`.
pub fn place(filter: &Filter) -> String {
    let word = match filter.shape {
        Shape::Bell => "around",
        Shape::LowShelf => "below",
        Shape::HighShelf => "above",
        Shape::Tilt => "about",
    };
    format!("{word} {}", hertz(filter.corner.0))
}

/// From the first band to the last: `25 Hz to 63 Hz`.
pub fn stretch(run: &[Pair]) -> String {
    let [first, last] = [run.first(), run.last()].map(|pair| pair.map_or(0.0, |pair| pair.centre_hz));
    format!("{} to {}", hertz(first), hertz(last))
}
