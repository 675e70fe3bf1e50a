// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Clip: shaves the tips of peaks before a limiter must press on everything around them.

use dsp::{
    Block, Db, Ratio, Stream,
    laps::Laps,
    shaper::{self, Shaper},
    soft_clip::{Shoulder, SoftClip},
    units::{db_from_gain, gain_from_db},
};

use crate::{
    Params,
    params::Unit,
    processor::{Info, Processor, ReadingSpec, Readings},
    shaping,
};

/// Shaves the tips of peaks with a round shoulder.
pub struct Clip {
    channels: Vec<Channel>,
    laps: Laps,
    arch: pulp::Arch,
}

struct Channel {
    shaper: Shaper,
    clip: SoftClip,
}

/// The knobs of [`Clip`].
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How much of a peak may be shaved at most; zero leaves the sound alone.
    #[param(range = 0.0..=12.0, default = 0.0)]
    pub clip: Db,
    /// The level above which peaks are shaved; a limiter behind keeps what rises between the samples.
    #[param(range = -24.0..=0.0, default = -1.0)]
    pub ceiling: Db,
    /// How round the shoulder is: soft begins earlier and sounds less rough.
    #[param(range = 0.0..=1.0, default = 0.2)]
    pub softness: Ratio,
}

impl Processor for Clip {
    type Params = Knobs;
    const INFO: &'static Info = &Info {
        id: "clip",
        name: "Clip",
        summary: "Shaves the tips of peaks with a round shoulder, and never more of them than allowed.",
    };
    const READINGS: &'static [ReadingSpec] = &[ReadingSpec {
        id: "shave",
        name: "Shave",
        unit: Unit::Db,
        help: "How far the highest peak was shaved.",
    }];

    fn new(stream: &Stream) -> Self {
        let shoulder = shoulder(&Knobs::default());
        let channel = |_| Channel { shaper: Shaper::new(), clip: SoftClip::new(shoulder) };
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
            channel.clip = SoftClip::new(channel.clip.shoulder);
        }
    }

    fn latency(&self, _knobs: &Knobs) -> usize {
        shaper::LATENCY
    }

    fn process(&mut self, knobs: &Knobs, block: &mut Block<'_, '_>, readings: &mut Readings) {
        let shoulder = shoulder(knobs);
        self.channels.iter_mut().for_each(|channel| channel.clip.turn(shoulder));
        let (frames, mut start) = (block.frames(), 0);
        while let Some(lap) = self.laps.next_lap(start, frames) {
            start = lap.frames.end;
            for (samples, channel) in block.channels_mut().zip(&mut self.channels) {
                let chunk = &mut samples[lap.frames.clone()];
                shaping::shape(self.arch, &mut channel.shaper, chunk, &mut channel.clip);
                readings.note(0, db_from_gain(channel.clip.take_left()).0);
            }
        }
    }
}

fn shoulder(knobs: &Knobs) -> Shoulder {
    Shoulder::new(gain_from_db(knobs.ceiling), knobs.softness, knobs.clip)
}

#[cfg(test)]
mod tests {
    use dsp::{Audio, math, signals};

    use super::*;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 512 };

    fn clipped(knobs: &Knobs, sound: Vec<f32>) -> (Vec<f32>, f64) {
        let mut sound = Audio { rate_hz: 48_000, channels: vec![sound] };
        let mut clip = Clip::new(&STREAM);
        let mut readings = Readings::default();
        sound.for_each_block(512, |_, block| clip.process(knobs, block, &mut readings));
        (sound.channels.swap_remove(0), readings.take()[0])
    }

    fn knobs(clip_db: f64) -> Knobs {
        Knobs { clip: Db(clip_db), ..Knobs::default() }
    }

    #[test]
    fn a_peak_is_shaved_to_the_ceiling_and_the_reading_says_how_far() {
        let (sound, shave_db) = clipped(&knobs(12.0), signals::sine(48_000, 100.0, 1.782_502, 0.0, 9600));
        let peak = sound[100..].iter().fold(0.0_f32, |high, x| high.max(x.abs()));
        assert!((db_from_gain(f64::from(peak)).0 + 1.0).abs() < 0.2, "{peak}");
        assert!((shave_db + 6.02).abs() < 0.1, "{shave_db} dB");
    }

    #[test]
    fn no_more_is_shaved_than_allowed() {
        let (_, shave_db) = clipped(&knobs(2.0), signals::sine(48_000, 100.0, 4.0, 0.0, 9600));
        assert!((shave_db + 2.0).abs() < 0.01, "{shave_db} dB");
    }

    #[test]
    fn below_the_shoulder_and_at_zero_it_is_a_delayed_copy() {
        let late = shaper::LATENCY;
        for (clip_db, height) in [(12.0, 0.3), (0.0, 2.0)] {
            let noise = signals::white_noise(1, height, 9600);
            assert_eq!(clipped(&knobs(clip_db), noise.clone()).0[late..], noise[..9600 - late], "{clip_db} dB");
        }
    }

    /// What is not a harmonic of the tone, below 18 kHz, dB under the tone.
    fn alias_db(hz: f64) -> f64 {
        let tone = signals::sine(48_000, hz, 3.548_134, 0.3, 52_800);
        let knobs = Knobs { softness: Ratio(0.0), ..knobs(60.0) };
        let sound = &clipped(&knobs, tone).0[4800..];
        let power = |at: f64| {
            let part = |phase: f64| {
                let wave = |n: usize| math::sin(math::TAU * at * n as f64 / 48_000.0 + phase);
                sound.iter().enumerate().map(|(n, x)| f64::from(*x) * wave(n)).sum::<f64>()
            };
            part(0.0).powi(2) + part(0.5 * math::PI).powi(2)
        };
        let aliases = (3..60).step_by(2).filter_map(|n| {
            let folded = (f64::from(n) * hz) % 48_000.0;
            let at = folded.min(48_000.0 - folded);
            (f64::from(n) * hz > 24_000.0 && at < 18_000.0).then(|| power(at))
        });
        10.0 * math::log10(aliases.sum::<f64>() / power(hz))
    }

    #[test]
    fn hard_clipping_leaves_hardly_any_alias() {
        for (hz, limit_db) in [(1240.0, -80.0), (4990.0, -60.0), (8990.0, -60.0)] {
            assert!(alias_db(hz) < limit_db, "{hz} Hz: {:.1} dB", alias_db(hz));
        }
    }
}
