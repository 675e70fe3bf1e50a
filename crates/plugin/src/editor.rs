// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The window: shows what the knobs and the telemetry say, hands edits to the host.

use std::sync::Arc;

use files::settings::Settings;
use nice_plug::{
    context::gui::GuiContext,
    prelude::{Param, ParamSetter},
};
use rack::Entry;
use ui::{
    Edit, Target, Turn,
    panels::{
        generic::{self, Shown},
        limiter, meter,
    },
};
use window::{Shape, View};

use crate::{
    desk::{Desk, Panel},
    echo::Echo,
    frame::Hosted,
    knobs::{Dial, Knob, Knobs, int_from, position_of},
    switches::{Audition, BYPASS},
    telemetry::Telemetry,
};

/// The editor of one plugin instance.
pub struct App {
    hand: Hand,
    desk: Option<Desk>,
    seen: u64,
    worked: bool,
}

/// The knobs under the user's hand, and the host that must be told.
pub struct Hand {
    /// Which effect.
    pub entry: &'static Entry,
    /// Its knobs.
    pub knobs: Arc<Knobs>,
    /// What it says.
    pub telemetry: Arc<Telemetry>,
    echo: Echo,
    host: Option<GuiContext>,
}

impl App {
    /// An editor for an effect; its window is built when the host opens it.
    pub fn new(entry: &'static Entry, knobs: Arc<Knobs>, telemetry: Arc<Telemetry>) -> Self {
        let desk = Panel::of(entry).map(Desk::new);
        let hand = Hand { entry, knobs, telemetry, echo: Echo::default(), host: None };
        Self { hand, desk, seen: 0, worked: false }
    }
}

impl Hand {
    fn all(&self) -> impl Iterator<Item = &Knob> {
        self.knobs.of_effect().iter().chain([self.knobs.bypass()]).chain(self.knobs.auditions())
    }

    /// Where the knobs of the effect stand.
    pub fn values(&mut self) -> Vec<f64> {
        let knobs = self.knobs.clone();
        knobs.of_effect().iter().enumerate().map(|(index, knob)| self.echo.value(index, knob)).collect()
    }

    /// Where the bypass stands, and how one listens.
    pub fn switches(&mut self) -> (f64, Audition) {
        let knobs = self.knobs.clone();
        let first = knobs.of_effect().len();
        let bypass = self.echo.value(first, knobs.bypass());
        let auditions = std::array::from_fn(|n| self.echo.value(first + 1 + n, &knobs.auditions()[n]));
        (bypass, Audition::from_values(auditions))
    }

    /// Does what the hand did to a knob of the effect, or to the bypass.
    pub fn apply(&mut self, edit: Edit) {
        let index = match edit.target {
            Target::Knob(index) => index,
            Target::Bypass => self.knobs.of_effect().len(),
        };
        self.turn(index, edit.turn);
    }

    /// Does all of it, in order.
    pub fn apply_all(&mut self, edits: Vec<Edit>) {
        for edit in edits {
            self.apply(edit);
        }
    }

    /// Changes how one listens; `which` is the index of an audition.
    pub fn listen(&mut self, which: usize, value: f64) {
        let index = self.knobs.of_effect().len() + 1 + which;
        for turn in Turn::at_once(value) {
            self.turn(index, turn);
        }
    }

    fn turn(&mut self, index: usize, turn: Turn) {
        let knobs = self.knobs.clone();
        let Some(knob) = knobs.of_effect().iter().chain([knobs.bypass()]).chain(knobs.auditions()).nth(index)
        else {
            return;
        };
        if let Turn::To(value) = turn {
            self.echo.note(index, knob, value);
        }
        if let Some(host) = &self.host {
            tell_knob(&host.param_setter(), knob, turn);
        }
    }

    /// Lets the host know that there is something to save.
    pub fn mark_changed(&self) {
        let Some(host) = &self.host else { return };
        let (setter, revision) = (host.param_setter(), self.knobs.revision());
        setter.begin_set_parameter(revision);
        setter.set_parameter(revision, self.knobs.next_revision());
        setter.end_set_parameter(revision);
    }
}

impl Hosted for App {
    fn meet(&mut self, host: GuiContext) {
        self.hand.host = Some(host);
    }
}

impl View for App {
    fn open(&mut self, context: &egui::Context) {
        ui::theme::install(context);
        let dark = Settings::load().dark;
        context.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light });
        if let Some(desk) = &mut self.desk {
            desk.open(&self.hand);
        }
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        match &mut self.desk {
            Some(desk) => desk.show(ui, &mut self.hand),
            None => generic_ui(ui, &mut self.hand),
        }
    }

    /// New sound, a knob that the host moved, or a thought that goes on.
    fn is_stale(&mut self) -> bool {
        let knobs =
            self.hand.all().fold(0_u64, |sum, knob| sum.rotate_left(7) ^ u64::from(knob.position().to_bits()));
        let works = self.desk.as_ref().is_some_and(Desk::is_working);
        let seen = knobs ^ self.hand.telemetry.history.written().rotate_left(32);
        // A thought that has come to its end is shown once more, with what came out of it.
        let worked = std::mem::replace(&mut self.worked, works);
        std::mem::replace(&mut self.seen, seen) != seen || works || worked
    }

    fn shortcuts(&self) -> &[egui::Key] {
        const KEYS: [egui::Key; 6] = {
            use egui::Key::{Num1, Num2, Num3, Num4, Num5, Num6};
            [Num1, Num2, Num3, Num4, Num5, Num6]
        };
        match self.desk.as_ref().map(Desk::panel) {
            Some(Panel::Limiter) => &KEYS[..3],
            Some(Panel::Meter) => &KEYS,
            None => &[],
        }
    }

    fn takes_files(&self) -> bool {
        self.desk.as_ref().is_some_and(|desk| desk.panel() == Panel::Limiter)
    }
}

fn generic_ui(ui: &mut egui::Ui, hand: &mut Hand) {
    let values = hand.values();
    let (bypass, _) = hand.switches();
    let shown = Shown {
        info: hand.entry.info,
        specs: hand.entry.params,
        values: &values,
        bypass: (&BYPASS, bypass),
        readings: hand.entry.readings,
        read: &hand.telemetry.take(),
        levels: hand.telemetry.levels(),
    };
    for edit in generic::generic_ui(ui, &shown) {
        hand.apply(edit);
    }
}

/// A closed window that fits the panel of an effect.
pub fn shape(entry: &Entry) -> Arc<Shape> {
    let (size, smallest) = match Panel::of(entry) {
        Some(Panel::Limiter) => (limiter::SIZE, limiter::SMALLEST),
        Some(Panel::Meter) => (meter::SIZE, meter::SMALLEST),
        None => {
            let size = generic::size(entry.params, entry.readings.len() + generic::LEVELS);
            (size, size)
        }
    };
    Arc::new(Shape::new([size.x, size.y], [smallest.x, smallest.y]))
}

fn tell_knob(setter: &ParamSetter<'_>, knob: &Knob, turn: Turn) {
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

#[cfg(test)]
mod tests;
