// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The window: shows what the knobs and the telemetry say, hands edits to the host.

use std::sync::Arc;

use nice_plug::{
    context::gui::GuiContext,
    editor::dpi::LogicalSize,
    prelude::{Param, ParamSetter, ResizeHint},
};
use nice_plug_egui::{
    EguiEditor, EguiEditorState, EguiNiceSettings, Frame, NiceEguiApp, RepaintNotifier, baseview::HandlerError,
    create_egui_editor,
};
use rack::Entry;
use ui::{
    Edit, Target, Turn,
    panels::generic::{self, Shown},
};

use crate::{
    bypass::BYPASS,
    echo::Echo,
    knobs::{Dial, Knob, Knobs, int_from, position_of},
    telemetry::{self, Telemetry},
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

impl NiceEguiApp for App {
    fn build(&mut self, window: egui::Context, host: GuiContext, _frame: &mut Frame) -> Result<(), HandlerError> {
        ui::theme::install(&window);
        self.host = Some(host);
        Ok(())
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        let values = self.values();
        let (bypass, values) = values.split_last().unwrap_or((&0.0, &[]));
        let shown = Shown {
            info: self.entry.info,
            specs: self.entry.params,
            values,
            bypass: (&BYPASS, *bypass),
            readings: self.entry.readings,
            read: &self.telemetry.take(),
            loudness: self.telemetry.loudness(),
        };
        for edit in generic::generic_ui(ui, &shown) {
            self.apply(edit);
        }
    }
}

/// The state of a window that fits the knobs of an effect.
pub fn window(entry: &Entry) -> Arc<EguiEditorState> {
    let size = generic::size(entry.params, entry.readings.len() + telemetry::LEVELS);
    EguiEditorState::from_size(LogicalSize::new(f64::from(size.x), f64::from(size.y)), 1.0)
}

/// The framework's editor around ours.
pub fn editor(window: Arc<EguiEditorState>, repaint: RepaintNotifier, app: App) -> Option<EguiEditor<App>> {
    let smallest = window.logical_size();
    let settings = EguiNiceSettings::new()
        .with_tile(format!("Twobus {}", app.entry.info.name))
        .with_resize_hint(ResizeHint::RESIZABLE.with_min_logical_size(smallest));
    create_egui_editor(window, repaint, settings, app)
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
