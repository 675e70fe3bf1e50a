// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Samples above 0 dBFS: the mix bus sums over full scale.
//!
//! A floating-point file keeps them, an integer file or a converter cuts them off. Watch above
//! 0 dBFS, fault above +1 dBFS ten times or more, or anywhere above +3 dBFS; finished records decoded
//! from lossy files stay under that. Not gain-invariant: it is about full scale.

use dsp::{Audio, math, units::db_from_gain};

use super::{Check, Info, Moment, Whole, sowing, spans::Spans};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::{number, place, signed, times},
};

const FAR_DB: f64 = 3.0;
const LOUD: f32 = 1.122_018_5; // +1 dBFS
const OFTEN: u64 = 10;

/// Finds samples above full scale.
#[derive(Default)]
pub(crate) struct Overs {
    /// The largest sample, over full scale or not.
    peak: f32,
    moments: u64,
    loud_moments: u64,
    spans: Spans,
}

impl Check for Overs {
    const INFO: &'static Info =
        &Info { id: "overs", summary: "Peaks above full scale in the mix.", gain_invariant: false };

    fn new(_rate_hz: u32) -> Self {
        Self::default()
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        let peak = moment.peak();
        self.peak = self.peak.max(peak);
        if peak > 1.0 {
            self.moments += 1;
            self.loud_moments += u64::from(peak > LOUD);
            self.spans.note(moment.span, f64::from(peak - 1.0));
        }
    }

    /// All faders too high: the peak stands at so many times full scale.
    fn sow(song: &mut Audio, limits: f64, _seed: u64) {
        let peak = f64::from(song.sample_peak());
        if peak > 0.0 {
            sowing::amplify(song, limits / peak);
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let over_db = db_from_gain(f64::from(self.peak)).0;
        let spans = self.spans.worst();
        let bad = over_db > FAR_DB || self.loud_moments >= OFTEN;
        (self.moments > 0).then(|| Fault {
            id: Self::INFO.id,
            severity: if bad { Severity::Fault } else { Severity::Watch },
            title: "The mix goes over full scale.".to_owned(),
            message: format!(
                "Samples exceed 0 dBFS {} (counted by 10 ms), by {} dB at most, first{}. A floating-point file keeps them, an integer file clips them.",
                times(self.moments),
                number(round_up(over_db)),
                place(&spans)
            ),
            action: format!("Turn the mix bus down by {} dB; in a float file nothing is lost yet.", number(round_up(over_db))),
            amount: format!("+{} dB", number(round_up(over_db))),
            spans,
            confidence: Confidence::Sure,
            stem: None,
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = f64::from(self.peak);
        Some(Reading {
            check: Self::INFO,
            limits,
            words: |limits| format!("{} dBFS", signed(db_from_gain(limits).0)),
        })
    }
}

/// To the next tenth: turning down by less would leave a trace.
fn round_up(value_db: f64) -> f64 {
    math::ceil(value_db * 10.0) / 10.0
}

#[cfg(test)]
mod tests {
    use crate::checks::bench::{inspect, louder, music, normal, severity};
    use crate::fault::Severity;

    #[test]
    fn a_mix_over_full_scale_is_told_by_how_much_to_turn_down() {
        let sound = normal(&music(2, 9.0));
        assert_eq!(severity(&inspect(&sound), "overs"), None);
        assert_eq!(severity(&inspect(&louder(&sound, 0.8)), "overs"), Some(Severity::Watch));
        let faults = inspect(&louder(&sound, 4.02));
        let over = faults.iter().find(|fault| fault.id == "overs").unwrap();
        assert_eq!(over.severity, Severity::Fault);
        assert_eq!(over.amount, "+3.6 dB");
    }
}
