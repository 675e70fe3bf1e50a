// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which stems are the kick and the bass: by their names, else by what they do in the low end.

use crate::{
    board::vocal::words,
    gating::percentile,
    masking::{
        Powers,
        bands::{BANDS, edges_hz},
    },
};

/// What a kick is called; a word may go on (`Kick2`).
const KICK: [&str; 3] = ["kick", "kik", "bassdrum"];
const KICK_WORDS: [&str; 2] = ["bd", "kd"];
/// What has a kick in it.
const DRUMS: [&str; 2] = ["drum", "beat"];
const BASS: [&str; 1] = ["bass"];
/// What only begins like it.
const NO_BASS: [&str; 1] = ["bassoon"];
const BASS_WORDS: [&str; 2] = ["sub", "subs"];
/// The low end, Hz.
const LOW_HZ: f64 = 150.0;
/// A stem has a part in the low end with a tenth of the strongest one's energy.
const HAS_A_PART: f64 = 0.1;
/// And it lives there with half of its own.
const LIVES: f64 = 0.5;
/// The loud tenth of a kick is this far above its middle, 10 dB; a bass holds its notes.
const PERCUSSIVE: f64 = 10.0;
/// Nothing between the hits: 120 dB is as far as anything is above.
const SILENT: f64 = 1e-12;

/// The stems of the low end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The kick, on one track or several.
    pub kick: Vec<usize>,
    /// The bass, on one track or several.
    pub bass: Vec<usize>,
}

/// Finds kick and bass; nothing if one of them is missing.
pub fn roles(names: &[&str], stems: &[Powers]) -> Option<Roles> {
    let named = |is: &dyn Fn(&str) -> bool| (0..names.len()).filter(|n| is(names[*n])).collect::<Vec<_>>();
    let kicks = named(&is_kick);
    let kick = if kicks.is_empty() { named(&is_drums) } else { kicks };
    let bass = named(&is_bass);
    let low: Vec<Low> = stems.iter().map(Low::of).collect();
    let kick = if kick.is_empty() { most_percussive(&low, &bass) } else { kick };
    let bass = if bass.is_empty() { most_low_end(&low, &kick) } else { bass };
    (!kick.is_empty() && !bass.is_empty()).then_some(Roles { kick, bass })
}

fn is_kick(name: &str) -> bool {
    let words = words(name);
    let is_bass_drum = words.windows(2).any(|pair| pair[0] == "bass" && pair[1].starts_with("drum"));
    is_bass_drum || has(&words, &KICK, &KICK_WORDS)
}

fn is_drums(name: &str) -> bool {
    has(&words(name), &DRUMS, &[])
}

fn is_bass(name: &str) -> bool {
    let words = words(name);
    let is_other = is_kick(name) || is_drums(name) || has(&words, &NO_BASS, &[]);
    !is_other && (name.contains("808") || has(&words, &BASS, &BASS_WORDS))
}

fn has(words: &[String], beginnings: &[&str], whole: &[&str]) -> bool {
    words
        .iter()
        .any(|word| whole.contains(&word.as_str()) || beginnings.iter().any(|start| word.starts_with(start)))
}

/// The low end of a stem.
struct Low {
    energy: f64,
    /// Its part of the energy of the whole stem, 0 to 1.
    share: f64,
    /// Its loud tenth over its middle.
    crest: f64,
}

impl Low {
    fn of(powers: &Powers) -> Self {
        let bands = (0..BANDS).take_while(|band| edges_hz(*band)[1] < LOW_HZ).count();
        let sum = |bands: usize| {
            let cells = powers.cells.iter();
            cells.map(|cell| cell.iter().flat_map(|ear| &ear[..bands]).sum()).collect::<Vec<f32>>()
        };
        let energy = |powers: &[f32]| powers.iter().map(|power| f64::from(*power)).sum::<f64>();
        let [mut low, all] = [bands, BANDS].map(sum);
        low.sort_by(f32::total_cmp);
        let [middle, loud] = [0.5, 0.9].map(|share| percentile(&low, share).unwrap_or(0.0));
        let over = |part: f64, whole: f64| if part > 0.0 { part / whole.max(SILENT * part) } else { 0.0 };
        Self { energy: energy(&low), share: over(energy(&low), energy(&all)), crest: over(loud, middle) }
    }
}

fn most_percussive(low: &[Low], not: &[usize]) -> Vec<usize> {
    let crest = |n: &usize| low[*n].crest;
    let kick = parts(low, not).into_iter().max_by(|a, b| crest(a).total_cmp(&crest(b)));
    kick.filter(|n| low[*n].crest > PERCUSSIVE).into_iter().collect()
}

fn most_low_end(low: &[Low], not: &[usize]) -> Vec<usize> {
    let bass = parts(low, not).into_iter().max_by(|a, b| low[*a].energy.total_cmp(&low[*b].energy));
    bass.filter(|n| low[*n].crest < PERCUSSIVE).into_iter().collect()
}

/// The stems that have a part in the low end.
fn parts(low: &[Low], not: &[usize]) -> Vec<usize> {
    let most = low.iter().map(|low| low.energy).fold(0.0, f64::max);
    let has_one = |low: &Low| low.energy > HAS_A_PART * most && low.share > LIVES;
    (0..low.len()).filter(|n| !not.contains(n) && has_one(&low[*n])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kick_and_bass_are_known_by_name() {
        for (kick, bass) in [("Kick In", "Bass DI"), ("5_BD 03", "2_Bass Slap 02"), ("Bass Drum", "808")] {
            let found = roles(&["Pads", kick, bass], &[]).unwrap();
            assert_eq!(found, Roles { kick: vec![1], bass: vec![2] }, "{kick} {bass}");
        }
        assert_eq!(roles(&["Drums", "Sub"], &[]), Some(Roles { kick: vec![0], bass: vec![1] }));
        assert_eq!(roles(&["Kick", "Substance", "Bassoon"], &[]), None);
    }
}
