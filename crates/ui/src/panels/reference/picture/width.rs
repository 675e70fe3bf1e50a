// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the mix is wider or narrower: side against mid in third octaves, and the records' zone.

use egui::{Pos2, Shape, Ui, pos2};
use measure::compare::{Comparison, Place};

use super::{
    Lane, RIGHT, is_alone, lane_title, mix_stroke, nothing, paint_beyond, told, tone::legend, worst, zone_fill,
};
use crate::{
    panels::reference::Shown,
    reading::level_text,
    theme::Theme,
    widgets::curve::{beyond, smooth, zone},
};

/// What the lane shows, dB; a narrower place is drawn at its floor.
pub const RANGE_DB: [f64; 2] = [-24.0, 0.0];
const LEVELS: [(f64, &str); 3] = [(0.0, "0"), (-12.0, "−12"), (-24.0, "−24")];

/// Draws the lane.
pub fn width_ui(ui: &Ui, lane: &Lane, shown: &Shown<'_>) {
    lane_title(ui, lane, ["Width", "side against mid, dB"]);
    lane.grid(ui.painter(), &LEVELS, Theme::of(ui));
    let Some(comparison) = shown.comparison.filter(|comparison| !comparison.bands.is_empty()) else { return };
    let right = pos2(lane.rect.right() + RIGHT - 16.0, lane.rect.top() - 18.0);
    legend(ui, right, is_alone(shown));
    let places: Vec<(f64, Place)> =
        comparison.bands.iter().filter_map(|band| Some((band.centre_hz, band.width_db?))).collect();
    if places.len() < 2 {
        return nothing(ui, lane, "No width to compare: one side is mono.");
    }
    curve(ui, lane, &places);
    told(ui, lane, "Width", |hz| read(&places, hz));
    mark(ui, lane, comparison, &places);
}

fn curve(ui: &Ui, lane: &Lane, places: &[(f64, Place)]) {
    let theme = Theme::of(ui);
    let painter = ui.painter().with_clip_rect(lane.rect);
    let line = |read: fn(&Place) -> f64| -> Vec<Pos2> {
        let points = places.iter().map(|(hz, place)| lane.at(*hz, read(place).clamp(RANGE_DB[0], RANGE_DB[1])));
        smooth(&points.collect::<Vec<_>>())
    };
    let [upper, lower] = [line(|place| place.zone[1]), line(|place| place.zone[0])];
    painter.extend(zone(&upper, &lower, zone_fill(theme)));
    let mix = line(|place| place.mix);
    painter.extend(beyond(&mix, &upper, &lower, theme.mix.gamma_multiply(0.38)));
    painter.add(Shape::line(mix, mix_stroke(theme)));
}

/// The worst place in the range that is advised about, with the number one can read off the curve.
fn mark(ui: &Ui, lane: &Lane, comparison: &Comparison, places: &[(f64, Place)]) {
    let Some((advice, [from_hz, to_hz])) = worst(comparison, "width").or_else(|| worst(comparison, "low_width"))
    else {
        return;
    };
    let inside = places.iter().filter(|(hz, _)| (from_hz..=to_hz).contains(hz));
    let far = |(_, place): &(f64, Place)| place.beyond().abs();
    let Some((hz, place)) = inside.max_by(|a, b| far(a).total_cmp(&far(b))) else { return };
    let beyond_db = place.beyond();
    if beyond_db != 0.0 {
        let tip = lane.at(*hz, place.mix.clamp(RANGE_DB[0], RANGE_DB[1]));
        paint_beyond(ui, lane, tip, (advice.fault.severity, beyond_db), "");
    }
}

fn nearest(places: &[(f64, Place)], hz: f64) -> Option<&(f64, Place)> {
    let apart = |(centre_hz, _): &(f64, Place)| (centre_hz / hz).max(hz / centre_hz);
    places.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)))
}

fn read(places: &[(f64, Place)], hz: f64) -> Option<String> {
    let (hz, place) = nearest(places, hz)?;
    let at = measure::compare::hertz::hertz_range([*hz; 2]);
    let [low, high] = place.zone.map(level_text);
    Some(format!("Width at {at}: {} dB, the records’ zone is {low} to {high}.", level_text(place.mix)))
}
