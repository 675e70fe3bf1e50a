// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Small signs to press, drawn by hand: back, forth, more, one more, a pencil, a bin, a caret.

use egui::{Color32, Painter, Pos2, Response, Role, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::{explained, focus_ring};
use crate::{
    motion::hovered,
    theme::{self, Theme},
};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// An arrow that bends back: undo.
    Back,
    /// An arrow that bends forth: redo.
    Forth,
    /// Three dots: there is more.
    More,
    /// Two angles: to the other page, or back from it.
    Page(bool),
    /// A cross of two lines: one more.
    Add,
    /// A pencil: another name.
    Rename,
    /// A bin: away with it.
    Delete,
}

/// Draws a sign one can press; `enabled` or pale.
pub fn icon_ui(ui: &mut Ui, icon: Icon, name: &str, enabled: bool) -> Response {
    let theme = Theme::of(ui);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 24.0), sense);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, enabled, name));
    let seen = if enabled { hovered(ui, &response) } else { 0.0 };
    ui.painter().rect_filled(rect, theme::CARD_RADIUS, theme.line.gamma_multiply(seen));
    let colour = if enabled { theme.at_rest(seen) } else { theme.text2.gamma_multiply(theme::DISABLED) };
    paint(ui.painter(), rect.center(), icon, colour);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    explained(ui, response, "", name)
}

fn paint(painter: &Painter, centre: Pos2, icon: Icon, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
    match icon {
        Icon::Back => bent_arrow(painter, centre, -1.0, stroke),
        Icon::Forth => bent_arrow(painter, centre, 1.0, stroke),
        Icon::Page(back) => angles(painter, centre, if back { -1.0 } else { 1.0 }, stroke),
        Icon::Add => plus(painter, centre, stroke),
        Icon::Rename => pencil(painter, centre, stroke),
        Icon::Delete => bin(painter, centre, stroke),
        Icon::More => {
            for n in [-1.0, 0.0, 1.0] {
                painter.circle_filled(centre + vec2(6.0 * n, 0.0), 1.7, colour);
            }
        }
    }
}

fn angles(painter: &Painter, centre: Pos2, way: f32, stroke: Stroke) {
    for x in [-4.0, 2.0] {
        let at = |dx: f32, dy: f32| centre + vec2((x + dx) * way, dy);
        painter.line(vec![at(0.0, -4.0), at(4.0, 0.0), at(0.0, 4.0)], stroke);
    }
}

fn plus(painter: &Painter, centre: Pos2, stroke: Stroke) {
    for arm in [vec2(5.0, 0.0), vec2(0.0, 5.0)] {
        painter.line_segment([centre - arm, centre + arm], stroke);
    }
}

fn pencil(painter: &Painter, centre: Pos2, stroke: Stroke) {
    let at = |x: f32, y: f32| centre + vec2(x, y);
    let outline = vec![at(-5.0, 5.0), at(-4.5, 2.0), at(2.5, -5.0), at(5.0, -2.5), at(-2.0, 4.5)];
    painter.add(Shape::closed_line(outline, stroke));
}

fn bin(painter: &Painter, centre: Pos2, stroke: Stroke) {
    let at = |x: f32, y: f32| centre + vec2(x, y);
    painter.line_segment([at(-5.5, -3.0), at(5.5, -3.0)], stroke);
    painter.line(vec![at(-1.8, -3.0), at(-1.8, -5.0), at(1.8, -5.0), at(1.8, -3.0)], stroke);
    painter.line(vec![at(-4.0, -3.0), at(-3.2, 5.5), at(3.2, 5.5), at(4.0, -3.0)], stroke);
}

fn bent_arrow(painter: &Painter, centre: Pos2, way: f32, stroke: Stroke) {
    let at = |x: f32, y: f32| pos2(centre.x + x * way, centre.y + y);
    let bow = (0..=12).map(|n| {
        let angle = std::f32::consts::PI * (n as f32 / 12.0 - 0.5);
        at(-1.0 - 4.0 * angle.cos(), 1.5 + 4.0 * angle.sin())
    });
    let line: Vec<Pos2> = [at(5.0, -2.5)].into_iter().chain(bow.clone()).chain([at(2.0, 5.5)]).collect();
    painter.add(Shape::line(line, stroke));
    painter.line(vec![at(2.2, -5.5), at(5.2, -2.5), at(2.2, 0.5)], stroke);
}

/// A small angle: to the right (1), or to the left (−1).
pub fn paint_angle(painter: &Painter, centre: Pos2, way: f32, theme: &Theme) {
    let at = |x: f32, y: f32| centre + vec2(x * way, y);
    painter.line(vec![at(-2.0, -4.0), at(2.0, 0.0), at(-2.0, 4.0)], Stroke::new(1.5, theme.text2));
}

/// A small triangle that points down: there is a list.
pub fn paint_caret(painter: &Painter, centre: Pos2, theme: &Theme) {
    let at = |x: f32, y: f32| centre + vec2(x, y);
    painter.line(vec![at(-4.0, -2.0), at(0.0, 2.0), at(4.0, -2.0)], Stroke::new(1.5, theme.text2));
}
