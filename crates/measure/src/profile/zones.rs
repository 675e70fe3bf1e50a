// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The short frames: how the power of each zone moves, and where something begins in it.
//!
//! Zones from 320 Hz up are heard in frames of 12 ms every 3 ms; the low ones, whose waves are longer,
//! in frames of 93 ms every 12 ms of a copy at about 2.8 kHz.

use dsp::math;

use super::{
    cells::Kept,
    decimator::Decimator,
    frames::{Frames, MidSide, mirrored},
    onsets::OnsetFinder,
};
use crate::{compare::ZONES, third_octaves::Edges};

/// Zones that end at most here are heard in the slow copy.
const LOW_HZ: f64 = 320.0;
/// At 44.1 kHz; other rates take the nearest power of two as many.
const SHORT_FRAME: f64 = 512.0;
const STRIDE: f64 = 16.0;
const SLOW_FRAME: usize = 256;

/// Listens to the movement of all zones.
pub(super) struct Zones {
    stride: u64,
    decimator: Decimator,
    low: Envelopes,
    high: Envelopes,
}

/// Zones that share their frames.
struct Envelopes {
    frames: Frames,
    zones: Vec<Envelope>,
    squared: Vec<f32>,
}

struct Envelope {
    zone: usize,
    edges: Edges,
    finder: OnsetFinder,
}

impl Zones {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        let rate_hz = f64::from(rate_hz);
        let scale = math::exp2(math::round(math::log2(rate_hz / 44_100.0)));
        let short = math::index_from(SHORT_FRAME * scale).max(64);
        let stride = math::index_from(STRIDE * scale).max(1);
        Self {
            stride: stride as u64,
            decimator: Decimator::new(stride),
            low: Envelopes::new(rate_hz / stride as f64, SLOW_FRAME, [0.0, LOW_HZ]),
            high: Envelopes::new(rate_hz, short, [LOW_HZ, f64::INFINITY]),
        }
    }

    /// Hears what comes next.
    pub fn push(&mut self, pairs: &[MidSide], kept: &mut Kept) {
        self.high.push(pairs, 1, kept);
        self.low.push(self.decimator.push(pairs), self.stride, kept);
    }
}

impl Envelopes {
    fn new(rate_hz: f64, length: usize, [above_hz, to_hz]: [f64; 2]) -> Self {
        let hop = length / 4;
        let envelope = |(zone, range_hz): (usize, [f64; 2])| {
            let inside = range_hz[1] > above_hz && range_hz[1] <= to_hz;
            let edges = Edges::new(range_hz, rate_hz, length).filter(|_| inside)?;
            Some(Envelope { zone, edges, finder: OnsetFinder::new(rate_hz / hop as f64) })
        };
        let ranges = ZONES.iter().map(|zone| zone.range_hz).enumerate();
        Self {
            frames: Frames::new(length, hop),
            zones: ranges.filter_map(envelope).collect(),
            squared: Vec::with_capacity(length / 2 + 1),
        }
    }

    /// Hears what comes next of a copy that keeps one of `stride` frames.
    fn push(&mut self, pairs: &[MidSide], stride: u64, kept: &mut Kept) {
        let Self { frames, zones, squared } = self;
        frames.push(pairs, |middle, bins| {
            squared.clear();
            // |X(k)|² + |X(−k)|² is twice the sum of mid and side.
            squared.extend(mirrored(bins).map(|(bin, mirror)| 0.5 * (bin.norm_sqr() + mirror.norm_sqr())));
            for envelope in &mut *zones {
                let power = math::sample_from(envelope.edges.power(|bin| squared[bin]));
                envelope.hear(power, middle * stride, kept);
            }
        });
    }
}

impl Envelope {
    fn hear(&mut self, power: f32, frame: u64, kept: &mut Kept) {
        let swing = &mut kept.cell(frame).zones[self.zone];
        swing.hops += 1;
        swing.sum += power;
        swing.highest = swing.highest.max(power);
        let onset = self.finder.next(power, kept.place(frame));
        kept.onsets[self.zone].extend(onset);
    }
}
