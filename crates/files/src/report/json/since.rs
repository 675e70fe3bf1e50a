// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What changed since an earlier bounce, for scripts.

use measure::{
    Flaw,
    changes::{Change, Figure, Kind},
};
use serde_json::{Map, Value, json};

use super::{rounded, span};
use crate::report::Since;

/// Everything that changed.
pub(super) fn value(since: &Since) -> Value {
    json!({
        "since": since.file,
        "regressed": since.changes.regressed(),
        "counts": counts(since),
        "faults": since.changes.faults.iter().map(change).collect::<Vec<_>>(),
        "figures": since.changes.figures.iter().map(figure).collect::<Vec<_>>(),
        "notes": since.notes,
    })
}

fn counts(since: &Since) -> Value {
    let count = |kind: Kind| (kind.word().to_owned(), since.changes.count(kind).into());
    Value::Object(Kind::ALL.into_iter().map(count).collect::<Map<_, _>>())
}

fn change(change: &Change) -> Value {
    let Flaw { id, severity, title, action, amount, spans, stem } = &change.flaw;
    json!({
        "change": change.kind.word(),
        "id": id,
        "severity": severity.word(),
        "title": title,
        "action": action,
        "amount": amount,
        "spans": spans.iter().map(span).collect::<Vec<_>>(),
        "stem": stem,
        "before": change.before.as_ref().map(|old| json!({ "severity": old.severity.word(), "amount": old.amount })),
    })
}

fn figure(figure: &Figure) -> Value {
    let [from, to] = figure.values;
    json!({
        "id": figure.metric.id,
        "unit": figure.metric.unit,
        "from": rounded(from, 4),
        "to": rounded(to, 4),
        "by": rounded(figure.by(), 4),
    })
}
