// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How high the sound rises around each frame, between the samples too: a limiter's eye.
//!
//! ```text
//! x ── midpoints (64 taps) ── 2× ── seven phases (16 taps) ── 16× ── │·│ ── max ─ + ─ peak
//!  └── what lies near Nyquist ── │·│ ── max over 5.8 ms ────────────────── κ ───┘
//! ```
//! *Two stages.* Interpolating the midpoints first makes room between the sound and its image,
//! so that the other fourteen points need a short filter only.
//!
//! *Pairs.* The phases t and 1 − t have mirrored coefficients. With the sums `e` and
//! differences `o` of mirrored samples, `S = Σ ½(h+h′)·e` and `D = Σ ½(h−h′)·o` give both
//! points, `S + D` and `S − D`, and the larger of their magnitudes is `|S| + |D|`.
//!
//! *Guard.* No filter this short can see what the last twentieth below Nyquist does between
//! the samples. The guard measures how much there is (`a = Σ w·(−1)ᵏ·x`) and adds it.
//!
//! Everything is computed per frame in a fixed order, so the result does not depend on how
//! the sound is cut into chunks.

use alloc::{vec, vec::Vec};

use crate::{math, running_max::RunningMax};

/// The detector works on at most this many frames at a time.
pub const CHUNK: usize = 64;

/// By how many frames the peaks are late.
pub const LATENCY: usize = MID_HALF + FINE_HALF / 2;

const LANES: usize = 8;
type Lanes = [f32; LANES];

/// Half the taps of the midpoint filter.
const MID_HALF: usize = 32;
/// Its window: narrow, because what lies near Nyquist matters more than the last millibel.
const MID_BETA: f64 = 5.0;
/// Half the taps of the fine phases, on the doubled rate.
const FINE_HALF: usize = 8;
const FINE_BETA: f64 = 6.0;
/// Phases 1/8, 2/8 and 3/8 come in pairs with 7/8, 6/8 and 5/8.
const PAIRS: usize = 3;

/// How much of the near-Nyquist content counts as peak.
const GUARD_SHARE: f32 = 1.5;
const GUARD_BETA: f64 = 5.0;
/// How long it counts, in frames.
const GUARD_FRAMES: usize = 256;

/// Samples kept from before the chunk: a midpoint is known half a filter later.
const PAST: usize = 72;
const MID_PAST: usize = FINE_HALF;

/// One channel's detector.
#[derive(Clone, Debug)]
pub struct PeakDetector {
    filters: Filters,
    /// `PAST` old samples, then the chunk.
    samples: Vec<f32>,
    /// `MID_PAST` old midpoints, then the chunk's.
    mids: Vec<f32>,
    /// The highest point of the interval before the chunk.
    interval_before: f32,
    near_nyquist: RunningMax,
}

#[derive(Clone, Debug)]
struct Filters {
    mid: [f32; MID_HALF],
    pair_sums: [[f32; FINE_HALF]; PAIRS],
    pair_differences: [[f32; FINE_HALF]; PAIRS],
    middle: [f32; FINE_HALF],
    guard: [f32; MID_HALF],
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
            filters: Filters::new(),
            samples: vec![0.0; PAST + CHUNK],
            mids: vec![0.0; MID_PAST + CHUNK],
            interval_before: 0.0,
            near_nyquist: RunningMax::new(GUARD_FRAMES),
        }
    }

    /// Forgets what it has heard.
    pub fn reset(&mut self) {
        self.samples.fill(0.0);
        self.mids.fill(0.0);
        self.interval_before = 0.0;
        self.near_nyquist.reset();
    }

    /// Hears up to [`CHUNK`] samples and gives, for each, the peak around the frame that came
    /// [`LATENCY`] earlier: in that frame and up to the frames beside it.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_peaks(&mut self, chunk: &[f32], peaks: &mut [f32; CHUNK]) {
        let frames = chunk.len().min(CHUNK);
        self.samples[PAST..PAST + frames].copy_from_slice(&chunk[..frames]);
        for start in (0..frames).step_by(LANES) {
            self.interpolate_mids(start);
        }
        let mut intervals = [0.0; CHUNK];
        let mut edge = [0.0; CHUNK];
        for start in (0..frames).step_by(LANES) {
            intervals[start..start + LANES].copy_from_slice(&self.intervals(start));
            edge[start..start + LANES].copy_from_slice(&self.content_near_nyquist(start));
        }
        for n in 0..frames {
            let between = intervals[n].max(self.interval_before);
            self.interval_before = intervals[n];
            let peak = between.max(self.samples[PAST + n - LATENCY].abs());
            peaks[n] = peak + GUARD_SHARE * self.near_nyquist.next_value(edge[n]);
        }
        self.samples.copy_within(frames..frames + PAST, 0);
        self.mids.copy_within(frames..frames + MID_PAST, 0);
    }

    /// The points halfway between samples.
    fn interpolate_mids(&mut self, start: usize) {
        let newest = PAST + start;
        let mut sum = [0.0; LANES];
        for (k, coefficient) in self.filters.mid.iter().enumerate() {
            let older = lanes(&self.samples, newest - MID_HALF - k);
            let newer = lanes(&self.samples, newest - MID_HALF + 1 + k);
            accumulate(&mut sum, *coefficient, add(older, newer));
        }
        self.mids[MID_PAST + start..MID_PAST + start + LANES].copy_from_slice(&sum);
    }

    /// The highest points between a frame and the next one.
    fn intervals(&self, start: usize) -> Lanes {
        let sample = PAST + start - LATENCY;
        let mid = MID_PAST + start - FINE_HALF / 2;
        // Tap j left and right of the first half, frame to midpoint …
        let first = |j: usize| match j % 2 {
            0 => [lanes(&self.samples, sample - j / 2), lanes(&self.mids, mid + j / 2)],
            _ => [lanes(&self.mids, mid - j.div_ceil(2)), lanes(&self.samples, sample + j.div_ceil(2))],
        };
        // … and of the second, midpoint to the next frame.
        let second = |j: usize| match j % 2 {
            0 => [lanes(&self.mids, mid - j / 2), lanes(&self.samples, sample + 1 + j / 2)],
            _ => [lanes(&self.samples, sample - j / 2), lanes(&self.mids, mid + j.div_ceil(2))],
        };
        let halves = [self.filters.highest_between(first), self.filters.highest_between(second)];
        let mids = lanes(&self.mids, mid);
        core::array::from_fn(|n| mids[n].abs().max(halves[0][n]).max(halves[1][n]))
    }

    /// The magnitude of what lies just below Nyquist.
    fn content_near_nyquist(&self, start: usize) -> Lanes {
        let centre = PAST + start - LATENCY;
        let mut sum = lanes(&self.samples, centre).map(|sample| sample * self.filters.guard[0]);
        for (k, coefficient) in self.filters.guard.iter().enumerate().skip(1) {
            let mirrored = add(lanes(&self.samples, centre - k), lanes(&self.samples, centre + k));
            accumulate(&mut sum, *coefficient, mirrored);
        }
        sum.map(f32::abs)
    }
}

impl Filters {
    fn new() -> Self {
        let phase = |t: f64| fine_phase(t);
        let pairs: [_; PAIRS] = core::array::from_fn(|p| phase((p + 1) as f64 / 8.0));
        let half = |a: f64, b: f64| math::sample_from(0.5 * (a + b));
        Self {
            mid: mid_filter(),
            pair_sums: pairs.map(|taps| taps.map(|[left, right]| half(left, right))),
            pair_differences: pairs.map(|taps| taps.map(|[left, right]| half(left, -right))),
            middle: phase(0.5).map(|[left, right]| half(left, right)),
            guard: guard_filter(),
        }
    }

    /// The highest of the seven points between two points of the doubled rate.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the closures must dissolve: 2.1 × faster")]
    fn highest_between(&self, taps: impl Fn(usize) -> [Lanes; 2]) -> Lanes {
        let mut sums = [[0.0; LANES]; FINE_HALF];
        let mut differences = [[0.0; LANES]; FINE_HALF];
        for j in 0..FINE_HALF {
            let [left, right] = taps(j);
            sums[j] = add(left, right);
            differences[j] = core::array::from_fn(|n| left[n] - right[n]);
        }
        let mut highest = weigh(&self.middle, &sums).map(f32::abs);
        for pair in 0..PAIRS {
            let even = weigh(&self.pair_sums[pair], &sums);
            let odd = weigh(&self.pair_differences[pair], &differences);
            highest = core::array::from_fn(|n| highest[n].max(even[n].abs() + odd[n].abs()));
        }
        highest
    }
}

/// `sinc` under a Kaiser window at the half-way points; both sides sum to one.
fn mid_filter() -> [f32; MID_HALF] {
    let ideal: [f64; MID_HALF] = core::array::from_fn(|k| {
        let distance = k as f64 + 0.5;
        math::sinc(distance) * math::kaiser(distance / MID_HALF as f64, MID_BETA)
    });
    let sum: f64 = ideal.iter().sum();
    ideal.map(|tap| math::sample_from(0.5 * tap / sum))
}

/// Taps `[left, right]` for a point at the fraction `t` between two points of the doubled rate.
fn fine_phase(t: f64) -> [[f64; 2]; FINE_HALF] {
    let tap = |distance: f64| math::sinc(distance) * math::kaiser(distance / FINE_HALF as f64, FINE_BETA);
    let taps: [_; FINE_HALF] = core::array::from_fn(|j| [tap(j as f64 + t), tap(j as f64 + 1.0 - t)]);
    let sum: f64 = taps.iter().flatten().sum();
    taps.map(|[left, right]| [left / sum, right / sum])
}

/// `w·(−1)ᵏ` with a window whose two sides and centre sum to one.
fn guard_filter() -> [f32; MID_HALF] {
    let window: [f64; MID_HALF] = core::array::from_fn(|k| math::kaiser(k as f64 / MID_HALF as f64, GUARD_BETA));
    let sum = 2.0 * window.iter().sum::<f64>() - window[0];
    core::array::from_fn(|k| math::sample_from(if k % 2 == 0 { window[k] / sum } else { -window[k] / sum }))
}

fn lanes(samples: &[f32], start: usize) -> Lanes {
    core::array::from_fn(|n| samples[start..start + LANES][n])
}

fn add(a: Lanes, b: Lanes) -> Lanes {
    core::array::from_fn(|n| a[n] + b[n])
}

fn accumulate(sum: &mut Lanes, coefficient: f32, values: Lanes) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += coefficient * value;
    }
}

fn weigh(coefficients: &[f32; FINE_HALF], values: &[Lanes; FINE_HALF]) -> Lanes {
    let mut sum = [0.0; LANES];
    for (coefficient, values) in coefficients.iter().zip(values) {
        accumulate(&mut sum, *coefficient, *values);
    }
    sum
}

#[cfg(test)]
mod tests {
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
