// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The same sound at another rate.
//!
//! Band-limited interpolation by FFT with `rubato`, computed in double precision: a tone keeps its
//! level within 0.01 dB, what lies above half the new rate is at least 100 dB down, and the sound
//! neither moves nor changes its length.

use dsp::{Audio, math};
use rubato::{
    Fft, FixedSync, Resampler as Resample, WindowFunction, audioadapter_buffers::direct::SequentialSliceOfVecs,
};

use crate::error::{Error, Result};

/// Frames of one transform: long enough for a steep filter.
const CHUNK_FRAMES: usize = 8192;
/// What is taken for a rate of sound.
const RATES_HZ: std::ops::RangeInclusive<u32> = 1_000..=1_536_000;

/// The sound at `to_hz`; its length is that of the old one to the nearest frame, rounded up.
///
/// # Errors
/// One of the rates is no rate of sound.
pub fn resample(audio: &Audio, to_hz: u32) -> Result<Audio> {
    let mut resampler = Resampler::new([audio.rate_hz, to_hz], audio.channels.len())?;
    let channels: Vec<&[f32]> = audio.channels.iter().map(Vec::as_slice).collect();
    let mut whole = Audio::silence(to_hz, channels.len(), 0);
    resampler.push(&channels, &mut whole.channels);
    resampler.finish(&mut whole.channels);
    Ok(whole)
}

/// The same for sound that comes block by block; memory does not grow with its length.
pub struct Resampler {
    rates_hz: [u32; 2],
    /// Nothing where both rates are the same.
    fft: Option<Fft<f64>>,
    waiting: Vec<Vec<f64>>,
    made: Vec<Vec<f64>>,
    /// What the filter gives before the sound begins, frames.
    lead: usize,
    heard_frames: u64,
    given_frames: u64,
}

impl Resampler {
    /// Nothing heard yet; from the first rate to the second.
    ///
    /// # Errors
    /// One of the rates is no rate of sound.
    pub fn new(rates_hz: [u32; 2], channels: usize) -> Result<Self> {
        let [from_hz, to_hz] = rates_hz;
        let refused = || Error::Rate { from_hz, to_hz };
        if rates_hz.iter().any(|hz| !RATES_HZ.contains(hz)) {
            return Err(refused());
        }
        let changes = from_hz != to_hz && channels > 0;
        let fft = changes.then(|| fft(rates_hz, channels).ok_or_else(refused)).transpose()?;
        Ok(Self {
            rates_hz,
            waiting: vec![Vec::new(); channels],
            made: vec![vec![0.0; fft.as_ref().map_or(0, Resample::output_frames_max)]; channels],
            lead: fft.as_ref().map_or(0, Resample::output_delay),
            fft,
            heard_frames: 0,
            given_frames: 0,
        })
    }

    /// Hears the next samples, channel after channel, and adds what can be said of them at the new rate.
    pub fn push(&mut self, channels: &[&[f32]], to: &mut [Vec<f32>]) {
        let frames = channels.first().map_or(0, |channel| channel.len());
        self.heard_frames += frames as u64;
        let Some(chunk) = self.fft.as_ref().map(Resample::input_frames_next) else {
            self.given_frames += frames as u64;
            return to.iter_mut().zip(channels).for_each(|(to, channel)| to.extend_from_slice(channel));
        };
        let mut start = 0;
        while start < frames {
            let end = frames.min(start + chunk - self.waiting[0].len());
            for (waiting, channel) in self.waiting.iter_mut().zip(channels) {
                waiting.extend(channel[start..end].iter().map(|sample| f64::from(*sample)));
            }
            if self.waiting[0].len() == chunk {
                self.convert(to);
            }
            start = end;
        }
    }

    /// Adds what is left; after it the sound has its length.
    pub fn finish(mut self, to: &mut [Vec<f32>]) {
        let Some(chunk) = self.fft.as_ref().map(Resample::input_frames_next) else { return };
        while self.given_frames < self.expected_frames() {
            self.waiting.iter_mut().for_each(|waiting| waiting.resize(chunk, 0.0));
            self.convert(to);
        }
    }

    fn expected_frames(&self) -> u64 {
        let [from_hz, to_hz] = self.rates_hz.map(u64::from);
        self.heard_frames.saturating_mul(to_hz).div_ceil(from_hz)
    }

    /// Converts the chunk that waits; what lies before the sound or after it is left out.
    fn convert(&mut self, to: &mut [Vec<f32>]) {
        let room = self.expected_frames() - self.given_frames;
        let done = self.fft.as_mut().and_then(|fft| process(fft, &self.waiting, &mut self.made));
        debug_assert!(done.is_some(), "all lengths come from the transform");
        self.waiting.iter_mut().for_each(Vec::clear);
        let made = self.made.first().map_or(0, Vec::len);
        let skipped = self.lead.min(made);
        self.lead -= skipped;
        let end = made.min(skipped + usize::try_from(room).unwrap_or(usize::MAX));
        for (to, made) in to.iter_mut().zip(&self.made) {
            to.extend(made[skipped..end].iter().copied().map(math::sample_from));
        }
        self.given_frames += (end - skipped) as u64;
    }
}

fn fft(rates_hz: [u32; 2], channels: usize) -> Option<Fft<f64>> {
    let [from, to] = rates_hz.map(|hz| usize::try_from(hz).ok());
    let window = WindowFunction::BlackmanHarris2;
    Fft::new_custom(from?, to?, CHUNK_FRAMES, 4, channels, window, FixedSync::Both).ok()
}

/// Converts one chunk into one that is as long as the transform makes them.
fn process(fft: &mut Fft<f64>, from: &[Vec<f64>], to: &mut [Vec<f64>]) -> Option<()> {
    let [heard, made] = [from.first()?.len(), to.first()?.len()];
    let input = SequentialSliceOfVecs::new(from, from.len(), heard).ok()?;
    let channels = to.len();
    let mut output = SequentialSliceOfVecs::new_mut(to, channels, made).ok()?;
    fft.process_into_buffer(&input, &mut output, None).ok().map(drop)
}

#[cfg(test)]
mod tests {
    use dsp::{signals, units::db_from_gain};

    use super::*;

    /// The level of a tone by correlation, in dB; the edges are left out.
    fn level_db(sound: &[f32], rate_hz: u32, tone_hz: f64) -> f64 {
        let middle = &sound[sound.len() / 4..sound.len() * 3 / 4];
        let step = math::TAU * tone_hz / f64::from(rate_hz);
        let mut sums = [0.0; 3];
        for (n, sample) in middle.iter().enumerate() {
            let window = 0.5 - 0.5 * math::cos(math::TAU * n as f64 / middle.len() as f64);
            sums[0] += window * f64::from(*sample) * math::cos(step * n as f64);
            sums[1] += window * f64::from(*sample) * math::sin(step * n as f64);
            sums[2] += window;
        }
        db_from_gain(2.0 * math::sqrt(sums[0] * sums[0] + sums[1] * sums[1]) / sums[2]).0
    }

    fn tone(rate_hz: u32, tone_hz: f64) -> Audio {
        Audio { rate_hz, channels: vec![signals::sine(rate_hz, tone_hz, 0.5, 0.3, rate_hz as usize)] }
    }

    #[test]
    fn tones_keep_their_level_and_the_length_is_exact() {
        for [from, to] in
            [[44_100, 48_000], [48_000, 44_100], [96_000, 44_100], [44_100, 192_000], [8_000, 48_000]]
        {
            let converted = resample(&tone(from, 1000.0), to).unwrap();
            assert_eq!(converted.frames(), to as usize);
            let level = level_db(&converted.channels[0], to, 1000.0);
            assert!((level + 6.0206).abs() < 0.01, "{from} → {to}: {level} dB");
        }
    }

    #[test]
    fn the_top_of_the_band_stays() {
        let converted = resample(&tone(96_000, 20_000.0), 44_100).unwrap();
        let level = level_db(&converted.channels[0], 44_100, 20_000.0);
        assert!((level + 6.0206).abs() < 0.01, "{level} dB");
    }

    #[test]
    fn tones_above_half_the_new_rate_are_a_hundred_decibels_down() {
        for hidden_hz in [23_000.0, 25_000.0, 31_000.0, 40_000.0] {
            let converted = resample(&tone(96_000, hidden_hz), 44_100).unwrap();
            let middle = &converted.channels[0][11_025..33_075];
            let peak = middle.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            let below = db_from_gain(f64::from(peak) / 0.5).0;
            assert!(below <= -100.0, "{hidden_hz} Hz: {below} dB");
        }
    }

    #[test]
    fn nothing_moves() {
        let early = tone(48_000, 1000.0);
        let late = resample(&resample(&early, 96_000).unwrap(), 48_000).unwrap();
        let pairs = early.channels[0].iter().zip(&late.channels[0]).skip(4000).take(40_000);
        let worst = pairs.fold(0.0_f32, |worst, (a, b)| worst.max((a - b).abs()));
        assert!(worst < 1e-6, "{worst}");
    }

    #[test]
    fn how_the_sound_is_cut_does_not_matter() {
        let sound =
            Audio { rate_hz: 44_100, channels: (1..=2).map(|n| signals::pink_noise(n, 0.5, 50_001)).collect() };
        let whole = resample(&sound, 48_000).unwrap();
        for size in [1000, 8192, 50_001] {
            let mut resampler = Resampler::new([44_100, 48_000], 2).unwrap();
            let mut channels = vec![Vec::new(); 2];
            for start in (0..50_001).step_by(size) {
                let end = 50_001.min(start + size);
                let block: Vec<&[f32]> = sound.channels.iter().map(|channel| &channel[start..end]).collect();
                resampler.push(&block, &mut channels);
            }
            resampler.finish(&mut channels);
            assert!(channels == whole.channels, "blocks of {size}");
        }
    }

    #[test]
    fn no_rate_is_refused_with_a_sentence() {
        assert!(resample(&tone(48_000, 1000.0), 0).is_err());
    }
}
