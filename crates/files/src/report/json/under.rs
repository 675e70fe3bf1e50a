// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What lies under the chain, for scripts.

use measure::under::{Dependence, Row, Term};
use serde_json::{Value, json};

use super::{fault, guard, input, rounded};
use crate::report::Beneath;

/// Everything about raw mix and master.
pub(super) fn value(beneath: &Beneath) -> Value {
    let under = &beneath.under;
    json!({
        "raw": input(&beneath.raw),
        "gain_db": rounded(under.gain_db, 4),
        "delay_samples": rounded(beneath.alignment.delay_frames, 4),
        "upside_down": beneath.alignment.is_upside_down,
        "hidden": under.hidden().into_iter().map(fault).collect::<Vec<_>>(),
        "checks": under.rows.iter().map(row).collect::<Vec<_>>(),
        "dependence": under.dependence.as_ref().map(dependence),
        "guard": under.guard.as_ref().map(guard::value),
        "notes": beneath.notes,
    })
}

fn row(row: &Row) -> Value {
    json!({
        "id": row.check().id,
        "summary": row.check().summary,
        "gain_invariant": row.check().gain_invariant,
        "finding": row.finding.word(),
        "raw": row.raw.text(),
        "master": row.master.text(),
        "raw_limits": rounded(row.raw.limits, 4),
        "master_limits": rounded(row.master.limits, 4),
    })
}

fn dependence(dependence: &Dependence) -> Value {
    json!({
        "index": rounded(dependence.index, 2),
        "words": dependence.words(),
        "duty": rounded(dependence.duty, 4),
        "terms": dependence.terms.iter().map(term).collect::<Vec<_>>(),
    })
}

fn term(term: &Term) -> Value {
    json!({
        "id": term.id,
        "name": term.name,
        "value": rounded(term.value, 4),
        "unit": term.unit,
        "limit": rounded(term.limit, 4),
        "points": rounded(term.points, 2),
        "weight": rounded(term.weight, 2),
    })
}
