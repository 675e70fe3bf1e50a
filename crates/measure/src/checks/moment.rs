// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the checks are told: 10 ms of sound with its sums, and the stereo sums of 1.5 s.
//!
//! Sums run in eight lanes in a fixed order, so that compilers vectorise them and all machines
//! give the same bits.

use dsp::math;

use crate::fault::Span;

/// About 10 ms of sound.
pub(crate) struct Moment<'a> {
    /// Where it is.
    pub span: Span,
    /// The samples by channel, mended.
    pub channels: &'a [Vec<f32>],
    /// The sums by channel.
    pub levels: &'a [Level],
    /// How many samples were not sound.
    pub broken: usize,
}

impl Moment<'_> {
    /// The largest sample, without regard to sign.
    pub fn peak(&self) -> f32 {
        self.levels.iter().fold(0.0, |peak, level| peak.max(level.peak()))
    }
}

/// The sums of one channel over a [`Moment`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Level {
    /// Smallest sample, at most 0.
    pub min: f32,
    /// Largest sample, at least 0.
    pub max: f32,
    /// Sum of the samples.
    pub sum: f64,
    /// Sum of their squares.
    pub energy: f64,
    /// How many samples.
    pub frames: usize,
}

impl Level {
    /// The sums of these samples.
    pub fn of(samples: &[f32]) -> Self {
        let [mut min, mut max, mut sum, mut energy] = [[0.0_f32; 8]; 4];
        for chunk in samples.chunks(8) {
            for (lane, &x) in chunk.iter().enumerate() {
                min[lane] = if x < min[lane] { x } else { min[lane] };
                max[lane] = if x > max[lane] { x } else { max[lane] };
                sum[lane] += x;
                energy[lane] += x * x;
            }
        }
        Self {
            min: min.into_iter().fold(0.0, f32::min),
            max: max.into_iter().fold(0.0, f32::max),
            sum: sum.into_iter().map(f64::from).sum(),
            energy: energy.into_iter().map(f64::from).sum(),
            frames: samples.len(),
        }
    }

    /// The largest sample, without regard to sign.
    pub fn peak(&self) -> f32 {
        self.max.max(-self.min)
    }

    /// Root of the mean square.
    pub fn rms(&self) -> f64 {
        if self.frames == 0 { 0.0 } else { math::sqrt(self.energy / self.frames as f64) }
    }
}

/// The energies of two signals and how much they have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pair {
    /// The energy of each.
    pub energy: [f64; 2],
    /// The sum of their products.
    pub cross: f64,
    /// The sum of each, to take a constant offset out.
    pub sum: [f64; 2],
    /// How many frames.
    pub frames: usize,
}

impl Pair {
    /// Adds another stretch of the same signals.
    pub fn add(&mut self, other: &Self) {
        self.cross += other.cross;
        self.frames += other.frames;
        for side in 0..2 {
            self.energy[side] += other.energy[side];
            self.sum[side] += other.sum[side];
        }
    }

    /// The same signals without their mean.
    pub fn without_offset(&self) -> Self {
        let frames = self.frames.max(1) as f64;
        let [left, right] = self.sum;
        let energy = [0, 1].map(|side| (self.energy[side] - self.sum[side] * self.sum[side] / frames).max(0.0));
        Self { energy, cross: self.cross - left * right / frames, sum: [0.0; 2], frames: self.frames }
    }

    /// Both energies.
    pub fn total(&self) -> f64 {
        self.energy[0] + self.energy[1]
    }

    /// 1 equal, 0 unrelated, −1 opposed; 0 if one is silent.
    pub fn correlation(&self) -> f64 {
        let both = math::sqrt(self.energy[0] * self.energy[1]);
        if both > 0.0 { (self.cross / both).clamp(-1.0, 1.0) } else { 0.0 }
    }

    /// What is lost when `(L + R) / 2` replaces both, dB (0 or less; −60 for all of it).
    pub fn mono_loss_db(&self) -> f64 {
        let share = (self.total() + 2.0 * self.cross) / (2.0 * self.total());
        10.0 * math::log10(share.clamp(1e-6, 1.0))
    }
}

/// The stereo sums of about 1.5 s.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Window {
    /// Where it is.
    pub span: Span,
    /// The whole sound.
    pub all: Pair,
    /// 20 to 120 Hz.
    pub low: Pair,
    /// 250 Hz to 2 kHz.
    pub middle: Pair,
}

impl Window {
    /// How long it is.
    pub fn seconds(&self) -> f64 {
        self.span.to_s - self.span.from_s
    }

    /// Together with the one that follows.
    pub fn joined(mut self, next: &Self) -> Self {
        self.span.to_s = next.span.to_s;
        self.all.add(&next.all);
        self.low.add(&next.low);
        self.middle.add(&next.middle);
        self
    }
}
