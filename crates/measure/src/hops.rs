// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Cuts a stream into hops of 10 ms, whatever its rate and however it arrives.

/// Hops per second.
pub const PER_SECOND: usize = 100;

/// Where the hops of a stream end. At rates that are no multiple of 100 Hz they differ by a frame.
#[derive(Clone, Debug)]
pub struct Hops {
    rate_hz: u64,
    /// Hops that have ended.
    ended: u64,
    /// Frames that the open hop still lacks.
    lacking: usize,
    /// Frames of the open hop.
    length: usize,
}

/// A piece of the input that lies inside one hop.
pub struct Piece {
    /// Its frames in the input.
    pub range: std::ops::Range<usize>,
    /// How many frames the hop has, if it ends with this piece.
    pub ends_hop_of: Option<usize>,
}

impl Hops {
    /// A stream at its start.
    pub fn new(rate_hz: u32) -> Self {
        let mut hops = Self { rate_hz: u64::from(rate_hz), ended: 0, lacking: 0, length: 0 };
        hops.open_next();
        hops
    }

    /// The next piece of an input of which `start` frames have been handled; `None` at its end.
    pub fn next_piece(&mut self, start: usize, frames: usize) -> Option<Piece> {
        if start >= frames {
            return None;
        }
        let end = frames.min(start + self.lacking);
        self.lacking -= end - start;
        let ends_hop_of = (self.lacking == 0).then_some(self.length);
        if ends_hop_of.is_some() {
            self.ended += 1;
            self.open_next();
        }
        Some(Piece { range: start..end, ends_hop_of })
    }

    fn open_next(&mut self) {
        let per_second = PER_SECOND as u64;
        let boundary = |hop: u64| (hop * self.rate_hz + per_second / 2) / per_second;
        let length = boundary(self.ended + 1) - boundary(self.ended);
        self.length = dsp::math::index_from(length as f64).max(1);
        self.lacking = self.length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_hops_are_a_second_at_any_rate() {
        for rate_hz in [8_000, 11_025, 44_100, 69_313, 384_000] {
            let mut hops = Hops::new(rate_hz);
            let frames = rate_hz as usize;
            let (mut start, mut ended) = (0, 0);
            while let Some(piece) = hops.next_piece(start, frames) {
                start = piece.range.end;
                ended += usize::from(piece.ends_hop_of.is_some());
            }
            assert_eq!(ended, 100, "{rate_hz} Hz");
        }
    }
}
