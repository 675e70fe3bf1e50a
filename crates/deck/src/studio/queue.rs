// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Work that waits for a reader.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{PoisonError, atomic::Ordering::Relaxed},
};

use super::desk::{Shared, held};

/// A piece of work.
pub type Job = Box<dyn FnOnce(&Shared) + Send>;

impl Shared {
    /// Asks for work, after what was asked before.
    pub fn ask(&self, job: impl FnOnce(&Self) + Send + 'static) {
        held(&self.jobs).push_back(Box::new(job));
        self.bell.notify_one();
    }

    /// Asks for work before all else: what a hand waits for.
    pub fn ask_first(&self, job: impl FnOnce(&Self) + Send + 'static) {
        held(&self.jobs).push_front(Box::new(job));
        self.bell.notify_one();
    }

    /// Works until the studio closes.
    pub fn read_on(&self) {
        while let Some(job) = self.next_job() {
            self.survive(|| job(self));
        }
    }

    /// Works on whatever happens; a mistake is told once.
    pub fn survive(&self, work: impl FnOnce()) {
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            self.desk().say_once("Twobus has made a mistake of its own; please report what you did.".to_owned());
        }
    }

    /// Everybody goes home.
    pub fn close(&self) {
        self.is_closing.store(true, Relaxed);
        held(&self.jobs).clear();
        self.bell.notify_all();
    }

    /// Whether everybody goes home.
    pub fn is_closing(&self) -> bool {
        self.is_closing.load(Relaxed)
    }

    fn next_job(&self) -> Option<Job> {
        let jobs = held(&self.jobs);
        let waits = |jobs: &mut std::collections::VecDeque<Job>| jobs.is_empty() && !self.is_closing();
        let mut jobs = self.bell.wait_while(jobs, waits).unwrap_or_else(PoisonError::into_inner);
        if self.is_closing() { None } else { jobs.pop_front() }
    }
}
