// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The named parts of the spectrum that musicians talk about.

/// A named part of the spectrum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zone {
    /// What musicians call it.
    pub name: &'static str,
    /// What it is called inside a sentence, after "in the".
    pub phrase: &'static str,
    /// From and to, Hz.
    pub range_hz: [f64; 2],
}

/// The seven zones, from low to high.
pub static ZONES: [Zone; 7] = [
    Zone { name: "Sub", phrase: "sub", range_hz: [20.0, 60.0] },
    Zone { name: "Bass", phrase: "bass", range_hz: [60.0, 120.0] },
    Zone { name: "Low mid", phrase: "low mids", range_hz: [120.0, 320.0] },
    Zone { name: "Mid", phrase: "mids", range_hz: [320.0, 1000.0] },
    Zone { name: "Upper", phrase: "upper mids", range_hz: [1000.0, 3000.0] },
    Zone { name: "Presence", phrase: "presence range", range_hz: [3000.0, 8000.0] },
    Zone { name: "Air", phrase: "air", range_hz: [8000.0, 20_000.0] },
];

/// The zone a frequency lies in; the nearest one beyond both ends.
pub fn zone_at(hz: f64) -> usize {
    ZONES.iter().position(|zone| hz < zone.range_hz[1]).unwrap_or(ZONES.len() - 1)
}
