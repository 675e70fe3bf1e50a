// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A match for scripts: what was planned, and what has become of it.
//!
//! Keys never change their meaning within a schema version; what cannot be said is `null`.

use dsp::{
    equaliser::{Filter, Shape},
    math,
};
use measure::{MidSide, mid_side::Distance};
use rack::matching::Move;
use serde_json::{Value, json};

use super::{Matched, Pair};
use crate::report::Outcome;

/// The version of the document, in its first line.
pub const SCHEMA: &str = "twobus-match/1";

/// The whole match, indented, ending with a new line; `matched` is `None` where nothing was written.
pub fn document(pair: &Pair, matched: Option<&Matched>) -> String {
    let value = json!({
        "schema": SCHEMA,
        "mix": song(&pair.mix_path.display().to_string(), &pair.mix),
        "record": song(&pair.record_path.display().to_string(), &pair.record),
        "plan": plan(pair),
        "before": distance(&pair.before()),
        "after": matched.map(|matched| distance(&pair.after(matched))),
        "written": matched.map(written),
    });
    format!("{value:#}\n")
}

fn song(path: &str, heard: &MidSide) -> Value {
    json!({
        "path": path,
        "seconds": rounded(Some(heard.measured.seconds())),
        "integrated_lufs": rounded(heard.measured.integrated_lufs),
        "true_peak_dbtp": rounded(heard.measured.true_peak_dbtp),
        "psr_low_lu": rounded(heard.measured.psr_low_lu),
        "mono": heard.is_mono(),
    })
}

fn plan(pair: &Pair) -> Value {
    let plan = &pair.plan;
    json!({
        "tone": plan.tone.iter().map(one).collect::<Vec<_>>(),
        "width": plan.width.iter().map(one).collect::<Vec<_>>(),
        "side_db": rounded(Some(plan.side_db)),
        "from_lufs": rounded(Some(plan.lufs[0])),
        "to_lufs": rounded(Some(plan.lufs[1])),
        "left_alone": plan.left_alone,
    })
}

fn one(one: &Move) -> Value {
    let Filter { shape, corner, gain, q } = one.filter;
    json!({
        "shape": match shape {
            Shape::Bell => "bell",
            Shape::LowShelf => "low-shelf",
            Shape::HighShelf => "high-shelf",
            Shape::Tilt => "tilt",
        },
        "hz": rounded(Some(corner.0)),
        "gain_db": rounded(Some(gain.0)),
        "q": rounded(Some(q)),
        "reason": one.reason,
    })
}

fn distance(distance: &Distance) -> Value {
    json!({ "mid_db": rounded(Some(distance.mid_db)), "side_db": rounded(distance.side_db) })
}

fn written(matched: &Matched) -> Value {
    let Matched { master, heard } = matched;
    let bounded_by = match &master.outcome {
        Outcome::Reached => None,
        Outcome::Unreachable { bounded_by, .. } => Some(bounded_by),
    };
    json!({
        "file": song(&master.path, heard),
        "gain_db": rounded(Some(master.gain_db)),
        "true_peak_strict_dbtp": rounded(master.measured.true_peak_strict_dbtp),
        "verified": master.verified,
        "bounded_by": bounded_by,
        "blake3": master.blake3,
    })
}

/// Four decimals, and nothing that is not finite.
fn rounded(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite()).map(|value| math::round(value * 1e4) / 1e4)
}
