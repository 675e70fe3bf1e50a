// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A limiter that looks ahead.
//!
//! ```text
//! in ─ gain ─┬─ delay ──────────────────────────────── × ─ out
//!            └─ peak detector ─ wanted ─ link ─ reduction ┘
//! ```
//! Every frame waits until the gain has come down for it: the reduction is at least what the
//! peak around the frame asks for, by construction. Below the ceiling the factor is exactly 1,
//! so the sound is a copy, bit for bit. Between the samples the moving gain can add a trace;
//! `no_true_peak_passes_the_ceiling` measures it.

use core::ops::Range;

use dsp::{
    Block, Db, Millis, Ratio, Stream,
    delay::Delay,
    math,
    peak_detector::{self, CHUNK, PeakDetector},
    reduction::{Reduction, release_pace, wanted_reduction},
    smooth::Ramp,
    units::{db_from_gain, gain_from_db},
};

use crate::{
    Params,
    params::Unit,
    processor::{Info, Processor, ReadingSpec, Readings},
};

/// How much of the sound is known before the gain must have moved.
const LOOK_AHEAD: Millis = Millis(1.5);
/// Rounding of a product may add a ten-millionth; the ceiling inside is that much lower.
const ROUNDING: f64 = 1.0 - 2e-7;

/// Keeps every peak, also those between the samples, below a ceiling.
pub struct Limiter {
    stream: Stream,
    gain: Ramp,
    channels: Vec<Channel>,
    /// The reduction that all channels share.
    linked: Reduction,
    link: Link,
}

/// The knobs of [`Limiter`].
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How hard the sound is driven into the limiter: louder, until the ceiling presses back.
    #[param(range = -24.0..=36.0, default = 0.0)]
    pub gain: Db,
    /// No peak leaves the limiter above this level, not even between the samples.
    #[param(range = -24.0..=0.0, default = -1.0)]
    pub ceiling: Db,
    /// How quickly the level comes back after a single peak; sustained sounds are held still anyway.
    #[param(range = 1.0..=1000.0, default = 5.0, taper = Log)]
    pub release: Millis,
    /// How closely the channels move together: at 100 % the stereo image stands still.
    #[param(range = 0.0..=1.0, default = 1.0)]
    pub link: Ratio,
}

struct Channel {
    detector: PeakDetector,
    peaks: [f32; CHUNK],
    own: Reduction,
    delay: Delay,
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

    fn new(stream: &Stream) -> Self {
        Self {
            stream: *stream,
            gain: Ramp::new(Millis(20.0), stream),
            channels: (0..stream.channels).map(|_| Channel::new(stream)).collect(),
            linked: Reduction::new(LOOK_AHEAD, stream),
            link: Link::default(),
        }
    }

    fn reset(&mut self) {
        self.gain.reset();
        self.linked.reset();
        self.link = Link::default();
        for channel in &mut self.channels {
            channel.reset();
        }
    }

    fn latency(&self, _knobs: &Knobs) -> usize {
        peak_detector::LATENCY + self.linked.latency()
    }

    fn process(&mut self, knobs: &Knobs, block: &mut Block<'_, '_>, readings: &mut Readings) {
        self.gain.aim(gain_from_db(knobs.gain));
        let law = Law::new(knobs, &self.stream);
        let frames = block.frames();
        for start in (0..frames).step_by(CHUNK) {
            let chunk = start..frames.min(start + CHUNK);
            self.drive(block, chunk.clone());
            self.detect(block, chunk.clone());
            let deepest = self.reduce(&law, block, chunk);
            readings.note(0, db_from_gain(1.0 - deepest).0);
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

    fn detect(&mut self, block: &Block<'_, '_>, chunk: Range<usize>) {
        for (index, channel) in self.channels.iter_mut().enumerate() {
            channel.detector.next_peaks(&block.channel(index)[chunk.clone()], &mut channel.peaks);
        }
    }

    /// Applies the reduction and gives its largest value.
    fn reduce(&mut self, law: &Law, block: &mut Block<'_, '_>, chunk: Range<usize>) -> f64 {
        let mut shared = [0.0; CHUNK];
        let mut loose = [false; CHUNK];
        for n in 0..chunk.len() {
            (shared[n], loose[n]) = self.shared_reduction(law, n);
        }
        let mut deepest = 0.0_f64;
        for (index, channel) in self.channels.iter_mut().enumerate() {
            let samples = &mut block.channel_mut(index)[chunk.clone()];
            for (n, sample) in samples.iter_mut().enumerate() {
                let own = if loose[n] { channel.own_reduction(law, n) } else { 0.0 };
                let reduction = own.max(shared[n]);
                deepest = deepest.max(reduction);
                *sample = channel.delay.next_sample(*sample) * math::sample_from(1.0 - reduction);
            }
        }
        deepest
    }

    /// What the loudest channel asks of all, and whether the channels move by themselves too.
    fn shared_reduction(&mut self, law: &Law, n: usize) -> (f64, bool) {
        let share = self.link.next_share(law.link, 2 * self.linked.latency() + 2);
        let highest = self.channels.iter().fold(0.0_f32, |high, channel| high.max(channel.peaks[n]));
        let wanted = wanted_reduction(highest, law.ceiling) * math::sample_from(share);
        (self.linked.next_reduction(wanted, law.pace), self.link.is_loose())
    }
}

/// Changes from moving as one to moving apart, and back, without a gap in the protection.
///
/// A channel's own reduction is computed only when it is needed. When the knob is turned, the
/// new way takes over once it has been up to date for long enough to cover every frame that
/// still waits; until then both hold.
struct Link {
    /// For how many frames the channels' own reductions have been computed.
    own_for: usize,
    /// For how many frames the shared reduction has been whole.
    whole_for: usize,
    loose: bool,
}

impl Default for Link {
    /// Nothing waits: either way may start at once.
    fn default() -> Self {
        Self { own_for: usize::MAX, whole_for: usize::MAX, loose: false }
    }
}

impl Link {
    /// The share of the loudest channel's reduction that all take, for the next frame.
    fn next_share(&mut self, knob: f64, cover: usize) -> f64 {
        self.loose = knob < 1.0 || self.whole_for <= cover;
        let share = if knob < 1.0 && self.own_for > cover { knob } else { 1.0 };
        self.own_for = if self.loose { self.own_for.saturating_add(1) } else { 0 };
        self.whole_for = if share < 1.0 { 0 } else { self.whole_for.saturating_add(1) };
        share
    }

    /// Whether the channels' own reductions are needed for this frame.
    fn is_loose(&self) -> bool {
        self.loose
    }
}

/// What the knobs mean for one block.
struct Law {
    ceiling: f64,
    pace: f64,
    link: f64,
}

impl Law {
    fn new(knobs: &Knobs, stream: &Stream) -> Self {
        Self {
            ceiling: gain_from_db(knobs.ceiling) * ROUNDING,
            pace: release_pace(knobs.release, stream),
            link: knobs.link.0,
        }
    }
}

impl Channel {
    fn new(stream: &Stream) -> Self {
        let own = Reduction::new(LOOK_AHEAD, stream);
        let delay = Delay::new(peak_detector::LATENCY + own.latency());
        Self { detector: PeakDetector::new(), peaks: [0.0; CHUNK], own, delay }
    }

    fn reset(&mut self) {
        self.detector.reset();
        self.own.reset();
        self.delay.reset();
    }

    fn own_reduction(&mut self, law: &Law, n: usize) -> f64 {
        self.own.next_reduction(wanted_reduction(self.peaks[n], law.ceiling), law.pace)
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
            limit(&Knobs { link: Ratio(link), ceiling: Db(-1.0), ..Knobs::default() }, &mut sound);
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
            knobs.link = Ratio(if start / 3000 % 2 == 0 { 1.0 } else { 0.2 });
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
