// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! From one path to another without a gap.
//!
//! Drive and clip need some of the look-ahead for themselves. So there are two paths with the same
//! latency; when the stages are switched on or off the other path listens until it knows the sound,
//! and then the output fades over. Both keep the ceiling, hence every mean of them does.

use core::ops::Range;

use dsp::{Block, Millis, Stream, units::frames_from_ms};

use super::{
    Latency,
    path::{Path, Pressed, Rules},
};

/// How long a path listens before it is heard: until it has held what is sustained.
const LISTEN: Millis = Millis(250.0);
/// How long the fade lasts.
const FADE: Millis = Millis(20.0);

/// A path without stages in front and one with them.
pub struct Crossing {
    paths: [Path; 2],
    heard: usize,
    /// For how long the other path has been listening, if it is.
    listening_frames: Option<usize>,
    listen_frames: usize,
    fade_frames: usize,
    /// Whether any sound came since the last reset.
    fresh: bool,
}

impl Crossing {
    /// Two paths that are silent yet.
    pub fn new(latency: Latency, stream: &Stream) -> Self {
        Self {
            paths: [false, true].map(|staged| Path::new(latency, staged, stream)),
            heard: 0,
            listening_frames: None,
            listen_frames: frames_from_ms(LISTEN, stream).max(1),
            fade_frames: frames_from_ms(FADE, stream).max(1),
            fresh: true,
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.paths.iter_mut().for_each(Path::reset);
        self.listening_frames = None;
        self.fresh = true;
    }

    /// Frames by which the output is late.
    pub fn latency(&self) -> usize {
        self.paths[0].latency()
    }

    /// Sets the rules; call once per block.
    ///
    /// # Realtime
    /// Safe.
    pub fn turn(&mut self, rules: &Rules) {
        let wanted = usize::from(rules.is_staged());
        if self.fresh {
            self.heard = wanted;
        } else if self.heard != wanted && self.listening_frames.is_none() {
            self.paths[wanted].reset();
            self.listening_frames = Some(0);
        }
        self.fresh = false;
        self.paths.iter_mut().for_each(|path| path.turn(rules));
    }

    /// Limits up to a chunk and says how hard it was pressed.
    ///
    /// # Realtime
    /// Safe; while it crosses over it costs twice as much.
    pub fn limit(&mut self, rules: &Rules, block: &mut Block<'_, '_>, chunk: Range<usize>, lap: bool) -> Pressed {
        let other = 1 - self.heard;
        let pressed = self.paths[self.heard].limit(rules, block, chunk.clone(), lap);
        let Some(listening) = self.listening_frames else {
            self.paths[self.heard].write(block, chunk);
            return pressed;
        };
        let _ = self.paths[other].limit(rules, block, chunk.clone(), lap);
        self.paths[self.heard].write(block, chunk.clone());
        let faded = |n: usize| (listening + n).saturating_sub(self.listen_frames) as f32 / self.fade_frames as f32;
        self.paths[other].blend(block, chunk.clone(), |n| faded(n).min(1.0));
        self.go_on(listening + chunk.len());
        pressed
    }

    fn go_on(&mut self, listening: usize) {
        self.listening_frames = Some(listening);
        if listening >= self.listen_frames + self.fade_frames {
            self.heard = 1 - self.heard;
            self.listening_frames = None;
        }
    }
}
