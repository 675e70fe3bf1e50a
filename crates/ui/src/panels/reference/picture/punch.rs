// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How sharply hits rise in each of the seven zones, beside the records.

use egui::{Shape, Stroke, Ui, pos2};
use measure::compare::{Comparison, Dynamics, Place, ZONES};

use super::{Lane, lane_title, nothing, paint_beyond, told, worst, zone_fill};
use crate::{panels::reference::Shown, reading::level_text, theme::Theme, widgets::curve::zone};

/// What the lane shows, dB; what is sharper is drawn at its top.
pub const RANGE_DB: [f64; 2] = [0.0, 16.0];
const LEVELS: [(f64, &str); 3] = [(16.0, "16"), (8.0, "8"), (0.0, "0")];
const DOT: f32 = 4.5;

/// Draws the lane.
pub fn punch_ui(ui: &Ui, lane: &Lane, shown: &Shown<'_>) {
    lane_title(ui, lane, ["Punch", "how sharply hits rise, dB"]);
    lane.grid(ui.painter(), &LEVELS, Theme::of(ui));
    let Some(comparison) = shown.comparison.filter(|comparison| !comparison.bands.is_empty()) else { return };
    if comparison.dynamics == Dynamics::Hidden {
        return nothing(ui, lane, "Not compared: the records are mastered, the mix is not.");
    }
    for (index, places) in comparison.zones.iter().enumerate() {
        if let Some(place) = places.punch_db {
            paint_place(ui, lane, index, &place);
        }
    }
    told(ui, lane, "Punch", |hz| read(comparison, hz));
    if let Some((advice, range_hz)) = worst(comparison, "punch") {
        let index = ZONES.iter().position(|zone| zone.range_hz == range_hz);
        let place = index.and_then(|index| comparison.zones[index].punch_db);
        let middle_hz = dsp::math::sqrt(range_hz[0] * range_hz[1]);
        if let Some(place) = place {
            let tip = lane.at(middle_hz, shown_db(place.mix));
            paint_beyond(ui, lane, tip, (advice.fault.severity, advice.beyond), "");
        }
    }
}

fn shown_db(db: f64) -> f64 {
    db.clamp(RANGE_DB[0], RANGE_DB[1])
}

fn paint_place(ui: &Ui, lane: &Lane, index: usize, place: &Place) {
    let theme = Theme::of(ui);
    let [left, right] = ZONES[index].range_hz.map(|hz| lane.x(hz));
    let [low, high] = place.zone.map(|db| lane.y(shown_db(db)));
    let edge = |y: f32| [pos2(left + 4.0, y), pos2(right - 4.0, y)];
    let painter = ui.painter().with_clip_rect(lane.rect.expand(DOT));
    painter.extend(zone(&edge(high), &edge(low), zone_fill(theme)));
    let middle = lane.y(shown_db(place.median));
    let dashes = Shape::dashed_line(&edge(middle), Stroke::new(1.5, theme.reference), 5.0, 3.0);
    painter.extend(dashes);
    let dot = pos2(f32::midpoint(left, right), lane.y(shown_db(place.mix)));
    painter.circle(dot, DOT, theme.mix, Stroke::new(1.5, theme.panel));
}

fn read(comparison: &Comparison, hz: f64) -> Option<String> {
    let index = ZONES.iter().position(|zone| hz < zone.range_hz[1])?;
    let place = comparison.zones[index].punch_db?;
    let [low, high] = place.zone.map(level_text);
    let name = ZONES[index].phrase;
    Some(format!("Punch in the {name}: {} dB, the records’ zone is {low} to {high}.", level_text(place.mix)))
}
