// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Bounces beside each other: invented ones, and noise that is clipped or turned down.

use dsp::signals;

use super::*;
use crate::{Inspector, Layout, Meter};

fn flaw(id: &str, severity: Severity, amount: &str) -> Flaw {
    Flaw {
        id: id.to_owned(),
        severity,
        title: format!("There is {id}."),
        action: String::new(),
        amount: amount.to_owned(),
        spans: Vec::new(),
        stem: None,
    }
}

fn bounce(faults: &[Flaw], limits: &[(&str, f64)]) -> Bounce {
    let limits = limits.iter().map(|(id, limits)| ((*id).to_owned(), *limits)).collect();
    Bounce { faults: faults.to_vec(), limits, ..Bounce::default() }
}

fn kinds(before: &Bounce, now: &Bounce) -> Vec<(Kind, String)> {
    changes(before, now).faults.into_iter().map(|change| (change.kind, change.flaw.id)).collect()
}

/// Noise that is cut at a level and then made louder or quieter.
fn song(gain: f32, clip: f32) -> Bounce {
    let noise = |seed| signals::pink_noise(seed, 0.5, 480_000);
    let loud = |sample: &f32| (sample * 1.5).clamp(-clip, clip) * gain;
    let channels: Vec<Vec<f32>> = (1..=2).map(|seed| noise(seed).iter().map(loud).collect()).collect();
    let blocks: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
    let mut meter = Meter::new(48_000, Layout::from_channels(2));
    let mut inspector = Inspector::new(48_000, Layout::from_channels(2));
    meter.push(&blocks);
    inspector.push(&blocks);
    let measured = meter.finish();
    let inspection = inspector.conclude(&measured);
    Bounce::of(&inspection.faults, &inspection.readings, &measured)
}

#[test]
fn a_fault_is_new_fixed_worse_or_better() {
    let watch = |id| flaw(id, Severity::Watch, "");
    let before = bounce(&[watch("a"), watch("b"), watch("c"), watch("d")], &[("b", 2.0), ("c", 2.0), ("d", 2.0)]);
    let now = bounce(&[watch("b"), watch("c"), watch("d"), watch("e")], &[("b", 2.4), ("c", 1.7), ("d", 2.1)]);
    let expected = [(Kind::New, "e"), (Kind::Worse, "b"), (Kind::Better, "c"), (Kind::Fixed, "a")];
    assert_eq!(kinds(&before, &now), expected.map(|(kind, id)| (kind, id.to_owned())));
    assert_eq!(changes(&before, &now).tally(), "1 new, 1 worse, 1 better, 1 fixed");
}

#[test]
fn notes_are_not_counted_in_words() {
    let one = |id| bounce(&[flaw(id, Severity::Note, "1.0 s")], &[]);
    let found = changes(&one("a"), &one("b"));
    assert_eq!((found.count(Kind::New), found.told().count()), (1, 0));
    assert_eq!(found.tally(), "no fault is new, worse, better or fixed");
}

#[test]
fn severity_says_more_than_a_reading() {
    let before = bounce(&[flaw("a", Severity::Watch, "")], &[("a", 3.0)]);
    let now = bounce(&[flaw("a", Severity::Fault, "")], &[("a", 1.5)]);
    assert_eq!(kinds(&before, &now), [(Kind::Worse, "a".to_owned())]);
    assert!(changes(&before, &now).regressed() && !changes(&now, &before).regressed());
}

#[test]
fn without_a_reading_the_amount_decides_if_it_moves_by_more_than_its_rounding() {
    let one = |amount| bounce(&[flaw("a", Severity::Fault, amount)], &[]);
    let kind = |before, now| kinds(&one(before), &one(now)).first().map(|(kind, _)| *kind);
    assert_eq!(kind("+1.0 dB", "+1.4 dB"), Some(Kind::Worse));
    assert_eq!(kind("−3.0 LU", "−2.0 LU"), Some(Kind::Better));
    assert_eq!(kind("+0.1 dB", "+0.2 dB"), None);
    assert_eq!(kind("+3.0 dB", "+3.2 dB"), None);
    assert_eq!(kind("1 hole", "2 holes"), Some(Kind::Worse));
    assert_eq!(kind("one side", "2.0 dB"), None);
    assert_eq!(kind("2 holes", "5 dB"), None);
}

#[test]
fn the_same_check_on_two_stems_is_two_faults() {
    let on = |stem: &str| Flaw { stem: Some(stem.to_owned()), ..flaw("clash", Severity::Watch, "") };
    let found = changes(&bounce(&[on("Bass")], &[]), &bounce(&[on("Kick")], &[]));
    let stems: Vec<_> = found.faults.iter().map(|change| (change.kind, change.flaw.stem.as_deref())).collect();
    assert_eq!(stems, [(Kind::New, Some("Kick")), (Kind::Fixed, Some("Bass"))]);
}

#[test]
fn a_copy_changes_nothing() {
    let song = song(0.5, 10.0);
    assert!(changes(&song, &song.clone()).is_none());
}

#[test]
fn six_decibels_quieter_changes_only_figures_that_are_levels() {
    let found = changes(&song(0.9, 0.1), &song(0.45, 0.1));
    assert!(found.faults.is_empty(), "{:?}", found.faults);
    let units: Vec<_> = found.figures.iter().map(|figure| figure.metric.unit).collect();
    assert!(!units.is_empty() && units.iter().all(|unit| ["LUFS", "dBTP", "dBFS"].contains(unit)), "{units:?}");
    assert!(found.figures.iter().all(|figure| figure.metric.id == "dc_dbfs" || (figure.by() + 6.02).abs() < 0.01));
}

#[test]
fn clipping_is_new_when_it_comes_and_fixed_when_it_goes() {
    let [clean, clipped] = [song(1.0, 10.0), song(1.0, 0.1)];
    let found = changes(&clean, &clipped);
    assert!(found.faults.iter().any(|change| change.kind == Kind::New && change.flaw.id == "clipping"));
    let back = changes(&clipped, &clean);
    assert!(back.faults.iter().any(|change| change.kind == Kind::Fixed && change.flaw.id == "clipping"));
}

#[test]
fn a_figure_changes_when_it_reads_differently() {
    let metric = metrics::metric("integrated_lufs").expect("a metric of this name");
    let between = |from, to| Figure::between(metric, [Some(from), Some(to)]);
    assert!(between(-14.04, -14.01).is_none());
    assert!(between(-14.0501, -14.0499).is_none(), "the edge of rounding is no change");
    let figure = between(-14.0, -12.8).expect("more than a decibel");
    assert_eq!((figure.texts(), figure.by_text()), (["−14.0", "−12.8"].map(str::to_owned), "+1.2 LU".to_owned()));
}
