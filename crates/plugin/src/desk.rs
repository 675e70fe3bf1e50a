// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a panel shows that no knob is: destination, analysis, places, presets.

mod answer;
mod presets;
mod tone;
mod words;

use std::{path::PathBuf, sync::Arc};

use dsp::math;
use measure::{Target, lights::lights};
use rack::{Entry, Step, analyse};
use ui::{
    Edit, Turn,
    calm::Steady,
    history::Column,
    panels::{
        equaliser::Kind,
        frame::{Common, Wish, verdict::Said},
        limiter::{SHOWN_S, Shown, limiter_ui},
        meter,
    },
    undo::{Undo, edits_between},
};

use crate::{
    analyst::{Analyst, Asked, Stage},
    editor::Face,
    hand::Hand,
    manners::Manners,
    switches::Audition,
    telemetry::Telemetry,
};
use answer::Answer;
use presets::Presets;
use tone::Tone;
use words::{advice_from, limiter_said};

/// A verdict follows the hand for so long after a knob was turned, seconds.
const HAND_S: f64 = 0.5;

/// A panel of our own making; other effects have the one that is drawn from their knobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The limiter's.
    Limiter,
    /// The meter's.
    Meter,
    /// An equaliser's.
    Equaliser(Kind),
}

impl Panel {
    /// The panel of an effect, if it has one of its own.
    pub fn of(entry: &Entry) -> Option<Self> {
        match entry.info.id {
            "limiter" => Some(Self::Limiter),
            "meter" => Some(Self::Meter),
            _ => Kind::of(entry).map(Self::Equaliser),
        }
    }
}

/// All that belongs to an open panel and is no knob.
pub struct Desk {
    panel: Panel,
    telemetry: Arc<Telemetry>,
    targets: Vec<Target>,
    names: Vec<String>,
    analyst: Analyst,
    presets: Presets,
    undo: Undo,
    said: Steady<Said>,
    answer: Answer,
    tone: Tone,
    touched_s: f64,
    manners: Manners,
    history: Vec<Column>,
    reduction_db: f64,
}

impl Desk {
    /// A desk on which nothing lies yet.
    pub fn new(panel: Panel, telemetry: Arc<Telemetry>) -> Self {
        Self {
            panel,
            telemetry,
            targets: Vec::new(),
            names: Vec::new(),
            analyst: Analyst::default(),
            presets: Presets::default(),
            undo: Undo::default(),
            said: Steady::default(),
            answer: Answer::default(),
            tone: Tone::default(),
            touched_s: 0.0,
            manners: Manners::default(),
            history: Vec::new(),
            reduction_db: 0.0,
        }
    }

    fn meter(&mut self, ui: &mut egui::Ui, hand: &mut Hand, now: f64) -> Vec<Wish> {
        let audition = Audition::from_values(hand.auditions().into_iter());
        let (target, chosen) = self.target(hand);
        let levels = self.telemetry.levels();
        let said = meter::said(&lights(&levels, &target));
        let said = self.said.show(said, now, now - self.touched_s < HAND_S).clone();
        let shown = meter::Shown {
            common: Common { lateness: "", has_knobs: false, ..self.common(ui, hand, &audition, &[]) },
            levels,
            target: &target,
            targets: (&self.names, chosen),
            said: &said,
        };
        meter::meter_ui(ui, &shown)
    }

    fn limiter(&mut self, ui: &mut egui::Ui, hand: &mut Hand, now: f64) -> Vec<Wish> {
        let values = hand.values();
        let audition = Audition::from_values(hand.auditions().into_iter());
        let (target, chosen) = self.target(hand);
        let stage = self.analyst.stage();
        let levels = self.telemetry.levels();
        let said = limiter_said(&stage, &values, &levels, &target);
        let said = self.said.show(said, now, now - self.touched_s < HAND_S).clone();
        self.telemetry.history.newest(math::index_from(SHOWN_S) * Column::PER_SECOND, &mut self.history);
        self.reduction_db = self.telemetry.take()[0];
        let common = self.common(ui, hand, &audition, &values);
        let shown = Shown {
            common,
            specs: hand.entry.params,
            values: &values,
            levels,
            reduction_db: self.reduction_db,
            history: &self.history,
            song_s: self.telemetry.history.song_s(),
            target: &target,
            targets: (&self.names, chosen),
            advice: advice_from(&stage),
            said: &said,
        };
        limiter_ui(ui, &shown)
    }

    fn common(&self, ui: &egui::Ui, hand: &Hand, audition: &Audition, values: &[f64]) -> Common<'_> {
        let mastering = hand
            .entry
            .param_index("latency")
            .and_then(|index| values.get(index))
            .is_some_and(|value| *value >= 0.5);
        Common {
            has_knobs: true,
            name: hand.entry.info.name,
            slot: hand.knobs.memory().place,
            history: self.undo.ways(),
            presets: self.presets.names(),
            own_presets: self.presets.own(),
            hear: audition.hear as usize,
            listen: audition.listen,
            matched: audition.matched,
            match_db: self.telemetry.match_db(),
            unheard_s: self.telemetry.unheard_s(),
            remind_min: self.manners.settings().remind_min,
            message: self.manners.message(),
            lateness: if mastering { "Mastering, 3.0 ms" } else { "Mixing, 1.5 ms" },
            zoom: ui.ctx().zoom_factor(),
            dark: ui.visuals().dark_mode,
            still: self.manners.settings().still,
            ..Common::default()
        }
    }

    /// Where the song goes, and its place in the list.
    fn target(&self, hand: &Hand) -> (Target, usize) {
        let wanted = hand.knobs.memory().target.clone();
        let wanted = if wanted.is_empty() { "streaming" } else { &wanted };
        let chosen = self.targets.iter().position(|target| target.id == wanted).unwrap_or(0);
        (self.targets[chosen].clone(), chosen)
    }

    fn asked(&self, hand: &mut Hand) -> Asked {
        Asked { target: self.target(hand).0, present: step(hand) }
    }

    fn fulfil(&mut self, ui: &egui::Ui, hand: &mut Hand, wish: Wish, now: f64) {
        if self.manners.fulfil(ui.ctx(), &wish) {
            return;
        }
        match wish {
            Wish::Turn(edit) => self.turn(hand, edit, now),
            Wish::Hear(version) => hand.listen(0, version as f64),
            Wish::Listen(side) => hand.listen(1, side as f64),
            Wish::Match(on) => hand.listen(2, f64::from(u8::from(on))),
            Wish::Target(index) if self.is_equaliser() => self.aim(hand, index),
            Wish::Target(index) => self.choose(hand, index),
            Wish::Analyse if self.is_working() => self.analyst.stop(self.answer.kept()),
            Wish::Analyse => {
                let asked = self.asked(hand);
                self.analyst.listen(&self.telemetry, asked);
            }
            Wish::Apply if self.is_equaliser() => self.click(hand, now),
            Wish::Apply => self.follow_advice(hand, now),
            Wish::Equaliser(asked) => self.tone_asked(hand, asked),
            Wish::Undo => self.travel(hand, Undo::back),
            Wish::Redo => self.travel(hand, Undo::forth),
            Wish::Slot(place) => self.go(hand, place),
            Wish::Preset(index) => self.load(hand, index),
            Wish::Save(name) => self.save(hand, &name),
            Wish::Rename(index, name) => {
                let done = self.presets.rename(index, &name);
                self.manners.tell_of(done);
            }
            Wish::Delete(index) => {
                let done = self.presets.delete(index);
                self.manners.tell_of(done);
            }
            Wish::ResetMeters => {
                self.touched_s = now;
                self.telemetry.ask_reset();
                self.tone.forget();
            }
            // What other panels have, and what was done already.
            _ => {}
        }
    }

    fn is_equaliser(&self) -> bool {
        matches!(self.panel, Panel::Equaliser(_))
    }

    fn turn(&mut self, hand: &mut Hand, edit: Edit, now: f64) {
        if edit.turn == Turn::Begin {
            self.undo.note(&hand.values());
        }
        self.touched_s = now;
        hand.apply(edit);
    }

    /// Moves every knob that is outside its zone to the nearest edge, and no further.
    fn follow_advice(&mut self, hand: &mut Hand, now: f64) {
        let Stage::Given(given) = self.analyst.stage() else { return };
        let mut values = hand.values();
        for step in analyse::moves(&given.analysis, &hand.values()) {
            values[step.index] = step.to;
        }
        self.touched_s = now;
        self.set(hand, &values);
    }

    /// A whole setting at once, which can be taken back at once.
    fn set(&mut self, hand: &mut Hand, values: &[f64]) {
        let before = hand.values();
        self.undo.note(&before);
        hand.apply_all(edits_between(&before, values));
    }

    fn travel(&mut self, hand: &mut Hand, way: fn(&mut Undo, &[f64]) -> Option<Vec<f64>>) {
        let now = hand.values();
        if let Some(values) = way(&mut self.undo, &now) {
            hand.apply_all(edits_between(&now, &values));
        }
    }

    fn go(&mut self, hand: &mut Hand, place: usize) {
        let now = hand.values();
        let there = hand.knobs.memory().go(place, &now);
        if let Some(values) = there {
            self.set(hand, &values);
        }
        hand.mark_changed();
    }

    fn choose(&mut self, hand: &mut Hand, index: usize) {
        let Some(target) = self.targets.get(index) else { return };
        hand.knobs.memory().target.clone_from(&target.id);
        hand.mark_changed();
        let asked = self.asked(hand);
        self.analyst.again(asked);
    }

    fn load(&mut self, hand: &mut Hand, index: usize) {
        let loaded = self.presets.load(index, &step(hand));
        self.take_preset(hand, loaded);
    }

    fn take_preset(&mut self, hand: &mut Hand, loaded: files::Result<(Step, Option<String>)>) {
        match loaded {
            Ok((loaded, said)) => {
                self.set(hand, &loaded.values);
                if let Some(said) = said {
                    self.manners.tell(said);
                }
            }
            Err(error) => self.manners.tell(error.to_string()),
        }
    }

    fn save(&mut self, hand: &mut Hand, name: &str) {
        let saved = self.presets.save(name, &step(hand));
        self.manners.tell_of(saved.map(|path| format!("Saved as {}.", path.display())));
    }

    /// A preset is loaded, a song is analysed.
    fn take_files(&mut self, ui: &egui::Ui, hand: &mut Hand) {
        let dropped: Vec<PathBuf> =
            ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        for path in dropped {
            if path.extension().is_some_and(|ending| ending == "toml") {
                self.take_preset(hand, files::presets::load(&path, hand.entry));
            } else {
                let asked = self.asked(hand);
                self.analyst.read(path, asked);
            }
        }
    }
}

impl Face for Desk {
    fn open(&mut self, hand: &Hand) {
        let (targets, errors) = files::targets::readable();
        self.names = targets.iter().map(|target| target.name.clone()).collect();
        self.targets = targets;
        self.presets = Presets::new(hand.entry);
        self.manners.open();
        let said = hand.knobs.memory().said.take();
        let wrong = if self.is_equaliser() { self.tone.open() } else { errors.first().map(ToString::to_string) };
        if let Some(message) = said.or(wrong) {
            self.manners.tell(message);
        }
    }

    fn show(&mut self, ui: &mut egui::Ui, hand: &mut Hand) {
        let now = ui.input(|input| input.time);
        self.manners.begin(ui.ctx(), now);
        self.take_files(ui, hand);
        self.answer.keep(&self.analyst, hand);
        if self.telemetry.take_guarded() {
            self.manners
                .tell("The render was the master: what you were listening to was left out of it.".to_owned());
        }
        let wishes = match self.panel {
            Panel::Limiter => self.limiter(ui, hand, now),
            Panel::Meter => self.meter(ui, hand, now),
            Panel::Equaliser(kind) => self.equaliser(ui, hand, kind),
        };
        for wish in wishes {
            self.fulfil(ui, hand, wish, now);
        }
    }

    fn news(&self) -> u64 {
        self.telemetry.history.written()
    }

    fn is_working(&self) -> bool {
        self.tone.is_behind() || matches!(self.analyst.stage(), Stage::Listening(_) | Stage::Thinking)
    }

    fn shortcuts(&self) -> &[egui::Key] {
        const KEYS: [egui::Key; 6] = {
            use egui::Key::{Num1, Num2, Num3, Num4, Num5, Num6};
            [Num1, Num2, Num3, Num4, Num5, Num6]
        };
        match self.panel {
            Panel::Limiter | Panel::Equaliser(_) => &KEYS[..3],
            Panel::Meter => &KEYS,
        }
    }

    fn takes_files(&self) -> bool {
        self.panel == Panel::Limiter
    }
}

/// The limiter as it stands.
fn step(hand: &mut Hand) -> Step {
    Step { entry: hand.entry, values: hand.values() }
}
