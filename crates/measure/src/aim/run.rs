// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Neighbouring third octaves beyond the same edge of the zone: what one talks about.

use super::Stand;
use crate::{
    compare::hertz::hertz_range,
    fault::{Confidence, Severity},
    words::number,
};

/// Less than this beyond the zone is not told, dB.
const LEAST_DB: f64 = 0.5;
/// One band alone is a note of the music unless it is this far outside, dB (as in [`compare`](crate::compare)).
const ALONE_DB: f64 = 3.0;
/// From here on it is to be listened to, dB beyond the zone.
const WATCH_DB: f64 = 1.5;

/// A stretch of the spectrum outside the zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The middles of its first and its last band, Hz.
    pub range_hz: [f64; 2],
    /// The band that is farthest outside, Hz.
    pub peak_hz: f64,
    /// How far that band is outside, dB: above positive, below negative.
    pub beyond_db: f64,
    /// How sure that is.
    pub confidence: Confidence,
}

/// Every stretch outside the zone, from low to high; what is hardly outside is none.
pub fn runs(stands: &[Stand]) -> Vec<Run> {
    let chunks = stands.chunk_by(|a, b| side(a) == side(b));
    chunks.filter(|run| side(&run[0]) != 0).filter_map(run).collect()
}

/// 1 above the zone, −1 below it, 0 inside.
fn side(stand: &Stand) -> i8 {
    let beyond_db = stand.tone_db.beyond();
    i8::from(beyond_db > 0.0) - i8::from(beyond_db < 0.0)
}

fn run(stands: &[Stand]) -> Option<Run> {
    let beyond_db = |stand: &Stand| stand.tone_db.beyond();
    let peak = stands.iter().max_by(|a, b| beyond_db(a).abs().total_cmp(&beyond_db(b).abs()))?;
    let least_db = if stands.len() > 1 { LEAST_DB } else { ALONE_DB };
    (beyond_db(peak).abs() >= least_db).then(|| Run {
        range_hz: [stands[0].centre_hz, stands[stands.len() - 1].centre_hz],
        peak_hz: peak.centre_hz,
        beyond_db: beyond_db(peak),
        confidence: peak.confidence,
    })
}

impl Run {
    /// "above" or "below".
    pub fn side(&self) -> &'static str {
        if self.beyond_db > 0.0 { "above" } else { "below" }
    }

    /// "160 Hz to 315 Hz"
    pub fn place(&self) -> String {
        hertz_range(self.range_hz)
    }

    /// "160 Hz to 315 Hz is 3.0 dB above the zone"
    pub fn sentence(&self) -> String {
        format!("{} is {} dB {} the zone", self.place(), number(self.beyond_db.abs()), self.side())
    }

    /// Far outside and sure is to be listened to; the rest is worth knowing.
    pub fn severity(&self) -> Severity {
        let matters = self.beyond_db.abs() >= WATCH_DB && self.confidence > Confidence::Weak;
        if matters { Severity::Watch } else { Severity::Note }
    }
}
