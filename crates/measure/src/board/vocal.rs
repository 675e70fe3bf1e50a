// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How the vocal stands against the rest, where a stem is called one.
//!
//! In every 100 ms in which it sings (momentary loudness no more than 10 LU under its integrated, the gate
//! of ITU-R BS.1770-5), its power over that of all other stems; the median of that, in LU.

use dsp::{math, units::db_from_power};

use super::Strip;
use crate::loudness::power_from_lufs;

/// What vocals are called; a word of the name may go on (`Vox2`, `Vocals`).
const SUNG: [&str; 6] = ["vox", "vocal", "voice", "leadvox", "gesang", "stimme"];
/// The same as whole words.
const SUNG_WORDS: [&str; 3] = ["voc", "vocs", "singer"];
/// What is sung behind a lead.
const BEHIND: [&str; 8] = ["back", "bv", "bgv", "choir", "harm", "double", "dbl", "adlib"];
/// Quieter than this against its own loudness, nobody sings, LU.
const GATE_LU: f64 = 10.0;

/// A vocal and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Vocal {
    /// The stems that were taken for it.
    pub names: Vec<String>,
    /// How much louder it is than all the rest together while it sings, LU.
    pub over_rest_lu: f64,
}

/// Puts the vocal against the rest; nothing where none is named or nothing else sounds.
pub fn balance(strips: &[Strip]) -> Option<Vocal> {
    let is_vocal = leads(strips);
    let mut differences: Vec<f32> = Vec::new();
    let hops = strips.iter().map(|strip| strip.heard.measured.course.momentary_lufs.len()).max()?;
    let sung = |hop: usize| power(strips, hop, |n| is_vocal[n]);
    let gate = gate(&(0..hops).map(sung).collect::<Vec<_>>());
    for hop in 0..hops {
        let [vocal, rest] = [sung(hop), power(strips, hop, |n| !is_vocal[n])];
        if vocal > gate && rest > 0.0 {
            differences.push(math::sample_from(db_from_power(vocal / rest).0));
        }
    }
    differences.sort_by(f32::total_cmp);
    let names =
        strips.iter().zip(&is_vocal).filter(|(_, is_vocal)| **is_vocal).map(|(strip, _)| strip.name.clone());
    let over_rest_lu = f64::from(*differences.get(differences.len() / 2)?);
    Some(Vocal { names: names.collect(), over_rest_lu })
}

/// Which stems are the vocal: the leads, or all that is sung where nothing is a lead.
fn leads(strips: &[Strip]) -> Vec<bool> {
    let sung: Vec<bool> = strips.iter().map(|strip| is_sung(&strip.name)).collect();
    let lead: Vec<bool> = strips.iter().zip(&sung).map(|(strip, sung)| *sung && !is_behind(&strip.name)).collect();
    if lead.contains(&true) { lead } else { sung }
}

fn is_sung(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| SUNG_WORDS.contains(&word.as_str()) || SUNG.iter().any(|sung| word.starts_with(sung)))
}

fn is_behind(name: &str) -> bool {
    words(name).iter().any(|word| BEHIND.iter().any(|behind| word.starts_with(behind)))
}

/// The words of a name, in small letters.
pub(crate) fn words(name: &str) -> Vec<String> {
    let words = name.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The power of some stems in a hop; silence has none.
fn power(strips: &[Strip], hop: usize, counts: impl Fn(usize) -> bool) -> f64 {
    let courses =
        strips.iter().enumerate().filter(|(n, _)| counts(*n)).map(|(_, strip)| &strip.heard.measured.course);
    let lufs = courses.filter_map(|course| course.momentary_lufs.get(hop)).filter(|lufs| **lufs > -70.0);
    lufs.map(|lufs| power_from_lufs(f64::from(*lufs))).sum()
}

/// The power under which nobody sings.
fn gate(powers: &[f64]) -> f64 {
    let sounding: Vec<f64> = powers.iter().copied().filter(|power| *power > 0.0).collect();
    let mean = sounding.iter().sum::<f64>() / sounding.len().max(1) as f64;
    mean * math::exp10(-GATE_LU / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(name: &str, momentary_lufs: &[f32]) -> Strip {
        let mut strip = Strip { name: name.to_owned(), ..Strip::default() };
        strip.heard.measured.course.momentary_lufs = momentary_lufs.to_vec();
        strip
    }

    #[test]
    fn the_lead_is_put_against_all_else_while_it_sings() {
        let strips = [
            strip("03 Lead Vox", &[-200.0, -20.0, -20.0, -50.0]),
            strip("Backing Vocals", &[-26.0, -26.0, -26.0, -26.0]),
            strip("Guitars", &[-20.0, -26.0, -26.0, -20.0]),
        ];
        let vocal = balance(&strips).unwrap();
        assert_eq!(vocal.names, ["03 Lead Vox"]);
        assert!((vocal.over_rest_lu - 2.99).abs() < 0.01, "{vocal:?}");
    }

    #[test]
    fn what_only_sounds_like_the_word_is_no_vocal() {
        for name in ["Invoice", "Synth Vocoder", "Single Coil", "Bass", "Fox"] {
            assert!(!is_sung(name), "{name}");
        }
        for name in ["Vocals", "VOX_01", "lead-voice", "Voc 2", "gesang"] {
            assert!(is_sung(name), "{name}");
        }
        assert_eq!(balance(&[strip("Bass", &[-20.0]), strip("Kick", &[-20.0])]), None);
    }
}
