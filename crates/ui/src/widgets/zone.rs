// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A target place on a track: a band with soft edges, its limits under it, and an arrow from outside.

use egui::{Align2, Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use crate::theme::{self, Theme};

/// How wide an edge is, at most.
const SOFT: f32 = 6.0;
/// How much room the limits take under a track.
pub const LIMITS_HEIGHT: f32 = 16.0;

/// Where a value should be, as shares of a track.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Where it begins; 0 for a zone that has no lower limit.
    pub from: f32,
    /// Where it ends; 1 for a zone that has no upper limit.
    pub to: f32,
    /// Its limits in words: "4.4 to 5.2".
    pub limits: String,
}

impl Zone {
    /// Which edge a value outside is nearest to, as a share; nothing for a value inside.
    pub fn nearest_edge(&self, share: f32) -> Option<f32> {
        // A hair's breadth is inside: hosts round.
        const HAIR: f32 = 0.002;
        if share < self.from - HAIR {
            Some(self.from)
        } else if share > self.to + HAIR {
            Some(self.to)
        } else {
            None
        }
    }

    /// Paints the band over a track, and its limits under it.
    pub fn paint(&self, painter: &Painter, track: Rect, theme: &Theme) {
        let place = |share: f32| track.left() + track.width() * share.clamp(0.0, 1.0);
        let (left, right) = (place(self.from), place(self.to));
        if right > left {
            band(painter, track, [left, right], theme.zone(true));
        }
        let middle = f32::midpoint(left, right);
        let text = painter.layout_no_wrap(self.limits.clone(), theme::regular(theme::SMALL), theme.text2);
        let half = text.size().x / 2.0;
        let middle = middle.clamp(track.left() + half, (track.right() - half).max(track.left() + half));
        painter.galley(pos2(middle - half, track.bottom() + 3.0), text, theme.text2);
    }

    /// Paints an arrow from a value outside to the nearest edge.
    pub fn paint_arrow(&self, painter: &Painter, track: Rect, share: f32, theme: &Theme) {
        let Some(edge) = self.nearest_edge(share) else { return };
        let place = |share: f32| track.left() + track.width() * share.clamp(0.0, 1.0);
        arrow(painter, pos2(place(share), track.center().y), place(edge), theme.ink);
    }
}

/// A band whose edges fade; an edge at the end of the track is hard.
fn band(painter: &Painter, track: Rect, [left, right]: [f32; 2], fill: Color32) {
    let soft = SOFT.min((right - left).max(1.0) / 2.0);
    let out = |edge: f32, end: f32| if (edge - end).abs() < 0.5 { 0.0 } else { soft / 2.0 };
    let (a, b) = (out(left, track.left()), out(right, track.right()));
    let columns = [(left - a, 0.0), (left + a, 1.0), (right - b, 1.0), (right + b, 0.0)];
    let mut mesh = Mesh::default();
    for (x, alpha) in columns {
        let hard = (alpha == 0.0 && ((x == left && a == 0.0) || (x == right && b == 0.0))) || alpha == 1.0;
        let colour = if hard { fill } else { Color32::TRANSPARENT };
        mesh.colored_vertex(pos2(x, track.top()), colour);
        mesh.colored_vertex(pos2(x, track.bottom()), colour);
    }
    for n in [0, 2, 4] {
        mesh.add_triangle(n, n + 1, n + 2);
        mesh.add_triangle(n + 1, n + 2, n + 3);
    }
    painter.add(Shape::mesh(mesh));
}

/// A short arrow along a line.
fn arrow(painter: &Painter, from: Pos2, to_x: f32, colour: Color32) {
    let way = to_x - from.x;
    if way.abs() < 5.0 {
        return;
    }
    let sign = way.signum();
    let (start, tip) = (from + vec2(3.0 * sign, 0.0), pos2(to_x, from.y));
    painter.line_segment([start, tip - vec2(3.0 * sign, 0.0)], Stroke::new(1.5, colour));
    let back = 4.5 * sign;
    let head = vec![tip, tip + vec2(-back, -3.5), tip + vec2(-back, 3.5)];
    painter.add(Shape::convex_polygon(head, colour, Stroke::NONE));
}

/// A label in small type, placed by one of its corners.
pub fn label(painter: &Painter, at: Pos2, align: Align2, text: &str, colour: Color32) -> Rect {
    painter.text(at, align, text, theme::regular(theme::SMALL), colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrow_goes_to_the_nearest_edge_and_only_from_outside() {
        let zone = Zone { from: 0.4, to: 0.6, limits: String::new() };
        assert_eq!([0.1, 0.5, 0.6, 0.9].map(|share| zone.nearest_edge(share)), [Some(0.4), None, None, Some(0.6)]);
    }
}
