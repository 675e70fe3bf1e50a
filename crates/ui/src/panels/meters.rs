// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The numbers that a destination asks about, each with the place where it should be.

use dsp::math;
use egui::{Rect, Ui, vec2};

use measure::{Levels, Target};

use super::frame::inside;
use crate::{
    reading::{known_text, limit_text},
    theme,
    widgets::{
        meter::{self, Meter, calmed, meter_ui, newer},
        zone::Zone,
    },
};

/// How wide the column of meters is.
pub const COLUMN: f32 = meter::WIDTH + 2.0 * theme::MARGIN;
/// What a strip of meters spans, dB: one dB has one length.
const SPAN: f64 = 18.0;

/// One meter: what it shows and where that should be.
struct Row {
    name: &'static str,
    help: &'static str,
    unit: &'static str,
    value: Option<f64>,
    lowest: f64,
    range: Option<[f64; 2]>,
}

/// Draws the meters.
pub fn meters_ui(ui: &mut Ui, rect: Rect, levels: &Levels, target: &Target) {
    let room = rect.shrink2(vec2(theme::MARGIN, 12.0));
    debug_assert!(room.width() <= meter::WIDTH + 1.0, "a meter is as wide as its column");
    inside(ui, room, |ui| {
        let rows = rows(levels, target);
        let heights: f32 = rows.iter().map(|row| meter::height(row.range.is_some())).sum();
        let gap = (room.height() - heights) / (rows.len() - 1) as f32;
        ui.spacing_mut().item_spacing.y = gap.clamp(0.0, 12.0);
        for row in &rows {
            row_ui(ui, row);
        }
    });
}

fn rows(levels: &Levels, target: &Target) -> [Row; 7] {
    let loudness = |name, help, value, range| Row { name, help, unit: "LUFS", value, lowest: -24.0, range };
    let distance = |name, help, value, range| Row { name, help, unit: "LU", value, lowest: 0.0, range };
    [
        loudness("Momentary", "How loud the last 0.4 seconds are.", levels.momentary_lufs, None),
        loudness(
            "Short-term",
            "How loud the last 3 seconds are.",
            levels.short_term_lufs,
            Some(target.loud_passage_lufs()),
        ),
        loudness(
            "Integrated",
            "How loud the song is since the meters were reset.",
            levels.integrated_lufs,
            Some(target.integrated_lufs),
        ),
        distance("Range", "How far quiet and loud passages are apart.", levels.range_lu, None),
        distance(
            "Peak to short-term",
            "How far peaks stand above the last 3 seconds: under the floor it sounds flat.",
            levels.psr_lu,
            Some([target.psr_floor_lu, f64::INFINITY]),
        ),
        distance(
            "Peak to loudness",
            "How far the highest peak stands above the whole song's loudness.",
            levels.plr_lu,
            Some([target.plr_floor_lu, f64::INFINITY]),
        ),
        Row {
            name: "True peak",
            help: "The highest peak, also between the samples.",
            unit: "dBTP",
            value: levels.true_peak_dbtp,
            lowest: -14.0,
            range: Some([f64::NEG_INFINITY, target.ceiling_dbtp]),
        },
    ]
}

fn row_ui(ui: &mut Ui, row: &Row) {
    let id = ui.scope_id().with(row.name);
    let value = row.value.unwrap_or(f64::NEG_INFINITY);
    let figure = known_text(Some(calmed(ui, id, value, newer)));
    let position = |value: f64| (value - row.lowest) / SPAN;
    let zone = row.range.map(|range| Zone {
        from: share(position(range[0])),
        to: share(position(range[1])),
        limits: limits(range),
    });
    // What is not known has no line, and so is never outside.
    let position = Some(row.value.map_or(f64::NAN, position));
    let meter = Meter { name: row.name, help: row.help, figure, unit: row.unit, position, zone, hangs_from: None };
    meter_ui(ui, &meter);
}

fn share(position: f64) -> f32 {
    math::sample_from(position.clamp(0.0, 1.0))
}

fn limits([low, high]: [f64; 2]) -> String {
    match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("{} to {}", limit_text(low), limit_text(high)),
        (true, false) => format!("{} or more", limit_text(low)),
        _ => format!("{} or less", limit_text(high)),
    }
}
