// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Drive: harmonics at equal loudness.

use dsp::{
    Block, Ratio, Stream,
    laps::Laps,
    shaper::{self, Shaper},
    units::db_from_gain,
};

use crate::{
    Params,
    harmonics::{self, Harmonics},
    params::Unit,
    processor::{Info, Processor, ReadingSpec, Readings},
    shaping,
};

/// Adds harmonics and gives back the loudness that they cost.
pub struct Drive {
    channels: Vec<Channel>,
    laps: Laps,
    arch: pulp::Arch,
}

struct Channel {
    shaper: Shaper,
    harmonics: Harmonics,
}

/// The knobs of [`Drive`].
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How hard the sound is pressed into the curve: warmer, then rough.
    #[param(range = 0.0..=1.0, default = 0.0)]
    pub drive: Ratio,
    /// How asymmetric the curve is: even harmonics sound fuller, odd ones firmer.
    #[param(range = 0.0..=1.0, default = 0.0)]
    pub even: Ratio,
}

impl Processor for Drive {
    type Params = Knobs;
    const INFO: &'static Info = &Info {
        id: "drive",
        name: "Drive",
        summary: "Adds harmonics and gives back the loudness that they cost, so that more is not merely louder.",
    };
    const READINGS: &'static [ReadingSpec] = &[ReadingSpec {
        id: "make-up",
        name: "Make-up",
        unit: Unit::Db,
        help: "The loudness that was given back.",
    }];

    fn new(stream: &Stream) -> Self {
        let channel = |_| Channel { shaper: Shaper::new(), harmonics: Harmonics::new(stream) };
        Self {
            channels: (0..stream.channels).map(channel).collect(),
            laps: Laps::default(),
            arch: pulp::Arch::new(),
        }
    }

    fn reset(&mut self) {
        self.laps.reset();
        for channel in &mut self.channels {
            channel.shaper.reset();
            channel.harmonics.reset();
        }
    }

    fn latency(&self, _knobs: &Knobs) -> usize {
        shaper::LATENCY
    }

    fn process(&mut self, knobs: &Knobs, block: &mut Block<'_, '_>, readings: &mut Readings) {
        self.channels.iter_mut().for_each(|channel| channel.harmonics.turn(knobs.drive, knobs.even));
        let (frames, mut start) = (block.frames(), 0);
        while let Some(lap) = self.laps.next_lap(start, frames) {
            start = lap.frames.end;
            for (samples, channel) in block.channels_mut().zip(&mut self.channels) {
                let chunk = &mut samples[lap.frames.clone()];
                shaping::shape(self.arch, &mut channel.shaper, chunk, &mut channel.harmonics);
            }
            if lap.is_whole {
                let gain = harmonics::end_lap(&mut self.channels, |channel| &mut channel.harmonics);
                readings.note(0, db_from_gain(gain).0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use dsp::{Audio, math, signals};
    use measure::{Layout, Meter};

    use super::*;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 512 };

    fn driven(drive: f64, even: f64, sound: Vec<f32>) -> Vec<f32> {
        let mut sound = Audio { rate_hz: 48_000, channels: vec![sound] };
        let mut effect = Drive::new(&STREAM);
        let knobs = Knobs { drive: Ratio(drive), even: Ratio(even) };
        sound.for_each_block(512, |_, block| effect.process(&knobs, block, &mut Readings::default()));
        sound.channels.swap_remove(0)
    }

    fn lufs(sound: &[f32]) -> f64 {
        let mut meter = Meter::loudness_only(48_000, Layout::Mono);
        meter.push(&[sound]);
        meter.finish().integrated_lufs.expect("it sounds")
    }

    /// The level of a partial, dB under the tone.
    fn partial_db(sound: &[f32], hz: f64) -> f64 {
        let part = |phase: f64| {
            let wave = |n: usize| math::sin(math::TAU * hz * n as f64 / 48_000.0 + phase);
            sound.iter().enumerate().map(|(n, x)| f64::from(*x) * wave(n)).sum::<f64>()
        };
        db_from_gain(part(0.0).hypot(part(0.5 * math::PI)) / sound.len() as f64 * 2.0).0
    }

    #[test]
    fn more_drive_is_not_louder() {
        let noise = signals::pink_noise(1, 3.0, 480_000);
        for (drive, even) in [(0.1, 0.0), (0.5, 0.0), (0.5, 1.0), (1.0, 0.5)] {
            let change_lu = lufs(&driven(drive, even, noise.clone())[48_000..]) - lufs(&noise[48_000..]);
            assert!(change_lu.abs() < 0.1, "drive {drive}, even {even}: {change_lu:+.2} LU");
        }
    }

    #[test]
    fn it_adds_the_harmonics_it_says_and_no_alias() {
        let tone = signals::sine(48_000, 5000.0, 0.75, 0.0, 96_000);
        let odd = &driven(1.0, 0.0, tone.clone())[48_000..];
        assert!(partial_db(odd, 15_000.0) > -40.0 && partial_db(odd, 10_000.0) < -100.0);
        let even = &driven(1.0, 1.0, tone)[48_000..];
        assert!(partial_db(even, 10_000.0) > -30.0);
        for alias_hz in [1000.0, 3000.0, 7000.0, 13_000.0] {
            assert!(partial_db(even, alias_hz) < -80.0, "{alias_hz} Hz: {} dB", partial_db(even, alias_hz));
        }
        let offset = even.iter().sum::<f32>() / even.len() as f32;
        assert!(offset.abs() < 1e-4, "{offset}");
    }

    #[test]
    fn at_zero_it_is_a_delayed_copy_also_after_it_was_not() {
        let noise = signals::white_noise(1, 0.9, 96_000);
        let mut sound = Audio { rate_hz: 48_000, channels: vec![noise.clone()] };
        let mut effect = Drive::new(&STREAM);
        sound.for_each_block(512, |start, block| {
            let knobs = Knobs { drive: Ratio(if start < 9600 { 0.8 } else { 0.0 }), even: Ratio(1.0) };
            effect.process(&knobs, block, &mut Readings::default());
        });
        let late = shaper::LATENCY;
        assert_ne!(sound.channels[0][late..9600], noise[..9600 - late]);
        assert_eq!(sound.channels[0][48_000..], noise[48_000 - late..96_000 - late]);
    }
}
