// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Passages of a song, as musicians write them.

use anyhow::{Context, Result, ensure};
use measure::Span;

/// Reads `1:20-1:45`, `80-105`, `1:20.5-1:45`.
pub fn span(text: &str) -> Result<Span> {
    let wrong = || format!("a passage is two times like 1:20-1:45, not `{text}`");
    let (from, to) = text.split_once(['-', '–']).with_context(wrong)?;
    let [from_s, to_s] = [from, to].map(seconds);
    let span = Span { from_s: from_s.with_context(wrong)?, to_s: to_s.with_context(wrong)? };
    ensure!(span.from_s < span.to_s, "the passage {text} ends before it begins; swap its times");
    ensure!(
        span.to_s - span.from_s >= SHORTEST_S,
        "the passage {text} is shorter than {SHORTEST_S:.0} s; take more of the song"
    );
    Ok(span)
}

/// Short-term loudness needs three seconds; a verdict needs some of them.
const SHORTEST_S: f64 = 5.0;

fn seconds(text: &str) -> Option<f64> {
    let mut total = 0.0;
    for part in text.trim().split(':') {
        let number: f64 = part.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
        total = 60.0 * total + number;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_musicians_write_them() {
        let read = |text: &str| span(text).map(|span| (span.from_s, span.to_s)).map_err(|error| error.to_string());
        assert_eq!(read("1:20-1:45"), Ok((80.0, 105.0)));
        assert_eq!(read("80-105.5"), Ok((80.0, 105.5)));
        assert!(read("1:45-1:20").unwrap_err().contains("ends before it begins"));
        assert!(read("1:20-1:22").unwrap_err().contains("shorter than 5 s"));
        assert!(read("chorus").unwrap_err().contains("1:20-1:45"));
    }
}
