// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is compared when the nearest records are looked for, in steps that one clearly hears.
//!
//! Taken from the loudest section. Every value is a ratio, so that volume does not count, and is divided by
//! the difference that is clearly audible on its axis: 1.0 apart is clearly another sound.
//!
//! ```text
//! tone      level of an octave − mean of the third octaves 200 Hz … 4 kHz    3 dB, outermost octaves 6 dB
//! width     side − mid of a zone, not below −24 dB                           3 dB, below 120 Hz 12 dB
//! rhythm    log₂(onsets in a second + ½) of a zone                           log₂ 1.5
//! dynamics  crest of a zone; its punch; loudness range                       2 dB; 3 dB; 3 LU
//! ```
//!
//! Sources. 3 dB in tone: the practice of calling ±3 dB "similar" (as [`measure::compare`]); twice that where
//! hearing is dull (ISO 226:2023). 3 dB in width: half or twice the power at the sides;
//! four times that below 120 Hz, where one loudspeaker is enough (the LFE channel of ITU-R BS.775). A side
//! 24 dB under the middle moves a sound by 1 dB between the loudspeakers, the least that is noticed (A. W. Mills,
//! "Lateralization of high-frequency tones", JASA 32, 1960). Crest and punch: twice what counts as the same
//! (±1 dB and ±1.5 dB). Range: the 3 LU by which loudness ranges of one kind of music commonly differ.

use std::ops::Range;

use dsp::{math, units};
use measure::{Portrait, Profile};

/// How many numbers stand for a record.
pub const COUNT: usize = OCTAVES + 4 * ZONES + 1;
const OCTAVES: usize = 10;
const ZONES: usize = 7;
/// The middle of the lowest octave, Hz; it holds the third octaves 25, 31.5 and 40 Hz (IEC 61260-1, base 2).
const LOWEST_HZ: f64 = 31.25;
/// Fewer third octaves than this do not make an octave: at 44.1 kHz the band of 20 kHz is missing.
const FEWEST: usize = 2;
/// An octave this far under the middle is not heard beside it, dB.
const UNHEARD_DB: f64 = -48.0;
/// Levels under this are silence, dB.
const SILENT_DB: f64 = -150.0;
const NARROWEST_DB: f64 = -24.0;
const CREST_STEP_DB: f64 = 2.0;
const PUNCH_STEP_DB: f64 = 3.0;
const RANGE_STEP_LU: f64 = 3.0;
const TONE_STEP_DB: f64 = 3.0;
const WIDTH_STEP_DB: f64 = 3.0;
/// In the sub and the bass it is hardly heard where a sound stands.
const LOW_WIDTH_STEP_DB: f64 = 12.0;
/// The zones below 120 Hz.
const LOW_ZONES: usize = 2;
/// log₂ 1.5: half as many onsets again.
const RHYTHM_STEP: f64 = 0.584_962_500_721_156;

/// A kind of likeness, and how much it counts.
pub struct Group {
    /// For scripts; it never changes.
    pub id: &'static str,
    /// Its share in the distance; the shares add up to 1.
    pub weight: f64,
    /// Its places among the features.
    pub places: Range<usize>,
}

/// Tone first: it is what references are chosen for. Dynamics count least, because a record has been through
/// a limiter and a mix may not have been yet.
pub static GROUPS: [Group; 4] = [
    Group { id: "tone", weight: 0.6, places: 0..OCTAVES },
    Group { id: "width", weight: 0.2, places: OCTAVES..OCTAVES + ZONES },
    Group { id: "rhythm", weight: 0.12, places: OCTAVES + ZONES..OCTAVES + 2 * ZONES },
    Group { id: "dynamics", weight: 0.08, places: OCTAVES + 2 * ZONES..COUNT },
];

/// A record as a place in a space where near means alike; what is not known is not a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features {
    steps: [f32; COUNT],
}

/// Where two sounds stand apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Axis {
    /// In tone, in this of the ten octaves.
    Tone(usize),
    /// In width, in this of the seven zones.
    Width(usize),
    /// In how often sounds begin, in this zone.
    Rhythm(usize),
    /// In how far peaks stand out, in this zone.
    Crest(usize),
    /// In how sharply sounds begin, in this zone.
    Punch(usize),
    /// In how far loud and quiet parts lie apart.
    Range,
}

impl Features {
    /// The features of a record, from its loudest section.
    pub fn of(profile: &Profile) -> Self {
        let portrait = profile.loudest_portrait();
        let zones = &portrait.zones;
        let width =
            |place: usize| zones[place].stereo.width_db.map(|db| db.max(NARROWEST_DB) / width_step_db(place));
        let value = |place: usize| match axis(place) {
            Axis::Tone(octave) => tone_db(portrait, octave).map(|db| db / tone_step_db(octave)),
            Axis::Width(zone) => width(zone),
            Axis::Rhythm(zone) => Some(math::log2(zones[zone].onsets_per_s + 0.5) / RHYTHM_STEP),
            Axis::Crest(zone) => zones[zone].crest_db.map(|db| db / CREST_STEP_DB),
            Axis::Punch(zone) => zones[zone].punch_db.map(|db| db / PUNCH_STEP_DB),
            Axis::Range => profile.range_lu.map(|lu| lu / RANGE_STEP_LU),
        };
        Self { steps: std::array::from_fn(|place| value(place).map_or(f32::NAN, math::sample_from)) }
    }

    /// Whether there is a tone to compare; silence has none.
    pub fn is_sound(&self) -> bool {
        self.steps[GROUPS[0].places.clone()].iter().any(|step| !step.is_nan())
    }

    /// How far another is away, in steps that one clearly hears: the weighted RMS of all differences.
    ///
    /// What only one of both has (the width of a stereo record beside a mono mix) counts as one step.
    pub fn distance(&self, other: &Self) -> f64 {
        let squares = GROUPS.iter().filter_map(|group| {
            let unknown = self.knows(group) || other.knows(group);
            let square = self.group_square(other, group).or(unknown.then_some(1.0))?;
            Some((group.weight * square, group.weight))
        });
        let (squares, weights) = squares.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        if weights > 0.0 { (squares / weights).sqrt() } else { f64::INFINITY }
    }

    /// How far another is away in one kind of likeness, in steps; `None` if it cannot be said.
    pub fn group_distance(&self, other: &Self, group: &Group) -> Option<f64> {
        self.group_square(other, group).map(f64::sqrt)
    }

    /// The other minus this one on an axis, in steps; `None` where either is not known.
    pub fn step(&self, other: &Self, place: usize) -> Option<f64> {
        let difference = f64::from(other.steps[place]) - f64::from(self.steps[place]);
        (!difference.is_nan()).then_some(difference)
    }

    /// As they lie in the library: 32-bit floats, lowest byte first.
    pub fn to_bytes(self) -> Vec<u8> {
        self.steps.iter().flat_map(|step| step.to_le_bytes()).collect()
    }

    /// Out of the library; `None` if that is not what was written.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (pieces, rest) = bytes.as_chunks::<4>();
        let steps: [[u8; 4]; COUNT] = pieces.try_into().ok()?;
        rest.is_empty().then(|| Self { steps: steps.map(f32::from_le_bytes) })
    }

    fn knows(&self, group: &Group) -> bool {
        self.steps[group.places.clone()].iter().any(|step| !step.is_nan())
    }

    fn group_square(&self, other: &Self, group: &Group) -> Option<f64> {
        let steps = group.places.clone().filter_map(|place| self.step(other, place));
        let (sum, count) = steps.fold((0.0, 0), |(sum, count), step| (sum + step * step, count + 1));
        (count > 0).then(|| sum / f64::from(count))
    }
}

/// What stands at a place among the features.
pub fn axis(place: usize) -> Axis {
    match (place.checked_sub(OCTAVES), place) {
        (None, octave) => Axis::Tone(octave),
        (Some(zone), _) if zone < ZONES => Axis::Width(zone),
        (Some(zone), _) if zone < 2 * ZONES => Axis::Rhythm(zone - ZONES),
        (Some(zone), _) if zone < 3 * ZONES => Axis::Crest(zone - 2 * ZONES),
        (Some(zone), _) if zone < 4 * ZONES => Axis::Punch(zone - 3 * ZONES),
        _ => Axis::Range,
    }
}

/// How much of its own unit (dB, LU, octaves of onsets) one step on an axis is.
pub fn step_size(place: usize) -> f64 {
    match axis(place) {
        Axis::Tone(octave) => tone_step_db(octave),
        Axis::Width(zone) => width_step_db(zone),
        Axis::Rhythm(_) => RHYTHM_STEP,
        Axis::Crest(_) => CREST_STEP_DB,
        Axis::Punch(_) => PUNCH_STEP_DB,
        Axis::Range => RANGE_STEP_LU,
    }
}

fn width_step_db(zone: usize) -> f64 {
    if zone < LOW_ZONES { LOW_WIDTH_STEP_DB } else { WIDTH_STEP_DB }
}

fn tone_step_db(octave: usize) -> f64 {
    let is_outermost = octave == 0 || octave == OCTAVES - 1;
    if is_outermost { 2.0 * TONE_STEP_DB } else { TONE_STEP_DB }
}

fn centre_hz(octave: usize) -> f64 {
    (0..octave).fold(LOWEST_HZ, |centre_hz, _| 2.0 * centre_hz)
}

/// The level of an octave over the middle of the spectrum, dB.
fn tone_db(portrait: &Portrait, octave: usize) -> Option<f64> {
    let centre_hz = centre_hz(octave);
    let half = std::f64::consts::SQRT_2;
    let inside =
        portrait.bands.iter().filter(|band| (centre_hz / half..centre_hz * half).contains(&band.centre_hz));
    let known = inside.clone().count() >= FEWEST;
    let heard = inside.filter(|band| band.level_db > SILENT_DB);
    let power: f64 = heard.map(|band| math::exp10(band.level_db / 10.0)).sum();
    let middle_db = portrait.mid_level_db.filter(|_| known)?;
    Some((units::db_from_power(power).0 - middle_db).max(UNHEARD_DB))
}

#[cfg(test)]
mod tests {
    use measure::profile::{BandPortrait, Stereo, ZonePortrait};

    use super::*;

    fn pink(level_db: impl Fn(f64) -> f64) -> Profile {
        let centre_hz = |k: i32| 1000.0 * math::exp2(f64::from(k) / 3.0);
        let band = |k: i32| BandPortrait {
            centre_hz: centre_hz(k),
            level_db: level_db(centre_hz(k)),
            ..BandPortrait::default()
        };
        let stereo = Stereo { width_db: Some(-9.0), ..Stereo::default() };
        let zone = ZonePortrait { crest_db: Some(12.0), punch_db: Some(9.0), stereo, ..ZonePortrait::default() };
        let bands = (-16..=13).map(band).collect();
        let mid_level_db = Some(level_db(1000.0));
        let whole = Portrait { mid_level_db, bands, zones: [zone; 7], ..Portrait::default() };
        Profile { whole, range_lu: Some(6.0), ..Profile::default() }
    }

    #[test]
    fn three_decibels_in_one_octave_are_one_step_there_and_none_elsewhere() {
        let flat = Features::of(&pink(|_| -30.0));
        let bass = Features::of(&pink(|hz| if (45.0..88.0).contains(&hz) { -27.0 } else { -30.0 }));
        let steps: Vec<f64> = (0..COUNT).filter_map(|place| flat.step(&bass, place)).collect();
        assert!((steps[1] - 1.0).abs() < 1e-6, "{steps:?}");
        assert_eq!(steps.iter().filter(|step| step.abs() > 1e-6).count(), 1, "{steps:?}");
        assert!((flat.distance(&bass) - (0.6_f64 / 10.0).sqrt()).abs() < 1e-6);
    }

    #[test]
    fn volume_does_not_count() {
        let [loud, quiet] = [-20.0, -45.0].map(|level_db| Features::of(&pink(|_| level_db)));
        assert!(loud.distance(&quiet) < 1e-6);
    }

    #[test]
    fn what_only_one_of_both_has_counts_as_one_step() {
        let stereo = pink(|_| -30.0);
        let mut mono = stereo.clone();
        mono.whole.zones.iter_mut().for_each(|zone| zone.stereo.width_db = None);
        let [stereo, mono] = [stereo, mono].map(|profile| Features::of(&profile));
        assert!((stereo.distance(&mono) - 0.2_f64.sqrt()).abs() < 1e-6);
        assert_eq!(mono.distance(&mono), 0.0);
    }

    #[test]
    fn silence_has_no_tone_and_no_neighbours() {
        let silence = Features::of(&Profile::default());
        assert!(!silence.is_sound());
        assert!(Features::of(&pink(|_| -30.0)).is_sound());
    }

    #[test]
    fn bytes_come_back_as_they_were() {
        let features = Features::of(&pink(|hz| -30.0 - hz / 1000.0));
        assert_eq!(Features::from_bytes(&features.to_bytes()), Some(features));
        assert_eq!(Features::from_bytes(&[0; 7]), None);
    }

    #[test]
    fn the_weights_add_up_to_one_and_the_groups_cover_every_place() {
        assert!((GROUPS.iter().map(|group| group.weight).sum::<f64>() - 1.0).abs() < 1e-12);
        let places: Vec<usize> = GROUPS.iter().flat_map(|group| group.places.clone()).collect();
        assert_eq!(places, (0..COUNT).collect::<Vec<_>>());
    }
}
