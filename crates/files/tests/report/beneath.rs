// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a chain hides of the invented song.

use files::{report::Input, under::Beneath};
use measure::{
    Alignment, Dependence, Reading, Span, Under, checks,
    profile::ZonePortrait,
    under::{
        Finding, Row, Term,
        guard::{Dynamics, Guard, Keep, Stages},
    },
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
            guard: Some(guard()),
            gain_db: 6.1,
        },
        alignment: Alignment { delay_frames: -480.25, ..Alignment::default() },
        notes: vec!["The raw mix was converted from 44100 to 48000 Hz.".to_owned()],
    }
}

/// A limiter that takes much and a drive that takes little.
fn guard() -> Guard {
    let dynamics = |psr_lu: f64, punch_db: f64| {
        let zone = ZonePortrait {
            level_db: -20.0,
            crest_db: Some(psr_lu),
            punch_db: Some(punch_db),
            onsets_per_s: 2.0,
            ..ZonePortrait::default()
        };
        let lu = |lu: f64| Some(lu);
        Dynamics {
            lufs: lu(-9.0),
            psr_lu: lu(psr_lu),
            plr_lu: lu(psr_lu + 2.0),
            zones: [zone; 7],
            ..Dynamics::default()
        }
    };
    let taps = [dynamics(13.0, 12.0), dynamics(12.6, 11.8), dynamics(9.4, 6.2)];
    let keep = Keep {
        effect: "Limiter".to_owned(),
        knob: "Gain",
        values: ["9.1 dB", "7.1 dB"].map(str::to_owned),
        dynamics: Dynamics { lufs: Some(-10.6), ..dynamics(10.8, 8.0) },
    };
    let span = Span { from_s: 62.0, to_s: 82.0 };
    let names = ["Drive", "Limiter"].map(str::to_owned).to_vec();
    Guard {
        sides: [taps[0].clone(), taps[2].clone()],
        duty: 0.31,
        places: vec![span],
        stages: Some(Stages { span, names, taps: taps.to_vec(), keep: Some(keep) }),
    }
}
