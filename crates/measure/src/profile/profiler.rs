// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hears a sound once and keeps what a [`Profile`](super::Profile) needs.
//!
//! ```text
//! sound ── mid, side ─┬─ frames of 370 ms ── third octaves, notes, treble ─┐
//!                     ├─ frames of 12 ms ─── zones from 320 Hz up ─────────┼─ cells of 500 ms
//!                     └─ ÷16 ─ frames of 93 ms ─ zones below 320 Hz ───────┘
//! ```

use super::{
    cells::{Cells, Kept},
    frames::MidSide,
    tone::Tone,
    zones::Zones,
};
use crate::{layout::Layout, measured::Measured};

/// Frames that are heard in one go.
const PIECE: usize = 4096;

/// Listens to a stream and keeps its half seconds.
///
/// Memory grows by little more than a kilobyte for each second.
pub struct Profiler {
    layout: Layout,
    tone: Tone,
    zones: Zones,
    kept: Kept,
    pairs: Vec<MidSide>,
}

impl Profiler {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32, layout: Layout) -> Self {
        let rate_hz = rate_hz.max(1);
        Self {
            layout,
            tone: Tone::new(rate_hz),
            zones: Zones::new(rate_hz),
            kept: Kept::new(rate_hz),
            pairs: Vec::with_capacity(PIECE),
        }
    }

    /// Hears the next samples, channel after channel, all equally long.
    ///
    /// Surround is heard folded down to two channels; of other layouts with more than two channels the
    /// first two.
    pub fn push(&mut self, channels: &[&[f32]]) {
        let frames = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        for start in (0..frames).step_by(PIECE) {
            let end = frames.min(start + PIECE);
            self.pairs.clear();
            self.pairs.extend((start..end).map(|frame| mid_side(self.layout, channels, frame)));
            self.tone.push(&self.pairs, &mut self.kept);
            self.zones.push(&self.pairs, &mut self.kept);
        }
    }

    /// All that was heard so far; `measured` is what a [`Meter`](crate::Meter) has heard of the same sound.
    pub fn so_far(&self, measured: &Measured) -> Cells {
        Cells {
            measured: measured.clone(),
            centres_hz: self.tone.bands.iter().map(|band| band.centre_hz).collect(),
            treble: self.tone.treble.iter().map(|(power, _)| *power).collect(),
            half_seconds: self.kept.cells.clone(),
            onsets: self.kept.onsets.clone(),
        }
    }

    /// The same at the end of the sound.
    pub fn finish(mut self, measured: &Measured) -> Cells {
        let Kept { cells: half_seconds, onsets, .. } = std::mem::replace(&mut self.kept, Kept::new(1));
        Cells { half_seconds, onsets, ..self.so_far(measured) }
    }
}

fn mid_side(layout: Layout, channels: &[&[f32]], frame: usize) -> MidSide {
    let [left, right] = layout.folded(channels, frame);
    MidSide::new(0.5 * (left + right), 0.5 * (left - right))
}
