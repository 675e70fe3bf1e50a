// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The way of the sound through a limiter with one latency, with or without stages in front.

use core::ops::Range;

use dsp::{
    Block, Db, Millis, Ratio, Stream,
    delay::Delay,
    interpolate::CHUNK,
    math,
    peak_detector::{self, PeakDetector},
    recurrence::Sustain,
    reduction::{Law, Reduction, release_pace, wanted_reduction},
    shaper,
    soft_clip::Shoulder,
    units::{frames_from_ms, gain_from_db},
};

use super::{Knobs, Latency, stages::Stages};
use crate::harmonics;

/// Rounding of products may add a few ten-millionths; the ceiling inside is that much lower.
const ROUNDING: f64 = 1.0 - 1e-6;
/// What the look-ahead may not be shorter than, or a gain change becomes a click.
const LEAST_LOOK_AHEAD_FRAMES: usize = 49;
/// Random signs through the clipper keep so much near Nyquist that the detector misses a tenth of
/// a decibel; the ceiling behind the stages is this much lower (0.08 dB).
const STAGED_MARGIN: f32 = 0.9908;
/// How round the clipper's shoulder is.
const SOFTNESS: Ratio = Ratio(0.2);

/// Stages, detectors, delays and reductions of all channels.
pub struct Path {
    channels: Vec<Channel>,
    /// What bends the sound first; none, or one for each channel.
    stages: Vec<Stages>,
    /// How much of the ceiling is used.
    margin: f32,
    /// Whether every channel moves by itself, or all with the first one's reduction.
    apart: bool,
    latency: usize,
    /// The widest instructions of this machine; the results are the same with all.
    arch: pulp::Arch,
}

/// How hard a chunk was pressed.
#[derive(Clone, Copy, Debug)]
pub struct Pressed {
    /// The largest reduction.
    pub reduction: f32,
    /// The least share that the clipper left of a peak.
    pub left: f64,
}

struct Channel {
    /// The chunk: as it came, delayed, limited.
    sound: [f32; CHUNK],
    detector: PeakDetector,
    reduction: Reduction,
    delay: Delay,
    peaks: [f32; CHUNK],
    /// What a single peak asks for, then the reduction.
    wanted: [f32; CHUNK],
    /// What a sustained sound asks for.
    lasting: [f32; CHUNK],
}

/// A chunk's work, as a thing that is compiled once for each instruction set.
struct LimitChunk<'a> {
    path: &'a mut Path,
    rules: &'a Rules,
    frames: usize,
    ends_lap: bool,
}

impl pulp::NullaryFnOnce for LimitChunk<'_> {
    type Output = Pressed;

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "else it is compiled for the plainest instructions")]
    fn call(self) -> Pressed {
        self.path.limit_chunk(self.rules, self.frames, self.ends_lap)
    }
}

/// What the knobs mean for one block.
pub struct Rules {
    ceiling: f32,
    law: Law,
    link_transient: f32,
    link_release: f32,
    true_peak: bool,
    drive: Ratio,
    clip: Db,
    shoulder: Shoulder,
}

impl Rules {
    /// The rules for these knobs.
    pub fn new(knobs: &Knobs, stream: &Stream) -> Self {
        let sustain = Sustain::new(knobs.attack, knobs.hold, knobs.recovery, stream);
        let law =
            Law { release_pace: release_pace(knobs.release, stream), sustain: knobs.auto.then_some(sustain) };
        let ceiling = gain_from_db(knobs.ceiling);
        Self {
            ceiling: math::sample_from(ceiling * ROUNDING),
            law,
            link_transient: math::sample_from(knobs.link_transient.0),
            link_release: math::sample_from(knobs.link_release.0),
            true_peak: knobs.true_peak,
            drive: knobs.drive,
            clip: knobs.clip,
            shoulder: Shoulder::new(ceiling, SOFTNESS, knobs.clip),
        }
    }

    /// Whether a stage in front of the limiter is on.
    pub fn is_staged(&self) -> bool {
        self.drive.0 > 0.0 || self.clip.0 > 0.0
    }

    fn moves_as_one(&self) -> bool {
        self.link_transient >= 1.0 && self.link_release >= 1.0
    }
}

impl Path {
    /// A path that is silent yet; stages in front take their delay from the look-ahead.
    pub fn new(latency: Latency, staged: bool, stream: &Stream) -> Self {
        let look_ahead = match latency {
            Latency::Mixing => frames_from_ms(Millis(1.02), stream).max(LEAST_LOOK_AHEAD_FRAMES),
            Latency::Mastering => frames_from_ms(Millis(2.5), stream).max(2 * LEAST_LOOK_AHEAD_FRAMES),
        };
        let latency = peak_detector::LATENCY + look_ahead - 1;
        let look_ahead = if staged { look_ahead - shaper::LATENCY } else { look_ahead };
        let shoulder = Shoulder::new(1.0, SOFTNESS, Db(0.0));
        let staged = if staged { stream.channels } else { 0 };
        Self {
            channels: (0..stream.channels).map(|_| Channel::new(look_ahead, stream)).collect(),
            stages: (0..staged).map(|_| Stages::new(stream, shoulder)).collect(),
            margin: if staged > 0 { STAGED_MARGIN } else { 1.0 },
            apart: false,
            latency,
            arch: pulp::Arch::new(),
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.apart = false;
        self.channels.iter_mut().for_each(Channel::reset);
        self.stages.iter_mut().for_each(Stages::reset);
    }

    /// Frames by which the output is late.
    pub fn latency(&self) -> usize {
        self.latency
    }

    /// Sets the stages; call once per block.
    ///
    /// # Realtime
    /// Safe.
    pub fn turn(&mut self, rules: &Rules) {
        self.stages.iter_mut().for_each(|stages| stages.turn(rules.drive, rules.shoulder));
    }

    /// Limits up to [`CHUNK`] frames of the block, which stays as it is; says how hard it was
    /// pressed. `ends_lap`: whether the stream's grid has a line at the end.
    ///
    /// # Realtime
    /// Safe.
    pub fn limit(&mut self, rules: &Rules, block: &Block<'_, '_>, chunk: Range<usize>, ends_lap: bool) -> Pressed {
        let frames = chunk.len();
        for (index, channel) in self.channels.iter_mut().enumerate() {
            channel.sound[..frames].copy_from_slice(&block.channel(index)[chunk.clone()]);
        }
        let arch = self.arch;
        arch.dispatch(LimitChunk { path: self, rules, frames, ends_lap })
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn limit_chunk(&mut self, rules: &Rules, frames: usize, ends_lap: bool) -> Pressed {
        for (index, channel) in self.channels.iter_mut().enumerate() {
            channel.hear(self.stages.get_mut(index), frames, rules.true_peak);
        }
        if ends_lap && !self.stages.is_empty() {
            let _ = harmonics::end_lap(&mut self.stages, Stages::harmonics);
        }
        self.want(rules);
        self.settle_apart(rules);
        self.reduce(rules, frames);
        let reduction = self.channels.iter_mut().fold(0.0, |most, channel| channel.apply(frames).max(most));
        Pressed { reduction, left: self.stages.iter_mut().fold(1.0, |left, stages| stages.take_left().min(left)) }
    }

    /// Puts what was limited into the block.
    ///
    /// # Realtime
    /// Safe.
    pub fn write(&self, block: &mut Block<'_, '_>, chunk: Range<usize>) {
        for (channel, out) in self.channels.iter().zip(block.channels_mut()) {
            out[chunk.clone()].copy_from_slice(&channel.sound[..chunk.len()]);
        }
    }

    /// Fades what was limited into the block; `share` is that of the frame in the chunk, 0 to 1.
    ///
    /// # Realtime
    /// Safe.
    pub fn blend(&self, block: &mut Block<'_, '_>, chunk: Range<usize>, share: impl Fn(usize) -> f32) {
        for (channel, out) in self.channels.iter().zip(block.channels_mut()) {
            for (n, (out, own)) in out[chunk.clone()].iter_mut().zip(&channel.sound).enumerate() {
                *out += (own - *out) * share(n);
            }
        }
    }

    /// What each channel asks for by itself, raised to its share of what the loudest asks for.
    ///
    /// Works on whole chunks, also where only a part is filled: that costs less than to look.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn want(&mut self, rules: &Rules) {
        let ceiling = self.margin * rules.ceiling;
        let mut most = [0.0_f32; CHUNK];
        for channel in &mut self.channels {
            for ((wanted, most), peak) in channel.wanted.iter_mut().zip(&mut most).zip(&channel.peaks) {
                *wanted = wanted_reduction(*peak, ceiling);
                *most = most.max(*wanted);
            }
        }
        for channel in &mut self.channels {
            for ((wanted, lasting), most) in channel.wanted.iter_mut().zip(&mut channel.lasting).zip(&most) {
                let own = *wanted;
                *wanted = own.max(rules.link_transient * most);
                *lasting = own.max(rules.link_release * most);
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

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
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
            sound: [0.0; CHUNK],
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

    /// Bends the chunk, if there are stages, and looks for its peaks.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn hear(&mut self, stages: Option<&mut Stages>, frames: usize, true_peak: bool) {
        let chunk = &mut self.sound[..frames];
        if let Some(stages) = stages {
            stages.bend(chunk);
        }
        if true_peak {
            self.detector.next_peaks(chunk, &mut self.peaks);
        } else {
            self.detector.next_sample_peaks(chunk, &mut self.peaks);
        }
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn reduce(&mut self, law: &Law, frames: usize) {
        self.reduction.next_reduction(&mut self.wanted[..frames], &self.lasting[..frames], law);
    }

    /// Turns the delayed sound down and gives the largest reduction.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    fn apply(&mut self, frames: usize) -> f32 {
        self.delay.delay(&mut self.sound[..frames]);
        let mut deepest = 0.0_f32;
        for (sample, reduction) in self.sound[..frames].iter_mut().zip(&self.wanted) {
            *sample *= 1.0 - reduction;
            deepest = deepest.max(*reduction);
        }
        deepest
    }
}
