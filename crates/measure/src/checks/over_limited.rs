// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Pressed flat: the peaks hardly stand above the loudness.
//!
//! PSR as the meter found it: the 5 % most pressed loud passages below 8 LU are a watch, below
//! 6.5 LU a fault. With a destination, its own floor takes the place of this check.
//! Gain-invariant. Source of the 8: I. Shepherd's Dynameter bands; the 6.5 is our own choice.

use dsp::{Audio, Db, math, units::gain_from_db};

use super::{Check, Info, Whole, sowing};
use crate::{
    fault::{Confidence, Fault, Severity, Span, clock},
    layout::Layout,
    meter::Meter,
    reading::Reading,
    words::number,
};

/// The id of this check.
pub const OVER_LIMITED: &str = "over_limited";
const WATCH_LU: f64 = 8.0;
const FAULT_LU: f64 = 6.5;
/// How far a song is driven to sow this, and in how many halvings: to an eighth of a decibel.
const MOST_DRIVE_DB: f64 = 36.0;
const DRIVES: u32 = 8;

/// Reads the PSR.
pub(crate) struct OverLimited;

impl Check for OverLimited {
    const INFO: &'static Info =
        &Info { id: OVER_LIMITED, summary: "Peaks that hardly stand out.", gain_invariant: true };

    fn new(_rate_hz: u32) -> Self {
        Self
    }

    /// The song is driven into a soft curve until its peaks stand so much less above it.
    fn sow(song: &mut Audio, limits: f64, _seed: u64) {
        let wanted_lu = WATCH_LU / limits.max(f64::MIN_POSITIVE);
        let peak = f64::from(song.sample_peak());
        if peak == 0.0 || low_psr_lu(song).is_none_or(|psr_lu| psr_lu <= wanted_lu) {
            return;
        }
        let clean = song.clone();
        let [mut gentle, mut hard] = [0.0, MOST_DRIVE_DB];
        for _ in 0..DRIVES {
            let drive_db = f64::midpoint(gentle, hard);
            *song = driven(&clean, drive_db);
            let is_enough = low_psr_lu(song).is_some_and(|psr_lu| psr_lu <= wanted_lu);
            (gentle, hard) = if is_enough { (gentle, drive_db) } else { (drive_db, hard) };
        }
        sowing::amplify(song, peak / f64::from(song.sample_peak()));
    }

    fn fault(&self, whole: &Whole<'_>) -> Option<Fault> {
        let low_lu = whole.measured.psr_low_lu?;
        let least_lu = whole.measured.psr_min_lu.unwrap_or(low_lu);
        let loudest = whole.measured.loudest_s.map(|to_s| Span { from_s: (to_s - 3.0).max(0.0), to_s });
        let place =
            loudest.map_or_else(String::new, |span| format!(" The loudest 3 s begin at {}.", clock(span.from_s)));
        (low_lu < WATCH_LU).then(|| Fault {
            id: Self::INFO.id,
            severity: if low_lu < FAULT_LU { Severity::Fault } else { Severity::Watch },
            title: "The song is pressed flat.".to_owned(),
            message: format!(
                "Peaks stand only {} LU above the short-term loudness in its densest passages, {} LU at least.{place}",
                number(low_lu),
                number(least_lu)
            ),
            action: format!("Take about {} dB of drive from the limiter or compressor.", number((WATCH_LU - low_lu).max(0.1))),
            spans: loudest.into_iter().collect(),
            amount: format!("{} LU", number(low_lu)),
            confidence: Confidence::Fair,
            stem: None,
        })
    }

    fn reading(&self, whole: &Whole<'_>) -> Option<Reading> {
        // Half of it is twice as flat.
        let limits = WATCH_LU / whole.measured.psr_low_lu?.max(f64::MIN_POSITIVE);
        Some(Reading {
            check: Self::INFO,
            limits,
            words: |limits| format!("PSR {} LU", number(WATCH_LU / limits)),
        })
    }
}

fn low_psr_lu(song: &Audio) -> Option<f64> {
    let mut meter = Meter::loudness_only(song.rate_hz, Layout::from_channels(song.channels.len()));
    let channels: Vec<&[f32]> = song.channels.iter().map(Vec::as_slice).collect();
    meter.push(&channels);
    meter.finish().psr_low_lu
}

/// The song on the curve `x / √(1 + x²)`: its peak stands so far over the bend.
fn driven(song: &Audio, drive_db: f64) -> Audio {
    let drive = gain_from_db(Db(drive_db)) / f64::from(song.sample_peak());
    let bent = |x: &f32| {
        let x = f64::from(*x) * drive;
        math::sample_from(x / math::sqrt(1.0 + x * x))
    };
    let channels = song.channels.iter().map(|channel| channel.iter().map(bent).collect()).collect();
    Audio { rate_hz: song.rate_hz, channels }
}

#[cfg(test)]
mod tests {
    use crate::{
        checks::bench::{inspect_with, music, severity},
        fault::Severity,
        measured::Measured,
    };

    #[test]
    fn the_psr_decides() {
        let with = |psr_low_lu| {
            let measured = Measured { psr_low_lu, ..Measured::default() };
            severity(&inspect_with(&music(8, 1.0), &measured), "over_limited")
        };
        assert_eq!(with(None), None);
        assert_eq!(with(Some(9.0)), None);
        assert_eq!(with(Some(7.0)), Some(Severity::Watch));
        assert_eq!(with(Some(6.0)), Some(Severity::Fault));
    }
}
