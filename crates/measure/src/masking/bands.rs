// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The ear's bands: what a stem is made of at each ear, tenth of a second by tenth of a second.
//!
//! Bands are one Cam wide, the step along the cochlea that one auditory filter takes:
//! `Cam = 21.366·lg(0.004368·f + 1)` (B. R. Glasberg and B. C. J. Moore, "Derivation of auditory filter
//! shapes from notched-noise data", Hearing Research 47 (1990)). Frames of about 90 ms under a Hann window,
//! one every 50 ms, are long enough to tell 40 Hz from 70 Hz; two of them make a cell.

use dsp::math;
use rustfft::num_complex::Complex;

use crate::{
    profile::frames::{Frames, MidSide, mirrored},
    third_octaves::Edges,
};

/// How many bands there are.
pub const BANDS: usize = 39;
/// The lower edge of the lowest band, Cam: 26 Hz; the uppermost band ends at 17 kHz.
const LOWEST_CAM: f64 = 1.0;
/// Frames in a second, and in a cell.
const FRAMES_PER_S: u32 = 20;
const FRAMES_PER_CELL: usize = 2;
/// A frame is the shortest power of two that is at least so long, s: 4096 frames at 44.1 and at 48 kHz.
const SHORTEST_S: f64 = 0.08;

/// The power of each band.
pub type Row = [f32; BANDS];

/// One tenth of a second: the powers at the left ear and at the right one.
pub type Cell = [Row; 2];

/// What a stem is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Powers {
    /// How long a cell is, s.
    pub cell_s: f64,
    /// The cells in order of time.
    pub cells: Vec<Cell>,
}

/// Listens to one stem.
pub struct BandMeter {
    frames: Frames,
    pairs: Vec<MidSide>,
    bands: Vec<Option<Edges>>,
    squared: [Vec<f32>; 2],
    /// The frames of the open cell, summed, and how many there are.
    open: Cell,
    filled: usize,
    powers: Powers,
}

impl BandMeter {
    /// A meter that has heard nothing.
    pub fn new(rate_hz: u32) -> Self {
        let hop = (rate_hz / FRAMES_PER_S).max(1) as usize;
        let length = math::index_from(f64::from(rate_hz) * SHORTEST_S).max(2).next_power_of_two();
        let rate = f64::from(rate_hz.max(1));
        Self {
            frames: Frames::new(length, hop),
            pairs: Vec::new(),
            bands: (0..BANDS).map(|band| Edges::new(edges_hz(band), rate, length)).collect(),
            squared: [const { Vec::new() }; 2],
            open: [[0.0; BANDS]; 2],
            filled: 0,
            powers: Powers { cell_s: (hop * FRAMES_PER_CELL) as f64 / rate, cells: Vec::new() },
        }
    }

    /// Hears the next samples of the left and the right channel.
    pub fn push(&mut self, channels: &[&[f32]; 2]) {
        let [left, right] = channels;
        self.pairs.clear();
        self.pairs.extend(left.iter().zip(*right).map(|(left, right)| Complex::new(*left, *right)));
        let Self { frames, pairs, bands, squared, open, filled, powers } = self;
        frames.push(pairs, |_, bins| {
            square(bins, squared);
            add(open, bands, squared);
            *filled += 1;
            if *filled == FRAMES_PER_CELL {
                close(open, filled, powers);
            }
        });
    }

    /// All that was heard; less than a frame at the end is left out.
    pub fn finish(mut self) -> Powers {
        if self.filled > 0 {
            close(&mut self.open, &mut self.filled, &mut self.powers);
        }
        self.powers
    }
}

/// The edges of a band, Hz.
pub fn edges_hz(band: usize) -> [f64; 2] {
    let low = LOWEST_CAM + band as f64;
    [low, low + 1.0].map(hz_from_cam)
}

/// The middle of a band, Hz.
pub fn centre_hz(band: usize) -> f64 {
    hz_from_cam(LOWEST_CAM + band as f64 + 0.5)
}

fn hz_from_cam(cam: f64) -> f64 {
    (math::exp10(cam / 21.366) - 1.0) / 0.004368
}

/// The squared magnitudes of both channels, which were transformed as one.
fn square(bins: &[Complex<f32>], [left, right]: &mut [Vec<f32>; 2]) {
    left.clear();
    right.clear();
    for (bin, mirror) in mirrored(bins) {
        let (sum, difference) = (bin + mirror.conj(), bin - mirror.conj());
        left.push(0.25 * sum.norm_sqr());
        right.push(0.25 * difference.norm_sqr());
    }
}

fn add(open: &mut Cell, bands: &[Option<Edges>], squared: &[Vec<f32>; 2]) {
    for (row, squared) in open.iter_mut().zip(squared) {
        for (power, band) in row.iter_mut().zip(bands) {
            *power += band.as_ref().map_or(0.0, |band| math::sample_from(band.power(|bin| squared[bin])));
        }
    }
}

fn close(open: &mut Cell, filled: &mut usize, powers: &mut Powers) {
    let share = 1.0 / *filled as f32;
    powers.cells.push(open.map(|row| row.map(|power| share * power)));
    (*open, *filled) = ([[0.0; BANDS]; 2], 0);
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    fn hear(sound: [&[f32]; 2], rate_hz: u32, block: usize) -> Powers {
        let mut meter = BandMeter::new(rate_hz);
        sound[0].chunks(block).zip(sound[1].chunks(block)).for_each(|(left, right)| meter.push(&[left, right]));
        meter.finish()
    }

    #[test]
    fn a_tone_is_in_its_band_and_at_its_ear_at_any_rate() {
        for rate_hz in [22_050, 44_100, 48_000, 96_000] {
            let tone = signals::sine(rate_hz, 1000.0, 0.1, 0.0, rate_hz as usize * 2);
            let powers = hear([&tone, &vec![0.0; tone.len()]], rate_hz, 4096);
            let [left, right] = powers.cells[10];
            let band = (0..BANDS).find(|band| edges_hz(*band)[1] > 1000.0).unwrap();
            assert!((10.0 * left[band].log10() + 20.0).abs() < 0.5, "{rate_hz}: {left:?}");
            assert!(right.iter().all(|power| *power < 1e-9), "{rate_hz}: {right:?}");
            assert!((powers.cell_s - 0.1).abs() < 1e-3 && powers.cells.len() >= 19);
        }
    }

    #[test]
    fn the_cut_does_not_matter() {
        let noise = signals::pink_noise(3, 0.3, 44_100);
        assert_eq!(hear([&noise, &noise], 44_100, 441), hear([&noise, &noise], 44_100, 10_000));
    }
}
