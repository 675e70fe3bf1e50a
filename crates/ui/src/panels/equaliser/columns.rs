// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bands as strips under the picture; of a free band also where, how narrow, and in what.

use dsp::math;
use egui::{Rect, Ui, pos2, vec2};
use rack::{Domain, Spec};

use super::{
    Kind, Shown,
    bands::Band,
    handles::within,
    picture::{chosen, chosen_id},
    words::reason,
};
use crate::{
    edit::{Target, Turn, edits_of},
    panels::frame::{Wish, inside},
    theme::{self, Theme},
    widgets::{
        remember,
        segments::{Segments, segments_ui},
        strip::{Strip, WIDTH},
        zone::label,
    },
};

const GAP: f32 = 8.0;
const TOP: f32 = 10.0;
const STRIP: f32 = 84.0;

/// How much room the strips take.
pub const fn height(kind: Kind) -> f32 {
    match kind {
        Kind::Low => 140.0,
        Kind::Tone => 190.0,
    }
}

/// Draws the strips; gives what was done to them.
pub fn columns_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let room = rect.shrink2(vec2(theme::MARGIN, TOP));
    let bands = shown.bands();
    let width = (room.width() + GAP) / bands.len().max(1) as f32 - GAP;
    let mut wishes = Vec::new();
    for (place, band) in bands.iter().enumerate() {
        let left = room.left() + place as f32 * (width + GAP);
        let column = Rect::from_min_size(pos2(left, room.top()), vec2(width, room.height()));
        let turned = inside(ui, column, |ui| gain_ui(ui, shown, band, place));
        if !turned.is_empty() {
            remember(ui, chosen_id(), place);
        }
        wishes.extend(turned);
        if shown.kind == Kind::Low {
            let lower = Rect::from_min_max(pos2(left, room.top() + STRIP), column.max);
            wishes.extend(inside(ui, lower, |ui| choice_ui(ui, shown, band.channels, Some(width))));
        }
    }
    if shown.kind == Kind::Tone {
        let lower = Rect::from_min_max(pos2(room.left(), room.top() + STRIP + 4.0), room.max);
        wishes.extend(free_ui(ui, lower, shown, &bands));
    }
    wishes
}

fn gain_ui(ui: &mut Ui, shown: &Shown<'_>, band: &Band, place: usize) -> Vec<Wish> {
    let why = reason(band, shown.kind, shown.heard.plan, place);
    let (spec, width) = (band.spec(shown.step), ui.max_rect().width());
    let strip = Strip::new(spec, band.gain_db).width(width).in_decibels().zone(None, &why);
    let turns = strip.show(ui).into_iter().map(|turn| within(shown.stage, turn)).collect();
    edits_of(Target::Knob(band.gain), turns).map(Wish::Turn).collect()
}

/// The other knobs of the chosen band.
fn free_ui(ui: &mut Ui, room: Rect, shown: &Shown<'_>, bands: &[Band]) -> Vec<Wish> {
    let place = chosen(ui).min(bands.len().saturating_sub(1));
    let Some((band, free)) = bands.get(place).and_then(|band| Some((band, band.free?))) else { return Vec::new() };
    let cell = |left: f32, width: f32| {
        Rect::from_min_size(pos2(room.left() + left, room.top()), vec2(width, room.height()))
    };
    let mut wishes = Vec::new();
    for (left, knob) in [(0.0, free.frequency), (WIDTH + theme::MARGIN, free.q)] {
        wishes.extend(inside(ui, cell(left, WIDTH), |ui| number_ui(ui, shown, knob)));
    }
    let right = 2.0 * (WIDTH + theme::MARGIN) + 8.0;
    for (left, knob) in [(right, free.shape), (right + 206.0, band.channels)] {
        wishes.extend(inside(ui, cell(left, 190.0), |ui| headed_ui(ui, shown, knob)));
    }
    wishes.extend(solo_ui(ui, cell(right + 388.0, 60.0), shown, place));
    wishes
}

fn number_ui(ui: &mut Ui, shown: &Shown<'_>, knob: usize) -> Vec<Wish> {
    let turns = Strip::new(&shown.step.entry.params[knob], shown.step.values[knob]).show(ui);
    edits_of(Target::Knob(knob), turns).map(Wish::Turn).collect()
}

/// A choice with its name above it.
fn headed_ui(ui: &mut Ui, shown: &Shown<'_>, knob: usize) -> Vec<Wish> {
    head(ui, shown.step.entry.params[knob].name);
    choice_ui(ui, shown, knob, None)
}

fn head(ui: &mut Ui, name: &str) {
    let at = ui.max_rect().left_top() + vec2(0.0, 1.0);
    label(ui.painter(), at, egui::Align2::LEFT_TOP, name, Theme::of(ui).text2);
    ui.add_space(24.0);
}

fn choice_ui(ui: &mut Ui, shown: &Shown<'_>, knob: usize, width: Option<f32>) -> Vec<Wish> {
    let spec: &Spec = &shown.step.entry.params[knob];
    let Domain::Choice { names, .. } = &spec.domain else { return Vec::new() };
    let chosen = math::index_from(shown.step.values[knob]);
    let segments = Segments { label: spec.name, help: spec.help, names, chosen, advised: None };
    let pressed = segments_ui(ui, &segments, width).filter(|place| *place != chosen);
    let turns = pressed.map_or_else(Vec::new, |place| Turn::at_once(place as f64));
    edits_of(Target::Knob(knob), turns).map(Wish::Turn).collect()
}

/// The chosen band alone, or no longer.
fn solo_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>, place: usize) -> Vec<Wish> {
    let Some(knob) = shown.index("solo") else { return Vec::new() };
    let alone = math::index_from(shown.step.values[knob]) == place + 1;
    let help = shown.step.entry.params[knob].help;
    let segments =
        Segments { label: "Alone", help, names: &["off", "on"], chosen: usize::from(alone), advised: None };
    let pressed = inside(ui, rect, |ui| {
        head(ui, "Alone");
        segments_ui(ui, &segments, Some(rect.width()))
    });
    let turns = pressed
        .filter(|on| (*on == 1) != alone)
        .map_or_else(Vec::new, |on| Turn::at_once(if on == 1 { (place + 1) as f64 } else { 0.0 }));
    edits_of(Target::Knob(knob), turns).map(Wish::Turn).collect()
}
