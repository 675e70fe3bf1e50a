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
        dropdown::{Face, dropdown_ui},
        explained, one_line,
        strip::Strip,
        switch::switch_ui,
        zone::label,
    },
};

const WIDTH: f32 = super::COLUMN - 2.0 * theme::MARGIN;
const HEADER: f32 = 30.0;
const STRIP: f32 = 88.0;
const MOVE: f32 = 36.0;
const FLOOR: f32 = 52.0;

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
    wishes.extend(inside(ui, floor, |ui| floor_ui(ui, shown)));
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
    let mut top = room.top();
    let fits = |top: f32, height: f32| top + height <= room.bottom();
    for (place, one) in moves(shown.kind, plan).iter().enumerate() {
        if fits(top, MOVE) {
            let row = Rect::from_min_size(pos2(room.left(), top), vec2(WIDTH, MOVE));
            move_ui(ui, row, &name(shown.kind, place, one), one);
            top += MOVE;
        }
    }
    for still in &plan.left_alone {
        if fits(top + 4.0, MOVE) {
            let row = Rect::from_min_size(pos2(room.left(), top + 4.0), vec2(WIDTH, MOVE));
            still_ui(ui, row, still);
            top = row.bottom();
        }
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

/// The name and the gain; under them the reason.
fn move_ui(ui: &Ui, row: Rect, name: &str, one: &Move) {
    let theme = Theme::of(ui);
    let strong = theme::semibold(theme::SMALL);
    let first = row.top() + 8.0;
    ui.painter().text(pos2(row.left(), first), Align2::LEFT_CENTER, name, strong.clone(), theme.ink);
    let unit = label(ui.painter(), pos2(row.right(), first), Align2::RIGHT_CENTER, "dB", theme.text2);
    let gain = signed(one.lever.gain_db());
    ui.painter().text(pos2(unit.left() - 4.0, first), Align2::RIGHT_CENTER, gain, strong, theme.ink);
    let reason = one_line(ui, &one.reason, (theme::regular(theme::SMALL), theme.text2), row.width());
    ui.painter().galley(row.left_top() + vec2(0.0, 16.0), reason, theme.text2);
    let whole = capitalised(&format!("{} ({}).", one.reason, one.confidence.word()));
    heard(ui, row, name, &whole);
}

/// What stays outside, and why.
fn still_ui(ui: &Ui, row: Rect, still: &str) {
    let theme = Theme::of(ui);
    let (what, why) = still.split_once(": ").unwrap_or((still, ""));
    for (line, words) in [what, why].into_iter().enumerate() {
        let galley = one_line(ui, words, (theme::regular(theme::SMALL), theme.text2), row.width());
        ui.painter().galley(row.left_top() + vec2(0.0, 16.0 * line as f32), galley, theme.text2);
    }
    heard(ui, row, "Left alone", &capitalised(&format!("{still}.")));
}

/// The whole sentence, for a hand and for those who listen to the screen.
fn heard(ui: &Ui, row: Rect, name: &str, words: &str) {
    let response = ui.interact(row, ui.scope_id().with((name, words)), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{name}: {words}")));
    explained(ui, response, name, words);
}

fn sentence(ui: &Ui, room: Rect, words: &str) {
    let theme = Theme::of(ui);
    let galley = ui.painter().layout(words.to_owned(), theme::regular(theme::SMALL), theme.text2, room.width());
    ui.painter().galley(room.min, galley, theme.text2);
}

/// What holds for all bands: equal loudness, and the phase.
fn floor_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    ui.horizontal_centered(|ui| {
        let mut wishes = Vec::new();
        let knob = |id: &str| shown.index(id).map(|at| (at, &shown.step.entry.params[at], shown.step.values[at]));
        if let Some((at, spec, value)) = knob("match-loudness") {
            wishes.extend(edits_of(Target::Knob(at), switch_ui(ui, spec, value)).map(Wish::Turn));
        }
        if let Some((at, spec, value)) = knob("phase") {
            wishes.extend(edits_of(Target::Knob(at), choice_ui(ui, spec, value)).map(Wish::Turn));
        }
        wishes
    })
    .inner
}

fn choice_ui(ui: &mut Ui, spec: &Spec, value: f64) -> Vec<Turn> {
    let Domain::Choice { names, .. } = &spec.domain else { return Vec::new() };
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let chosen = math::index_from(value);
    let name = names.get(chosen).map_or("", String::as_str);
    let face = Face { label: spec.name, name, after: "phase", help: spec.help, advised: None };
    let width = (ui.available_width() - 4.0).max(80.0);
    let picked = dropdown_ui(ui, &face, vec2(width, 24.0), &names, chosen);
    picked.map_or_else(Vec::new, |place| Turn::at_once(place as f64))
}
