// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Bypass: the raw sound, as late as the processed one, without a click.
//!
//! ```text
//! in ─┬─ effect ──────── × share ──── + ─ out
//!     └─ delay (latency) × 1 − share ─┘
//! ```
//! `share` walks between 0 and 1 in a straight line; both ways carry the same music, so their
//! amplitudes are added, not their powers. When it has arrived the output is one of the two, bit
//! for bit. The effect goes on working meanwhile, so that it is warm when it comes back.

use dsp::{Block, Millis, Stream, math, smooth::Ramp};
use rack::{Domain, Spec};

/// The one knob that every plugin has and no effect knows.
pub static BYPASS: Spec = Spec {
    id: "bypass",
    name: "Bypass",
    help: "The raw sound, as late as the processed one.",
    domain: Domain::Switch { default: false },
};

/// How long the change between raw and processed takes.
const FADE: Millis = Millis(10.0);

/// The raw sound of the last second, and how much of the processed sound is heard.
pub struct Bypass {
    dry: Vec<Vec<f32>>,
    next: usize,
    most_latency: usize,
    share: Ramp,
}

impl Bypass {
    /// A bypass for effects that are at most one second late.
    pub fn new(stream: &Stream) -> Self {
        let most_latency = math::index_from(f64::from(stream.rate_hz));
        let ring = vec![0.0; most_latency + stream.longest_block];
        Self { dry: vec![ring; stream.channels], next: 0, most_latency, share: Ramp::new(FADE, stream) }
    }

    /// Forgets the past sound and takes the next position at once.
    pub fn reset(&mut self) {
        self.dry.iter_mut().for_each(|ring| ring.fill(0.0));
        self.share.reset();
    }

    /// No effect may be later than this many frames.
    pub fn most_latency(&self) -> usize {
        self.most_latency
    }

    /// Keeps the raw sound of a block, before the effect changes it.
    ///
    /// # Realtime
    /// Safe.
    pub fn keep(&mut self, block: &Block<'_, '_>) {
        for (index, ring) in self.dry.iter_mut().enumerate().take(block.channel_count()) {
            write_ring(ring, self.next, block.channel(index));
        }
        self.next = self.wrapped(self.next + block.frames());
    }

    /// Mixes raw and processed sound; `share` 0 is raw, 1 processed, `latency` in frames.
    ///
    /// # Realtime
    /// Safe.
    pub fn blend(&mut self, share: f64, latency: usize, block: &mut Block<'_, '_>) {
        self.share.aim(share);
        let still = self.share.is_still();
        if still && share == 1.0 {
            return;
        }
        let start = self.wrapped(self.next + self.most_latency + self.longest_block() - block.frames() - latency);
        if still { self.replace(start, block) } else { self.crossfade(start, block) }
    }

    fn replace(&self, start: usize, block: &mut Block<'_, '_>) {
        for (ring, channel) in self.dry.iter().zip(block.channels_mut()) {
            read_ring(ring, start, channel);
        }
    }

    fn crossfade(&mut self, start: usize, block: &mut Block<'_, '_>) {
        for frame in 0..block.frames() {
            let at = self.wrapped(start + frame);
            let share = self.share.next_value();
            for (ring, channel) in self.dry.iter().zip(block.channels_mut()) {
                let mixed = f64::from(channel[frame]) * share + f64::from(ring[at]) * (1.0 - share);
                channel[frame] = math::sample_from(mixed);
            }
        }
    }

    fn wrapped(&self, place: usize) -> usize {
        self.dry.first().map_or(0, |ring| place % ring.len())
    }

    fn longest_block(&self) -> usize {
        self.dry.first().map_or(0, |ring| ring.len() - self.most_latency)
    }
}

/// Writes samples into a ring that is at least as long.
fn write_ring(ring: &mut [f32], start: usize, samples: &[f32]) {
    let (head, tail) = samples.split_at(samples.len().min(ring.len() - start));
    ring[start..start + head.len()].copy_from_slice(head);
    ring[..tail.len()].copy_from_slice(tail);
}

/// Reads samples out of a ring that is at least as long.
fn read_ring(ring: &[f32], start: usize, samples: &mut [f32]) {
    let (head, tail) = samples.split_at_mut(samples.len().min(ring.len() - start));
    head.copy_from_slice(&ring[start..start + head.len()]);
    tail.copy_from_slice(&ring[..tail.len()]);
}
