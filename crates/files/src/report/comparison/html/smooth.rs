// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A calm curve through measured points.
//!
//! Cubic pieces with slopes that are limited so that the curve passes through every point and never leaves the
//! range of two neighbours (F. N. Fritsch and R. E. Carlson, "Monotone piecewise cubic interpolation", SIAM J.
//! Numer. Anal. 17, 1980): nothing is drawn that was not measured.

use crate::report::html::draw::Point;

/// Steps from one point to the next; at most 6 px of a page each.
const STEPS: u32 = 5;

/// The curve through points that run from left to right.
pub fn through(points: &[Point]) -> Vec<Point> {
    let slopes = slopes(points);
    let pieces = points.windows(2).zip(slopes.windows(2));
    let inner = pieces.flat_map(|(ends, slopes)| (0..STEPS).map(|step| between(ends, slopes, step)));
    inner.chain(points.last().copied()).collect()
}

fn between(ends: &[Point], slopes: &[f64], step: u32) -> Point {
    let [[x0, y0], [x1, y1]] = [ends[0], ends[1]];
    let t = f64::from(step) / f64::from(STEPS);
    let width = x1 - x0;
    let bend = [y0, y1, slopes[0] * width, slopes[1] * width];
    let weights = [
        (1.0 + 2.0 * t) * (1.0 - t) * (1.0 - t),
        t * t * (3.0 - 2.0 * t),
        t * (1.0 - t) * (1.0 - t),
        t * t * (t - 1.0),
    ];
    [x0 + t * width, bend.iter().zip(weights).map(|(value, weight)| value * weight).sum()]
}

/// The slope at each point: the harmonic mean of its neighbours', nothing at a turn.
fn slopes(points: &[Point]) -> Vec<f64> {
    let secants: Vec<f64> =
        points.windows(2).map(|ends| (ends[1][1] - ends[0][1]) / (ends[1][0] - ends[0][0])).collect();
    let inner = secants.windows(2).map(|pair| harmonic(pair[0], pair[1]));
    let first = secants.first().copied().unwrap_or(0.0);
    let last = secants.last().copied().unwrap_or(0.0);
    std::iter::once(first).chain(inner).chain(std::iter::once(last)).collect()
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a * b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_meets_every_point_and_never_leaves_its_neighbours() {
        let points = [[0.0, 0.0], [10.0, 8.0], [20.0, 8.0], [30.0, -3.0], [40.0, -2.0]];
        let curve = through(&points);
        assert!(points.iter().all(|point| curve.contains(point)));
        for (piece, ends) in curve.chunks(5).zip(points.windows(2)) {
            let [low, high] = [ends[0][1].min(ends[1][1]), ends[0][1].max(ends[1][1])];
            assert!(piece.iter().all(|point| (low - 1e-9..=high + 1e-9).contains(&point[1])), "{piece:?}");
        }
        assert_eq!(through(&[[1.0, 2.0]]), [[1.0, 2.0]]);
        assert!(through(&[]).is_empty());
    }
}
