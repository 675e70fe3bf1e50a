// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the tone of a mix should lie: a zone for every third octave, made from records.
//!
//! ```text
//! records ── Aim::of ──▶ Aim ──┐
//!                              ├── read ──▶ Stands ── one_click ──▶ Plan
//! mix ─────────▶ Portrait ─────┘
//! ```
//! Of every record the loudest section counts, and of every section the level of each third octave after the
//! mean from 200 Hz to 4 kHz is taken out. The zone runs from the lower to the upper quartile and is never
//! narrower than what is heard as the same, nor narrower than few records can tell. A [`Stand`] is where a mix
//! stands against it. What is called *target* on the command line is an aim with its provenance.

pub mod one_click;
mod run;
mod stand;

pub use one_click::{Plan, Request, one_click};
pub use run::{Run, runs};
pub use stand::{Reading, Stand, distance_db, read, stands};

use crate::{
    compare::{LOW_HZ, LOW_TONE_DB, TONE_DB, quantile},
    fault::Confidence,
    profile::{Portrait, Profile},
};

/// What one to three records leave open on each side of their middle, dB: our own estimate.
const FEW_DB: f64 = 2.5;
const FEW_LOW_DB: f64 = 4.0;
/// Fewer records than this are few.
const FEW: usize = 4;
/// So many are enough to be sure of their middle, if they agree.
const MANY: usize = 8;
/// A finished record has sound up to here, Hz; lossy coding at low rates ends it earlier.
const LOSSY_HZ: f64 = 16_000.0;
/// Quieter than this there is nothing to learn, dB.
const SILENT_DB: f64 = -120.0;
/// Centres that differ by less than this factor are the same band.
const SAME_BAND: f64 = 1.1;
/// The standard error of a median, as a share of the quartiles' distance over √n, for normal numbers:
/// 1.2533 / 1.349 (M. Kendall, A. Stuart, "The Advanced Theory of Statistics").
const ERROR_OF_MEDIAN: f64 = 0.929;
/// A middle that is known this well is sure, this well is fair, dB: half of what is heard as the same, and all
/// of it.
const SURE_DB: f64 = 0.75;
const FAIR_DB: f64 = 1.5;

/// Where the tone of a mix should lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Aim {
    /// Third octaves from low to high; none that no record reaches.
    pub bands: Vec<AimBand>,
    /// How many records it is made from; 0 where it is published figures.
    pub songs: usize,
}

/// A third octave of an [`Aim`]; levels are dB after the mean from 200 Hz to 4 kHz is taken out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AimBand {
    /// The middle of the band, Hz.
    pub centre_hz: f64,
    /// The middle of the records.
    pub median_db: f64,
    /// Between these lies the middle half of the records.
    pub quartiles_db: [f64; 2],
    /// From where to where a mix is inside.
    pub zone_db: [f64; 2],
    /// How many records have the band.
    pub songs: usize,
    /// How sure the middle is.
    pub confidence: Confidence,
}

impl Aim {
    /// The zones that some records make; silent ones do not count, nor do bands that lossy coding took away.
    pub fn of(records: &[&Profile]) -> Self {
        let sounding: Vec<&&Profile> = records.iter().filter(|record| record.integrated_lufs.is_some()).collect();
        let mut centres: Vec<f64> = sounding
            .iter()
            .flat_map(|record| &record.loudest_portrait().bands)
            .map(|band| band.centre_hz)
            .collect();
        centres.sort_by(f64::total_cmp);
        centres.dedup_by(|a, b| same_band(*a, *b));
        let levels = |hz: f64| sounding.iter().filter_map(|record| tone_of(record, hz)).collect::<Vec<f64>>();
        let bands = centres.into_iter().filter_map(|hz| AimBand::of(hz, &levels(hz)));
        Self { bands: bands.collect(), songs: sounding.len() }
    }

    /// How sure it is as a whole: as sure as two thirds of its bands are.
    pub fn confidence(&self) -> Confidence {
        let mut all: Vec<Confidence> = self.bands.iter().map(|band| band.confidence).collect();
        all.sort_unstable();
        all.get(all.len() / 3).copied().unwrap_or(Confidence::Weak)
    }

    /// The band at a frequency.
    pub fn band(&self, hz: f64) -> Option<&AimBand> {
        self.bands.iter().find(|band| same_band(band.centre_hz, hz))
    }
}

impl AimBand {
    fn of(centre_hz: f64, levels_db: &[f64]) -> Option<Self> {
        let weighted: Vec<(f64, f64)> = levels_db.iter().map(|db| (*db, 1.0)).collect();
        let [low, median_db, high] = [0.25, 0.5, 0.75].map(|share| quantile(&weighted, share));
        let (median_db, quartiles_db) = (median_db?, [low?, high?]);
        let songs = levels_db.len();
        let tolerance_db = tolerance_db(centre_hz, songs);
        Some(Self {
            centre_hz,
            median_db,
            quartiles_db,
            zone_db: [
                quartiles_db[0].min(median_db - tolerance_db),
                quartiles_db[1].max(median_db + tolerance_db),
            ],
            songs,
            confidence: confidence(quartiles_db[1] - quartiles_db[0], songs),
        })
    }
}

/// What is inside on each side of the middle, however alike the records are, dB.
fn tolerance_db(hz: f64, songs: usize) -> f64 {
    match (hz < LOW_HZ, songs < FEW) {
        (false, false) => TONE_DB,
        (true, false) => LOW_TONE_DB,
        (false, true) => FEW_DB,
        (true, true) => FEW_LOW_DB,
    }
}

fn confidence(spread_db: f64, songs: usize) -> Confidence {
    let error_db = ERROR_OF_MEDIAN * spread_db / dsp::math::sqrt(songs.max(1) as f64);
    match songs {
        MANY.. if error_db <= SURE_DB => Confidence::Sure,
        FEW.. if error_db <= FAIR_DB => Confidence::Fair,
        _ => Confidence::Weak,
    }
}

/// The level of a band of a record's loudest section, where the record has it.
fn tone_of(record: &Profile, hz: f64) -> Option<f64> {
    let is_lost = |cliff_hz: f64| cliff_hz < LOSSY_HZ && hz * 1.13 >= cliff_hz;
    if record.cliff_hz.is_some_and(is_lost) {
        return None;
    }
    tone_db(record.loudest_portrait(), hz)
}

/// The level of a band after the middle of the spectrum is taken out; `None` for silence.
fn tone_db(portrait: &Portrait, hz: f64) -> Option<f64> {
    let band = portrait.bands.iter().find(|band| same_band(band.centre_hz, hz))?;
    portrait.mid_level_db.filter(|_| band.level_db > SILENT_DB).map(|middle_db| band.level_db - middle_db)
}

/// Whether two frequencies are the middle of one third octave, told apart by rounding.
fn same_band(one_hz: f64, other_hz: f64) -> bool {
    (one_hz / other_hz).max(other_hz / one_hz) < SAME_BAND
}

#[cfg(test)]
mod tests;
