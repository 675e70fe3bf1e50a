// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The long-term spectrum in third octaves, of the loud passages.
//!
//! Frames of about 0.37 s, half overlapped, under a Hann window; their powers are summed in
//! [third octaves](crate::third_octaves). Which frames are loud is known only at the end, so
//! they are kept apart by loudness, a drawer for every half LU; memory stays the same for a day.

use std::sync::Arc;

use dsp::math;
use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};

use crate::{
    measured::Band,
    third_octaves::{self, Edges},
};

const LOUDEST_LUFS: f64 = 20.0;
const QUIETEST_LUFS: f64 = -70.0;
/// Frames more than this below the whole are not counted.
const GATE_LU: f64 = 10.0;

/// Takes the spectrum of a stream.
#[derive(Clone)]
pub struct Spectrum {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// Each channel's newest frame.
    frames: Vec<Vec<f32>>,
    filled: usize,
    bands: Vec<Edges>,
    drawers: Vec<Drawer>,
    work: Work,
}

#[derive(Clone)]
struct Work {
    windowed: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

#[derive(Clone, Default)]
struct Drawer {
    frames: u64,
    powers: Vec<f64>,
}

impl Spectrum {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32, channels: usize) -> Self {
        let length = third_octaves::frame_length(rate_hz);
        let transform = RealFftPlanner::new().plan_fft_forward(length);
        let bands = third_octaves::edges(rate_hz, length);
        let drawers = math::index_from((LOUDEST_LUFS - QUIETEST_LUFS) * 2.0) + 1;
        let drawer = Drawer { frames: 0, powers: vec![0.0; bands.len()] };
        Self {
            window: third_octaves::hann(length),
            frames: vec![vec![0.0; length]; channels],
            filled: 0,
            drawers: vec![drawer; drawers],
            work: Work {
                windowed: vec![0.0; length],
                bins: transform.make_output_vec(),
                scratch: transform.make_scratch_vec(),
            },
            transform,
            bands,
        }
    }

    /// Hears the next samples, during which the sound is this loud.
    pub fn push<S: AsRef<[f32]>>(&mut self, channels: &[S], momentary_lufs: f64) {
        let length = self.window.len();
        let count = channels.first().map_or(0, |channel| channel.as_ref().len());
        let mut start = 0;
        while start < count {
            let end = count.min(start + length - self.filled);
            for (frame, samples) in self.frames.iter_mut().zip(channels) {
                frame[self.filled..self.filled + end - start].copy_from_slice(&samples.as_ref()[start..end]);
            }
            self.filled += end - start;
            start = end;
            if self.filled == length {
                self.take_frame(momentary_lufs);
            }
        }
    }

    /// The spectrum of what was louder than `integrated_lufs` − 10 LU; empty if there is nothing.
    pub fn finish(&self, integrated_lufs: f64) -> Vec<Band> {
        let loud = &self.drawers[drawer_from(integrated_lufs - GATE_LU)..];
        let frames: u64 = loud.iter().map(|drawer| drawer.frames).sum();
        if frames == 0 {
            return Vec::new();
        }
        let power = |band: usize| loud.iter().map(|drawer| drawer.powers[band]).sum::<f64>() / frames as f64;
        let level = |band| 10.0 * math::log10(power(band).max(1e-20));
        self.bands
            .iter()
            .enumerate()
            .map(|(n, band)| Band { centre_hz: band.centre_hz, level_db: level(n) })
            .collect()
    }

    fn take_frame(&mut self, momentary_lufs: f64) {
        let half = self.window.len() / 2;
        let drawer = &mut self.drawers[drawer_from(momentary_lufs)];
        drawer.frames += 1;
        let share = 1.0 / self.frames.len() as f64;
        for frame in &mut self.frames {
            self.work.transform(self.transform.as_ref(), frame, &self.window);
            for (power, band) in drawer.powers.iter_mut().zip(&self.bands) {
                *power += share * band.power(|bin| self.work.bins[bin].norm_sqr());
            }
            frame.copy_within(half.., 0);
        }
        self.filled = half;
    }
}

impl Work {
    fn transform(&mut self, transform: &dyn RealToComplex<f32>, frame: &[f32], window: &[f32]) {
        for ((out, sample), weight) in self.windowed.iter_mut().zip(frame).zip(window) {
            *out = sample * weight;
        }
        let done = transform.process_with_scratch(&mut self.windowed, &mut self.bins, &mut self.scratch);
        debug_assert!(done.is_ok(), "all lengths come from the transform");
    }
}

fn drawer_from(lufs: f64) -> usize {
    math::index_from((lufs.clamp(QUIETEST_LUFS, LOUDEST_LUFS) - QUIETEST_LUFS) * 2.0)
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    fn spectrum(sound: &[f32], rate_hz: u32) -> Vec<Band> {
        let mut spectrum = Spectrum::new(rate_hz, 1);
        spectrum.push(&[sound], -20.0);
        spectrum.finish(-20.0)
    }

    #[test]
    fn a_sine_reads_its_level_in_its_band() {
        for rate_hz in [44_100, 48_000, 96_000] {
            let bands = spectrum(&signals::sine(rate_hz, 997.0, 0.1, 0.0, rate_hz as usize * 5), rate_hz);
            let band = bands.iter().find(|band| band.centre_hz == 1000.0).unwrap();
            assert!((band.level_db + 20.0).abs() < 0.05, "{rate_hz} Hz: {} dB", band.level_db);
        }
    }

    #[test]
    fn pink_noise_is_flat() {
        let bands = spectrum(&signals::pink_noise(9, 1.0, 48_000 * 60), 48_000);
        let flat: Vec<f64> = bands
            .iter()
            .filter(|band| (60.0..12_000.0).contains(&band.centre_hz))
            .map(|band| band.level_db)
            .collect();
        let mean = flat.iter().sum::<f64>() / flat.len() as f64;
        assert!(flat.iter().all(|level| (level - mean).abs() < 0.6), "{flat:?}");
    }

    #[test]
    fn a_low_rate_has_fewer_bands_and_none_beyond_nyquist() {
        let bands = spectrum(&signals::white_noise(1, 0.5, 80_000), 8_000);
        assert!(bands.iter().all(|band| band.centre_hz < 4000.0) && bands.len() > 15);
    }
}
