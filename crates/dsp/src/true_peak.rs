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
#[derive(Clone, Debug)]
pub struct StrictTruePeak {
    interpolator: Interpolator<STRICT_HALF, 1>,
    highest: f32,
}

/// Half the taps of the strict meter's midpoint filter.
const STRICT_HALF: usize = 64;
const STRICT_BETA: f64 = 7.0;

impl Default for StrictTruePeak {
    fn default() -> Self {
        Self::new()
    }
}

impl StrictTruePeak {
    /// A meter that has heard nothing.
    pub fn new() -> Self {
        Self { interpolator: Interpolator::new(STRICT_BETA), highest: 0.0 }
    }

    /// Hears the next samples.
    ///
    /// # Realtime
    /// Safe.
    pub fn hear(&mut self, samples: &[f32]) {
        let mut highest = self.highest;
        for chunk in samples.chunks(CHUNK) {
            self.interpolator.hear(chunk, |start, points, late| {
                let samples = late.here();
                for n in 0..points.len().min(chunk.len() - start) {
                    highest = highest.max(points[n]).max(samples[n].abs());
                }
            });
        }
        self.highest = highest;
    }

    /// The highest point of all that was heard, when silence follows.
    pub fn finish(mut self) -> f32 {
        self.hear(&[0.0; 2 * CHUNK + STRICT_HALF]);
        self.highest
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
    fn the_strict_meter_reads_a_sine_to_a_seventh_of_a_decibel_at_any_phase() {
        for frequency in [0.01, 0.11, 0.25, 0.33, 0.41, 0.4535] {
            for phase in 0..16 {
                let phase = f64::from(phase) * math::PI / 16.0;
                let sine = signals::sine(44_100, frequency * 44_100.0, 1.0, phase, 4000);
                let mut meter = StrictTruePeak::new();
                meter.hear(&sine[..2000]);
                // The onset of a cut sine rings; what is asked for is the sine.
                meter.highest = 0.0;
                meter.hear(&sine[2000..]);
                let error = db_from_gain(f64::from(meter.highest)).0;
                assert!((-0.14..0.01).contains(&error), "{frequency} fs: {error:+.3} dB");
            }
        }
    }

    #[test]
    fn no_meter_reads_less_than_the_sample_peak() {
        let click = signals::impulse(0.9, 130, 300);
        assert!(StandardTruePeak::new().highest(&click) >= 0.9);
        let mut strict = StrictTruePeak::new();
        strict.hear(&click);
        assert!(strict.finish() >= 0.9);
    }

    #[test]
    fn cutting_the_sound_changes_nothing() {
        let noise = signals::white_noise(4, 1.0, 3000);
        let read = |size: usize| {
            let (mut standard, mut strict) = (StandardTruePeak::new(), StrictTruePeak::new());
            let highest = noise.chunks(size).map(|piece| standard.highest(piece)).fold(0.0, f32::max);
            noise.chunks(size).for_each(|piece| strict.hear(piece));
            (highest, strict.finish())
        };
        for size in [1, 7, 64, 1000] {
            assert_eq!(read(size), read(3000), "pieces of {size}");
        }
    }
}
