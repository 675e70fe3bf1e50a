// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The gain-staging board for scripts: JSON after `docs/schema/stems-1.json`.
//!
//! As in the report keys never change their meaning within a schema version, every number is finite, what
//! cannot be said is `null`, and keys keep their order.

use measure::{
    Fault, Severity,
    board::{Strip, Trim, triggers::Triggers, vocal::Vocal},
};
use serde_json::{Value, json};

use super::{
    MadeBy,
    hiding::{clash, low_end},
    json::{fault, made_by, maybe, rounded, span, verdict},
};
use crate::stems::{
    board::{Answer, Pressed},
    sum::Sum,
};

/// The version of the document, in its first line.
pub const SCHEMA: &str = "twobus-stems/1";

/// The whole board, indented, ending with a new line.
pub fn document(answer: &Answer, by: &MadeBy) -> String {
    format!("{:#}\n", value(answer, by))
}

fn value(answer: &Answer, by: &MadeBy) -> Value {
    let board = &answer.board;
    json!({
        "schema": SCHEMA,
        "verdict": verdict(&answer.verdict),
        "stems": worst_first(answer).into_iter().map(|strip| stem(strip, &answer.faults)).collect::<Vec<_>>(),
        "mix": {
            "true_peak_dbtp": maybe(answer.mix.true_peak_dbtp),
            "integrated_lufs": maybe(answer.mix.integrated_lufs),
            "short_term_max_lufs": maybe(answer.mix.short_term_max_lufs),
        },
        "chain": answer.pressed.as_ref().map(chain),
        "limiter": board.triggers.as_ref().map(limiter),
        "passage": span(&board.passage),
        "vocal": board.vocal.as_ref().map(vocal),
        "sum": answer.sum.as_ref().map(sum),
        "low_end_phase": board.low_end.as_ref().map(low_end),
        "clashes": board.clashes.iter().map(|found| clash(found, board)).collect::<Vec<_>>(),
        "faults": answer.faults.iter().map(fault).collect::<Vec<_>>(),
        "notes": answer.notes,
        "made_by": made_by(by),
    })
}

/// The stems of a board, those with the worst faults first, then those that trigger the limiter most.
pub fn worst_first(answer: &Answer) -> Vec<&Strip> {
    let mut strips: Vec<&Strip> = answer.board.strips.iter().collect();
    let by_share = |strip: &Strip| [strip.trigger_share.unwrap_or(0.0), strip.loudness_share];
    strips.sort_by(|a, b| {
        let [worst_a, worst_b] = [a, b].map(|strip| worst(strip, &answer.faults));
        let [first, then] = [0, 1].map(|n: usize| by_share(b)[n].total_cmp(&by_share(a)[n]));
        worst_b.cmp(&worst_a).then(first).then(then)
    });
    strips
}

/// How bad the worst fault of a stem is; notes do not count.
pub fn worst(strip: &Strip, faults: &[Fault]) -> Option<Severity> {
    let own = faults.iter().filter(|fault| fault.stem.as_ref() == Some(&strip.name));
    own.map(|fault| fault.severity).max().filter(|worst| *worst > Severity::Note)
}

fn stem(strip: &Strip, faults: &[Fault]) -> Value {
    let heard = &strip.heard;
    json!({
        "name": strip.name,
        "severity": worst(strip, faults).map_or("ok", Severity::word),
        "true_peak_dbtp": maybe(heard.measured.true_peak_dbtp),
        "headroom_db": maybe(strip.headroom_db()),
        "overs": heard.overs,
        "integrated_lufs": maybe(heard.measured.integrated_lufs),
        "short_term_max_lufs": maybe(heard.measured.short_term_max_lufs),
        "crest_db": maybe(heard.crest_db),
        "broken_share": rounded(heard.broken_share, 6),
        "loudness_share": rounded(strip.loudness_share, 6),
        "trigger_share": maybe(strip.trigger_share),
        "fader": maybe(strip.fader),
        "trim": strip.trim.map(trim),
    })
}

fn trim(trim: Trim) -> Value {
    let at = match trim {
        Trim::Input(_) => "input",
        Trim::Fader(_) => "fader",
    };
    json!({ "at": at, "gain_db": rounded(trim.gain_db(), 4) })
}

fn chain(pressed: &Pressed) -> Value {
    json!({
        "preset": pressed.chain.to_text(),
        "drive_db": maybe(pressed.drive_db),
        "integrated_lufs": rounded(pressed.lufs, 4),
    })
}

fn limiter(triggers: &Triggers) -> Value {
    json!({
        "triggers": triggers.events.len(),
        "duty": rounded(triggers.duty, 6),
        "p95_db": rounded(triggers.p95_db, 4),
    })
}

fn vocal(vocal: &Vocal) -> Value {
    json!({ "stems": vocal.names, "over_rest_lu": rounded(vocal.over_rest_lu, 4) })
}

fn sum(sum: &Sum) -> Value {
    json!({
        "offset_s": rounded(sum.offset_s, 6),
        "gain_db": rounded(sum.gain_db, 4),
        "residual_db": rounded(sum.residual_db, 4),
    })
}
