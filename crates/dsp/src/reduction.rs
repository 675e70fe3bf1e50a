// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How a limiter's gain moves: down in time, back without a trace.
//!
//! ```text
//! wanted ─ hold (look-ahead) ─┬───────────────── release ─ box stack ─ reduction
//!                             └─ recurrent hold ────┘
//! ```
//! Reduction is `r = 1 − gain`, so 0 is untouched. `hold` keeps the largest `r` of the last N
//! frames, `release` only ever adds to that, and the box stack averages N of the results: each
//! of them is at least the `r` of the frame that leaves the delay now, hence so is the mean.
//! No peak gets past, whatever the knobs do.
//!
//! *Recurrent hold.* A gain that falls back between the peaks of one tone modulates the tone.
//! So reduction that has kept coming back for 60 ms is held still between its peaks, down to
//! half the period of 29 Hz; a single hit never reaches that and is let go at once. Steady
//! tones come out clean whatever the release, and transients do not leave holes.

use crate::box_stack::BoxStack;
use crate::{
    block::Stream,
    math,
    running_max::RunningMax,
    smooth::pace_from_frames,
    units::{Millis, frames_from_ms},
};

/// Peaks at most this far apart count as one sound: half a period of 29 Hz.
const RECURRENCE: Millis = Millis(17.2);
/// Reduction that lasts this long is held.
const LASTING: Millis = Millis(60.0);
/// How quickly the held reduction follows upwards.
const RISE: Millis = Millis(3.0);
/// The sampled peaks of a steady tone wander by a trace; this much more is held.
const WANDER: f64 = 5e-4;
/// Less reduction than this (−180 dB) is none.
const NOTHING: f64 = 1e-9;

/// One path of wanted reduction to smooth reduction.
#[derive(Clone, Debug)]
pub struct Reduction {
    hold: RunningMax,
    recurrent: Recurrent,
    released: f64,
    boxes: BoxStack,
    latency: usize,
}

impl Reduction {
    /// A path that sees `look_ahead` of the sound before it must act.
    pub fn new(look_ahead: Millis, stream: &Stream) -> Self {
        let frames = frames_from_ms(look_ahead, stream).max(4);
        Self {
            hold: RunningMax::new(frames),
            recurrent: Recurrent::new(stream),
            released: 0.0,
            boxes: BoxStack::new(frames),
            latency: frames - 1,
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.hold.reset();
        self.recurrent.reset();
        self.released = 0.0;
        self.boxes.reset();
    }

    /// By how many frames the sound must be delayed to meet its reduction.
    pub fn latency(&self) -> usize {
        self.latency
    }

    /// The reduction for the frame that leaves the delay now, from the one wanted for the newest.
    ///
    /// `release_pace` is the share of the way back covered per frame.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_reduction(&mut self, wanted: f32, release_pace: f64) -> f64 {
        let held = f64::from(self.hold.next_value(wanted));
        let floor = self.recurrent.next_floor(wanted);
        let falling = self.released + (floor - self.released) * release_pace;
        self.released = if falling > NOTHING { held.max(falling) } else { held };
        self.boxes.next_value(self.released)
    }
}

/// The reduction that a sustained sound needs again and again.
#[derive(Clone, Debug)]
struct Recurrent {
    recent: RunningMax,
    /// Running minimum, as the maximum of what is missing to full reduction.
    lasting: RunningMax,
    rise_pace: f64,
    floor: f64,
}

impl Recurrent {
    fn new(stream: &Stream) -> Self {
        let rise_frames = RISE.0 * 1e-3 * f64::from(stream.rate_hz);
        let mut new = Self {
            recent: RunningMax::new(frames_from_ms(RECURRENCE, stream)),
            lasting: RunningMax::new(frames_from_ms(LASTING, stream)),
            rise_pace: pace_from_frames(rise_frames),
            floor: 0.0,
        };
        new.reset();
        new
    }

    fn reset(&mut self) {
        self.recent.reset();
        self.lasting.reset();
        self.lasting.next_value(1.0);
        self.floor = 0.0;
    }

    fn next_floor(&mut self, wanted: f32) -> f64 {
        let missing = self.lasting.next_value(1.0 - self.recent.next_value(wanted));
        let lasting = f64::from(1.0 - missing);
        let goal = if lasting > 0.0 { lasting + WANDER } else { 0.0 };
        let pace = if goal > self.floor { self.rise_pace } else { 1.0 };
        self.floor += (goal - self.floor) * pace;
        self.floor
    }
}

/// The release pace for a time constant.
pub fn release_pace(release: Millis, stream: &Stream) -> f64 {
    pace_from_frames(release.0 * 1e-3 * f64::from(stream.rate_hz))
}

/// The reduction that brings a peak down to the ceiling.
pub fn wanted_reduction(peak: f32, ceiling: f64) -> f32 {
    let peak = f64::from(peak);
    if peak > ceiling { math::sample_from(1.0 - ceiling / peak) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::signals;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 64 };

    #[test]
    fn the_reduction_is_never_less_than_wanted() {
        let mut path = Reduction::new(Millis(1.5), &STREAM);
        let wanted: Vec<f32> = signals::white_noise(1, 1.0, 50_000).iter().map(|x| x.max(0.9) - 0.9).collect();
        let pace = release_pace(Millis(3.0), &STREAM);
        for n in 0..wanted.len() {
            let reduction = path.next_reduction(wanted[n], pace);
            if n >= path.latency() {
                let missing = f64::from(wanted[n - path.latency()]) - reduction;
                assert!(missing < 1e-7, "frame {n} lacks {missing}");
            }
        }
    }

    #[test]
    fn a_steady_tone_is_reduced_by_a_constant() {
        let mut path = Reduction::new(Millis(1.5), &STREAM);
        let pace = release_pace(Millis(3.0), &STREAM);
        let tone = signals::sine(48_000, 40.0, 2.0, 0.0, 48_000);
        let gains: Vec<f64> =
            tone.iter().map(|x| path.next_reduction(wanted_reduction(x.abs(), 1.0), pace)).collect();
        let settled = &gains[24_000..];
        let spread = settled.iter().fold(0.0_f64, |a, b| a.max((b - settled[0]).abs()));
        assert!(spread < 1e-6, "the gain moves by {spread}");
    }

    #[test]
    fn a_single_hit_is_let_go_at_once() {
        let mut path = Reduction::new(Millis(1.5), &STREAM);
        let pace = release_pace(Millis(3.0), &STREAM);
        let gains: Vec<f64> =
            (0..4800).map(|n| path.next_reduction(if n == 100 { 0.5 } else { 0.0 }, pace)).collect();
        assert!((gains[100 + path.latency()] - 0.5).abs() < 1e-6);
        assert!(gains[100 + 1440] < 1e-3, "30 ms later {} is left", gains[1540]);
        assert_eq!(gains[4799], 0.0);
    }
}
