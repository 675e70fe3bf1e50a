// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Loudness as it passes: momentary and short-term, every 10 ms.
//!
//! `z = Σ G·mean(y²)` over the K-weighted channels, `L = −0.691 + 10·log₁₀ z` (ITU-R BS.1770-5,
//! Annex 1). Momentary is the mean of the last 400 ms, short-term of the last 3 s, both plain
//! sliding windows (EBU Tech 3341). Windows are summed afresh from hop energies each time, so
//! nothing drifts.

use dsp::{
    biquad::{Biquad, BiquadMemory},
    math,
};

use crate::{
    gating,
    hops::{Hops, PER_SECOND},
    k_weighting,
    layout::Layout,
};

/// Hops of the momentary window.
const MOMENTARY: usize = PER_SECOND * 4 / 10;
/// Hops of the short-term window.
const SHORT_TERM: usize = PER_SECOND * 3;
/// A level that stands for silence where a number is needed.
pub const SILENCE: f64 = -200.0;

/// The loudness of a power, LUFS; [`SILENCE`] for none.
pub fn lufs_from_power(power: f64) -> f64 {
    if power > 1e-20 { -0.691 + 10.0 * math::log10(power) } else { SILENCE }
}

/// The power of a loudness.
pub fn power_from_lufs(lufs: f64) -> f64 {
    math::exp10((lufs + 0.691) / 10.0)
}

/// The integrated loudness of a sound in memory, LUFS, as a [`Meter`](crate::Meter) reads it; `None` for silence.
pub fn integrated_lufs(channels: &[&[f32]], rate_hz: u32) -> Option<f64> {
    let mut weighing = Weighing::new(rate_hz, Layout::from_channels(channels.len()));
    let (mut hops, mut windows) = (Hops::new(rate_hz, channels.len()), Windows::default());
    let frames = channels.first().map_or(0, |channel| channel.len());
    let (mut momentary, mut start, mut ended) = (Vec::new(), 0, 0_usize);
    while start < frames {
        start += hops.fill(channels, start);
        if hops.is_whole() {
            weighing.push(hops.samples_mut());
            windows.push(weighing.end_hop(), hops.samples_mut()[0].len());
            hops.advance();
            ended += 1;
            if ended.is_multiple_of(PER_SECOND / 10) {
                momentary.push(math::sample_from(windows.momentary_lufs().unwrap_or(SILENCE)));
            }
        }
    }
    gating::integrated_lufs(&momentary)
}

/// Weighs the channels and adds up their power.
#[derive(Clone, Debug)]
pub struct Weighing {
    filters: [Biquad; 2],
    /// Two channels share one memory: they run side by side.
    pairs: Vec<[BiquadMemory<2>; 2]>,
    layout: Layout,
    /// Of each channel, in the open hop.
    powers: Vec<[f64; 2]>,
}

/// The last three seconds in hops.
#[derive(Clone, Debug)]
pub struct Windows {
    /// Power times frames, and frames, of each hop; the newest at `at − 1`.
    hops: Vec<(f64, usize)>,
    at: usize,
    filled: usize,
}

impl Weighing {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32, layout: Layout) -> Self {
        Self {
            filters: k_weighting::filters(rate_hz),
            pairs: vec![Default::default(); layout.channels().div_ceil(2)],
            layout,
            powers: vec![[0.0; 2]; layout.channels().div_ceil(2)],
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.pairs.fill(Default::default());
        self.powers.fill([0.0; 2]);
    }

    /// Hears the open hop or a piece of it.
    pub fn push<S: AsRef<[f32]>>(&mut self, channels: &[S]) {
        let pairs = self.pairs.iter_mut().zip(&mut self.powers).zip(channels.chunks(2));
        for ((memories, powers), pair) in pairs {
            // A single channel runs twice side by side; the copy is not counted.
            let [left, right] = [pair[0].as_ref(), pair[pair.len() - 1].as_ref()];
            add_weighed_power(&self.filters, memories, powers, left.iter().zip(right));
        }
    }

    /// Hears a part of some frames.
    pub fn push_part(&mut self, channels: &[&[f32]], part: core::ops::Range<usize>) {
        let pairs = self.pairs.iter_mut().zip(&mut self.powers).zip(channels.chunks(2));
        for ((memories, powers), pair) in pairs {
            let [left, right] = [&pair[0][part.clone()], &pair[pair.len() - 1][part.clone()]];
            add_weighed_power(&self.filters, memories, powers, left.iter().zip(right));
        }
    }

    /// The summed power of the hop that ends here.
    pub fn end_hop(&mut self) -> f64 {
        let channels = self.layout.channels();
        let sum = (0..channels).map(|n| self.layout.weight(n) * self.powers[n / 2][n % 2]).sum();
        self.powers.fill([0.0; 2]);
        sum
    }
}

fn add_weighed_power<'a>(
    [shelf, high_pass]: &[Biquad; 2],
    memories: &mut [BiquadMemory<2>; 2],
    powers: &mut [f64; 2],
    frames: impl Iterator<Item = (&'a f32, &'a f32)>,
) {
    let [mut first, mut second] = *memories;
    let mut sums = *powers;
    for (left, right) in frames {
        let shelved = shelf.next_frame(&mut first, [f64::from(*left), f64::from(*right)]);
        let weighed = high_pass.next_frame(&mut second, shelved);
        sums[0] += weighed[0] * weighed[0];
        sums[1] += weighed[1] * weighed[1];
    }
    (*memories, *powers) = ([first, second], sums);
}

impl Default for Windows {
    fn default() -> Self {
        Self { hops: vec![(0.0, 0); SHORT_TERM], at: 0, filled: 0 }
    }
}

impl Windows {
    /// Forgets the past.
    pub fn reset(&mut self) {
        self.filled = 0;
    }

    /// Takes a hop that has ended.
    pub fn push(&mut self, power: f64, frames: usize) {
        self.hops[self.at] = (power, frames);
        self.at = (self.at + 1) % SHORT_TERM;
        self.filled = (self.filled + 1).min(SHORT_TERM);
    }

    /// Momentary loudness, LUFS; `None` before 400 ms.
    pub fn momentary_lufs(&self) -> Option<f64> {
        self.lufs(MOMENTARY)
    }

    /// Short-term loudness, LUFS; `None` before 3 s.
    pub fn short_term_lufs(&self) -> Option<f64> {
        self.lufs(SHORT_TERM)
    }

    fn lufs(&self, hops: usize) -> Option<f64> {
        if self.filled < hops {
            return None;
        }
        let start = (self.at + SHORT_TERM - hops) % SHORT_TERM;
        let end = start + hops;
        let wrapped = end.saturating_sub(SHORT_TERM);
        let window = self.hops[start..end.min(SHORT_TERM)].iter().chain(&self.hops[..wrapped]);
        let (power, frames) = window.fold((0.0, 0), |(power, frames), hop| (power + hop.0, frames + hop.1));
        Some(lufs_from_power(power / frames as f64))
    }
}

/// Whether a loudness is more than silence.
pub fn is_audible(lufs: f64) -> bool {
    lufs > -150.0
}
