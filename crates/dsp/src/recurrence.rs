// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a sustained sound asks for again and again.
//!
//! A gain that falls back between the peaks of one tone modulates the tone. So reduction that
//! keeps coming back, at most the *hold* apart, for as long as the *attack*, is held still
//! between its peaks; a single hit never gets there. Written out: the least over the attack of
//! the most over the hold. Both windows count in steps of [`STEP`] frames, so that they can be
//! turned while they work.

use alloc::{vec, vec::Vec};

use crate::{
    block::Stream,
    smooth::pace_from_frames,
    units::{Millis, frames_from_ms},
};

/// Frames per step.
pub const STEP: usize = 16;
/// No window is longer.
pub const LONGEST: Millis = Millis(500.0);
/// How quickly the held reduction follows upwards.
const RISE: Millis = Millis(4.0);
/// The sampled peaks of a steady tone wander by a trace; this much more is held.
const WANDER: f32 = 5e-4;
/// Less than this is none.
const NOTHING: f64 = 1e-9;

/// The reduction that is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Recurrence {
    floor: f64,
    goal: f64,
    /// The most of the step that is not full yet.
    newest: f32,
    filled: usize,
    /// The most of each step.
    peaks: Window,
    /// The most over the hold, after each step.
    recent: Window,
    rise_pace: f64,
}

/// What the knobs mean for a recurrence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sustain {
    /// How far peaks of one sound may lie apart, in steps.
    pub hold_steps: usize,
    /// How long they must come back before they are held, in steps.
    pub attack_steps: usize,
    /// The share of the way back covered per frame.
    pub recovery_pace: f64,
}

impl Sustain {
    /// The law for these times.
    pub fn new(attack: Millis, hold: Millis, recovery: Millis, stream: &Stream) -> Self {
        let steps = |time| frames_from_ms(time, stream).div_ceil(STEP).max(1);
        Self {
            hold_steps: steps(hold),
            attack_steps: steps(attack),
            recovery_pace: pace_from_frames(recovery.0 * 1e-3 * f64::from(stream.rate_hz)),
        }
    }
}

impl Recurrence {
    /// One that holds nothing.
    pub fn new(stream: &Stream) -> Self {
        let steps = frames_from_ms(LONGEST, stream).div_ceil(STEP) + 1;
        Self {
            floor: 0.0,
            goal: 0.0,
            newest: 0.0,
            filled: 0,
            peaks: Window::new(steps),
            recent: Window::new(steps),
            rise_pace: pace_from_frames(RISE.0 * 1e-3 * f64::from(stream.rate_hz)),
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        (self.floor, self.goal, self.newest, self.filled) = (0.0, 0.0, 0.0, 0);
        self.peaks.reset();
        self.recent.reset();
    }

    /// Takes over the past of another.
    ///
    /// # Realtime
    /// Safe.
    pub fn copy_from(&mut self, other: &Self) {
        (self.floor, self.goal, self.newest, self.filled) = (other.floor, other.goal, other.newest, other.filled);
        self.peaks.copy_from(&other.peaks);
        self.recent.copy_from(&other.recent);
    }

    /// Whether nothing is held.
    pub fn is_at_rest(&self) -> bool {
        self.floor == 0.0 && self.goal == 0.0
    }

    /// Lets frames pass in which nothing was asked for, all held forgotten long ago.
    ///
    /// # Realtime
    /// Safe.
    pub fn pass(&mut self, frames: usize) {
        self.filled = (self.filled + frames) % STEP;
    }

    /// The reduction held, from the one wanted for the newest frame.
    ///
    /// # Realtime
    /// Safe; once in [`STEP`] frames it looks through both windows.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    pub fn next_floor(&mut self, wanted: f32, law: &Sustain) -> f64 {
        self.newest = self.newest.max(wanted);
        self.filled += 1;
        if self.filled == STEP {
            self.end_step(law);
        }
        let pace = if self.goal > self.floor { self.rise_pace } else { law.recovery_pace };
        self.floor += (self.goal - self.floor) * pace;
        if self.floor < NOTHING && self.goal == 0.0 {
            self.floor = 0.0;
        }
        self.floor
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn end_step(&mut self, law: &Sustain) {
        self.peaks.push(core::mem::take(&mut self.newest));
        self.filled = 0;
        let recent = self.peaks.newest(law.hold_steps).iter().fold(0.0_f32, |most, peak| most.max(*peak));
        self.recent.push(recent);
        let lasting = if recent > 0.0 { least(self.recent.newest(law.attack_steps)) } else { 0.0 };
        self.goal = if lasting > 0.0 { f64::from(lasting + WANDER) } else { 0.0 };
    }
}

fn least(values: &[f32]) -> f32 {
    values.iter().fold(1.0_f32, |least, value| least.min(*value))
}

/// The newest values of a row, always side by side: each is written twice.
#[derive(Clone, Debug, PartialEq)]
struct Window {
    twice: Vec<f32>,
    at: usize,
}

impl Window {
    fn new(length: usize) -> Self {
        Self { twice: vec![0.0; 2 * length], at: 0 }
    }

    fn reset(&mut self) {
        self.twice.fill(0.0);
    }

    fn copy_from(&mut self, other: &Self) {
        self.twice.copy_from_slice(&other.twice);
        self.at = other.at;
    }

    fn push(&mut self, value: f32) {
        let length = self.twice.len() / 2;
        self.twice[self.at] = value;
        self.twice[self.at + length] = value;
        self.at = (self.at + 1) % length;
    }

    fn newest(&self, count: usize) -> &[f32] {
        let length = self.twice.len() / 2;
        let end = self.at + length;
        &self.twice[end - count.min(length)..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 64 };

    fn floors(wanted: impl Fn(usize) -> f32) -> Vec<f64> {
        let law = Sustain::new(Millis(60.0), Millis(17.0), Millis(1.0), &STREAM);
        let mut recurrence = Recurrence::new(&STREAM);
        (0..14_400).map(|n| recurrence.next_floor(wanted(n), &law)).collect()
    }

    #[test]
    fn a_single_hit_is_not_held() {
        assert!(floors(|n| if n == 100 { 0.5 } else { 0.0 }).iter().all(|floor| *floor == 0.0));
    }

    #[test]
    fn what_comes_back_is_held_still() {
        let held = floors(|n| if n % 720 == 0 { 0.5 } else { 0.0 });
        assert_eq!(held[2000], 0.0);
        assert!(held[6000..].iter().all(|floor| (floor - 0.5).abs() < 1e-3));
    }
}
