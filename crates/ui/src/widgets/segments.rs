// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Names side by side, one of them filled; the place where it should be is a zone, as on a strip.

use egui::{Align2, Rect, Response, Role, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::{explained, focus_ring};
use crate::{
    motion::hovered,
    theme::{self, Theme},
};

/// Height of a segment.
pub const HEIGHT: f32 = 24.0;
const PADDING: f32 = 12.0;
/// How long the arrow to the zone is.
const ARROW: f32 = 6.0;

/// Names to choose from.
pub struct Segments<'a> {
    /// What is chosen, for those who listen to the screen.
    pub label: &'a str,
    /// What it means.
    pub help: &'a str,
    /// The names.
    pub names: &'a [&'a str],
    /// The index of the chosen one.
    pub chosen: usize,
    /// The index of the one that the analysis advises, if it says something.
    pub advised: Option<usize>,
}

/// Draws the names, each as wide as it must be, or all together `width`; gives the one that was pressed.
pub fn segments_ui(ui: &mut Ui, segments: &Segments<'_>, width: Option<f32>) -> Option<usize> {
    let theme = Theme::of(ui);
    let widths = widths(ui, segments.names, width);
    let (rect, _) = ui.allocate_exact_size(vec2(widths.iter().sum(), HEIGHT), Sense::hover());
    ui.painter().rect_filled(rect, theme::STRIP_RADIUS, theme.well);
    let (mut pressed, mut left, mut places) = (None, rect.left(), Vec::new());
    for (index, width) in widths.into_iter().enumerate() {
        let at = Rect::from_min_size(pos2(left, rect.top()), vec2(width, HEIGHT));
        if segment_ui(ui, at, segments, index).clicked() {
            pressed = Some(index);
        }
        places.push(at);
        left = at.right();
    }
    if let Some(advised) = segments.advised.filter(|advised| *advised != segments.chosen) {
        paint_arrow(ui, &places, [segments.chosen, advised]);
    }
    pressed
}

fn widths(ui: &Ui, names: &[&str], width: Option<f32>) -> Vec<f32> {
    let font = theme::semibold(theme::SMALL);
    let wide = |name: &&str| {
        let ink = Theme::of(ui).ink;
        let text = ui.painter().layout_no_wrap((*name).to_owned(), font.clone(), ink);
        width.map_or(text.size().x + 2.0 * PADDING, |width| width / names.len() as f32)
    };
    names.iter().map(wide).collect()
}

fn segment_ui(ui: &Ui, at: Rect, segments: &Segments<'_>, index: usize) -> Response {
    let theme = Theme::of(ui);
    let response = ui.interact(at, ui.scope_id().with((segments.label, index)), Sense::click());
    let (name, chosen) = (segments.names[index], index == segments.chosen);
    let said = format!("{} {name}", segments.label);
    response.widget_info(|| egui::WidgetInfo::selected(Role::RadioButton, true, chosen, &said));
    let radius = theme::STRIP_RADIUS;
    ui.painter().rect_filled(at, radius, theme.line.gamma_multiply(hovered(ui, &response)));
    if segments.advised == Some(index) {
        ui.painter().rect_filled(at, radius, theme.zone(true));
    }
    if chosen {
        ui.painter().rect_filled(at, radius, theme.ink);
    }
    let (font, ink) =
        if chosen { (theme::semibold(theme::SMALL), theme.bg) } else { (theme::regular(theme::SMALL), theme.ink) };
    ui.painter().text(at.center(), Align2::CENTER_CENTER, name, font, ink);
    if response.has_focus() {
        focus_ring(ui, at);
    }
    explained(ui, response, segments.label, segments.help)
}

/// A short arrow into the advised one, on the side of the chosen one.
fn paint_arrow(ui: &Ui, places: &[Rect], [from, to]: [usize; 2]) {
    let (Some(from), Some(to)) = (places.get(from), places.get(to)) else { return };
    let way = (to.center().x - from.center().x).signum();
    let edge = pos2(if way > 0.0 { to.left() } else { to.right() }, to.center().y);
    let (tip, ink) = (edge + vec2(way * ARROW, 0.0), Theme::of(ui).ink);
    ui.painter().line_segment([edge + vec2(way, 0.0), tip], Stroke::new(1.5, ink));
    let head = vec![tip + vec2(way * 2.0, 0.0), tip + vec2(way * -2.5, -3.5), tip + vec2(way * -2.5, 3.5)];
    ui.painter().add(Shape::convex_polygon(head, ink, Stroke::NONE));
}
