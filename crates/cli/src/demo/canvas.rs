// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Stereo sound in the making, in double precision: what instruments draw notes on.

use dsp::{Audio, Db, math, units::gain_from_db};

/// Frames per second of everything in the demo.
pub const RATE_HZ: u32 = 48_000;
/// The same as a number to reckon with.
pub const RATE: f64 = RATE_HZ as f64;

/// One instant: left and right.
pub type Frame = [f64; 2];

/// Stereo sound in double precision, from the first frame of the piece to the last.
#[derive(Clone)]
pub struct Canvas {
    /// All frames in order.
    pub frames: Vec<Frame>,
}

impl Canvas {
    /// Silence of the given length.
    pub fn silence(seconds: f64) -> Self {
        Self { frames: vec![[0.0; 2]; frames_from_s(seconds)] }
    }

    /// Adds a sound from `from_s` on, for `lasts_s` or until the canvas ends.
    pub fn draw(&mut self, from_s: f64, lasts_s: f64, mut sound: impl FnMut() -> Frame) {
        let from = frames_from_s(from_s).min(self.frames.len());
        for frame in self.frames[from..].iter_mut().take(frames_from_s(lasts_s)) {
            *frame = sum(*frame, sound());
        }
    }

    /// Adds another canvas, louder or quieter by `gain`.
    pub fn add(&mut self, other: &Self, gain: Db) {
        let factor = gain_from_db(gain);
        for (frame, more) in self.frames.iter_mut().zip(&other.frames) {
            *frame = sum(*frame, scaled(*more, factor));
        }
    }

    /// Changes every frame in order.
    pub fn shape(mut self, mut change: impl FnMut(Frame) -> Frame) -> Self {
        for frame in &mut self.frames {
            *frame = change(*frame);
        }
        self
    }

    /// The sound as a stem, louder or quieter by `gain`.
    pub fn into_audio(self, gain: Db) -> Audio {
        let factor = gain_from_db(gain);
        let channel = |side: usize| self.frames.iter().map(|f| math::sample_from(f[side] * factor)).collect();
        Audio { rate_hz: RATE_HZ, channels: vec![channel(0), channel(1)] }
    }
}

/// How many whole frames fit best into a time.
pub fn frames_from_s(seconds: f64) -> usize {
    math::index_from(math::round(seconds * RATE))
}

/// The frequency of a MIDI note number: 69 is 440 Hz.
pub fn hz_from_pitch(pitch: f64) -> f64 {
    440.0 * math::exp2((pitch - 69.0) / 12.0)
}

/// Both sides times a factor.
pub fn scaled(frame: Frame, factor: f64) -> Frame {
    frame.map(|x| x * factor)
}

/// Two sounds together.
pub fn sum(a: Frame, b: Frame) -> Frame {
    [a[0] + b[0], a[1] + b[1]]
}

/// How loud each side plays a sound at `place`: −1 left, 0 middle, 1 right, with equal power.
pub fn sides(place: f64) -> Frame {
    let angle = (place + 1.0) * math::PI / 4.0;
    [math::cos(angle), math::sin(angle)]
}

/// Bends a wave gently at ±1: a little warmth for a little `x`, a lot for a lot.
pub fn warm(x: f64) -> f64 {
    x / math::sqrt(1.0 + x * x)
}
