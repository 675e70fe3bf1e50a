// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Advice on small songs whose answer is known.

use dsp::{math, signals};
use measure::target::Normalisation;

use super::*;
use crate::entry;

const RATE_HZ: u32 = 48_000;

/// Twenty-four seconds: a bass of this frequency, hits, and noise; the last twelve are louder.
fn song(bass_hz: f64, level: Db) -> Audio {
    let level = gain_from_db(level);
    let noise = signals::pink_noise(4, 0.4, RATE_HZ as usize * 24);
    let sound = |n: usize| {
        let time = n as f64 / f64::from(RATE_HZ);
        let part = if time < 12.0 { 0.6 } else { 1.0 };
        let beat = math::exp(-12.0 * (time % 0.5));
        let bass = 0.35 * math::sin(math::TAU * bass_hz * time);
        let hit = 0.6 * beat * math::sin(math::TAU * 190.0 * time);
        math::sample_from(level * part * (bass + hit + beat * f64::from(noise[n]) + 0.2 * f64::from(noise[n])))
    };
    let channel: Vec<f32> = (0..RATE_HZ as usize * 24).map(sound).collect();
    Audio { rate_hz: RATE_HZ, channels: vec![channel; 2] }
}

fn target(aim_lufs: f64, psr_floor_lu: f64) -> Target {
    Target {
        id: "test".into(),
        name: "Test".into(),
        summary: String::new(),
        integrated_lufs: [aim_lufs - 1.0, aim_lufs + 1.0],
        aim_lufs,
        short_term_lufs: None,
        ceiling_dbtp: -1.0,
        plr_floor_lu: 8.0,
        psr_floor_lu,
        normalisation: Normalisation::None,
        as_of: "2026-01-01".into(),
        source: String::new(),
        notes: Vec::new(),
        confidence: Confidence::Sure,
    }
}

fn measured(song: &Audio) -> Measured {
    let mut meter = Meter::new(RATE_HZ, Layout::Stereo);
    meter.push(&[&song.channels[0], &song.channels[1]]);
    meter.finish()
}

fn ask(song: &Audio, target: &Target) -> Analysis {
    let present = Step::new(entry("limiter").expect("known"));
    let measured = measured(song);
    analyse(&Question { mix: song, measured: &measured, target, present: &present, passage: None })
        .expect("it sounds")
}

fn range<'a>(analysis: &'a Analysis, knob: &str) -> &'a Range {
    analysis.ranges.iter().find(|range| range.knob == knob).expect("every knob has a range")
}

#[test]
fn the_gain_lands_on_the_destination_in_few_renders() {
    let song = song(50.0, Db(-6.0));
    for aim_lufs in [-16.0, -12.0] {
        let analysis = ask(&song, &target(aim_lufs, 3.0));
        let chain = Preset { steps: vec![analysis.advised.clone()] };
        let lufs = heard(&render(&chain, &song).audio).expect("it sounds").lufs;
        assert!((lufs - aim_lufs).abs() <= 0.1, "{lufs:.2} LUFS instead of {aim_lufs}");
        assert!(analysis.evaluations <= 8 && analysis.bounded_by.is_none(), "{analysis:?}");
    }
}

#[test]
fn every_knob_but_the_ones_of_taste_has_a_range_around_its_aim() {
    let analysis = ask(&song(50.0, Db(-6.0)), &target(-12.0, 3.0));
    let without: Vec<_> = analysis.advised.entry.params.iter().map(|spec| spec.id).collect();
    let without: Vec<_> =
        without.into_iter().filter(|id| analysis.ranges.iter().all(|range| range.knob != *id)).collect();
    assert_eq!(without, ["latency", "follow", "mix-level"]);
    for range in &analysis.ranges {
        assert!(range.low <= range.aim && range.aim <= range.high && !range.reason.is_empty(), "{range:?}");
    }
}

#[test]
fn the_floor_of_the_psr_binds_and_is_said() {
    let song = song(50.0, Db(-6.0));
    let analysis = ask(&song, &target(-7.0, 9.0));
    let bound = analysis.bounded_by.as_deref().expect("out of reach");
    assert_eq!(bound, "the peaks: PSR would fall under 9.0");
    assert_eq!(range(&analysis, "gain").limit.as_deref(), Some(bound));
    assert!(analysis.psr_low_lu.expect("known") >= 9.0 && analysis.lufs < -8.0, "{analysis:?}");
}

#[test]
fn a_quieter_mix_gets_the_same_advice_and_more_gain() {
    let goal = target(-12.0, 3.0);
    let [loud, quiet] = [Db(-6.0), Db(-12.0)].map(|level| ask(&song(50.0, level), &goal));
    let more_db = range(&quiet, "gain").aim - range(&loud, "gain").aim;
    assert!((more_db - 6.0).abs() < 0.05, "{more_db:+.2} dB");
    for (quiet, loud) in quiet.ranges.iter().zip(&loud.ranges).filter(|(range, _)| range.knob != "gain") {
        assert!(
            (quiet.aim - loud.aim).abs() < 0.02 && (quiet.high - loud.high).abs() < 0.02,
            "{quiet:?} {loud:?}"
        );
    }
}

#[test]
fn a_deeper_bass_asks_for_a_longer_hold() {
    let goal = target(-12.0, 3.0);
    let [deep, high] = [40.0, 125.0].map(|hz| range(&ask(&song(hz, Db(-6.0)), &goal), "hold").aim);
    assert!(deep > 1.5 * high, "{deep} ms and {high} ms");
}

#[test]
fn loudness_costs_peaks_and_the_curve_says_where_it_begins() {
    let cost = ask(&song(50.0, Db(-6.0)), &target(-12.0, 3.0)).cost;
    assert!(cost.points.windows(2).all(|pair| pair[0].drive_db < pair[1].drive_db));
    let psr = |n: usize| cost.points[n].psr_low_lu.expect("known");
    let last = cost.points.len() - 1;
    assert!(psr(0) > psr(last) + 3.0 && cost.points[last].duty > cost.points[0].duty, "{cost:?}");
    assert!(cost.points[0].sdr_db > cost.points[last].sdr_db);
}

#[test]
fn silence_has_no_answer() {
    let silence = Audio::silence(RATE_HZ, 2, RATE_HZ as usize * 5);
    let present = Step::new(entry("limiter").expect("known"));
    let (measured, target) = (measured(&silence), target(-12.0, 3.0));
    let question =
        Question { mix: &silence, measured: &measured, target: &target, present: &present, passage: None };
    assert!(analyse(&question).is_none());
}
