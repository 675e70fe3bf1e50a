// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the panel is told, and what it asks for.

use dsp::Hz;
use measure::aim::{Aim, Plan, Stand, one_click::moved};
use rack::{Stage, Step, equaliser::Lane, one_click};

use super::{
    Kind,
    bands::{Band, Curve, bands},
};
use crate::panels::frame::{Common, verdict::Said};

/// Everything the panel shows.
pub struct Shown<'a> {
    /// What every panel shows.
    pub common: Common<'a>,
    /// Which equaliser.
    pub kind: Kind,
    /// The effect, and where its knobs stand.
    pub step: &'a Step,
    /// The tone target.
    pub target: Target<'a>,
    /// Where the mix stands against it.
    pub heard: Heard<'a>,
    /// How far the song is.
    pub stage: Stage,
    /// How much of the way to the zone one click goes, 0 to 1.
    pub strength: f64,
    /// What the verdict says; [`said`](super::said) is a good beginning.
    pub said: &'a Said,
}

/// Where the tone should lie, and a list of what else one could aim at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target<'a> {
    /// The zones; nothing while there is no target.
    pub aim: Option<&'a Aim>,
    /// What it rests on: "12 songs, fair".
    pub rests_on: &'a str,
    /// What it stands for, in one sentence.
    pub summary: &'a str,
    /// All targets by name, and the place of the chosen one.
    pub names: (&'a [String], usize),
}

/// Where the mix stands against the target.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heard<'a> {
    /// The raw mix in third octaves; empty until enough of it was heard.
    pub stands: &'a [Stand],
    /// What one click does, within the bounds of the stage.
    pub plan: Option<&'a Plan>,
    /// What it rests on: "heard 24 s"; empty before that.
    pub rests_on: &'a str,
}

/// What only these panels ask for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// Another strength of the one click, 0 to 1.
    Strength(f64),
    /// The song is in another stage.
    Stage(Stage),
}

impl Shown<'_> {
    /// The place of a knob.
    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.step.entry.param_index(id)
    }

    /// The bands as the knobs have them.
    pub(super) fn bands(&self) -> Vec<Band> {
        bands(self.kind, self.step)
    }

    /// Where the mix stands with the equaliser as it is.
    pub(super) fn after(&self) -> Vec<Stand> {
        after(self.kind, self.step, self.heard.stands)
    }

    /// The one click, where it would change anything.
    pub(super) fn click(&self) -> Option<&Plan> {
        self.heard.plan.filter(|plan| would_move(plan, self.step))
    }
}

/// Where a raw mix stands once it went through an equaliser.
pub(super) fn after(kind: Kind, step: &Step, raw: &[Stand]) -> Vec<Stand> {
    let curve = Curve::of(kind, &step.values);
    let db: Vec<f64> = raw.iter().map(|stand| curve.db(Lane::Mid, Hz(stand.centre_hz))).collect();
    moved(raw, &db)
}

/// Whether one click would turn a knob that shows it.
pub(super) fn would_move(plan: &Plan, step: &Step) -> bool {
    const HAIR: f64 = 0.05;
    let there = one_click::turned(plan, step);
    !plan.is_neutral() && there.values.iter().zip(&step.values).any(|(a, b)| (a - b).abs() > HAIR)
}
