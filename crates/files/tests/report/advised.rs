// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the knobs of the invented song belong, and what its loudness costs.

use files::report::{Analysis, Cost};
use measure::{Confidence, Span};
use rack::{
    Step,
    analyse::{CostPoint, Range},
};

/// Two knobs: one to be raised, one that is fine.
pub fn analysis() -> Analysis {
    let range = |knob, [low, high]: [f64; 2], present| Range {
        knob,
        low,
        high,
        aim: 0.5 * (low + high),
        present,
        reason: "The chorus asks for it.".to_owned(),
        limit: (knob == "gain").then(|| "PSR would fall under 8.0".to_owned()),
        confidence: Confidence::Fair,
    };
    Analysis {
        passage: Span { from_s: 110.0, to_s: 130.0 },
        ranges: vec![range("gain", [4.0, 6.0], 0.0), range("hold", [25.0, 50.0], 37.0)],
        advised: Step::new(rack::entry("limiter").expect("there is a limiter")),
        lufs: -14.0,
        psr_low_lu: Some(9.1),
        evaluations: 2,
        bounded_by: None,
        cost: cost(),
    }
}

/// A song that pays from −13 LUFS on.
pub fn cost() -> Cost {
    let point = |n: u32| {
        let over = f64::from(n.saturating_sub(5));
        CostPoint {
            lufs: f64::from(n) - 18.0,
            drive_db: f64::from(n) + 0.1 * over * over,
            psr_low_lu: Some(13.0 - 0.9 * over),
            duty: (0.12 * over).min(1.0),
            sdr_db: 60.0 - 6.0 * over,
        }
    };
    Cost { points: (0..13).map(point).collect(), knee: Some(5) }
}
