// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the threads of a studio share. Nobody holds it while working.

use std::{
    collections::{BTreeSet, VecDeque},
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64},
    },
};

use dsp::Stream;
use library::Library;
use serde_json::Value;

use super::{queue::Job, turning::Stand};
use crate::{
    SLOTS,
    controls::Controls,
    ear::Wire,
    levels::Levels,
    memory::Memory,
    shelf::{Shelf, State},
    study::{Asked, Studied},
    take::Heard,
};

/// A record of the library that is near the mix.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// What it is called.
    pub name: String,
    /// Where its file lies.
    pub path: PathBuf,
    /// In what it is near, and in what it differs most.
    pub why: Vec<String>,
}

/// How far looking for near records is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Nearest {
    /// Nobody has asked.
    #[default]
    Unasked,
    /// They are looked for.
    Looking,
    /// There they are, the nearest first.
    Found(Vec<Near>),
    /// There are none, and why.
    Failed(String),
}

/// What the threads share.
pub struct Shared {
    desk: Mutex<Desk>,
    pub(super) controls: Arc<Controls>,
    pub(super) jobs: Mutex<VecDeque<Job>>,
    pub(super) bell: Condvar,
    pub(super) is_closing: AtomicBool,
    pub(super) frames_watched: AtomicU64,
    pub(super) a_record_sounds: AtomicBool,
    library_path: Option<PathBuf>,
    library: OnceLock<Option<Library>>,
}

/// What changes.
#[derive(Default)]
pub struct Desk {
    pub shelf: Shelf,
    pub stream: Option<Stream>,
    /// How the deck is turned.
    pub(super) stands: [Stand; SLOTS],
    /// The far end of a stream that has just begun.
    pub new_wire: Option<Wire>,
    pub heard: Option<Heard>,
    /// Whether what was heard so far is to be forgotten.
    pub begins_anew: bool,
    pub studied: Option<Arc<Studied>>,
    pub levels: Levels,
    pub asked: Asked,
    pub settings: Value,
    pub nearest: Nearest,
    pub said: Vec<String>,
    said_once: BTreeSet<String>,
    /// Grows with everything that changes a comparison, but for what plays.
    pub changes: u64,
}

impl Shared {
    /// Nothing on the shelf.
    pub fn new(controls: Arc<Controls>, library_path: Option<PathBuf>) -> Self {
        Self {
            controls,
            desk: Mutex::default(),
            jobs: Mutex::default(),
            bell: Condvar::new(),
            is_closing: AtomicBool::new(false),
            frames_watched: AtomicU64::new(0),
            a_record_sounds: AtomicBool::new(false),
            library_path,
            library: OnceLock::new(),
        }
    }

    /// The desk, for a moment.
    pub fn desk(&self) -> MutexGuard<'_, Desk> {
        held(&self.desk)
    }

    /// The library, opened now if it was not yet; without one nothing is remembered, which is said once.
    pub fn library(&self) -> Option<&Library> {
        self.library
            .get_or_init(|| match self.library_path.as_deref().map(Library::open)? {
                Ok((library, notices)) => {
                    self.desk().said.extend(notices.iter().map(ToString::to_string));
                    Some(library)
                }
                Err(error) => {
                    self.desk().say(format!("Records are not remembered: {error}"));
                    None
                }
            })
            .as_ref()
    }
}

impl Desk {
    /// Tells the user something.
    pub fn say(&mut self, sentence: String) {
        self.said.push(sentence);
    }

    /// The same, but only for the first time.
    pub fn say_once(&mut self, sentence: String) {
        if self.said_once.insert(sentence.clone()) {
            self.say(sentence);
        }
    }

    /// Changes the shelf, so that what hangs on it is found anew.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut Shelf) -> T) -> T {
        self.changes += 1;
        change(&mut self.shelf)
    }

    /// Goes over to another stream; at another rate all records wait to be read again, and these are their
    /// tickets.
    pub fn go_over(&mut self, stream: Stream) -> Vec<u64> {
        let before_hz = self.stream.replace(stream).map(|before| before.rate_hz);
        if before_hz == Some(stream.rate_hz) {
            return Vec::new();
        }
        let faster = before_hz.map_or(1.0, |before_hz| f64::from(stream.rate_hz) / f64::from(before_hz));
        self.changes += 1;
        let rewound = self.shelf.slots_mut().map(|slot| {
            slot.state = State::Waiting;
            slot.same_song.iter_mut().for_each(|same| same.offset_frames *= faster);
            slot.ticket
        });
        rewound.collect()
    }

    /// Puts everything where a project had it; gives the tickets of the records.
    pub fn recall(&mut self, memory: Memory) -> Vec<u64> {
        self.asked.levelling = memory.levelling;
        self.settings = memory.settings;
        self.change(|shelf| {
            (0..SLOTS).for_each(|place| drop(shelf.remove(place)));
            memory.slots.into_iter().filter_map(|kept| shelf.put_back(kept.place, kept.slot())).collect()
        })
    }
}

/// What a panic left behind is still what it was: nobody works while holding it.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
