// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Two spectra side by side: which bands are too full, and which track owns them.
//!
//! Difference of two third-octave spectra, minus its mean between 200 Hz and 4 kHz, so that
//! loudness does not count. Two or more neighbouring bands beyond 3 dB are a watch, too full by
//! more than 6 dB a fault. The limits follow the practice of calling ±3 dB "similar" and ±6 dB
//! "clearly different".

use dsp::math;

use super::{ZONES, hertz::hertz};
use crate::{
    fault::{Confidence, Fault, Severity},
    measured::Band,
    words::{number, signed},
};

const WATCH_DB: f64 = 3.0;
const FAULT_DB: f64 = 6.0;
const SHORTEST: usize = 2;
const SILENT_DB: f64 = -120.0;
/// Where two spectra are brought to the same level.
pub(crate) const ANCHOR_HZ: [f64; 2] = [200.0, 4000.0];
/// Centres of two spectra that differ by less than this factor are the same band.
const SAME_BAND: f64 = 1.1;

/// How much more a mix has in a band than the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The middle of the band, Hz.
    pub centre_hz: f64,
    /// Mix minus reference, dB, both with the same middle.
    pub db: f64,
}

/// The differences of all bands that both have; empty if there is nothing to compare.
pub fn differences(mix: &[Band], reference: &[Band]) -> Vec<Difference> {
    let mut bands: Vec<_> = mix.iter().filter_map(|band| difference(band, reference)).collect();
    let Some(middle_db) = mean_db(&bands, ANCHOR_HZ) else { return Vec::new() };
    for band in &mut bands {
        band.db -= middle_db;
    }
    bands
}

/// The mean difference of each of the [`ZONES`], dB; `None` where no band is.
pub fn zones(differences: &[Difference]) -> [Option<f64>; 7] {
    ZONES.map(|zone| mean_db(differences, zone.range_hz))
}

/// Where the mix is fuller or thinner than the reference, the worst first.
pub fn tone(mix: &[Band], reference: &[Band]) -> Vec<Fault> {
    let bands = differences(mix, reference);
    let runs = bands.chunk_by(|a, b| side(a) == side(b));
    let mut faults: Vec<_> =
        runs.filter(|run| run.len() >= SHORTEST && side(&run[0]) != 0).filter_map(tone_fault).collect();
    faults.sort_by_key(|fault| std::cmp::Reverse(fault.severity));
    faults
}

/// The stem with the most energy between two frequencies, and its share, 0 to 1.
pub fn owner<'a>(stems: &[(&'a str, &[Band])], range_hz: [f64; 2]) -> Option<(&'a str, f64)> {
    let powers = stems.iter().map(|(name, bands)| (*name, power(bands, range_hz)));
    let all: f64 = powers.clone().map(|(_, power)| power).sum();
    let (name, most) = powers.max_by(|a, b| a.1.total_cmp(&b.1))?;
    (most > 0.0).then_some((name, most / all))
}

fn difference(band: &Band, reference: &[Band]) -> Option<Difference> {
    let same =
        |other: &&Band| (other.centre_hz / band.centre_hz).max(band.centre_hz / other.centre_hz) < SAME_BAND;
    let other = reference.iter().find(same)?;
    let both_sound = band.level_db > SILENT_DB && other.level_db > SILENT_DB;
    both_sound.then_some(Difference { centre_hz: band.centre_hz, db: band.level_db - other.level_db })
}

fn mean_db(bands: &[Difference], [from_hz, to_hz]: [f64; 2]) -> Option<f64> {
    let inside = bands.iter().filter(|band| (from_hz..to_hz).contains(&band.centre_hz));
    let count = inside.clone().count();
    (count > 0).then(|| inside.map(|band| band.db).sum::<f64>() / count as f64)
}

fn power(bands: &[Band], [from_hz, to_hz]: [f64; 2]) -> f64 {
    let inside = bands.iter().filter(|band| (from_hz * 0.99..=to_hz * 1.01).contains(&band.centre_hz));
    inside.filter(|band| band.level_db > SILENT_DB).map(|band| math::exp10(band.level_db / 10.0)).sum()
}

/// 1 too full, −1 too thin, 0 alike.
fn side(band: &Difference) -> i8 {
    i8::from(band.db > WATCH_DB) - i8::from(band.db < -WATCH_DB)
}

fn tone_fault(run: &[Difference]) -> Option<Fault> {
    let [first, .., last] = run else { return None };
    let peak = run.iter().max_by(|a, b| a.db.abs().total_cmp(&b.db.abs()))?;
    let [from, to, at] = [first, last, peak].map(|band| hertz(band.centre_hz));
    let (word, relation, move_word) =
        if peak.db > 0.0 { ("full", "over", "Take") } else { ("thin", "under", "Give") };
    Some(Fault {
        id: "tone",
        severity: if peak.db > FAULT_DB { Severity::Fault } else { Severity::Watch },
        title: format!("Too {word} at {at}."),
        message: format!(
            "{} dB {relation} the reference at {at}, beyond 3 dB from {from} to {to}.",
            number(peak.db.abs())
        ),
        action: format!(
            "{move_word} {} dB at the track that fills this band, not on the mix bus.",
            number(peak.db.abs())
        ),
        spans: Vec::new(),
        amount: format!("{} dB", signed(peak.db)),
        confidence: Confidence::Fair,
        stem: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spectrum(level_db: impl Fn(f64) -> f64) -> Vec<Band> {
        let centre_hz = |k: i32| 1000.0 * math::pow(2.0, f64::from(k) / 3.0);
        (-16..=13).map(|k| Band { centre_hz: centre_hz(k), level_db: level_db(centre_hz(k)) }).collect()
    }

    fn pink(shift_db: f64) -> Vec<Band> {
        spectrum(|_| -30.0 + shift_db)
    }

    fn bump(from_hz: f64, to_hz: f64, db: f64) -> Vec<Band> {
        spectrum(|hz| if (from_hz..to_hz).contains(&hz) { -30.0 + db } else { -30.0 })
    }

    #[test]
    fn loudness_does_not_count() {
        assert!(differences(&pink(7.0), &pink(0.0)).iter().all(|band| band.db.abs() < 1e-9));
        assert_eq!(tone(&pink(-20.0), &pink(0.0)), []);
        assert_eq!(tone(&[], &pink(0.0)), []);
        assert_eq!(tone(&pink(-200.0), &pink(0.0)), []);
    }

    #[test]
    fn a_fuller_band_is_named_with_its_edges_and_its_size() {
        let faults = tone(&bump(60.0, 140.0, 5.0), &pink(0.0));
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].message, "5.0 dB over the reference at 125 Hz, beyond 3 dB from 63 Hz to 125 Hz.");
        assert_eq!(faults[0].severity, Severity::Watch);
        assert_eq!(tone(&bump(60.0, 140.0, 6.5), &pink(0.0))[0].severity, Severity::Fault);
        assert_eq!(tone(&bump(60.0, 140.0, -7.0), &pink(0.0))[0].severity, Severity::Watch);
        assert_eq!(tone(&bump(60.0, 70.0, 9.0), &pink(0.0)), [], "one band alone is a note, not a tone");
    }

    #[test]
    fn the_zone_with_the_bump_stands_out() {
        let means = zones(&differences(&bump(60.0, 120.0, 4.0), &pink(0.0)));
        assert!((means[1].unwrap() - 4.0).abs() < 1e-9 && means[0].unwrap().abs() < 1e-9);
    }

    #[test]
    fn the_stem_with_the_most_energy_owns_the_band() {
        let (bass, hats) = (bump(40.0, 300.0, 20.0), pink(0.0));
        let (name, share) = owner(&[("hats", &hats), ("bass", &bass)], [100.0, 200.0]).unwrap();
        assert_eq!(name, "bass");
        assert!((share - 100.0 / 101.0).abs() < 1e-6);
        assert_eq!(owner(&[], [100.0, 200.0]), None);
    }
}
