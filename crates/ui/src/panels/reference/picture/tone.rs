// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the mix is fuller or thinner: its third octaves around the records' middle, and their zone.

use egui::{Align2, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};
use measure::compare::{BandPlaces, Comparison, hertz};

use super::{Lane, mix_stroke, nothing, paint_beyond, told, worst, zone_fill};
use crate::{
    panels::reference::Shown,
    reading::{level_text, limit_text},
    theme::Theme,
    widgets::{
        curve::{beyond, smooth, zone},
        zone::label,
    },
};

/// What the lane shows, dB.
pub const RANGE_DB: [f64; 2] = [-8.0, 8.0];
const LEVELS: [(f64, &str); 5] = [(8.0, "+8"), (4.0, "+4"), (0.0, "0"), (-4.0, "−4"), (-8.0, "−8")];

/// Draws the lane.
pub fn tone_ui(ui: &Ui, lane: &Lane, shown: &Shown<'_>) {
    lane.grid(ui.painter(), &LEVELS, Theme::of(ui));
    match shown.comparison.filter(|comparison| !comparison.bands.is_empty()) {
        Some(comparison) => curve(ui, lane, comparison),
        None => nothing(ui, lane, "What differs from the records will stand here."),
    }
}

fn curve(ui: &Ui, lane: &Lane, comparison: &Comparison) {
    let theme = Theme::of(ui);
    let painter = ui.painter().with_clip_rect(lane.rect);
    let line = |read: fn(&BandPlaces) -> f64| -> Vec<Pos2> {
        let points = comparison.bands.iter().map(|band| lane.at(band.centre_hz, read(band)));
        smooth(&points.collect::<Vec<_>>())
    };
    let mix = line(|band| band.tone_db.difference());
    let upper = line(|band| band.tone_db.zone[1] - band.tone_db.median);
    let lower = line(|band| band.tone_db.zone[0] - band.tone_db.median);
    painter.extend(zone(&upper, &lower, zone_fill(theme)));
    let middle = [pos2(mix[0].x, lane.y(0.0)), pos2(mix[mix.len() - 1].x, lane.y(0.0))];
    painter.extend(Shape::dashed_line(&middle, Stroke::new(1.5, theme.reference), 5.0, 3.0));
    painter.extend(beyond(&mix, &upper, &lower, theme.mix.gamma_multiply(0.38)));
    painter.add(Shape::line(mix, mix_stroke(theme)));
    told(ui, lane, "Tone", |hz| read(comparison, hz));
    mark(ui, lane, comparison);
}

/// The worst place, with the number one can read off the curve.
fn mark(ui: &Ui, lane: &Lane, comparison: &Comparison) {
    let Some((advice, range_hz)) = worst(comparison, "tone").or_else(|| worst(comparison, "busier")) else {
        return;
    };
    let inside = |band: &&BandPlaces| (range_hz[0] * 0.99..=range_hz[1] * 1.01).contains(&band.centre_hz);
    let far = |band: &BandPlaces| band.tone_db.beyond().abs();
    let bands = comparison.bands.iter().filter(inside);
    let Some(peak) = bands.max_by(|a, b| far(a).total_cmp(&far(b))) else { return };
    let tip = lane.at(peak.centre_hz, peak.tone_db.difference());
    let what = (advice.fault.severity, advice.beyond);
    paint_beyond(ui, lane, tip, what, &hertz::hertz_range(range_hz));
}

/// "At 250 Hz: +4.0 dB, the zone is −1.5 to 1.5."
fn read(comparison: &Comparison, hz: f64) -> Option<String> {
    let apart = |band: &BandPlaces| (band.centre_hz / hz).max(hz / band.centre_hz);
    let band = comparison.bands.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)))?;
    let (place, sign) = (band.tone_db, if band.tone_db.difference() >= 0.05 { "+" } else { "" });
    let [low, high] = place.zone.map(|edge| limit_text(edge - place.median));
    let at = hertz::hertz_range([band.centre_hz; 2]);
    Some(format!(
        "Tone at {at}: {sign}{} dB, the records’ zone is {low} to {high}.",
        level_text(place.difference())
    ))
}

/// What line and zone mean, from the right end of a header to the left.
pub fn legend(ui: &Ui, right: Pos2, one: bool) {
    let theme = Theme::of(ui);
    let text = if one { "the record’s zone, its middle" } else { "the records’ zone, their middle" };
    let zone_words = label(ui.painter(), right, Align2::RIGHT_CENTER, text, theme.text2);
    let swatch = Rect::from_center_size(pos2(zone_words.left() - 16.0, right.y), vec2(18.0, 10.0));
    ui.painter().rect_filled(swatch, 2, zone_fill(theme));
    let ends = [swatch.left_center(), swatch.right_center()];
    ui.painter().extend(Shape::dashed_line(&ends, Stroke::new(1.5, theme.reference), 5.0, 3.0));
    let mix_right = pos2(swatch.left() - 16.0, right.y);
    let mix_words = label(ui.painter(), mix_right, Align2::RIGHT_CENTER, "your mix", theme.text2);
    let end = mix_words.left() - 6.0;
    ui.painter().line_segment([pos2(end - 18.0, right.y), pos2(end, right.y)], mix_stroke(theme));
}
