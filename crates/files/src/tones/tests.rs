// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tone targets as they are written and read.

use dsp::{Audio, signals};

use super::*;
use crate::record::hear_audio;

fn record(seed: u64) -> Record {
    let channels = (0..2).map(|n| signals::pink_noise(seed + n, 0.4, 44_100 * 8)).collect();
    hear_audio(&Audio { rate_hz: 44_100, channels }, &format!("song {seed} \"live\".wav")).record
}

#[test]
fn what_is_written_is_read_again_and_has_one_line_a_band() {
    let records = [record(1), record(7), record(21), record(40)];
    let target = ToneTarget::of("mine", &records.iter().collect::<Vec<_>>()).unwrap();
    let text = target.to_text();
    let back = parse(&text, Path::new("mine.toml")).unwrap();
    assert_eq!((&back.songs, back.aim.songs), (&target.songs, 4));
    for (read, made) in back.aim.bands.iter().zip(&target.aim.bands) {
        assert!((read.median_db - made.median_db).abs() <= 0.005 && read.confidence == made.confidence);
        assert!((read.centre_hz - made.centre_hz).abs() < 0.06);
    }
    assert_eq!(text.lines().filter(|line| line.starts_with("  { hz = ")).count(), target.aim.bands.len());
    assert_eq!(back.to_text(), text);
    assert!(target.label().starts_with("mine (4 songs, "), "{}", target.label());
}

#[test]
fn neutral_is_wide_weak_and_says_where_it_is_from() {
    let neutral = find("neutral").unwrap();
    assert_eq!((neutral.aim.bands.len(), neutral.aim.songs, neutral.name.as_str()), (30, 0, "neutral"));
    assert!(neutral.source.len() >= 2 && !neutral.notes.is_empty() && !neutral.as_of.is_empty());
    let middle: Vec<f64> = neutral
        .aim
        .bands
        .iter()
        .filter(|band| (200.0..3999.0).contains(&band.centre_hz))
        .map(|band| band.median_db)
        .collect();
    assert!((middle.iter().sum::<f64>() / middle.len() as f64).abs() < 0.3, "its middle is taken out");
    assert!(neutral.aim.bands.iter().all(|band| band.confidence < Confidence::Sure));
    assert_eq!(names()[0], "neutral");
}

#[test]
fn what_is_no_target_is_refused_with_a_sentence() {
    let neutral = include_str!("../../../../tones/neutral.toml");
    let refused = |text: &str| parse(text, Path::new("mine.toml")).unwrap_err().to_string();
    assert!(refused("la la").contains("near line 1"));
    assert!(refused(&neutral.replace("schema = 1", "schema = 9")).contains("update Twobus"));
    assert!(refused(&neutral.replace("hz = 25,", "hz = 2,")).contains("hz = 2"));
    assert!(refused(&neutral.replace("zone = [-18.5, -5.1]", "zone = [-5.1, -18.5]")).contains("make no zone"));
    assert!(refused(&neutral.replace("median = -11.8", "median = nan")).contains("make no zone"));
    assert!(refused(&neutral.replace("name =", "nickname =")).contains("mine.toml"));
    let silent = hear_audio(&Audio::silence(44_100, 2, 44_100 * 8), "silent.wav").record;
    assert!(ToneTarget::of("x", &[&silent]).unwrap_err().to_string().contains("nothing to hear"));
    let many = vec![&silent; MOST_SONGS + 1];
    assert!(ToneTarget::of("x", &many).unwrap_err().to_string().contains("too many"));
    assert!(find("netural").unwrap_err().to_string().contains("choose one of neutral"));
}
