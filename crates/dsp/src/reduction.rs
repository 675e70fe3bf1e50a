// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How a limiter's gain moves: down in time, back without a trace.
//!
//! ```text
//! wanted ─ hold (look-ahead) ─┬──────────── release ─ bell ─ reduction
//!                             └─ recurrence ───┘
//! ```
//! Reduction is `r = 1 − gain`, so 0 is untouched. `hold` keeps the largest `r` of the last N
//! frames, `release` only ever adds to that, and the bell averages N of the results: each of
//! them is at least the `r` of the frame that leaves the delay now, hence so is the mean. No
//! peak gets past, whatever the knobs do.

use crate::{
    bell::Bell,
    block::Stream,
    interpolate::CHUNK,
    math,
    recurrence::{Recurrence, STEP, Sustain},
    running_max::RunningMax,
    smooth::pace_from_frames,
    units::Millis,
};

/// Less reduction than this (−180 dB) is none.
const NOTHING: f64 = 1e-9;
/// The bell for the shortest look-ahead, and how fast it narrows with longer ones.
const BELL_BETA: f64 = 3.2;
const SHORT_BELL: f64 = 49.0;
const SOFTEST_BETA: f64 = 6.5;

/// What the knobs mean for a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// The share of the way back covered per frame.
    pub release_pace: f64,
    /// What is held still, if anything.
    pub sustain: Option<Sustain>,
}

/// One path of wanted reduction to smooth reduction.
#[derive(Clone, Debug, PartialEq)]
pub struct Reduction {
    released: f64,
    hold: RunningMax,
    recurrence: Recurrence,
    bell: Bell,
    /// For how many frames nothing was wanted and nothing was left.
    idle_frames: usize,
    /// After so many of them every memory is empty.
    memory_frames: usize,
}

impl Reduction {
    /// A path that sees `look_ahead` frames of the sound before it must act.
    pub fn new(look_ahead: usize, stream: &Stream) -> Self {
        let frames = look_ahead.max(1);
        let beta = (BELL_BETA * math::sqrt(frames as f64 / SHORT_BELL)).clamp(BELL_BETA, SOFTEST_BETA);
        let longest = crate::units::frames_from_ms(crate::recurrence::LONGEST, stream);
        Self {
            released: 0.0,
            hold: RunningMax::new(frames),
            recurrence: Recurrence::new(stream),
            bell: Bell::new(frames, beta),
            idle_frames: usize::MAX,
            memory_frames: 2 * longest + 4 * STEP + 2 * frames,
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.released = 0.0;
        self.hold.reset();
        self.recurrence.reset();
        self.bell.reset();
        self.idle_frames = usize::MAX;
    }

    /// Takes over the past of another path with the same look-ahead.
    ///
    /// # Realtime
    /// Safe.
    pub fn copy_from(&mut self, other: &Self) {
        self.released = other.released;
        self.hold.copy_from(&other.hold);
        self.recurrence.copy_from(&other.recurrence);
        self.bell.copy_from(&other.bell);
        self.idle_frames = other.idle_frames;
    }

    /// By how many frames the sound must be delayed to meet its reduction.
    pub fn latency(&self) -> usize {
        self.bell.length() - 1
    }

    /// Turns the reduction wanted for up to [`CHUNK`] newest frames into the one for the frames
    /// that leave the delay now. `lasting` is what a sustained sound asks for.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    pub fn next_reduction(&mut self, wanted: &mut [f32], lasting: &[f32], law: &Law) {
        let asks = wanted.iter().chain(lasting).any(|wanted| *wanted > 0.0);
        if !asks && self.idle_frames > self.memory_frames {
            self.recurrence.pass(wanted.len());
            return;
        }
        for (wanted, lasting) in wanted.iter_mut().zip(lasting) {
            *wanted = self.next_released(*wanted, *lasting, law);
        }
        self.bell.smooth(wanted);
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn next_released(&mut self, wanted: f32, lasting: f32, law: &Law) -> f32 {
        let held = f64::from(self.hold.next_value(wanted));
        let floor = match &law.sustain {
            Some(sustain) => self.recurrence.next_floor(lasting, sustain),
            None => 0.0,
        };
        let falling = self.released + (floor - self.released) * law.release_pace;
        self.released = if falling > NOTHING { held.max(falling) } else { held };
        let idle = self.released == 0.0 && lasting == 0.0 && self.recurrence.is_at_rest();
        self.idle_frames = if idle { self.idle_frames.saturating_add(1) } else { 0 };
        math::sample_from(self.released)
    }
}

/// The release pace for a time constant.
pub fn release_pace(release: Millis, stream: &Stream) -> f64 {
    pace_from_frames(release.0 * 1e-3 * f64::from(stream.rate_hz))
}

/// The reduction that brings a peak down to the ceiling.
#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
pub fn wanted_reduction(peak: f32, ceiling: f32) -> f32 {
    if peak > ceiling { 1.0 - ceiling / peak } else { 0.0 }
}

/// The longest chunk a path takes.
pub const LONGEST_CHUNK: usize = CHUNK;

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::signals;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 64 };

    fn law() -> Law {
        Law {
            release_pace: release_pace(Millis(3.0), &STREAM),
            sustain: Some(Sustain::new(Millis(60.0), Millis(17.2), Millis(1.0), &STREAM)),
        }
    }

    fn reduce(wanted: &[f32]) -> Vec<f32> {
        let mut path = Reduction::new(49, &STREAM);
        let mut all = wanted.to_vec();
        all.chunks_mut(CHUNK).for_each(|chunk| {
            let lasting = chunk.to_vec();
            path.next_reduction(chunk, &lasting, &law());
        });
        all
    }

    #[test]
    fn the_reduction_is_never_less_than_wanted() {
        let wanted: Vec<f32> = signals::white_noise(1, 1.0, 50_000).iter().map(|x| x.max(0.9) - 0.9).collect();
        let reduction = reduce(&wanted);
        for n in 48..wanted.len() {
            let missing = wanted[n - 48] - reduction[n];
            assert!(missing <= 0.0, "frame {n} lacks {missing}");
        }
    }

    #[test]
    fn a_steady_tone_is_reduced_by_a_constant() {
        let tone = signals::sine(48_000, 40.0, 2.0, 0.0, 48_000);
        let gains = reduce(&tone.iter().map(|x| wanted_reduction(x.abs(), 1.0)).collect::<Vec<_>>());
        let settled = &gains[24_000..];
        let spread = settled.iter().fold(0.0_f32, |a, b| a.max((b - settled[0]).abs()));
        assert!(spread < 1e-6, "the gain moves by {spread}");
    }

    #[test]
    fn a_single_hit_is_let_go_at_once() {
        let gains = reduce(&(0..4800).map(|n| if n == 100 { 0.5 } else { 0.0 }).collect::<Vec<_>>());
        assert!((gains[100 + 48] - 0.5).abs() < 1e-6);
        assert!(gains[100 + 1440] < 1e-3, "30 ms later {} is left", gains[1540]);
        assert_eq!(gains[4799], 0.0);
    }

    #[test]
    fn rest_is_left_out_without_a_trace() {
        let mut wanted = signals::white_noise(3, 0.9, 2000).iter().map(|x| x.abs()).collect::<Vec<f32>>();
        wanted.resize(150_000, 0.0);
        wanted.extend(signals::white_noise(4, 0.9, 2000).iter().map(|x| x.abs()));
        let mut path = Reduction::new(49, &STREAM);
        let mut awake = wanted.clone();
        awake.chunks_mut(17).for_each(|chunk| {
            path.idle_frames = 0;
            let lasting = chunk.to_vec();
            path.next_reduction(chunk, &lasting, &law());
        });
        assert_eq!(reduce(&wanted), awake);
    }
}
