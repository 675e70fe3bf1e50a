// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The panel of any effect, drawn from what the rack knows about it.
//!
//! ```text
//! ┌ name ───────────────────── bypass ┐
//! │ knobs in the order of the specs   │ readings, loudness
//! └ what it does ─────────────────────┘
//! ```

use dsp::math;
use egui::{
    Align, CentralPanel, Frame, Label, Layout, Margin, Panel, Rect, RichText, Ui, Vec2, Widget as _, vec2,
};
use measure::Levels;
use rack::{Domain, Info, ReadingSpec, Spec, Unit};

use super::frame::inside;
use crate::{
    edit::{Edit, Target, Turn, edits_of},
    reading::{level_text, reading_text},
    theme::{self, Theme},
    widgets::{
        explained,
        meter::{self, Meter, calmed, fallen, farther, meter_ui, newer},
        segments::{Segments, segments_ui},
        strip::{self, strip_ui},
        switch::switch_ui,
        under_the_hand,
    },
};

/// Everything the panel shows.
pub struct Shown<'a> {
    /// Name and summary.
    pub info: &'static Info,
    /// What is known about the knobs.
    pub specs: &'static [Spec],
    /// Where they stand, in the units of their specs.
    pub values: &'a [f64],
    /// The switch to the raw sound, and where it stands.
    pub bypass: (&'static Spec, f64),
    /// What is known about the numbers that come back.
    pub readings: &'static [ReadingSpec],
    /// Of each the one farthest from zero since the last frame.
    pub read: &'a [f64],
    /// How loud the output is.
    pub levels: Levels,
}

const COLUMNS: usize = 4;
const ROW_HEIGHT: f32 = 96.0;
/// Above what has no number, so that it stands where a track would stand.
const HEAD: f32 = 50.0;
const USAGE: &str = "Drag, Shift for fine, double-click resets, click a number to type.";

/// How many of [`Levels`] are shown.
pub const LEVELS: usize = 3;

/// How large a window for these knobs and a number of meters should be, in points.
pub fn size(specs: &[Spec], meters: usize) -> Vec2 {
    let columns = specs.len().clamp(2, COLUMNS);
    let rows = specs.len().div_ceil(COLUMNS).max(1);
    let width = columns as f32 * (strip::WIDTH + theme::GAP) + theme::MARGIN;
    let beside = if meters == 0 { 0.0 } else { METERS_WIDTH };
    let inside = (rows as f32 * ROW_HEIGHT).max(meters as f32 * METER_HEIGHT);
    let height = theme::BAR_HEIGHT + inside + 2.0 * theme::MARGIN + theme::STATUS_HEIGHT;
    vec2((width + beside).max(SMALLEST_WIDTH), height)
}

/// Room for the explanation in the status bar.
const SMALLEST_WIDTH: f32 = 720.0;
const METER_HEIGHT: f32 = 56.0;
const METERS_WIDTH: f32 = meter::WIDTH + 2.0 * theme::MARGIN;

/// Draws the panel over the whole of `ui`; gives what was done to the knobs.
pub fn generic_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Edit> {
    let theme = Theme::of(ui);
    let bar = Frame::new().fill(theme.panel).inner_margin(Margin::symmetric(16, 0));
    let top = Panel::top("name").exact_size(theme::BAR_HEIGHT).resizable(false).frame(bar);
    let mut edits = top.show(ui, |ui| name_ui(ui, shown)).inner;
    let bottom = Panel::bottom("status").exact_size(theme::STATUS_HEIGHT).resizable(false).frame(bar);
    let status = bottom.show(ui, |ui| ui.max_rect()).inner;
    let side = Frame::new().fill(theme.panel).inner_margin(Margin::same(16));
    let right = Panel::right("meters").exact_size(METERS_WIDTH).resizable(false).frame(side);
    right.show(ui, |ui| meters_ui(ui, shown));
    let middle = Frame::new().fill(theme.panel).inner_margin(Margin::same(16));
    edits.extend(CentralPanel::default().frame(middle).show(ui, |ui| knobs_ui(ui, shown)).inner);
    // Last, when it is known what the hand is on.
    inside(ui, status, |ui| status_ui(ui, shown));
    edits
}

fn name_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Edit> {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.label(RichText::new(shown.info.name).font(theme::semibold(theme::MEDIUM)));
        ui.label(RichText::new("Twobus").color(Theme::of(ui).text2));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (spec, value) = shown.bypass;
            edits_of(Target::Bypass, switch_ui(ui, spec, value)).collect()
        })
        .inner
    })
    .inner
}

fn status_ui(ui: &mut Ui, shown: &Shown<'_>) {
    ui.horizontal_centered(|ui| {
        let words = under_the_hand(ui).unwrap_or_else(|| shown.info.summary.to_owned());
        let text = format!("{words} {USAGE}");
        Label::new(RichText::new(text).color(Theme::of(ui).text2)).truncate().ui(ui);
    });
}

/// As many in a row as there is room for.
fn knobs_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Edit> {
    let (all, pitch) = (ui.max_rect(), strip::WIDTH + theme::GAP);
    let in_a_row = math::index_from(f64::from((all.width() + theme::GAP) / pitch)).max(1);
    let mut edits = Vec::new();
    for (index, (spec, value)) in shown.specs.iter().zip(shown.values).enumerate() {
        let (column, row) = (index % in_a_row, index / in_a_row);
        let corner = all.min + vec2(column as f32 * pitch, row as f32 * ROW_HEIGHT);
        let place = Rect::from_min_size(corner, vec2(strip::WIDTH, ROW_HEIGHT));
        let place = egui::UiBuilder::new().max_rect(place).id_salt(spec.id);
        edits.extend(ui.scope_builder(place, |ui| edits_of(Target::Knob(index), knob_ui(ui, spec, *value))).inner);
    }
    edits
}

fn knob_ui(ui: &mut Ui, spec: &Spec, value: f64) -> Vec<Turn> {
    match &spec.domain {
        Domain::Number { .. } => strip_ui(ui, spec, value),
        Domain::Choice { names, .. } => choice_ui(ui, spec, names, value),
        Domain::Switch { .. } => {
            ui.add_space(HEAD);
            switch_ui(ui, spec, value)
        }
    }
}

/// A choice stands where the track of a strip would stand.
fn choice_ui(ui: &mut Ui, spec: &Spec, names: &[&str], value: f64) -> Vec<Turn> {
    ui.vertical(|ui| {
        let name = ui.label(RichText::new(spec.name).color(Theme::of(ui).text2));
        explained(ui, name, spec.name, spec.help);
        ui.add_space(HEAD - 19.0);
        let chosen = math::index_from(value);
        let segments = Segments { label: spec.name, help: spec.help, names, chosen, advised: None };
        segments_ui(ui, &segments, None).map_or_else(Vec::new, |index| Turn::at_once(index as f64))
    })
    .inner
}

fn meters_ui(ui: &mut Ui, shown: &Shown<'_>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    for (spec, value) in shown.readings.iter().zip(shown.read) {
        reading_ui(ui, spec, *value);
        ui.add_space(8.0);
    }
    levels_ui(ui, &shown.levels);
}

/// Decibels hang from zero at the right end, 12 pixels each: what the effect takes away.
fn reading_ui(ui: &mut Ui, spec: &ReadingSpec, value: f64) {
    const DEEPEST_DB: f64 = 18.0;
    let id = ui.scope_id().with(spec.id);
    let figure = reading_text(spec.unit, calmed(ui, id.with("figure"), value, farther));
    let depth = fallen(ui, id.with("line"), value.abs(), 0.0);
    let decibels = spec.unit == Unit::Db;
    let position = decibels.then_some(1.0 - depth / DEEPEST_DB);
    let hangs_from = decibels.then_some(1.0);
    let unit = spec.unit.suffix();
    meter_ui(ui, &Meter { name: spec.name, help: spec.help, figure, unit, position, zone: None, hangs_from });
}

fn levels_ui(ui: &mut Ui, levels: &Levels) {
    let momentary = ("Momentary", "How loud the last 0.4 seconds are.", "LUFS", levels.momentary_lufs);
    let short_term = ("Short-term", "How loud the last 3 seconds are.", "LUFS", levels.short_term_lufs);
    let peak = ("True peak", "The highest peak, also between the samples.", "dBTP", levels.true_peak_dbtp);
    for (name, help, unit, level) in [momentary, short_term, peak] {
        let level = level.unwrap_or(f64::NEG_INFINITY);
        let figure = level_text(calmed(ui, ui.scope_id().with(name), level, newer));
        let position = Some((level + 24.0) / 18.0);
        meter_ui(ui, &Meter { name, help, figure, unit, position, zone: None, hangs_from: None });
        ui.add_space(8.0);
    }
}
