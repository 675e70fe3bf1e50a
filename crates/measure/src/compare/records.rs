// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The records: what each is good for, and what is wrong with it.

use dsp::math;

use super::Side;
use crate::{compare::hertz::hertz, profile::Profile, words::number};

/// A shorter record says little about a song, s.
const SHORT_S: f64 = 10.0;
/// A finished record has sound up to here, Hz; lossy coding at low rates ends it earlier.
const LOSSY_HZ: f64 = 16_000.0;
/// Tone that differs by more than this is another kind of music, dB RMS between 60 Hz and 10 kHz.
const DISTANT_DB: f64 = 8.0;
const DISTANT_HZ: [f64; 2] = [60.0, 10_000.0];
/// Sides that are this much weaker than the middle are no stereo, dB.
const MONO_DB: f64 = -50.0;

/// A record in a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// The record and its passage.
    pub side: Side,
    /// The gain at which it is as loud as the others, dB.
    pub gain_db: f64,
    /// What is wrong with it as a record to compare with.
    pub flaws: Vec<Flaw>,
}

/// What is wrong with a record to compare with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flaw {
    /// There is nothing to hear; it does not count.
    Silent,
    /// It is shorter than 10 s.
    Short {
        /// How long it is.
        seconds: f64,
    },
    /// Lossy coding has taken everything above a frequency; the bands there do not count.
    Lossy {
        /// Where its sound ends.
        cliff_hz: f64,
    },
    /// It has one channel, or two that are the same; its width does not count.
    Mono,
    /// Its tops are flat; its dynamics do not count.
    Clipped,
    /// Its tone is so far from the mix that it is another kind of music.
    Distant {
        /// How far, dB RMS over third octaves.
        rms_db: f64,
    },
}

impl Flaw {
    /// One sentence: what is wrong, and what follows.
    pub fn sentence(&self) -> String {
        match self {
            Self::Silent => "It is silent and does not count; choose another.".to_owned(),
            Self::Short { seconds } => {
                format!("It is only {} s long; a whole song says more.", number(*seconds))
            }
            Self::Lossy { cliff_hz } => format!(
                "Lossy coding ends it at {}; higher bands do not count. Find a better copy.",
                hertz(*cliff_hz)
            ),
            Self::Mono => "It is mono; its width does not count.".to_owned(),
            Self::Distant { rms_db } => format!(
                "Its tone is {} dB away: another kind of music. Choose one that is nearer.",
                number(*rms_db)
            ),
            Self::Clipped => "It is clipped; its dynamics do not count.".to_owned(),
        }
    }
}

impl Listed {
    /// Whether it counts at all.
    pub fn counts(&self) -> bool {
        self.side.weight > 0.0 && !self.flaws.contains(&Flaw::Silent)
    }

    /// Whether its width means something.
    pub fn has_width(&self) -> bool {
        self.counts() && !self.flaws.contains(&Flaw::Mono)
    }

    /// Whether its dynamics mean something.
    pub fn has_dynamics(&self) -> bool {
        self.counts() && !self.flaws.contains(&Flaw::Clipped)
    }

    /// Whether it has sound at a frequency.
    pub fn reaches(&self, hz: f64) -> bool {
        self.counts() && reaches(&self.side.profile, hz)
    }
}

/// Whether a song goes up to the third octave at a frequency; the one that contains a cliff has lost a part,
/// whether or not a coder is to blame for it.
pub(super) fn reaches(song: &Profile, hz: f64) -> bool {
    song.cliff_hz.is_none_or(|cliff_hz| hz * 1.13 < cliff_hz)
}

/// The records with their gains and flaws.
pub fn listed(mix: &Side, records: &[Side], gains_db: &[f64]) -> Vec<Listed> {
    let pairs = records.iter().zip(gains_db);
    pairs
        .map(|(side, gain_db)| Listed { side: side.clone(), gain_db: *gain_db, flaws: flaws(mix, side) })
        .collect()
}

fn flaws(mix: &Side, side: &Side) -> Vec<Flaw> {
    let profile = &side.profile;
    let silent = profile.integrated_lufs.is_none();
    if silent {
        return vec![Flaw::Silent];
    }
    let cliff_hz = profile.cliff_hz.filter(|cliff_hz| *cliff_hz < LOSSY_HZ);
    [
        (profile.seconds < SHORT_S).then_some(Flaw::Short { seconds: profile.seconds }),
        cliff_hz.map(|cliff_hz| Flaw::Lossy { cliff_hz }),
        is_mono(side).then_some(Flaw::Mono),
        profile.clipped.then_some(Flaw::Clipped),
        distance_db(mix, side).filter(|rms_db| *rms_db > DISTANT_DB).map(|rms_db| Flaw::Distant { rms_db }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn is_mono(side: &Side) -> bool {
    let widths = side.profile.whole.zones.iter().filter_map(|zone| zone.stereo.width_db);
    widths.fold(f64::NEG_INFINITY, f64::max) < MONO_DB
}

/// How far the tones of two passages are apart, dB RMS; `None` where one is silent.
fn distance_db(mix: &Side, side: &Side) -> Option<f64> {
    let [mix, record] = [mix, side].map(|side| &side.passage.portrait);
    let level_db = mix.mid_level_db? - record.mid_level_db?;
    let bands = mix.bands.iter().zip(&record.bands);
    let keen = bands.filter(|(band, _)| (DISTANT_HZ[0]..DISTANT_HZ[1]).contains(&band.centre_hz));
    let squares: Vec<f64> = keen.map(|(a, b)| (a.level_db - b.level_db - level_db).powi(2)).collect();
    (!squares.is_empty()).then(|| math::sqrt(squares.iter().sum::<f64>() / squares.len() as f64))
}
