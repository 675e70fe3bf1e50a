// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What to try next, in order, and which axes need nothing.

use maud::{Markup, html};

use super::axes;
use crate::report::{
    comparison::Compared,
    html::{faults, heading},
};

/// The numbered advice, and one line about the rest.
pub fn section(compared: &Compared) -> Markup {
    let advice = &compared.comparison.advice;
    let beside = html! { p.small.quiet { "in this order; the numbers are the marks in the pictures" } };
    html! {
        section {
            @if !advice.is_empty() {
                (heading("Try next", &beside))
                ol.faults { @for (index, advice) in advice.iter().enumerate() { (faults::entry(index + 1, &advice.fault, "Try")) } }
            }
            (axes::line(compared))
        }
    }
}
