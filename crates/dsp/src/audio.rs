// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A whole piece of sound in memory.

use alloc::{vec, vec::Vec};

use crate::block::Block;

/// Sound with its rate: `channels[channel][frame]`, 1.0 is 0 dBFS.
#[derive(Clone, Debug, PartialEq)]
pub struct Audio {
    /// Frames per second.
    pub rate_hz: u32,
    /// Samples by channel; all channels are equally long.
    pub channels: Vec<Vec<f32>>,
}

impl Audio {
    /// Silence of the given length.
    pub fn silence(rate_hz: u32, channels: usize, frames: usize) -> Self {
        Self { rate_hz, channels: vec![vec![0.0; frames]; channels] }
    }

    /// How many frames there are.
    pub fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// How long it lasts.
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.rate_hz)
    }

    /// Hands the sound to `each` in blocks of at most `longest` frames, with each block's first frame.
    pub fn for_each_block(&mut self, longest: usize, mut each: impl FnMut(usize, &mut Block<'_, '_>)) {
        let frames = self.frames();
        let mut start = 0;
        while start < frames {
            let end = frames.min(start + longest);
            let mut slices: Vec<&mut [f32]> =
                self.channels.iter_mut().map(|channel| &mut channel[start..end]).collect();
            each(start, &mut Block::new(&mut slices));
            start = end;
        }
    }

    /// The largest sample, without regard to sign.
    pub fn sample_peak(&self) -> f32 {
        self.channels.iter().flatten().fold(0.0, |peak, sample| peak.max(sample.abs()))
    }
}
