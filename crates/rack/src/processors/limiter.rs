// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A limiter that looks ahead.
//!
//! ```text
//! in ─ gain ─┬─ delay ─────────────────────────── × ─ out
//!            └─ peak detector ─ links ─ reduction ┘
//! ```
//! Every frame waits until the gain has come down for it: the reduction is at least what the
//! peak around the frame asks for, by construction. Below the ceiling the factor is exactly 1,
//! so the sound is a copy, bit for bit. Between the samples the moving gain can add a trace;
//! `no_true_peak_passes_the_ceiling` measures it.

mod path;
mod styles;

use core::ops::Range;

use dsp::{
    Block, Db, Millis, Ratio, Stream,
    interpolate::CHUNK,
    math,
    smooth::Ramp,
    units::{db_from_gain, gain_from_db},
};
use path::{Path, Rules};

use crate::{
    Choice, Params,
    params::Unit,
    processor::{Info, Processor, ReadingSpec, Readings, Style},
};

/// Keeps every peak, also those between the samples, below a ceiling.
pub struct Limiter {
    stream: Stream,
    gain: Ramp,
    paths: [Path; 2],
    latency: Latency,
}

/// How late the sound may be.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// Short enough to play an instrument through it: 1.5 ms.
    Mixing,
    /// The gain moves more smoothly: 3 ms.
    Mastering,
}

/// The knobs of [`Limiter`].
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How hard the sound is driven into the limiter: louder, until the ceiling presses back.
    #[param(range = -24.0..=36.0, default = 0.0)]
    pub gain: Db,
    /// No peak leaves the limiter above this level.
    #[param(range = -24.0..=0.0, default = -1.0)]
    pub ceiling: Db,
    /// How long peaks must keep coming back before the gain is held still between them: short is clean, long is loud.
    #[param(range = 10.0..=500.0, default = 60.0, taper = Log)]
    pub attack: Millis,
    /// How far such peaks may lie apart: long keeps low tones and chords clean, short is louder.
    #[param(range = 5.0..=200.0, default = 17.2, taper = Log)]
    pub hold: Millis,
    /// How quickly the level comes back after a single peak.
    #[param(range = 0.5..=1000.0, default = 4.0, taper = Log)]
    pub release: Millis,
    /// How quickly the level comes back after a sustained sound.
    #[param(range = 1.0..=2000.0, default = 1.0, taper = Log)]
    pub recovery: Millis,
    /// Whether sustained sounds are held still; without it the release alone rules.
    #[param(default = true)]
    pub auto: bool,
    /// How closely the channels move together on a single peak: at 100 % the stereo image stands still.
    #[param(range = 0.0..=1.0, default = 1.0)]
    pub link_transient: Ratio,
    /// How closely the channels move together on a sustained sound.
    #[param(range = 0.0..=1.0, default = 1.0)]
    pub link_release: Ratio,
    /// Whether peaks between the samples count too; a converter and a codec meet them.
    #[param(default = true)]
    pub true_peak: bool,
    /// How late the sound may be; turn it while nothing plays.
    #[param(default = Latency::Mixing)]
    pub latency: Latency,
}

impl Processor for Limiter {
    type Params = Knobs;
    const INFO: &'static Info = &Info {
        id: "limiter",
        name: "Limiter",
        summary: "Keeps every peak, also those between the samples, below a ceiling.",
    };
    const READINGS: &'static [ReadingSpec] = &[ReadingSpec {
        id: "gain-reduction",
        name: "Gain reduction",
        unit: Unit::Db,
        help: "How far the loudest moment was turned down.",
    }];
    const STYLES: &'static [Style] = styles::ALL;

    fn new(stream: &Stream) -> Self {
        Self {
            stream: *stream,
            gain: Ramp::new(Millis(20.0), stream),
            paths: [Latency::Mixing, Latency::Mastering].map(|latency| Path::new(latency, stream)),
            latency: Latency::Mixing,
        }
    }

    fn reset(&mut self) {
        self.gain.reset();
        self.paths.iter_mut().for_each(Path::reset);
    }

    fn latency(&self, knobs: &Knobs) -> usize {
        self.paths[knobs.latency as usize].latency()
    }

    fn process(&mut self, knobs: &Knobs, block: &mut Block<'_, '_>, readings: &mut Readings) {
        self.gain.aim(gain_from_db(knobs.gain));
        if knobs.latency != self.latency {
            self.latency = knobs.latency;
            self.paths[knobs.latency as usize].reset();
        }
        let rules = Rules::new(knobs, &self.stream);
        let frames = block.frames();
        for start in (0..frames).step_by(CHUNK) {
            let chunk = start..frames.min(start + CHUNK);
            self.drive(block, chunk.clone());
            let deepest = self.paths[self.latency as usize].limit(&rules, block, chunk);
            readings.note(0, db_from_gain(1.0 - f64::from(deepest)).0);
        }
    }
}

impl Limiter {
    fn drive(&mut self, block: &mut Block<'_, '_>, chunk: Range<usize>) {
        for frame in chunk {
            let factor = math::sample_from(self.gain.next_value());
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

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 2, longest_block: 512 };

    fn limit(knobs: &Knobs, sound: &mut Audio) -> Readings {
        let mut readings = Readings::default();
        let mut limiter = Limiter::new(&STREAM);
        sound.for_each_block(512, |_, block| limiter.process(knobs, block, &mut readings));
        readings
    }

    fn latency() -> usize {
        Limiter::new(&STREAM).latency(&Knobs::default())
    }

    #[test]
    fn no_sample_passes_the_ceiling_at_any_link() {
        for link in [0.0, 0.5, 1.0] {
            let channels = (1..=2).map(|seed| signals::white_noise(seed, 8.0, 48_000)).collect();
            let mut sound = Audio { rate_hz: 48_000, channels };
            limit(
                &Knobs { link_transient: Ratio(link), link_release: Ratio(link), ..Knobs::default() },
                &mut sound,
            );
            assert!(f64::from(sound.sample_peak()) <= gain_from_db(Db(-1.0)), "{}", sound.sample_peak());
        }
    }

    #[test]
    fn below_the_ceiling_the_sound_is_a_copy() {
        let quiet = signals::pink_noise(2, 0.8, 48_000);
        let mut sound = Audio { rate_hz: 48_000, channels: vec![quiet.clone(); 2] };
        limit(&Knobs::default(), &mut sound);
        assert_eq!(sound.channels[1][latency()..], quiet[..48_000 - latency()]);
    }

    #[test]
    fn loosening_the_link_while_it_works_lets_nothing_pass() {
        let channels = vec![signals::white_noise(1, 4.0, 40_000), signals::white_noise(2, 0.5, 40_000)];
        let mut sound = Audio { rate_hz: 48_000, channels };
        let mut limiter = Limiter::new(&STREAM);
        let mut knobs = Knobs::default();
        sound.for_each_block(100, |start, block| {
            knobs.link_transient = Ratio(if start / 3000 % 2 == 0 { 1.0 } else { 0.2 });
            knobs.link_release = knobs.link_transient;
            limiter.process(&knobs, block, &mut Readings::default());
        });
        assert!(f64::from(sound.sample_peak()) <= gain_from_db(Db(-1.0)));
    }

    #[test]
    fn a_linked_image_stands_still() {
        let loud = signals::sine(48_000, 440.0, 2.0, 0.0, 48_000);
        let half = loud.iter().map(|sample| sample * 0.5).collect();
        let mut sound = Audio { rate_hz: 48_000, channels: vec![loud, half] };
        limit(&Knobs::default(), &mut sound);
        let [left, right] = [&sound.channels[0], &sound.channels[1]];
        assert!(left.iter().zip(right).all(|(left, right)| left * 0.5 == *right));
    }

    #[test]
    fn the_reading_says_how_far_it_turned_down() {
        let mut sound =
            Audio { rate_hz: 48_000, channels: vec![signals::sine(48_000, 100.0, 2.0, 0.0, 48_000); 2] };
        let reduction = limit(&Knobs { ceiling: Db(0.0), ..Knobs::default() }, &mut sound).take()[0];
        assert!((reduction + 6.02).abs() < 0.05, "{reduction} dB");
    }
}
