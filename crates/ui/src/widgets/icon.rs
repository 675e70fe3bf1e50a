// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Small signs to press, drawn by hand: back, forth, more, a caret.

use egui::{Painter, Pos2, Response, Role, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::focus_ring;
use crate::theme::Theme;

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
}

/// Draws a sign one can press; `enabled` or pale.
pub fn icon_ui(ui: &mut Ui, icon: Icon, name: &str, enabled: bool) -> Response {
    let theme = Theme::of(ui);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 24.0), sense);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, enabled, name));
    if response.hovered() && enabled {
        ui.painter().rect_filled(rect, 6, theme.line);
    }
    let colour = if enabled { theme.ink } else { theme.text2.gamma_multiply(0.45) };
    let stroke = Stroke::new(1.5, colour);
    match icon {
        Icon::Back => bent_arrow(ui.painter(), rect.center(), -1.0, stroke),
        Icon::Forth => bent_arrow(ui.painter(), rect.center(), 1.0, stroke),
        Icon::Page(back) => {
            let way = if back { -1.0 } else { 1.0 };
            for x in [-4.0, 2.0] {
                let at = |dx: f32, dy: f32| rect.center() + vec2((x + dx) * way, dy);
                ui.painter().line(vec![at(0.0, -4.0), at(4.0, 0.0), at(0.0, 4.0)], stroke);
            }
        }
        Icon::More => {
            for n in [-1.0, 0.0, 1.0] {
                ui.painter().circle_filled(rect.center() + vec2(6.0 * n, 0.0), 1.7, colour);
            }
        }
    }
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    response.on_hover_text(name)
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

/// A small triangle that points down: there is a list.
pub fn paint_caret(painter: &Painter, centre: Pos2, theme: &Theme) {
    let at = |x: f32, y: f32| centre + vec2(x, y);
    painter.line(vec![at(-4.0, -2.0), at(0.0, 2.0), at(4.0, -2.0)], Stroke::new(1.5, theme.text2));
}
