// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The front door for a plugin: records on a shelf, the mix heard beside them, and what differs.
//!
//! Nothing here makes its caller wait: two threads read records, one hears the mix, one compares.
//!
//! ```text
//! add, relocate, recall ─▶ queue ─▶ 2 readers ─▶ shelf ─▶ rows
//! audio thread ─ Mic ─▶ listener ─▶ take ─┬─▶ levels
//!                                         └─▶ student ─▶ comparison, same song
//! ```

mod desk;
mod finding;
mod listening;
mod queue;
mod reading;
mod turning;

#[cfg(test)]
mod tests;

use std::{
    path::PathBuf,
    sync::{Arc, atomic::Ordering::Relaxed},
    thread::{self, JoinHandle},
};

use dsp::Stream;
use library::Library;
use measure::Span;
use serde_json::Value;

use desk::Shared;
pub use desk::{Near, Nearest};

use crate::{
    controls::Controls,
    ear::{self, Mic},
    levels::Turned,
    memory::{Kept, Memory},
    shelf::{Row, State},
    study::{Asked, Studied},
    take::Heard,
};

/// So many records are read at a time: a plugin takes no more of a machine that plays.
const READERS: usize = 2;

/// Sixteen records, the mix, and those who work on them.
pub struct Studio {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Studio {
    /// An empty shelf, whose records are heard through these controls; the library lies where it usually does.
    pub fn new(controls: Arc<Controls>) -> Self {
        Self::with_library(controls, Library::usual_path().ok())
    }

    /// The same with a library that lies there, if anywhere. It is opened when it is first needed.
    pub fn with_library(controls: Arc<Controls>, library: Option<PathBuf>) -> Self {
        let shared = Arc::new(Shared::new(controls, library));
        let mut studio = Self { shared, threads: Vec::new() };
        (0..READERS).for_each(|_| studio.spawn("twobus reader", Shared::read_on));
        studio.spawn("twobus ear", Shared::listen_on);
        studio.spawn("twobus study", Shared::study_on);
        studio
    }

    fn spawn(&mut self, name: &str, work: impl FnOnce(&Shared) + Send + 'static) {
        let shared = self.shared.clone();
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(move || work(&shared));
        if spawned.is_err() {
            self.shared.desk().say("The system gives Twobus no more threads; close other programs.".to_owned());
        }
        self.threads.extend(spawned.ok());
    }

    /// Begins a stream; the audio thread gets the near end. At another rate every record is read again.
    pub fn connect(&self, stream: &Stream) -> Mic {
        let (mic, wire) = ear::wire(stream.rate_hz, stream.channels);
        let mut desk = self.shared.desk();
        desk.new_wire = Some(wire);
        let tickets = desk.go_over(*stream);
        drop(desk);
        self.shared.ask_for(tickets);
        mic
    }

    /// Puts files, and the sounds in folders, on the shelf.
    pub fn add(&self, paths: Vec<PathBuf>) {
        self.shared.ask_first(move |shared| shared.look(&paths));
    }

    /// Takes a record away; whoever reads it stops.
    pub fn remove(&self, place: usize) {
        self.shared.desk().change(|shelf| drop(shelf.remove(place)));
        self.shared.turn();
    }

    /// Takes this file for a record that is missing; a file that is another song becomes a record of its own.
    pub fn relocate(&self, place: usize, path: PathBuf) {
        let ticket = self.shared.desk().shelf.at(place).map(|slot| slot.ticket);
        if let Some(ticket) = ticket {
            self.shared.ask_first(move |shared| shared.relocate(ticket, &path));
        }
    }

    /// What stands on the shelf, in the order of the slots.
    pub fn rows(&self) -> Vec<Row> {
        let desk = self.shared.desk();
        let gains = desk.levels.turned().records_db;
        let row = |(place, slot): (usize, &crate::shelf::Slot)| Row {
            slot: slot.clone(),
            place,
            gain_db: gains[place].filter(|_| slot.state == State::Ready),
        };
        desk.shelf.occupied().map(row).collect()
    }

    /// What there is to tell since it was asked last, in sentences.
    pub fn said(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.desk().said)
    }

    /// Adds a loop of the user's own to a record and hears it; one without length is none.
    pub fn add_loop(&self, place: usize, span: Span) {
        if span.to_s > span.from_s && span.from_s >= 0.0 {
            self.change_loops(place, |loops, active| {
                loops.push(span);
                *active = Some(loops.len() - 1);
            });
        }
    }

    /// Hears one of a record's loops; `None` for the loudest section.
    pub fn choose_loop(&self, place: usize, chosen: Option<usize>) {
        self.change_loops(place, |loops, active| *active = chosen.filter(|chosen| *chosen < loops.len()));
    }

    /// Moves one of a record's loops; one without length stays as it was.
    pub fn move_loop(&self, place: usize, moved: usize, span: Span) {
        if span.to_s > span.from_s && span.from_s >= 0.0 {
            self.change_loops(place, |loops, _| loops.get_mut(moved).into_iter().for_each(|own| *own = span));
        }
    }

    /// Takes one of a record's loops away.
    pub fn remove_loop(&self, place: usize, gone: usize) {
        self.change_loops(place, |loops, active| {
            if gone < loops.len() {
                loops.remove(gone);
                *active =
                    active.filter(|active| *active != gone).map(|active| active - usize::from(active > gone));
            }
        });
    }

    fn change_loops(&self, place: usize, change: impl FnOnce(&mut Vec<Span>, &mut Option<usize>)) {
        let mut desk = self.shared.desk();
        let ticket = desk.change(|shelf| {
            let slot = shelf.at_mut(place)?;
            change(&mut slot.loops, &mut slot.active);
            slot.own_loop = None;
            Some(slot.ticket)
        });
        drop(desk);
        self.shared.turn();
        if let Some(ticket) = ticket {
            self.shared.ask_first(move |shared| shared.hear_loop(ticket));
        }
    }

    /// How much a record counts in the comparison; 1 is usual, 0 leaves it out.
    pub fn weigh(&self, place: usize, weight: f64) {
        let weight = if weight.is_finite() { weight.max(0.0) } else { 1.0 };
        self.shared.desk().change(|shelf| shelf.at_mut(place).map(|slot| slot.weight = weight));
    }

    /// Chooses which passages are compared, and how levels are matched.
    pub fn ask(&self, asked: Asked) {
        let mut desk = self.shared.desk();
        if desk.asked != asked {
            desk.asked = asked;
            desk.changes += 1;
        }
    }

    /// Says whether a record sounds instead of the mix: then no level moves by itself.
    pub fn sounds(&self, a_record: bool) {
        self.shared.a_record_sounds.store(a_record, Relaxed);
    }

    /// Says that somebody looks; a panel does it in every frame, and only then the mix is compared.
    pub fn watch(&self) {
        self.shared.frames_watched.fetch_add(1, Relaxed);
    }

    /// What differs between the mix and the records, as far as both are known.
    pub fn comparison(&self) -> Option<Arc<Studied>> {
        self.shared.desk().studied.clone()
    }

    /// The take that is compared, as far as it was heard.
    pub fn heard(&self) -> Option<Heard> {
        self.shared.desk().heard.clone()
    }

    /// Forgets what was heard of the mix; what plays from now on is a new take.
    pub fn forget(&self) {
        let mut desk = self.shared.desk();
        (desk.heard, desk.studied, desk.begins_anew) = (None, None, true);
    }

    /// How much everything is turned.
    pub fn levels(&self) -> Turned {
        self.shared.desk().levels.turned().clone()
    }

    /// Looks in the library for the records nearest to the mix as it was heard.
    pub fn look_for_nearest(&self) {
        self.shared.desk().nearest = Nearest::Looking;
        self.shared.ask_first(Shared::look_for_nearest);
    }

    /// The nearest records, as far as they were looked for.
    pub fn nearest(&self) -> Nearest {
        self.shared.desk().nearest.clone()
    }

    /// What a project remembers.
    pub fn memory(&self) -> Memory {
        let desk = self.shared.desk();
        let slots = desk.shelf.occupied().map(|(place, slot)| Kept::of(place, slot)).collect();
        Memory { slots, levelling: desk.asked.levelling, settings: desk.settings.clone() }
    }

    /// Keeps what a panel wants to find again in the project.
    pub fn keep(&self, settings: Value) {
        self.shared.desk().settings = settings;
    }

    /// Puts everything where a project had it; files that moved are looked for.
    pub fn recall(&self, memory: Memory) {
        let tickets = self.shared.desk().recall(memory);
        self.shared.turn();
        self.shared.ask_for(tickets);
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.shared.close();
        for thread in self.threads.drain(..) {
            // Whatever a thread stumbled over was told in a row.
            let _ = thread.join();
        }
    }
}
