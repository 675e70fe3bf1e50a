// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Never farther from the record than before, in tone or in width.
//!
//! The tone moves both channels, so it moves the side too, and where nothing on the side may be widened the
//! width can end farther away. Then less is done: the tone goes three quarters of the way, half, a quarter,
//! not at all, until neither axis is farther; at last nothing is done.

use dsp::Ratio;
use measure::{MidSide, mid_side::Distance};

use super::{Plan, Request, draft, lufs};

/// How much of the tone is tried, one after the other.
const SHARES: [f64; 5] = [1.0, 0.75, 0.5, 0.25, 0.0];
/// A distance under this is none: half a decibel is about the least change of a level that is heard
/// (E. Zwicker, H. Fastl, "Psychoacoustics", chapter 7).
const NEAR_DB: f64 = 0.5;

/// The plan that does the most without making an axis worse.
pub fn plan(songs: [&MidSide; 2], request: &Request) -> Option<Plan> {
    first_harmless(songs, request, &SHARES)
}

/// A plan that does less than this one, for when the written file came out farther on an axis after all;
/// `None` if this one already does nothing.
pub fn gentler(mix: &MidSide, record: &MidSide, request: &Request, plan: &Plan) -> Option<Plan> {
    if plan.is_neutral() {
        return None;
    }
    let done = SHARES.iter().position(|share| *share <= plan.kept.0).unwrap_or(SHARES.len() - 1);
    first_harmless([mix, record], request, &SHARES[done + 1..])
}

/// The axes that are farther from the record than they were, in words; a distance that is not heard is none.
pub fn farther(before: &Distance, after: &Distance) -> Vec<&'static str> {
    let tone = Some(before.mid_db).zip(Some(after.mid_db));
    let width = before.side_db.zip(after.side_db);
    let is_farther = |(before, after): (f64, f64)| after > before.max(NEAR_DB);
    let axes = [("tone", tone), ("width", width)].into_iter();
    axes.filter(|(_, distances)| distances.is_some_and(is_farther)).map(|(name, _)| name).collect()
}

fn first_harmless(songs: [&MidSide; 2], request: &Request, shares: &[f64]) -> Option<Plan> {
    let [mix, record] = songs;
    let before = mix.distance(record);
    let mut harmed = Vec::new();
    for share in shares {
        let plan = draft(songs, request, Ratio(*share))?;
        let now = farther(&before, &plan.expected);
        if now.is_empty() {
            return Some(explained(plan, &harmed));
        }
        harmed = now;
    }
    let sentence = "Tone and width: each way tried would take one of them away from the record, so both stay";
    let left_alone = vec![sentence.to_owned()];
    Some(Plan { lufs: lufs(songs, request)?, expected: before, left_alone, ..Plan::default() })
}

/// The plan with a sentence on what was not done for the sake of an axis, or of the file that was heard.
fn explained(mut plan: Plan, harmed: &[&str]) -> Plan {
    if plan.kept.0 < 1.0 {
        let (percent, victim) = (100.0 * plan.kept.0, harmed.first().unwrap_or(&"file"));
        let sentence =
            format!("Tone: {percent:.0} % of what was asked; more would take the {victim} farther away");
        plan.left_alone.insert(0, sentence);
    }
    plan
}
