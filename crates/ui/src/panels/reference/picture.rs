// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What differs: tone, width and punch of the mix beside the records' zone, over one axis of frequency.

mod bands;
mod punch;
mod tone;
mod width;

use dsp::math;
use egui::{Align2, Color32, Painter, Pos2, Rect, Role, Sense, Stroke, Ui, pos2, vec2};
use measure::{
    Severity,
    compare::{Advice, Comparison},
};

use super::Shown;
use crate::{
    panels::frame::{Wish, inside},
    theme::{self, Theme},
    widgets::{
        self,
        beyond::Beyond,
        segments::{Segments, segments_ui},
        zone::label,
    },
};

/// The audible range, Hz.
const AUDIBLE_HZ: [f64; 2] = [20.0, 20_000.0];
const TICKS: [(f64, &str); 10] = [
    (20.0, "20 Hz"),
    (50.0, "50"),
    (100.0, "100"),
    (200.0, "200"),
    (500.0, "500"),
    (1000.0, "1k"),
    (2000.0, "2k"),
    (5000.0, "5k"),
    (10_000.0, "10k"),
    (20_000.0, "20k"),
];
const LEFT: f32 = 48.0;
const RIGHT: f32 = 26.0;
/// Width, punch and the ticks under the tone.
const LOWER: f32 = 240.0;
/// The sides one can listen to, and their places in the plugin's knob.
const SIDES: [&str; 4] = ["Stereo", "Mid", "Side", "Mono"];
const SIDE_PLACES: [usize; 4] = [0, 4, 5, 1];

/// A lane of the picture: frequencies from left to right, a number upwards.
#[derive(Clone, Copy)]
struct Lane {
    rect: Rect,
    range: [f64; 2],
}

impl Lane {
    fn x(&self, hz: f64) -> f32 {
        let share = math::log10(hz / AUDIBLE_HZ[0]) / math::log10(AUDIBLE_HZ[1] / AUDIBLE_HZ[0]);
        self.rect.left() + self.rect.width() * math::sample_from(share.clamp(0.0, 1.0))
    }

    fn hz(&self, x: f32) -> f64 {
        let share = f64::from((x - self.rect.left()) / self.rect.width());
        AUDIBLE_HZ[0] * math::pow(AUDIBLE_HZ[1] / AUDIBLE_HZ[0], share)
    }

    fn y(&self, value: f64) -> f32 {
        let share = (value - self.range[0]) / (self.range[1] - self.range[0]);
        self.rect.bottom() - self.rect.height() * math::sample_from(share)
    }

    fn at(&self, hz: f64, value: f64) -> Pos2 {
        pos2(self.x(hz), self.y(value))
    }

    /// The lines of both axes; levels are written at the left.
    fn grid(&self, painter: &Painter, levels: &[(f64, &str)], theme: &Theme) {
        let stroke = theme.hairline(painter);
        for (hz, _) in TICKS {
            painter.vline(self.x(hz), self.rect.y_range(), stroke);
        }
        for (level, text) in levels {
            let y = self.y(*level);
            painter.hline(self.rect.x_range(), y, stroke);
            label(painter, pos2(self.rect.left() - 8.0, y), Align2::RIGHT_CENTER, text, theme.text2);
        }
    }
}

/// Draws the picture; gives what was asked of it.
pub fn picture_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let mut wishes = Vec::from_iter(header_ui(ui, rect, shown));
    let [tone, width, punch] = lanes(rect);
    wishes.extend(bands::bands_ui(ui, rect.top() + 42.0, &tone, shown));
    tone::tone_ui(ui, &tone, shown);
    width::width_ui(ui, &width, shown);
    punch::punch_ui(ui, &punch, shown);
    let theme = Theme::of(ui);
    for (hz, text) in TICKS {
        let at = pos2(punch.x(hz), punch.rect.bottom() + 15.0);
        label(ui.painter(), at, Align2::CENTER_CENTER, text, theme.text2);
    }
    wishes
}

fn lanes(rect: Rect) -> [Lane; 3] {
    let lane = |top: f32, bottom: f32, range| Lane {
        rect: Rect::from_min_max(pos2(rect.left() + LEFT, top), pos2(rect.right() - RIGHT, bottom)),
        range,
    };
    let split = rect.bottom() - LOWER;
    [
        lane(rect.top() + 72.0, split, tone::RANGE_DB),
        lane(split + 38.0, split + 98.0, width::RANGE_DB),
        lane(split + 138.0, split + 202.0, punch::RANGE_DB),
    ]
}

fn header_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Option<Wish> {
    let against = if is_alone(shown) { "against the record, dB" } else { "against the records’ middle, dB" };
    title(ui, pos2(rect.left() + theme::MARGIN, rect.top() + 18.0), ["Tone", against]);
    let place = Rect::from_min_max(pos2(rect.center().x, rect.top() + 7.0), rect.max - vec2(RIGHT - 10.0, 0.0));
    let chosen = SIDE_PLACES.iter().position(|place| *place == shown.common.listen).unwrap_or(SIDES.len());
    let help = "Both are heard so, mix and reference; a render never is.";
    let segments = Segments { label: "Listen", help, names: &SIDES, chosen, advised: None };
    let pressed = inside(ui, place, |ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| segments_ui(ui, &segments, None)).inner
    });
    pressed.map(|index| Wish::Listen(SIDE_PLACES[index]))
}

/// Whether the zone is that of a single record.
fn is_alone(shown: &Shown<'_>) -> bool {
    shown
        .comparison
        .is_some_and(|comparison| comparison.records.iter().filter(|listed| listed.counts()).count() == 1)
}

/// A lane's name, and what its numbers are; gives where that ends.
fn title(ui: &Ui, at: Pos2, [name, unit]: [&str; 2]) -> f32 {
    let theme = Theme::of(ui);
    let font = theme::semibold(theme::MEDIUM);
    let end = ui.painter().text(at, Align2::LEFT_CENTER, name, font, theme.ink).right();
    label(ui.painter(), pos2(end + 8.0, at.y + 0.5), Align2::LEFT_CENTER, unit, theme.text2).right()
}

/// The title of a lower lane, above it.
fn lane_title(ui: &Ui, lane: &Lane, words: [&str; 2]) -> f32 {
    title(ui, pos2(lane.rect.left() - LEFT + theme::MARGIN, lane.rect.top() - 18.0), words)
}

/// A sentence in the middle of a lane that has nothing to show.
fn nothing(ui: &Ui, lane: &Lane, sentence: &str) {
    let theme = Theme::of(ui);
    let galley = ui.painter().layout_no_wrap(sentence.to_owned(), theme::regular(theme::SMALL), theme.text2);
    let place = Rect::from_center_size(lane.rect.center(), galley.size() + vec2(16.0, 4.0));
    ui.painter().rect_filled(place, 0, theme.panel);
    ui.painter().galley(place.center() - galley.size() / 2.0, galley, theme.text2);
}

/// What the reader with ears or hands is told about a lane.
fn told(ui: &Ui, lane: &Lane, name: &str, read: impl Fn(f64) -> Option<String>) {
    let response = ui.interact(lane.rect, ui.scope_id().with(("lane", name)), Sense::hover());
    let said = format!("{name} of the mix beside the records");
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Image, true, &said));
    let under = response.hover_pos().and_then(|at| read(lane.hz(at.x)));
    if let Some(words) = under {
        widgets::told(ui, &response, &words);
    }
}

/// The most important advice of one kind, and where it is.
fn worst<'a>(comparison: &'a Comparison, id: &str) -> Option<(&'a Advice, [f64; 2])> {
    comparison
        .advice
        .iter()
        .filter(|advice| advice.fault.id == id)
        .find_map(|advice| Some((advice, advice.range_hz?)))
}

/// A mark beyond a point, and beside it how far that is beyond the zone and where.
fn paint_beyond(ui: &Ui, lane: &Lane, tip: Pos2, (severity, beyond_db): (Severity, f64), place: &str) {
    let said = Beyond { severity, beyond_db, place };
    said.paint(ui, lane.rect, tip, Theme::of(ui).panel);
}

/// The records' colour as a zone.
fn zone_fill(theme: &Theme) -> Color32 {
    theme.reference.gamma_multiply(0.27)
}

fn mix_stroke(theme: &Theme) -> Stroke {
    Stroke::new(2.25, theme.mix)
}
