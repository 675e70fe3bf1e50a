// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A knob as a strip: a track with a handle, so one sees what can be dragged.
//!
//! Drag moves, Shift makes it fine, a double click resets, arrows step, Enter or a click on the
//! number types.

use dsp::math;
use egui::{EventFilter, Id, Key, Rect, Response, Sense, Ui, Widget as _, pos2, vec2};
use rack::Spec;

use super::{focus_ring, forget, recall, remember, value_text::value_text_ui};
use crate::{
    edit::Turn,
    theme::{self, Theme},
    widgets::zone::{LIMITS_HEIGHT, Zone},
};

/// Width of a control.
pub const WIDTH: f32 = 144.0;
/// Width of a control in a row of many.
pub const NARROW: f32 = 72.0;
const TRACK_HEIGHT: f32 = 24.0;
const HANDLE: egui::Vec2 = vec2(4.0, 30.0);
/// How far an arrow key goes, as a share of the track.
const STEP: f64 = 0.01;
/// How much finer everything is with Shift.
const FINE: f64 = 0.1;

/// A knob to draw.
pub struct Strip<'a> {
    spec: &'a Spec,
    value: f64,
    width: f32,
    size: f32,
    zone: Option<Zone>,
    note: &'a str,
}

/// Draws the knob at `value` with its name and number; gives what was done to it.
pub fn strip_ui(ui: &mut Ui, spec: &Spec, value: f64) -> Vec<Turn> {
    Strip::new(spec, value).show(ui)
}

impl<'a> Strip<'a> {
    /// A knob of usual width without a zone.
    pub fn new(spec: &'a Spec, value: f64) -> Self {
        Self { spec, value, width: WIDTH, size: theme::MEDIUM, zone: None, note: "" }
    }

    /// Another width.
    #[must_use]
    pub fn width(self, width: f32) -> Self {
        Self { width, ..self }
    }

    /// The number in large type.
    #[must_use]
    pub fn large(self) -> Self {
        Self { size: theme::LARGE, ..self }
    }

    /// Where the value should be, in the unit of the knob.
    #[must_use]
    pub fn zone(self, zone: Option<Zone>) -> Self {
        Self { zone, ..self }
    }

    /// A few words at the right of the number.
    #[must_use]
    pub fn note(self, note: &'a str) -> Self {
        Self { note, ..self }
    }

    /// Draws it; gives what was done to it.
    pub fn show(self, ui: &mut Ui) -> Vec<Turn> {
        ui.push_id(self.spec.id, |ui| {
            ui.vertical(|ui| {
                ui.set_width(self.width);
                ui.spacing_mut().item_spacing.y = 4.0;
                self.name_ui(ui);
                let typed = self.number_ui(ui);
                let (track, mut turns) = self.track_ui(ui);
                if track.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                    super::value_text::begin(ui, self.spec, self.value);
                }
                turns.extend(typed.into_iter().flat_map(Turn::at_once));
                turns
            })
            .inner
        })
        .inner
    }

    fn is_outside(&self) -> bool {
        let share = math::sample_from(self.spec.domain.position_from(self.value));
        self.zone.as_ref().is_some_and(|zone| zone.nearest_edge(share).is_some())
    }

    fn name_ui(&self, ui: &mut Ui) {
        let theme = Theme::of(ui);
        let name = egui::RichText::new(self.spec.name);
        let name = if self.is_outside() || self.size > theme::MEDIUM {
            name.font(theme::semibold(theme::SMALL)).color(theme.ink)
        } else {
            name.color(theme.text2)
        };
        egui::Label::new(name).truncate().ui(ui).on_hover_text(self.spec.help);
    }

    fn number_ui(&self, ui: &mut Ui) -> Option<f64> {
        ui.horizontal(|ui| {
            ui.set_height(theme::LARGE + 4.0);
            let typed = value_text_ui(ui, self.spec, self.value, self.size);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Max), |ui| {
                ui.label(egui::RichText::new(self.note).color(Theme::of(ui).text2));
            });
            typed
        })
        .inner
    }

    fn track_ui(&self, ui: &mut Ui) -> (Response, Vec<Turn>) {
        let (rect, response) = ui.allocate_exact_size(vec2(self.width, HANDLE.y), Sense::click_and_drag());
        let turns = interact(ui, &response, self.spec, self.value);
        let shown = turns.iter().rev().find_map(|turn| if let Turn::To(new) = turn { Some(*new) } else { None });
        let value = shown.unwrap_or(self.value);
        response.widget_info(|| egui::WidgetInfo::slider(true, value, self.spec.name));
        paint(ui, rect, &response, self.spec.domain.position_from(value), self.zone.as_ref());
        if self.zone.is_some() {
            ui.add_space(LIMITS_HEIGHT);
        }
        (response.on_hover_text(self.spec.help), turns)
    }
}

fn interact(ui: &Ui, response: &Response, spec: &Spec, value: f64) -> Vec<Turn> {
    if response.double_clicked() {
        return Turn::at_once(spec.domain.default_value());
    }
    if response.clicked() {
        response.request_focus();
    }
    let mut turns = drag(ui, response, spec, value);
    turns.extend(press(ui, response, spec, value));
    turns
}

/// The place under the hand is kept between frames: the host echoes values late and rounded.
fn drag(ui: &Ui, response: &Response, spec: &Spec, value: f64) -> Vec<Turn> {
    let id = held(response);
    let mut turns = Vec::new();
    if response.drag_started() {
        turns.push(Turn::Begin);
        remember(ui, id, spec.domain.position_from(value) + head_start(ui, response));
    }
    if response.dragged()
        && let Some(position) = recall::<f64>(ui, id)
    {
        let position = (position + way(ui, response, response.drag_delta().x)).clamp(0.0, 1.0);
        remember(ui, id, position);
        turns.push(Turn::To(spec.domain.value_from(position)));
    }
    if response.drag_stopped() {
        forget::<f64>(ui, id);
        turns.push(Turn::End);
    }
    turns
}

fn press(ui: &Ui, response: &Response, spec: &Spec, value: f64) -> Vec<Turn> {
    if !response.has_focus() {
        return Vec::new();
    }
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let steps = [(Key::ArrowRight, 1.0), (Key::ArrowUp, 1.0), (Key::ArrowLeft, -1.0), (Key::ArrowDown, -1.0)];
    let pressed = |key| ui.input(|input| input.num_presses(key)) as f64;
    let steps: f64 = steps.map(|(key, sign)| sign * pressed(key)).iter().sum();
    if steps == 0.0 {
        return Vec::new();
    }
    let position = spec.domain.position_from(value) + steps * STEP * pace(ui);
    Turn::at_once(spec.domain.value_from(position))
}

/// How far the hand had gone before it was clear that this is a drag and no click.
fn head_start(ui: &Ui, response: &Response) -> f64 {
    let gone = ui.input(|input| Some(input.pointer.latest_pos()?.x - input.pointer.press_origin()?.x));
    way(ui, response, gone.unwrap_or(0.0) - response.drag_delta().x)
}

/// Pixels as a share of the track.
fn way(ui: &Ui, response: &Response, pixels: f32) -> f64 {
    f64::from(pixels / response.rect.width()) * pace(ui)
}

fn pace(ui: &Ui) -> f64 {
    if ui.input(|input| input.modifiers.shift) { FINE } else { 1.0 }
}

fn held(response: &Response) -> Id {
    response.id.with("held")
}

fn paint(ui: &Ui, rect: Rect, response: &Response, position: f64, zone: Option<&Zone>) {
    let theme = Theme::of(ui);
    let track = Rect::from_center_size(rect.center(), vec2(rect.width(), TRACK_HEIGHT));
    let fill = if response.hovered() || response.dragged() { theme.line } else { theme.well };
    ui.painter().rect_filled(track, theme::STRIP_RADIUS, fill);
    // Handle and zone share one scale: the way of the handle's middle.
    let scale = track.shrink2(vec2(HANDLE.x / 2.0, 0.0));
    let share = math::sample_from(position);
    if let Some(zone) = zone {
        zone.paint(ui.painter(), scale, theme);
        zone.paint_arrow(ui.painter(), scale, share, theme);
    }
    let middle = scale.left() + scale.width() * share;
    let handle = Rect::from_center_size(pos2(middle, rect.center().y), HANDLE);
    ui.painter().rect_filled(handle, 2, theme.ink);
    if response.has_focus() {
        focus_ring(ui, track);
    }
}
