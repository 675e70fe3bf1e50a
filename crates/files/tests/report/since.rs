// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The invented song beside its bounce before: one fault of every kind of change.

use files::report::Since;
use measure::{
    Changes, Flaw, Reading, Severity,
    changes::{Change, Figure, Kind},
    checks, metrics,
};

use super::four_faults;

/// Clipping came, the limiter presses more, tone is nearer, an offset is gone.
pub fn since() -> Since {
    let [clipping, psr, tone, _] = [0, 1, 2, 3].map(|index| Flaw::of(&four_faults()[index]));
    let amount = |flaw: &Flaw, amount: &str| Some(Flaw { amount: amount.to_owned(), ..flaw.clone() });
    let title = "The sound does not swing around zero.".to_owned();
    let offset =
        Flaw { id: "offset".to_owned(), severity: Severity::Watch, title, stem: None, ..clipping.clone() };
    let change = |kind, flaw: &Flaw, before| Change { kind, flaw: flaw.clone(), before };
    let faults = vec![
        change(Kind::New, &clipping, None),
        change(Kind::Worse, &psr, amount(&psr, "PSR 10.4 LU")),
        change(Kind::Better, &tone, amount(&tone, "+6.0 dB")),
        change(Kind::Fixed, &offset, Some(offset.clone())),
    ];
    let metric = metrics::metric("integrated_lufs").expect("a metric of this name");
    Since {
        file: "salt-line_v13.wav".to_owned(),
        changes: Changes { faults, figures: vec![Figure { metric, values: [-21.3, -20.1] }] },
        notes: vec!["It is 2.50 s longer.".to_owned()],
        fails_on_any: false,
    }
}

/// What two checks read.
pub fn readings() -> Vec<Reading> {
    let wanted =
        checks::ALL.iter().map(|entry| entry.info).filter(|info| ["clipping", "overs"].contains(&info.id));
    wanted.map(|check| Reading { check, limits: 1.3, words: |limits| format!("{limits:.1} limits") }).collect()
}
