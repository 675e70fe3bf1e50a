// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Reading a record into its slot.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use files::{Record, Tags, folder};
use measure::{
    compare::{Question, Side, compare},
    profile::Section,
};

use super::{desk::Shared, finding::missing};
use crate::{
    Error,
    loader::{self, Loaded, Waiting},
    reel::Reel,
    shelf::{Slot, State, named_by},
    study,
};

/// A slot that waits for its record.
struct Waiter<'a> {
    shared: &'a Shared,
    ticket: u64,
    rate_hz: u32,
    path: &'a Path,
}

impl Shared {
    /// Reads a record, unless it was taken away or no stream has begun; then it waits.
    pub fn read(&self, ticket: u64) {
        let Some((path, rate_hz)) = self.claim(ticket) else { return };
        let waiter = Waiter { shared: self, ticket, rate_hz, path: &path };
        let loaded = catch_unwind(AssertUnwindSafe(|| {
            self.name(ticket, &path);
            loader::load(&path, rate_hz, &waiter)
        }));
        match loaded {
            Ok(Ok(Some(loaded))) => self.keep(ticket, &path, loaded),
            Ok(Ok(None)) => {}
            Ok(Err(Error::Files(files::Error::Missing { path }))) => self.tell(ticket, missing(&path)),
            Ok(Err(error)) => self.tell(ticket, State::Failed(error.to_string())),
            Err(_) => self.tell(ticket, State::Failed(stumbled(&path))),
        }
    }

    /// Hears the active loop of a record.
    pub fn hear_loop(&self, ticket: u64) {
        let sought = self.desk().shelf.find(ticket).and_then(|slot| {
            let span = *slot.loops.get(slot.active?)?;
            let channels = slot.record.as_ref()?.input.channels;
            Some((span, slot.cells.clone(), slot.reel.clone()?, channels))
        });
        let Some((span, known, reel, channels)) = sought else { return };
        let Some(cells) = known.or_else(|| study::cells(&reel, channels).map(Arc::new)) else { return };
        let portrait = cells.portrait(span);
        self.desk().change(|shelf| {
            let Some(slot) = shelf.find(ticket) else { return };
            slot.cells = Some(cells);
            if slot.heard_span() == Some(span) {
                slot.own_loop = Some(Section { span, letter: ' ', portrait });
            }
        });
    }

    /// Says how far a record is.
    pub fn tell(&self, ticket: u64, state: State) {
        self.desk().change(|shelf| shelf.find(ticket).map(|slot| slot.state = state));
    }

    /// Where the record lies and at which rate it is wanted, unless somebody reads it already.
    fn claim(&self, ticket: u64) -> Option<(PathBuf, u32)> {
        let mut desk = self.desk();
        let rate_hz = desk.stream?.rate_hz;
        let slot = desk.shelf.find(ticket).filter(|slot| !matches!(slot.state, State::Reading(_)))?;
        slot.state = State::Reading(0.0);
        Some((slot.path.clone(), rate_hz))
    }

    /// Calls a record as its tags do.
    fn name(&self, ticket: u64, path: &Path) {
        let tags = Tags::read(path).ok().flatten();
        let (artist, title) = (tags.as_ref().and_then(Tags::artist), tags.as_ref().and_then(Tags::title));
        let name = match (artist, title) {
            (Some(artist), Some(title)) => format!("{artist}: {title}"),
            (None, Some(title)) => title,
            _ => named_by(path),
        };
        let bytes = folder::length(path);
        if let Some(slot) = self.desk().shelf.find(ticket) {
            (slot.name, slot.bytes) = (name, bytes);
        }
    }

    /// The record is there.
    fn keep(&self, ticket: u64, path: &Path, loaded: Loaded) {
        let Loaded { record, is_new, notes } = loaded;
        let record = Arc::new(record);
        let notes: Vec<String> = notes.into_iter().chain(flaws(&record)).collect();
        self.desk().change(|shelf| {
            if let Some(slot) = shelf.find(ticket) {
                slot.notes.extend(notes);
                slot.record = Some(record.clone());
                slot.state = State::Ready;
            }
        });
        self.turn();
        self.hear_loop(ticket);
        if is_new && let Some(Err(error)) = self.library().map(|library| library.keep_heard(path, &record)) {
            self.desk().say_once(format!("Records are not remembered: {error}"));
        }
    }
}

/// What is wrong with a record to compare with, whatever the mix.
fn flaws(record: &Record) -> Vec<String> {
    let side = Side { profile: record.profile.clone(), weight: 1.0, ..Side::default() };
    let comparison = compare(&Question { records: vec![side], ..Question::default() });
    comparison.records.iter().flat_map(|listed| &listed.flaws).map(measure::compare::Flaw::sentence).collect()
}

fn stumbled(path: &Path) -> String {
    format!("Twobus has made a mistake of its own with {}; please report it with the file.", path.display())
}

impl Waiter<'_> {
    /// The slot, if it still waits for this.
    fn with<T>(&self, tell: impl FnOnce(&mut Slot) -> T) -> Option<T> {
        let mut desk = self.shared.desk();
        let is_wanted =
            desk.stream.is_some_and(|stream| stream.rate_hz == self.rate_hz) && !self.shared.is_closing();
        desk.shelf.find(self.ticket).filter(|_| is_wanted).map(tell)
    }
}

impl Waiting for Waiter<'_> {
    fn knows_hash(&self, hash: &str) -> bool {
        let mut desk = self.shared.desk();
        let twin = desk.shelf.occupied().find(|(_, slot)| slot.ticket != self.ticket && slot.hash == hash);
        if let Some(twin) = twin.map(|(_, slot)| slot.name.clone()) {
            let place = desk.shelf.place_of(self.ticket);
            desk.change(|shelf| place.map(|place| drop(shelf.remove(place))));
            desk.say(format!("{} is the same sound as {twin} and was not taken twice.", named_by(self.path)));
            return false;
        }
        desk.shelf.find(self.ticket).map(|slot| slot.becomes(hash)).is_some()
    }

    fn has_reel(&self, reel: Arc<Reel>) {
        self.with(|slot| slot.reel = Some(reel));
        self.shared.turn();
    }

    fn has_read(&self, share: f64) -> bool {
        self.with(|slot| slot.state = State::Reading(share)).is_some()
    }

    fn known(&self, hash: &str) -> Option<Record> {
        let before = self.with(|slot| slot.record.clone()).flatten();
        let before = before.map(Arc::unwrap_or_clone);
        before.or_else(|| self.shared.library()?.record(hash).ok().flatten())
    }
}
