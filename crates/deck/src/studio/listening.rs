// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Those who hear the mix and think about it.

use std::{collections::BTreeMap, sync::Arc, sync::atomic::Ordering::Relaxed, thread, time::Duration};

use super::desk::Shared;
use crate::{
    ear::Wire,
    same_song::{SOUGHT_S, same_song},
    study::Student,
    take::{Heard, Takes},
};

/// How long the ear naps; its ring holds a hundred times that.
const NAP: Duration = Duration::from_millis(30);
/// How often the student looks up.
const TICK: Duration = Duration::from_millis(250);
/// So much of the mix is gathered before it is handed on, seconds.
const NEWS_S: f64 = 0.5;
/// What plays is compared again after so many ticks: 3 s, the time a listener needs to read.
const TICKS_BETWEEN: u32 = 12;
/// How often a record is laid over the mix before it counts as another song; each time more was heard.
const MOST_TRIES: u32 = 3;

/// The listener's own things.
#[derive(Default)]
struct Ear {
    wire: Option<Wire>,
    takes: Option<Takes>,
    /// Which take was handed on, and how much of it.
    handed_on: (u64, f64),
}

/// What the student keeps in mind.
#[derive(Default)]
struct Notebook {
    student: Student,
    /// What the last comparison rests on.
    before: Basis,
    /// What levels were found for.
    levelled: Basis,
    ticks: u32,
    watched: u64,
    tried: BTreeMap<u64, (u32, f64)>,
}

/// What a comparison rests on.
#[derive(Clone, Copy, Default, PartialEq)]
struct Basis {
    take: u64,
    heard_s: f64,
    changes: u64,
    sounds: bool,
}

impl Shared {
    /// Hears the mix until the studio closes.
    pub fn listen_on(&self) {
        let mut ear = Ear::default();
        while !self.is_closing() {
            self.survive(|| self.listen(&mut ear));
            thread::sleep(NAP);
        }
    }

    /// Compares and levels until the studio closes.
    pub fn study_on(&self) {
        let mut own = Notebook::default();
        while !self.is_closing() {
            self.survive(|| self.think(&mut own));
            thread::sleep(TICK);
        }
    }

    /// Hears what waits in the ring.
    fn listen(&self, ear: &mut Ear) {
        let (wire, before, anew) = {
            let mut desk = self.desk();
            let wire = desk.new_wire.take();
            let before = wire.is_some().then(|| desk.heard.clone()).flatten();
            (wire, before, std::mem::take(&mut desk.begins_anew))
        };
        if let (true, Some(wire)) = (anew, &ear.wire) {
            ear.takes = Some(Takes::new(wire.rate_hz, wire.channels, None));
        }
        if let Some(wire) = wire {
            ear.takes = Some(Takes::new(wire.rate_hz, wire.channels, before));
            ear.wire = Some(wire);
        }
        let (Some(wire), Some(takes)) = (&mut ear.wire, &mut ear.takes) else { return };
        let mut is_quiet = true;
        while let Some((stretch, channels)) = wire.pick_up() {
            takes.push(stretch, &channels);
            is_quiet = false;
        }
        let now = takes.at();
        let is_news = now.0 != ear.handed_on.0 || now.1 >= ear.handed_on.1 + NEWS_S || is_quiet;
        if now != ear.handed_on && is_news {
            ear.handed_on = now;
            let heard = takes.heard();
            self.desk().heard = heard;
        }
    }

    /// Does what is due.
    fn think(&self, own: &mut Notebook) {
        let (heard, changes) = {
            let desk = self.desk();
            (desk.heard.clone(), desk.changes)
        };
        let Some(heard) = heard else { return self.level(own, None, changes) };
        self.level(own, Some(&heard), changes);
        self.compare(own, &heard, changes);
        self.find_versions(own, &heard);
    }

    /// Finds the levels anew, if something is new.
    fn level(&self, own: &mut Notebook, heard: Option<&Heard>, changes: u64) {
        let basis = Basis { sounds: self.a_record_sounds.load(Relaxed), ..Basis::new(heard, changes) };
        if basis == own.levelled {
            return;
        }
        own.levelled = basis;
        let last = heard.filter(|_| !basis.sounds).and_then(Heard::last);
        let mut desk = self.desk();
        let (placed, levelling) = (desk.shelf.placed(), desk.asked.levelling);
        desk.levels.update(last, &placed, levelling);
        drop(desk);
        self.turn();
    }

    /// Compares, if somebody looks and something is new: at once what was chosen, at times what plays.
    fn compare(&self, own: &mut Notebook, heard: &Heard, changes: u64) {
        let basis = Basis::new(Some(heard), changes);
        own.ticks += 1;
        let is_new = basis != own.before;
        let is_due = basis.changes != own.before.changes || own.ticks >= TICKS_BETWEEN;
        let watched = self.frames_watched.load(Relaxed);
        if !is_due || watched == own.watched || !(is_new || own.student.owes()) {
            return;
        }
        (own.watched, own.ticks) = (watched, 0);
        own.before = basis;
        let (known, asked) = {
            let desk = self.desk();
            (desk.shelf.known(), desk.asked)
        };
        let studied = own.student.study(heard, &known, asked, !is_new);
        self.desk().studied = Some(Arc::new(studied));
    }

    /// Lays records over the mix that may be other versions of it.
    fn find_versions(&self, own: &mut Notebook, heard: &Heard) {
        if heard.seconds() < SOUGHT_S || heard.reel.is_none() {
            return;
        }
        let tickets: Vec<(u64, Arc<crate::reel::Reel>)> = {
            let desk = self.desk();
            let ready = desk.shelf.occupied().filter(|(_, slot)| slot.same_song.is_none());
            let complete = ready.filter_map(|(_, slot)| Some((slot.ticket, slot.reel.clone()?)));
            complete.filter(|(_, reel)| reel.is_complete() && reel.rate_hz() == heard.rate_hz).collect()
        };
        let next = tickets.into_iter().find(|(ticket, _)| {
            let (tries, heard_s) = own.tried.get(ticket).copied().unwrap_or_default();
            tries < MOST_TRIES && heard.seconds() >= 2.0 * heard_s
        });
        // One at a time: levels and comparison come first.
        let Some((ticket, reel)) = next else { return };
        let tries = own.tried.entry(ticket).or_default();
        *tries = (tries.0 + 1, heard.seconds());
        let found = same_song(heard, &heard.profile(), &reel);
        if let Some(slot) = self.desk().shelf.find(ticket) {
            slot.same_song = found;
        }
        self.turn();
    }
}

impl Basis {
    fn new(heard: Option<&Heard>, changes: u64) -> Self {
        let (take, heard_s) = heard.map_or((0, 0.0), |heard| (heard.number, heard.seconds()));
        Self { take, heard_s, changes, sounds: false }
    }
}
