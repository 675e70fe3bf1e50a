// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tone and width of a song as two spectra: of what both loudspeakers share, and of what they do not.
//!
//! `mid = (L + R) / 2`, `side = (L − R) / 2`, each in third octaves over the loud passages
//! ([`Spectrum`]; the gate is the whole song's loudness − 10 LU for both).

use dsp::{math, mend};

use crate::{
    layout::Layout,
    measured::{Band, Measured},
    meter::Meter,
    spectrum::Spectrum,
};

/// Frames between two looks at the momentary loudness: 23 ms at 44.1 kHz, a sixteenth of a spectrum's frame.
const LOOK: usize = 1024;
/// What two songs are compared over, Hz: above, lossy files end and few people hear.
const COMPARED_HZ: [f64; 2] = [24.0, 17_000.0];
/// A side this far below the mid is none, dB.
const MONO_DB: f64 = -50.0;

/// What was heard of a song.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MidSide {
    /// Loudness, range, peaks.
    pub measured: Measured,
    /// The spectrum of the mid; empty for silence.
    pub mid: Vec<Band>,
    /// The spectrum of the side; empty for silence and for a single channel.
    pub side: Vec<Band>,
}

/// How far two songs are apart whatever their loudness.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Distance {
    /// Of the mids, each against its own mean, dB RMS.
    pub mid_db: f64,
    /// Of the sides, each against the mean of its own mid, dB RMS; `None` if one has no side.
    pub side_db: Option<f64>,
}

/// Listens to a stream of one or two channels.
pub struct MidSideMeter {
    meter: Meter,
    spectra: Vec<Spectrum>,
    halves: [Vec<f32>; 2],
}

impl MidSideMeter {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32, channels: usize) -> Self {
        Self::beside(Meter::loudness_only(rate_hz, Layout::from_channels(channels)), rate_hz, channels)
    }

    /// One that also knows the strict true peak: for a file that is to keep a ceiling.
    pub fn proving(rate_hz: u32, channels: usize) -> Self {
        Self::beside(Meter::loudness_and_peaks(rate_hz, Layout::from_channels(channels)), rate_hz, channels)
    }

    fn beside(meter: Meter, rate_hz: u32, channels: usize) -> Self {
        Self {
            meter,
            spectra: (0..channels.min(2)).map(|_| Spectrum::new(rate_hz, 1)).collect(),
            halves: Default::default(),
        }
    }

    /// Hears the next samples.
    pub fn push(&mut self, channels: &[&[f32]]) {
        let frames = channels.first().map_or(0, |channel| channel.len());
        for start in (0..frames).step_by(LOOK) {
            let piece: Vec<&[f32]> =
                channels.iter().map(|channel| &channel[start..frames.min(start + LOOK)]).collect();
            self.meter.push(&piece);
            self.split(&piece);
            let lufs = self.meter.momentary_lufs().unwrap_or(f64::NEG_INFINITY);
            for (spectrum, half) in self.spectra.iter_mut().zip(&self.halves) {
                spectrum.push(&[half], lufs);
            }
        }
    }

    /// All that was heard.
    pub fn finish(self) -> MidSide {
        let measured = self.meter.finish();
        let bands = |n: usize| match (self.spectra.get(n), measured.integrated_lufs) {
            (Some(spectrum), Some(lufs)) => spectrum.finish(lufs),
            _ => Vec::new(),
        };
        MidSide { mid: bands(0), side: bands(1), measured }
    }

    fn split(&mut self, piece: &[&[f32]]) {
        let [mid, side] = &mut self.halves;
        mid.clear();
        side.clear();
        if let [left, right, ..] = piece {
            mid.extend(left.iter().zip(*right).map(|(left, right)| 0.5 * (left + right)));
            side.extend(left.iter().zip(*right).map(|(left, right)| 0.5 * (left - right)));
        } else if let [only] = piece {
            mid.extend_from_slice(only);
        }
        mend::mend(mid);
        mend::mend(side);
    }
}

impl MidSide {
    /// Whether both loudspeakers play the same, or there is only one.
    pub fn is_mono(&self) -> bool {
        let power = |bands: &[Band]| bands.iter().map(|band| math::exp10(band.level_db / 10.0)).sum::<f64>();
        power(&self.side) <= math::exp10(MONO_DB / 10.0) * power(&self.mid)
    }

    /// The mean level of the mid's compared bands, dB.
    pub fn mid_mean_db(&self) -> f64 {
        let compared = || self.mid.iter().filter(|band| is_compared(band.centre_hz));
        compared().map(|band| band.level_db).sum::<f64>() / compared().count().max(1) as f64
    }

    /// How far it is from another.
    pub fn distance(&self, other: &Self) -> Distance {
        let means = [self.mid_mean_db(), other.mid_mean_db()];
        let both_wide = !self.is_mono() && !other.is_mono();
        Distance {
            mid_db: rms_apart(&self.mid, &other.mid, means),
            side_db: both_wide.then(|| rms_apart(&self.side, &other.side, means)),
        }
    }
}

/// Whether two songs are compared in this band.
pub fn is_compared(centre_hz: f64) -> bool {
    (COMPARED_HZ[0]..COMPARED_HZ[1]).contains(&centre_hz)
}

/// Bands of a low and of a high rate are the same bands, from the lowest on.
fn rms_apart(one: &[Band], other: &[Band], means: [f64; 2]) -> f64 {
    let apart: Vec<f64> = one
        .iter()
        .zip(other)
        .filter(|(band, _)| is_compared(band.centre_hz))
        .map(|(one, other)| (one.level_db - means[0]) - (other.level_db - means[1]))
        .collect();
    math::sqrt(apart.iter().map(|db| db * db).sum::<f64>() / apart.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    fn heard(channels: &[&[f32]]) -> MidSide {
        let mut meter = MidSideMeter::new(48_000, channels.len());
        meter.push(channels);
        meter.finish()
    }

    fn noise(seed: u64) -> Vec<f32> {
        signals::pink_noise(seed, 0.5, 480_000)
    }

    #[test]
    fn unrelated_sides_have_a_side_as_loud_as_their_mid_and_equal_ones_have_none() {
        let [a, b] = [noise(1), noise(2)];
        let wide = heard(&[&a, &b]);
        let gap: f64 = wide.mid.iter().zip(&wide.side).map(|(mid, side)| side.level_db - mid.level_db).sum();
        assert!(gap.abs() / (wide.mid.len() as f64) < 0.3 && !wide.is_mono());
        assert!(heard(&[&a, &a]).is_mono() && heard(&[&a]).is_mono());
    }

    #[test]
    fn loudness_is_no_distance() {
        let [a, b] = [noise(1), noise(2)];
        let [quiet_a, quiet_b] = [&a, &b].map(|loud| loud.iter().map(|x| 0.25 * x).collect::<Vec<f32>>());
        let distance = heard(&[&a, &b]).distance(&heard(&[&quiet_a, &quiet_b]));
        assert!(distance.mid_db < 0.01 && distance.side_db.unwrap() < 0.01, "{distance:?}");
    }

    #[test]
    fn a_narrower_song_is_as_far_as_its_side_is_lower() {
        let [a, b] = [noise(1), noise(2)];
        let narrow = |from: &[f32], to: &[f32]| -> Vec<f32> {
            from.iter().zip(to).map(|(from, to)| 0.75 * from + 0.25 * to).collect()
        };
        let distance = heard(&[&a, &b]).distance(&heard(&[&narrow(&a, &b), &narrow(&b, &a)]));
        assert!(distance.mid_db < 0.01 && (distance.side_db.unwrap() - 6.02).abs() < 0.05, "{distance:?}");
    }

    #[test]
    fn silence_has_no_spectrum() {
        let nothing = vec![0.0; 96_000];
        let silent = heard(&[&nothing, &nothing]);
        assert!(silent.mid.is_empty() && silent.is_mono());
    }
}
