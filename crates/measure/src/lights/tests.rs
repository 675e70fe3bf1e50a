// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the lights say of music that was made to be good or bad.

use dsp::{Audio, math, signals};

use super::*;
use crate::{Layout, LiveMeter, target::Normalisation};

fn target() -> Target {
    Target {
        id: "streaming".into(),
        name: "Streaming".into(),
        summary: String::new(),
        integrated_lufs: [-16.0, -13.0],
        aim_lufs: -14.0,
        short_term_lufs: None,
        ceiling_dbtp: -1.0,
        plr_floor_lu: 8.0,
        psr_floor_lu: 8.0,
        normalisation: Normalisation::None,
        as_of: String::new(),
        source: String::new(),
        notes: Vec::new(),
        confidence: crate::Confidence::Sure,
    }
}

/// Beats of noise over a bass in the middle, half as loud in the first half.
fn song(side: f32) -> Audio {
    let frames = 48_000 * 40;
    let [a, b] = [1, 2].map(|seed| signals::pink_noise(seed, 0.5, frames));
    let bass = signals::sine(48_000, 60.0, 0.05, 0.0, frames);
    let frame = |n: usize| {
        let beat = math::sample_from(math::exp(-((n % 24_000) as f64) / 5_000.0));
        let level = if n < frames / 2 { 0.4 } else { 1.0 };
        let [x, y] = [a[n] * (0.4 + beat), b[n] * (0.4 + beat) * side];
        let low = bass[n] * (0.5 + beat) * 1.2;
        [(low + x + y) * level, (low + x - y) * level]
    };
    let channels = (0..2).map(|channel| (0..frames).map(|n| frame(n)[channel]).collect()).collect();
    Audio { rate_hz: 48_000, channels }
}

fn turned(mut audio: Audio, gain: f32) -> Audio {
    audio.channels.iter_mut().flatten().for_each(|sample| *sample *= gain);
    audio
}

/// Drives a song into hard clipping.
fn crushed(gain: f32) -> Audio {
    let mut audio = turned(song(0.3), gain);
    audio.channels.iter_mut().flatten().for_each(|sample| *sample = sample.clamp(-0.99, 0.99));
    audio
}

fn read(audio: &Audio) -> [Light; 6] {
    let mut meter = LiveMeter::new(audio.rate_hz, Layout::Stereo);
    meter.push(&[&audio.channels[0], &audio.channels[1]]);
    lights(meter.levels(), &target())
}

fn marks(lights: &[Light; 6]) -> [Option<Severity>; 6] {
    lights.each_ref().map(|light| light.severity)
}

#[test]
fn turning_a_crushed_mix_down_turns_nothing_green() {
    let crushed = crushed(12.0);
    let before = marks(&read(&crushed));
    assert!(before.iter().filter(|mark| **mark > Some(Severity::Note)).count() >= 3, "{before:?}");
    for gain_db in [-1.0, -3.0, -6.0, -9.0, -12.0] {
        let gain = math::sample_from(dsp::units::gain_from_db(dsp::Db(gain_db)));
        let after = marks(&read(&turned(crushed.clone(), gain)));
        for (before, after) in before.iter().zip(after) {
            let turned_green = *before > Some(Severity::Note) && after <= Some(Severity::Note);
            assert!(!turned_green, "{gain_db} dB: {before:?} became {after:?}");
        }
    }
}

#[test]
fn a_lively_song_at_the_right_level_has_six_green_lights() {
    let song = song(0.3);
    let mut meter = LiveMeter::new(48_000, Layout::Stereo);
    meter.push(&[&song.channels[0], &song.channels[1]]);
    let lufs = meter.levels().integrated_lufs.unwrap_or_default();
    let gain = math::sample_from(dsp::units::gain_from_db(dsp::Db(-14.5 - lufs)));
    // A little tape rounds the highest tips.
    let mut song = turned(song, gain);
    for sample in song.channels.iter_mut().flatten() {
        *sample /= (1.0 + (*sample / 0.85).powi(4)).sqrt().sqrt();
    }
    let lights = read(&song);
    let bad: Vec<_> = lights.iter().filter(|light| light.severity != Some(Severity::Note)).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn opposed_sides_and_a_wide_bass_are_seen() {
    let wide = read(&song(8.0));
    assert!(wide[4].severity > Some(Severity::Note), "{:?}", wide[4]);
    let mut split = song(0.3);
    let bass = signals::sine(48_000, 60.0, 0.4, 0.0, split.frames());
    for (n, low) in bass.iter().enumerate() {
        split.channels[0][n] += low;
        split.channels[1][n] -= low;
    }
    assert!(read(&split)[5].severity > Some(Severity::Note));
}

#[test]
fn silence_is_not_known() {
    let silence = read(&Audio::silence(48_000, 2, 480_000));
    assert!(silence.iter().all(|light| light.severity.is_none()), "{silence:?}");
    assert_eq!(worst(&silence), None);
}
