// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How different what comes is from what was, for every half second of a song.
//!
//! A cell's feature is the shape of its third octaves without their level, its level, and its notes, each
//! number standardised over the song. Novelty is J. Foote's, "Automatic audio segmentation using a measure
//! of audio novelty", IEEE ICME 2000: a checkerboard with a Gaussian taper moved along the diagonal of the
//! cosine self-similarity. That taper `g` is separable, so the sum over the checkerboard is a square:
//!
//! ```text
//! Σᵢⱼ ±gᵢ·gⱼ·⟨fᵢ, fⱼ⟩ = |Σᵢ gᵢ·(f₊ᵢ − f₋ᵢ)|²
//! ```
//!
//! and no matrix is needed. Divided by `4·(Σ gᵢ)²` it is 0 where nothing changes and 1 where everything does.

use dsp::math;

use super::cells::Cells;
use crate::third_octaves::MOST_BANDS;

const NOTES: usize = 12;
const FEATURES: usize = MOST_BANDS + 1 + NOTES;
/// Half of the checkerboard: 12 s.
const REACH: usize = 24;
/// The taper falls to e^−1.5 at its ends.
const TAPER: f64 = 1.5;
/// Bands further below the loudest of their cell are counted as that, dB.
const DEPTH_DB: f32 = 60.0;
/// Cells quieter than the song by more are counted as that, LU.
const QUIET_LU: f64 = 30.0;
/// What moves less than this counts as still: bands and level in dB, notes as shares.
const STILL: [f64; 3] = [1.0, 1.0, 0.02];
/// What the three parts of a feature weigh together.
const WEIGHTS: [f64; 3] = [1.0, 1.0, 0.7];

/// What a half second, or the mean of several, sounds like; its length is 1 at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Feature([f64; FEATURES]);

impl Feature {
    pub const NOTHING: Self = Self([0.0; FEATURES]);

    /// The mean of some features.
    pub fn mean(features: &[Self]) -> Self {
        let mut mean = Self::NOTHING;
        features.iter().for_each(|feature| mean.add(feature, 1.0 / features.len() as f64));
        mean
    }

    /// How different two are: 0 for alike, 1 for opposite.
    pub fn distance(&self, other: &Self) -> f64 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / 4.0
    }

    fn add(&mut self, other: &Self, share: f64) {
        for (sum, value) in self.0.iter_mut().zip(&other.0) {
            *sum += share * value;
        }
    }
}

/// The features of all cells.
pub(super) fn features(cells: &Cells) -> Vec<Feature> {
    let mut features: Vec<Feature> = Vec::with_capacity(cells.cells.len());
    for place in 0..cells.cells.len() {
        let heard = cells.cells[place].frames > 0 || features.is_empty();
        features.push(if heard { raw(cells, place) } else { features[place - 1] });
    }
    standardise(&mut features);
    features
}

/// The novelty at the start of every cell.
pub(super) fn novelty(features: &[Feature]) -> Vec<f64> {
    let taper: Vec<f64> =
        (0..REACH).map(|n| math::exp(-TAPER * (n as f64 / REACH as f64) * (n as f64 / REACH as f64))).collect();
    let whole: f64 = taper.iter().sum();
    let side = |cells: &mut dyn Iterator<Item = &Feature>| {
        let mut sum = Feature::NOTHING;
        cells.zip(&taper).for_each(|(feature, weight)| sum.add(feature, weight / whole));
        sum
    };
    (0..features.len())
        .map(|place| {
            let before = side(&mut features[..place].iter().rev());
            before.distance(&side(&mut features[place..].iter()))
        })
        .collect()
}

fn raw(cells: &Cells, place: usize) -> Feature {
    let cell = &cells.cells[place];
    let mut values = [0.0; FEATURES];
    let bands = cells.centres_hz.len();
    let levels: Vec<f32> = (0..bands).map(|band| cell.level_db(band)).collect();
    let loudest = levels.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for (value, level) in values.iter_mut().zip(&levels) {
        *value = f64::from(level.max(loudest - DEPTH_DB));
    }
    let mean = values[..bands].iter().sum::<f64>() / bands.max(1) as f64;
    values[..bands].iter_mut().for_each(|value| *value -= mean);
    let floor = cells.measured.integrated_lufs.unwrap_or_default() - QUIET_LU;
    values[MOST_BANDS] = cells.lufs(place).max(floor);
    let notes: f32 = cell.chroma.iter().sum();
    for (value, note) in values[MOST_BANDS + 1..].iter_mut().zip(cell.chroma) {
        *value = f64::from(note / notes.max(f32::MIN_POSITIVE));
    }
    Feature(values)
}

/// Every number against its mean and its deviation over the song, and each feature no longer than 1.
fn standardise(features: &mut [Feature]) {
    let count = features.len().max(1) as f64;
    for n in 0..FEATURES {
        let mean = features.iter().map(|feature| feature.0[n]).sum::<f64>() / count;
        let spread = features.iter().map(|feature| (feature.0[n] - mean) * (feature.0[n] - mean)).sum::<f64>();
        let (part, size) = part(n);
        let scale = math::sqrt(WEIGHTS[part] / size) / math::sqrt(spread / count).max(STILL[part]);
        features.iter_mut().for_each(|feature| feature.0[n] = (feature.0[n] - mean) * scale);
    }
    let usual = WEIGHTS.iter().sum::<f64>();
    for feature in features {
        let length = math::sqrt(feature.0.iter().map(|value| value * value).sum::<f64>().max(usual));
        feature.0.iter_mut().for_each(|value| *value /= length);
    }
}

/// Which part of a feature a number belongs to, and how many belong there.
fn part(n: usize) -> (usize, f64) {
    match n {
        ..MOST_BANDS => (0, MOST_BANDS as f64),
        MOST_BANDS => (1, 1.0),
        _ => (2, NOTES as f64),
    }
}
