// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a chain takes from the dynamics, for scripts.

use measure::{
    compare::ZONES,
    under::guard::{FAULT_DB, Guard, Keep, Kind, Loss, Stages, WATCH_DB, losses},
};
use serde_json::{Value, json};

use super::{maybe, rounded, span};

/// Everything that was lost, where, and by which effect.
pub(super) fn value(guard: &Guard) -> Value {
    json!({
        "watch_db": WATCH_DB,
        "fault_db": FAULT_DB,
        "losses": guard.losses().iter().map(loss).collect::<Vec<_>>(),
        "places": guard.places.iter().map(span).collect::<Vec<_>>(),
        "stages": guard.stages.as_ref().map(stages),
    })
}

fn loss(loss: &Loss) -> Value {
    json!({
        "kind": loss.kind.id(),
        "zone": zone(loss.kind),
        "unit": loss.kind.unit(),
        "raw": rounded(loss.raw, 4),
        "master": rounded(loss.master, 4),
        "lost": rounded(loss.lost(), 4),
        "has_limit": loss.kind.has_limit(),
    })
}

fn zone(kind: Kind) -> Option<&'static str> {
    kind.zone().map(|zone| ZONES[zone].name)
}

fn stages(stages: &Stages) -> Value {
    let all = stages.taps.first().zip(stages.taps.last()).map_or_else(Vec::new, |(raw, out)| losses(raw, out));
    json!({
        "passage": span(&stages.span),
        "effects": stages.names,
        "losses": all.iter().map(|lost| {
            let mut value = loss(lost);
            value["parts"] = stages.parts(lost.kind).iter().map(|part| rounded(*part, 4)).collect();
            value
        }).collect::<Vec<_>>(),
        "keep": stages.keep.as_ref().map(|keep| kept(keep, stages, &all)),
    })
}

fn kept(keep: &Keep, stages: &Stages, losses: &[Loss]) -> Value {
    let now = stages.taps.last().and_then(|tap| tap.lufs);
    let cost_lu = now.zip(keep.dynamics.lufs).map(|(now, then)| now - then);
    let gained = |loss: &Loss| {
        let gained = keep.dynamics.at(loss.kind).map(|then| then - loss.master);
        json!({ "kind": loss.kind.id(), "zone": zone(loss.kind), "gained": maybe(gained) })
    };
    json!({
        "effect": keep.effect,
        "knob": keep.knob,
        "from": keep.values[0],
        "to": keep.values[1],
        "cost_lu": maybe(cost_lu),
        "gained": losses.iter().map(gained).collect::<Vec<_>>(),
    })
}
