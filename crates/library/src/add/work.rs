// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hearing the files of a plan, several at a time, and writing each as soon as it was heard.

use std::{
    collections::BTreeSet,
    panic::{self, AssertUnwindSafe},
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
};

use dsp::math;
use files::{Record, hash};
use rusqlite::OptionalExtension;

use super::{
    Hear, Progress, Summary,
    plan::{Todo, Told, stamp_of},
};
use crate::{
    Library, SCHEMA,
    error::{Error, Result},
    keep::{self, Kept},
};

/// The files, and what the threads that work on them share.
pub struct Work<'a> {
    library: &'a Library,
    hear: Hear<'a>,
    todo: Vec<Todo>,
    all_bytes: u64,
    next: AtomicUsize,
    done: AtomicUsize,
    done_bytes: AtomicU64,
    /// Hashes that a thread is hearing now.
    in_hand: Mutex<BTreeSet<String>>,
    /// Twins of a file in hand; they wait for it.
    later: Mutex<Vec<usize>>,
    stopped_by: Mutex<Option<Error>>,
}

/// What became of one file.
enum Outcome {
    Added,
    Refreshed,
    Known,
    OtherName,
    Moved,
    Later,
    Failed(String),
}

type Tell<'a> = &'a (dyn Fn(Progress<'_>) + Sync);

impl<'a> Work<'a> {
    pub fn new(library: &'a Library, hear: Hear<'a>, todo: Vec<Todo>) -> Self {
        Self {
            library,
            hear,
            all_bytes: todo.iter().map(bytes).sum(),
            todo,
            next: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            done_bytes: AtomicU64::new(0),
            in_hand: Mutex::default(),
            later: Mutex::default(),
            stopped_by: Mutex::default(),
        }
    }

    /// Does all of it and counts what became of each file.
    pub fn all(self, summary: Summary, tell: Tell<'_>) -> Result<Summary> {
        let summary = Mutex::new(summary);
        let cores = thread::available_parallelism().map_or(1, usize::from).min(self.todo.len());
        let take_all = || {
            while let Some(place) = self.next_place() {
                self.take(place, &summary, tell);
            }
        };
        thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(take_all))));
        let later = std::mem::take(&mut *held(&self.later));
        later.into_iter().filter(|_| !self.is_stopped()).for_each(|place| self.take(place, &summary, tell));
        let stopped_by = held(&self.stopped_by).take();
        stopped_by.map_or_else(|| Ok(std::mem::take(&mut *held(&summary))), Err)
    }

    fn next_place(&self) -> Option<usize> {
        let place = self.next.fetch_add(1, Ordering::Relaxed);
        (place < self.todo.len() && !self.is_stopped()).then_some(place)
    }

    fn is_stopped(&self) -> bool {
        held(&self.stopped_by).is_some()
    }

    fn take(&self, place: usize, summary: &Mutex<Summary>, tell: Tell<'_>) {
        let todo = &self.todo[place];
        let heard_bytes = AtomicU64::new(0);
        let tell_share = |share: f64| {
            let now = math::index_from(share.clamp(0.0, 1.0) * bytes(todo) as f64) as u64;
            let before = heard_bytes.fetch_max(now, Ordering::Relaxed);
            self.done_bytes.fetch_add(now.saturating_sub(before), Ordering::Relaxed);
            tell(self.progress(&todo.path));
        };
        match self.outcome(todo, &tell_share) {
            Ok(Outcome::Later) => return held(&self.later).push(place),
            Ok(outcome) => held(summary).count(todo, outcome),
            Err(error) => *held(&self.stopped_by) = Some(error),
        }
        self.done.fetch_add(1, Ordering::Relaxed);
        tell_share(1.0);
    }

    fn progress<'p>(&self, path: &'p Path) -> Progress<'p> {
        let share = self.done_bytes.load(Ordering::Relaxed) as f64 / self.all_bytes.max(1) as f64;
        Progress { done: self.done.load(Ordering::Relaxed), all: self.todo.len(), share, path }
    }

    fn outcome(&self, todo: &Todo, tell: files::examine::Progress<'_>) -> Result<Outcome> {
        let hash = match hash::of_file(&todo.path) {
            Ok(hash) => hash,
            Err(error) => return Ok(Outcome::Failed(error.to_string())),
        };
        // Claimed before it is looked up: whoever held it before has written it by then.
        if !held(&self.in_hand).insert(hash.clone()) {
            return Ok(Outcome::Later);
        }
        let outcome = self.look_up_or_listen(todo, &hash, tell);
        held(&self.in_hand).remove(&hash);
        outcome
    }

    fn look_up_or_listen(&self, todo: &Todo, hash: &str, tell: files::examine::Progress<'_>) -> Result<Outcome> {
        if let Some(known) = self.library.note_if_known(hash, todo)? {
            return Ok(known);
        }
        match self.listen(todo, hash, tell) {
            Ok(record) => self.library.keep(todo, &record),
            Err(sentence) => Ok(Outcome::Failed(sentence)),
        }
    }

    /// Hears a song, and makes sure that it stayed the same while it was heard.
    fn listen(&self, todo: &Todo, hash: &str, tell: files::examine::Progress<'_>) -> Told<Record> {
        let heard = panic::catch_unwind(AssertUnwindSafe(|| (self.hear)(&todo.path, tell)));
        let path = todo.path.display();
        let record = heard
            .map_err(|_| {
                format!("Twobus has made a mistake of its own with {path}; please report it with the file")
            })?
            .map_err(|error| error.to_string())?;
        let is_same = record.input.blake3 == hash && stamp_of(&todo.path)? == todo.stamp;
        let changed = || format!("{path} changed while it was heard; add it again");
        is_same.then_some(record).ok_or_else(changed)
    }
}

impl Library {
    /// If the sound is known, notes that it lies there too.
    fn note_if_known(&self, hash: &str, todo: &Todo) -> Result<Option<Outcome>> {
        self.write(|connection| {
            let question = "SELECT id, EXISTS (SELECT 1 FROM place WHERE path = ?3 AND record = id)
                FROM record WHERE hash = ?1 AND schema = ?2";
            let known: Option<(i64, bool)> = connection
                .query_row(question, (hash, SCHEMA, &todo.text), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((record, was_here)) = known else { return Ok(None) };
            let gone = keep::drop_gone_places(connection, record)?;
            keep::note_place(connection, &todo.text, todo.stamp, record)?;
            Ok(Some(match (was_here, gone) {
                (true, _) => Outcome::Known,
                (false, 0) => Outcome::OtherName,
                (false, _) => Outcome::Moved,
            }))
        })
    }

    /// Writes a song that was heard: all of it in one transaction.
    fn keep(&self, todo: &Todo, record: &Record) -> Result<Outcome> {
        let kept = Kept::new(record, &todo.path);
        self.write(|connection| {
            let question = "SELECT EXISTS (SELECT 1 FROM record WHERE hash = ?1)
                OR EXISTS (SELECT 1 FROM place WHERE path = ?2)";
            let was_known = connection.query_row(question, (&kept.hash, &todo.text), |row| row.get(0))?;
            let id = keep::insert_record(connection, &kept, record)?;
            keep::note_place(connection, &todo.text, todo.stamp, id)?;
            Ok(if was_known { Outcome::Refreshed } else { Outcome::Added })
        })
    }
}

impl Summary {
    fn count(&mut self, todo: &Todo, outcome: Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Refreshed => self.refreshed += 1,
            Outcome::Known => self.known += 1,
            Outcome::OtherName => self.other_names += 1,
            Outcome::Moved => self.moved += 1,
            Outcome::Failed(sentence) => self.failed.push((todo.path.clone(), sentence)),
            Outcome::Later => {}
        }
    }
}

/// What a panicking thread held is whole: nothing is held while hearing.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bytes(todo: &Todo) -> u64 {
    u64::try_from(todo.stamp.bytes).unwrap_or_default()
}
