// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The largest of the last N values, at a cost that does not depend on N.
//!
//! Values come in laps of N. While a lap fills, the largest of its values so far is kept; of
//! the lap before, what still lies inside the window is known from its suffix maxima, which
//! are made in place when a lap ends (the van Herk/Gil–Werman decomposition: M. van Herk,
//! "A fast algorithm for local minimum and maximum filters", Pattern Recognition Letters 13,
//! 1992).

use alloc::{vec, vec::Vec};

/// A sliding maximum over a fixed number of values that are not negative.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningMax {
    /// New values below `filled`, suffix maxima of the lap before from there on.
    lap: Vec<f32>,
    filled: usize,
    largest: f32,
}

impl RunningMax {
    /// A window of `length` values (at least one), all zero.
    pub fn new(length: usize) -> Self {
        Self { lap: vec![0.0; length.max(1)], filled: 0, largest: 0.0 }
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.lap.fill(0.0);
        self.filled = 0;
        self.largest = 0.0;
    }

    /// Takes over the past of another window of the same length.
    ///
    /// # Realtime
    /// Safe.
    pub fn copy_from(&mut self, other: &Self) {
        self.lap.copy_from_slice(&other.lap);
        (self.filled, self.largest) = (other.filled, other.largest);
    }

    /// Takes the newest value and gives the largest of the window.
    ///
    /// # Realtime
    /// Safe; once in a window's length it costs as much as the window is long.
    pub fn next_value(&mut self, value: f32) -> f32 {
        self.lap[self.filled] = value;
        self.filled += 1;
        self.largest = self.largest.max(value);
        if self.filled < self.lap.len() { self.largest.max(self.lap[self.filled]) } else { self.end_lap() }
    }

    fn end_lap(&mut self) -> f32 {
        let mut suffix = 0.0_f32;
        for value in self.lap.iter_mut().rev() {
            suffix = suffix.max(*value);
            *value = suffix;
        }
        self.filled = 0;
        core::mem::take(&mut self.largest)
    }
}

/// The same at a sixteenth of the cost, for windows that may be a few values too long.
#[derive(Clone, Debug)]
pub struct CoarseMax {
    steps: RunningMax,
    /// The largest of the full steps in the window.
    held: f32,
    newest: f32,
    filled: usize,
}

/// How many values a step has.
const STEP: usize = 16;

impl CoarseMax {
    /// A window of at least `length` values and at most a step more, all zero.
    pub fn new(length: usize) -> Self {
        Self { steps: RunningMax::new(length.div_ceil(STEP)), held: 0.0, newest: 0.0, filled: 0 }
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.steps.reset();
        (self.held, self.newest, self.filled) = (0.0, 0.0, 0);
    }

    /// Takes the newest value and gives the largest of the window.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of the peak detector's inner loop")]
    pub fn next_value(&mut self, value: f32) -> f32 {
        self.newest = self.newest.max(value);
        self.filled += 1;
        let largest = self.held.max(self.newest);
        if self.filled == STEP {
            self.held = self.steps.next_value(core::mem::take(&mut self.newest));
            self.filled = 0;
        }
        largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals;

    #[test]
    fn it_is_the_largest_of_the_last_values() {
        let noise: Vec<f32> = signals::white_noise(1, 1.0, 500).iter().map(|x| x.abs()).collect();
        for length in [1, 2, 7, 64] {
            let mut running = RunningMax::new(length);
            for n in 0..noise.len() {
                let expected = noise[(n + 1).saturating_sub(length)..=n].iter().fold(0.0_f32, |a, b| a.max(*b));
                assert_eq!(running.next_value(noise[n]), expected, "window {length}, value {n}");
            }
        }
    }

    #[test]
    fn the_coarse_window_is_at_most_a_step_too_long() {
        let noise: Vec<f32> = signals::white_noise(2, 1.0, 500).iter().map(|x| x.abs()).collect();
        let mut coarse = CoarseMax::new(64);
        for n in 0..noise.len() {
            let over =
                |length: usize| noise[(n + 1).saturating_sub(length)..=n].iter().fold(0.0_f32, |a, b| a.max(*b));
            let largest = coarse.next_value(noise[n]);
            assert!(over(64) <= largest && largest <= over(64 + STEP), "value {n}");
        }
    }
}
