// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Stems in a folder: found, heard beside the mix, added up, and named.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::{fs, path::Path};

use dsp::{
    Audio, Db, Hz, math,
    signals::{self, Dice},
    svf::{Memory, Svf},
};
use files::{Depth, Overwrite, record, resample::resample, stems, write_all};
use measure::{
    Span,
    compare::{Passage, Question, Side, compare, passage},
};
use tempfile::TempDir;

const RATE_HZ: u32 = 44_100;
const SECONDS: usize = 12;
const WHOLE: Span = Span { from_s: 0.0, to_s: SECONDS as f64 };

/// Noise in a band, in bursts that no other seed has.
fn part(seed: u64, at_hz: f64, level: f64) -> Audio {
    let band = Svf::band_pass(Hz(at_hz), 0.5, RATE_HZ);
    let channel = |side: u64| {
        let (mut memory, mut dice) = (Memory::default(), Dice::new(seed));
        let mut loud = 1.0;
        let noise = signals::white_noise(seed * 2 + side, level, RATE_HZ as usize * SECONDS);
        let burst = |(n, x): (usize, f32)| {
            if n % (RATE_HZ as usize / 4) == 0 {
                loud = 0.3 + 0.7 * dice.unipolar();
            }
            math::sample_from(loud * band.next(&mut memory, f64::from(x)))
        };
        noise.into_iter().enumerate().map(burst).collect()
    };
    Audio { rate_hz: RATE_HZ, channels: vec![channel(0), channel(1)] }
}

fn band_of_three() -> [(&'static str, Audio); 3] {
    [("Bass", part(1, 80.0, 0.5)), ("Pads", part(2, 400.0, 0.3)), ("Hats", part(3, 7000.0, 0.1))]
}

fn sum(parts: &[&Audio]) -> Audio {
    let mut sum = Audio::silence(RATE_HZ, 2, parts[0].frames());
    for part in parts {
        for (all, one) in sum.channels.iter_mut().zip(&part.channels) {
            all.iter_mut().zip(one).for_each(|(all, one)| *all += one);
        }
    }
    sum
}

fn write(folder: &Path, name: &str, audio: &Audio) {
    write_all(&folder.join(name), audio, Depth::Float32, Overwrite::Refused).unwrap();
}

/// A folder with `mix.wav` and `stems/`.
fn session(mix: &Audio, parts: &[(&str, Audio)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("stems")).unwrap();
    write(folder.path(), "mix.wav", mix);
    for (name, part) in parts {
        write(&folder.path().join("stems"), &format!("{name}.wav"), part);
    }
    folder
}

fn heard(folder: &TempDir) -> files::Result<stems::Heard> {
    let stems = stems::open(&folder.path().join("stems"))?;
    stems::hear(&stems, &folder.path().join("mix.wav"), WHOLE, &|_| {})
}

#[test]
fn stems_that_are_the_mix_add_up_to_it_and_nothing_is_said() {
    let parts = band_of_three();
    let mix = sum(&parts.each_ref().map(|(_, part)| part));
    let folder = session(&mix, &parts);
    fs::write(folder.path().join("stems/notes.txt"), "take 3 is the one").unwrap();
    fs::write(folder.path().join("stems/.hidden.wav"), "no sound").unwrap();
    let heard = heard(&folder).unwrap();
    let names: Vec<_> = heard.stems.iter().map(|stem| stem.name.as_str()).collect();
    assert_eq!(names, ["Bass", "Hats", "Pads"]);
    assert_eq!(heard.notes, Vec::<String>::new());
    let sum = heard.sum.unwrap();
    assert!(sum.residual_db < -60.0 && sum.offset_s.abs() < 1e-6 && sum.gain_db.abs() < 0.01, "{sum:?}");
}

#[test]
fn stems_of_other_rates_lengths_and_channels_still_add_up_and_are_mentioned() {
    let mut parts = band_of_three();
    let middle = parts[0].1.channels[0].clone();
    parts[0].1.channels[1] = middle;
    parts[1].1.channels.iter_mut().for_each(|channel| channel[300_000..].fill(0.0));
    let mix = sum(&parts.each_ref().map(|(_, part)| part));
    parts[0].1.channels.truncate(1);
    parts[1].1.channels.iter_mut().for_each(|channel| channel.truncate(300_000));
    parts[2].1 = resample(&parts[2].1, 48_000).unwrap();
    let heard = heard(&session(&mix, &parts)).unwrap();
    assert!(heard.sum.unwrap().residual_db < -40.0, "{:?}", heard.sum);
    let told =
        ["another rate than the mix; converted: Hats.", "mono; counted in the middle: Bass.", "silence: Pads."];
    assert!(heard.notes.iter().zip(told).all(|(note, end)| note.ends_with(end)), "{:?}", heard.notes);
    assert_eq!(heard.notes.len(), 3);
}

#[test]
fn a_stem_that_is_missing_is_missed() {
    let parts = band_of_three();
    let mix = sum(&parts.each_ref().map(|(_, part)| part));
    let heard = heard(&session(&mix, &parts[1..])).unwrap();
    let [note] = heard.notes.as_slice() else { panic!("{:?}", heard.notes) };
    assert!(note.starts_with("The stems are not the whole mix: "), "{note}");
    let power = |audio: &Audio| audio.channels.iter().flatten().map(|x| f64::from(x * x)).sum::<f64>();
    let share = power(&parts[0].1) / power(&mix);
    assert!((heard.sum.unwrap().missing() - share).abs() < 0.02, "{share}: {:?}", heard.sum);
}

#[test]
fn the_stems_of_another_song_are_called_that() {
    let parts = band_of_three();
    let heard = heard(&session(&part(9, 300.0, 0.5), &parts)).unwrap();
    assert_eq!(heard.sum, None);
    assert!(heard.notes[0].starts_with("These are not the stems of this mix"), "{:?}", heard.notes);
}

#[test]
fn a_stem_full_of_what_is_no_number_is_said_and_left_out() {
    let mut parts = band_of_three();
    let mix = sum(&parts.each_ref().map(|(_, part)| part));
    parts[2].1.channels.iter_mut().for_each(|channel| channel.fill(f32::NAN));
    let heard = heard(&session(&mix, &parts)).unwrap();
    assert_eq!(heard.stems.len(), 2);
    assert!(heard.notes[0].starts_with("Hats is left out: 100 % of its samples"), "{:?}", heard.notes);
    assert!(heard.stems.iter().flat_map(|stem| &stem.bands).all(|band| band.level_db.is_finite()));
}

#[test]
fn a_folder_without_sound_a_file_and_nothing_at_all_are_errors_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let words = |path: &Path| stems::open(path).unwrap_err().to_string();
    fs::write(folder.path().join("notes.txt"), "no sound here").unwrap();
    assert!(words(folder.path()).contains("has no stems with sound in it; export them there"));
    assert!(words(&folder.path().join("notes.txt")).contains("is a file, not a folder of stems"));
    assert!(words(&folder.path().join("gone")).contains("does not exist"));
}

#[test]
fn the_stem_with_a_boost_is_named_in_the_comparison() {
    let mut parts = band_of_three();
    let clean = sum(&parts.each_ref().map(|(_, part)| part));
    let bell = Svf::bell(Hz(300.0), 1.0, Db(6.0), RATE_HZ);
    for channel in &mut parts[1].1.channels {
        let mut memory = Memory::default();
        for x in channel {
            *x = math::sample_from(bell.next(&mut memory, f64::from(*x)));
        }
    }
    let mix = sum(&parts.each_ref().map(|(_, part)| part));
    let folder = session(&mix, &parts);
    let side = |audio: &Audio| {
        let profile = record::hear_audio(audio, "song").record.profile;
        Side { name: "song".to_owned(), passage: passage(&profile, Passage::Loudest), profile, weight: 1.0 }
    };
    let mut comparison =
        compare(&Question { mix: side(&mix), records: vec![side(&clean)], ..Question::default() });
    let stems = stems::open(&folder.path().join("stems")).unwrap();
    let notes = stems::attribute(&mut comparison, &stems, &folder.path().join("mix.wav"), &|_| {}).unwrap();
    assert_eq!(notes, Vec::<String>::new());
    let tone = comparison.advice.iter().find(|advice| advice.fault.id == "tone" && advice.beyond > 0.0).unwrap();
    assert_eq!(tone.fault.stem.as_deref(), Some("Pads"), "{tone:?}");
    assert!(tone.fault.action.contains("on Pads first, not on the master"), "{}", tone.fault.action);
}
