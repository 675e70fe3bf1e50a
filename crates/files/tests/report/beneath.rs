// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a chain hides of the invented song.

use files::{report::Input, under::Beneath};
use measure::{
    Alignment, Dependence, Reading, Under, checks,
    under::{Finding, Row, Term},
};

use super::four_faults;

/// Flat tops that the limiter bends, overs in both, and a chain that shapes.
pub fn beneath() -> Beneath {
    let reading = |id: &str, limits: f64| Reading {
        check: checks::ALL
            .iter()
            .map(|entry| entry.info)
            .find(|info| info.id == id)
            .expect("a check of this name"),
        limits,
        words: |limits| format!("{limits:.1} limits"),
    };
    let row = |id: &str, [raw, master]: [f64; 2], finding: Finding| Row {
        raw: reading(id, raw),
        master: reading(id, master),
        finding,
        hidden: (finding == Finding::Hidden).then(|| four_faults().remove(0)),
    };
    let term = |id, name, points: f64| Term { id, name, value: 1.4, unit: "dB", limit: 3.0, weight: 30.0, points };
    let terms = vec![term("tone", "Tone", 14.0), term("width", "Width", 6.0), term("residual", "Residual", 21.0)];
    Beneath {
        raw: Input { path: "mixes/salt-line_v14_raw.wav".to_owned(), ..Input::default() },
        under: Under {
            rows: vec![
                row("clipping", [4.6, 0.0], Finding::Hidden),
                row("overs", [1.3, 1.2], Finding::InBoth),
                row("over_limited", [0.7, 1.1], Finding::ByTheChain),
                row("offset", [f64::NAN, 0.0], Finding::Clear),
            ],
            dependence: Some(Dependence { index: 41.0, terms, duty: 0.31 }),
            gain_db: 6.1,
        },
        alignment: Alignment { delay_frames: -480.25, ..Alignment::default() },
        notes: vec!["The raw mix was converted from 44100 to 48000 Hz.".to_owned()],
    }
}
