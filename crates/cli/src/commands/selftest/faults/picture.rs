// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much is found at which size, as a curve.

use files::report::html::plot::{Across, Plot, svg as drawn};
use measure::alarms::{Alarms, RECALL, Row, SIZES};

use super::Half;

/// All checks together, and the ones that find the least and the most, in the reporting half.
pub fn svg([_, reporting]: &[Half; 2]) -> String {
    let alarms = &reporting.alarms;
    drawn(&Plot {
        label: "Share of sown faults that are found, over their size in limits of their check",
        across: Across::Times([SIZES[0], SIZES[SIZES.len() - 1]]),
        upright: "Found, % (dashed: promised from 2 ×)",
        range: ([0.0, 100.0], 25.0),
        limit: Some((100.0 * RECALL, "")),
        curves: vec![
            ("all checks", points(|size| alarms.share(size))),
            ("the most", points(|size| extreme(alarms, size, f64::max))),
            ("the least", points(|size| extreme(alarms, size, f64::min))),
        ],
    })
}

fn points(share: impl Fn(usize) -> Option<f64>) -> Vec<[f64; 2]> {
    let shares = SIZES.iter().enumerate().filter_map(|(size, times)| Some((times, share(size)?)));
    shares.map(|(times, share)| [*times, 100.0 * share]).collect()
}

fn extreme(alarms: &Alarms, size: usize, which: fn(f64, f64) -> f64) -> Option<f64> {
    alarms.rows.iter().filter_map(|row: &Row| row.share(size)).reduce(which)
}
