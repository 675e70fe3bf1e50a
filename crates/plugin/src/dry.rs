// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The raw sound, as late as the processed one.

use dsp::{Block, Stream, math, mend};

/// Keeps the raw sound of the last second.
pub struct Dry {
    rings: Vec<Vec<f32>>,
    /// The part of the ring that stands beside the block.
    late: Vec<Vec<f32>>,
    next: usize,
    most_latency: usize,
}

impl Dry {
    /// For effects that are at most one second late.
    pub fn new(stream: &Stream) -> Self {
        let most_latency = math::index_from(f64::from(stream.rate_hz));
        Self {
            rings: vec![vec![0.0; most_latency + stream.longest_block]; stream.channels],
            late: vec![vec![0.0; stream.longest_block]; stream.channels],
            next: 0,
            most_latency,
        }
    }

    /// Forgets the past sound.
    pub fn reset(&mut self) {
        self.rings.iter_mut().for_each(|ring| ring.fill(0.0));
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
        for (index, ring) in self.rings.iter_mut().enumerate().take(block.channel_count()) {
            write_ring(ring, self.next, block.channel(index));
        }
        self.next = self.wrapped(self.next + block.frames());
    }

    /// Lays out what stood `latency` frames before the block that was kept last; samples that are
    /// not sound become silence.
    ///
    /// # Realtime
    /// Safe.
    pub fn look_back(&mut self, latency: usize, frames: usize) {
        let length = self.rings.first().map_or(1, Vec::len);
        let start = self.wrapped(self.next + length - frames - latency);
        for (ring, late) in self.rings.iter().zip(&mut self.late) {
            read_ring(ring, start, &mut late[..frames]);
            mend::mend(&mut late[..frames]);
        }
    }

    /// What was laid out last, channel by channel; only the first frames are meant.
    pub fn late(&self) -> &[Vec<f32>] {
        &self.late
    }

    fn wrapped(&self, place: usize) -> usize {
        self.rings.first().map_or(0, |ring| place % ring.len())
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
