// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The report for scripts: JSON after `docs/schema/report-1.json`.
//!
//! Keys never change their meaning within a schema version. Every number is finite; what cannot be
//! said is `null`. Keys keep their order, so two reports can be compared line by line.

mod guard;
mod since;
mod under;

use measure::{Fault, Measured, Reading, Span, Target, metrics, target::Normalisation};
use rack::analyse::{CostPoint, Range};
use serde_json::{Map, Value, json};

use super::{Analysis, Cost, Input, MadeBy, Master, Outcome, Reference, Report, Stem, Verdict, words};

/// The version of the document, in its first line.
pub const SCHEMA: &str = "twobus-report/1";

/// The whole report, indented, ending with a new line.
pub fn document(report: &Report) -> String {
    format!("{:#}\n", value(report))
}

/// The whole report as a value, for those who put it into another document.
pub fn value(report: &Report) -> Value {
    json!({
        "schema": SCHEMA,
        "title": report.title,
        "input": input(&report.input),
        "target": report.target.as_ref().map(target),
        "verdict": verdict(&report.verdict),
        "measured": measured(&report.measured),
        "faults": faults(&report.faults),
        "readings": report.readings.iter().map(reading).collect::<Vec<_>>(),
        "analysis": report.analysis.as_ref().map(analysis),
        "cost": report.cost.as_ref().map(cost),
        "masters": report.masters.iter().map(master).collect::<Vec<_>>(),
        "stems": report.stems.iter().map(stem).collect::<Vec<_>>(),
        "reference": report.reference.as_ref().map(reference),
        "under": report.beneath.as_ref().map(under::value),
        "changes": report.since.as_ref().map(since::value),
        "made_by": made_by(&report.made_by),
    })
}

fn reading(reading: &Reading) -> Value {
    json!({ "id": reading.check.id, "limits": rounded(reading.limits, 4), "text": reading.text() })
}

fn analysis(analysis: &Analysis) -> Value {
    json!({
        "passage": span(&analysis.passage),
        "lufs": maybe(Some(analysis.lufs)),
        "psr_low_lu": maybe(analysis.psr_low_lu),
        "evaluations": analysis.evaluations,
        "bounded_by": analysis.bounded_by,
        "ranges": analysis.ranges.iter().map(range).collect::<Vec<_>>(),
    })
}

fn range(range: &Range) -> Value {
    json!({
        "knob": range.knob,
        "low": rounded(range.low, 4),
        "high": rounded(range.high, 4),
        "aim": rounded(range.aim, 4),
        "present": rounded(range.present, 4),
        "distance": rounded(range.distance(), 4),
        "direction": range.direction(),
        "reason": range.reason,
        "limit": range.limit,
        "confidence": range.confidence.word(),
    })
}

fn cost(cost: &Cost) -> Value {
    json!({
        "knee_lufs": maybe(cost.knee.map(|knee| cost.points[knee].lufs)),
        "points": cost.points.iter().map(cost_point).collect::<Vec<_>>(),
    })
}

fn cost_point(point: &CostPoint) -> Value {
    json!({
        "lufs": rounded(point.lufs, 4),
        "drive_db": rounded(point.drive_db, 4),
        "psr_low_lu": maybe(point.psr_low_lu),
        "duty": rounded(point.duty, 6),
        "sdr_db": rounded(point.sdr_db, 4),
    })
}

pub(super) fn input(input: &Input) -> Value {
    json!({
        "path": input.path,
        "format": input.format,
        "rate_hz": input.rate_hz,
        "channels": input.channels,
        "seconds": rounded(input.seconds, 6),
        "blake3": input.blake3,
    })
}

pub(super) fn verdict(verdict: &Verdict) -> Value {
    let severity = verdict.worst.map_or("ok", measure::Severity::word);
    json!({ "severity": severity, "headline": verdict.headline, "next": verdict.next })
}

fn measured(measured: &Measured) -> Value {
    let mut object = Map::new();
    for metric in metrics::ALL {
        object.insert(metric.id.to_owned(), maybe(words::value(metric, measured)));
    }
    object.insert("loudest_s".to_owned(), maybe(measured.loudest_s));
    object.insert("broken_samples".to_owned(), measured.broken_samples.into());
    object.insert("first_broken_s".to_owned(), maybe(measured.first_broken_s));
    object.insert("spectrum".to_owned(), measured.spectrum.iter().map(band).collect());
    Value::Object(object)
}

fn band(band: &measure::Band) -> Value {
    json!({ "centre_hz": rounded(band.centre_hz, 3), "level_db": maybe(audible(band.level_db)) })
}

fn faults(faults: &[Fault]) -> Value {
    faults.iter().map(fault).collect()
}

pub(super) fn fault(fault: &Fault) -> Value {
    json!({
        "id": fault.id,
        "severity": fault.severity.word(),
        "from_s": maybe(fault.spans.first().map(|span| span.from_s)),
        "to_s": maybe(fault.spans.iter().map(|span| span.to_s).reduce(f64::max)),
        "spans": fault.spans.iter().map(span).collect::<Vec<_>>(),
        "title": fault.title,
        "message": fault.message,
        "action": fault.action,
        "amount": fault.amount,
        "confidence": fault.confidence.word(),
        "stem": fault.stem,
    })
}

pub(super) fn span(span: &Span) -> Value {
    json!({ "from_s": rounded(span.from_s, 6), "to_s": rounded(span.to_s, 6) })
}

fn target(target: &Target) -> Value {
    json!({
        "id": target.id,
        "name": target.name,
        "integrated_lufs": target.integrated_lufs.map(|edge| rounded(edge, 4)),
        "aim_lufs": rounded(target.aim_lufs, 4),
        "short_term_lufs": target.short_term_lufs.map(|edges| edges.map(|edge| rounded(edge, 4))),
        "ceiling_dbtp": rounded(target.ceiling_dbtp, 4),
        "plr_floor_lu": rounded(target.plr_floor_lu, 4),
        "psr_floor_lu": rounded(target.psr_floor_lu, 4),
        "normalisation": normalisation(target.normalisation),
        "as_of": target.as_of,
        "source": target.source,
        "confidence": target.confidence.word(),
    })
}

fn normalisation(normalisation: Normalisation) -> Value {
    let (kind, to_lufs, up_to_dbtp) = match normalisation {
        Normalisation::None => ("none", None, None),
        Normalisation::Required => ("required", None, None),
        Normalisation::Down(to_lufs) => ("down", Some(to_lufs), None),
        Normalisation::Both { to_lufs, up_to_dbtp } => ("both", Some(to_lufs), Some(up_to_dbtp)),
    };
    json!({ "kind": kind, "to_lufs": maybe(to_lufs), "up_to_dbtp": maybe(up_to_dbtp) })
}

fn master(master: &Master) -> Value {
    json!({
        "target": target(&master.target),
        "path": master.path,
        "blake3": master.blake3,
        "verified": master.verified,
        "outcome": outcome(&master.outcome),
        "gain_db": rounded(master.gain_db, 4),
        "service_gain_db": maybe(master.target.normalisation.gain_db(&master.measured)),
        "evaluations": master.evaluations,
        "chain": pairs(&master.chain, ["knob", "value"]),
        "reduction": {
            "p95_db": rounded(master.reduction.p95_db, 4),
            "share_over_half_db": rounded(master.reduction.share_over_half_db, 6),
        },
        "measured": measured(&master.measured),
        "faults": faults(&master.faults),
    })
}

fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Reached => json!({ "kind": "reached", "at_most_lufs": null, "bounded_by": null }),
        Outcome::Unreachable { at_most_lufs, bounded_by } => json!({
            "kind": "unreachable",
            "at_most_lufs": rounded(*at_most_lufs, 4),
            "bounded_by": bounded_by,
        }),
    }
}

fn stem(stem: &Stem) -> Value {
    json!({ "name": stem.name, "measured": measured(&stem.measured), "faults": faults(&stem.faults) })
}

fn reference(reference: &Reference) -> Value {
    json!({ "path": reference.path, "measured": measured(&reference.measured) })
}

pub(super) fn made_by(made_by: &MadeBy) -> Value {
    json!({
        "version": made_by.version,
        "day": made_by.day,
        "command": made_by.command,
        "settings": pairs(&made_by.settings, ["name", "value"]),
    })
}

/// Pairs as objects, because one name may come twice.
fn pairs(pairs: &[(String, String)], [left, right]: [&str; 2]) -> Value {
    pairs.iter().map(|(name, value)| json!({ left: name, right: value })).collect()
}

/// Levels below −150 dB are silence, and silence has no level.
fn audible(level_db: f64) -> Option<f64> {
    (level_db >= -150.0).then_some(level_db)
}

pub(super) fn maybe(number: Option<f64>) -> Value {
    number.map_or(Value::Null, |number| rounded(number, 4))
}

/// A number with this many decimals; `null` if it is not finite; zero without sign.
pub(super) fn rounded(number: f64, digits: i32) -> Value {
    let scale = 10.0_f64.powi(digits);
    let number = if number.abs() < 1e9 { (number * scale).round() / scale } else { number };
    serde_json::Number::from_f64(number + 0.0).map_or(Value::Null, Value::Number)
}
