// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The window of Reference: shows what the studio knows, and does what the user wants.

mod outlines;
mod rows;
mod test;
mod view;

use std::{path::PathBuf, sync::Arc};

use deck::{
    Hear,
    shelf::{Row, State},
    studio::Nearest,
    study::{Asked as Question, Part},
};
use measure::Span;
use rack::Params as _;
use serde_json::Value;
use ui::{
    Edit, Target, Turn,
    calm::Steady,
    panels::{
        frame::{Wish, verdict::Said},
        reference::{Answer, Asked, knobs},
    },
};

use super::{
    Knobs, With,
    booth::Room,
    listening::{Listening, place},
};
use crate::{
    dialog::{Dialog, Wanted},
    editor,
    hand::Hand,
    manners::Manners,
};
use outlines::Outlines;
use test::Test;

/// How many of the library's records are taken at once.
const NEAREST: usize = 4;
/// The places of [`ui`]'s choice of what one hears.
const BLIND: usize = 2;
const RAW: usize = 3;

/// All that belongs to an open window and is no knob.
pub struct Face {
    room: Arc<Room>,
    manners: Manners,
    said: Steady<Said>,
    dialog: Dialog,
    test: Option<Test>,
    outlines: Outlines,
    /// The section that the user has chosen to compare, by where it begins in the song, seconds.
    section_s: Option<f64>,
    /// Whether the nearest records were asked for and have not come yet.
    seeks: bool,
    /// What the project has, as far as it was told.
    kept: Option<Value>,
    touched: bool,
}

impl Face {
    /// A window that shows a room.
    pub fn new(room: Arc<Room>) -> Self {
        Self {
            room,
            manners: Manners::default(),
            said: Steady::default(),
            dialog: Dialog::default(),
            test: None,
            outlines: Outlines::default(),
            section_s: None,
            seeks: false,
            kept: None,
            touched: false,
        }
    }

    /// Looks at what others have done meanwhile.
    fn catch_up(&mut self, hand: &Hand) {
        self.room.studio.watch();
        self.room.raw.look(self.room.deck.controls());
        for sentence in self.room.studio.said() {
            self.manners.tell_later(sentence);
        }
        if self.room.deck.controls().take_guarded() {
            self.manners.tell("The render was the mix: what you were listening to was left out of it.".to_owned());
        }
        match self.dialog.answer() {
            Some((Wanted::Record(slot), files)) => {
                for path in files {
                    self.room.studio.relocate(slot, path);
                }
            }
            Some((Wanted::Records, files)) if !files.is_empty() => self.room.studio.add(files),
            _ => {}
        }
        self.take_nearest();
        self.tell_project(hand);
    }

    /// Records that were asked for come onto the shelf, with the reason of the first.
    fn take_nearest(&mut self) {
        if !self.seeks {
            return;
        }
        match self.room.studio.nearest() {
            Nearest::Unasked | Nearest::Looking => return,
            Nearest::Failed(sentence) => self.manners.tell(sentence),
            Nearest::Found(near) => {
                if let Some(first) = near.first() {
                    self.manners.tell(format!("Nearest to your mix: {} ({}).", first.name, first.why.join("; ")));
                }
                let files = near.into_iter().take(NEAREST).map(|near| near.path).collect();
                self.room.studio.add(files);
            }
        }
        self.seeks = false;
    }

    /// The host hears that there is something new to save.
    fn tell_project(&mut self, hand: &Hand) {
        let memory = self.room.studio.memory().to_json();
        if self.kept.as_ref().is_some_and(|kept| *kept != memory) {
            hand.mark_changed();
        }
        self.kept = Some(memory);
    }

    /// What is compared, and how levels are matched.
    fn question(&self, knobs: &Knobs) -> Question {
        let section = || self.section_s.or_else(|| self.playing_section_s());
        let part = match knobs.compare_with {
            With::Loudest => self.section_s.map_or(Part::Loudest, Part::At),
            With::Section => section().map_or(Part::Loudest, Part::At),
        };
        Question { part, levelling: knobs.levelling() }
    }

    /// Where the section begins that plays now, seconds.
    fn playing_section_s(&self) -> Option<f64> {
        let song_s = self.room.song.seconds()?;
        let studied = self.room.studio.comparison()?;
        let sections = &studied.comparison.mix.profile.sections;
        let now = sections.iter().find(|section| (section.span.from_s..section.span.to_s).contains(&song_s));
        now.map(|section| section.span.from_s)
    }

    fn fulfil(&mut self, context: &egui::Context, hand: &mut Hand, wish: &Wish) {
        if self.manners.fulfil(context, wish) {
            return;
        }
        match *wish {
            Wish::Turn(edit) => hand.apply(edit),
            Wish::Hear(BLIND) => self.begin_test(hand),
            Wish::Hear(RAW) => hand.listen(place::HEAR, 2.0),
            Wish::Hear(version) => hand.listen(place::HEAR, version as f64),
            Wish::Listen(side) => hand.listen(place::LISTEN, side as f64),
            Wish::Match(on) => turn_level(hand, on),
            Wish::ResetMeters => {
                self.section_s = None;
                self.room.studio.forget();
            }
            Wish::Reference(asked) => self.answer(hand, asked),
            // What other panels have.
            _ => {}
        }
    }

    fn answer(&mut self, hand: &mut Hand, asked: Asked) {
        self.touched = true;
        match asked {
            Asked::Add => self.dialog.ask(Wanted::Records),
            Asked::Nearest => {
                self.seeks = true;
                self.room.studio.look_for_nearest();
            }
            Asked::Section(index) => self.section_s = self.section(index).map(|span| span.from_s),
            Asked::Band(zone) => hand.listen(place::BAND, zone.map_or(0, |zone| zone + 1) as f64),
            Asked::Blind(answer) => self.go_on(hand, answer),
            of_a_record => self.answer_of_record(hand, of_a_record),
        }
    }

    fn section(&self, index: usize) -> Option<Span> {
        let studied = self.room.studio.comparison()?;
        studied.comparison.mix.profile.sections.get(index).map(|section| section.span)
    }

    /// Files and folders become records.
    fn take_files(&self, ui: &egui::Ui) {
        let dropped: Vec<PathBuf> =
            ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !dropped.is_empty() {
            self.room.studio.add(dropped);
        }
    }

    fn begin_test(&mut self, hand: &mut Hand) {
        let listening = Listening::from_values(hand.auditions().into_iter());
        let ready = |row: &Row| row.place == listening.record && row.slot.state == State::Ready;
        match self.room.studio.rows().into_iter().find(ready) {
            None => self.manners.tell("A blind test needs a record that is ready: choose one first.".to_owned()),
            Some(row) => {
                self.test = Some(Test::begin(Hear::Reference(row.place), row.slot.name));
                self.room.secret.play(Some(Hear::Mix));
            }
        }
    }

    fn go_on(&mut self, hand: &mut Hand, answer: Answer) {
        let Some(test) = &mut self.test else { return };
        match answer {
            Answer::Play(sounding) => test.play(sounding),
            Answer::Is(side) => test.answer(side),
            Answer::Again => return self.begin_test(hand),
            Answer::Abandon => {
                let sentence = test.give_up();
                self.manners.tell(sentence);
                self.test = None;
            }
            Answer::Close => self.test = None,
        }
        self.room.secret.play(self.test.as_ref().map(Test::heard));
    }
}

impl editor::Face for Face {
    fn open(&mut self, hand: &Hand) {
        self.manners.open();
        let said = hand.knobs.memory().said.take();
        if let Some(said) = said {
            self.manners.tell(said);
        }
    }

    fn show(&mut self, ui: &mut egui::Ui, hand: &mut Hand) {
        let now_s = ui.input(|input| input.time);
        self.manners.begin(ui.ctx(), now_s);
        self.catch_up(hand);
        self.take_files(ui);
        let values = hand.values();
        let mut knobs = Knobs::default();
        values.iter().enumerate().for_each(|(index, value)| knobs.set(index, *value));
        self.room.studio.ask(self.question(&knobs));
        let wishes = self.draw(ui, hand, &values, now_s);
        for wish in wishes {
            self.fulfil(ui.ctx(), hand, &wish);
        }
    }

    fn news(&self) -> u64 {
        let studied = self.room.studio.comparison().map_or(0, |studied| Arc::as_ptr(&studied).addr() as u64);
        self.room.song.beats() ^ studied.rotate_left(24)
    }

    fn is_working(&self) -> bool {
        let reads = |row: &Row| matches!(row.slot.state, State::Waiting | State::Reading(_));
        self.seeks || self.dialog.is_open() || self.room.studio.rows().iter().any(reads)
    }

    fn shortcuts(&self) -> &[egui::Key] {
        const KEYS: [egui::Key; 6] = {
            use egui::Key::{ArrowDown, ArrowUp, Num1, Num2, Num3, Num4};
            [Num1, Num2, Num3, Num4, ArrowUp, ArrowDown]
        };
        const TEST: [egui::Key; 5] = {
            use egui::Key::{A, ArrowLeft, ArrowRight, B, X};
            [A, B, X, ArrowLeft, ArrowRight]
        };
        if self.test.is_some() { &TEST } else { &KEYS }
    }

    fn takes_files(&self) -> bool {
        true
    }
}

impl Drop for Face {
    /// A test that nobody can answer any more plays no more secrets.
    fn drop(&mut self) {
        self.room.secret.play(None);
    }
}

/// Equal loudness on, as loud as the mix, or off.
fn turn_level(hand: &mut Hand, on: bool) {
    let Some(index) = hand.entry.param_index(knobs::LEVEL_TO) else { return };
    let value = if on { super::To::Mix } else { super::To::Off } as usize as f64;
    let edit = |turn| Edit { target: Target::Knob(index), turn };
    hand.apply_all(Turn::at_once(value).into_iter().map(edit).collect());
}
