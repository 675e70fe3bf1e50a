// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The same sound, later.

use alloc::{vec, vec::Vec};

use crate::interpolate::CHUNK;

/// One channel's delay by a fixed number of frames.
#[derive(Clone, Debug)]
pub struct Delay {
    /// Old samples, then the chunk's.
    samples: Vec<f32>,
    frames: usize,
}

impl Delay {
    /// A delay by `frames`.
    pub fn new(frames: usize) -> Self {
        Self { samples: vec![0.0; frames + CHUNK], frames }
    }

    /// Forgets the sound inside.
    pub fn reset(&mut self) {
        self.samples.fill(0.0);
    }

    /// Takes up to [`CHUNK`] newest samples and puts those that are `frames` old in their place.
    ///
    /// # Realtime
    /// Safe.
    pub fn delay(&mut self, chunk: &mut [f32]) {
        let new = chunk.len().min(CHUNK);
        self.samples[self.frames..self.frames + new].copy_from_slice(&chunk[..new]);
        chunk[..new].copy_from_slice(&self.samples[..new]);
        self.samples.copy_within(new..new + self.frames, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_comes_out_after_the_delay() {
        let mut delay = Delay::new(3);
        let (mut first, mut second) = ([1.0, 2.0], [3.0, 4.0, 5.0]);
        delay.delay(&mut first);
        delay.delay(&mut second);
        assert_eq!((first, second), ([0.0, 0.0], [0.0, 1.0, 2.0]));
        let mut at_once = [7.0];
        Delay::new(0).delay(&mut at_once);
        assert_eq!(at_once, [7.0]);
    }
}
