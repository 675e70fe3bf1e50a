// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How high the sound rises around each frame, between the samples too: a limiter's eye.
//!
//! ```text
//! x ── midpoints (40 taps) ── 2× ── seven phases (16 taps) ── 16× ── │·│ ── max ─ + ─ peak
//!  └── what lies near Nyquist ── │·│ ── max over 5.3 ms ────────────────── κ ───┘
//! ```
//! *Guard.* No interpolator this short can see what the last twentieth below Nyquist does
//! between the samples. The guard measures how much there is (`a = Σ w·(−1)ᵏ·x`) and adds it.
//! It is narrower than the midpoint filter's blind spot and a few frames late, which its long
//! window makes up for.
//!
//! *Steady tones.* A tone up there shows its whole height in its samples within a few
//! milliseconds. What is not near Nyquist cannot be higher than the rest, so the sum never
//! passes the height of the tone by more than a trace.

#![allow(
    clippy::inline_always,
    reason = "the loops must dissolve into their caller, which picks the instruction set"
)]

use crate::{
    interpolate::{Interpolator, Lanes, LateSamples, accumulate, groups},
    math,
    running_max::CoarseMax,
};

pub use crate::interpolate::CHUNK;

/// Half the taps of the midpoint filter.
const MID_HALF: usize = 20;
/// A narrow window, because what lies near Nyquist matters more than the last millibel.
const MID_BETA: f64 = 3.5;
type Eye = Interpolator<MID_HALF, 3>;

/// By how many frames the peaks are late.
pub const LATENCY: usize = Eye::LATENCY;

/// How much of the near-Nyquist content counts as peak.
const GUARD_SHARE: f32 = 2.0;
/// Half the taps of the guard, which is centred on a frame so many frames older.
const GUARD_HALF: usize = 32;
const GUARD_LATE: usize = 8;
const GUARD_BETA: f64 = 5.0;
/// How long it counts, in frames.
const GUARD_FRAMES: usize = 256;
/// A steady tone is held at most this much below the ceiling (0.7 dB).
const TONE_MARGIN: f32 = 1.08;

/// One channel's detector.
#[derive(Clone, Debug)]
pub struct PeakDetector {
    eye: Eye,
    guard: [f32; GUARD_HALF],
    /// The highest point of the interval before the chunk.
    interval_before: f32,
    near_nyquist: CoarseMax,
    heights: CoarseMax,
}

impl Default for PeakDetector {
    fn default() -> Self {
        Self::new()
    }
}

impl PeakDetector {
    /// A detector that has heard nothing.
    pub fn new() -> Self {
        Self {
            eye: Eye::new(MID_BETA),
            guard: guard_filter(),
            interval_before: 0.0,
            near_nyquist: CoarseMax::new(GUARD_FRAMES),
            heights: CoarseMax::new(GUARD_FRAMES),
        }
    }

    /// Forgets what it has heard.
    pub fn reset(&mut self) {
        self.eye.reset();
        self.interval_before = 0.0;
        self.near_nyquist.reset();
        self.heights.reset();
    }

    /// Hears up to [`CHUNK`] samples and gives, for each, the peak around the frame that came
    /// [`LATENCY`] earlier: in that frame and up to the frames beside it.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    pub fn next_peaks(&mut self, chunk: &[f32], peaks: &mut [f32; CHUNK]) {
        let mut edges = [0.0; CHUNK];
        let mut samples = [0.0; CHUNK];
        let frames = self.eye.listen(chunk);
        for start in groups(frames) {
            let (intervals, late) = self.eye.look(start);
            let lanes = start..start + intervals.len();
            peaks[lanes.clone()].copy_from_slice(&intervals);
            edges[lanes.clone()].copy_from_slice(&content_near_nyquist(&self.guard, &late));
            samples[lanes].copy_from_slice(&late.here());
        }
        self.eye.advance(frames);
        for n in 0..frames {
            let interval = peaks[n];
            let peak = interval.max(self.interval_before).max(samples[n].abs());
            self.interval_before = interval;
            peaks[n] = peak + self.guarded(peak, edges[n]);
        }
    }

    /// Hears up to [`CHUNK`] samples and gives their own heights, as late as the peaks between them.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_sample_peaks(&mut self, chunk: &[f32], peaks: &mut [f32; CHUNK]) {
        self.eye.hear(chunk, |start, intervals, late| {
            peaks[start..start + intervals.len()].copy_from_slice(&late.here().map(f32::abs));
        });
    }

    /// What the content near Nyquist may add to a peak.
    #[inline(always)]
    fn guarded(&mut self, peak: f32, edge: f32) -> f32 {
        let near_nyquist = self.near_nyquist.next_value(edge);
        let height = self.heights.next_value(peak);
        let most = TONE_MARGIN * height + (height - near_nyquist).max(0.0);
        (GUARD_SHARE * near_nyquist).min(most - peak)
    }
}

/// The magnitude of what lies just below Nyquist.
#[inline(always)]
fn content_near_nyquist(guard: &[f32; GUARD_HALF], late: &LateSamples<'_, MID_HALF>) -> Lanes {
    let mut sum = late.beside(GUARD_LATE, 0).map(|twice| twice * 0.5 * guard[0]);
    for (distance, coefficient) in guard.iter().enumerate().skip(1) {
        accumulate(&mut sum, *coefficient, late.beside(GUARD_LATE, distance));
    }
    sum.map(f32::abs)
}

/// `w·(−1)ᵏ` with a window whose two sides and centre sum to one.
fn guard_filter() -> [f32; GUARD_HALF] {
    let window: [f64; GUARD_HALF] =
        core::array::from_fn(|k| math::kaiser(k as f64 / GUARD_HALF as f64, GUARD_BETA));
    let sum = 2.0 * window.iter().sum::<f64>() - window[0];
    core::array::from_fn(|k| math::sample_from(if k % 2 == 0 { window[k] / sum } else { -window[k] / sum }))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::{signals, units::db_from_gain};

    fn peaks(samples: &[f32], chunk: usize) -> Vec<f32> {
        let mut detector = PeakDetector::new();
        let mut all = Vec::new();
        for chunk in samples.chunks(chunk) {
            let mut peaks = [0.0; CHUNK];
            detector.next_peaks(chunk, &mut peaks);
            all.extend_from_slice(&peaks[..chunk.len()]);
        }
        all
    }

    #[test]
    fn it_sees_the_top_of_a_sine_between_its_samples() {
        for (frequency_hz, phase) in [(12_000.0, 0.785), (8_000.0, 0.3), (997.0, 0.0), (18_000.0, 0.1)] {
            let sine = signals::sine(48_000, frequency_hz, 0.5, phase, 4800);
            let seen = peaks(&sine, 64)[1000..].iter().fold(0.0_f32, |a, b| a.max(*b));
            let error = db_from_gain(f64::from(seen) / 0.5).0;
            assert!((-0.02..0.15).contains(&error), "{frequency_hz} Hz reads {error:+.3} dB");
        }
    }

    #[test]
    fn a_peak_is_seen_when_its_frame_is_due() {
        let seen = peaks(&signals::impulse(1.0, 500, 1000), 64);
        let largest = seen.iter().fold(0.0_f32, |a, b| a.max(*b));
        assert!(seen[500 + LATENCY] == largest && largest >= 1.0);
    }

    #[test]
    fn chunks_do_not_matter() {
        let noise = signals::white_noise(5, 1.0, 1000);
        for chunk in [1, 7, 63] {
            assert_eq!(peaks(&noise, chunk), peaks(&noise, 64), "chunks of {chunk}");
        }
    }
}
