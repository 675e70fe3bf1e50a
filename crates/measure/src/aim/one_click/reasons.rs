// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Why a filter moves, and why something stays outside.

use super::{Lever, Move, Request, SPLIT_HZ, Stand};
use crate::{
    aim::{Run, run::runs},
    compare::hertz::hertz,
    fault::Confidence,
    fit::usual_weight,
    words::number,
};

/// A filter is about the bands where it does at least this share of its gain.
const OWN: f64 = 0.4;
/// Bands that count less are at an end of the spectrum, where hardly anything is moved.
const TAPERED: f64 = 0.7;

/// A filter with its reason: the stretch outside the zone that it is there for.
pub fn explained(lever: &Lever, before: &[Stand], after: &[Stand]) -> Move {
    let about = |stand: &&Stand| {
        let share = lever.db(stand.centre_hz) / lever.gain_db();
        let helps = stand.tone_db.beyond() * lever.gain_db() < 0.0;
        helps && share >= OWN
    };
    let farthest =
        before.iter().filter(about).max_by(|a, b| a.tone_db.beyond().abs().total_cmp(&b.tone_db.beyond().abs()));
    let Some(band) = farthest else {
        let reason = "it keeps its neighbours in the zone while others move".to_owned();
        return Move { lever: lever.clone(), reason, confidence: Confidence::Weak };
    };
    let left_db = after.iter().find(|stand| stand.centre_hz == band.centre_hz).map_or(0.0, |s| s.tone_db.beyond());
    let beyond_db = band.tone_db.beyond();
    let side = if beyond_db > 0.0 { "above" } else { "below" };
    let mut reason = format!("{} is {} dB {side} the zone", hertz(band.centre_hz), number(beyond_db.abs()));
    if left_db.abs() >= 0.05 {
        reason += &format!(", {} dB then", number(left_db.abs()));
    }
    Move { lever: lever.clone(), reason, confidence: band.confidence }
}

/// What stays outside, a sentence each with the reason.
pub fn left_alone(before: &[Stand], after: &[Stand], request: &Request) -> Vec<String> {
    let was_outside = runs(before);
    let is_from_before = |run: &&Run| was_outside.iter().any(|old| overlap(old.range_hz, run.range_hz));
    runs(after).iter().filter(is_from_before).map(|run| sentence(run, request)).collect()
}

fn overlap(one: [f64; 2], other: [f64; 2]) -> bool {
    one[0] <= other[1] * 1.01 && other[0] <= one[1] * 1.01
}

fn sentence(run: &Run, request: &Request) -> String {
    let out_of_reach = if run.peak_hz < SPLIT_HZ { request.bank.is_empty() } else { request.most_filters == 0 };
    let why = if out_of_reach {
        "it was not asked for"
    } else if request.strength.0 < 1.0 {
        "more strength would move it further"
    } else if usual_weight(run.peak_hz) < TAPERED {
        "both ends of the spectrum are hardly moved"
    } else if run.beyond_db < 0.0 {
        "more would lift its neighbours, which are inside; find the track that should fill it"
    } else {
        "more than this is for the mix, not for the master"
    };
    format!("{} still: {why}", run.sentence())
}
