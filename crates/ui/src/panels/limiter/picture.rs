// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The last seconds: what was taken away hangs from the top, what is left stands below the ceiling.
//!
//! Two lanes over one axis of time. Behind the master stands the raw mix at the level it is driven
//! with: what sticks out above the ceiling is what the limiter takes. Of each pixel the extremes
//! are drawn, never a mean.

use dsp::{math, units::db_from_gain};
use egui::{Align2, Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};
use measure::fault::clock;

use super::{SHOWN_S, Shown, range_of};
use crate::{
    edit::{Target, edits_of},
    history::Column,
    panels::{frame::Wish, limiter::ceiling::ceiling_ui},
    reading::level_text,
    theme::{self, Theme},
    widgets::{
        meter::{calmed, farther},
        zone::label,
    },
};

/// What the level lane shows, dB from the bottom to the top.
pub const LEVELS: [f32; 2] = [-18.0, 6.0];
const LEFT: f32 = 40.0;
const RIGHT: f32 = 56.0;
const HEADER: f32 = 22.0;
/// Above the second header, so that the last tick of one lane is far from the first of the next.
const BETWEEN: f32 = 10.0;
const AXIS: f32 = 22.0;
const REDUCTION_SHARE: f32 = 0.22;

/// The lanes and what they share.
struct Lanes {
    reduction: Rect,
    level: Rect,
    axis_y: f32,
    /// The deepest reduction the lane shows, dB; it grows in steps of three.
    deepest: f32,
}

/// Draws the picture; gives what was done to the ceiling.
pub fn picture_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let lanes = lanes(ui, rect, shown);
    let columns = columns(shown.history, lanes.level.width());
    let painter = ui.painter().with_clip_rect(rect);
    let theme = Theme::of(ui);
    reduction(ui, &painter, &lanes, &columns, shown);
    level(&painter, &lanes, &columns, theme);
    times(&painter, &lanes, shown, theme);
    let Some(index) = shown.index("ceiling") else { return Vec::new() };
    if let Some(range) = range_of(shown, "ceiling") {
        ceiling_zone(&painter, lanes.level, [range.low, range.high], shown.values[index], theme);
    }
    let turns = ceiling_ui(ui, lanes.level, rect.right(), &shown.specs[index], shown.values[index]);
    edits_of(Target::Knob(index), turns).map(Wish::Turn).collect()
}

fn lanes(ui: &Ui, rect: Rect, shown: &Shown<'_>) -> Lanes {
    let inner = Rect::from_min_max(rect.min + vec2(LEFT, 6.0), rect.max - vec2(RIGHT, AXIS));
    let lane_height = inner.height() - 2.0 * HEADER - BETWEEN;
    let split = inner.top() + HEADER + lane_height * REDUCTION_SHARE;
    Lanes {
        reduction: Rect::from_min_max(inner.min + vec2(0.0, HEADER), pos2(inner.right(), split)),
        level: Rect::from_min_max(pos2(inner.left(), split + BETWEEN + HEADER), inner.max),
        axis_y: inner.bottom(),
        deepest: deepest(ui, shown),
    }
}

/// Six decibels, or as many threes as are needed; less only when the song stands.
fn deepest(ui: &Ui, shown: &Shown<'_>) -> f32 {
    let most = shown.history.iter().fold(0.0_f32, |most, column| most.max(-column.reduction_db));
    let id = ui.scope_id().with("deepest reduction");
    let before: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(6.0);
    let steps =
        ((most / 3.0).ceil() * 3.0).clamp(6.0, 24.0).max(if shown.history.is_empty() { 6.0 } else { before });
    ui.data_mut(|data| data.insert_temp(id, steps));
    steps
}

/// One column for each point of width, the newest at the right.
fn columns(history: &[Column], width: f32) -> Vec<Column> {
    let points = math::index_from(f64::from(width));
    let per_point = SHOWN_S * Column::PER_SECOND as f64 / points.max(1) as f64;
    let mut columns = vec![Column::default(); points];
    for (age, column) in history.iter().rev().enumerate() {
        let back = math::index_from(age as f64 / per_point);
        if let Some(at) = points.checked_sub(back + 1) {
            columns[at] = columns[at].with(*column);
        }
    }
    columns
}

fn reduction(ui: &Ui, painter: &Painter, lanes: &Lanes, columns: &[Column], shown: &Shown<'_>) {
    let (lane, theme) = (lanes.reduction, Theme::of(ui));
    let y = |db: f32| lane.top() + lane.height() * (-db / lanes.deepest).min(1.0);
    let header = pos2(lane.left(), lane.top() - HEADER / 2.0);
    legend(painter, header, "Gain reduction", &[("", theme.delta)], theme);
    let most = columns.iter().fold(0.0_f32, |most, column| most.min(column.reduction_db));
    let said = format!("most {}", level_text(f64::from(most)));
    label(painter, pos2(lane.right(), header.y), Align2::RIGHT_CENTER, &said, theme.text2);
    let step = if lanes.deepest > 9.0 { 6.0 } else { 3.0 };
    let mut db = 0.0;
    while db >= -lanes.deepest {
        grid(painter, lane, y(db), &tick(db), theme);
        db -= step;
    }
    let edge: Vec<Pos2> = edge(lane, columns, |column| y(column.reduction_db));
    painter.add(area(&edge, lane.top(), theme.delta.gamma_multiply(0.45)));
    painter.add(Shape::line(edge, Stroke::new(1.25, theme.delta)));
    let now = calmed(ui, ui.scope_id().with("reduction"), shown.reduction_db, farther);
    let at = pos2(lane.right() + 6.0, y(math::sample_from(now)).clamp(lane.top() + 6.0, lane.bottom()));
    let head = vec![at, at + vec2(5.0, -4.0), at + vec2(5.0, 4.0)];
    painter.add(Shape::convex_polygon(head, theme.delta, Stroke::NONE));
    let font = theme::semibold(theme::MEDIUM);
    painter.text(at + vec2(9.0, 0.0), Align2::LEFT_CENTER, level_text(now), font, theme.ink);
}

fn level(painter: &Painter, lanes: &Lanes, columns: &[Column], theme: &Theme) {
    let lane = lanes.level;
    let header = pos2(lane.left(), lane.top() - HEADER / 2.0);
    let keys = [("master", theme.ink), ("raw with gain", theme.raw)];
    let after = legend(painter, header, "Level", &keys, theme);
    for db in [6.0, 0.0, -6.0, -12.0, -18.0] {
        let text = format!("{}{}", if db > 0.0 { "+" } else { "" }, tick(db));
        grid(painter, lane, level_y(lane, db), &text, theme);
    }
    if columns.iter().all(|column| column.out == 0.0 && column.raw == 0.0) {
        return;
    }
    let raw = edge(lane, columns, |column| level_y(lane, decibels(column.raw)));
    painter.add(area(&raw, lane.bottom(), theme.raw.gamma_multiply(0.75)));
    let out = edge(lane, columns, |column| level_y(lane, decibels(column.out)));
    painter.add(area(&out, lane.bottom(), under_master(theme)));
    painter.add(Shape::line(out, Stroke::new(1.25, theme.ink)));
    peaks(painter, lane, columns, after, theme);
}

/// Opaque, so that the raw mix is seen only where it stands out.
fn under_master(theme: &Theme) -> Color32 {
    theme.bg.lerp_to_gamma(theme.ink, 0.2)
}

/// Marks the three highest raw peaks over full scale, and writes the highest.
fn peaks(painter: &Painter, lane: Rect, columns: &[Column], legend_end: f32, theme: &Theme) {
    const APART: usize = 70;
    let mut order: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].raw > 1.0).collect();
    order.sort_by(|a, b| columns[*b].raw.total_cmp(&columns[*a].raw));
    let mut marked: Vec<usize> = Vec::new();
    for at in order {
        if marked.len() < 3 && marked.iter().all(|other| at.abs_diff(*other) > APART) {
            marked.push(at);
        }
    }
    for (rank, at) in marked.iter().enumerate() {
        let tip = pos2(lane.left() + *at as f32, lane.top() - 2.0);
        let head = vec![tip, tip + vec2(-4.0, -6.0), tip + vec2(4.0, -6.0)];
        painter.add(Shape::convex_polygon(head, theme.raw, Stroke::NONE));
        if rank == 0 {
            let text = format!("+{} dBTP", level_text(f64::from(decibels(columns[*at].raw))));
            let fits_right = tip.x + 8.0 + 72.0 < lane.right();
            let (x, align) = if fits_right { (8.0, Align2::LEFT_CENTER) } else { (-8.0, Align2::RIGHT_CENTER) };
            if !fits_right || tip.x + x > legend_end {
                label(painter, tip + vec2(x, -8.0), align, &text, theme.text2);
            }
        }
    }
}

/// Where the ceiling should be, at the end of its line; an arrow from outside.
fn ceiling_zone(painter: &Painter, lane: Rect, range: [f64; 2], value: f64, theme: &Theme) {
    let [bottom, top] = range.map(|db| level_y(lane, math::sample_from(db)));
    let band = Rect::from_min_max(pos2(lane.right() - 6.0, top - 1.5), pos2(lane.right(), bottom + 1.5));
    painter.rect_filled(band, theme::STRIP_RADIUS, theme.zone(true));
    let from = level_y(lane, math::sample_from(value));
    let to = from.clamp(top, bottom);
    if (to - from).abs() > 6.0 {
        let (x, way) = (lane.right() - 3.0, (to - from).signum());
        painter.line_segment([pos2(x, from + 3.0 * way), pos2(x, to - 3.0 * way)], Stroke::new(1.5, theme.ink));
        let head = vec![pos2(x, to), pos2(x - 3.5, to - 4.5 * way), pos2(x + 3.5, to - 4.5 * way)];
        painter.add(Shape::convex_polygon(head, theme.ink, Stroke::NONE));
    }
}

/// Every two seconds of the song a tick.
fn times(painter: &Painter, lanes: &Lanes, shown: &Shown<'_>, theme: &Theme) {
    if shown.history.is_empty() {
        let text = "Play something: the last twelve seconds will stand here.";
        let between_lines = pos2(lanes.level.center().x, level_y(lanes.level, -9.0));
        label(painter, between_lines, Align2::CENTER_CENTER, text, theme.text2);
        return;
    }
    let per_second = lanes.level.width() / math::sample_from(SHOWN_S);
    let last = math::floor(shown.song_s / 2.0) * 2.0;
    for n in 0..7 {
        let second = last - 2.0 * f64::from(n);
        let x = lanes.level.right() - math::sample_from(shown.song_s - second) * per_second;
        if second >= 0.0 && x > lanes.level.left() + 12.0 && x < lanes.level.right() - 8.0 {
            painter.vline(x, lanes.axis_y..=lanes.axis_y + 4.0, theme.hairline(painter));
            label(painter, pos2(x, lanes.axis_y + 6.0), Align2::CENTER_TOP, &clock(second), theme.text2);
        }
    }
}

/// A lane's name and what its colours mean; gives where it ends.
fn legend(painter: &Painter, at: Pos2, name: &str, keys: &[(&str, Color32)], theme: &Theme) -> f32 {
    let mut x = at.x;
    let swatch = |x: f32, colour| {
        painter.rect_filled(Rect::from_center_size(pos2(x + 5.0, at.y), vec2(10.0, 10.0)), 2, colour);
    };
    if let [("", colour)] = keys {
        swatch(x, *colour);
        x += 16.0;
    }
    let font = theme::semibold(theme::SMALL);
    x = painter.text(pos2(x, at.y), Align2::LEFT_CENTER, name, font, theme.ink).right();
    x = label(painter, pos2(x + 6.0, at.y), Align2::LEFT_CENTER, "dB", theme.text2).right() + 12.0;
    for (text, colour) in keys.iter().filter(|(text, _)| !text.is_empty()) {
        swatch(x, *colour);
        x = label(painter, pos2(x + 15.0, at.y), Align2::LEFT_CENTER, text, theme.text2).right() + 12.0;
    }
    x
}

fn grid(painter: &Painter, lane: Rect, y: f32, text: &str, theme: &Theme) {
    painter.hline(lane.x_range(), y, theme.hairline(painter));
    label(painter, pos2(lane.left() - 8.0, y), Align2::RIGHT_CENTER, text, theme.text2);
}

fn edge(lane: Rect, columns: &[Column], y: impl Fn(&Column) -> f32) -> Vec<Pos2> {
    let points = columns.iter().enumerate();
    points.map(|(n, column)| pos2(lane.left() + n as f32 + 0.5, y(column))).collect()
}

/// What lies between an edge and a base line.
fn area(edge: &[Pos2], base: f32, fill: Color32) -> Shape {
    let mut mesh = Mesh::default();
    for point in edge {
        mesh.colored_vertex(*point, fill);
        mesh.colored_vertex(pos2(point.x, base), fill);
    }
    let quads = u32::try_from(edge.len().saturating_sub(1)).unwrap_or_default();
    for n in 0..quads {
        mesh.add_triangle(2 * n, 2 * n + 1, 2 * n + 2);
        mesh.add_triangle(2 * n + 1, 2 * n + 2, 2 * n + 3);
    }
    Shape::mesh(mesh)
}

/// Where a level stands in the level lane.
pub fn level_y(lane: Rect, db: f32) -> f32 {
    let share = (db - LEVELS[0]) / (LEVELS[1] - LEVELS[0]);
    lane.bottom() - lane.height() * share.clamp(0.0, 1.0)
}

fn decibels(amplitude: f32) -> f32 {
    math::sample_from(db_from_gain(f64::from(amplitude.max(1e-6))).0)
}

/// A number beside an axis: no more decimals than it needs, and a true minus.
fn tick(value: f32) -> String {
    format!("{}", if value == 0.0 { 0.0 } else { value }).replace('-', "−")
}
