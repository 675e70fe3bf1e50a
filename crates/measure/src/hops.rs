// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Cuts a stream into hops of 10 ms, whatever its rate and however it arrives.
//!
//! Everything downstream sees whole hops only, so no number can depend on how the sound came in.

/// Hops per second.
pub const PER_SECOND: usize = 100;

/// Collects the open hop.
#[derive(Clone, Debug)]
pub struct Hops {
    rate_hz: u64,
    ended: u64,
    /// The samples of the open hop, channel after channel.
    open: Vec<Vec<f32>>,
    length: usize,
}

impl Hops {
    /// A stream at its start.
    pub fn new(rate_hz: u32, channels: usize) -> Self {
        let length = rate_hz as usize / PER_SECOND + 2;
        let mut hops = Self {
            rate_hz: u64::from(rate_hz),
            ended: 0,
            // Not `vec![…; channels]`: a clone of a vector has no room.
            open: (0..channels).map(|_| Vec::with_capacity(length)).collect(),
            length,
        };
        hops.length = hops.next_length();
        hops
    }

    /// Forgets the open hop and starts afresh.
    pub fn reset(&mut self) {
        self.open.iter_mut().for_each(Vec::clear);
        self.ended = 0;
        self.length = self.next_length();
    }

    /// Takes as much as the open hop lacks, from `start` on; says how much that was.
    pub fn fill(&mut self, channels: &[&[f32]], start: usize) -> usize {
        let filled = self.open.first().map_or(0, Vec::len);
        let available = channels.first().map_or(0, |channel| channel.len()) - start;
        let taken = available.min(self.length - filled);
        for (n, open) in self.open.iter_mut().enumerate() {
            match channels.get(n) {
                Some(channel) => open.extend_from_slice(&channel[start..start + taken]),
                None => open.resize(filled + taken, 0.0),
            }
        }
        taken
    }

    /// Whether the open hop is whole.
    pub fn is_whole(&self) -> bool {
        self.open.first().is_some_and(|channel| channel.len() == self.length)
    }

    /// The samples of the open hop.
    pub fn samples_mut(&mut self) -> &mut [Vec<f32>] {
        &mut self.open
    }

    /// Closes the open hop and opens the next.
    pub fn advance(&mut self) {
        self.open.iter_mut().for_each(Vec::clear);
        self.ended += 1;
        self.length = self.next_length();
    }

    /// At rates that are no multiple of 100 Hz, hops differ by a frame.
    fn next_length(&self) -> usize {
        let per_second = PER_SECOND as u64;
        let boundary = |hop: u64| (hop * self.rate_hz + per_second / 2) / per_second;
        let length = boundary(self.ended + 1) - boundary(self.ended);
        dsp::math::index_from(length as f64).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_hops_are_a_second_at_any_rate() {
        for rate_hz in [8_000, 11_025, 44_100, 69_313, 384_000] {
            let mut hops = Hops::new(rate_hz, 1);
            let second = vec![0.0; rate_hz as usize];
            let (mut start, mut ended) = (0, 0);
            while start < second.len() {
                start += hops.fill(&[&second], start);
                if hops.is_whole() {
                    hops.advance();
                    ended += 1;
                }
            }
            assert_eq!(ended, 100, "{rate_hz} Hz");
        }
    }
}
