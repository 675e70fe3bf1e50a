// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A master as its raw mix through one filter and one moving gain: `M(f,t) ≈ H(f)·g(t)·R(f,t)`.
//!
//! Both are cut into the same Hann frames of about 93 ms; mid and side are lines of their own, so that
//! width is a difference of two filters. `H = Σ M·(gR)* / Σ |gR|²` for each line, and
//! `g = Σ Re M·(HR)* / Σ |HR|²` for each frame, both least squares: first `H` with `g = 1`, then `g`,
//! then both once more. What is left, `M − HgR`, is what neither filter nor gain explains.
//! Gain, polarity, a delay of a few samples and any filter shorter than a frame end in `H` alone.
//!
//! Frames quieter than the mean by 20 dB say nothing about a moving gain and are left out of it.

use std::sync::Arc;

use dsp::math;
use rustfft::{Fft, FftPlanner, num_complex::Complex};

use crate::third_octaves::{Edges, edges, hann};

/// The length of a frame at 44.1 and 48 kHz.
const FRAME: usize = 4096;
/// Quieter than the mean power by this factor (20 dB) is a pause.
const LOUD: f64 = 0.01;
/// A band this far under the fullest, as power (60 dB), holds nothing to compare.
const PRESENT: f64 = 1e-6;
/// A side this far under its mid, as power (40 dB), is none.
const WIDE: f64 = 1e-4;
/// What neither has, against all that is there: the rounding of 32-bit samples.
const NOTHING: f64 = 1e-14;
/// A gain is not less than this (−60 dB).
const LEAST_GAIN: f64 = 1e-3;

/// What filter, gain and rest a master is made of.
pub(super) struct Fit {
    /// The filter, in third octaves that hold sound.
    pub bands: Vec<Filtered>,
    /// The gain of every loud frame, dB, in order of size.
    pub gains_db: Vec<f32>,
    /// What is left, under the master, dB.
    pub residual_db: f64,
}

/// What the filter does to one band.
pub(super) struct Filtered {
    /// To its mid, dB.
    pub mid_db: f64,
    /// To its side, dB, if it has one.
    pub side_db: Option<f64>,
}

/// Fits filter and gain; `None` for silence and for less than a frame.
pub(super) fn fit(raw: &[&[f32]], master: &[&[f32]], rate_hz: u32) -> Option<Fit> {
    let mut frames = Frames::new(raw, master, rate_hz);
    let mut first = Transfer::new(frames.length);
    let (mut power, mut count) = (0.0, 0.0);
    frames.each(1, |raw, master| {
        first.add(raw, master, 1.0);
        power += energy(raw);
        count += 1.0;
    });
    let limit = LOUD * power / count;
    (power > 0.0).then_some(())?;
    let filter = first.filter();
    let mut second = Transfer::new(frames.length);
    frames.each(1, |raw, master| {
        if energy(raw) > limit {
            second.add(raw, master, Explained::of(raw, master, &filter).factor);
        }
    });
    let (gains_db, residual_db) = rest(&mut frames, &second.filter(), limit);
    Some(Fit { bands: second.bands(rate_hz, frames.length), gains_db, residual_db })
}

/// The gains of the loud frames, dB, in order of size, and what is left of them, dB.
fn rest(frames: &mut Frames<'_>, filter: &[Complex<f32>], limit: f64) -> (Vec<f32>, f64) {
    let (mut gains_db, mut all, mut left) = (Vec::new(), 0.0, 0.0);
    frames.each(2, |raw, master| {
        if energy(raw) > limit {
            let found = Explained::of(raw, master, filter);
            gains_db.push(math::sample_from(20.0 * math::log10(found.factor)));
            all += found.all;
            left += found.left;
        }
    });
    gains_db.sort_unstable_by(f32::total_cmp);
    let share = if all > 0.0 { left / all } else { 0.0 };
    (gains_db, 10.0 * math::log10(share.max(NOTHING)))
}

/// Cuts two sounds into the same frames.
struct Frames<'a> {
    sounds: [&'a [&'a [f32]]; 2],
    /// Of a frame, which has as many lines: half of them mid, half side.
    length: usize,
    transform: Arc<dyn Fft<f32>>,
    window: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    /// The lines of mid, then of side, of each.
    lines: [Vec<Complex<f32>>; 2],
}

impl<'a> Frames<'a> {
    fn new(raw: &'a [&'a [f32]], master: &'a [&'a [f32]], rate_hz: u32) -> Self {
        let length = FRAME * (rate_hz as usize / 44_100).max(1).next_power_of_two();
        let transform = FftPlanner::new().plan_fft_forward(length);
        Self {
            sounds: [raw, master],
            length,
            window: hann(length),
            bins: vec![Complex::default(); length],
            scratch: vec![Complex::default(); transform.get_inplace_scratch_len()],
            transform,
            lines: [(); 2].map(|()| vec![Complex::default(); length]),
        }
    }

    /// Hands the lines of every frame to `each`, raw and master; `overlap` frames cover every instant.
    fn each(&mut self, overlap: usize, mut each: impl FnMut(&[Complex<f32>], &[Complex<f32>])) {
        let channels = self.sounds.iter().flat_map(|sound| sound.iter());
        let shortest = channels.map(|channel| channel.len()).min().unwrap_or(0);
        let Some(last) = shortest.checked_sub(self.length) else { return };
        for start in (0..=last).step_by(self.length / overlap) {
            for side in 0..2 {
                self.transform(side, start);
            }
            each(&self.lines[0], &self.lines[1]);
        }
    }

    fn transform(&mut self, side: usize, start: usize) {
        let sound = self.sounds[side];
        let (Some(left), Some(right)) = (sound.first(), sound.get(1).or(sound.first())) else { return };
        let frames = start..start + self.length;
        let pairs = left[frames.clone()].iter().zip(&right[frames]);
        for ((bin, weight), (left, right)) in self.bins.iter_mut().zip(&self.window).zip(pairs) {
            *bin = Complex::new(0.5 * weight * (left + right), 0.5 * weight * (left - right));
        }
        self.transform.process_with_scratch(&mut self.bins, &mut self.scratch);
        let (mid, side) = self.lines[side].split_at_mut(self.length / 2);
        for (k, (mid, side)) in mid.iter_mut().zip(side).enumerate() {
            let (here, mirror) = (self.bins[k], self.bins[(self.length - k) % self.length].conj());
            *mid = (here + mirror) * 0.5;
            let both = (here - mirror) * 0.5;
            *side = Complex::new(both.im, -both.re);
        }
    }
}

/// The sums that a filter is made of.
struct Transfer {
    cross: Vec<Complex<f64>>,
    power: Vec<f64>,
}

impl Transfer {
    fn new(lines: usize) -> Self {
        Self { cross: vec![Complex::default(); lines], power: vec![0.0; lines] }
    }

    fn add(&mut self, raw: &[Complex<f32>], master: &[Complex<f32>], gain: f64) {
        let sums = self.cross.iter_mut().zip(&mut self.power);
        for ((cross, power), (raw, master)) in sums.zip(raw.iter().zip(master)) {
            let product = master * raw.conj();
            *cross += Complex::new(f64::from(product.re), f64::from(product.im)) * gain;
            *power += f64::from(raw.norm_sqr()) * gain * gain;
        }
    }

    fn filter(&self) -> Vec<Complex<f32>> {
        let floor = self.power.iter().sum::<f64>() * NOTHING + f64::MIN_POSITIVE;
        let line = |(cross, power): (&Complex<f64>, &f64)| {
            let line = cross / (power + floor);
            Complex::new(math::sample_from(line.re), math::sample_from(line.im))
        };
        self.cross.iter().zip(&self.power).map(line).collect()
    }

    /// What the filter does to the power of each third octave that holds sound.
    fn bands(&self, rate_hz: u32, length: usize) -> Vec<Filtered> {
        let filter = self.filter();
        let all = self.power.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let share = |line: usize| math::sample_from(self.power[line] / all);
        let powers = |band: &Edges, from: usize| {
            let before = band.power(|bin| share(from + bin));
            let after = band.power(|bin| share(from + bin) * filter[from + bin].norm_sqr());
            [before, after]
        };
        let bands: Vec<_> =
            edges(rate_hz, length).iter().map(|band| [powers(band, 0), powers(band, length / 2)]).collect();
        let fullest = bands.iter().map(|[mid, _]| mid[0]).fold(0.0, f64::max);
        let present = bands.into_iter().filter(|[mid, _]| mid[0] > fullest * PRESENT);
        let change_db = |[before, after]: [f64; 2]| 10.0 * math::log10((after / before).max(NOTHING));
        present
            .map(|[mid, side]| Filtered {
                mid_db: change_db(mid),
                side_db: (side[0] > mid[0] * WIDE).then(|| change_db(side)),
            })
            .collect()
    }
}

/// What filter and gain explain of one frame.
struct Explained {
    factor: f64,
    /// The power of the master.
    all: f64,
    /// What filter and gain leave of it.
    left: f64,
}

impl Explained {
    fn of(raw: &[Complex<f32>], master: &[Complex<f32>], filter: &[Complex<f32>]) -> Self {
        let [mut common, mut filtered, mut all] = [0.0_f64; 3];
        for ((raw, master), line) in raw.iter().zip(master).zip(filter) {
            let model = raw * line;
            common += f64::from(master.re * model.re + master.im * model.im);
            filtered += f64::from(model.norm_sqr());
            all += f64::from(master.norm_sqr());
        }
        let gain = (common / filtered.max(f64::MIN_POSITIVE)).max(LEAST_GAIN);
        let left = all - 2.0 * gain * common + gain * gain * filtered;
        Self { factor: gain, all, left: left.max(0.0) }
    }
}

fn energy(lines: &[Complex<f32>]) -> f64 {
    lines.iter().map(|line| f64::from(line.norm_sqr())).sum()
}
