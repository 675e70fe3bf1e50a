// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The equalisers: as they open, a mix over the zone and what one click would do, after it, and in the mix.

use std::sync::OnceLock;

use dsp::Ratio;
use egui::Ui;
use measure::aim::{Aim, Plan, Stand, stands};
use rack::{
    Stage, Step,
    one_click::{Half, bounded, turned},
};
use ui::panels::{
    equaliser::{Heard, Kind, Shown, Target, equaliser_ui, said, size},
    frame::{Common, Wish},
};

use super::{Scene, View};
use crate::{hand::Act, shelf::shelf};

/// The scenes.
pub fn scenes() -> Vec<Scene> {
    let scene = |name, about, kind, draw: fn(&mut Ui)| Scene::panel(name, about, size(kind), draw);
    let (low, tone) = (Kind::Low, Kind::Tone);
    let chosen = View { size: size(tone), draw: |ui| drop(compared(ui, Kind::Tone)), acts: BAND_B };
    vec![
        scene("low-eq", "A mix over the zone, and what one click would do.", low, |ui| {
            drop(compared(ui, Kind::Low));
        }),
        scene("low-eq-first", "The low equaliser as it opens.", low, |ui| drop(first(ui, Kind::Low))),
        scene("low-eq-done", "After one click the bass lies in the zone.", low, |ui| drop(done(ui, Kind::Low))),
        scene("low-eq-mix", "In the mix no band goes beyond 1 dB.", low, |ui| drop(in_the_mix(ui, Kind::Low))),
        Scene::touched("tone-eq", "A mix over the zone, and what one click would do.", chosen),
        scene("tone-eq-first", "The tone equaliser as it opens.", tone, |ui| drop(first(ui, Kind::Tone))),
        scene("tone-eq-done", "After one click the tone lies in the zone.", tone, |ui| drop(done(ui, Kind::Tone))),
        scene("tone-eq-mix", "In the mix no band goes beyond 1 dB.", tone, |ui| drop(in_the_mix(ui, Kind::Tone))),
    ]
}

const BAND_B: &[Act] = &[Act::Click("Band B in the picture")];

/// A mix beside records that make a zone, and published figures.
struct Case {
    names: Vec<String>,
    records: Aim,
    published: Aim,
    /// Of the low equaliser's scenes, and of the tone equaliser's.
    stands: [Vec<Stand>; 2],
}

fn case() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| {
        let records: Vec<_> = shelf().records.iter().take(12).map(|record| &record.profile).collect();
        let records = Aim::of(&records);
        let heard = stands(&records, shelf().mix.loudest_portrait());
        Case {
            names: ["neutral", "my-records"].map(str::to_owned).to_vec(),
            published: files::tones::find("neutral").map(|target| target.aim).unwrap_or_default(),
            stands: [Kind::Low, Kind::Tone].map(|kind| over(kind, heard.clone())),
            records,
        }
    })
}

/// The mix of the shelf, and a little full or a little sharp besides.
fn over(kind: Kind, mut stands: Vec<Stand>) -> Vec<Stand> {
    let (at_hz, db) = if kind == Kind::Low { (125.0, 4.8) } else { (3400.0, 4.2) };
    for stand in &mut stands {
        let octaves = dsp::math::log2(stand.centre_hz / at_hz);
        stand.tone_db.mix += db * dsp::math::exp(-octaves * octaves * 2.0);
    }
    stands
}

fn heard(kind: Kind) -> &'static [Stand] {
    let [low, tone] = &case().stands;
    if kind == Kind::Low { low } else { tone }
}

fn step(kind: Kind) -> Step {
    let id = if kind == Kind::Low { "low-eq" } else { "tone-eq" };
    Step::new(rack::entry(id).unwrap_or_else(|| unreachable!("it is in the rack")))
}

/// What one click does; found once, since a scene is drawn many times.
fn plan(kind: Kind, stage: Stage) -> &'static Plan {
    static PLANS: OnceLock<Vec<(Kind, Stage, Plan)>> = OnceLock::new();
    let plans = PLANS.get_or_init(|| {
        let all = [(Kind::Low, Half::Low), (Kind::Tone, Half::High)];
        let stages = all.into_iter().flat_map(|both| [Stage::Master, Stage::Mix].map(|stage| (both, stage)));
        stages.map(|((kind, half), stage)| (kind, stage, bounded(heard(kind), half, Ratio(1.0), stage))).collect()
    });
    let found = plans.iter().find(|(other, at, _)| (*other, *at) == (kind, stage));
    found.map_or_else(|| unreachable!("all were found"), |(_, _, plan)| plan)
}

/// The equaliser as it opens.
pub fn first(ui: &mut Ui, kind: Kind) -> Vec<Wish> {
    let case = case();
    let target = Target {
        aim: Some(&case.published),
        rests_on: "published figures, weak",
        summary: "Popular music on average.",
        names: (&case.names, 0),
    };
    show(ui, &step(kind), (target, Heard::default()), Stage::Master)
}

/// A mix over the zone; gives what the user wishes for.
pub fn compared(ui: &mut Ui, kind: Kind) -> Vec<Wish> {
    judged(ui, &step(kind), Stage::Master)
}

/// After the click.
pub fn done(ui: &mut Ui, kind: Kind) -> Vec<Wish> {
    let after = turned(plan(kind, Stage::Master), &step(kind));
    judged(ui, &after, Stage::Master)
}

/// In the mix nothing goes far; gives what the user wishes for.
pub fn in_the_mix(ui: &mut Ui, kind: Kind) -> Vec<Wish> {
    judged(ui, &step(kind), Stage::Mix)
}

fn judged(ui: &mut Ui, step: &Step, stage: Stage) -> Vec<Wish> {
    let case = case();
    let kind = Kind::of(step.entry).unwrap_or(Kind::Low);
    let plan = plan(kind, stage);
    let target = Target {
        aim: Some(&case.records),
        rests_on: "12 songs, fair",
        summary: "The middle half of 12 songs in their loudest sections.",
        names: (&case.names, 1),
    };
    let heard = Heard { stands: heard(kind), plan: Some(plan), rests_on: "heard 36 s" };
    show(ui, step, (target, heard), stage)
}

fn show(ui: &mut Ui, step: &Step, (target, heard): (Target<'_>, Heard<'_>), stage: Stage) -> Vec<Wish> {
    let Some(kind) = Kind::of(step.entry) else { return Vec::new() };
    let said = said(step, &target, &heard, stage);
    let common = Common { name: step.entry.info.name, match_db: Some(0.2), ..Common::default() };
    equaliser_ui(ui, &Shown { common, kind, step, target, heard, stage, strength: 1.0, said: &said })
}
