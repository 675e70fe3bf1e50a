// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Finds where sound begins again after a long rest.
//!
//! What an effect decides once in so many frames depends on where it began to count. If it counts
//! from the first sound, it does the same to a song wherever the song begins: in a file, or after
//! any silence that a host plays before it.

use core::ops::Range;

use crate::{block::Block, interpolate::CHUNK};

/// Listens for digital silence.
#[derive(Clone, Debug)]
pub struct Rest {
    long: usize,
    silent: usize,
}

impl Rest {
    /// A rest is `long` frames of silence; before the first frame there was one.
    pub fn new(long: usize) -> Self {
        Self { long, silent: long }
    }

    /// Before the next frame there was a rest.
    pub fn reset(&mut self) {
        self.silent = self.long;
    }

    /// Hears a block from a frame on, up to the first sound after a rest; gives that frame, or `None` at the end.
    ///
    /// Ask again from that frame on.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_onset(&mut self, block: &Block<'_, '_>, from: usize) -> Option<usize> {
        let mut start = from;
        while start < block.frames() {
            let part = start..block.frames().min(start + CHUNK);
            start = part.end;
            if self.silent < self.long && never_rests(block, part.clone()) {
                self.silent = 0;
            } else if let Some(onset) = self.onset_in(block, part) {
                return Some(onset);
            }
        }
        None
    }

    fn onset_in(&mut self, block: &Block<'_, '_>, part: Range<usize>) -> Option<usize> {
        for frame in part {
            if (0..block.channel_count()).all(|channel| block.channel(channel)[frame] == 0.0) {
                self.silent = self.silent.saturating_add(1);
            } else if core::mem::take(&mut self.silent) >= self.long {
                return Some(frame);
            }
        }
        None
    }
}

/// Whether a channel has no zero at all: then nobody need look at single frames.
fn never_rests(block: &Block<'_, '_>, part: Range<usize>) -> bool {
    (0..block.channel_count())
        .any(|channel| block.channel(channel)[part.clone()].iter().filter(|sample| **sample == 0.0).count() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sound_and_the_first_after_a_rest_are_found() {
        let mut sound = [0.0_f32; 40];
        for at in [3, 4, 9, 30] {
            sound[at] = 0.5;
        }
        let mut rest = Rest::new(10);
        let mut channels: [&mut [f32]; 1] = [&mut sound];
        let block = Block::new(&mut channels);
        assert_eq!(rest.next_onset(&block, 0), Some(3));
        assert_eq!(rest.next_onset(&block, 3), Some(30));
        assert_eq!(rest.next_onset(&block, 30), None);
    }
}
