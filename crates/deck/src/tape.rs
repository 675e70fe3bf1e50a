// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One record on the audio thread: takes pages from its ring and keeps in step with the song.
//!
//! *Free*, a record goes on from where it stands and waits if the disk is late. *Exact*, each frame of
//! the host's song has its frame of the record; pages behind it are passed over, so that after a jump
//! or a late disk the very frame is heard that belongs there.

use dsp::Stream;
use rtrb::Consumer;

use crate::{
    fade::{Joint, Voice},
    page::{HERE, Jump, PAGE_FRAMES, Page},
    slot::Slot,
};

/// Hosts that count in beats or seconds are off by a frame now and then; that is no jump.
const JITTER: i64 = 2;

/// A page as a distance in a song.
const PAGE_LENGTH: i64 = 256;
const _: () = assert!(PAGE_LENGTH.cast_unsigned() == PAGE_FRAMES as u64);

/// How records move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Each while it is heard.
    Free,
    /// All of them while the host plays; it does not say where.
    Along {
        /// Whether it plays.
        playing: bool,
    },
    /// All of them with the host's song.
    Song {
        /// The frame of the song.
        frame: i64,
        /// Whether it plays.
        playing: bool,
    },
}

/// One record on the audio thread.
pub struct Tape {
    pages: Consumer<Page>,
    jump: Jump,
    wish: Jump,
    offset: i64,
    /// The frame of the record that comes next.
    place: i64,
    /// How much of the first page was played.
    at: usize,
    /// Whether a page has come since the last jump, and none was missing since.
    flows: bool,
    joint: Joint,
    /// How it is heard.
    pub voice: Voice,
}

/// What the next frames are.
struct Run {
    frames: usize,
    source: Source,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// A part of the first page from a frame on.
    Page(usize),
    /// A part of the first page that could not be read.
    Blank,
    /// Nothing has come yet.
    Nothing,
}

impl Tape {
    /// Goes on where the slot stands, and asks for it at once.
    pub fn new(pages: Consumer<Page>, slot: &Slot, stream: &Stream) -> Self {
        let wish = slot.wish();
        let mut tape = Self {
            pages,
            jump: slot.asked(),
            wish,
            offset: slot.offset(),
            place: slot.place(),
            at: 0,
            flows: false,
            joint: Joint::new(stream),
            voice: Voice::new(stream),
        };
        tape.go(slot, tape.place, true);
        tape
    }

    /// Goes where it was sent, or where the song is.
    ///
    /// # Realtime
    /// Safe.
    pub fn follow(&mut self, slot: &Slot, transport: Transport) {
        let (wish, offset) = (slot.wish(), slot.offset());
        let sent = wish != self.wish;
        let moved = std::mem::replace(&mut self.offset, offset) != offset;
        self.wish = wish;
        match transport {
            Transport::Song { frame, .. } => {
                let place = frame.saturating_add(offset);
                if sent || moved || self.jump.looped || place.abs_diff(self.place) > JITTER.cast_unsigned() {
                    self.go(slot, place, false);
                }
            }
            Transport::Free | Transport::Along { .. } => {
                if sent || !self.jump.looped {
                    self.go(slot, self.wished(slot, sent), true);
                }
            }
        }
    }

    /// Lays out the next frames, or lets what sounded fall silent while the record stands.
    ///
    /// # Realtime
    /// Safe.
    pub fn play(&mut self, slot: &Slot, moves: bool, into: &mut [[f32; 2]]) {
        if !moves {
            return self.joint.silence(into);
        }
        let mut rest = into;
        while !rest.is_empty() {
            let run = self.at_hand(rest.len());
            let (now, later) = rest.split_at_mut(run.frames);
            match run.source {
                Source::Page(from) => {
                    if let Ok(page) = self.pages.peek() {
                        now.copy_from_slice(&page.frames[from..from + now.len()]);
                    }
                    self.joint.sound(now);
                }
                Source::Blank | Source::Nothing => self.joint.silence(now),
            }
            self.note_flow(slot, run.source);
            self.pass(&run);
            rest = later;
        }
    }

    /// Passes over the next frames, which nobody hears; without any, it stands.
    ///
    /// # Realtime
    /// Safe.
    pub fn pass_over(&mut self, frames: usize) {
        self.joint.rest();
        self.drop_stale();
        let mut left = frames;
        while left > 0 {
            let run = self.at_hand(left);
            self.pass(&run);
            left -= run.frames;
        }
    }

    /// The frame of the record that comes next.
    pub fn place(&self) -> i64 {
        self.place
    }

    fn go(&mut self, slot: &Slot, frame: i64, looped: bool) {
        self.jump = self.jump.next(frame, looped);
        (self.place, self.at, self.flows) = (self.jump.frame, 0, false);
        // The streamer may answer before the next frame.
        self.joint.cut();
        slot.ask(self.jump);
        self.drop_stale();
    }

    /// Where it was sent; what stands outside its loop goes to the loop's beginning.
    fn wished(&self, slot: &Slot, sent: bool) -> i64 {
        if sent && self.wish.frame != HERE {
            return self.wish.frame;
        }
        match slot.span() {
            Some([from, to]) if !(from..to).contains(&self.place) => from,
            _ => self.place.max(0),
        }
    }

    fn at_hand(&mut self, most: usize) -> Run {
        self.drop_stale();
        let Ok(page) = self.pages.peek() else { return Run { frames: most, source: Source::Nothing } };
        if !self.jump.looped {
            // The first page is not behind; should it be ahead, there is nothing until it begins.
            let ahead = usize::try_from(page.start - self.place).unwrap_or(0);
            if ahead > 0 {
                return Run { frames: most.min(ahead), source: Source::Nothing };
            }
            self.at = usize::try_from(self.place - page.start).unwrap_or(0);
        }
        let source = if page.there { Source::Page(self.at) } else { Source::Blank };
        Run { frames: most.min(PAGE_FRAMES - self.at), source }
    }

    fn pass(&mut self, run: &Run) {
        if run.source != Source::Nothing {
            self.at += run.frames;
            self.place =
                self.pages.peek().map_or(self.place, |page| page.start).saturating_add_unsigned(self.at as u64);
        } else if !self.jump.looped {
            self.place = self.place.saturating_add_unsigned(run.frames as u64);
        }
    }

    /// Drops the pages of older jumps and those that were played.
    fn drop_stale(&mut self) {
        let (count, looped, place) = (self.jump.count, self.jump.looped, self.place);
        let played = looped && self.at >= PAGE_FRAMES;
        let slots = self.pages.slots();
        let Ok(chunk) = self.pages.read_chunk(slots) else { return };
        let (head, tail) = chunk.as_slices();
        let is_behind = |page: &Page| !looped && page.start + PAGE_LENGTH <= place;
        let stale = head.iter().chain(tail).enumerate();
        let stale = stale.take_while(|(n, page)| page.jump != count || is_behind(page) || (played && *n == 0));
        let stale = stale.count();
        chunk.commit(stale);
        if played {
            self.at = 0;
        }
    }

    /// A drop-out is nothing where something should have been.
    fn note_flow(&mut self, slot: &Slot, source: Source) {
        let flows = matches!(source, Source::Page(_));
        if self.flows && !flows && slot.is_loaded() {
            slot.note_dropout();
        }
        self.flows = flows;
    }
}
