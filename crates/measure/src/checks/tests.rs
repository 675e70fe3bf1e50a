// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What all checks promise together.

use super::{ALL, bench::*};
use crate::{fault::Fault, measured::Measured};

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
