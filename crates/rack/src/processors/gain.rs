// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Gain: louder or quieter, nothing else.

use dsp::{Block, Db, Millis, Stream, math, smooth::Ramp, units::gain_from_db};

use crate::{
    Params,
    processor::{Info, Processor, Readings},
};

/// Makes the sound louder or quieter and changes nothing else.
pub struct Gain {
    factor: Ramp,
}

/// The knobs of [`Gain`].
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How much louder (above zero) or quieter (below zero) the sound becomes.
    #[param(range = -60.0..=24.0, default = 0.0)]
    pub gain: Db,
}

impl Processor for Gain {
    type Params = Knobs;
    const INFO: &'static Info =
        &Info { id: "gain", name: "Gain", summary: "Makes the sound louder or quieter and changes nothing else." };

    fn new(stream: &Stream) -> Self {
        Self { factor: Ramp::new(Millis(20.0), stream) }
    }

    fn reset(&mut self) {
        self.factor.reset();
    }

    fn plain_gain(&self, knobs: &Knobs) -> f64 {
        gain_from_db(knobs.gain)
    }

    fn process(&mut self, knobs: &Knobs, block: &mut Block<'_, '_>, _readings: &mut Readings) {
        self.factor.aim(gain_from_db(knobs.gain));
        for frame in 0..block.frames() {
            let factor = math::sample_from(self.factor.next_value());
            for channel in block.channels_mut() {
                channel[frame] *= factor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use dsp::{Audio, signals};

    use super::*;

    #[test]
    fn six_decibels_double_the_amplitude() {
        let stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 64 };
        let mut sound = Audio { rate_hz: 48_000, channels: vec![signals::sine(48_000, 997.0, 0.25, 0.0, 480)] };
        let before = sound.sample_peak();
        let mut gain = Gain::new(&stream);
        let knobs = Knobs { gain: Db(6.0206) };
        sound.for_each_block(64, |_, block| gain.process(&knobs, block, &mut Readings::default()));
        assert!((sound.sample_peak() / before - 2.0).abs() < 1e-5);
    }
}
