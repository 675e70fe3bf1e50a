// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files that have landed, until each is complete and was heard.
//!
//! A file has *settled* when length and time have stood still for a while.
//! If it then still looks unfinished, it is tried again when it changes, or taken as it is when patience ends.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{Duration, Instant},
};

use files::bounces::Look;

/// Patience ends after so many times the settling; a bounce in real time pauses for no longer. Our own choice.
const PATIENCE: u32 = 15;

/// Files that wait, and those that need nothing more.
pub struct Inbox {
    settle: Duration,
    waiting: BTreeMap<PathBuf, Waiting>,
    closed: BTreeMap<PathBuf, Look>,
    /// Nothing was taken in yet.
    is_new: bool,
}

struct Waiting {
    look: Look,
    /// Since when it has looked like this.
    since: Instant,
    /// It has settled and was not complete.
    is_postponed: bool,
}

impl Inbox {
    /// An empty one.
    pub fn new(settle: Duration) -> Self {
        Self { settle, waiting: BTreeMap::new(), closed: BTreeMap::new(), is_new: true }
    }

    /// Takes in what lies in the folder now; what is gone is forgotten.
    pub fn take_in(&mut self, looks: &[Look], now: Instant) {
        let is_there = |path: &PathBuf| looks.iter().any(|look| look.path == *path);
        self.waiting.retain(|path, _| is_there(path));
        self.closed.retain(|path, _| is_there(path));
        for look in looks {
            let is_known = self.closed.get(&look.path) == Some(look)
                || self.waiting.get(&look.path).is_some_and(|waiting| waiting.look == *look);
            if !is_known {
                let waiting = Waiting { look: look.clone(), since: self.since(look, now), is_postponed: false };
                self.waiting.insert(look.path.clone(), waiting);
            }
        }
        self.is_new = false;
    }

    /// What lay there long before the first look has settled already; what lands later is timed by ourselves,
    /// because the clock of a network disk may go wrong.
    fn since(&self, look: &Look, now: Instant) -> Instant {
        let age = look.changed.elapsed().unwrap_or_default().min(self.patience());
        if self.is_new { now.checked_sub(age).unwrap_or(now) } else { now }
    }

    /// What may be complete now, the oldest first.
    pub fn settled(&self, now: Instant) -> Vec<Look> {
        let is_due = |waiting: &&Waiting| {
            let wait = if waiting.is_postponed { self.patience() } else { self.settle };
            now.duration_since(waiting.since) >= wait
        };
        let mut due: Vec<Look> =
            self.waiting.values().filter(is_due).map(|waiting| waiting.look.clone()).collect();
        due.sort();
        due
    }

    /// Whether it has stood still for so long that nobody writes it any more.
    pub fn is_patient(&self, look: &Look, now: Instant) -> bool {
        let waiting = self.waiting.get(&look.path);
        waiting.is_none_or(|waiting| now.duration_since(waiting.since) >= self.patience())
    }

    /// It was not complete: waits for a change, or until patience ends.
    pub fn postpone(&mut self, look: &Look) {
        if let Some(waiting) = self.waiting.get_mut(&look.path) {
            waiting.is_postponed = true;
        }
    }

    /// It needs nothing more, unless it changes.
    pub fn close(&mut self, look: &Look) {
        self.waiting.remove(&look.path);
        self.closed.insert(look.path.clone(), look.clone());
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    fn patience(&self) -> Duration {
        self.settle * PATIENCE
    }
}

#[cfg(test)]
mod tests {
    use std::{slice::from_ref, time::SystemTime};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn look(bytes: u64) -> Look {
        // Written in the future, as on a disk whose clock goes wrong: it counts from when it was seen.
        Look { changed: SystemTime::now() + Duration::from_hours(1), path: PathBuf::from("a.wav"), bytes }
    }

    #[test]
    fn a_file_settles_when_it_has_stood_still() {
        let (mut inbox, start, growing, grown) = (Inbox::new(2 * SECOND), Instant::now(), look(1), look(2));
        inbox.take_in(from_ref(&growing), start);
        inbox.take_in(from_ref(&grown), start + SECOND);
        assert!(inbox.settled(start + 2 * SECOND).is_empty(), "it grew a second ago");
        assert_eq!(inbox.settled(start + 3 * SECOND), from_ref(&grown));
        inbox.close(&grown);
        inbox.take_in(&[grown], start + 4 * SECOND);
        assert!(inbox.is_empty(), "it was heard");
        inbox.take_in(&[growing], start + 5 * SECOND);
        assert!(!inbox.is_empty(), "it is another file now");
    }

    #[test]
    fn an_unfinished_file_is_taken_as_it_is_when_patience_ends() {
        let (mut inbox, start, look) = (Inbox::new(2 * SECOND), Instant::now(), look(1));
        inbox.take_in(from_ref(&look), start);
        inbox.postpone(&look);
        assert!(inbox.settled(start + 20 * SECOND).is_empty() && !inbox.is_patient(&look, start + 20 * SECOND));
        assert_eq!(inbox.settled(start + 30 * SECOND), from_ref(&look));
        assert!(inbox.is_patient(&look, start + 30 * SECOND));
    }

    #[test]
    fn what_was_written_long_ago_has_settled_and_what_is_gone_is_forgotten() {
        let old = Look { changed: SystemTime::UNIX_EPOCH, ..look(1) };
        let mut inbox = Inbox::new(SECOND / 100);
        // Later than any start of a machine's clock.
        let now = Instant::now() + SECOND;
        inbox.take_in(from_ref(&old), now);
        assert_eq!(inbox.settled(now), [old]);
        inbox.take_in(&[], now);
        assert!(inbox.is_empty());
    }
}
