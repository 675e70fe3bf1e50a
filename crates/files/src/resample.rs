// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The same sound at another rate.
//!
//! Band-limited interpolation by FFT with `rubato`, computed in double precision: a tone keeps its
//! level within 0.01 dB, what lies above half the new rate is at least 100 dB down, and the sound
//! neither moves nor changes its length.

use dsp::{Audio, math};
use rubato::{Fft, FixedSync, Resampler, WindowFunction, audioadapter_buffers::direct::SequentialSliceOfVecs};

use crate::error::{Error, Result};

/// Frames of one transform: long enough for a steep filter.
const CHUNK_FRAMES: usize = 8192;

/// The sound at `to_hz`; its length is that of the old one to the nearest frame, rounded up.
///
/// # Errors
/// One of the rates is no rate of sound.
pub fn resample(audio: &Audio, to_hz: u32) -> Result<Audio> {
    let rates = 1_000..=1_536_000;
    let refused = || Error::Rate { from_hz: audio.rate_hz, to_hz };
    if !rates.contains(&audio.rate_hz) || !rates.contains(&to_hz) {
        return Err(refused());
    }
    if audio.rate_hz == to_hz || audio.frames() == 0 {
        return Ok(Audio { rate_hz: to_hz, channels: audio.channels.clone() });
    }
    let channels = audio.channels.iter().map(|channel| convert(channel, [audio.rate_hz, to_hz]));
    let channels = channels.collect::<Option<Vec<_>>>().ok_or_else(refused)?;
    Ok(Audio { rate_hz: to_hz, channels })
}

/// One channel from the first rate to the second.
fn convert(channel: &[f32], [from_hz, to_hz]: [u32; 2]) -> Option<Vec<f32>> {
    let rates = [from_hz, to_hz].map(|hz| usize::try_from(hz).ok());
    let mut resampler = Fft::<f64>::new_custom(
        rates[0]?,
        rates[1]?,
        CHUNK_FRAMES,
        4,
        1,
        WindowFunction::BlackmanHarris2,
        FixedSync::Both,
    )
    .ok()?;
    let wide = [channel.iter().map(|sample| f64::from(*sample)).collect::<Vec<f64>>()];
    let input = SequentialSliceOfVecs::new(&wide[..], 1, channel.len()).ok()?;
    let output = resampler.process_all(&input, channel.len(), None).ok()?;
    let frames = (channel.len() as u64).checked_mul(u64::from(to_hz))?.div_ceil(u64::from(from_hz));
    Some(output.take_data().into_iter().take(usize::try_from(frames).ok()?).map(math::sample_from).collect())
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
    fn no_rate_is_refused_with_a_sentence() {
        assert!(resample(&tone(48_000, 1000.0), 0).is_err());
    }
}
