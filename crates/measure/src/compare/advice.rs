// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What to do about the differences: few sentences, the most important first, the cure at the track.
//!
//! A difference is told only beyond the records' zone. More dynamics than the records have is never called
//! wrong: squashing a mix is no advice.

mod dynamics;
mod stereo;
mod tone;

use super::Comparison;
use crate::{
    fault::{Confidence, Fault, Severity, Span},
    verdict::{self, Verdict},
};

/// More than this is not read.
const MOST: usize = 6;
/// More than this about one axis is a lecture.
const MOST_OF_AN_AXIS: usize = 3;
/// So many records that agree are a rule.
const MANY_RECORDS: usize = 4;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// What is different, where, by how much, how sure, and what to try first.
    pub fault: Fault,
    /// In which respect.
    pub axis: Axis,
    /// From and to where, as centres of third octaves, Hz; `None` if it is about the whole.
    pub range_hz: Option<[f64; 2]>,
    /// How far beyond the records' zone, in units of the axis, with its sign.
    pub beyond: f64,
    /// How much it matters among its like, for ranking; no unit.
    weight: f64,
}

/// In which respect two songs differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Full or thin, dark or bright.
    Tone,
    /// Wide or narrow, and what mono makes of it.
    Stereo,
    /// Punch, density, loudness range.
    Dynamics,
}

impl Axis {
    /// The word for scripts and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tone => "tone",
            Self::Stereo => "stereo",
            Self::Dynamics => "dynamics",
        }
    }
}

/// What to do, the most important first.
pub(super) fn advice(comparison: &Comparison) -> Vec<Advice> {
    let mut all = [tone::advice(comparison), stereo::advice(comparison), dynamics::advice(comparison)].map(ranked);
    for axis in &mut all {
        axis.truncate(MOST_OF_AN_AXIS);
    }
    let mut all = ranked(all.concat());
    all.truncate(MOST);
    all
}

fn ranked(mut advice: Vec<Advice>) -> Vec<Advice> {
    advice.sort_by(|a, b| b.fault.severity.cmp(&a.fault.severity).then(b.weight.total_cmp(&a.weight)));
    advice
}

/// The sentence on top.
pub(super) fn verdict(comparison: &Comparison) -> Verdict {
    let faults: Vec<Fault> = comparison.advice.iter().map(|advice| advice.fault.clone()).collect();
    let verdict = verdict::verdict(&faults, None);
    if faults.iter().any(|fault| fault.severity > Severity::Note) {
        return verdict;
    }
    if comparison.bands.is_empty() {
        return nothing_compared();
    }
    let headline = format!("Like {}: nothing is clearly beyond the zone.", records(comparison));
    Verdict { headline, ..verdict }
}

/// Where nothing could be compared nobody is told that all is well.
fn nothing_compared() -> Verdict {
    Verdict {
        worst: Some(Severity::Watch),
        headline: "Nothing was compared: there is no sound on both sides.".to_owned(),
        next: "Choose another record, or look whether the mix is silent.".to_owned(),
    }
}

/// A fault of the compared passage without its words.
fn fault(id: &'static str, comparison: &Comparison) -> Fault {
    Fault {
        id,
        severity: Severity::Watch,
        title: String::new(),
        message: String::new(),
        action: String::new(),
        spans: spans(comparison),
        amount: String::new(),
        confidence: confidence(comparison),
        stem: None,
    }
}

/// Where: the compared passage, or nothing if that is the whole song.
fn spans(comparison: &Comparison) -> Vec<Span> {
    let span = comparison.mix.passage.span;
    let is_part = span.from_s > 0.5 || span.to_s + 0.5 < comparison.mix.profile.seconds;
    if is_part { vec![span] } else { Vec::new() }
}

/// Several records that agree are surer than one.
fn confidence(comparison: &Comparison) -> Confidence {
    let counting = comparison.records.iter().filter(|listed| listed.counts());
    let sound = counting.clone().filter(|listed| listed.flaws.is_empty()).count();
    match (counting.count(), sound) {
        (_, 0) => Confidence::Weak,
        (all, _) if all >= MANY_RECORDS => Confidence::Sure,
        _ => Confidence::Fair,
    }
}

/// "the record" or "the records".
fn records(comparison: &Comparison) -> &'static str {
    let counting = comparison.records.iter().filter(|listed| listed.counts()).count();
    if counting == 1 { "the record" } else { "the records" }
}
