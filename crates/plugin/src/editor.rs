// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The window: shows what the knobs and the telemetry say, hands edits to the host.

use std::sync::Arc;

use nice_plug::{
    context::gui::GuiContext,
    prelude::{Param, ParamSetter},
};
use rack::Entry;
use ui::{
    Edit, Target, Turn,
    panels::generic::{self, Shown},
};
use window::{Shape, View};

use crate::{
    echo::Echo,
    frame::Hosted,
    knobs::{Dial, Knob, Knobs, int_from, position_of},
    switches::BYPASS,
    telemetry::Telemetry,
};

/// The editor of one plugin instance.
pub struct App {
    entry: &'static Entry,
    knobs: Arc<Knobs>,
    telemetry: Arc<Telemetry>,
    echo: Echo,
    host: Option<GuiContext>,
}

impl App {
    /// An editor for an effect; its window is built when the host opens it.
    pub fn new(entry: &'static Entry, knobs: Arc<Knobs>, telemetry: Arc<Telemetry>) -> Self {
        Self { entry, knobs, telemetry, echo: Echo::default(), host: None }
    }

    /// The values to show, the bypass last.
    fn values(&mut self) -> Vec<f64> {
        let knobs = self.knobs.of_effect().iter().chain([self.knobs.bypass()]);
        knobs.enumerate().map(|(index, knob)| self.echo.value(index, knob)).collect()
    }

    fn apply(&mut self, edit: Edit) {
        let (index, knob) = match edit.target {
            Target::Knob(index) => (index, &self.knobs.of_effect()[index]),
            Target::Bypass => (self.knobs.of_effect().len(), self.knobs.bypass()),
        };
        if let Turn::To(value) = edit.turn {
            self.echo.note(index, knob, value);
        }
        if let Some(host) = &self.host {
            turn(&host.param_setter(), knob, edit.turn);
        }
    }
}

impl Hosted for App {
    fn meet(&mut self, host: GuiContext) {
        self.host = Some(host);
    }
}

impl View for App {
    fn open(&mut self, context: &egui::Context) {
        ui::theme::install(context);
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        let values = self.values();
        let (bypass, values) = values.split_last().unwrap_or((&0.0, &[]));
        let shown = Shown {
            info: self.entry.info,
            specs: self.entry.params,
            values,
            bypass: (&BYPASS, *bypass),
            readings: self.entry.readings,
            read: &self.telemetry.take(),
            levels: self.telemetry.levels(),
        };
        for edit in generic::generic_ui(ui, &shown) {
            self.apply(edit);
        }
    }
}

/// A closed window that fits the knobs of an effect.
pub fn shape(entry: &Entry) -> Arc<Shape> {
    let size = generic::size(entry.params, entry.readings.len() + generic::LEVELS);
    Arc::new(Shape::new([size.x, size.y], [size.x, size.y]))
}

fn turn(setter: &ParamSetter<'_>, knob: &Knob, turn: Turn) {
    let domain = &knob.spec.domain;
    match &knob.dial {
        Dial::Number(param) => tell(setter, param, turn, |value| position_of(domain, value)),
        Dial::Choice(param) => tell(setter, param, turn, |value| int_from(domain.nearest(value))),
        Dial::Switch(param) => tell(setter, param, turn, |value| value >= 0.5),
    }
}

fn tell<P: Param>(setter: &ParamSetter<'_>, param: &P, turn: Turn, plain: impl Fn(f64) -> P::Plain) {
    match turn {
        Turn::Begin => setter.begin_set_parameter(param),
        Turn::To(value) => setter.set_parameter(param, plain(value)),
        Turn::End => setter.end_set_parameter(param),
    }
}
