// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A verdict as a mark: a disc with a tick, a triangle with a line, a square with a cross, an empty ring.
//!
//! Shape and sign say it; the colour only repeats it, because eyes differ.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};
use measure::Severity;

use crate::theme::Theme;

/// Paints a mark of `size` points around a place; `None` is "not known".
pub fn paint_mark(painter: &Painter, centre: Pos2, size: f32, severity: Option<Severity>, theme: &Theme) {
    let half = size / 2.0;
    match severity {
        None => {
            painter.circle_stroke(centre, half - 1.0, Stroke::new(1.5, theme.text2));
        }
        Some(Severity::Note) => {
            painter.circle_filled(centre, half, theme.verdicts[0]);
            tick(painter, centre, half, sign_on(theme));
        }
        Some(Severity::Watch) => warning(painter, centre, half, theme),
        Some(Severity::Fault) => {
            let square = Rect::from_center_size(centre, vec2(size, size) * 0.9);
            painter.rect_filled(square, size * 0.15, theme.verdicts[2]);
            cross(painter, centre, half * 0.45, sign_on(theme));
        }
    }
}

fn tick(painter: &Painter, centre: Pos2, half: f32, colour: Color32) {
    let at = |x: f32, y: f32| centre + vec2(x, y) * half;
    painter.line(vec![at(-0.45, 0.02), at(-0.12, 0.36), at(0.46, -0.34)], Stroke::new(half * 0.22, colour));
}

fn warning(painter: &Painter, centre: Pos2, half: f32, theme: &Theme) {
    let at = |x: f32, y: f32| centre + vec2(x, y) * half;
    let corners = vec![at(0.0, -0.95), at(1.05, 0.88), at(-1.05, 0.88)];
    // Yellow alone does not stand out on white, so there it has an outline.
    let outline = if theme.bg.r() > 128 { Stroke::new(1.2, theme.ink) } else { Stroke::NONE };
    painter.add(Shape::convex_polygon(corners, theme.verdicts[1], outline));
    let sign = Color32::from_rgb(0x14, 0x16, 0x1A);
    painter.line_segment([at(0.0, -0.3), at(0.0, 0.3)], Stroke::new(half * 0.2, sign));
    painter.circle_filled(at(0.0, 0.62), half * 0.13, sign);
}

fn cross(painter: &Painter, centre: Pos2, reach: f32, colour: Color32) {
    for sign in [1.0, -1.0] {
        let ends =
            [pos2(centre.x - reach, centre.y - reach * sign), pos2(centre.x + reach, centre.y + reach * sign)];
        painter.line_segment(ends, Stroke::new(reach * 0.4, colour));
    }
}

fn sign_on(theme: &Theme) -> Color32 {
    if theme.bg.r() > 128 { Color32::WHITE } else { theme.bg }
}

/// The empty ring that stands where a light is off.
pub fn paint_ring(painter: &Painter, rect: Rect, theme: &Theme) {
    painter.rect_stroke(rect, rect.height() / 2.0, Stroke::new(1.0, theme.line), StrokeKind::Inside);
}
