// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the limiter promises on its sheet, it keeps.

use rack::proof::{Depth, ceiling_curves, sheet};

#[test]
fn every_promise_of_the_sheet_is_kept() {
    let rows = sheet(Depth::Full, &mut |_| {});
    let broken: Vec<_> = rows.iter().filter(|row| !row.is_kept()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_tone_is_held_at_the_ceiling_not_far_below_it() {
    for curve in ceiling_curves() {
        for [hz, over_db] in curve.points {
            let least = if hz < 18_000.0 { -0.1 } else { -4.0 };
            assert!((least..=0.02).contains(&over_db), "{}, {hz:.0} Hz: {over_db:+.3} dB", curve.name);
        }
    }
}
