// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The column with the one click: how strong it is, what it would turn and why, and what it leaves alone.

use dsp::math;
use egui::{Align2, Rect, Sense, Ui, pos2, vec2};
use measure::aim::{Plan, one_click::Move};
use rack::{Domain, Spec, Taper, Unit, processors::low_eq};

use super::{
    Asked, Kind, Shown,
    words::{capitalised, signed},
};
use crate::{
    edit::{Target, Turn, edits_of},
    panels::frame::{Wish, inside},
    theme::{self, Theme},
    widgets::{
        segments::{self, Segments, segments_ui},
        strip::Strip,
        switch::switch_ui,
        zone::label,
    },
};

const WIDTH: f32 = super::COLUMN - 2.0 * theme::MARGIN;
const HEADER: f32 = 30.0;
const STRIP: f32 = 88.0;
/// The line with a name, and what lies between two rows.
const HEAD: f32 = 17.0;
const BETWEEN: f32 = 8.0;
const FLOOR: f32 = 72.0;

/// How much of the way is gone: no knob of the effect, and yet turned like one.
static STRENGTH: Spec = Spec {
    id: "strength",
    name: "Strength",
    help: "How much of the way to the zone one click goes.",
    domain: Domain::Number {
        range: [0.0, 1.0],
        default: 1.0,
        unit: Unit::Percent,
        taper: Taper::Linear,
        step: 0.0,
    },
};

/// Draws the column.
pub fn click_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let room = rect.shrink2(vec2(theme::MARGIN, 8.0));
    title(ui, room);
    let strip = Rect::from_min_size(room.min + vec2(0.0, HEADER), vec2(WIDTH, STRIP));
    let turns = inside(ui, strip, |ui| Strip::new(&STRENGTH, shown.strength).width(WIDTH).show(ui));
    let mut wishes: Vec<Wish> = turns.into_iter().filter_map(strength).collect();
    let floor = Rect::from_min_max(pos2(room.left(), room.bottom() - FLOOR + 8.0), room.max);
    let list = Rect::from_min_max(strip.left_bottom(), pos2(room.right(), floor.top() - 8.0));
    list_ui(ui, list, shown);
    ui.painter().hline(rect.x_range(), floor.top() - 8.0, Theme::of(ui).hairline(ui.painter()));
    wishes.extend(floor_ui(ui, floor, shown));
    wishes
}

fn title(ui: &Ui, room: Rect) {
    let theme = Theme::of(ui);
    let at = pos2(room.left(), room.top() + 10.0);
    let font = theme::semibold(theme::MEDIUM);
    let end = ui.painter().text(at, Align2::LEFT_CENTER, "One click", font, theme.ink).right();
    label(ui.painter(), pos2(end + 8.0, at.y + 0.5), Align2::LEFT_CENTER, "to the edge of the zone", theme.text2);
}

fn strength(turn: Turn) -> Option<Wish> {
    if let Turn::To(share) = turn { Some(Wish::Equaliser(Asked::Strength(share))) } else { None }
}

fn list_ui(ui: &mut Ui, room: Rect, shown: &Shown<'_>) {
    let Some(plan) = shown.heard.plan else {
        return sentence(ui, room, "What one click would turn, and why, will stand here.");
    };
    if plan.is_neutral() && plan.left_alone.is_empty() {
        return sentence(ui, room, "Nothing is to be done here: what is outside the zone is hardly outside.");
    }
    let mut left = room;
    for (place, one) in moves(shown.kind, plan).iter().enumerate() {
        let reason = capitalised(&format!("{} ({}).", one.reason, one.confidence.word()));
        let gain = signed(one.lever.gain_db());
        left = row_ui(ui, left, [&name(shown.kind, place, one), &gain, &reason]);
    }
    for still in &plan.left_alone {
        left = row_ui(ui, left, ["Left alone", "", &capitalised(&format!("{still}."))]);
    }
}

fn moves(kind: Kind, plan: &Plan) -> &[Move] {
    match kind {
        Kind::Low => &plan.low,
        Kind::Tone => &plan.tone,
    }
}

/// "Kick", "Band A, 2.4 kHz"
fn name(kind: Kind, place: usize, one: &Move) -> String {
    const LOW: [&str; low_eq::BANDS] = ["Rumble", "Sub", "Kick", "Bass", "Warmth"];
    let hz = one.lever.filter.corner.0;
    if kind == Kind::Low {
        let band = low_eq::MIDDLES_HZ.iter().position(|middle| *middle == hz);
        return band.and_then(|band| LOW.get(band)).copied().unwrap_or_default().to_owned();
    }
    let letter = char::from(b'A'.saturating_add(u8::try_from(place).unwrap_or_default()));
    let at = if hz < 1000.0 { format!("{hz:.0} Hz") } else { format!("{:.2} kHz", hz / 1000.0) };
    format!("Band {letter}, {at}")
}

/// A name and a gain, under them the reason; gives the room that is left, all of it if there was too little.
fn row_ui(ui: &Ui, room: Rect, [name, gain, reason]: [&str; 3]) -> Rect {
    let theme = Theme::of(ui);
    let words = ui.painter().layout(reason.to_owned(), theme::regular(theme::SMALL), theme.text2, room.width());
    let row = Rect::from_min_size(room.min, vec2(room.width(), HEAD + words.size().y));
    if row.bottom() > room.bottom() {
        return room;
    }
    let (strong, first) = (theme::semibold(theme::SMALL), row.top() + HEAD / 2.0);
    ui.painter().text(pos2(row.left(), first), Align2::LEFT_CENTER, name, strong.clone(), theme.ink);
    if !gain.is_empty() {
        let unit = label(ui.painter(), pos2(row.right(), first), Align2::RIGHT_CENTER, "dB", theme.text2);
        ui.painter().text(pos2(unit.left() - 4.0, first), Align2::RIGHT_CENTER, gain, strong, theme.ink);
    }
    ui.painter().galley(row.min + vec2(0.0, HEAD), words, theme.text2);
    let response = ui.interact(row, ui.scope_id().with((name, reason)), Sense::hover());
    let said = format!("{name} {gain}: {reason}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    Rect::from_min_max(row.left_bottom() + vec2(0.0, BETWEEN), room.max)
}

fn sentence(ui: &Ui, room: Rect, words: &str) {
    let theme = Theme::of(ui);
    let galley = ui.painter().layout(words.to_owned(), theme::regular(theme::SMALL), theme.text2, room.width());
    ui.painter().galley(room.min, galley, theme.text2);
}

/// What holds for all bands: equal loudness, and the phase.
fn floor_ui(ui: &mut Ui, floor: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let knob = |id: &str| shown.index(id).map(|at| (at, &shown.step.entry.params[at], shown.step.values[at]));
    let mut wishes = Vec::new();
    if let Some((at, spec, value)) = knob("match-loudness") {
        let turns = inside(ui, floor, |ui| switch_ui(ui, spec, value));
        wishes.extend(edits_of(Target::Knob(at), turns).map(Wish::Turn));
    }
    if let Some((at, spec, value)) = knob("phase") {
        let middle = pos2(floor.left(), floor.bottom() - segments::HEIGHT / 2.0);
        let end = label(ui.painter(), middle, Align2::LEFT_CENTER, spec.name, Theme::of(ui).text2).right();
        let place = Rect::from_min_max(pos2(end + 10.0, floor.bottom() - segments::HEIGHT), floor.max);
        let turns = inside(ui, place, |ui| choice_ui(ui, spec, value));
        wishes.extend(edits_of(Target::Knob(at), turns).map(Wish::Turn));
    }
    wishes
}

fn choice_ui(ui: &mut Ui, spec: &Spec, value: f64) -> Vec<Turn> {
    let Domain::Choice { names, .. } = &spec.domain else { return Vec::new() };
    let chosen = math::index_from(value);
    let segments = Segments { label: spec.name, help: spec.help, names, chosen, advised: None };
    let pressed = segments_ui(ui, &segments, None).filter(|place| *place != chosen);
    pressed.map_or_else(Vec::new, |place| Turn::at_once(place as f64))
}
