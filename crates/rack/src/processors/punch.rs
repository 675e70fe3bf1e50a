// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Punch: the beginnings of sounds stand out, or step back.
//!
//! Nothing is delayed, and a steady sound is a copy. All channels move together.

use dsp::{
    Block, Db, Millis, Stream, math,
    smooth::Ramp,
    transient::Transient,
    units::{db_from_gain, gain_from_db},
};

use crate::{
    Params,
    params::Unit,
    processor::{Info, Processor, ReadingSpec, Readings},
};

/// Lifts the beginnings of sounds, or lowers them.
pub struct Punch {
    transient: Transient,
    gain: Ramp,
}

/// The knobs of [`Punch`].
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How far the beginning of a hit is lifted (above zero) or lowered (below zero).
    #[param(range = -6.0..=6.0, default = 0.0)]
    pub punch: Db,
    /// How long a beginning lasts: short for clicks, long for the body of a drum.
    #[param(range = 5.0..=80.0, default = 25.0, taper = Log)]
    pub length: Millis,
}

impl Processor for Punch {
    type Params = Knobs;
    const INFO: &'static Info = &Info {
        id: "punch",
        name: "Punch",
        summary: "Lifts the beginnings of sounds, or lowers them; steady sounds stay as they are.",
    };
    const READINGS: &'static [ReadingSpec] = &[ReadingSpec {
        id: "emphasis",
        name: "Emphasis",
        unit: Unit::Db,
        help: "How far the strongest beginning was moved.",
    }];

    fn new(stream: &Stream) -> Self {
        Self { transient: Transient::new(stream), gain: Ramp::new(Millis(20.0), stream) }
    }

    fn reset(&mut self) {
        self.transient.reset();
        self.gain.reset();
    }

    fn process(&mut self, knobs: &Knobs, block: &mut Block<'_, '_>, readings: &mut Readings) {
        self.gain.aim(gain_from_db(knobs.punch));
        let pace = self.transient.pace(knobs.length);
        for frame in 0..block.frames() {
            let factor = self.transient.next_factor(block, frame, self.gain.next_value(), pace);
            readings.note(0, db_from_gain(factor).0);
            let factor = math::sample_from(factor);
            block.channels_mut().for_each(|channel| channel[frame] *= factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use dsp::{Audio, signals};

    use super::*;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 512 };

    fn punched(punch_db: f64, sound: Vec<f32>) -> Vec<f32> {
        let mut sound = Audio { rate_hz: 48_000, channels: vec![sound] };
        let mut punch = Punch::new(&STREAM);
        let knobs = Knobs { punch: Db(punch_db), ..Knobs::default() };
        sound.for_each_block(512, |_, block| punch.process(&knobs, block, &mut Readings::default()));
        sound.channels.swap_remove(0)
    }

    #[test]
    fn a_hit_is_lifted_by_as_much_as_asked_and_its_tail_is_not() {
        let hit: Vec<f32> = signals::sine(48_000, 200.0, 0.2, 0.0, 24_000)
            .into_iter()
            .enumerate()
            .map(|(n, x)| if n < 4800 { 0.0 } else { x })
            .collect();
        let lifted = punched(3.0, hit.clone());
        let gain_db = |n: usize| db_from_gain(f64::from(lifted[n] / hit[n])).0;
        assert!((gain_db(4800 + 60) - 3.0).abs() < 0.1, "{} dB", gain_db(4860));
        assert!(gain_db(4800 + 4860).abs() < 1e-9, "{} dB", gain_db(9660));
    }

    #[test]
    fn at_zero_it_is_a_copy() {
        let noise = signals::white_noise(1, 0.9, 9600);
        assert_eq!(punched(0.0, noise.clone()), noise);
    }
}
