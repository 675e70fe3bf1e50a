// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One place for a record: what is asked of it, and what it says of itself; any thread.
//!
//! The audio thread sees only the atomics; the song itself is between the caller and the streamer.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{
        AtomicBool, AtomicI64, AtomicU32, AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
    },
};

use dsp::{Millis, Stream, units::frames_from_ms};

use crate::{
    error::{Error, Result},
    page::{HERE, Jump, PAGE_FRAMES},
    reel::Reel,
};

/// How long the end of a loop takes to become its beginning: a period of 125 Hz, so that a bass note does
/// not click and a drum that stands on the beginning is not smeared.
const SEAM: Millis = Millis(8.0);

/// A place for a record.
pub struct Slot {
    reel: Mutex<Option<Arc<Reel>>>,
    trouble: Mutex<Option<String>>,
    loaded: AtomicBool,
    /// From in the lower half, to in the upper; 0 is no loop.
    span: AtomicU64,
    wish: AtomicU64,
    ask: AtomicU64,
    offset: AtomicI64,
    inverted: AtomicBool,
    gain_db: Decibels,
    place: AtomicI64,
    sounds: AtomicBool,
    dropouts: AtomicU32,
}

/// What a record says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The frame that is heard next; before the song begins it is negative.
    pub frame: i64,
    /// Whether it is heard.
    pub sounds: bool,
    /// How often it broke off because the disk was late.
    pub dropouts: u32,
    /// Why it cannot be heard.
    pub trouble: Option<String>,
}

impl Default for Slot {
    fn default() -> Self {
        let start = Jump { count: 0, looped: true, frame: 0 };
        Self {
            reel: Mutex::default(),
            trouble: Mutex::default(),
            loaded: AtomicBool::new(false),
            span: AtomicU64::new(0),
            wish: AtomicU64::new(start.to_bits()),
            ask: AtomicU64::new(start.to_bits()),
            offset: AtomicI64::new(0),
            inverted: AtomicBool::new(false),
            gain_db: Decibels::default(),
            place: AtomicI64::new(0),
            sounds: AtomicBool::new(false),
            dropouts: AtomicU32::new(0),
        }
    }
}

impl Slot {
    /// Puts a song in; it begins at its first frame and has no loop and no offset.
    pub fn put(&self, reel: Arc<Reel>) {
        self.span.store(0, Relaxed);
        self.align(0, false);
        self.dropouts.store(0, Relaxed);
        self.replace(Some(reel));
        self.jump_to(0);
    }

    /// Puts the same song in at another rate; it goes on where it stands.
    pub fn swap(&self, reel: Arc<Reel>) {
        self.replace(Some(reel));
        self.jump_to(HERE);
    }

    /// Takes the song out.
    pub fn eject(&self) {
        self.replace(None);
        self.jump_to(0);
    }

    /// The song.
    pub fn reel(&self) -> Option<Arc<Reel>> {
        locked(&self.reel).clone()
    }

    /// Repeats a part of the song, from a frame to the one before which it ends, or all of it. What stands
    /// outside the loop goes to its beginning. A deck locked to the host's song knows no loops of its own.
    ///
    /// # Errors
    /// The loop is shorter than two seams.
    pub fn play_loop(&self, span: Option<[u64; 2]>) -> Result<()> {
        let [from, to] = span.unwrap_or_default().map(|frame| u32::try_from(frame).unwrap_or(u32::MAX));
        let rate_hz = self.reel().map_or(1, |reel| reel.rate_hz());
        let least = least_loop(rate_hz);
        if span.is_some() && (to.saturating_sub(from) as usize) < least {
            return Err(Error::LoopTooShort { least_ms: 1e3 * least as f64 / f64::from(rate_hz) });
        }
        self.span.store(u64::from(to) << 32 | u64::from(from), Release);
        self.jump_to(HERE);
        Ok(())
    }

    /// The part that is repeated.
    pub fn span(&self) -> Option<[i64; 2]> {
        let packed = self.span.load(Acquire);
        let span = [packed & u64::from(u32::MAX), packed >> 32].map(u64::cast_signed);
        (span[1] > 0).then_some(span)
    }

    /// Goes to a frame of the record; a deck locked to the host's song stays with it.
    pub fn jump_to(&self, frame: i64) {
        let next = |bits| Some(Jump::from_bits(bits).next(frame, false).to_bits());
        // Not failing is all this closure does, so there is no error to handle.
        let _ = self.wish.fetch_update(Release, Relaxed, next);
    }

    /// Lays the record beside the host's song: the frame of the record at the song's frame 0, and whether
    /// it is upside down.
    pub fn align(&self, offset_frames: i64, inverted: bool) {
        self.offset.store(offset_frames, Relaxed);
        self.inverted.store(inverted, Relaxed);
    }

    /// Plays it louder or softer by some dB.
    pub fn level(&self, gain_db: f64) {
        self.gain_db.store(gain_db);
    }

    /// What it says of itself.
    pub fn standing(&self) -> Standing {
        Standing {
            frame: self.place.load(Relaxed),
            sounds: self.sounds.load(Relaxed),
            dropouts: self.dropouts.load(Relaxed),
            trouble: locked(&self.trouble).clone(),
        }
    }

    /// Keeps its places in seconds when the rate changes by a factor.
    pub(crate) fn scale(&self, factor: f64) {
        let scaled = |frame: i64| dsp::math::whole_from(dsp::math::round(frame as f64 * factor));
        self.place.store(scaled(self.place.load(Relaxed)), Relaxed);
        self.offset.store(scaled(self.offset.load(Relaxed)), Relaxed);
        if let Some(span) = self.span() {
            let [from, to] = span.map(|frame| u64::from(u32::try_from(scaled(frame)).unwrap_or(u32::MAX)));
            self.span.store(to << 32 | from, Release);
        }
    }

    pub(crate) fn tell(&self, trouble: Option<String>) {
        *locked(&self.trouble) = trouble;
    }

    /// What was wished last; its frame may be [`HERE`].
    pub(crate) fn wish(&self) -> Jump {
        Jump::from_bits(self.wish.load(Acquire))
    }

    /// What the player wants of the streamer.
    pub(crate) fn asked(&self) -> Jump {
        Jump::from_bits(self.ask.load(Acquire))
    }

    pub(crate) fn ask(&self, jump: Jump) {
        self.ask.store(jump.to_bits(), Release);
    }

    pub(crate) fn is_loaded(&self) -> bool {
        self.loaded.load(Relaxed)
    }

    pub(crate) fn offset(&self) -> i64 {
        self.offset.load(Relaxed)
    }

    pub(crate) fn is_inverted(&self) -> bool {
        self.inverted.load(Relaxed)
    }

    pub(crate) fn gain_db(&self) -> f64 {
        self.gain_db.load()
    }

    pub(crate) fn place(&self) -> i64 {
        self.place.load(Relaxed)
    }

    pub(crate) fn note_place(&self, frame: i64, sounds: bool) {
        self.place.store(frame, Relaxed);
        self.sounds.store(sounds, Relaxed);
    }

    pub(crate) fn note_dropout(&self) {
        self.dropouts.fetch_add(1, Relaxed);
    }

    fn replace(&self, reel: Option<Arc<Reel>>) {
        self.loaded.store(reel.is_some(), Relaxed);
        self.tell(None);
        *locked(&self.reel) = reel;
    }
}

/// The shortest loop, frames: two seams, and no seam twice on a page.
fn least_loop(rate_hz: u32) -> usize {
    (2 * seam_frames(rate_hz)).max(PAGE_FRAMES)
}

/// The seam of a loop, frames.
pub(crate) fn seam_frames(rate_hz: u32) -> usize {
    frames_from_ms(SEAM, &Stream { rate_hz, channels: 2, longest_block: PAGE_FRAMES })
}

/// A level that one thread writes and another reads.
#[derive(Default)]
pub(crate) struct Decibels(AtomicU64);

impl Decibels {
    pub(crate) fn store(&self, db: f64) {
        self.0.store(db.to_bits(), Relaxed);
    }

    pub(crate) fn load(&self) -> f64 {
        f64::from_bits(self.0.load(Relaxed))
    }
}

/// What a panic left behind is still what it was.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
