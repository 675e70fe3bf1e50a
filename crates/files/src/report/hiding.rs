// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What stems do to each other, for scripts: the part of `docs/schema/stems-1.json` on clashes and phase.

use measure::{
    board::{Board, LowEnd},
    low_end_phase::{Move, Remedy, Track},
    masking::{Action, Clash},
};
use serde_json::{Value, json};

use super::json::{rounded, span};

/// One stem that hides another.
pub(super) fn clash(clash: &Clash, board: &Board) -> Value {
    let name = |stem: usize| board.strips.get(stem).map(|strip| strip.name.as_str());
    let remedy = &clash.remedy;
    let (action, at_hz) = match remedy.action {
        Action::HighPass { at_hz } => ("high_pass", at_hz),
        Action::Cut => ("cut", clash.at_hz),
        Action::DynamicCut => ("dynamic_cut", clash.at_hz),
        Action::Level => ("level", clash.at_hz),
    };
    json!({
        "hider": name(clash.hider),
        "hidden": name(clash.hidden),
        "at_hz": rounded(clash.at_hz, 1),
        "from_hz": rounded(clash.range_hz[0], 1),
        "to_hz": rounded(clash.range_hz[1], 1),
        "time_share": rounded(clash.time_share, 4),
        "smr_db": rounded(clash.smr_db, 2),
        "importance": rounded(clash.importance, 4),
        "importance_to_hider": rounded(clash.importance_to_hider, 4),
        "spans": clash.spans.iter().map(span).collect::<Vec<_>>(),
        "remedy": {
            "action": action,
            "at_hz": rounded(at_hz, 1),
            "time_share": rounded(remedy.time_share, 4),
            "smr_db": rounded(remedy.smr_db, 2),
        },
    })
}

/// Kick against bass.
pub(super) fn low_end(low_end: &LowEnd) -> Value {
    let phase = &low_end.phase;
    json!({
        "kick": low_end.kick,
        "bass": low_end.bass,
        "hits": phase.hits,
        "kept_db": rounded(phase.kept_db, 2),
        "loss_db": rounded(phase.loss_db, 2),
        "coherence": rounded(phase.coherence, 4),
        "straying": rounded(phase.straying, 4),
        "remedy": phase.remedy.as_ref().map(remedy),
        "spans": phase.spans.iter().map(span).collect::<Vec<_>>(),
    })
}

fn remedy(remedy: &Remedy) -> Value {
    let track = |track: Track| if track == Track::Kick { "kick" } else { "bass" };
    let (action, on, by_ms, at_hz) = match remedy.to_do {
        Move::Polarity => ("polarity", "kick", None, None),
        Move::Delay { track: on, by_ms } => ("delay", track(on), Some(by_ms), None),
        Move::PolarityAndDelay { track: on, by_ms } => ("polarity_and_delay", track(on), Some(by_ms), None),
        Move::AllPass { track: on, at_hz } => ("all_pass", track(on), None, Some(at_hz)),
    };
    json!({
        "action": action,
        "track": on,
        "delay_ms": by_ms.map(|by_ms| rounded(by_ms, 1)),
        "at_hz": at_hz.map(|at_hz| rounded(at_hz, 1)),
        "gain_db": rounded(remedy.gain_db, 2),
    })
}
