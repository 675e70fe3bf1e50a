// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where a song changes, and which of its parts sound alike.
//!
//! A boundary is a peak of the [novelty](super::novelty) above what noise has and above the mean by half a
//! standard deviation (with a whole one, a song's one great contrast hides the others), 8 s from the next at
//! least. Two sections that are nearer to each other than such a peak is high share a letter; neighbours that
//! share one are one section.

use dsp::math;

use super::{
    Section,
    cells::{CELL_S, Cells},
    novelty::{self, Feature},
};
use crate::fault::Span;

/// The shortest section, cells: 8 s.
const SHORTEST: usize = 16;
/// Less novelty than this is no change; steady noise reaches a third of it at most, songs 0.07 to 0.4. Measured.
const CHANGE: f64 = 0.07;
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
    let threshold = (mean + 0.5 * math::sqrt(spread)).max(CHANGE);
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
    let is_last = to == cells.half_seconds.len();
    let to_s = if is_last { cells.seconds() } else { to as f64 * CELL_S };
    let span = Span { from_s: from as f64 * CELL_S, to_s };
    let letter = u32::try_from(letter).ok().and_then(|n| char::from_u32(u32::from('A') + n)).unwrap_or('Z');
    Section { span, letter, portrait: cells.portrait(span) }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use crate::profile::tests::{self, RATE_HZ, letters, profile};

    const PART: usize = 20 * RATE_HZ as usize;

    /// Three kinds of music: dark, bright, and a chord on a bed.
    fn part(kind: usize, seed: u64) -> Vec<f32> {
        let noise = signals::pink_noise(seed, 0.5, PART);
        let chord = [220.0, 277.2, 329.6].map(|hz| signals::sine(RATE_HZ, hz * 1.122, 0.15, 0.0, PART));
        match kind {
            0 => tests::filtered(&noise, |hz| -9.0 * f64::log2(1.0 + hz / 500.0)),
            1 => tests::filtered(&noise, |hz| 3.0 * f64::log2(1.0 + hz / 500.0) - 6.0),
            _ => (0..PART).map(|n| noise[n] * 0.3 + chord.iter().map(|tone| tone[n]).sum::<f32>()).collect(),
        }
    }

    #[test]
    fn a_song_of_four_parts_is_cut_where_they_meet_and_the_same_part_has_the_same_letter() {
        let song: Vec<f32> = [0, 1, 0, 2].iter().zip(1..).flat_map(|(kind, seed)| part(*kind, seed)).collect();
        let profile = profile(&[song.clone(), song]);
        assert_eq!(letters(&profile), "ABAC");
        for (section, expected_s) in profile.sections.iter().zip([0.0, 20.0, 40.0, 60.0]) {
            assert!((section.span.from_s - expected_s).abs() <= 1.0, "{:?}", section.span);
        }
        assert_eq!(profile.sections[3].span.to_s, 80.0);
        assert!(profile.sections.windows(2).all(|pair| pair[0].span.to_s == pair[1].span.from_s));
    }

    #[test]
    fn the_loudest_section_is_the_loudest() {
        let song: Vec<f32> = [(0, 1.0), (1, 0.5), (0, 1.0), (1, 0.4)]
            .iter()
            .zip(1..)
            .flat_map(|((kind, gain), seed)| part(*kind, seed).into_iter().map(move |sample| sample * gain))
            .collect();
        let profile = profile(&[song.clone(), song]);
        let loudness = |place: usize| profile.sections[place].portrait.lufs.unwrap();
        let loudest = profile.loudest.unwrap();
        assert!((0..profile.sections.len()).all(|place| loudness(place) <= loudness(loudest)));
        assert_eq!(profile.loudest_portrait(), &profile.sections[loudest].portrait);
    }

    #[test]
    fn noise_that_does_not_change_is_one_section() {
        for seed in 1..4 {
            let noise = [seed, seed + 10].map(|seed| signals::pink_noise(seed, 0.5, 90 * RATE_HZ as usize));
            assert_eq!(letters(&profile(&noise)), "A");
        }
    }

    #[test]
    fn silence_has_no_sections_and_ten_seconds_have_one() {
        let silence = profile(&[vec![0.0; PART], vec![0.0; PART]]);
        assert_eq!((silence.sections.len(), silence.loudest), (0, None));
        let short = signals::pink_noise(1, 0.5, PART / 2);
        let short = profile(&[short.clone(), short]);
        assert_eq!((letters(&short).as_str(), short.loudest), ("A", Some(0)));
    }
}
