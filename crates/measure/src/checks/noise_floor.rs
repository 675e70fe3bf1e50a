// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hiss that stands in the pauses.
//!
//! A frame is hiss if it is 25 dB below the loudest so far, if each of eight bands from 500 Hz to 8 kHz
//! is as flat as noise (geometric over arithmetic mean of the bins; 0.56 for Gaussian noise, near 0 for
//! notes), and if its level is that of the frame before within 0.7 dB. A floor is where such frames
//! gather: 0.8 s of them within 2 dB, with hardly anything quieter in the song but digital silence. A
//! fade-out passes all levels and gathers nowhere.
//!
//! Levels are K-weighted (ITU-R BS.1770-5, Annex 1), of the hiss from 500 Hz up, against the song's
//! gated mean. A limit is 46 dB below the song, which is −60 LUFS in a song at −14; the reading is an
//! amplitude, so a fault is 6 dB more. Gain-invariant: turning the song down takes its hiss along.

use std::ops::Range;

use dsp::{Audio, Hz, math, signals};

use super::{Check, Info, Whole, frames::Frame, spans::Spans};
use crate::{
    fault::{Confidence, Fault, Severity, Span},
    k_weighting,
    reading::Reading,
    words::{number, place},
};

const LIMIT_DB: f64 = -46.0;
const QUIET: f32 = 0.003; // 25 dB
const FROM_HZ: f64 = 500.0;
const TO_HZ: f64 = 16_000.0;
/// Half octaves from 500 Hz.
const BANDS: usize = 8;
const FLAT: f64 = 0.45;
const STEADY: f32 = 1.175; // 0.7 dB
/// How many frames a floor is made of: 0.8 s.
const FEWEST: u32 = 8;
const CLASS_DB: f64 = 0.5;
/// Classes from here up, dB of a frame's summed power.
const LOWEST_DB: f64 = -140.0;
const CLASSES: usize = 600;
/// A floor is 2 dB wide.
const WIDTH: usize = 4;
/// What is so far below the song is silence.
const SILENT_DB: f64 = -90.0;

/// Listens for what is left when nobody plays.
pub(crate) struct NoiseFloor {
    weights: Vec<f32>,
    rate_hz: u32,
    loudest: f32,
    before: f32,
    all: Vec<u32>,
    hiss: Vec<u32>,
    spans: Spans,
}

impl Check for NoiseFloor {
    const INFO: &'static Info =
        &Info { id: "noise_floor", summary: "Hiss that stands in the pauses.", gain_invariant: true };
    const WANTS_FRAMES: bool = true;

    fn new(rate_hz: u32) -> Self {
        Self {
            weights: Vec::new(),
            rate_hz,
            loudest: 0.0,
            before: 0.0,
            all: vec![0; CLASSES],
            hiss: vec![0; CLASSES],
            spans: Spans::default(),
        }
    }

    fn hear_frame(&mut self, frame: &Frame<'_>) {
        if self.weights.is_empty() {
            self.weights = weights(self.rate_hz, frame);
        }
        let high = frame.bin(FROM_HZ)..frame.bin(TO_HZ);
        let whole = self.power(frame, 0..high.start) + self.power(frame, high.clone());
        let noise = self.power(frame, high);
        self.loudest = self.loudest.max(whole);
        count(&mut self.all, whole);
        let steady = noise < self.before * STEADY && self.before < noise * STEADY;
        self.before = noise;
        if steady && noise > 0.0 && whole < self.loudest * QUIET && is_noise(frame) {
            count(&mut self.hiss, noise);
            self.spans.note(frame.span, 1.0);
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let limits = self.limits();
        (limits >= 1.0).then(|| fault(limits, self.spans.worst()))
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let words = |limits| format!("{} dB below the song", number(-level_db(limits)));
        Some(Reading { check: Self::INFO, limits: self.limits(), words })
    }

    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let loudness_db = super::sow_tonal::heard::<Self>(song).loudness_db();
        let frames = song.frames();
        let hiss = |side: u64| {
            let seed = seed * 2 + side;
            if seed % 4 < 2 {
                signals::white_noise(seed, 1.0, frames)
            } else {
                signals::pink_noise(seed, 1.0, frames)
            }
        };
        let sides: Vec<_> = (0..song.channels.len() as u64).map(hiss).collect();
        let alone = Audio { rate_hz: song.rate_hz, channels: sides };
        let hiss_db = super::sow_tonal::heard::<Self>(&alone).loudness_db();
        let gain = math::sample_from(math::exp10((loudness_db + level_db(limits) - hiss_db) / 20.0));
        let start = math::index_from(
            signals::Dice::new(seed).unipolar() * frames.saturating_sub(2 * song.rate_hz as usize) as f64,
        );
        for (channel, hiss) in song.channels.iter_mut().zip(&alone.channels) {
            pause(&mut channel[start..], song.rate_hz);
            channel.iter_mut().zip(hiss).for_each(|(x, hiss)| *x += gain * hiss);
        }
    }
}

impl NoiseFloor {
    fn power(&self, frame: &Frame<'_>, bins: Range<usize>) -> f32 {
        let [left, right] = frame.powers.map(|powers| powers[bins.clone()].chunks(8));
        let mut sums = [0.0_f32; 8];
        for ((left, right), weights) in left.zip(right).zip(self.weights[bins].chunks(8)) {
            for (lane, ((l, r), weight)) in left.iter().zip(right).zip(weights).enumerate() {
                sums[lane] += weight * (l + r);
            }
        }
        sums.into_iter().sum()
    }

    /// How many limits the floor has; 0 if the song has none.
    fn limits(&self) -> f64 {
        let song_db = self.loudness_db();
        let floor = self.floor(class(song_db + SILENT_DB));
        floor.map_or(0.0, |floor_db| math::exp10((floor_db - song_db - LIMIT_DB) / 20.0))
    }

    /// The lowest level where hiss gathers, if hardly anything is quieter.
    fn floor(&self, silent: usize) -> Option<f64> {
        let gathered = |first: usize| self.hiss[first..first + WIDTH].iter().sum::<u32>();
        let first = (silent..CLASSES - WIDTH).find(|first| gathered(*first) >= FEWEST)?;
        // It may have begun at the edge of a heap: go on to its top.
        let top = (first..(first + WIDTH).min(CLASSES - WIDTH)).max_by_key(|first| gathered(*first))?;
        let quieter = self.all[silent..top.saturating_sub(WIDTH).max(silent)].iter().sum::<u32>();
        (quieter <= gathered(top)).then(|| mean_db(&self.hiss, top..top + WIDTH))
    }

    /// The mean over all frames within 10 dB of the mean of all (ITU-R BS.1770-5, Annex 1).
    fn loudness_db(&self) -> f64 {
        let all = mean_db(&self.all, 0..CLASSES);
        mean_db(&self.all, class(all - 10.0)..CLASSES)
    }
}

/// The ear's weight of every bin.
fn weights(rate_hz: u32, frame: &Frame<'_>) -> Vec<f32> {
    let filters = k_weighting::filters(rate_hz);
    let gain_db = |bin: usize| {
        let hz = Hz(bin.max(1) as f64 * frame.bin_hz);
        filters.iter().map(|filter| filter.gain_db(hz, rate_hz)).sum::<f64>()
    };
    (0..frame.powers[0].len()).map(|bin| math::sample_from(math::exp10(gain_db(bin) / 10.0))).collect()
}

/// Whether all bands are as flat as noise, on the louder side.
fn is_noise(frame: &Frame<'_>) -> bool {
    let edge = |band: usize| frame.bin(FROM_HZ * math::exp2(band as f64 / 2.0));
    let [left, right] = frame.powers;
    let side = if sum(&left[edge(0)..]) > sum(&right[edge(0)..]) { left } else { right };
    (0..BANDS).all(|band| flatness(&side[edge(band)..edge(band + 1)]) > FLAT)
}

fn sum(powers: &[f32]) -> f32 {
    powers.iter().sum()
}

/// Geometric over arithmetic mean.
fn flatness(powers: &[f32]) -> f64 {
    let count = powers.len().max(1) as f64;
    let logarithms: f64 = powers.iter().map(|power| math::log(f64::from(*power).max(f64::MIN_POSITIVE))).sum();
    math::exp(logarithms / count) * count / f64::from(sum(powers)).max(f64::MIN_POSITIVE)
}

fn count(classes: &mut [u32], power: f32) {
    if power > 0.0 {
        classes[class(10.0 * math::log10(f64::from(power)))] += 1;
    }
}

fn class(db: f64) -> usize {
    math::index_from((db - LOWEST_DB) / CLASS_DB).min(CLASSES - 1)
}

/// The mean power of what is in these classes, dB.
fn mean_db(classes: &[u32], range: Range<usize>) -> f64 {
    let power = |class: usize| math::exp10((LOWEST_DB + (class as f64 + 0.5) * CLASS_DB) / 10.0);
    let sum: f64 = range.clone().map(|class| f64::from(classes[class]) * power(class)).sum();
    let count: f64 = range.map(|class| f64::from(classes[class])).sum();
    10.0 * math::log10((sum / count.max(1.0)).max(1e-14))
}

/// So many limits against the song, dB.
fn level_db(limits: f64) -> f64 {
    LIMIT_DB + 20.0 * math::log10(limits.max(1e-6))
}

fn fault(limits: f64, spans: Vec<Span>) -> Fault {
    let below_db = number(-level_db(limits));
    Fault {
        id: NoiseFloor::INFO.id,
        severity: if limits >= 2.0 { Severity::Fault } else { Severity::Watch },
        title: "There is hiss in the pauses.".to_owned(),
        message: format!(
            "A steady noise stands {below_db} dB below the song{}; a limiter lifts it further.",
            place(&spans)
        ),
        action: "Solo the tracks there: mute those that pause; gate or denoise the one that hisses, \
                 or lower its gain before a compressor or amp."
            .to_owned(),
        amount: format!("{below_db} dB below"),
        spans,
        confidence: Confidence::Fair,
        stem: None,
    }
}

/// Ducks a bar: 1.5 s, 50 ms in and out.
fn pause(samples: &mut [f32], rate_hz: u32) {
    let [length, fade] = [1.5, 0.05].map(|seconds| seconds * f64::from(rate_hz));
    for (n, sample) in samples.iter_mut().take(math::index_from(length)).enumerate() {
        let edge = (n as f64).min(length - n as f64) / fade;
        *sample *= math::sample_from((1.0 - edge).max(0.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};

    fn sown(limits: f64, seed: u64) -> Vec<Vec<f32>> {
        let mut song = Audio { rate_hz: RATE_HZ, channels: music(seed, 14.0) };
        NoiseFloor::sow(&mut song, limits, seed);
        song.channels
    }

    #[test]
    fn hiss_in_a_pause_is_found_and_half_as_much_is_not() {
        for seed in 0..4 {
            assert_eq!(severity(&inspect(&sown(0.5, seed)), "noise_floor"), None, "seed {seed}");
            assert!(severity(&inspect(&sown(2.0, seed)), "noise_floor").is_some(), "seed {seed}");
        }
        assert_eq!(severity(&inspect(&sown(4.0, 1)), "noise_floor"), Some(Severity::Fault));
    }

    /// The bench's music is noise, which makes its fades hard to tell from hiss.
    #[test]
    fn a_slow_fade_out_is_no_floor() {
        let mut sound = music(3, 30.0);
        for channel in &mut sound {
            let frames = channel.len() as f64;
            let fade = |n: usize| math::sample_from(math::exp10(-80.0 / 20.0 * n as f64 / frames));
            channel.iter_mut().enumerate().for_each(|(n, x)| *x *= fade(n));
        }
        assert_eq!(severity(&inspect(&sound), "noise_floor"), None);
    }

    #[test]
    fn a_quiet_chord_is_music() {
        let mut sound = music(4, 12.0);
        for channel in &mut sound {
            for (voice, hz) in [440.0, 554.4, 659.3].into_iter().enumerate() {
                let tone = signals::sine(RATE_HZ, hz, 0.001, voice as f64, channel.len());
                channel.iter_mut().zip(tone).skip(300_000).for_each(|(x, tone)| *x = *x * 1e-5 + tone);
            }
        }
        assert_eq!(severity(&inspect(&sound), "noise_floor"), None);
    }
}
