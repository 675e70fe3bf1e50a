// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The same sound, later.

use alloc::{vec, vec::Vec};

/// One channel's delay by a fixed number of frames.
#[derive(Clone, Debug)]
pub struct Delay {
    past: Vec<f32>,
    at: usize,
}

impl Delay {
    /// A delay by `frames`.
    pub fn new(frames: usize) -> Self {
        Self { past: vec![0.0; frames], at: 0 }
    }

    /// Forgets the sound inside.
    pub fn reset(&mut self) {
        self.past.fill(0.0);
    }

    /// Takes the newest sample and gives the one that is `frames` old.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_sample(&mut self, sample: f32) -> f32 {
        let Some(slot) = self.past.get_mut(self.at) else { return sample };
        let late = core::mem::replace(slot, sample);
        self.at += 1;
        if self.at == self.past.len() {
            self.at = 0;
        }
        late
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_comes_out_after_the_delay() {
        let mut delay = Delay::new(3);
        let late = [1.0, 2.0, 3.0, 4.0, 5.0].map(|sample| delay.next_sample(sample));
        assert_eq!(late, [0.0, 0.0, 0.0, 1.0, 2.0]);
        assert_eq!(Delay::new(0).next_sample(7.0), 7.0);
    }
}
