// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What an equaliser's desk has besides: the tone targets, the listener, the one click, and the stage.

use std::sync::Arc;

use files::tones::{self, ToneTarget};
use measure::aim::Aim;
use rack::{
    Preset, Stage, Step,
    one_click::{Half, turned},
};
use ui::panels::{
    equaliser::{self, Asked, Heard, Kind, Shown, equaliser_ui},
    frame::{Common, Wish},
};

use super::{Desk, HAND_S, step};
use crate::{
    hand::Hand,
    listener::{Listener, Question},
    memory::ToneChoice,
    switches::Audition,
};

/// The tone targets there are, and who listens.
#[derive(Default)]
pub struct Tone {
    listener: Listener,
    targets: Vec<(ToneTarget, Arc<Aim>)>,
    names: Vec<String>,
}

impl Tone {
    /// Reads the targets; gives what could not be read, in a sentence.
    pub fn open(&mut self) -> Option<String> {
        let found: Vec<_> = tones::names().iter().map(|name| tones::find(name)).collect();
        let wrong = found.iter().find_map(|target| target.as_ref().err().map(ToString::to_string));
        let with_aim = |target: ToneTarget| {
            let aim = Arc::new(target.aim.clone());
            (target, aim)
        };
        self.targets = found.into_iter().flatten().map(with_aim).collect();
        self.names = self.targets.iter().map(|(target, _)| target.name.clone()).collect();
        wrong
    }

    /// Whether something was asked that is not answered yet.
    pub fn is_behind(&self) -> bool {
        self.listener.is_behind()
    }

    /// Forgets what was heard.
    pub fn forget(&self) {
        self.listener.forget();
    }

    /// The chosen target and its place; the first one where the project names none that there is.
    fn chosen(&self, choice: &ToneChoice) -> (Option<&(ToneTarget, Arc<Aim>)>, usize) {
        let place = self.names.iter().position(|name| *name == choice.target).unwrap_or(0);
        (self.targets.get(place), place)
    }
}

impl Desk {
    /// The panel of an equaliser.
    pub(super) fn equaliser(&mut self, ui: &mut egui::Ui, hand: &mut Hand, kind: Kind) -> Vec<Wish> {
        let now = ui.input(|input| input.time);
        let (step, choice) = (step(hand), hand.knobs.memory().tone.clone());
        self.tone.listener.listen(&self.telemetry);
        let (target, place) = self.tone.chosen(&choice);
        if let Some((_, aim)) = target {
            self.tone.listener.ask(&question(aim, kind, &choice));
        }
        let answer = self.tone.listener.answer();
        let rests_on = target.map(|(target, _)| rests_on(target)).unwrap_or_default();
        let target = equaliser::Target {
            aim: target.map(|(target, _)| &target.aim),
            rests_on: &rests_on,
            summary: target.map_or("", |(target, _)| &target.summary),
            names: (&self.tone.names, place),
        };
        let heard = Heard { stands: &answer.stands, plan: answer.plan.as_ref(), rests_on: &answer.rests_on };
        let said = equaliser::said(&step, &target, &heard, choice.stage);
        let said = self.said.show(said, now, now - self.touched_s < HAND_S).clone();
        let audition = Audition::from_values(hand.auditions().into_iter());
        let common = self.common(ui, hand, &audition, &step.values);
        let common = Common { lateness: lateness(&step), reset: "Forget what was heard", ..common };
        let shown = Shown {
            common,
            kind,
            step: &step,
            target,
            heard,
            stage: choice.stage,
            strength: choice.strength,
            said: &said,
        };
        equaliser_ui(ui, &shown)
    }

    /// Another tone target.
    pub(super) fn aim(&mut self, hand: &Hand, place: usize) {
        let Some(name) = self.tone.names.get(place) else { return };
        hand.knobs.memory().tone.target.clone_from(name);
        hand.mark_changed();
    }

    /// What only an equaliser's panel asks for.
    pub(super) fn tone_asked(&mut self, hand: &mut Hand, asked: Asked) {
        match asked {
            Asked::Strength(share) => hand.knobs.memory().tone.strength = share.clamp(0.0, 1.0),
            Asked::Stage(stage) => {
                hand.knobs.memory().tone.stage = stage;
                self.bound(hand, stage);
            }
        }
        hand.mark_changed();
    }

    /// Turns the knobs as the one click says, as one step that can be taken back.
    pub(super) fn click(&mut self, hand: &mut Hand, now: f64) {
        if let Some(plan) = &self.tone.listener.answer().plan {
            let after = turned(plan, &step(hand));
            self.touched_s = now;
            self.set(hand, &after.values);
        }
    }

    /// In the mix the bands keep their shape and go no further than they may.
    fn bound(&mut self, hand: &mut Hand, stage: Stage) {
        let mut chain = Preset { steps: vec![step(hand)] };
        let is_bounded = stage.guard(&mut chain).is_some();
        if let Some(after) = chain.steps.first().filter(|_| is_bounded) {
            self.set(hand, &after.values);
            self.manners
                .tell("The bands were turned down to 1 dB at most: in the mix, mend the tracks.".to_owned());
        }
    }
}

fn question(aim: &Arc<Aim>, kind: Kind, choice: &ToneChoice) -> Question {
    let half = match kind {
        Kind::Low => Half::Low,
        Kind::Tone => Half::High,
    };
    Question { aim: aim.clone(), half, strength: choice.strength, stage: choice.stage }
}

/// "12 songs, fair"
fn rests_on(target: &ToneTarget) -> String {
    let label = target.label();
    let inside = label.rsplit_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inside.unwrap_or_default().to_owned()
}

fn lateness(step: &Step) -> &'static str {
    let phase = step.entry.param_index("phase").and_then(|place| step.values.get(place));
    if phase.is_some_and(|phase| *phase >= 0.5) { "linear phase, late" } else { "no latency" }
}

#[cfg(test)]
mod tests {
    use dsp::{
        Db, Hz,
        equaliser::{Filter, Shape},
    };
    use measure::{
        Confidence,
        aim::{
            Plan,
            one_click::{Lever, Move},
        },
    };
    use ui::undo::Undo;

    use super::*;
    use crate::{desk::Panel, knobs::Knobs, listener::Answer};

    /// A desk without a window, and a hand without a host.
    fn desk() -> (Desk, Hand) {
        let entry = rack::entry("tone-eq").expect("it is in the rack");
        let knobs = Arc::new(Knobs::new(entry.info.id, entry.params, crate::editor::shape(entry)));
        (Desk::new(Panel::Equaliser(Kind::Tone), Arc::default()), Hand::new(entry, knobs))
    }

    fn plan() -> Plan {
        let bell = Filter { shape: Shape::Bell, corner: Hz(2500.0), gain: Db(-2.5), q: 1.2 };
        let one = Move { lever: Lever::free(bell), reason: String::new(), confidence: Confidence::Fair };
        Plan { tone: vec![one], ..Plan::default() }
    }

    fn gain(hand: &mut Hand) -> f64 {
        hand.values()[0]
    }

    #[test]
    fn one_click_is_one_step_back() {
        let (mut desk, mut hand) = desk();
        desk.tone.listener.say(Answer { plan: Some(plan()), ..Answer::default() });
        let before = hand.values();
        desk.click(&mut hand, 0.0);
        assert_eq!(gain(&mut hand), -2.5);
        desk.travel(&mut hand, Undo::back);
        assert_eq!(hand.values(), before);
    }

    #[test]
    fn coming_into_the_mix_turns_the_bands_down_and_can_be_taken_back() {
        let (mut desk, mut hand) = desk();
        desk.tone.listener.say(Answer { plan: Some(plan()), ..Answer::default() });
        desk.click(&mut hand, 0.0);
        desk.tone_asked(&mut hand, Asked::Stage(Stage::Mix));
        assert_eq!((gain(&mut hand), hand.knobs.memory().tone.stage), (-1.0, Stage::Mix));
        assert!(desk.manners.message().is_some_and(|message| message.contains("1 dB")));
        desk.travel(&mut hand, Undo::back);
        assert_eq!(gain(&mut hand), -2.5);
    }

    #[test]
    fn our_own_target_is_there_and_says_what_it_rests_on() {
        let mut tone = Tone::default();
        tone.open();
        let (target, _) = tone.chosen(&ToneChoice::default());
        assert_eq!(target.map(|(target, _)| rests_on(target)).as_deref(), Some("published figures, weak"));
    }
}
