// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What all checks promise together.

use dsp::Audio;

use super::{ALL, Entry, Inspection, bench::*};
use crate::{
    alarms,
    fault::{Fault, Severity},
    measured::Measured,
    reading::Reading,
    under::{self, Finding},
};

/// One of every fault, so that invariance has something to keep.
fn troubled() -> Vec<Vec<f32>> {
    let mut sound = clip(&louder(&normal(&music(20, 18.0)), 7.0), 1.0);
    for channel in &mut sound {
        channel[500_000..500_300].fill(0.0);
    }
    let frames = sound[0].len();
    let bass = dsp::signals::sine(RATE_HZ, 55.0, 0.5, 0.0, frames / 2);
    for (n, bass) in bass.into_iter().enumerate() {
        sound[0][n] += bass;
        sound[1][n] = 0.7 * sound[1][n] - bass;
    }
    louder(&sound, -13.0)
}

fn verdicts(sound: &[Vec<f32>]) -> Vec<String> {
    let invariant = |fault: &Fault| ALL.iter().any(|entry| entry.info.id == fault.id && entry.info.gain_invariant);
    let faults = inspect(sound);
    let mut words: Vec<_> = faults
        .iter()
        .filter(|fault| invariant(fault))
        .map(|fault| format!("{} {}", fault.id, fault.severity.word()))
        .collect();
    words.sort();
    words
}

#[test]
fn turning_up_or_down_changes_no_verdict_that_is_called_invariant() {
    let sound = troubled();
    let before = verdicts(&sound);
    assert!(before.len() >= 3, "{before:?}");
    for gain_db in [-12.0, -7.3, 5.0, 12.0] {
        assert_eq!(verdicts(&louder(&sound, gain_db)), before, "{gain_db} dB");
    }
}

#[test]
fn polarity_sides_and_one_sample_of_delay_change_no_verdict() {
    let sound = troubled();
    let before = verdicts(&sound);
    let flipped: Vec<Vec<f32>> = sound.iter().map(|channel| channel.iter().map(|x| -x).collect()).collect();
    let swapped = vec![sound[1].clone(), sound[0].clone()];
    let late: Vec<Vec<f32>> = sound.iter().map(|channel| [&[0.0][..], channel].concat()).collect();
    for other in [flipped, swapped, late] {
        assert_eq!(verdicts(&other), before);
    }
}

/// Clean music, as loud as a mix, with this fault at twice its limit.
fn sown(entry: &Entry) -> Audio {
    let clean = louder(&normal(&music(21, 15.0)), -8.5);
    let mut song = Audio { rate_hz: RATE_HZ, channels: clean };
    entry.sow(&mut song, 2.0, 7);
    song
}

/// What a check says about a song, and what it reads.
fn heard(entry: &Entry, channels: Vec<Vec<f32>>) -> (Option<Fault>, Option<Reading>) {
    let (_, Inspection { faults, readings }) =
        alarms::inspect(&Audio { rate_hz: RATE_HZ, channels }, Some(&[entry.info.id]));
    (faults.into_iter().next(), readings.into_iter().next())
}

/// Reads the same within a twentieth, where it reads at all.
fn assert_reads(reading: Option<Reading>, expected: Option<Reading>, how: &str) {
    let Some((reading, expected)) = reading.zip(expected) else { return };
    let ratio = reading.limits / expected.limits;
    assert!(
        (0.95..1.05).contains(&ratio),
        "{} {how}: {} of {}",
        reading.check.id,
        reading.limits,
        expected.limits
    );
}

#[test]
fn no_sown_fault_is_talked_away_by_twelve_decibels() {
    for entry in ALL {
        let song = sown(entry).channels;
        let (fault, reading) = heard(entry, song.clone());
        assert!(fault.is_some(), "{}", entry.info.id);
        for gain_db in [-12.0, 12.0] {
            let (other, read) = heard(entry, louder(&song, gain_db));
            let how = format!("{gain_db} dB");
            assert!(other.is_some() || !entry.info.gain_invariant, "{} {how}", entry.info.id);
            assert_reads(read, reading.map(|reading| reading.at_gain(dsp::math::exp10(gain_db / 20.0))), &how);
        }
    }
}

#[test]
fn no_sown_fault_is_talked_away_by_polarity_sides_or_one_sample_of_delay() {
    for entry in ALL {
        let song = sown(entry).channels;
        let (fault, reading) = heard(entry, song.clone());
        let title = fault.map(|fault| fault.title);
        let flipped: Vec<Vec<f32>> = song.iter().map(|channel| channel.iter().map(|x| -x).collect()).collect();
        let late = song.iter().map(|channel| [&[0.0][..], channel].concat()).collect();
        for (how, other) in [("flipped", flipped), ("late", late)] {
            let (other, read) = heard(entry, other);
            assert_eq!(other.map(|fault| fault.title), title, "{} {how}", entry.info.id);
            assert_reads(read, reading, how);
        }
        let (other, read) = heard(entry, vec![song[1].clone(), song[0].clone()]);
        assert_eq!(other.map(|fault| sides_swapped(&fault.title)), title, "{} swapped", entry.info.id);
        assert_reads(read, reading, "swapped");
    }
}

fn sides_swapped(title: &str) -> String {
    let swapped = |word: &str| match word {
        "left" => "right".to_owned(),
        "right" => "left".to_owned(),
        other => other.to_owned(),
    };
    if title.starts_with("Left and right") {
        return title.to_owned();
    }
    title.split(' ').map(swapped).collect::<Vec<_>>().join(" ")
}

#[test]
fn turning_the_master_down_or_up_neither_hides_nor_heals_a_sown_fault() {
    for entry in ALL {
        let raw = sown(entry);
        let (_, before) = alarms::inspect(&raw, None);
        for gain_db in [-12.0, 12.0] {
            let (_, after) = alarms::inspect(&Audio { channels: louder(&raw.channels, gain_db), ..raw }, None);
            for row in under::rows(&before, &after, gain_db) {
                assert_ne!(row.finding, Finding::Hidden, "{}: {} at {gain_db} dB", entry.info.id, row.check().id);
                assert_ne!(
                    row.finding,
                    Finding::ByTheChain,
                    "{}: {} at {gain_db} dB",
                    entry.info.id,
                    row.check().id
                );
                let is_sown = row.check().id == entry.info.id;
                let is_told =
                    before.faults.iter().any(|fault| fault.id == entry.info.id && fault.severity > Severity::Note);
                assert!(
                    !(is_sown && is_told) || row.finding == Finding::InBoth,
                    "{} at {gain_db} dB",
                    entry.info.id
                );
            }
        }
    }
}

#[test]
fn the_cut_does_not_matter() {
    let sound = troubled();
    let whole = inspect_cut(&sound, &Measured::default(), &[usize::MAX / 4]);
    for sizes in [&[1][..], &[440], &[441], &[7, 1000, 64, 4096]] {
        assert_eq!(inspect_cut(&sound, &Measured::default(), sizes), whole, "{sizes:?}");
    }
}

#[test]
fn clean_music_has_no_fault_of_any_kind() {
    for seed in 100..110 {
        let faults = inspect(&normal(&music(seed, 12.0)));
        assert_eq!(faults, [], "seed {seed}");
    }
}

#[test]
fn odd_input_is_no_trouble() {
    for channels in [0, 1, 2, 6, 9] {
        for rate_hz in [1, 8000, 384_000] {
            let mut inspector = super::Inspector::new(rate_hz, crate::Layout::from_channels(channels));
            inspector.push(&[]);
            inspector.push(&vec![&[f32::NAN, 1.0, -1e33][..]; channels]);
            inspector.push(&[&[0.5, 0.5]]);
            inspector.finish(&Measured::default());
        }
    }
}
