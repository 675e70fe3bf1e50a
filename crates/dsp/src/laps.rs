// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Cuts calls of any length where the stream's own grid has its lines.
//!
//! What is decided once in a while must be decided at the same frames whatever the host's block
//! size; so chunks end at every multiple of [`CHUNK`] frames since the beginning.

use core::ops::Range;

use crate::interpolate::CHUNK;

/// Where the stream stands on the grid.
#[derive(Clone, Copy, Debug, Default)]
pub struct Laps {
    at: usize,
}

/// A part of a block between two lines of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lap {
    /// Its frames in the block.
    pub frames: Range<usize>,
    /// Whether a line stands at its end.
    pub is_whole: bool,
}

impl Laps {
    /// Begins anew.
    pub fn reset(&mut self) {
        self.at = 0;
    }

    /// The next part of a block of so many frames, from `start` on; `None` at its end.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_lap(&mut self, start: usize, frames: usize) -> Option<Lap> {
        let count = (CHUNK - self.at).min(frames.checked_sub(start).filter(|left| *left > 0)?);
        self.at = (self.at + count) % CHUNK;
        Some(Lap { frames: start..start + count, is_whole: self.at == 0 })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn lines_stand_at_the_same_frames_whatever_the_blocks() {
        let lines = |sizes: &[usize]| {
            let (mut laps, mut begin, mut lines) = (Laps::default(), 0, Vec::new());
            for size in sizes {
                let mut start = 0;
                while let Some(lap) = laps.next_lap(start, *size) {
                    start = lap.frames.end;
                    if lap.is_whole {
                        lines.push(begin + start);
                    }
                }
                begin += size;
            }
            lines
        };
        assert_eq!(lines(&[1, 100, 3, 96]), lines(&[200]));
        assert_eq!(lines(&[200]), [64, 128, 192]);
    }
}
