// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Fuller or thinner than the records: where the curve leaves their zone.

use dsp::math;

use super::{Advice, Axis, fault, records};
use crate::{
    compare::{
        BandPlaces, Comparison, ZonePlaces,
        hertz::{hertz, hertz_range},
        zones::zone_at,
    },
    fault::{Confidence, Fault, Severity},
    words::{number, signed},
};

/// Two neighbouring third octaves beyond the zone are a tone; one alone is a note of the music unless it is
/// this far beyond it, dB.
const ALONE_DB: f64 = 3.0;
/// Less than this beyond the zone is not told, dB.
const LEAST_DB: f64 = 0.5;
/// From here on it is different, from there clearly different, dB from the middle of the records.
const WATCH_DB: f64 = 3.0;
const FAULT_DB: f64 = 6.0;
/// No single move on a track is advised beyond this, dB.
const MOST_MOVE_DB: f64 = 3.0;
/// Hits this much more frequent than the records' explain a fuller mean.
const BUSIER: f64 = 1.4;
/// The ear forgives most at both ends of the spectrum.
const KEEN_HZ: [f64; 2] = [60.0, 10_000.0];

pub(super) fn advice(comparison: &Comparison) -> Vec<Advice> {
    let runs = comparison.bands.chunk_by(|a, b| side(a) == side(b));
    runs.filter(|run| side(&run[0]) != 0).filter_map(|run| Run { run, comparison }.advice()).collect()
}

/// 1 above the zone, −1 below it, 0 inside.
fn side(band: &BandPlaces) -> i8 {
    let beyond_db = band.tone_db.beyond();
    i8::from(beyond_db > 0.0) - i8::from(beyond_db < 0.0)
}

/// Neighbouring third octaves beyond the same edge.
struct Run<'a> {
    run: &'a [BandPlaces],
    comparison: &'a Comparison,
}

impl Run<'_> {
    fn advice(&self) -> Option<Advice> {
        let peak = self.peak()?;
        let beyond_db = peak.tone_db.beyond();
        let least_db = if self.run.len() > 1 { LEAST_DB } else { ALONE_DB };
        (beyond_db.abs() >= least_db).then(|| Advice {
            fault: if self.is_busier(peak) { self.busier(peak) } else { self.fault(peak) },
            axis: Axis::Tone,
            range_hz: Some(self.range_hz()),
            beyond: beyond_db,
            weight: self.weight(),
        })
    }

    fn peak(&self) -> Option<&BandPlaces> {
        let beyond = |band: &BandPlaces| band.tone_db.beyond().abs();
        self.run.iter().max_by(|a, b| beyond(a).total_cmp(&beyond(b)))
    }

    fn range_hz(&self) -> [f64; 2] {
        [self.run[0].centre_hz, self.run[self.run.len() - 1].centre_hz]
    }

    /// The area outside the zone, in dB times third octaves.
    fn weight(&self) -> f64 {
        let keen = |hz: f64| if (KEEN_HZ[0]..KEEN_HZ[1]).contains(&hz) { 1.0 } else { 0.5 };
        self.run.iter().map(|band| band.tone_db.beyond().abs() * keen(band.centre_hz)).sum()
    }

    fn zone(&self, peak: &BandPlaces) -> &ZonePlaces {
        &self.comparison.zones[zone_at(peak.centre_hz)]
    }

    /// Whether there are more hits rather than louder ones.
    fn is_busier(&self, peak: &BandPlaces) -> bool {
        let ZonePlaces { tone_db: Some(tone), hit_db: Some(hit), onsets_per_s: Some(onsets), .. } =
            self.zone(peak)
        else {
            return false;
        };
        let fuller_db = tone.difference();
        fuller_db > 0.0 && hit.difference() < fuller_db / 2.0 && onsets.mix > BUSIER * onsets.median
    }

    fn fault(&self, peak: &BandPlaces) -> Fault {
        let (difference_db, at) = (peak.tone_db.difference(), hertz(peak.centre_hz));
        let full = difference_db > 0.0;
        let severity = match difference_db {
            db if db > FAULT_DB => Severity::Fault,
            db if db.abs() > WATCH_DB => Severity::Watch,
            _ => Severity::Note,
        };
        let than = records(self.comparison);
        let where_ = if self.run.len() > 1 {
            format!("; outside it from {}", hertz_range(self.range_hz()))
        } else {
            String::new()
        };
        Fault {
            severity,
            title: format!("{} than {than} at {at}.", if full { "Fuller" } else { "Thinner" }),
            message: format!(
                "{} dB {} the middle of {than} at {at}, {} dB beyond {} zone{where_}.",
                number(difference_db.abs()),
                if full { "above" } else { "below" },
                number(peak.tone_db.beyond().abs()),
                if than == "the record" { "its" } else { "their" },
            ),
            action: action(peak, full),
            amount: format!("{} dB", signed(difference_db)),
            ..fault("tone", self.comparison)
        }
    }

    fn busier(&self, peak: &BandPlaces) -> Fault {
        let than = records(self.comparison);
        let onsets = self.zone(peak).onsets_per_s.unwrap_or_default();
        Fault {
            severity: Severity::Note,
            title: format!("Busier than {than} at {}, not louder.", hertz(peak.centre_hz)),
            message: format!(
                "The mean is {} dB above the middle of {than}, but that is because there are {} hits in a second where they have {}; a single hit is no louder.",
                number(peak.tone_db.difference()),
                number(onsets.mix),
                number(onsets.median)
            ),
            action: "Leave the equaliser alone; if it is too much, play less there.".to_owned(),
            amount: format!("{} dB", signed(peak.tone_db.difference())),
            confidence: Confidence::Fair,
            ..fault("busier", self.comparison)
        }
    }
}

fn action(peak: &BandPlaces, full: bool) -> String {
    let at = hertz(peak.centre_hz);
    let move_db = halves(peak.tone_db.beyond().abs().clamp(LEAST_DB, MOST_MOVE_DB));
    if full {
        format!("Take {move_db} dB at {at} from the track that fills it, not from the master.")
    } else {
        format!(
            "Find the track that should fill {at} and give it {move_db} dB there; the master has nothing to raise."
        )
    }
}

/// In steps of half a decibel: finer moves are not made by hand.
fn halves(db: f64) -> String {
    number(math::round(db * 2.0) / 2.0)
}
