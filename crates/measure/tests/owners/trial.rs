// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Seeded faults: one stem of a song of eight gets a bell, records judge the mix, and the owner is asked for.

use dsp::{Db, Hz, math, signals::Dice, svf::Svf};
use measure::{
    Band, Confidence, Portrait, Profile, Span,
    compare::{
        Advice, Axis, Comparison, Passage, Question, Side,
        attribution::{self, Asked, Stem},
        compare, passage,
    },
    profile::{BandPortrait, Section},
    spectrum::Spectrum,
};

use crate::band::{self, BAND, RATE_HZ, Sound};

/// The fault: a bell of this size and width.
pub const FAULT_DB: f64 = 6.0;
pub const FAULT_Q: f64 = 1.0;
/// A fault that moves the mix by less than this in the advice's range is not heard in the mix.
const HEARD_DB: f64 = 1.0;

/// A song of eight stems.
pub struct Song {
    pub stems: Vec<Sound>,
    pub stem_bands: Vec<Vec<Band>>,
    pub mix: Sound,
    pub mix_bands: Vec<Band>,
    dice: Dice,
}

/// Which records the mix is put beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// The same mix without the fault.
    Clean,
    /// One other song of similar tone.
    Another,
    /// Five other songs of similar tone.
    Five,
}

impl Records {
    pub const ALL: [Self; 3] = [Self::Clean, Self::Another, Self::Five];
}

/// How a trial ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The fault is no tone advice, or moves the mix too little.
    NotHeard,
    /// The comparison spoke: whether the seeded stem came first, and how sure that was.
    Told { is_first: bool, confidence: Confidence },
}

impl Song {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let stems: Vec<Sound> = BAND.iter().map(|instrument| band::stem(instrument, &mut dice)).collect();
        let mix: Sound = (0..band::FRAMES).map(|n| stems.iter().map(|stem| stem[n]).sum()).collect();
        Self {
            stem_bands: stems.iter().map(|stem| bands(stem)).collect(),
            mix_bands: bands(&mix),
            stems,
            mix,
            dice,
        }
    }

    /// One stem gets the fault at a frequency; what every kind of records makes of it.
    pub fn seeded(&mut self, owner: usize, at_hz: f64, records: &[Records]) -> Vec<Outcome> {
        let spoiled = self.spoiled(owner, at_hz);
        records.iter().map(|records| spoiled.beside(self.records(*records))).collect()
    }

    fn spoiled(&self, owner: usize, at_hz: f64) -> Spoiled {
        let bell = Svf::bell(Hz(at_hz), FAULT_Q, Db(FAULT_DB), RATE_HZ);
        let clean = &self.stems[owner];
        let boosted = band::through(bell, clean);
        let mix: Sound = (0..band::FRAMES).map(|n| self.mix[n] - clean[n] + boosted[n]).collect();
        let bands_of = |n: usize| if n == owner { bands(&boosted) } else { self.stem_bands[n].clone() };
        let stem = |n: usize| Stem { name: BAND[n].name.to_owned(), bands: bands_of(n) };
        let mix = bands(&mix);
        let lift = |(new, old): (&Band, &Band)| Band { level_db: new.level_db - old.level_db, ..*new };
        let lift = mix.iter().zip(&self.mix_bands).map(lift).collect();
        Spoiled { owner, at_hz, lift, mix, stems: (0..BAND.len()).map(stem).collect() }
    }

    fn records(&mut self, records: Records) -> Vec<Side> {
        match records {
            Records::Clean => vec![side(&self.mix_bands)],
            Records::Another => vec![side(&alike(&self.mix_bands, &mut self.dice))],
            Records::Five => (0..5).map(|_| side(&alike(&self.mix_bands, &mut self.dice))).collect(),
        }
    }
}

/// The song with a fault.
struct Spoiled {
    owner: usize,
    at_hz: f64,
    /// What the fault alone does to the mix.
    lift: Vec<Band>,
    mix: Vec<Band>,
    stems: Vec<Stem>,
}

impl Spoiled {
    fn beside(&self, records: Vec<Side>) -> Outcome {
        let comparison = compare(&Question { mix: side(&self.mix), records, ..Question::default() });
        let advice = heard(&comparison, self.at_hz).filter(|advice| self.is_heard(advice.range_hz.unwrap()));
        let Some(advice) = advice else { return Outcome::NotHeard };
        let asked = Asked { range_hz: advice.range_hz.unwrap(), beyond_db: advice.beyond };
        let owners = attribution::owners(&attribution::curve(&comparison), asked, &self.stems);
        Outcome::Told { is_first: owners[0].name == BAND[self.owner].name, confidence: owners[0].confidence }
    }

    /// Whether the fault lifts the mix by what is heard, somewhere in a range.
    fn is_heard(&self, [from_hz, to_hz]: [f64; 2]) -> bool {
        let inside = |band: &&Band| (from_hz..=to_hz).contains(&band.centre_hz);
        self.lift.iter().filter(inside).any(|band| band.level_db >= HEARD_DB)
    }
}

/// The advice about an excess around a frequency.
fn heard(comparison: &Comparison, at_hz: f64) -> Option<&Advice> {
    let third = math::pow(2.0, 1.0 / 3.0);
    comparison.advice.iter().find(|advice| {
        let [from, to] = advice.range_hz.unwrap_or_default();
        advice.axis == Axis::Tone && advice.beyond > 0.0 && (from / third..=to * third).contains(&at_hz)
    })
}

/// Third octaves of a sound, every frame counting alike.
pub fn bands(sound: &[f64]) -> Vec<Band> {
    let mut spectrum = Spectrum::new(RATE_HZ, 1);
    let samples: Vec<f32> = sound.iter().map(|x| math::sample_from(*x)).collect();
    spectrum.push(&[samples], 0.0);
    spectrum.finish(0.0)
}

/// Another song of similar tone: a smooth curve of ±1.5 dB with a new value in every octave.
fn alike(bands: &[Band], dice: &mut Dice) -> Vec<Band> {
    let nodes: Vec<f64> = (0..12).map(|_| 1.5 * dice.bipolar()).collect();
    let smooth = |n: usize| {
        let (octave, part) = (n / 3, (n % 3) as f64 / 3.0);
        let blend = 0.5 - 0.5 * math::cos(math::PI * part);
        nodes[octave] * (1.0 - blend) + nodes[octave + 1] * blend
    };
    bands.iter().enumerate().map(|(n, band)| Band { level_db: band.level_db + smooth(n), ..*band }).collect()
}

fn side(bands: &[Band]) -> Side {
    let mid: Vec<f64> =
        bands.iter().filter(|band| (200.0..4000.0).contains(&band.centre_hz)).map(|band| band.level_db).collect();
    let portrait = Portrait {
        lufs: Some(-14.0),
        mid_level_db: Some(mid.iter().sum::<f64>() / mid.len() as f64),
        bands: bands
            .iter()
            .map(|band| BandPortrait {
                centre_hz: band.centre_hz,
                level_db: band.level_db,
                ..BandPortrait::default()
            })
            .collect(),
        ..Portrait::default()
    };
    let section = Section { span: Span { from_s: 0.0, to_s: 8.0 }, letter: 'A', portrait: portrait.clone() };
    let profile = Profile {
        seconds: 8.0,
        integrated_lufs: Some(-14.0),
        whole: portrait,
        sections: vec![section],
        loudest: Some(0),
        ..Profile::default()
    };
    Side { name: String::new(), passage: passage(&profile, Passage::Loudest), profile, weight: 1.0 }
}
