// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A line through points that never swings beyond them, and what lies between two lines.
//!
//! Between neighbours the line is a cubic whose slopes keep it monotone: a peak in the picture is a
//! peak in the numbers (F. N. Fritsch and R. E. Carlson, 1980, in the simpler form of F. N. Fritsch
//! and J. Butland, 1984: the slope at a point is the harmonic mean of its neighbours' slopes).

use egui::{Color32, Mesh, Pos2, Shape, pos2, vec2};

/// Pieces from one point to the next.
const PIECES: usize = 6;
/// How wide an edge of a zone fades, points.
const SOFT: f32 = 6.0;

/// The points with more between them, from left to right.
pub fn smooth(points: &[Pos2]) -> Vec<Pos2> {
    let slopes = slopes(points);
    let mut line = Vec::with_capacity(points.len() * PIECES);
    for (n, pair) in points.windows(2).enumerate() {
        line.extend(
            (0..PIECES).map(|piece| between(pair, [slopes[n], slopes[n + 1]], piece as f32 / PIECES as f32)),
        );
    }
    line.extend(points.last());
    line
}

fn slopes(points: &[Pos2]) -> Vec<f32> {
    let steps: Vec<f32> =
        points.windows(2).map(|pair| (pair[1].y - pair[0].y) / (pair[1].x - pair[0].x)).collect();
    let at = |n: usize| match (n.checked_sub(1).and_then(|before| steps.get(before)), steps.get(n)) {
        (Some(a), Some(b)) if a * b > 0.0 => 2.0 * a * b / (a + b),
        (None, Some(only)) | (Some(only), None) => *only,
        _ => 0.0,
    };
    (0..points.len()).map(at).collect()
}

/// Hermite's cubic at a share of the way.
fn between(pair: &[Pos2], slopes: [f32; 2], share: f32) -> Pos2 {
    let width = pair[1].x - pair[0].x;
    let (t, rest) = (share, 1.0 - share);
    let rise = slopes.map(|slope| slope * width);
    let y = rest * rest * (1.0 + 2.0 * t) * pair[0].y
        + t * t * (3.0 - 2.0 * t) * pair[1].y
        + rest * rest * t * rise[0]
        - t * t * rest * rise[1];
    pos2(pair[0].x + share * width, y)
}

/// What lies between two lines over the same places; transparent where they cross.
pub fn area(upper: &[Pos2], lower: &[Pos2], fills: [Color32; 2]) -> Shape {
    let mut mesh = Mesh::default();
    for (above, below) in upper.iter().zip(lower) {
        mesh.colored_vertex(*above, fills[0]);
        mesh.colored_vertex(*below, fills[1]);
    }
    let columns = u32::try_from(upper.len().min(lower.len())).unwrap_or_default();
    for n in 0..columns.saturating_sub(1) {
        mesh.add_triangle(2 * n, 2 * n + 1, 2 * n + 2);
        mesh.add_triangle(2 * n + 1, 2 * n + 2, 2 * n + 3);
    }
    Shape::mesh(mesh)
}

/// A zone between its upper and its lower edge; both fade over some points around their place.
pub fn zone(upper: &[Pos2], lower: &[Pos2], fill: Color32) -> [Shape; 3] {
    // A thin zone keeps at least half of its height in full.
    let soft = |n: usize| (SOFT / 2.0).min((lower[n].y - upper[n].y).max(0.0) / 4.0);
    let moved = |line: &[Pos2], way: f32| -> Vec<Pos2> {
        let count = line.len().min(lower.len()).min(upper.len());
        (0..count).map(|n| line[n] + vec2(0.0, way * soft(n))).collect()
    };
    let [outer, inner] = [moved(upper, -1.0), moved(upper, 1.0)];
    let [end, far] = [moved(lower, -1.0), moved(lower, 1.0)];
    let nothing = Color32::TRANSPARENT;
    [area(&outer, &inner, [nothing, fill]), area(&inner, &end, [fill; 2]), area(&end, &far, [fill, nothing])]
}

/// What of a line lies outside a zone, above and below.
pub fn beyond(line: &[Pos2], upper: &[Pos2], lower: &[Pos2], fill: Color32) -> [Shape; 2] {
    let kept = |edge: &[Pos2], keep: fn(f32, f32) -> f32| -> Vec<Pos2> {
        line.iter().zip(edge).map(|(point, edge)| pos2(point.x, keep(point.y, edge.y))).collect()
    };
    [area(&kept(upper, f32::min), upper, [fill; 2]), area(lower, &kept(lower, f32::max), [fill; 2])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_goes_through_its_points_and_never_beyond_them() {
        let points: Vec<Pos2> =
            [0.0, 3.0, 3.0, -8.0, 1.0].iter().enumerate().map(|(n, y)| pos2(n as f32 * 10.0, *y)).collect();
        let line = smooth(&points);
        assert!(points.iter().all(|point| line.iter().any(|other| (*other - *point).length() < 1e-3)));
        for (n, pair) in points.windows(2).enumerate() {
            let (low, high) = (pair[0].y.min(pair[1].y), pair[0].y.max(pair[1].y));
            let part = &line[n * PIECES..=(n + 1) * PIECES];
            assert!(part.iter().all(|point| (low - 1e-3..=high + 1e-3).contains(&point.y)), "{n}: {part:?}");
        }
    }
}
