// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bands as handles on their curve: to the sides where, upwards how far, the wheel how narrow.

use egui::{Align2, CursorIcon, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, vec2};
use rack::{Spec, Stage};

use super::{
    Shown,
    bands::{Band, Free},
    picture::{Lane, chosen, chosen_id},
    words::reason,
};
use crate::{
    edit::{Target, Turn, edits_of},
    panels::frame::Wish,
    theme::{self, Theme},
    widgets::{
        explained, forget, recall, remember,
        turning::{Handle, rightwards, upwards},
    },
};

const RADIUS: f32 = 9.0;
const GRIP: f32 = 26.0;
/// So much of the wheel is the whole range of a width, points.
const WHEEL: f32 = 600.0;
/// When the wheel has stood still for so long the hand has let go, seconds.
const PAUSE_S: f64 = 0.3;

/// Draws the handles; gives what was done to them.
pub fn handles_ui(ui: &Ui, lane: &Lane, shown: &Shown<'_>, bands: &[Band]) -> Vec<Wish> {
    let mut wishes = Vec::new();
    // The chosen one lies above the others.
    let front = chosen(ui);
    let order = (0..bands.len()).filter(|n| *n != front).chain((front < bands.len()).then_some(front));
    for place in order {
        wishes.extend(handle_ui(ui, lane, shown, (&bands[place], place)));
    }
    wishes
}

fn handle_ui(ui: &Ui, lane: &Lane, shown: &Shown<'_>, (band, place): (&Band, usize)) -> Vec<Wish> {
    let at = lane.held(band.at.0, band.gain_db);
    let grip = Rect::from_center_size(at, vec2(GRIP, GRIP));
    let response = ui.interact(grip, ui.scope_id().with(("band handle", place)), Sense::click_and_drag());
    let name = format!("{} in the picture", band.name);
    response.widget_info(|| egui::WidgetInfo::slider(true, band.gain_db, &name));
    if response.clicked() || response.drag_started() || response.has_focus() {
        remember(ui, chosen_id(), place);
    }
    if response.clicked() {
        response.request_focus();
    }
    paint(ui, at, band, &response, chosen(ui) == place);
    let mut wishes = gain_turns(ui, shown, band, &response);
    if let Some(free) = band.free {
        wishes.extend(free_turns(ui, lane, shown, free, &response));
    }
    let help = format!("{}\n{}", band.spec(shown.step).help, reason(band, shown.kind, shown.heard.plan, place));
    let cursor = if band.free.is_some() { CursorIcon::Move } else { CursorIcon::ResizeVertical };
    explained(ui, response.on_hover_cursor(cursor), &band.name, help.trim_end());
    wishes
}

fn gain_turns(ui: &Ui, shown: &Shown<'_>, band: &Band, response: &Response) -> Vec<Wish> {
    let spec = band.spec(shown.step);
    let [low, high] = spec.domain.range();
    let handle = Handle { spec, value: band.gain_db, way: upwards(Lane::height_of(high - low)), seen: 1.0 };
    let turns = handle.turns_along(ui, response).into_iter().map(|turn| within(shown.stage, turn)).collect();
    edits_of(Target::Knob(band.gain), turns).map(Wish::Turn).collect()
}

fn free_turns(ui: &Ui, lane: &Lane, shown: &Shown<'_>, free: Free, response: &Response) -> Vec<Wish> {
    let knob = |at: usize| (&shown.step.entry.params[at], shown.step.values[at]);
    let (spec, value) = knob(free.frequency);
    let [low, high] = spec.domain.range();
    let handle = Handle { spec, value, way: rightwards(lane.x(high) - lane.x(low)), seen: 1.0 };
    let along = edits_of(Target::Knob(free.frequency), handle.turns_along(ui, response));
    let narrow = edits_of(Target::Knob(free.q), wheel(ui, response, knob(free.q)));
    let reset =
        if response.double_clicked() { Turn::at_once(knob(free.q).0.domain.default_value()) } else { vec![] };
    along.chain(narrow).chain(edits_of(Target::Knob(free.q), reset)).map(Wish::Turn).collect()
}

/// A turn of the wheel is one gesture, from its first notch until it has stood still.
fn wheel(ui: &Ui, response: &Response, (spec, value): (&Spec, f64)) -> Vec<Turn> {
    let (id, now) = (response.id.with("wheel"), ui.input(|input| input.time));
    let held = recall::<(f64, f64)>(ui, id);
    let moved = if response.hovered() { notches(ui) } else { 0.0 };
    if moved != 0.0 {
        let position = held.map_or_else(|| spec.domain.position_from(value), |(position, _)| position);
        let position = (position + f64::from(moved / WHEEL)).clamp(0.0, 1.0);
        remember(ui, id, (position, now));
        let begin = held.is_none().then_some(Turn::Begin);
        return begin.into_iter().chain([Turn::To(spec.domain.value_from(position))]).collect();
    }
    match held {
        Some((_, last)) if now - last > PAUSE_S => {
            forget::<(f64, f64)>(ui, id);
            vec![Turn::End]
        }
        Some(_) => {
            ui.ctx().request_repaint();
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// How far the wheel went, points; with Shift, which systems take for sidewards, a tenth.
fn notches(ui: &Ui) -> f32 {
    let (by, is_fine) = ui.input(|input| (input.smooth_scroll_delta(), input.modifiers.shift));
    if is_fine { 0.1 * (by.x + by.y) } else { by.y }
}

/// A turn of a gain, as far as the stage lets it go.
pub fn within(stage: Stage, turn: Turn) -> Turn {
    match (turn, stage.most_db()) {
        (Turn::To(db), Some(most_db)) => Turn::To(db.clamp(-most_db, most_db)),
        _ => turn,
    }
}

fn paint(ui: &Ui, at: Pos2, band: &Band, response: &Response, is_chosen: bool) {
    let theme = Theme::of(ui);
    let is_on = band.gain_db != 0.0;
    let (fill, ink) = match (is_chosen, is_on) {
        (true, _) => (theme.ink, theme.bg),
        (false, true) => (theme.panel, theme.ink),
        (false, false) => (theme.panel, theme.text2),
    };
    let edge = if is_on || response.hovered() { theme.ink } else { theme.text2 };
    ui.painter().circle(at, RADIUS, fill, Stroke::new(1.5, edge));
    let font = theme::semibold(theme::SMALL);
    ui.painter().text(at, Align2::CENTER_CENTER, &band.letter, font, ink);
    if response.has_focus() {
        let ring = Rect::from_center_size(at, vec2(1.0, 1.0) * (2.0 * RADIUS + 7.0));
        ui.painter().rect_stroke(ring, RADIUS + 4.0, Stroke::new(2.0, theme.ink), StrokeKind::Outside);
    }
}
