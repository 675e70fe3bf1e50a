// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Neighbouring third octaves beyond the same edge of the zone: what one talks about.

use dsp::math;

use super::Stand;
use crate::{
    compare::{
        attribution::{Asked, Owner},
        hertz::{hertz, hertz_range},
    },
    fault::{Confidence, Fault, Severity},
    words::{number, signed},
};

/// Less than this beyond the zone is not told, dB.
const LEAST_DB: f64 = 0.5;
/// One band alone is a note of the music unless it is this far outside, dB (as in [`compare`](crate::compare)).
const ALONE_DB: f64 = 3.0;
/// No single move on a track is advised beyond this, in steps that are made by hand, dB.
const MOST_MOVE_DB: f64 = 3.0;
const STEP_DB: f64 = 0.5;
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

    /// What is asked about its stems.
    pub fn asked(&self) -> Asked {
        Asked { range_hz: self.range_hz, beyond_db: self.beyond_db }
    }

    /// The same as a finding, with what to do at the track; the owner is the stem that stands out, if one does.
    pub fn fault(&self, owner: Option<&Owner>) -> Fault {
        let word = if self.beyond_db > 0.0 { "Fuller" } else { "Thinner" };
        Fault {
            id: "tone_zone",
            severity: self.severity(),
            title: format!("{word} than the target at {}.", hertz(self.peak_hz)),
            message: format!("{}.", self.sentence()),
            action: owner.map_or_else(|| self.track_action(), stem_action),
            spans: Vec::new(),
            amount: format!("{} dB", signed(self.beyond_db)),
            confidence: self.confidence,
            stem: owner.map(|owner| owner.name.clone()),
        }
    }

    fn track_action(&self) -> String {
        let (at, move_db) = (hertz(self.peak_hz), number(self.move_db()));
        if self.beyond_db > 0.0 {
            format!("Try −{move_db} dB at {at} on the track that fills it, not on the master.")
        } else {
            format!("Find the track that should fill {at} and try +{move_db} dB there.")
        }
    }

    /// The way back in steps of a hand.
    fn move_db(&self) -> f64 {
        (math::round(self.beyond_db.abs() / STEP_DB) * STEP_DB).clamp(STEP_DB, MOST_MOVE_DB)
    }
}

fn stem_action(owner: &Owner) -> String {
    let Owner { name, share, suggested_db, at_hz, .. } = owner;
    format!("{:.0} % of it is {name}; try {} dB at {} there.", share * 100.0, signed(*suggested_db), hertz(*at_hz))
}
