// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where a song changes, and which of its parts sound alike.
//!
//! A boundary is a peak of the [novelty](super::novelty) above its mean by a standard deviation and above
//! what noise has, at least 8 s from the next one. Two sections nearer to each other than a boundary is
//! high share a letter; neighbours that share one are one section.

use super::{
    Section,
    cells::{CELL_S, Cells},
    novelty::{self, Feature},
};
use crate::fault::Span;

/// The shortest section, cells: 8 s.
const SHORTEST: usize = 16;
/// Less novelty than this is no change; steady noise reaches a third of it. Measured.
const CHANGE: f64 = 0.1;
const LETTERS: usize = 26;

/// The sections of a sound, without gaps; none for silence.
pub(super) fn sections(cells: &Cells) -> Vec<Section> {
    if cells.measured.integrated_lufs.is_none() {
        return Vec::new();
    }
    let features = novelty::features(cells);
    let mut bounds = vec![0];
    bounds.extend(changes(&novelty::novelty(&features)));
    bounds.push(features.len());
    let parts: Vec<[usize; 2]> = bounds.windows(2).map(|pair| [pair[0], pair[1]]).collect();
    let letters = letters(&parts, &features);
    merged(&parts, &letters).into_iter().map(|(part, letter)| section(cells, part, letter)).collect()
}

/// The place of the loudest section that is long enough to be one.
pub(super) fn loudest(sections: &[Section]) -> Option<usize> {
    let seconds = |section: &Section| section.span.to_s - section.span.from_s;
    let longest = sections.iter().map(seconds).fold(0.0, f64::max);
    let enough = longest.min(SHORTEST as f64 * CELL_S);
    let loud = sections.iter().enumerate().filter(|(_, section)| seconds(section) >= enough);
    let by_loudness = loud.filter_map(|(place, section)| Some((place, section.portrait.lufs?)));
    by_loudness.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(place, _)| place)
}

/// The cells at which something new begins.
fn changes(novelty: &[f64]) -> Vec<usize> {
    let count = novelty.len().max(1) as f64;
    let mean = novelty.iter().sum::<f64>() / count;
    let spread = novelty.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    let threshold = (mean + dsp::math::sqrt(spread)).max(CHANGE);
    let is_change = |place: &usize| {
        let here = novelty[*place];
        let [before, after] = [&novelty[place - SHORTEST..*place], &novelty[place + 1..*place + SHORTEST]];
        here > threshold && before.iter().all(|other| *other < here) && after.iter().all(|other| *other <= here)
    };
    (SHORTEST..(novelty.len() + 1).saturating_sub(SHORTEST)).filter(is_change).collect()
}

/// A letter for each part, in order of their first appearance.
fn letters(parts: &[[usize; 2]], features: &[Feature]) -> Vec<usize> {
    let mut kinds: Vec<Feature> = Vec::new();
    let mut letter = |part: &[usize; 2]| {
        let mean = Feature::mean(&features[part[0]..part[1]]);
        let distances = kinds.iter().map(|kind| kind.distance(&mean)).enumerate();
        match distances.min_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((kind, distance)) if distance < CHANGE || kinds.len() == LETTERS => kind,
            _ => {
                kinds.push(mean);
                kinds.len() - 1
            }
        }
    };
    parts.iter().map(&mut letter).collect()
}

/// Neighbours with the same letter become one.
fn merged(parts: &[[usize; 2]], letters: &[usize]) -> Vec<([usize; 2], usize)> {
    let mut merged: Vec<([usize; 2], usize)> = Vec::new();
    for (part, letter) in parts.iter().zip(letters) {
        match merged.last_mut() {
            Some((last, same)) if same == letter => last[1] = part[1],
            _ => merged.push((*part, *letter)),
        }
    }
    merged
}

fn section(cells: &Cells, [from, to]: [usize; 2], letter: usize) -> Section {
    let is_last = to == cells.cells.len();
    let to_s = if is_last { cells.seconds() } else { to as f64 * CELL_S };
    let span = Span { from_s: from as f64 * CELL_S, to_s };
    let letter = u32::try_from(letter).ok().and_then(|n| char::from_u32(u32::from('A') + n)).unwrap_or('Z');
    Section { span, letter, portrait: cells.portrait(span) }
}
