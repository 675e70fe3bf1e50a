// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What enters the limiter, beside the mix: found in the process, laid under the mix, made as loud.
//!
//! ```text
//! limiter ── line ── feed ─▶ player ── raw ─┐
//! mix ──────────────────────────────────────┴─ pair of rings ─▶ thread: align, level
//! ```
//! Between the limiter and this plugin others may stand, late or upside down; so some seconds of both are
//! laid over each other ([`deck::same_song::align_raw`]), and a limiter of another track does not fit. From
//! then on only the level follows, and only while the mix is heard.

use std::{
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use deck::{Controls, Feed, same_song::align_raw};
use dsp::math;
use measure::{Layout, LevelMatch};
use rtrb::{Consumer, Producer, RingBuffer};

use crate::{
    analyst::locked,
    link::{self, Frame, Line},
};

/// So much sound is laid over each other, seconds.
const LAID_S: usize = 6;
/// What is quieter says nothing about a delay: −60 dBFS.
const AUDIBLE: f32 = 1e-3;
const NAP: Duration = Duration::from_millis(50);
/// The raw mix is not lifted further than this, dB.
const MOST_LIFT_DB: f64 = 36.0;

/// Looks for the limiter whose input the mix once was.
#[derive(Default)]
pub struct Raw {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Shared {
    stage: Mutex<Stage>,
    far: Mutex<Option<Far>>,
    wanted: AtomicBool,
    closing: AtomicBool,
    /// Whether something else than the mix sounds: then no level moves.
    held: AtomicBool,
}

/// How far the search is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Stage {
    /// There is no limiter in this process that the mix has gone through.
    #[default]
    None,
    /// One is listened to.
    Listening,
    /// It is found: so much louder than the raw mix is what comes out of the chain, dB.
    Found(f64),
}

/// The far ends of both rings.
struct Far {
    rate_hz: u32,
    rings: [Consumer<Frame>; 2],
}

/// The near ends, on the audio thread: raw mix and mix.
pub struct Pair {
    rings: [Producer<Frame>; 2],
}

impl Raw {
    /// New rings for a stream. Allocates.
    pub fn connect(&self, rate_hz: u32) -> Pair {
        let frames = rate_hz as usize;
        let (raw, far_raw) = RingBuffer::new(frames);
        let (mix, far_mix) = RingBuffer::new(frames);
        *locked(&self.shared.far) = Some(Far { rate_hz, rings: [far_raw, far_mix] });
        Pair { rings: [raw, mix] }
    }

    /// Whether the audio thread should give both.
    ///
    /// # Realtime
    /// Safe.
    pub fn is_wanted(&self) -> bool {
        self.shared.wanted.load(Relaxed)
    }

    /// Says whether something else than the mix sounds.
    ///
    /// # Realtime
    /// Safe.
    pub fn hold(&self, held: bool) {
        self.shared.held.store(held, Relaxed);
    }

    /// How far the search is.
    pub fn stage(&self) -> Stage {
        *locked(&self.shared.stage)
    }

    /// Begins to search if there is a limiter and nobody searches; a panel asks in every frame.
    pub fn look(&self, controls: &Arc<Controls>) {
        let mut running = locked(&self.thread);
        if running.as_ref().is_some_and(|thread| !thread.is_finished()) || link::lines().is_empty() {
            return;
        }
        let (shared, controls) = (self.shared.clone(), controls.clone());
        let search = move || shared.search(&controls);
        // Without a thread there is no raw mix, which is what the panel then says.
        *running = thread::Builder::new().name("twobus raw".into()).spawn(search).ok();
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.shared.closing.store(true, Relaxed);
        if let Some(thread) = locked(&self.thread).take() {
            // A thread that stumbled has ended too.
            let _ = thread.join();
        }
    }
}

impl Pair {
    /// Gives a block of the raw mix and of the mix; a block without room is lost in both.
    ///
    /// # Realtime
    /// Safe.
    pub fn give(&mut self, raw: &[Frame], mix: &[Frame]) {
        let frames = raw.len().min(mix.len());
        if self.rings.iter().any(|ring| ring.slots() < frames) {
            return;
        }
        for (ring, sound) in self.rings.iter_mut().zip([raw, mix]) {
            for frame in &sound[..frames] {
                // There is room, as was just asked.
                let _ = ring.push(*frame);
            }
        }
    }
}

impl Shared {
    /// Tries one limiter after the other, the newest first; stays with the one that fits while it lives.
    fn search(&self, controls: &Controls) {
        for line in link::lines().iter().rev().map(Arc::downgrade) {
            if let Some(gain_db) = self.lay(&line, controls) {
                self.follow(&line, controls, gain_db);
            }
        }
        *locked(&self.stage) = Stage::None;
        self.wanted.store(false, Relaxed);
        // A player that is gone hears nothing anyway.
        let _ = controls.link(None);
    }

    /// Listens to a limiter and lays it under the mix; says how much louder the mix is, dB.
    fn lay(&self, line: &Weak<Line>, controls: &Controls) -> Option<f64> {
        let rate_hz = locked(&self.far).as_ref()?.rate_hz;
        let frames = line.upgrade()?.listen(rate_hz)?;
        controls.link(Some(Feed { frames, delay_frames: 0, inverted: false })).ok()?;
        *locked(&self.stage) = Stage::Listening;
        let [raw, mix] = self.gather(line)?;
        let [a, b] = [&raw, &mix].map(|sides| sides.each_ref().map(Vec::as_slice));
        let found = align_raw(&a, &b, rate_hz)?;
        controls.align_raw(math::index_from(math::round(found.delay_frames)), found.is_upside_down);
        let gain_db = difference_db(&a, &b, rate_hz).unwrap_or(found.gain_db);
        Some(gain_db.clamp(-MOST_LIFT_DB, MOST_LIFT_DB))
    }

    /// Keeps the level as the mix changes.
    fn follow(&self, line: &Weak<Line>, controls: &Controls, mut gain_db: f64) {
        loop {
            controls.level_raw(gain_db);
            *locked(&self.stage) = Stage::Found(gain_db);
            let Some(rate_hz) = locked(&self.far).as_ref().map(|far| far.rate_hz) else { return };
            let Some([raw, mix]) = self.gather(line) else { return };
            let [a, b] = [&raw, &mix].map(|sides| sides.each_ref().map(Vec::as_slice));
            if !self.held.load(Relaxed)
                && let Some(db) = difference_db(&a, &b, rate_hz)
            {
                gain_db = db.clamp(-MOST_LIFT_DB, MOST_LIFT_DB);
            }
        }
    }

    /// The next seconds of both that sound, channel after channel; `None` if limiter or plugin are gone.
    fn gather(&self, line: &Weak<Line>) -> Option<[[Vec<f32>; 2]; 2]> {
        let mut sounds: [[Vec<f32>; 2]; 2] = Default::default();
        self.wanted.store(true, Relaxed);
        loop {
            if self.closing.load(Relaxed) || line.strong_count() == 0 {
                return None;
            }
            let frames = self.take(&mut sounds)? * LAID_S;
            if sounds[0][0].len() >= frames {
                return Some(sounds);
            }
            thread::sleep(NAP);
        }
    }

    /// Takes what the rings hold, without silence; says how many frames a second has.
    fn take(&self, sounds: &mut [[Vec<f32>; 2]; 2]) -> Option<usize> {
        let mut far = locked(&self.far);
        let far = far.as_mut()?;
        let frames = far.rings.iter().map(Consumer::slots).min().unwrap_or(0);
        for _ in 0..frames {
            let [raw, mix] = far.rings.each_mut().map(|ring| ring.pop().unwrap_or_default());
            let silent = sounds[0][0].is_empty() && mix.iter().all(|side| side.abs() < AUDIBLE);
            if !silent {
                for (sides, frame) in sounds.iter_mut().zip([raw, mix]) {
                    sides.iter_mut().zip(frame).for_each(|(side, sample)| side.push(sample));
                }
            }
        }
        Some(far.rate_hz as usize)
    }
}

/// By how much the second is louder, dB; `None` if one is silent.
fn difference_db(first: &[&[f32]; 2], second: &[&[f32]; 2], rate_hz: u32) -> Option<f64> {
    let mut level = LevelMatch::new(rate_hz, Layout::Stereo);
    level.push(first, second);
    level.difference_db()
}
