// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Adds harmonics at equal loudness: more of them is not merely louder.
//!
//! The sound is bent at four times its rate; what that takes of its K-weighted power is made up
//! for, slowly, over all channels alike. What is asymmetric leaves no constant offset behind.

use dsp::{
    Millis, Ratio, Stream,
    biquad::{Biquad, BiquadMemory},
    interpolate::CHUNK,
    math,
    saturation::Saturation,
    shaper::{Curve, POINTS},
    smooth::{Ramp, pace_from_frames},
};
use measure::k_weighting;

/// How steeply full drive presses a sound of 0 dBFS into the curve.
const STEEPEST: f64 = 2.0;
/// Over what time the powers are compared.
const MEMORY: Millis = Millis(1500.0);
/// A power (−90 dB) that keeps silence from being compared.
const HARDLY_ANY: f64 = 1e-9;
/// The gain moves by no more than this per lap.
const LARGEST_STEP: f64 = 0.01;
/// No more than this (12 dB) is made up for.
const MOST_GAIN: f64 = 4.0;
/// Slower than this a sound is no sound but an offset.
const OFFSET_TIME: Millis = Millis(30.0);
/// An offset below this is none.
const NO_OFFSET: f64 = 1e-7;

/// One channel's harmonics.
#[derive(Clone, Debug)]
pub struct Harmonics {
    drive: Ramp,
    even: Ramp,
    curve: Saturation,
    offset: f64,
    offset_pace: f64,
    matching: Matching,
    /// What was added to the point before.
    before: f64,
    /// Whether nothing is added, now and until the drive is turned.
    asleep: bool,
}

/// What the curve took, and the gain that gives it back.
#[derive(Clone, Debug)]
struct Matching {
    filters: [Biquad; 2],
    memory: [BiquadMemory<2>; 2],
    /// Before and after the curve.
    powers: [f64; 2],
    pace: f64,
    gain: f64,
    step: f64,
}

impl Harmonics {
    /// Harmonics of a channel that was silent so far.
    pub fn new(stream: &Stream) -> Self {
        let pace = |time: Millis| pace_from_frames(time.0 * 1e-3 * f64::from(stream.rate_hz));
        Self {
            drive: Ramp::new(Millis(20.0), stream),
            even: Ramp::new(Millis(20.0), stream),
            curve: Saturation::new(0.0, 0.0),
            offset: 0.0,
            offset_pace: pace(OFFSET_TIME) / POINTS as f64,
            matching: Matching::new(stream.rate_hz, pace(MEMORY)),
            before: 0.0,
            asleep: true,
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.drive.reset();
        self.even.reset();
        self.matching.reset();
        (self.offset, self.before, self.asleep) = (0.0, 0.0, true);
    }

    /// Sets how much is added, and how much of it are even harmonics; call once per block.
    ///
    /// # Realtime
    /// Safe.
    pub fn turn(&mut self, drive: Ratio, even: Ratio) {
        self.drive.aim(drive.0);
        self.even.aim(even.0);
        if self.asleep && drive.0 > 0.0 {
            self.matching.reset();
            self.asleep = false;
        }
    }

    /// Whether the sound is left as it is.
    pub fn is_asleep(&self) -> bool {
        self.asleep
    }

    /// The bent points of a frame, in time.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_points(&mut self, points: [f32; POINTS]) -> [f64; POINTS] {
        let points = points.map(f64::from);
        if self.asleep {
            return points;
        }
        self.curve = Saturation::new(STEEPEST * self.drive.next_value(), self.even.next_value());
        let bent = points.map(|point| self.without_offset(point));
        let gain = self.matching.next_gain([points[0], bent[0]]);
        bent.map(|point| gain * point)
    }

    /// What was added to the points of a frame, half a point late.
    ///
    /// # Realtime
    /// Safe.
    pub fn added(&mut self, points: [f32; POINTS], bent: [f64; POINTS]) -> [f64; POINTS] {
        core::array::from_fn(|k| {
            let added = bent[k] - f64::from(points[k]);
            0.5 * (added + core::mem::replace(&mut self.before, added))
        })
    }

    fn without_offset(&mut self, point: f64) -> f64 {
        let bent = self.curve.bent(point);
        self.offset += (bent - point - self.offset) * self.offset_pace;
        bent - self.offset
    }

    fn end_lap(&mut self, gain: f64) {
        if self.asleep {
            return;
        }
        let off = self.drive.is_still() && self.drive.target() == 0.0;
        self.matching.aim(if off { 1.0 } else { gain });
        self.asleep = off && self.matching.is_nothing() && self.offset.abs() < NO_OFFSET;
        if self.asleep {
            (self.offset, self.before) = (0.0, 0.0);
        }
    }
}

impl Curve for Harmonics {
    fn spares(&self, _peak: f32) -> bool {
        self.asleep
    }

    fn bend(&mut self, points: [f32; POINTS]) -> [f32; POINTS] {
        let bent = self.next_points(points);
        self.added(points, bent).map(math::sample_from)
    }

    fn pass(&mut self, _points: [f32; POINTS]) {}
}

impl Matching {
    fn new(rate_hz: u32, pace: f64) -> Self {
        let filters = k_weighting::filters(rate_hz);
        Self { filters, memory: Default::default(), powers: [0.0; 2], pace, gain: 1.0, step: 0.0 }
    }

    fn reset(&mut self) {
        self.memory = Default::default();
        (self.powers, self.gain, self.step) = ([0.0; 2], 1.0, 0.0);
    }

    fn next_gain(&mut self, before_and_after: [f64; 2]) -> f64 {
        let [shelf, high_pass] = &mut self.memory;
        let weighed = self.filters[1].next_frame(high_pass, self.filters[0].next_frame(shelf, before_and_after));
        for (power, weighed) in self.powers.iter_mut().zip(weighed) {
            *power += (weighed * weighed - *power) * self.pace;
        }
        self.gain += self.step;
        self.gain
    }

    /// Walks to a gain within the next lap, or a step towards it.
    fn aim(&mut self, gain: f64) {
        let walk = (gain - self.gain).clamp(-LARGEST_STEP, LARGEST_STEP);
        self.step = if walk.abs() < NO_OFFSET { 0.0 } else { walk / CHUNK as f64 };
        if self.step == 0.0 {
            self.gain = gain;
        }
    }

    fn is_nothing(&self) -> bool {
        self.gain == 1.0 && self.step == 0.0
    }
}

/// Ends a lap of all channels: from now on each makes up for what all have lost. Gives that gain.
///
/// # Realtime
/// Safe.
pub fn end_lap<T>(channels: &mut [T], of: impl Fn(&mut T) -> &mut Harmonics) -> f64 {
    let mut powers = [HARDLY_ANY; 2];
    for channel in &mut *channels {
        let [before, after] = of(channel).matching.powers;
        powers = [powers[0] + before, powers[1] + after];
    }
    let gain = math::sqrt(powers[0] / powers[1]).clamp(1.0 / MOST_GAIN, MOST_GAIN);
    for channel in channels.iter_mut() {
        of(channel).end_lap(gain);
    }
    channels.first_mut().map_or(1.0, |channel| of(channel).matching.gain)
}
