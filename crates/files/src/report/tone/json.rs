// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside a tone target for scripts: JSON after `docs/schema/tone-1.json`.
//!
//! Keys never change their meaning within a schema version, every number is finite, and what cannot be said
//! is `null`.

use dsp::equaliser::Shape;
use measure::aim::{Stand, one_click::Move};
use serde_json::{Value, json};

use super::ToneReport;
use crate::{
    report::json::{fault, input, made_by, maybe, rounded, verdict},
    tone::{Outside, Shaped},
    tones::{Song, ToneTarget},
};

/// The version of the document, in its first line.
pub const SCHEMA: &str = "twobus-tone/1";

/// The whole report, indented, ending with a new line.
pub fn document(report: &ToneReport) -> String {
    let toned = &report.toned;
    let [before, after] = toned.plan.distance_db;
    let value = json!({
        "schema": SCHEMA,
        "title": report.title,
        "verdict": verdict(&report.verdict()),
        "mix": input(&report.mix),
        "passage": { "from_s": rounded(toned.passage.span.from_s, 6), "to_s": rounded(toned.passage.span.to_s, 6) },
        "target": target(&report.target),
        "stage": report.wanted.stage.word(),
        "badge": report.badge(),
        "strength": rounded(report.wanted.strength.0, 4),
        "resting_lu": maybe(toned.resting_lu),
        "outside": toned.outside.iter().map(outside).collect::<Vec<_>>(),
        "moves": {
            "low": toned.plan.low.iter().map(one).collect::<Vec<_>>(),
            "tone": toned.plan.tone.iter().map(one).collect::<Vec<_>>(),
            "unbounded_db": rounded(toned.unbounded_db, 4),
        },
        "left_alone": toned.plan.left_alone,
        "distance_db": { "before": rounded(before, 4), "after": rounded(after, 4) },
        "bands": bands(&toned.stands, &toned.plan.after),
        "written": report.shaped.as_ref().map(shaped),
        "made_by": made_by(&report.made_by),
    });
    format!("{value:#}\n")
}

fn target(target: &ToneTarget) -> Value {
    json!({
        "name": target.name,
        "summary": target.summary,
        "as_of": target.as_of,
        "confidence": target.confidence().word(),
        "source": target.source,
        "songs": target.songs.iter().map(song).collect::<Vec<_>>(),
    })
}

fn song(song: &Song) -> Value {
    json!({ "name": song.name, "blake3": song.blake3 })
}

/// The finding with its place in the spectrum, and how far beyond the zone.
fn outside(outside: &Outside) -> Value {
    let run = &outside.run;
    let mut value = fault(&run.fault(outside.owner.as_ref()));
    value["range_hz"] = run.range_hz.map(|hz| rounded(hz, 3)).into();
    value["peak_hz"] = rounded(run.peak_hz, 3);
    value["beyond_db"] = rounded(run.beyond_db, 4);
    value["share"] = maybe(outside.owner.as_ref().map(|owner| owner.share));
    value
}

fn one(one: &Move) -> Value {
    let filter = &one.lever.filter;
    json!({
        "shape": match filter.shape {
            Shape::Bell => "bell",
            Shape::LowShelf => "low-shelf",
            Shape::HighShelf => "high-shelf",
            Shape::Tilt => "tilt",
        },
        "hz": rounded(filter.corner.0, 3),
        "gain_db": rounded(filter.gain.0, 4),
        "q": rounded(filter.q, 4),
        "reason": one.reason,
        "confidence": one.confidence.word(),
    })
}

fn bands(before: &[Stand], after: &[Stand]) -> Value {
    let band = |(stand, after): (&Stand, &Stand)| {
        json!({
            "centre_hz": rounded(stand.centre_hz, 3),
            "mix_db": rounded(stand.tone_db.mix, 4),
            "after_db": rounded(after.tone_db.mix, 4),
            "median_db": rounded(stand.tone_db.median, 4),
            "zone_db": stand.tone_db.zone.map(|edge| rounded(edge, 4)),
            "beyond_db": rounded(stand.tone_db.beyond(), 4),
            "confidence": stand.confidence.word(),
        })
    };
    before.iter().zip(after).map(band).collect()
}

fn shaped(shaped: &Shaped) -> Value {
    json!({
        "path": shaped.path,
        "blake3": shaped.blake3,
        "share": rounded(shaped.share.0, 4),
        "distance_db": rounded(shaped.distance_db, 4),
        "width_change_db": maybe(shaped.width_db),
        "punch_change_db": maybe(shaped.punch_db),
        "true_peak_dbtp": maybe(shaped.true_peak_dbtp),
    })
}
