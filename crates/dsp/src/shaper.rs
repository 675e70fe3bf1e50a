// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Bends a sound by a curve without the harshness of aliases: four points per frame, and only
//! what the curve changes comes back.
//!
//! ```text
//! x ─┬─ 4× ─ curve(u) − u ─ ÷4 ─┐
//!    └─ delay ───────────────── + ─ y
//! ```
//! The sound itself never passes a filter: where the curve changes nothing, the output is the
//! delayed input, bit for bit. A curve may answer half a point late, as those do that use
//! antiderivatives (J. Parker, V. Zavalishin, E. Le Bivic, "Reducing the aliasing of nonlinear
//! waveshaping using continuous-time convolution", `DAFx` 2016); the even number of taps on the
//! way back makes up for that.

use crate::{
    delay::Delay,
    interpolate::{CHUNK, LANES, Lanes, accumulate, groups, lanes},
    math,
};

/// Points per frame.
pub const POINTS: usize = 4;
/// By how many frames the output is late.
pub const LATENCY: usize = 11;

/// Taps per phase on the way up.
const UP: usize = 12;
const UP_BETA: f64 = 6.0;
/// Frames spanned on the way down, plus the newest point.
const DOWN: usize = 10;
const DOWN_BETA: f64 = 5.5;
/// The points between the samples are at most this much higher than the highest sample around.
const OVERSHOOT: f32 = 2.2;

/// What a curve adds to a sound.
pub trait Curve {
    /// Whether a sound whose points are nowhere higher than `peak` is left as it is.
    fn spares(&self, peak: f32) -> bool;
    /// Takes the points of a frame and gives what is added to each, half a point late.
    fn bend(&mut self, points: [f32; POINTS]) -> [f32; POINTS];
    /// Hears the points of a frame that it spares.
    fn pass(&mut self, points: [f32; POINTS]);
}

/// One channel's way up, through a curve, and down again.
#[derive(Clone, Debug)]
pub struct Shaper {
    up: [[f32; UP]; POINTS - 1],
    /// `down[p][m]` weighs point `p` of the frame `m` frames ago (point 0), or one more (others).
    down: [[f32; DOWN]; POINTS],
    samples: [f32; UP - 1 + CHUNK + LANES],
    bent: [[f32; DOWN + CHUNK + LANES]; POINTS],
    /// For how many frames the curve has added nothing.
    spared_frames: usize,
    delay: Delay,
}

impl Default for Shaper {
    fn default() -> Self {
        Self::new()
    }
}

impl Shaper {
    /// A shaper that has heard nothing.
    pub fn new() -> Self {
        Self {
            up: core::array::from_fn(|k| up_phase((k + 1) as f64 / POINTS as f64)),
            down: down_filter(),
            samples: [0.0; UP - 1 + CHUNK + LANES],
            bent: [[0.0; DOWN + CHUNK + LANES]; POINTS],
            spared_frames: DOWN,
            delay: Delay::new(LATENCY),
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.samples.fill(0.0);
        self.bent = [[0.0; DOWN + CHUNK + LANES]; POINTS];
        self.spared_frames = DOWN;
        self.delay.reset();
    }

    /// Delays up to [`CHUNK`] samples by [`LATENCY`] and adds what the curve changes.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the caller picks the instruction set")]
    pub fn shape(&mut self, chunk: &mut [f32], curve: &mut impl Curve) {
        let frames = chunk.len().min(CHUNK);
        self.samples[UP - 1..UP - 1 + frames].copy_from_slice(&chunk[..frames]);
        self.delay.delay(chunk);
        self.bend(frames, curve);
        if self.spared_frames < DOWN + frames {
            self.add_what_is_bent(&mut chunk[..frames]);
        }
        self.samples.copy_within(frames..frames + UP - 1, 0);
        for points in &mut self.bent {
            points.copy_within(frames..frames + DOWN, 0);
        }
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of `shape`")]
    fn bend(&mut self, frames: usize, curve: &mut impl Curve) {
        for start in groups(frames) {
            let count = LANES.min(frames - start);
            let high = highest(&self.samples[start..start + UP - 1 + count]);
            if curve.spares(OVERSHOOT * high) {
                curve.pass(self.last_points(start, count));
                self.keep_nothing(start, count);
                continue;
            }
            let points = self.points(start);
            for n in 0..count {
                self.keep(start + n, curve.bend(points.map(|lanes| lanes[n])));
            }
        }
    }

    fn keep_nothing(&mut self, start: usize, count: usize) {
        for points in &mut self.bent {
            points[DOWN + start..DOWN + start + count].fill(0.0);
        }
        self.spared_frames = self.spared_frames.saturating_add(count);
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of `shape`")]
    fn keep(&mut self, frame: usize, added: [f32; POINTS]) {
        for (points, added) in self.bent.iter_mut().zip(added) {
            points[DOWN + frame] = added;
        }
        let spared = added == [0.0; POINTS];
        self.spared_frames = if spared { self.spared_frames.saturating_add(1) } else { 0 };
    }

    /// The points from each frame up to the next, of some neighbouring frames.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of `shape`")]
    fn points(&self, start: usize) -> [Lanes; POINTS] {
        let window = &self.samples[start..start + UP - 1 + LANES];
        let mut points = [lanes(window, UP / 2 - 1); POINTS];
        for (point, taps) in points[1..].iter_mut().zip(&self.up) {
            *point = [0.0; LANES];
            for (j, tap) in taps.iter().enumerate() {
                accumulate(point, *tap, lanes(window, j));
            }
        }
        points
    }

    /// The same, where only those of the last frame are needed.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of `shape`")]
    fn last_points(&self, start: usize, count: usize) -> [f32; POINTS] {
        let window = &self.samples[start + count - 1..start + count - 1 + UP];
        let mut points = [window[UP / 2 - 1]; POINTS];
        for (point, taps) in points[1..].iter_mut().zip(&self.up) {
            // In the same order as lane by lane, so that no bit depends on the path.
            *point = taps.iter().zip(window).fold(0.0, |sum, (tap, sample)| sum + tap * sample);
        }
        points
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of `shape`")]
    fn add_what_is_bent(&self, chunk: &mut [f32]) {
        for start in groups(chunk.len()) {
            let mut sum = [0.0; LANES];
            for (p, (taps, points)) in self.down.iter().zip(&self.bent).enumerate() {
                let newest = DOWN + start - usize::from(p > 0);
                for (m, tap) in taps.iter().enumerate() {
                    accumulate(&mut sum, *tap, lanes(points, newest - m));
                }
            }
            for (sample, added) in chunk[start..].iter_mut().zip(sum) {
                // A sum that is nothing must not even change the sign of a zero.
                *sample = if added == 0.0 { *sample } else { *sample + added };
            }
        }
    }
}

fn highest(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |high, sample| high.max(sample.abs()))
}

/// Taps for the point a fraction `t` after the middle frame; they sum to one.
fn up_phase(t: f64) -> [f32; UP] {
    let half = UP as f64 / 2.0;
    let taps: [f64; UP] = core::array::from_fn(|j| {
        let distance = j as f64 - (half - 1.0) - t;
        math::sinc(distance) * math::kaiser(distance / half, UP_BETA)
    });
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| math::sample_from(tap / sum))
}

/// A low-pass of `POINTS · DOWN` taps at half the frame rate's Nyquist, by point and age.
fn down_filter() -> [[f32; DOWN]; POINTS] {
    let length = (POINTS * DOWN) as f64;
    let tap = |age: usize| {
        let distance = age as f64 - 0.5 * (length - 1.0);
        math::sinc(distance / POINTS as f64) * math::kaiser(distance / (0.5 * length), DOWN_BETA)
    };
    let sum: f64 = (0..POINTS * DOWN).map(tap).sum();
    core::array::from_fn(|p| {
        core::array::from_fn(|m| math::sample_from(tap(POINTS * m + (POINTS - p) % POINTS) / sum))
    })
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::signals;

    /// Doubles what is above a height: linear there, so that its timing can be told.
    struct Double {
        above: f32,
        before: f32,
    }

    impl Curve for Double {
        fn spares(&self, peak: f32) -> bool {
            peak <= self.above
        }
        fn bend(&mut self, points: [f32; POINTS]) -> [f32; POINTS] {
            points.map(|point| {
                let late = 0.5 * (point + self.before);
                self.before = point;
                if late.abs() > self.above { late } else { 0.0 }
            })
        }
        fn pass(&mut self, points: [f32; POINTS]) {
            self.before = points[POINTS - 1];
        }
    }

    fn shape(sound: &[f32], above: f32, size: usize) -> Vec<f32> {
        let mut shaper = Shaper::new();
        let mut curve = Double { above, before: 0.0 };
        let mut all = sound.to_vec();
        all.chunks_mut(size).for_each(|chunk| shaper.shape(chunk, &mut curve));
        all
    }

    #[test]
    fn what_a_curve_adds_arrives_with_the_sound() {
        for hz in [100.0, 1000.0, 5000.0, 10_000.0] {
            let tone = signals::sine(48_000, hz, 0.5, 0.2, 2000);
            let twice = shape(&tone, 0.0, 64);
            let worst = (500..2000).map(|n| (twice[n] - 2.0 * tone[n - LATENCY]).abs()).fold(0.0, f32::max);
            assert!(worst < 0.02, "{hz} Hz is off by {worst}");
        }
    }

    #[test]
    fn what_a_curve_spares_is_a_copy() {
        let noise = signals::white_noise(1, 0.2, 3000);
        assert_eq!(shape(&noise, 1.0, 64)[LATENCY..], noise[..3000 - LATENCY]);
    }

    #[test]
    fn chunks_do_not_matter() {
        let mut noise = signals::white_noise(2, 1.0, 3000);
        noise[1000..1400].iter_mut().for_each(|sample| *sample *= 0.01);
        for size in [1, 7, 30, 63] {
            assert_eq!(shape(&noise, 0.5, size), shape(&noise, 0.5, 64), "chunks of {size}");
        }
    }
}
