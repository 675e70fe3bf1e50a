// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One finding on the terminal, the same whoever found it.

use measure::{Fault, Span, fault::clock};

use crate::terminal::{faint, mark, paragraph, strong};

/// What, where, how much, why, and what to do.
pub fn paragraphs(fault: &Fault) -> String {
    let stem = fault.stem.as_ref().map_or(String::new(), |stem| format!("on {stem}"));
    let about: Vec<_> =
        [stem, place(&fault.spans), fault.amount.clone()].into_iter().filter(|part| !part.is_empty()).collect();
    let head = format!("{} {}  {}", mark(Some(fault.severity)), strong(&fault.title), faint(&about.join(" · ")));
    format!("\n{head}\n{}{}", paragraph(&fault.message, 2), paragraph(&format!("→ {}", fault.action), 2))
}

/// Where it is: "1:12", "1:12–1:30", from the first to the last of several; empty for the whole song.
pub fn place(spans: &[Span]) -> String {
    match spans {
        [] => String::new(),
        [only] if clock(only.from_s) == clock(only.to_s) => clock(only.from_s),
        [only] => format!("{}–{}", clock(only.from_s), clock(only.to_s)),
        [first, .., last] => format!("{} … {}", clock(first.from_s), clock(last.to_s)),
    }
}
