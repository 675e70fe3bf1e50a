// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How a note begins, stays and goes.

use dsp::math;

use super::canvas::RATE;

/// A loudness course: rises in a line, falls towards `sustain`, and away when the note ends.
#[derive(Clone, Copy)]
pub struct Envelope {
    /// How long it rises, in seconds.
    pub attack_s: f64,
    /// In which time it covers 63 % of the way down to `sustain`, in seconds.
    pub decay_s: f64,
    /// Where it stays, 0 … 1.
    pub sustain: f64,
    /// In which time it covers 63 % of the way to silence after the end, in seconds.
    pub release_s: f64,
}

/// An [`Envelope`] on its way.
pub struct Course {
    rise: f64,
    decay: f64,
    release: f64,
    sustain: f64,
    frames_left: f64,
    rising: bool,
    value: f64,
}

impl Envelope {
    /// Starts it for a note that is held for `lasts_s`.
    pub fn start(&self, lasts_s: f64) -> Course {
        Course {
            rise: 1.0 / (self.attack_s * RATE).max(1.0),
            decay: pace(self.decay_s),
            release: pace(self.release_s),
            sustain: self.sustain,
            frames_left: lasts_s * RATE,
            rising: true,
            value: 0.0,
        }
    }

    /// How long such a note can be heard (−70 dB), in seconds.
    pub fn seconds(&self, lasts_s: f64) -> f64 {
        lasts_s + 8.0 * self.release_s
    }
}

impl Course {
    /// The value of the next frame, 0 … 1.
    pub fn next(&mut self) -> f64 {
        self.frames_left -= 1.0;
        if self.frames_left < 0.0 {
            self.value -= self.value * self.release;
        } else if self.rising {
            self.value += self.rise;
            self.rising = self.value < 1.0;
        } else {
            self.value += (self.sustain - self.value) * self.decay;
        }
        self.value
    }
}

/// A value that starts at 1 and falls to 37 % in `seconds`, again and again.
pub struct Fall {
    value: f64,
    factor: f64,
}

impl Fall {
    /// Starts at 1.
    pub fn new(seconds: f64) -> Self {
        Self { value: 1.0, factor: 1.0 - pace(seconds) }
    }

    /// The value of the next frame.
    pub fn next(&mut self) -> f64 {
        let now = self.value;
        self.value *= self.factor;
        now
    }
}

/// Which share of its way an exponential covers in a frame.
pub fn pace(seconds: f64) -> f64 {
    1.0 - math::exp(-1.0 / (seconds * RATE).max(1e-3))
}
