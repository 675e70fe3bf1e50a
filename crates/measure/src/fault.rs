// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A verdict: a number, a place, an action, a confidence.

use serde::{Deserialize, Serialize};

/// Something that is not fine, in words that say what, where, by how much, and what to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Which check found it, for scripts. It never changes.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without numbers: "The drums clip before the chain."
    pub title: String,
    /// One or two sentences with the numbers.
    pub message: String,
    /// What to do about it, at the track if that is known.
    pub action: String,
    /// Where it is, in order; empty means the whole song.
    pub spans: Vec<Span>,
    /// The size in a few characters, for tables: "14 runs", "+2.5 dB".
    pub amount: String,
    /// How sure the verdict is.
    pub confidence: Confidence,
    /// Which stem it is in, if that is known.
    pub stem: Option<String>,
}

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing to mend.
    Note,
    /// Listen to it; it may be meant.
    Watch,
    /// Mend it.
    Fault,
}

/// How sure a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A hint.
    Weak,
    /// More likely than not.
    Fair,
    /// Measured, beyond doubt.
    Sure,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Where it starts, in seconds.
    pub from_s: f64,
    /// Where it ends, in seconds.
    pub to_s: f64,
}

impl Severity {
    /// The word for scripts and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Watch => "watch",
            Self::Fault => "fault",
        }
    }
}

impl Confidence {
    /// The word for scripts and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Fair => "fair",
            Self::Sure => "sure",
        }
    }
}

/// A time as a musician reads it: `1:52`.
pub fn clock(seconds: f64) -> String {
    let whole = dsp::math::index_from(seconds);
    format!("{}:{:02}", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_in_minutes_and_seconds() {
        assert_eq!(clock(112.9), "1:52");
        assert_eq!(clock(-1.0), "0:00");
    }
}
