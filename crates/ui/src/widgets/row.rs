// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A row of a list one can press; the chosen one has a tick.

use egui::{Align2, Painter, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, vec2};

use super::{icon::paint_angle, zone::label};
use crate::{
    motion::hovered,
    theme::{self, Theme},
};

/// Height of a row.
pub const HEIGHT: f32 = 24.0;
const TICK: f32 = 24.0;

/// A row of a list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row<'a> {
    /// What is written in it.
    pub name: &'a str,
    /// What follows at the right, in the second colour.
    pub after: &'a str,
    /// Whether it is the chosen one.
    pub chosen: bool,
    /// Whether it lies where the analysis wants it.
    pub advised: bool,
    /// Whether it leads to another page of the list.
    pub way: Option<Way>,
}

/// To another page of a list, or back from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To it.
    Forth,
    /// Back.
    Back,
}

/// Draws a row over the whole width.
pub fn row_ui(ui: &mut Ui, row: &Row<'_>) -> Response {
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, row.chosen, row.name));
    let theme = Theme::of(ui);
    if row.advised {
        ui.painter().rect_filled(rect, theme::STRIP_RADIUS, theme.zone(true));
    }
    let seen = hovered(ui, &response);
    ui.painter().rect_filled(rect, theme::STRIP_RADIUS, theme.line.gamma_multiply(seen));
    write(&ui.painter().with_clip_rect(rect), rect, row, theme);
    if response.has_focus() {
        // In a list there is no room around a row.
        let ring = Stroke::new(2.0, theme.ink);
        ui.painter().rect_stroke(rect, theme::STRIP_RADIUS, ring, StrokeKind::Inside);
    }
    response
}

fn write(painter: &Painter, rect: Rect, row: &Row<'_>, theme: &Theme) {
    let (left, right) = (rect.left_center(), rect.right_center());
    if row.chosen {
        label(painter, left + vec2(TICK / 2.0, 0.0), Align2::CENTER_CENTER, "✓", theme.ink);
    }
    let strong = row.chosen || row.way == Some(Way::Back);
    let name = if strong { theme::semibold(theme::SMALL) } else { theme::regular(theme::SMALL) };
    painter.text(left + vec2(TICK, 0.0), Align2::LEFT_CENTER, row.name, name, theme.ink);
    let after = right - vec2(if row.way.is_some() { TICK } else { TICK / 3.0 }, 0.0);
    label(painter, after, Align2::RIGHT_CENTER, row.after, theme.text2);
    match row.way {
        Some(Way::Forth) => paint_angle(painter, right - vec2(TICK / 2.0, 0.0), 1.0, theme),
        Some(Way::Back) => paint_angle(painter, left + vec2(TICK / 2.0, 0.0), -1.0, theme),
        None => {}
    }
}
