// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The desk between those who listen and the sound: any thread turns it, the audio thread reads it.

use std::sync::{
    Mutex,
    atomic::{
        AtomicBool, AtomicU32, AtomicU64, AtomicUsize,
        Ordering::{Relaxed, Release},
    },
};

use rtrb::{Consumer, Producer, RingBuffer};

use crate::{
    SLOTS,
    line::{Ends, Feed},
    page::Page,
    slot::{Decibels, Slot, locked},
};

/// Everything one may ask of a deck while it plays.
#[derive(Default)]
pub struct Controls {
    slots: [Slot; SLOTS],
    locked: AtomicBool,
    guarded: AtomicBool,
    closed: AtomicBool,
    rate_hz: AtomicU32,
    mix_gain_db: Decibels,
    raw_gain_db: Decibels,
    raw_delay: AtomicUsize,
    raw_inverted: AtomicBool,
    raw_missing: AtomicU64,
    rings: Mutex<Option<Rings>>,
    feeds: Mutex<Option<Ends>>,
}

/// The streamer's ends of the rings of one stream.
pub(crate) struct Rings {
    pub(crate) rate_hz: u32,
    pub(crate) pages: Vec<Producer<Page>>,
}

impl Controls {
    /// The places for records.
    pub fn slots(&self) -> &[Slot; SLOTS] {
        &self.slots
    }

    /// Locks the records to the host's song, each by its own offset, or lets each run from where it stands.
    pub fn lock(&self, locked: bool) {
        self.locked.store(locked, Relaxed);
    }

    /// Whether the records are locked to the host's song.
    pub fn is_locked(&self) -> bool {
        self.locked.load(Relaxed)
    }

    /// Plays the mix louder or softer by some dB; at 0 dB it is untouched.
    pub fn level_mix(&self, gain_db: f64) {
        self.mix_gain_db.store(gain_db);
    }

    /// Plays the raw mix louder or softer by some dB.
    pub fn level_raw(&self, gain_db: f64) {
        self.raw_gain_db.store(gain_db);
    }

    /// Lays the raw mix under the mix: how much later it is to be heard, and whether upside down.
    pub fn align_raw(&self, delay_frames: usize, inverted: bool) {
        self.raw_delay.store(delay_frames, Relaxed);
        self.raw_inverted.store(inverted, Relaxed);
    }

    /// Listens to the raw mix of another plugin, or to none; a player that is connected later hears none.
    ///
    /// # Errors
    /// No player is there, or it has not yet taken the last two; the feed comes back.
    pub fn link(&self, feed: Option<Feed>) -> Result<(), Option<Feed>> {
        let mut ends = locked(&self.feeds);
        let Some(ends) = ends.as_mut() else { return Err(feed) };
        if let Some(feed) = &feed {
            self.align_raw(feed.delay_frames, feed.inverted);
        }
        ends.exchange(feed)
    }

    /// How many frames of the raw mix came too late so far; they were silence.
    pub fn raw_missing(&self) -> u64 {
        self.raw_missing.load(Relaxed)
    }

    /// Whether a render has not followed what one listened to, since this was last asked.
    pub fn take_guarded(&self) -> bool {
        self.guarded.swap(false, Relaxed)
    }

    /// New rings for a stream: the streamer gets the near ends with its next step, the player these.
    pub(crate) fn lay_rings(&self, rate_hz: u32, pages: usize) -> Vec<Consumer<Page>> {
        let before_hz = self.rate_hz.swap(rate_hz, Relaxed);
        if before_hz != 0 && before_hz != rate_hz {
            let factor = f64::from(rate_hz) / f64::from(before_hz);
            self.slots.iter().for_each(|slot| slot.scale(factor));
        }
        let (near, far) = (0..SLOTS).map(|_| RingBuffer::new(pages)).unzip();
        *locked(&self.rings) = Some(Rings { rate_hz, pages: near });
        far
    }

    pub(crate) fn take_rings(&self) -> Option<Rings> {
        locked(&self.rings).take()
    }

    pub(crate) fn keep_ends(&self, ends: Ends) {
        *locked(&self.feeds) = Some(ends);
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Release);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Relaxed)
    }

    pub(crate) fn mix_gain_db(&self) -> f64 {
        self.mix_gain_db.load()
    }

    pub(crate) fn raw_gain_db(&self) -> f64 {
        self.raw_gain_db.load()
    }

    pub(crate) fn raw_alignment(&self) -> (usize, bool) {
        (self.raw_delay.load(Relaxed), self.raw_inverted.load(Relaxed))
    }

    pub(crate) fn note_raw_missing(&self, frames: u64) {
        self.raw_missing.fetch_add(frames, Relaxed);
    }

    pub(crate) fn note_guarded(&self) {
        self.guarded.store(true, Relaxed);
    }
}
