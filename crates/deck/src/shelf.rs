// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sixteen slots for records: what stands in them, and what is said about it.
//!
//! A slot keeps its place as long as its record stays, so that a key or a hand finds it again.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use files::{Record, report::comparison::passage_words};
use measure::{
    Cells, Span,
    compare::{Passage, passage},
    profile::Section,
};

use crate::{SLOTS, levels::Placed, reel::Reel, same_song::SameSong, study::Known};

/// How far a record is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Others are read first.
    #[default]
    Waiting,
    /// So much was read, 0 to 1; it can be played already.
    Reading(f64),
    /// It can be played and compared.
    Ready,
    /// Its file is not there, in a sentence; a click may find it.
    Missing(String),
    /// It could not be read, in a sentence.
    Failed(String),
}

/// A record in its slot.
#[derive(Clone, Debug, Default)]
pub struct Slot {
    /// Which record it is; no other ever has its number.
    pub ticket: u64,
    /// Where its file lies, or lay.
    pub path: PathBuf,
    /// The hash of its file; empty until it is known.
    pub hash: String,
    /// How long its file is, bytes; what is looked for must be as long.
    pub bytes: u64,
    /// Artist and title, or the name of its file.
    pub name: String,
    /// How far it is.
    pub state: State,
    /// What is known about it.
    pub record: Option<Arc<Record>>,
    /// Its sound at the host's rate, as far as it was read.
    pub reel: Option<Arc<Reel>>,
    /// The user's own loops.
    pub loops: Vec<Span>,
    /// Which of them is heard; `None` for the loudest section.
    pub active: Option<usize>,
    /// Its half seconds, once a loop of the user's own was heard.
    pub cells: Option<Arc<Cells>>,
    /// What the active loop is like, once it was heard.
    pub own_loop: Option<Section>,
    /// How much it counts in a comparison.
    pub weight: f64,
    /// What is wrong with it as a record to compare with, and what else one should know, in sentences.
    pub notes: Vec<String>,
    /// How it lies against the mix, if it is another version of it.
    pub same_song: Option<SameSong>,
}

/// A record as a panel shows it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What stands in the slot.
    pub slot: Slot,
    /// Its place, counted from 0.
    pub place: usize,
    /// The gain at which it is as loud as the others, dB.
    pub gain_db: Option<f64>,
}

/// Sixteen places.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    slots: [Option<Slot>; SLOTS],
    tickets: u64,
}

/// What became of files that were put on a shelf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Put {
    /// The tickets of those that found a place.
    pub tickets: Vec<u64>,
    /// What did not, in sentences.
    pub said: Vec<String>,
}

impl Slot {
    /// How long the song is, s; 0 until it is known.
    pub fn seconds(&self) -> f64 {
        let known = self.record.as_ref().map(|record| record.profile.seconds);
        known.or_else(|| self.reel.as_ref().map(|reel| reel.seconds())).unwrap_or(0.0)
    }

    /// What is heard of it: the active loop, or the loudest section; `None` until that is known.
    pub fn heard_span(&self) -> Option<Span> {
        let own = self.active.and_then(|active| self.loops.get(active)).copied();
        own.or_else(|| self.record.as_ref().map(|record| passage(&record.profile, Passage::Loudest).span))
    }

    /// Its sections with the words of the report: "C, 1:50–2:20".
    pub fn sections(&self) -> Vec<(Span, String)> {
        let sections = self.record.as_ref().map(|record| record.profile.sections.as_slice()).unwrap_or_default();
        sections.iter().map(|section| (section.span, passage_words(section))).collect()
    }

    /// Takes note of the hash of its file; what was known of another file is forgotten.
    pub(crate) fn becomes(&mut self, hash: &str) {
        let has_changed = !self.hash.is_empty() && self.hash != hash;
        let note = "Its file has changed since the project was saved.";
        self.notes = has_changed.then(|| note.to_owned()).into_iter().collect();
        self.record = self.record.take().filter(|record| record.input.blake3 == hash);
        self.cells = self.cells.take().filter(|_| !has_changed);
        hash.clone_into(&mut self.hash);
    }

    pub(crate) fn known(&self, place: usize) -> Option<Known> {
        let record = self.record.clone().filter(|_| self.state == State::Ready)?;
        let own_loop = self.active.and(self.own_loop.clone());
        Some(Known { slot: place, name: self.name.clone(), record, own_loop, weight: self.weight })
    }
}

impl Shelf {
    /// Finds places for files, in their order; what is here already or does not fit is told.
    pub fn put(&mut self, paths: impl IntoIterator<Item = PathBuf>) -> Put {
        let mut put = Put::default();
        let mut beyond = 0;
        for path in paths {
            if self.occupied().any(|(_, slot)| slot.path == path) {
                put.said.push(format!("{} is here already.", named_by(&path)));
            } else if let Some(place) = self.slots.iter().position(Option::is_none) {
                put.tickets.push(self.place(place, path));
            } else {
                beyond += 1;
            }
        }
        put.said.extend((beyond > 0).then(|| format!("{beyond} more did not fit: sixteen records fit.")));
        put
    }

    /// Puts a record into a place that a project remembers.
    pub fn put_back(&mut self, place: usize, slot: Slot) -> Option<u64> {
        let ticket = self.next_ticket();
        let free = self.slots.get_mut(place).filter(|slot| slot.is_none())?;
        *free = Some(Slot { ticket, ..slot });
        Some(ticket)
    }

    /// Takes a record out.
    pub fn remove(&mut self, place: usize) -> Option<Slot> {
        self.slots.get_mut(place)?.take()
    }

    /// The record in a place.
    pub fn at(&self, place: usize) -> Option<&Slot> {
        self.slots.get(place)?.as_ref()
    }

    /// The same, to be changed.
    pub fn at_mut(&mut self, place: usize) -> Option<&mut Slot> {
        self.slots.get_mut(place)?.as_mut()
    }

    /// The record with a ticket, if it is still here.
    pub fn find(&mut self, ticket: u64) -> Option<&mut Slot> {
        self.slots_mut().find(|slot| slot.ticket == ticket)
    }

    /// The place of the record with a ticket.
    pub fn place_of(&self, ticket: u64) -> Option<usize> {
        self.occupied().find(|(_, slot)| slot.ticket == ticket).map(|(place, _)| place)
    }

    /// All records, to be changed.
    pub fn slots_mut(&mut self) -> impl Iterator<Item = &mut Slot> {
        self.slots.iter_mut().flatten()
    }

    /// All records with their places.
    pub fn occupied(&self) -> impl Iterator<Item = (usize, &Slot)> {
        self.slots.iter().enumerate().filter_map(|(place, slot)| Some((place, slot.as_ref()?)))
    }

    /// The records that can be compared.
    pub fn known(&self) -> Vec<Known> {
        self.occupied().filter_map(|(place, slot)| slot.known(place)).collect()
    }

    /// The same as levels are found for them.
    pub fn placed(&self) -> Vec<Placed> {
        let placed = |known: &Known| Placed { slot: known.slot, side: known.side(known.heard_passage()) };
        self.known().iter().map(placed).collect()
    }

    fn place(&mut self, place: usize, path: PathBuf) -> u64 {
        let ticket = self.next_ticket();
        self.slots[place] = Some(Slot { ticket, name: named_by(&path), path, weight: 1.0, ..Slot::default() });
        ticket
    }

    fn next_ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }
}

/// What a file is called without folder and ending.
pub fn named_by(path: &Path) -> String {
    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;

    fn paths(count: usize) -> Vec<PathBuf> {
        (0..count).map(|n| PathBuf::from(format!("songs/{n:04}.wav"))).collect()
    }

    #[test]
    fn sixteen_of_a_thousand_fit_and_the_rest_is_told() {
        let mut shelf = Shelf::default();
        let put = shelf.put(paths(1000));
        assert_eq!(
            (put.tickets.len(), put.said),
            (16, vec!["984 more did not fit: sixteen records fit.".to_owned()])
        );
        assert_eq!(shelf.at(15).unwrap().name, "0015");
    }

    #[test]
    fn the_same_file_is_told_and_not_taken_twice() {
        let mut shelf = Shelf::default();
        shelf.put(paths(2));
        assert_eq!(shelf.put(paths(1)).said, ["0000 is here already."]);
    }

    #[test]
    fn a_record_keeps_its_place_and_a_free_place_is_taken_first() {
        let mut shelf = Shelf::default();
        shelf.put(paths(3));
        let before = shelf.at(2).unwrap().ticket;
        shelf.remove(1);
        shelf.put(["songs/new.wav".into()]);
        assert_eq!((shelf.at(1).unwrap().name.as_str(), shelf.place_of(before)), ("new", Some(2)));
    }
}
