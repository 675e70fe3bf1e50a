// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The long frames: third octaves of mid and side, the twelve notes, and the treble in fine steps.

use std::ops::Range;

use dsp::math;
use rustfft::num_complex::Complex;

use super::{
    cells::{Energies, Kept},
    frames::{Frames, MidSide, mirrored},
    texture,
};
use crate::third_octaves::{self, Edges};

/// Where notes are told apart: three octaves of A around the middle of the keyboard, and one above.
const NOTES_HZ: [f64; 2] = [110.0, 1760.0];
/// The note C (ISO 16: a' = 440 Hz, equal temperament).
const C_HZ: f64 = 261.625_565;

/// Listens to what a sound is made of.
pub(super) struct Tone {
    frames: Frames,
    pub bands: Vec<Edges>,
    /// The first bin that has a note, and the note of each bin from there on.
    notes: (usize, Vec<usize>),
    /// The power of each step of the treble over all frames, and its bins.
    pub treble: Vec<(f64, Range<usize>)>,
    powers: Powers,
}

/// The energies of every bin.
#[derive(Default)]
struct Powers {
    mid: Vec<f32>,
    side: Vec<f32>,
    cross: Vec<f32>,
}

impl Tone {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        let length = third_octaves::frame_length(rate_hz);
        let bin_hz = f64::from(rate_hz) / length as f64;
        let [first, last] = NOTES_HZ.map(|hz| math::index_from(hz / bin_hz).min(length / 2));
        Self {
            frames: Frames::new(length, length / 2),
            bands: third_octaves::edges(rate_hz, length),
            notes: (first, (first..last).map(|bin| note_of(bin as f64 * bin_hz)).collect()),
            treble: texture::steps(bin_hz, length / 2).map(|bins| (0.0, bins)).collect(),
            powers: Powers::default(),
        }
    }

    /// Hears what comes next.
    pub fn push(&mut self, pairs: &[MidSide], kept: &mut Kept) {
        let Self { frames, powers, .. } = self;
        let (bands, (first, notes), treble) = (&self.bands, &self.notes, &mut self.treble);
        frames.push(pairs, |middle, bins| {
            powers.take(bins);
            let cell = kept.cell(middle);
            cell.frames += 1;
            for (sums, band) in cell.bands.iter_mut().zip(bands) {
                powers.add_band(band, sums);
            }
            for (note, power) in notes.iter().zip(powers.both(*first..*first + notes.len())) {
                cell.chroma[*note] += power;
            }
            for (sum, step) in treble.iter_mut() {
                *sum += f64::from(powers.both(step.clone()).sum::<f32>());
            }
        });
    }
}

impl Powers {
    fn take(&mut self, bins: &[Complex<f32>]) {
        self.mid.clear();
        self.side.clear();
        self.cross.clear();
        for (bin, mirror) in mirrored(bins) {
            let mid = [bin.re + mirror.re, bin.im - mirror.im].map(|part| 0.5 * part);
            let side = [bin.im + mirror.im, mirror.re - bin.re].map(|part| 0.5 * part);
            self.mid.push(mid[0] * mid[0] + mid[1] * mid[1]);
            self.side.push(side[0] * side[0] + side[1] * side[1]);
            self.cross.push(mid[0] * side[0] + mid[1] * side[1]);
        }
    }

    fn add_band(&self, band: &Edges, sums: &mut Energies) {
        sums.mid += math::sample_from(band.sum(|bin| self.mid[bin]));
        sums.side += math::sample_from(band.sum(|bin| self.side[bin]));
        sums.cross += math::sample_from(band.sum(|bin| self.cross[bin]));
    }

    fn both(&self, bins: Range<usize>) -> impl Iterator<Item = f32> {
        self.mid[bins.clone()].iter().zip(&self.side[bins]).map(|(mid, side)| mid + side)
    }
}

/// The note of a frequency, C being 0.
fn note_of(hz: f64) -> usize {
    let semitones = math::round(12.0 * math::log2(hz.max(1.0) / C_HZ));
    math::index_from(semitones - 12.0 * math::floor(semitones / 12.0)).min(11)
}
