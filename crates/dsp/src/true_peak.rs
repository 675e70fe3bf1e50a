// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How high the sound rises between its samples: two meters.
//!
//! *Standard* is the four-phase filter of ITU-R BS.1770-5, Annex 2: everybody's meter has it, so
//! its reading can be compared. Its ripple of a quarter of a decibel is part of the standard.
//! *Strict* interpolates eight points per sample with a response flat to 20 kHz; it says what a
//! converter will meet.
//! Both count the samples themselves, so neither ever reads less than the sample peak.

use crate::{
    interpolate::{CHUNK, Interpolator},
    math,
};

/// Taps of one phase.
const TAPS: usize = 12;
/// Half of them: phases come in mirrored pairs.
const HALF: usize = TAPS / 2;
const LANES: usize = 8;

/// Phases 0 and 1 of the standard's table, in units of 1/8192; phases 3 and 2 are their mirror images.
const STANDARD: [[i16; TAPS]; 2] = [
    [14, 90, -161, 272, -487, 1125, 7964, -838, 390, -218, 122, -68],
    [-239, 240, -424, 730, -1364, 3810, 6388, -1641, 832, -477, 271, -155],
];

/// One channel of the standard's true-peak meter.
#[derive(Clone, Debug)]
pub struct StandardTruePeak {
    sums: [[f32; HALF]; 2],
    differences: [[f32; HALF]; 2],
    samples: [f32; TAPS + CHUNK],
}

impl Default for StandardTruePeak {
    fn default() -> Self {
        Self::new()
    }
}

impl StandardTruePeak {
    /// A meter that has heard nothing.
    pub fn new() -> Self {
        let tap = |phase: usize, n: usize| f64::from(STANDARD[phase][n]) / 8192.0;
        let half = |sign: f64| {
            [0, 1].map(|phase| {
                core::array::from_fn(|n| {
                    math::sample_from(0.5 * (tap(phase, n) + sign * tap(phase, TAPS - 1 - n)))
                })
            })
        };
        Self { sums: half(1.0), differences: half(-1.0), samples: [0.0; TAPS + CHUNK] }
    }

    /// The highest point of the next samples; cut the sound as you like, the highest of all stays the same.
    ///
    /// # Realtime
    /// Safe.
    pub fn highest(&mut self, samples: &[f32]) -> f32 {
        samples.chunks(CHUNK).map(|chunk| self.highest_of_chunk(chunk)).fold(0.0, f32::max)
    }

    /// The highest point after the last sample, when silence follows.
    pub fn highest_of_tail(&mut self) -> f32 {
        self.highest(&[0.0; TAPS])
    }

    fn highest_of_chunk(&mut self, chunk: &[f32]) -> f32 {
        self.samples[TAPS..TAPS + chunk.len()].copy_from_slice(chunk);
        let mut highest = [0.0_f32; LANES];
        for start in (0..chunk.len()).step_by(LANES) {
            let points = self.points(start);
            let inside = chunk.len() - start;
            for n in 0..LANES.min(inside) {
                highest[n] = highest[n].max(points[n]);
            }
        }
        self.samples.copy_within(chunk.len()..chunk.len() + TAPS, 0);
        let sample_peak = chunk.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        highest.iter().fold(sample_peak, |peak, point| peak.max(*point))
    }

    fn points(&self, start: usize) -> [f32; LANES] {
        let oldest = start + 1;
        let mut even = [[0.0_f32; LANES]; 2];
        let mut odd = [[0.0_f32; LANES]; 2];
        for k in 0..HALF {
            let old = &self.samples[oldest + k..oldest + k + LANES];
            let new = &self.samples[oldest + TAPS - 1 - k..oldest + TAPS - 1 - k + LANES];
            for n in 0..LANES {
                let (sum, difference) = (new[n] + old[n], new[n] - old[n]);
                for phase in 0..2 {
                    even[phase][n] += self.sums[phase][k] * sum;
                    odd[phase][n] += self.differences[phase][k] * difference;
                }
            }
        }
        let pair = |phase: usize, n: usize| even[phase][n].abs() + odd[phase][n].abs();
        core::array::from_fn(|n| pair(0, n).max(pair(1, n)))
    }
}

/// One channel of the strict true-peak meter.
///
/// It looks where the standard's meter, which runs beside it, reads within 3 dB of the highest
/// so far; that meter misses less than that of any sound that has a place in music.
#[derive(Clone, Debug)]
pub struct StrictTruePeak {
    interpolator: Interpolator<STRICT_HALF, 3>,
    highest: f32,
    /// The highest reading of the standard's meter.
    standard: f32,
    /// Its readings of the two chunks before: results are late by as much.
    before: [f32; 2],
}

/// Half the taps of the strict meter's midpoint filter.
const STRICT_HALF: usize = 96;
const STRICT_BETA: f64 = 7.0;
/// 3 dB.
const CLOSE: f32 = core::f32::consts::FRAC_1_SQRT_2;

impl Default for StrictTruePeak {
    fn default() -> Self {
        Self::new()
    }
}

impl StrictTruePeak {
    /// A meter that has heard nothing.
    pub fn new() -> Self {
        Self { interpolator: Interpolator::new(STRICT_BETA), highest: 0.0, standard: 0.0, before: [0.0; 2] }
    }

    /// Hears up to [`CHUNK`] samples, of which the standard's meter reads `standard`.
    ///
    /// # Realtime
    /// Safe.
    pub fn hear(&mut self, chunk: &[f32], standard: f32) {
        self.standard = self.standard.max(standard);
        let around = self.before.iter().fold(standard, |high, before| high.max(*before));
        self.before = [self.before[1], standard];
        if around < self.standard * CLOSE {
            self.interpolator.pass_over(chunk);
        } else {
            self.look(chunk);
        }
    }

    /// The highest point of all that was heard, when silence follows.
    pub fn finish(mut self) -> f32 {
        for _ in 0..3 {
            self.look(&[0.0; CHUNK]);
        }
        self.highest
    }

    fn look(&mut self, chunk: &[f32]) {
        let mut highest = self.highest;
        self.interpolator.hear(chunk, |start, points, late| {
            let samples = late.here();
            for n in 0..points.len().min(chunk.len() - start) {
                highest = highest.max(points[n]).max(samples[n].abs());
            }
        });
        self.highest = highest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{signals, units::db_from_gain};

    #[test]
    fn the_standards_coefficients_have_its_sums() {
        let sum =
            |phase: usize| f64::from(STANDARD[phase].iter().map(|tap| i32::from(*tap)).sum::<i32>()) / 8192.0;
        assert!((db_from_gain(sum(0)).0 - 0.014).abs() < 1e-3);
        assert!((db_from_gain(sum(1)).0 + 0.238).abs() < 1e-3);
    }

    #[test]
    fn the_strict_meter_reads_a_sine_to_a_twentieth_of_a_decibel_at_any_phase() {
        for frequency in [0.01, 0.11, 0.25, 0.33, 0.41, 0.4535] {
            for phase in 0..16 {
                let phase = f64::from(phase) * math::PI / 16.0;
                let sine = signals::sine(44_100, frequency * 44_100.0, 1.0, phase, 4096);
                let mut meter = StrictTruePeak::new();
                sine[..2048].chunks(CHUNK).for_each(|chunk| meter.hear(chunk, 1.0));
                // The onset of a cut sine rings; what is asked for is the sine.
                meter.highest = 0.0;
                sine[2048..].chunks(CHUNK).for_each(|chunk| meter.hear(chunk, 1.0));
                let error = db_from_gain(f64::from(meter.highest)).0;
                assert!((-0.04..0.01).contains(&error), "{frequency} fs: {error:+.3} dB");
            }
        }
    }

    #[test]
    fn no_meter_reads_less_than_the_sample_peak() {
        let click = signals::impulse(0.9, 130, 300);
        assert!(StandardTruePeak::new().highest(&click) >= 0.9);
        assert!(strict_of(&click) >= 0.9);
    }

    #[test]
    fn passing_over_the_quiet_misses_nothing() {
        for seed in 0..8_usize {
            let mut noise = signals::white_noise(seed as u64, 0.2, 3000);
            let at = 500 + 97 * seed;
            noise[at..at + 30].iter_mut().for_each(|sample| *sample *= 4.5);
            let mut looking = StrictTruePeak::new();
            noise.chunks(CHUNK).for_each(|chunk| looking.look(chunk));
            assert_eq!(strict_of(&noise), looking.finish(), "seed {seed}");
        }
    }

    #[test]
    fn cutting_the_sound_does_not_change_the_standard_meter() {
        let noise = signals::white_noise(4, 1.0, 3000);
        let read = |size: usize| {
            let mut meter = StandardTruePeak::new();
            noise.chunks(size).map(|piece| meter.highest(piece)).fold(0.0, f32::max)
        };
        for size in [1, 7, 64, 1000] {
            assert_eq!(read(size), read(3000), "pieces of {size}");
        }
    }

    fn strict_of(sound: &[f32]) -> f32 {
        let (mut standard, mut strict) = (StandardTruePeak::new(), StrictTruePeak::new());
        sound.chunks(CHUNK).for_each(|chunk| strict.hear(chunk, standard.highest(chunk)));
        strict.finish()
    }
}
