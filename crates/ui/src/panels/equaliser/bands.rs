// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bands of both equalisers as one kind of thing, and the curves they make.

use dsp::Hz;
use rack::{
    Params, Spec, Step,
    equaliser::{self, Lane},
    processors::{low_eq, tone_eq},
};

use super::Kind;

const LOW_IDS: [&str; low_eq::BANDS] = ["rumble", "sub", "kick", "bass", "warmth"];
const TONE_IDS: [&str; tone_eq::BANDS] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// A band, and the places of its knobs.
#[derive(Clone, Debug)]
pub struct Band {
    /// What is written on its handle.
    pub letter: String,
    /// What it is called: "Kick", "Band A".
    pub name: String,
    /// Where it is.
    pub at: Hz,
    /// How far it is moved, dB.
    pub gain_db: f64,
    /// The knob that moves it.
    pub gain: usize,
    /// The knob that says in what it is moved.
    pub channels: usize,
    /// Frequency, width and shape, where they can be turned.
    pub free: Option<Free>,
}

/// The knobs that only a free band has.
#[derive(Clone, Copy, Debug)]
pub struct Free {
    /// Where it is.
    pub frequency: usize,
    /// How narrow it is.
    pub q: usize,
    /// What it changes.
    pub shape: usize,
}

/// The bands of an equaliser, from the first to the last.
pub fn bands(kind: Kind, step: &Step) -> Vec<Band> {
    match kind {
        Kind::Low => LOW_IDS.iter().enumerate().filter_map(|(n, id)| low(n, id, step)).collect(),
        Kind::Tone => TONE_IDS.iter().filter_map(|id| tone(id, step)).collect(),
    }
}

fn low(n: usize, id: &str, step: &Step) -> Option<Band> {
    let gain = step.entry.param_index(id)?;
    let name = step.entry.params[gain].name.to_owned();
    Some(Band {
        letter: name.chars().take(1).collect(),
        name,
        at: Hz(low_eq::MIDDLES_HZ[n]),
        gain_db: step.values[gain],
        gain,
        channels: step.entry.param_index(&format!("{id}-channels"))?,
        free: None,
    })
}

fn tone(id: &str, step: &Step) -> Option<Band> {
    let place = |knob: &str| step.entry.param_index(&format!("{id}-{knob}"));
    let (gain, frequency) = (place("gain")?, place("frequency")?);
    let letter = id.to_uppercase();
    Some(Band {
        name: format!("Band {letter}"),
        letter,
        at: Hz(step.values[frequency]),
        gain_db: step.values[gain],
        gain,
        channels: place("channels")?,
        free: Some(Free { frequency, q: place("q")?, shape: place("shape")? }),
    })
}

impl Band {
    /// What is known about the knob that moves it.
    pub fn spec<'a>(&self, step: &'a Step) -> &'a Spec {
        &step.entry.params[self.gain]
    }
}

/// What the filters do, on mid and on side.
pub enum Curve {
    /// Of the low equaliser.
    Low(equaliser::Curve<{ low_eq::FILTERS }>),
    /// Of the tone equaliser.
    Tone(equaliser::Curve<{ tone_eq::BANDS }>),
}

impl Curve {
    /// The curve of an equaliser whose knobs stand so.
    pub fn of(kind: Kind, values: &[f64]) -> Self {
        match kind {
            Kind::Low => Self::Low(low_eq::curve(&knobs::<low_eq::Knobs>(values).bands())),
            Kind::Tone => Self::Tone(tone_eq::curve(&knobs::<tone_eq::Knobs>(values).bands())),
        }
    }

    /// The curve of one of its bands, alone.
    pub fn alone(kind: Kind, values: &[f64], bands: &[Band], which: usize) -> Self {
        let mut values = values.to_vec();
        for (_, other) in bands.iter().enumerate().filter(|(n, _)| *n != which) {
            values[other.gain] = 0.0;
        }
        Self::of(kind, &values)
    }

    /// By how many dB a sine of this frequency is changed.
    pub fn db(&self, lane: Lane, at: Hz) -> f64 {
        match self {
            Self::Low(curve) => curve.db(lane, at),
            Self::Tone(curve) => curve.db(lane, at),
        }
    }

    /// Whether nothing is changed anywhere.
    pub fn is_flat(&self) -> bool {
        match self {
            Self::Low(curve) => curve.is_flat(),
            Self::Tone(curve) => curve.is_flat(),
        }
    }

    /// Whether mid and side are changed alike.
    pub fn is_one(&self) -> bool {
        match self {
            Self::Low(curve) => curve.mid == curve.side,
            Self::Tone(curve) => curve.mid == curve.side,
        }
    }
}

fn knobs<K: Params>(values: &[f64]) -> K {
    let mut knobs = K::default();
    for (place, value) in values.iter().enumerate().take(K::SPECS.len()) {
        knobs.set(place, *value);
    }
    knobs
}
