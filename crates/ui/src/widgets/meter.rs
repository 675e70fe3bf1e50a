// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A number that comes back, as a strip: a track with a line, and the figure above.
//!
//! The line falls 20 dB in 1.7 s, as peak programme meters do (IEC 60268-10, type II is 20 dB in
//! 1.7 s with ±0.3 s); the figure changes at most eight times a second, so that it can be read.

use dsp::math;
use egui::{Align2, Id, Rect, Sense, Ui, pos2, vec2};

use super::{
    explained,
    mark::paint_mark,
    recall, remember,
    zone::{LIMITS_HEIGHT, Zone, label},
};
use crate::theme::{self, Theme};

/// Width of a meter: 18 dB at 12 pixels each.
pub const WIDTH: f32 = 216.0;
const HEADER_HEIGHT: f32 = 20.0;
/// How far from the right units begin, and marks stand.
const UNIT_COLUMN: f32 = 32.0;
const MARK_COLUMN: f32 = 92.0;
const MARK: f32 = 13.0;
const TRACK_HEIGHT: f32 = 10.0;
const LINE: egui::Vec2 = vec2(2.5, 16.0);
/// How fast the line falls, dB per second.
const FALL: f64 = 20.0 / 1.7;
/// The shortest time a figure stands, in seconds.
const FIGURE: f64 = 0.125;

/// What a meter shows.
pub struct Meter<'a> {
    /// What is written beside it.
    pub name: &'a str,
    /// What it means.
    pub help: &'a str,
    /// The figure, without unit.
    pub figure: String,
    /// What the figure counts.
    pub unit: &'a str,
    /// Where the line stands, 0 to 1; not a number without a line, `None` without a track.
    pub position: Option<f64>,
    /// Where the line should stand, if something says so.
    pub zone: Option<Zone>,
    /// Filled between the line and this end of the track, 0 or 1, in the colour of what is taken away.
    pub hangs_from: Option<f64>,
}

/// How much height a meter with a track takes.
pub fn height(has_zone: bool) -> f32 {
    HEADER_HEIGHT + LINE.y + if has_zone { LIMITS_HEIGHT } else { 0.0 }
}

/// Draws a meter.
pub fn meter_ui(ui: &mut Ui, meter: &Meter<'_>) {
    let tracked = meter.position.map_or(HEADER_HEIGHT, |_| height(meter.zone.is_some()));
    let (rect, response) = ui.allocate_exact_size(vec2(WIDTH, tracked), Sense::hover());
    let said = format!("{} {} {}", meter.name, meter.figure, meter.unit);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &said));
    header(ui, rect, meter);
    if let Some(position) = meter.position {
        let line = Rect::from_min_size(rect.min + vec2(0.0, HEADER_HEIGHT), vec2(WIDTH, LINE.y));
        track(ui, line, meter, position);
    }
    explained(ui, response, meter.name, meter.help);
}

fn is_outside(meter: &Meter<'_>) -> bool {
    let share = meter.position.map(math::sample_from);
    share.zip(meter.zone.as_ref()).is_some_and(|(share, zone)| zone.nearest_edge(share).is_some())
}

/// Name, mark, figure and unit stand in columns: figures end where figures end, units begin where units begin.
fn header(ui: &Ui, rect: Rect, meter: &Meter<'_>) {
    let (theme, painter) = (Theme::of(ui), ui.painter());
    let y = rect.top() + HEADER_HEIGHT / 2.0 - 1.0;
    let outside = is_outside(meter);
    let (font, ink) = if outside {
        (theme::semibold(theme::SMALL), theme.ink)
    } else {
        (theme::regular(theme::SMALL), theme.text2)
    };
    painter.text(pos2(rect.left(), y), Align2::LEFT_CENTER, meter.name, font, ink);
    if outside {
        let at = pos2(rect.right() - MARK_COLUMN, y);
        paint_mark(painter, at, MARK, Some(measure::Severity::Watch), theme);
    }
    let figure = theme::semibold(theme::MEDIUM);
    let unit_x = rect.right() - UNIT_COLUMN;
    painter.text(pos2(unit_x - 4.0, y), Align2::RIGHT_CENTER, &meter.figure, figure, theme.ink);
    label(painter, pos2(unit_x, y), Align2::LEFT_CENTER, meter.unit, theme.text2);
}

fn track(ui: &Ui, rect: Rect, meter: &Meter<'_>, position: f64) {
    let theme = Theme::of(ui);
    let track = Rect::from_center_size(rect.center(), vec2(WIDTH, TRACK_HEIGHT));
    let place = |share: f64| track.left() + track.width() * math::sample_from(share.clamp(0.0, 1.0));
    ui.painter().rect_filled(track, theme::STRIP_RADIUS, theme.well);
    if let Some(zone) = &meter.zone {
        zone.paint(ui.painter(), track, theme);
        zone.paint_arrow(ui.painter(), track, math::sample_from(position).clamp(0.0, 1.0), theme);
    }
    if let Some(end) = meter.hangs_from {
        let hanging = Rect::from_two_pos(pos2(place(end), track.top()), pos2(place(position), track.bottom()));
        ui.painter().rect_filled(hanging, theme::STRIP_RADIUS, theme.delta);
    }
    if position.is_nan() {
        return;
    }
    let line = Rect::from_center_size(pos2(place(position), rect.center().y), LINE);
    ui.painter().rect_filled(line, 1, theme.ink);
}

/// Lets a level rise at once and fall by law; `floor` is where it rests.
pub fn fallen(ui: &Ui, id: Id, level: f64, floor: f64) -> f64 {
    let seconds = f64::from(ui.input(|input| input.stable_dt));
    let last = recall::<f64>(ui, id).unwrap_or(floor);
    let shown = level.max(last - FALL * seconds).max(floor);
    remember(ui, id, shown);
    if shown > floor {
        ui.request_repaint();
    }
    shown
}

/// Keeps a figure long enough to be read; `keep` says which of two numbers in between survives.
pub fn calmed(ui: &Ui, id: Id, value: f64, keep: fn(f64, f64) -> f64) -> f64 {
    let now = ui.input(|input| input.time);
    let mut figure = recall::<Figure>(ui, id).unwrap_or(Figure { shown: value, next: None, since: now });
    figure.next = Some(figure.next.map_or(value, |next| keep(next, value)));
    if now - figure.since >= FIGURE {
        figure = Figure { shown: figure.next.unwrap_or(value), next: None, since: now };
    }
    remember(ui, id, figure);
    figure.shown
}

/// Of two numbers the one farther from zero.
pub fn farther(a: f64, b: f64) -> f64 {
    if a.abs() > b.abs() { a } else { b }
}

/// Of two numbers the newer one.
pub fn newer(_old: f64, new: f64) -> f64 {
    new
}

/// A figure on screen and the one that will follow it.
#[derive(Clone, Copy)]
struct Figure {
    shown: f64,
    next: Option<f64>,
    since: f64,
}
