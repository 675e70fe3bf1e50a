// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A number of the mix beside the records': the zone they make, and how far beyond it the mix is.
//!
//! The zone runs from the lower to the upper quartile of the records, weighted, and is never narrower than
//! a tolerance on each side of their median: what is not heard as different is inside.

use super::{BandPlaces, Listed, Side, ZonePlaces, records::reaches, zones::ZONES};
use crate::profile::{BandPortrait, Portrait, Profile, Stereo, ZonePortrait};

/// Tone inside this is heard as the same, dB; in the low end records differ more.
pub(crate) const TONE_DB: f64 = 1.5;
pub(crate) const LOW_TONE_DB: f64 = 2.5;
pub(crate) const LOW_HZ: f64 = 120.0;
/// Side against mid, dB.
const WIDTH_DB: f64 = 2.0;
const CORRELATION: f64 = 0.1;
const MONO_LOSS_DB: f64 = 1.0;
const CREST_DB: f64 = 1.0;
const PUNCH_DB: f64 = 1.5;
/// Onsets in a second, as a share of the records' own.
const ONSETS: f64 = 0.25;
const RANGE_LU: f64 = 2.0;
const PSR_LU: f64 = 1.0;
/// Quieter than this there is nothing to compare, dB.
const SILENT_DB: f64 = -120.0;
/// So far below its middle a song has nothing, dB: the floor of a lossy file, a filtered top.
const NOTHING_DB: f64 = 70.0;
/// Two centres that differ by less than this factor are the same band.
const SAME_BAND: f64 = 1.1;

/// A number of the mix beside the same number of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Of the mix.
    pub mix: f64,
    /// The middle of the records.
    pub median: f64,
    /// From where to where the records reach, tolerance included.
    pub zone: [f64; 2],
}

impl Place {
    /// Mix minus the middle of the records.
    pub fn difference(&self) -> f64 {
        self.mix - self.median
    }

    /// How far the mix is beyond the nearest edge of the zone: above it positive, inside it 0.
    pub fn beyond(&self) -> f64 {
        let [low, high] = self.zone;
        (self.mix - high).max(0.0) + (self.mix - low).min(0.0)
    }

    /// The mix among numbers with weights; `None` if there is none.
    pub(super) fn among(mix: f64, records: &[(f64, f64)], tolerance: f64) -> Option<Self> {
        let [low, median, high] = [0.25, 0.5, 0.75].map(|share| quantile(records, share));
        let median = median?;
        let zone = [low?.min(median - tolerance), high?.max(median + tolerance)];
        Some(Self { mix, median, zone })
    }
}

/// A quantile of weighted numbers, between neighbours in proportion to their weights.
///
/// Each number stands at the middle of its share of the whole weight.
pub(crate) fn quantile(records: &[(f64, f64)], share: f64) -> Option<f64> {
    let mut sorted: Vec<_> = records.iter().copied().filter(|(_, weight)| *weight > 0.0).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut before = 0.0;
    let mut last: Option<(f64, f64)> = None;
    for (value, weight) in sorted {
        let at = (before + weight / 2.0) / whole;
        if at >= share {
            return Some(
                last.map_or(value, |(last_at, last)| last + (value - last) * (share - last_at) / (at - last_at)),
            );
        }
        last = Some((at, value));
        before += weight;
    }
    last.map(|(_, value)| value)
}

/// Every third octave that the mix and a record have.
pub(super) fn bands(mix: &Side, records: &[Listed]) -> Vec<BandPlaces> {
    let portrait = &mix.passage.portrait;
    let reached = portrait.bands.iter().filter(|band| reaches(&mix.profile, band.centre_hz));
    reached.filter_map(|band| band_places(portrait, band, records)).collect()
}

fn band_places(mix: &Portrait, band: &BandPortrait, records: &[Listed]) -> Option<BandPlaces> {
    let hz = band.centre_hz;
    let reaching = || records.iter().filter(move |listed| listed.reaches(hz));
    let tones = weighted(reaching(), |portrait| tone_db(portrait, same_band(portrait, hz)?.level_db));
    let tolerance = if hz < LOW_HZ { LOW_TONE_DB } else { TONE_DB };
    let stereo = |read: fn(&Stereo) -> Option<f64>, tolerance| {
        let wide = reaching().filter(|listed| listed.has_width());
        let values = weighted(wide, |portrait| read(&same_band(portrait, hz)?.stereo));
        Place::among(read(&band.stereo)?, &values, tolerance)
    };
    Some(BandPlaces {
        centre_hz: hz,
        tone_db: Place::among(tone_db(mix, band.level_db)?, &tones, tolerance)?,
        width_db: stereo(|stereo| stereo.width_db, WIDTH_DB),
        correlation: stereo(|stereo| stereo.correlation, CORRELATION),
    })
}

fn same_band(portrait: &Portrait, hz: f64) -> Option<&BandPortrait> {
    portrait.bands.iter().find(|band| (band.centre_hz / hz).max(hz / band.centre_hz) < SAME_BAND)
}

/// A level after the middle is taken out; `None` for silence, and for what is left above the end of a song.
fn tone_db(portrait: &Portrait, level_db: f64) -> Option<f64> {
    let tone_db = portrait.mid_level_db.map(|middle_db| level_db - middle_db);
    tone_db.filter(|tone_db| level_db > SILENT_DB && *tone_db > -NOTHING_DB)
}

/// A number of each record's passage with the record's weight, where it is known.
fn weighted<'a>(
    records: impl Iterator<Item = &'a Listed>,
    read: impl Fn(&Portrait) -> Option<f64>,
) -> Vec<(f64, f64)> {
    records.filter_map(|listed| Some((read(&listed.side.passage.portrait)?, listed.side.weight))).collect()
}

/// Every zone; dynamics are read from `pressed` where there is one.
pub(super) fn zones(mix: &Side, pressed: Option<&Portrait>, records: &[Listed]) -> [ZonePlaces; 7] {
    std::array::from_fn(|n| ZoneSide { n, mix: &mix.passage.portrait, pressed, records }.places())
}

/// One zone on both sides.
struct ZoneSide<'a> {
    n: usize,
    mix: &'a Portrait,
    pressed: Option<&'a Portrait>,
    records: &'a [Listed],
}

impl ZoneSide<'_> {
    fn places(&self) -> ZonePlaces {
        let low = ZONES[self.n].range_hz[1] <= LOW_HZ;
        let tolerance = if low { LOW_TONE_DB } else { TONE_DB };
        ZonePlaces {
            tone_db: self.level(|zone| Some(zone.level_db), tolerance),
            hit_db: self.level(|zone| zone.hit_db, tolerance),
            onsets_per_s: self.onsets(),
            punch_db: self.dynamics(|zone| zone.punch_db, PUNCH_DB),
            crest_db: self.dynamics(|zone| zone.crest_db, CREST_DB),
            width_db: self.stereo(|stereo| stereo.width_db, WIDTH_DB),
            correlation: self.stereo(|stereo| stereo.correlation, CORRELATION),
            mono_loss_db: self.stereo(|stereo| stereo.mono_loss_db, MONO_LOSS_DB),
        }
    }

    fn level(&self, read: fn(&ZonePortrait) -> Option<f64>, tolerance: f64) -> Option<Place> {
        let middle_hz = f64::midpoint(ZONES[self.n].range_hz[0], ZONES[self.n].range_hz[1]);
        let reaching = self.records.iter().filter(|listed| listed.reaches(middle_hz));
        let level = |portrait: &Portrait| tone_db(portrait, read(&portrait.zones[self.n])?);
        Place::among(level(self.mix)?, &weighted(reaching, level), tolerance)
    }

    fn onsets(&self) -> Option<Place> {
        let onsets = |portrait: &Portrait| Some(portrait.zones[self.n].onsets_per_s);
        let records = weighted(self.records.iter().filter(|listed| listed.counts()), onsets);
        let usual = quantile(&records, 0.5)?;
        Place::among(onsets(self.mix)?, &records, usual * ONSETS)
    }

    fn dynamics(&self, read: fn(&ZonePortrait) -> Option<f64>, tolerance: f64) -> Option<Place> {
        let number = |portrait: &Portrait| read(&portrait.zones[self.n]);
        let records = weighted(self.records.iter().filter(|listed| listed.has_dynamics()), number);
        Place::among(number(self.pressed.unwrap_or(self.mix))?, &records, tolerance)
    }

    fn stereo(&self, read: fn(&Stereo) -> Option<f64>, tolerance: f64) -> Option<Place> {
        let number = |portrait: &Portrait| read(&portrait.zones[self.n].stereo);
        let records = weighted(self.records.iter().filter(|listed| listed.has_width()), number);
        Place::among(number(self.mix)?, &records, tolerance)
    }
}

pub(super) fn range_lu(mix: &Side, records: &[Listed]) -> Option<Place> {
    of_songs(mix, records, |profile| profile.range_lu, RANGE_LU)
}

pub(super) fn low_correlation(mix: &Side, records: &[Listed]) -> Option<Place> {
    of_songs(mix, records, |profile| profile.low_correlation, CORRELATION)
}

/// A number of whole songs.
fn of_songs(mix: &Side, records: &[Listed], read: fn(&Profile) -> Option<f64>, tolerance: f64) -> Option<Place> {
    let counting = records.iter().filter(|listed| listed.counts());
    let values: Vec<_> =
        counting.filter_map(|listed| Some((read(&listed.side.profile)?, listed.side.weight))).collect();
    Place::among(read(&mix.profile)?, &values, tolerance)
}

pub(super) fn psr_lu(passage: &Portrait, records: &[Listed]) -> Option<Place> {
    let density = |portrait: &Portrait| portrait.psr_low_lu.map(|psr_lu| psr_lu - portrait.dual_mono_lu());
    let values = weighted(records.iter().filter(|listed| listed.has_dynamics()), density);
    Place::among(density(passage)?, &values, PSR_LU)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_record_makes_a_zone_of_the_tolerance() {
        let place = Place::among(4.0, &[(1.0, 1.0)], 1.5).unwrap();
        assert_eq!((place.zone, place.difference(), place.beyond()), ([-0.5, 2.5], 3.0, 1.5));
        assert_eq!(Place::among(4.0, &[], 1.5), None);
        assert_eq!(Place::among(4.0, &[(1.0, 0.0)], 1.5), None);
    }

    #[test]
    fn records_that_differ_make_a_wide_zone_of_quartiles() {
        let records: Vec<_> = [0.0, 4.0, 8.0, 12.0].map(|value| (value, 1.0)).to_vec();
        let place = Place::among(-1.0, &records, 1.5).unwrap();
        assert_eq!((place.median, place.zone), (6.0, [2.0, 10.0]));
        assert_eq!(place.beyond(), -3.0);
    }

    #[test]
    fn a_record_with_more_weight_pulls_the_middle() {
        let place = Place::among(0.0, &[(0.0, 1.0), (10.0, 3.0)], 0.5).unwrap();
        assert!(place.median > 6.0, "{place:?}");
    }
}
