// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The highest point between two samples, for a whole chunk of them.
//!
//! *Two stages.* Interpolating the midpoints first makes room between the sound and its image,
//! so that the finer points need a short filter only.
//!
//! *Pairs.* The phases t and 1 − t have mirrored coefficients. With the sums `e` and
//! differences `o` of mirrored samples, `S = Σ ½(h+h′)·e` and `D = Σ ½(h−h′)·o` give both
//! points, `S + D` and `S − D`, and the larger of their magnitudes is `|S| + |D|`.
//!
//! Filters are `sinc` under a Kaiser window. Everything is computed per frame in a fixed
//! order, so the result does not depend on how the sound is cut into chunks.

#![allow(
    clippy::inline_always,
    reason = "the loops must dissolve into their caller, which picks the instruction set"
)]

use alloc::{vec, vec::Vec};

use crate::math;

/// At most this many frames are handled at a time.
pub const CHUNK: usize = 64;

/// How many neighbouring outputs are computed side by side.
pub(crate) const LANES: usize = 8;
/// One value for each of some neighbouring outputs.
pub type Lanes = [f32; LANES];

/// How much farther back than the midpoint filter a late frame's neighbours are known.
pub const REACH: usize = 20;

/// Half the taps of the fine phases, on the doubled rate.
const FINE_HALF: usize = 8;
const FINE_BETA: f64 = 6.0;

/// One channel's interpolator: `MID` is half the taps of the midpoint filter, `PAIRS` the pairs
/// of phases on both sides of the middle of the doubled rate's intervals: one makes 8×, three 16×.
#[derive(Clone, Debug)]
pub struct Interpolator<const MID: usize, const PAIRS: usize> {
    mid_filter: [f32; MID],
    fine: FinePhases<PAIRS>,
    /// Old samples, then the chunk.
    samples: Vec<f32>,
    /// Old midpoints, then the chunk's.
    mids: Vec<f32>,
}

#[derive(Clone, Debug)]
struct FinePhases<const PAIRS: usize> {
    pair_sums: [[f32; FINE_HALF]; PAIRS],
    pair_differences: [[f32; FINE_HALF]; PAIRS],
    middle: [f32; FINE_HALF],
}

impl<const MID: usize, const PAIRS: usize> Interpolator<MID, PAIRS> {
    /// By how many frames the results are late.
    pub const LATENCY: usize = MID + FINE_HALF / 2;
    /// Samples kept from before the chunk: the midpoint filter's, and those around a late frame.
    const PAST: usize = 2 * MID + FINE_HALF + REACH;

    /// An interpolator that has heard nothing; `mid_beta` shapes the midpoint filter's window.
    pub fn new(mid_beta: f64) -> Self {
        Self {
            mid_filter: mid_filter(mid_beta),
            fine: FinePhases::new(),
            samples: vec![0.0; Self::PAST + CHUNK],
            mids: vec![0.0; FINE_HALF + CHUNK],
        }
    }

    /// Forgets what it has heard.
    pub fn reset(&mut self) {
        self.samples.fill(0.0);
        self.mids.fill(0.0);
    }

    /// Hears up to [`CHUNK`] samples without looking between them.
    ///
    /// # Realtime
    /// Safe; an eighth of the work of [`Interpolator::hear`].
    pub fn pass_over(&mut self, chunk: &[f32]) {
        let frames = chunk.len().min(CHUNK);
        self.samples[Self::PAST..Self::PAST + frames].copy_from_slice(&chunk[..frames]);
        // The next chunk needs the newest midpoints, also when this one was short.
        for start in (0..frames).step_by(LANES) {
            if start + LANES + FINE_HALF > frames {
                self.interpolate_mids(start);
            }
        }
        self.advance(frames);
    }

    /// Hears up to [`CHUNK`] samples and hands each group of [`Lanes`] to `take`: the place of its
    /// first frame in the chunk, and the highest points between the late frames and their next.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    pub fn hear(&mut self, chunk: &[f32], mut take: impl FnMut(usize, &Lanes, &LateSamples<'_, MID>)) {
        let frames = self.listen(chunk);
        for start in groups(frames) {
            let (intervals, late) = self.look(start);
            take(start, &intervals, &late);
        }
        self.advance(frames);
    }

    /// Hears up to [`CHUNK`] samples and says how many; [`Interpolator::look`] at each of their
    /// [`groups`] then, and [`Interpolator::advance`] in the end.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    pub fn listen(&mut self, chunk: &[f32]) -> usize {
        let frames = chunk.len().min(CHUNK);
        self.samples[Self::PAST..Self::PAST + frames].copy_from_slice(&chunk[..frames]);
        for start in groups(frames) {
            self.interpolate_mids(start);
        }
        frames
    }

    /// The highest points between the late frames of a group and their next, and those frames.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    pub fn look(&self, start: usize) -> (Lanes, LateSamples<'_, MID>) {
        let at = Self::PAST + start - Self::LATENCY;
        let late = LateSamples { window: &self.samples[at - MID - REACH..at + Self::LATENCY + LANES] };
        (self.intervals(start), late)
    }

    /// Makes the samples heard last the past.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    pub fn advance(&mut self, frames: usize) {
        self.samples.copy_within(frames..frames + Self::PAST, 0);
        self.mids.copy_within(frames..frames + FINE_HALF, 0);
    }

    /// The points halfway between samples.
    #[inline(always)]
    fn interpolate_mids(&mut self, start: usize) {
        let newest = Self::PAST + start;
        // A window of known length: no index in the loop needs to be checked.
        let window = &self.samples[newest + 1 - 2 * MID..newest + LANES];
        let mut sum = [0.0; LANES];
        for (k, coefficient) in self.mid_filter.iter().enumerate() {
            let older = lanes(window, MID - 1 - k);
            let newer = lanes(window, MID + k);
            accumulate(&mut sum, *coefficient, add(older, newer));
        }
        self.mids[FINE_HALF + start..FINE_HALF + start + LANES].copy_from_slice(&sum);
    }

    /// The highest points between a frame and the next one.
    #[inline(always)]
    fn intervals(&self, start: usize) -> Lanes {
        const HALF: usize = FINE_HALF / 2;
        let late = Self::PAST + start - Self::LATENCY;
        let samples = &self.samples[late - HALF..late + HALF + 1 + LANES];
        let mids = &self.mids[start..start + 2 * HALF + LANES];
        let (sample, mid) = (HALF, HALF);
        // Tap j left and right of the first half, frame to midpoint …
        let first = |j: usize| match j % 2 {
            0 => [lanes(samples, sample - j / 2), lanes(mids, mid + j / 2)],
            _ => [lanes(mids, mid - j.div_ceil(2)), lanes(samples, sample + j.div_ceil(2))],
        };
        // … and of the second, midpoint to the next frame.
        let second = |j: usize| match j % 2 {
            0 => [lanes(mids, mid - j / 2), lanes(samples, sample + 1 + j / 2)],
            _ => [lanes(samples, sample - j / 2), lanes(mids, mid + j.div_ceil(2))],
        };
        let halves = [self.fine.highest_between(first), self.fine.highest_between(second)];
        let middle = lanes(mids, mid);
        core::array::from_fn(|n| middle[n].abs().max(halves[0][n]).max(halves[1][n]))
    }
}

/// The first frame of each group of [`Lanes`] in a chunk.
#[inline(always)]
pub fn groups(frames: usize) -> impl Iterator<Item = usize> {
    (0..frames).step_by(LANES)
}

/// The samples around the late frames.
pub struct LateSamples<'a, const MID: usize> {
    window: &'a [f32],
}

impl<const MID: usize> LateSamples<'_, MID> {
    /// The late frames themselves.
    #[inline(always)]
    pub fn here(&self) -> Lanes {
        lanes(self.window, MID + REACH)
    }

    /// The sums of the frames `distance` before and after the one that is `older` frames older.
    ///
    /// `older` is at most [`REACH`], and `distance` at most `LATENCY + older` and `MID + REACH − older`.
    #[inline(always)]
    pub fn beside(&self, older: usize, distance: usize) -> Lanes {
        let centre = MID + REACH - older;
        add(lanes(self.window, centre - distance), lanes(self.window, centre + distance))
    }
}

impl<const PAIRS: usize> FinePhases<PAIRS> {
    fn new() -> Self {
        let steps = 2.0 * (PAIRS as f64 + 1.0);
        let pairs: [_; PAIRS] = core::array::from_fn(|p| fine_phase((p as f64 + 1.0) / steps));
        let half = |a: f64, b: f64| math::sample_from(0.5 * (a + b));
        Self {
            pair_sums: pairs.map(|taps| taps.map(|[left, right]| half(left, right))),
            pair_differences: pairs.map(|taps| taps.map(|[left, right]| half(left, -right))),
            middle: fine_phase(0.5).map(|[left, right]| half(left, right)),
        }
    }

    /// The highest of the points between two points of the doubled rate.
    #[inline(always)]
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

/// Taps at the half-way points; both sides together sum to one.
fn mid_filter<const MID: usize>(beta: f64) -> [f32; MID] {
    let ideal: [f64; MID] = core::array::from_fn(|k| {
        let distance = k as f64 + 0.5;
        math::sinc(distance) * math::kaiser(distance / MID as f64, beta)
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

#[inline(always)]
pub(crate) fn lanes(samples: &[f32], start: usize) -> Lanes {
    core::array::from_fn(|n| samples[start..start + LANES][n])
}

#[inline(always)]
fn add(a: Lanes, b: Lanes) -> Lanes {
    core::array::from_fn(|n| a[n] + b[n])
}

/// Adds `coefficient · values` lane by lane.
#[inline(always)]
pub fn accumulate(sum: &mut Lanes, coefficient: f32, values: Lanes) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += coefficient * value;
    }
}

#[inline(always)]
fn weigh(coefficients: &[f32; FINE_HALF], values: &[Lanes; FINE_HALF]) -> Lanes {
    let mut sum = [0.0; LANES];
    for (coefficient, values) in coefficients.iter().zip(values) {
        accumulate(&mut sum, *coefficient, *values);
    }
    sum
}
