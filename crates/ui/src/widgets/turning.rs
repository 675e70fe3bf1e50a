// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A hand on a handle: drag, Shift for fine, double-click to reset, arrow keys to step.

use egui::{EventFilter, Key, Response, Ui, Vec2, vec2};
use rack::Spec;

use super::{forget, recall, remember};
use crate::edit::Turn;

/// How far an arrow key goes, as a share of what is seen.
const STEP: f64 = 0.01;
/// How much finer everything is with Shift.
const FINE: f64 = 0.1;

/// The keys of an axis, and which way they go.
const RIGHT: [(Key, f64); 2] = [(Key::ArrowRight, 1.0), (Key::ArrowLeft, -1.0)];
const UP: [(Key, f64); 2] = [(Key::ArrowUp, 1.0), (Key::ArrowDown, -1.0)];

/// A handle that goes to and fro.
pub struct Handle<'a> {
    /// The knob it turns.
    pub spec: &'a Spec,
    /// Where the knob stands.
    pub value: f64,
    /// The way of the handle over the whole range, in points: to the right, or upwards.
    pub way: Vec2,
    /// How much of the range is seen, 0 to 1.
    pub seen: f64,
}

impl Handle<'_> {
    /// What was done to it, by hand or by key.
    pub fn turns(&self, ui: &Ui, response: &Response) -> Vec<Turn> {
        if response.double_clicked() {
            return Turn::at_once(self.spec.domain.default_value());
        }
        if response.clicked() {
            response.request_focus();
        }
        let mut turns = self.drag(ui, response);
        turns.extend(self.press(ui, response, &[RIGHT, UP].concat()));
        turns
    }

    /// The same for one of two knobs that one handle turns, each along its own axis.
    pub fn turns_along(&self, ui: &Ui, response: &Response) -> Vec<Turn> {
        if response.double_clicked() {
            return Turn::at_once(self.spec.domain.default_value());
        }
        let mut turns = self.drag(ui, response);
        turns.extend(self.press(ui, response, if self.way.x == 0.0 { &UP } else { &RIGHT }));
        turns
    }

    /// The place under the hand is kept between frames: the host echoes values late and rounded.
    fn drag(&self, ui: &Ui, response: &Response) -> Vec<Turn> {
        let id = response.id.with(("held", self.spec.id));
        let mut turns = Vec::new();
        if response.drag_started() {
            turns.push(Turn::Begin);
            let begun = self.spec.domain.position_from(self.value);
            remember(ui, id, begun + self.share(ui, head_start(ui, response)));
        }
        if response.dragged()
            && let Some(position) = recall::<f64>(ui, id)
        {
            let position = (position + self.share(ui, response.drag_delta())).clamp(0.0, 1.0);
            remember(ui, id, position);
            turns.push(Turn::To(self.spec.domain.value_from(position)));
        }
        if response.drag_stopped() {
            forget::<f64>(ui, id);
            turns.push(Turn::End);
        }
        turns
    }

    fn press(&self, ui: &Ui, response: &Response, steps: &[(Key, f64)]) -> Vec<Turn> {
        if !response.has_focus() {
            return Vec::new();
        }
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let pressed = |key| ui.input(|input| input.num_presses(key)) as f64;
        let steps: f64 = steps.iter().map(|(key, sign)| sign * pressed(*key)).sum();
        if steps == 0.0 {
            return Vec::new();
        }
        let position = self.spec.domain.position_from(self.value) + steps * STEP * self.seen * pace(ui);
        Turn::at_once(self.spec.domain.value_from(position))
    }

    /// A movement as a share of the range.
    fn share(&self, ui: &Ui, movement: Vec2) -> f64 {
        f64::from(movement.dot(self.way) / self.way.length_sq()) * pace(ui)
    }
}

/// How far the hand had gone before it was clear that this is a drag and no click.
fn head_start(ui: &Ui, response: &Response) -> Vec2 {
    let gone = ui.input(|input| Some(input.pointer.latest_pos()? - input.pointer.press_origin()?));
    gone.unwrap_or_default() - response.drag_delta()
}

fn pace(ui: &Ui) -> f64 {
    if ui.input(|input| input.modifiers.shift) { FINE } else { 1.0 }
}

/// To the right.
pub fn rightwards(points: f32) -> Vec2 {
    vec2(points, 0.0)
}

/// Upwards.
pub fn upwards(points: f32) -> Vec2 {
    vec2(0.0, -points)
}
