// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where a mix stands against an aim: inside, above, below, by how much, and how sure.
//!
//! Only loud passages are judged: a breakdown without a bass is not too little bass.

use dsp::math;

use super::{Aim, AimBand, same_band, tone_db};
use crate::{compare::Place, fault::Confidence, fit::usual_weight, profile::Portrait};

/// A passage that is this much quieter than the loudest is another part of the song, LU: loudness sections of
/// one kind (chorus and chorus) lie within 3 LU of each other, verses and breakdowns further down (EBU R 128's
/// relative gate of 10 LU would still let them in).
const QUIETER_LU: f64 = 4.0;
/// A band whose half seconds reach over more than this between their tenths comes and goes, dB: its mean says
/// little about how it is balanced while it plays.
const COMES_AND_GOES_DB: f64 = 24.0;

/// A third octave of a mix against the zone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// The middle of the band, Hz.
    pub centre_hz: f64,
    /// The mix, the middle and the zone, dB after the mean from 200 Hz to 4 kHz is taken out.
    pub tone_db: Place,
    /// How sure it is: no surer than the aim, and less where the band comes and goes.
    pub confidence: Confidence,
}

/// What is said of a passage.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// It is loud enough: every band that both have, from low to high.
    Judged(Vec<Stand>),
    /// It is a breakdown, so much quieter than the loudest part of the song, LU; nothing is said.
    Resting(f64),
}

/// Reads a passage of a song whose loudest passage has the given loudness, LUFS.
pub fn read(aim: &Aim, passage: &Portrait, loudest_lufs: Option<f64>) -> Reading {
    match loudest_lufs.zip(passage.lufs).map(|(loudest, own)| loudest - own) {
        Some(below_lu) if below_lu > QUIETER_LU => Reading::Resting(below_lu),
        _ => Reading::Judged(stands(aim, passage)),
    }
}

/// Every band that both have, from low to high, whatever the passage.
pub fn stands(aim: &Aim, passage: &Portrait) -> Vec<Stand> {
    aim.bands.iter().filter_map(|band| stand(band, passage)).collect()
}

fn stand(band: &AimBand, passage: &Portrait) -> Option<Stand> {
    let mix = tone_db(passage, band.centre_hz)?;
    let own = passage.bands.iter().find(|own| same_band(own.centre_hz, band.centre_hz))?;
    let [low, _, high] = own.percentiles_db;
    let steadiness = if high - low > COMES_AND_GOES_DB { Confidence::Weak } else { Confidence::Sure };
    Some(Stand {
        centre_hz: band.centre_hz,
        tone_db: Place { mix, median: band.median_db, zone: band.zone_db },
        confidence: band.confidence.min(steadiness),
    })
}

/// How far a mix is outside the zone, dB RMS of third octaves; both ends of the spectrum count less, and what
/// is inside counts nothing.
pub fn distance_db(stands: &[Stand]) -> f64 {
    let weight: f64 = stands.iter().map(|stand| usual_weight(stand.centre_hz)).sum();
    let square = |stand: &Stand| usual_weight(stand.centre_hz) * math::pow(stand.tone_db.beyond(), 2.0);
    if weight > 0.0 { math::sqrt(stands.iter().map(square).sum::<f64>() / weight) } else { 0.0 }
}
