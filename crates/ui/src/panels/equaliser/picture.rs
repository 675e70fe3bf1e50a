// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The picture: zone and mix around the middle of the target, and over them the curve that one bends.
//!
//! Everything is dB around one zero, so that a band of the mix 2 dB over and a curve 2 dB under are
//! equally long. The mix is drawn as it leaves the equaliser; as it came in it is the thin line behind.

mod lines;
mod listen;

use dsp::math;
use egui::{Align2, Id, Painter, Pos2, Rect, Ui, pos2};

use super::{Kind, Shown, handles::handles_ui};
use crate::{
    panels::frame::Wish,
    theme::{self, Theme},
    widgets::{recall, zone::label},
};

const LEFT: f32 = 48.0;
const RIGHT: f32 = 24.0;
const HEADER: f32 = 32.0;
/// The names of the low bands, which are what one presses to hear them alone.
const NAMES: f32 = 24.0;
const AXIS: f32 = 26.0;
const STEP_DB: f64 = 4.0;

/// Where frequencies and decibels lie.
#[derive(Clone, Copy)]
pub struct Lane {
    /// Where it is.
    pub rect: Rect,
    kind: Kind,
}

impl Lane {
    /// Where a frequency lies; outside the picture too.
    pub fn x(&self, hz: f64) -> f32 {
        let [low, high] = self.kind.seen_hz();
        let share = math::log(hz / low) / math::log(high / low);
        self.rect.left() + self.rect.width() * math::sample_from(share)
    }

    /// The frequency at a place.
    fn hz(&self, x: f32) -> f64 {
        let [low, high] = self.kind.seen_hz();
        low * math::pow(high / low, f64::from((x - self.rect.left()) / self.rect.width()))
    }

    /// How high so many decibels are: as long as everywhere in the window.
    pub fn height_of(db: f64) -> f32 {
        math::sample_from(db) * theme::POINTS_PER_DB
    }

    fn y(&self, db: f64) -> f32 {
        self.rect.center().y - Self::height_of(db)
    }

    fn at(&self, hz: f64, db: f64) -> Pos2 {
        pos2(self.x(hz), self.y(db))
    }

    /// A place that a hand can reach.
    pub fn held(&self, hz: f64, db: f64) -> Pos2 {
        let inside = self.rect.shrink(6.0);
        self.at(hz, db).clamp(inside.min, inside.max)
    }
}

/// Draws the picture; gives what was done in it.
pub fn picture_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let lane = lane(rect, shown.kind);
    lines::legend(ui, rect, shown);
    grid(ui.painter(), &lane, Theme::of(ui));
    let bands = shown.bands();
    lines::lines_ui(ui, &lane, shown, &bands);
    let mut wishes = handles_ui(ui, &lane, shown, &bands);
    if shown.kind == Kind::Low {
        wishes.extend(listen::names_ui(ui, &lane, shown, &bands));
    }
    wishes
}

/// The place of the band whose details are shown.
pub fn chosen(ui: &Ui) -> usize {
    recall(ui, chosen_id()).unwrap_or_default()
}

/// What that place is known by.
pub fn chosen_id() -> Id {
    Id::unique("chosen band")
}

fn lane(rect: Rect, kind: Kind) -> Lane {
    let names = if kind == Kind::Low { NAMES } else { 0.0 };
    let min = pos2(rect.left() + LEFT, rect.top() + HEADER + names);
    Lane { rect: Rect::from_min_max(min, pos2(rect.right() - RIGHT, rect.bottom() - AXIS)), kind }
}

fn grid(painter: &Painter, lane: &Lane, theme: &Theme) {
    let stroke = theme.hairline(painter);
    let [from, to] = lane.kind.beside_hz().map(|hz| lane.x(hz));
    let beside = Rect::from_x_y_ranges(from..=to, lane.rect.y_range());
    painter.rect_filled(beside, 0, theme.well.gamma_multiply(0.6));
    for (hz, text) in lane.kind.ticks() {
        painter.vline(lane.x(*hz), lane.rect.y_range(), stroke);
        let at = pos2(lane.x(*hz), lane.rect.bottom() + 14.0);
        label(painter, at, Align2::CENTER_CENTER, text, theme.text2);
    }
    let half = math::floor(f64::from(lane.rect.height() / 2.0 / theme::POINTS_PER_DB) / STEP_DB);
    let mut step = -half;
    while step <= half {
        let (db, y) = (step * STEP_DB, lane.y(step * STEP_DB));
        painter.hline(lane.rect.x_range(), y, stroke);
        let sign = if db > 0.0 { "+" } else { "" };
        let text = format!("{sign}{}", crate::reading::limit_text(db));
        label(painter, pos2(lane.rect.left() - 8.0, y), Align2::RIGHT_CENTER, &text, theme.text2);
        step += 1.0;
    }
}
