// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The user's hand on the knobs, and the host that must be told.

use std::sync::Arc;

use nice_plug::{
    context::gui::GuiContext,
    prelude::{Param, ParamSetter},
};
use rack::Entry;
use ui::{Edit, Target, Turn};

use crate::{
    echo::Echo,
    knobs::{Dial, Knob, Knobs, int_from, position_of},
};

/// The knobs under the user's hand, and the host that must be told.
pub struct Hand {
    /// Which effect.
    pub entry: &'static Entry,
    /// Its knobs.
    pub knobs: Arc<Knobs>,
    echo: Echo,
    host: Option<GuiContext>,
}

impl Hand {
    /// A hand that no host hears yet.
    pub fn new(entry: &'static Entry, knobs: Arc<Knobs>) -> Self {
        Self { entry, knobs, echo: Echo::default(), host: None }
    }

    /// From now on this host hears of every edit.
    pub fn meet(&mut self, host: GuiContext) {
        self.host = Some(host);
    }

    /// Where the knobs of the effect stand.
    pub fn values(&mut self) -> Vec<f64> {
        let knobs = self.knobs.clone();
        knobs.of_effect().iter().enumerate().map(|(index, knob)| self.echo.value(index, knob)).collect()
    }

    /// Where the bypass stands.
    pub fn bypass(&mut self) -> f64 {
        let knobs = self.knobs.clone();
        self.echo.value(knobs.of_effect().len(), knobs.bypass())
    }

    /// How one listens, in the order of the knobs.
    pub fn auditions(&mut self) -> Vec<f64> {
        let knobs = self.knobs.clone();
        let first = knobs.of_effect().len() + 1;
        knobs.auditions().iter().enumerate().map(|(n, knob)| self.echo.value(first + n, knob)).collect()
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
        let Some(knob) = knobs.all().nth(index) else { return };
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
