// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Smoothing of values that must not jump.

use crate::{
    block::Stream,
    math,
    units::{Millis, frames_from_ms},
};

/// A value that walks to its target in a straight line, so that a turned knob does not click.
///
/// The first target after construction or [`Ramp::reset`] is taken at once.
#[derive(Clone, Debug)]
pub struct Ramp {
    frames: usize,
    value: f64,
    target: f64,
    step: f64,
    left: usize,
    settled: bool,
}

impl Ramp {
    /// A ramp that takes `time` from any value to any other.
    pub fn new(time: Millis, stream: &Stream) -> Self {
        let frames = frames_from_ms(time, stream).max(1);
        Self { frames, value: 0.0, target: 0.0, step: 0.0, left: 0, settled: false }
    }

    /// Forgets where it was: the next target is taken at once.
    pub fn reset(&mut self) {
        self.settled = false;
        self.left = 0;
    }

    /// Sets where to walk; call once per block.
    ///
    /// # Realtime
    /// Safe.
    pub fn aim(&mut self, target: f64) {
        if !self.settled {
            self.settled = true;
            self.value = target;
            self.target = target;
        } else if target != self.target {
            self.target = target;
            self.left = self.frames;
            self.step = (target - self.value) / self.frames as f64;
        }
    }

    /// Whether the value has arrived, so that a block can be handled in one go.
    pub fn is_still(&self) -> bool {
        self.left == 0
    }

    /// Where it walks, or stands.
    pub fn target(&self) -> f64 {
        self.target
    }

    /// The value of the next frame.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_value(&mut self) -> f64 {
        if self.left > 0 {
            self.left -= 1;
            self.value = if self.left == 0 { self.target } else { self.value + self.step };
        }
        self.value
    }
}

/// The pace at which a one-pole filter covers `1 − 1/e` of the way in `frames`.
pub fn pace_from_frames(frames: f64) -> f64 {
    if frames > 0.0 { 1.0 - math::exp(-1.0 / frames) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_takes_its_first_target_at_once_and_walks_to_the_next() {
        let stream = Stream { rate_hz: 1000, channels: 1, longest_block: 8 };
        let mut ramp = Ramp::new(Millis(4.0), &stream);
        ramp.aim(1.0);
        assert_eq!(ramp.next_value(), 1.0);
        ramp.aim(2.0);
        let walk = [(); 5].map(|()| ramp.next_value());
        assert_eq!(walk, [1.25, 1.5, 1.75, 2.0, 2.0]);
        assert!(ramp.is_still());
    }
}
