// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The way of the sound through a limiter with one latency.

use core::ops::Range;

use dsp::{
    Block, Millis, Stream,
    delay::Delay,
    interpolate::CHUNK,
    math,
    peak_detector::{self, PeakDetector},
    recurrence::Sustain,
    reduction::{Law, Reduction, release_pace, wanted_reduction},
    units::{frames_from_ms, gain_from_db},
};

use super::{Knobs, Latency};

/// Rounding of products may add a few ten-millionths; the ceiling inside is that much lower.
const ROUNDING: f64 = 1.0 - 1e-6;
/// What the look-ahead may not be shorter than, or a gain change becomes a click.
const LEAST_LOOK_AHEAD_FRAMES: usize = 49;

/// Detectors, delays and reductions of all channels.
pub struct Path {
    channels: Vec<Channel>,
    /// Whether every channel moves by itself, or all with the first one's reduction.
    apart: bool,
    latency: usize,
    /// The widest instructions of this machine; the results are the same with all.
    arch: pulp::Arch,
}

struct Channel {
    detector: PeakDetector,
    reduction: Reduction,
    delay: Delay,
    peaks: [f32; CHUNK],
    /// What a single peak asks for, then the reduction.
    wanted: [f32; CHUNK],
    /// What a sustained sound asks for.
    lasting: [f32; CHUNK],
}

/// The detector's work, as a thing that is compiled once for each instruction set.
struct Detect<'a> {
    channel: &'a mut Channel,
    samples: &'a [f32],
    true_peak: bool,
}

impl pulp::NullaryFnOnce for Detect<'_> {
    type Output = ();

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "else it is compiled for the plainest instructions")]
    fn call(self) {
        self.channel.detect(self.samples, self.true_peak);
    }
}

/// What the knobs mean for one block.
pub struct Rules {
    ceiling: f32,
    law: Law,
    link_transient: f32,
    link_release: f32,
    true_peak: bool,
}

impl Rules {
    /// The rules for these knobs.
    pub fn new(knobs: &Knobs, stream: &Stream) -> Self {
        let sustain = Sustain::new(knobs.attack, knobs.hold, knobs.recovery, stream);
        let law =
            Law { release_pace: release_pace(knobs.release, stream), sustain: knobs.auto.then_some(sustain) };
        Self {
            ceiling: math::sample_from(gain_from_db(knobs.ceiling) * ROUNDING),
            law,
            link_transient: math::sample_from(knobs.link_transient.0),
            link_release: math::sample_from(knobs.link_release.0),
            true_peak: knobs.true_peak,
        }
    }

    fn moves_as_one(&self) -> bool {
        self.link_transient >= 1.0 && self.link_release >= 1.0
    }
}

impl Path {
    /// A path that is silent yet.
    pub fn new(latency: Latency, stream: &Stream) -> Self {
        let look_ahead = match latency {
            Latency::Mixing => frames_from_ms(Millis(1.02), stream).max(LEAST_LOOK_AHEAD_FRAMES),
            Latency::Mastering => frames_from_ms(Millis(2.5), stream).max(2 * LEAST_LOOK_AHEAD_FRAMES),
        };
        let channels: Vec<_> = (0..stream.channels).map(|_| Channel::new(look_ahead, stream)).collect();
        Self { channels, apart: false, latency: peak_detector::LATENCY + look_ahead - 1, arch: pulp::Arch::new() }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.apart = false;
        self.channels.iter_mut().for_each(Channel::reset);
    }

    /// Frames by which the output is late.
    pub fn latency(&self) -> usize {
        self.latency
    }

    /// Limits up to [`CHUNK`] frames and gives the largest reduction.
    ///
    /// # Realtime
    /// Safe.
    pub fn limit(&mut self, rules: &Rules, block: &mut Block<'_, '_>, chunk: Range<usize>) -> f32 {
        for (index, channel) in self.channels.iter_mut().enumerate() {
            let samples = &block.channel(index)[chunk.clone()];
            self.arch.dispatch(Detect { channel, samples, true_peak: rules.true_peak });
        }
        self.want(rules, chunk.len());
        self.settle_apart(rules);
        self.reduce(rules, chunk.len());
        let mut deepest = 0.0_f32;
        for (index, channel) in self.channels.iter_mut().enumerate() {
            deepest = deepest.max(channel.apply(&mut block.channel_mut(index)[chunk.clone()]));
        }
        deepest
    }

    /// What each channel asks for by itself, raised to its share of what the loudest asks for.
    fn want(&mut self, rules: &Rules, frames: usize) {
        let mut most = [0.0_f32; CHUNK];
        for channel in &mut self.channels {
            for (n, most) in most.iter_mut().enumerate().take(frames) {
                channel.wanted[n] = wanted_reduction(channel.peaks[n], rules.ceiling);
                *most = most.max(channel.wanted[n]);
            }
        }
        for channel in &mut self.channels {
            for (n, most) in most.iter().enumerate().take(frames) {
                let own = channel.wanted[n];
                channel.wanted[n] = own.max(rules.link_transient * most);
                channel.lasting[n] = own.max(rules.link_release * most);
            }
        }
    }

    /// Channels part at once, each with the past of the first; they join when nothing tells them apart.
    fn settle_apart(&mut self, rules: &Rules) {
        let Some((first, others)) = self.channels.split_first_mut() else { return };
        if !rules.moves_as_one() {
            if !self.apart {
                for other in others.iter_mut() {
                    other.reduction.copy_from(&first.reduction);
                }
            }
            self.apart = true;
        } else if self.apart {
            self.apart = others.iter().any(|other| other.reduction != first.reduction);
        }
    }

    fn reduce(&mut self, rules: &Rules, frames: usize) {
        let Some((first, others)) = self.channels.split_first_mut() else { return };
        first.reduce(&rules.law, frames);
        for other in others {
            if self.apart {
                other.reduce(&rules.law, frames);
            } else {
                other.wanted = first.wanted;
            }
        }
    }
}

impl Channel {
    fn new(look_ahead: usize, stream: &Stream) -> Self {
        Self {
            detector: PeakDetector::new(),
            reduction: Reduction::new(look_ahead, stream),
            delay: Delay::new(peak_detector::LATENCY + look_ahead - 1),
            peaks: [0.0; CHUNK],
            wanted: [0.0; CHUNK],
            lasting: [0.0; CHUNK],
        }
    }

    fn reset(&mut self) {
        self.detector.reset();
        self.reduction.reset();
        self.delay.reset();
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn detect(&mut self, samples: &[f32], true_peak: bool) {
        if true_peak {
            self.detector.next_peaks(samples, &mut self.peaks);
        } else {
            self.detector.next_sample_peaks(samples, &mut self.peaks);
        }
    }

    fn reduce(&mut self, law: &Law, frames: usize) {
        self.reduction.next_reduction(&mut self.wanted[..frames], &self.lasting[..frames], law);
    }

    /// Turns the delayed sound down and gives the largest reduction.
    fn apply(&mut self, samples: &mut [f32]) -> f32 {
        self.delay.delay(samples);
        let mut deepest = 0.0_f32;
        for (sample, reduction) in samples.iter_mut().zip(&self.wanted) {
            *sample *= 1.0 - reduction;
            deepest = deepest.max(*reduction);
        }
        deepest
    }
}
