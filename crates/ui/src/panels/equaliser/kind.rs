// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which equaliser: what part of the spectrum it is for, and what is drawn of it.

use measure::aim::one_click::SPLIT_HZ;
use rack::Entry;

/// One of both equalisers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Five octaves of bass.
    Low,
    /// Eight free bands above.
    Tone,
}

/// The edges of the low bands, and an octave above.
const LOW_TICKS: [(f64, &str); 7] =
    [(10.0, "10 Hz"), (20.0, "20"), (40.0, "40"), (80.0, "80"), (160.0, "160"), (320.0, "320"), (640.0, "640")];
const TONE_TICKS: [(f64, &str); 7] = [
    (200.0, "200 Hz"),
    (500.0, "500"),
    (1000.0, "1k"),
    (2000.0, "2k"),
    (5000.0, "5k"),
    (10_000.0, "10k"),
    (20_000.0, "20k"),
];

impl Kind {
    /// The kind of an effect; nothing for one that is no equaliser.
    pub fn of(entry: &Entry) -> Option<Self> {
        match entry.info.id {
            "low-eq" => Some(Self::Low),
            "tone-eq" => Some(Self::Tone),
            _ => None,
        }
    }

    /// What is drawn, Hz: a little more than it changes, so that neighbours are seen.
    pub const fn seen_hz(self) -> [f64; 2] {
        match self {
            Self::Low => [10.0, 640.0],
            Self::Tone => [200.0, 20_000.0],
        }
    }

    /// Whether a frequency is its business, and not the other one's.
    pub fn minds(self, hz: f64) -> bool {
        (hz < SPLIT_HZ) == (self == Self::Low)
    }

    /// What is seen and is none of its business, Hz.
    pub const fn beside_hz(self) -> [f64; 2] {
        match self {
            Self::Low => [SPLIT_HZ, 640.0],
            Self::Tone => [200.0, SPLIT_HZ],
        }
    }

    /// The lines of the axis, Hz, and what is written at them.
    pub const fn ticks(self) -> &'static [(f64, &'static str)] {
        match self {
            Self::Low => &LOW_TICKS,
            Self::Tone => &TONE_TICKS,
        }
    }
}
