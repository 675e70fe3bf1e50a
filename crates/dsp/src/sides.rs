// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One side of a stereo sound in both loudspeakers, without a click.
//!
//! Each output is a sum of both inputs whose factors walk in straight lines. When they have arrived,
//! [`STEREO`] leaves every bit as it was.

use crate::{
    block::{Block, Stream},
    math,
    smooth::Ramp,
    units::Millis,
};

/// Left and right as they are.
pub const STEREO: usize = 0;

/// How long a change takes.
const FADE: Millis = Millis(10.0);
/// Stereo, mono, left, right, mid, side: what of left and right goes to the left, and to the right.
const SIDES: [[f64; 4]; 6] = [
    [1.0, 0.0, 0.0, 1.0],
    [0.5, 0.5, 0.5, 0.5],
    [1.0, 0.0, 1.0, 0.0],
    [0.0, 1.0, 0.0, 1.0],
    [0.5, 0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5, -0.5],
];

/// What one listens to of left and right.
pub struct Sides {
    factors: [Ramp; 4],
}

impl Sides {
    /// Takes the first position at once.
    pub fn new(stream: &Stream) -> Self {
        Self { factors: [(); 4].map(|()| Ramp::new(FADE, stream)) }
    }

    /// Takes the next position at once.
    pub fn settle(&mut self) {
        self.factors.iter_mut().for_each(Ramp::reset);
    }

    /// Turns a block: 0 stereo, 1 mono, 2 left, 3 right, 4 mid, 5 side. A mono block stays as it is.
    ///
    /// # Realtime
    /// Safe.
    pub fn turn(&mut self, side: usize, block: &mut Block<'_, '_>) {
        if block.channel_count() != 2 {
            return;
        }
        for (ramp, factor) in self.factors.iter_mut().zip(SIDES[side.min(SIDES.len() - 1)]) {
            ramp.aim(factor);
        }
        let still = self.factors.iter().all(Ramp::is_still);
        if still && self.factors.each_ref().map(Ramp::target) == SIDES[STEREO] {
            return;
        }
        for frame in 0..block.frames() {
            let [ll, lr, rl, rr] = self.factors.each_mut().map(Ramp::next_value);
            let [left, right] = [0, 1].map(|channel| f64::from(block.channel(channel)[frame]));
            for (channel, [a, b]) in block.channels_mut().zip([[ll, lr], [rl, rr]]) {
                channel[frame] = math::sample_from(left * a + right * b);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(side: usize) -> [f32; 2] {
        let mut sides = Sides::new(&Stream { rate_hz: 48_000, channels: 2, longest_block: 1 });
        let (mut left, mut right) = ([0.75], [0.25]);
        sides.turn(side, &mut Block::new(&mut [&mut left, &mut right]));
        [left[0], right[0]]
    }

    #[test]
    fn every_side_is_heard_from_both_loudspeakers_and_stereo_stays_as_it_is() {
        assert_eq!(turned(STEREO), [0.75, 0.25]);
        assert_eq!([1, 2, 3, 4, 5].map(turned), [[0.5; 2], [0.75; 2], [0.25; 2], [0.5; 2], [0.25; 2]]);
    }
}
