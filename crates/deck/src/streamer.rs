// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The thread that reads records ahead of where they stand, so that the audio thread never waits for a disk.
//!
//! One step follows what is asked of each slot and fills its ring, a few pages for each in turn, so
//! that after a jump all of sixteen sound again early. Between steps it naps, longer when nothing has
//! been taken for a while.

use std::{
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use dsp::{Millis, Stream, units::frames_from_ms};

use crate::{
    SLOTS,
    controls::{Controls, Rings},
    page::PAGE_FRAMES,
    slot::seam_frames,
    unroll::Unroll,
};

/// How far ahead of where it stands a record is laid out: a disk that wakes up, and a busy system.
const AHEAD: Millis = Millis(600.0);
/// Pages of one slot before it is the next one's turn.
const TURN: usize = 4;
/// A sixth of the silence that a jump may cost.
const NAP: Duration = Duration::from_millis(5);
const LONG_NAP: Duration = Duration::from_millis(20);
/// After two seconds of naps in which nothing was taken, naps are long.
const PATIENCE: u32 = 400;

/// Pages in a ring.
pub(crate) fn pages_ahead(stream: &Stream) -> usize {
    frames_from_ms(AHEAD, stream).div_ceil(PAGE_FRAMES).max(2 * TURN)
}

/// Fills the rings of one deck.
pub struct Streamer {
    controls: Arc<Controls>,
    rings: Option<Rings>,
    rolls: [Unroll; SLOTS],
    seam: usize,
}

impl Streamer {
    /// A streamer that has read nothing.
    pub fn new(controls: Arc<Controls>) -> Self {
        Self { controls, rings: None, rolls: Default::default(), seam: 0 }
    }

    /// A thread of its own that ends when the deck is closed.
    pub(crate) fn spawn(controls: Arc<Controls>) -> std::io::Result<JoinHandle<()>> {
        let mut streamer = Self::new(controls);
        thread::Builder::new().name("twobus records".into()).spawn(move || streamer.run())
    }

    /// Fills every ring; says whether there was anything to fill.
    pub fn step(&mut self) -> bool {
        if let Some(rings) = self.controls.take_rings() {
            self.seam = seam_frames(rings.rate_hz);
            self.rings = Some(rings);
            self.rolls = Default::default();
        }
        let mut any = false;
        while !self.controls.is_closed() && self.round() {
            any = true;
        }
        any
    }

    /// A turn for each slot; says whether any ring was not full.
    fn round(&mut self) -> bool {
        let filled = (0..SLOTS).filter(|slot| self.turn(*slot));
        filled.count() > 0
    }

    /// A few pages for one slot; says whether its ring was not full.
    fn turn(&mut self, index: usize) -> bool {
        let Some(rings) = &mut self.rings else { return false };
        let (slot, roll, ring) = (&self.controls.slots()[index], &mut self.rolls[index], &mut rings.pages[index]);
        roll.follow(slot, rings.rate_hz);
        let room = ring.slots().min(TURN);
        if !roll.has_song() || ring.is_abandoned() {
            return false;
        }
        for _ in 0..room {
            let Some((page, error)) = roll.next_page(self.seam) else { return false };
            if let Some(error) = error {
                slot.tell(Some(format!(
                    "the record cannot be read from the cache folder ({error}); load it again"
                )));
            }
            // There is room, as was just asked.
            let _ = ring.push(page);
        }
        room > 0
    }

    fn run(&mut self) {
        let mut idle = 0;
        while !self.controls.is_closed() {
            idle = if self.step() { 0 } else { idle + 1 };
            thread::park_timeout(if idle < PATIENCE { NAP } else { LONG_NAP });
        }
    }
}
