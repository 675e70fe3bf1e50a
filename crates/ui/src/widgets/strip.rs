// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A knob as a strip: a track with a handle, so one sees what can be dragged.
//!
//! Drag moves, Shift makes it fine, a double click resets, arrows step, Enter or a click on the
//! number types. A strip may show only a part of its range, so that one decibel is as long as on a
//! meter; then the track slides under a handle that comes to its end.

use std::ops::Range;

use dsp::math;
use egui::{Key, Rect, Response, Sense, Stroke, Ui, pos2, vec2};
use rack::Spec;

use super::{
    explained, focus_ring, one_line, recall, remember,
    turning::{Handle, rightwards},
    value_text::Number,
    zone::{LIMITS_HEIGHT, Zone, label},
};
use crate::{
    edit::Turn,
    motion::hovered,
    theme::{self, Theme},
};

/// Width of a control.
pub const WIDTH: f32 = 144.0;
/// Width of a control in a row of many.
pub const NARROW: f32 = 72.0;
const NAME_HEIGHT: f32 = 15.0;
const NUMBER_HEIGHT: f32 = 24.0;
const TRACK_HEIGHT: f32 = 24.0;
const HANDLE: egui::Vec2 = vec2(4.0, 30.0);
/// How near the handle comes to the end of a part before the part slides, as a share of it.
const NEAR: f64 = 0.08;
/// A part of a range has a tick every so many decibels.
const TICK_DB: f64 = 3.0;

/// A knob to draw.
pub struct Strip<'a> {
    spec: &'a Spec,
    value: f64,
    width: f32,
    size: f32,
    zone: Option<Zone>,
    note: &'a str,
    reason: &'a str,
    part: f64,
}

/// Draws the knob at `value` with its name and number; gives what was done to it.
pub fn strip_ui(ui: &mut Ui, spec: &Spec, value: f64) -> Vec<Turn> {
    Strip::new(spec, value).show(ui)
}

impl<'a> Strip<'a> {
    /// A knob of usual width without a zone.
    pub fn new(spec: &'a Spec, value: f64) -> Self {
        Self { spec, value, width: WIDTH, size: theme::MEDIUM, zone: None, note: "", reason: "", part: 1.0 }
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

    /// Where the value should be, and why.
    #[must_use]
    pub fn zone(self, zone: Option<Zone>, reason: &'a str) -> Self {
        Self { zone, reason, ..self }
    }

    /// A few words at the right of the number.
    #[must_use]
    pub fn note(self, note: &'a str) -> Self {
        Self { note, ..self }
    }

    /// Only the decibels around the value, each as long as everywhere in a window.
    #[must_use]
    pub fn in_decibels(self) -> Self {
        let [low, high] = self.spec.domain.range();
        let seen_db = f64::from((self.width - HANDLE.x) / theme::POINTS_PER_DB);
        Self { part: (seen_db / (high - low)).min(1.0), ..self }
    }

    /// Draws it; gives what was done to it.
    pub fn show(self, ui: &mut Ui) -> Vec<Turn> {
        ui.push_id(self.spec.id, |ui| {
            ui.vertical(|ui| {
                ui.set_width(self.width);
                ui.spacing_mut().item_spacing.y = 4.0;
                self.name_ui(ui);
                let id = ui.scope_id().with("number");
                let number = Number { id, spec: self.spec, value: self.value, size: self.size };
                let was_open = number.is_open(ui);
                let typed = self.number_ui(ui, &number);
                let (track, mut turns) = self.track_ui(ui);
                keys_for(ui, &number, &track, was_open);
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

    /// The parameter's own sentence, then what the song adds to it.
    fn help(&self) -> String {
        if self.reason.is_empty() {
            self.spec.help.to_owned()
        } else {
            format!("{}\n{}", self.spec.help, self.reason)
        }
    }

    /// A name may be a little wider than its track: there is a gap to the next.
    fn name_ui(&self, ui: &mut Ui) {
        const OVERHANG: f32 = 9.0;
        let theme = Theme::of(ui);
        let (font, ink) = if self.is_outside() || self.size > theme::MEDIUM {
            (theme::semibold(theme::SMALL), theme.ink)
        } else {
            (theme::regular(theme::SMALL), theme.text2)
        };
        let name = one_line(ui, self.spec.name, (font, ink), self.width + OVERHANG);
        let (rect, response) = ui.allocate_exact_size(vec2(self.width, NAME_HEIGHT), Sense::hover());
        ui.painter().galley(rect.min, name, ink);
        explained(ui, response, self.spec.name, &self.help());
    }

    fn number_ui(&self, ui: &mut Ui, number: &Number<'_>) -> Option<f64> {
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, NUMBER_HEIGHT), Sense::hover());
        let note = rect.right_bottom() - vec2(0.0, 1.0);
        label(ui.painter(), note, egui::Align2::RIGHT_BOTTOM, self.note, Theme::of(ui).text2);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.scope_builder(egui::UiBuilder::new().max_rect(rect).layout(layout), |ui| number.show(ui)).inner
    }

    fn track_ui(&self, ui: &mut Ui) -> (Response, Vec<Turn>) {
        let (rect, response) = ui.allocate_exact_size(vec2(self.width, HANDLE.y), Sense::click_and_drag());
        let way = rightwards((self.width - HANDLE.x) / math::sample_from(self.part));
        let handle = Handle { spec: self.spec, value: self.value, way, seen: self.part };
        let turns = handle.turns(ui, &response);
        let shown = turns.iter().rev().find_map(|turn| if let Turn::To(new) = turn { Some(*new) } else { None });
        let value = shown.unwrap_or(self.value);
        response.widget_info(|| egui::WidgetInfo::slider(true, value, self.spec.name));
        self.paint(ui, rect, &response, self.spec.domain.position_from(value));
        if self.zone.is_some() {
            ui.add_space(LIMITS_HEIGHT);
        }
        (explained(ui, response, self.spec.name, &self.help()), turns)
    }

    fn paint(&self, ui: &Ui, rect: Rect, response: &Response, position: f64) {
        let theme = Theme::of(ui);
        let track = Rect::from_center_size(rect.center(), vec2(rect.width(), TRACK_HEIGHT));
        let seen = if response.dragged() { 1.0 } else { hovered(ui, response) };
        ui.painter().rect_filled(track, theme::STRIP_RADIUS, theme.field(seen));
        // Handle and zone share one scale: the way of the handle's middle.
        let scale = track.shrink2(vec2(HANDLE.x / 2.0, 0.0));
        let part = self.part(ui, position);
        let place = |position: f64| math::sample_from((position - part.start) / (part.end - part.start));
        let share = place(position);
        if self.part < 1.0 {
            self.ticks(ui, scale, &place);
        }
        if let Some(zone) = &self.zone {
            let zone = Zone {
                from: place(f64::from(zone.from)),
                to: place(f64::from(zone.to)),
                limits: zone.limits.clone(),
            };
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

    /// The part of the range that is seen, in positions: it stays until the handle would leave it.
    fn part(&self, ui: &Ui, position: f64) -> Range<f64> {
        if self.part >= 1.0 {
            return 0.0..1.0;
        }
        let id = ui.scope_id().with("part");
        let limits = self.zone.as_ref().map(|zone| zone.limits.clone()).unwrap_or_default();
        let start = match recall::<(String, f64)>(ui, id) {
            Some((known, start)) if known == limits => start,
            // A new zone is brought into sight, as far as the handle allows.
            _ => self.middle_between(position) - self.part / 2.0,
        };
        let near = NEAR * self.part;
        let start = start.clamp(position + near - self.part, position - near).clamp(0.0, 1.0 - self.part);
        remember(ui, id, (limits, start));
        start..start + self.part
    }

    fn middle_between(&self, position: f64) -> f64 {
        let edge = self.zone.as_ref().and_then(|zone| zone.nearest_edge(math::sample_from(position)));
        edge.map_or(position, |edge| f64::midpoint(position, f64::from(edge)))
    }

    /// Short lines, a longer one at zero: one sees the track slide.
    fn ticks(&self, ui: &Ui, scale: Rect, place: &impl Fn(f64) -> f32) {
        let [low, high] = self.spec.domain.range();
        let count = math::index_from((high - low) / TICK_DB);
        for n in 0..=count {
            let db = low + TICK_DB * n as f64;
            let share = place(self.spec.domain.position_from(db));
            if (0.0..=1.0).contains(&share) {
                let x = scale.left() + scale.width() * share;
                let height = if db == 0.0 { 8.0 } else { 4.0 };
                let line = Stroke::new(1.0, Theme::of(ui).text2.gamma_multiply(0.6));
                ui.painter().vline(x, scale.bottom() - height..=scale.bottom(), line);
            }
        }
    }
}

/// Enter on the track opens the number; Enter or Escape in the number closes it, and the track has the keys again.
pub fn keys_for(ui: &Ui, number: &Number<'_>, track: &Response, was_open: bool) {
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    if was_open && !number.is_open(ui) {
        if pressed(Key::Enter) || pressed(Key::Escape) {
            track.request_focus();
        }
    } else if !was_open && track.has_focus() && pressed(Key::Enter) {
        number.open(ui);
    }
}
