// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Numbers inside sentences.

use crate::fault::{Span, clock};

/// One decimal with a true minus sign: `−14.0`.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text.replace('-', "−") }
}

/// A difference: `+3.2` or `−1.0`.
pub(crate) fn signed(value: f64) -> String {
    let text = number(value);
    if value > 0.0 && text != "0.0" { format!("+{text}") } else { text }
}

/// How often: `once`, `twice`, `12 times`.
pub(crate) fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

/// How many: `1 hole`, `3 holes`.
pub(crate) fn counted(count: f64, one: &str, many: &str) -> String {
    let count = format!("{count:.0}");
    format!("{count} {}", if count == "1" { one } else { many })
}

/// A sentence as part of another: "The drums clip." becomes "the drums clip".
pub(crate) fn clause(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// The first place: ` at 1:12`, or nothing for the whole song.
pub(crate) fn place(spans: &[Span]) -> String {
    spans.first().map_or_else(String::new, |span| format!(" at {}", clock(span.from_s)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_a_true_minus_and_no_negative_zero() {
        assert_eq!(number(-14.04), "−14.0");
        assert_eq!(number(-0.01), "0.0");
        assert_eq!(signed(3.21), "+3.2");
    }
}
