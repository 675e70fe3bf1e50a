// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Changes that do not click: from one sound to another, and where a sound breaks off.
//!
//! A fade follows `s(t) = 6t⁵ − 15t⁴ + 10t³`, whose slope and curvature are zero at both ends, so that a
//! switch leaves nothing far above the sounds themselves; `s(t) + s(1 − t) = 1`.
//! Source of the polynomial: K. Perlin, "Improving noise", SIGGRAPH 2002.

use dsp::{
    Db, Millis, Stream, math,
    smooth::Ramp,
    units::{frames_from_ms, gain_from_db},
};

/// How long a change takes.
const FADE: Millis = Millis(10.0);
/// How long what breaks off takes to fall silent, and what comes back to be there.
const BREAK: Millis = Millis(5.0);

/// The weight of a sound after `count` of `frames` of its fade.
pub fn weight(count: usize, frames: usize) -> f64 {
    let t = count as f64 / frames as f64;
    t * t * t * (t * (6.0 * t - 15.0) + 10.0)
}

/// From silence to a sound and back. The first aim is taken at once.
#[derive(Clone)]
pub struct Fade {
    frames: usize,
    count: usize,
    up: bool,
    settled: bool,
}

impl Fade {
    /// A fade of 10 ms.
    pub fn new(stream: &Stream) -> Self {
        Self { frames: frames_from_ms(FADE, stream).max(1), count: 0, up: false, settled: false }
    }

    /// Takes the next aim at once.
    pub fn settle(&mut self) {
        self.settled = false;
    }

    /// Fades in or out from here on.
    pub fn aim(&mut self, up: bool) {
        self.up = up;
        if !self.settled {
            self.settled = true;
            self.count = if up { self.frames } else { 0 };
        }
    }

    /// Whether nothing is heard.
    pub fn is_silent(&self) -> bool {
        !self.up && self.count == 0
    }

    /// How many of the next frames are heard, if nothing changes.
    pub fn frames_heard(&self, frames: usize) -> usize {
        if self.up { frames } else { frames.min(self.count) }
    }

    /// Whether all of it is heard.
    pub fn is_full(&self) -> bool {
        self.up && self.count == self.frames
    }

    /// The weight of the next frame.
    pub fn next_weight(&mut self) -> f64 {
        self.count = if self.up { self.frames.min(self.count + 1) } else { self.count.saturating_sub(1) };
        weight(self.count, self.frames)
    }
}

/// One of the sounds that may be heard, with its level.
pub struct Voice {
    fade: Fade,
    db: f64,
    factor: f64,
    gain: Ramp,
}

impl Voice {
    /// A voice at 0 dB.
    pub fn new(stream: &Stream) -> Self {
        Self { fade: Fade::new(stream), db: 0.0, factor: 1.0, gain: Ramp::new(FADE, stream) }
    }

    /// Takes the next aim at once.
    pub fn settle(&mut self) {
        self.fade.settle();
        self.gain.reset();
    }

    /// Whether it is to be heard, and at which level.
    pub fn aim(&mut self, heard: bool, gain_db: f64, inverted: bool) {
        if gain_db.to_bits() != self.db.to_bits() {
            (self.db, self.factor) = (gain_db, gain_from_db(Db(gain_db)));
        }
        if self.is_silent() {
            self.gain.reset();
        }
        self.fade.aim(heard);
        self.gain.aim(if inverted { -self.factor } else { self.factor });
    }

    /// Whether nothing of it is heard.
    pub fn is_silent(&self) -> bool {
        self.fade.is_silent()
    }

    /// How many of the next frames are heard.
    pub fn frames_heard(&self, frames: usize) -> usize {
        self.fade.frames_heard(frames)
    }

    /// Whether it is heard as it is, bit for bit.
    pub fn is_plain(&self) -> bool {
        self.fade.is_full() && self.gain.is_still() && self.gain.target() == 1.0
    }

    /// Adds its frames to what is heard.
    pub fn add(&mut self, frames: &[[f32; 2]], sum: &mut [[f64; 2]]) {
        for (frame, sum) in frames.iter().zip(sum) {
            let factor = self.fade.next_weight() * self.gain.next_value();
            sum[0] += f64::from(frame[0]) * factor;
            sum[1] += f64::from(frame[1]) * factor;
        }
    }
}

/// Where a sound breaks off its last value fades away, and where it comes back it fades in.
pub struct Joint {
    frames: usize,
    onset: usize,
    tail: usize,
    held: [f32; 2],
    last: [f32; 2],
}

impl Joint {
    /// A joint that has heard nothing; what comes first is let through.
    pub fn new(stream: &Stream) -> Self {
        let frames = frames_from_ms(BREAK, stream).max(1);
        Self { frames, onset: frames, tail: 0, held: [0.0; 2], last: [0.0; 2] }
    }

    /// Forgets what was before; what comes next is let through.
    pub fn rest(&mut self) {
        (self.onset, self.tail, self.last) = (self.frames, 0, [0.0; 2]);
    }

    /// What comes next has nothing to do with what was before.
    pub fn cut(&mut self) {
        (self.onset, self.tail, self.held) = (0, self.frames, self.last);
    }

    /// A sound that goes on.
    pub fn sound(&mut self, frames: &mut [[f32; 2]]) {
        if self.onset < self.frames || self.tail > 0 {
            for frame in frames.iter_mut() {
                *frame = self.mended(*frame);
            }
        }
        self.last = frames.last().copied().unwrap_or(self.last);
    }

    /// There is nothing to be had.
    pub fn silence(&mut self, frames: &mut [[f32; 2]]) {
        if self.onset > 0 {
            self.cut();
        }
        for frame in frames.iter_mut() {
            *frame = self.mended([0.0; 2]);
            self.onset = 0;
        }
        self.last = frames.last().copied().unwrap_or(self.last);
    }

    fn mended(&mut self, frame: [f32; 2]) -> [f32; 2] {
        self.onset = self.frames.min(self.onset + 1);
        self.tail = self.tail.saturating_sub(1);
        let [coming, going] = [self.onset, self.tail].map(|count| weight(count, self.frames));
        [0, 1].map(|side| math::sample_from(f64::from(frame[side]) * coming + f64::from(self.held[side]) * going))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 2, longest_block: 64 };

    #[test]
    fn two_sounds_that_change_places_are_always_one_sound_together() {
        let [mut rising, mut falling] = [Fade::new(&STREAM), Fade::new(&STREAM)];
        rising.aim(false);
        falling.aim(true);
        rising.aim(true);
        falling.aim(false);
        for _ in 0..500 {
            assert!((rising.next_weight() + falling.next_weight() - 1.0).abs() < 1e-12);
        }
        assert!(rising.is_full() && falling.is_silent());
    }

    #[test]
    fn a_sound_that_breaks_off_walks_to_silence_and_walks_back() {
        let mut joint = Joint::new(&STREAM);
        let mut sound = [[0.8; 2]; 500];
        joint.sound(&mut sound);
        assert_eq!(sound, [[0.8; 2]; 500]);
        let mut gone = [[0.0; 2]; 500];
        joint.silence(&mut gone);
        let mut back = [[0.8; 2]; 500];
        joint.sound(&mut back);
        let all: Vec<f32> = sound.iter().chain(&gone).chain(&back).map(|frame| frame[0]).collect();
        let steepest = all.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.8 * 2.0 / 240.0, "{steepest}");
        assert_eq!((gone[400], back[400]), ([0.0; 2], [0.8; 2]));
    }
}
