// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One channel later than the other.
//!
//! Generalised cross-correlation of left and right with the phase transform, 100 Hz to 12 kHz, over all
//! frames within 30 dB of the loudest so far:
//! `r(τ) = F⁻¹ Σ L·conj(R) / |L·conj(R)|` (Knapp and Carter, "The generalized correlation method for
//! estimation of time delay", IEEE Trans. ASSP 24, 1976).
//! What is common to both sides stands at one lag, so in any mix with a middle the peak is at 0.
//! A peak within 20 ms, upright or upside down, is the delay of the song if it stands twice above what is at 0
//! and well above the rest; an echo or a doubled guitar beside a middle is not. A band that was recorded with two
//! microphones apart has many lags and no middle: a low peak counts only if no other comes near it.
//! A limit is 0.2 ms, whose first hole in mono is at 2.5 kHz. Gain-invariant.

use dsp::{Audio, math, signals::Dice};
use realfft::{RealFftPlanner, num_complex::Complex};

use super::{Check, Info, Whole, frames::Frame};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
};

const LIMIT_MS: f64 = 0.2;
const FARTHEST_S: f64 = 0.02;
const FROM_HZ: f64 = 100.0;
const TO_HZ: f64 = 12_000.0;
const LOUD: f32 = 1e-3; // 30 dB
/// Bins so far below the loudest are rounding and codec.
const BURIED: f32 = 1e-6; // 60 dB
/// How far the peak stands above lag 0. A doubled guitar as loud as the middle reaches 1; in 30 songs nothing
/// but a neighbouring sample passes 1.
const ABOVE_MIDDLE: f32 = 2.0;
/// How far it stands above all other lags if it is low. Microphones apart have many lags: measured, up to 1.8.
const ABOVE_OTHERS: f32 = 2.0;
/// What is nearer to the peak is part of it.
const PEAK_S: f64 = 0.1e-3;
/// How far it stands above the root of the mean square of all lags; chance reaches 4 in 8192 lags.
const ABOVE_REST: f32 = 5.0;
/// The share of the sound that has this delay; with microphones apart, up to 0.126 have one by chance.
const MUCH: f32 = 0.13;
/// The least share if no other lag is near it. Measured: the least middle of a song that has one has 0.046.
const LEAST: f32 = 0.03;

/// Compares the phases of left and right.
pub(crate) struct Delay {
    rate_hz: f64,
    loudest: f32,
    phases: Vec<Complex<f32>>,
    bins: u64,
}

impl Check for Delay {
    const INFO: &'static Info =
        &Info { id: "delay", summary: "One channel later than the other.", gain_invariant: true };
    const WANTS_FRAMES: bool = true;

    fn new(rate_hz: u32) -> Self {
        Self { rate_hz: f64::from(rate_hz), loudest: 0.0, phases: Vec::new(), bins: 0 }
    }

    fn hear_frame(&mut self, frame: &Frame<'_>) {
        let band = frame.bin(FROM_HZ)..frame.bin(TO_HZ);
        self.phases.resize(frame.powers[0].len(), Complex::default());
        let [left, right] = frame.powers.map(|powers| powers[band.clone()].iter());
        let highest = left.zip(right).fold(0.0_f32, |highest, (l, r)| highest.max(l.min(*r)));
        self.loudest = self.loudest.max(highest);
        if highest > self.loudest * LOUD {
            let [left, right] = frame.sides.map(|side| &side[band.clone()]);
            self.bins += turn(&mut self.phases[band], [left, right], highest * BURIED);
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let late_ms = self.late_ms()?;
        (late_ms.abs() >= LIMIT_MS).then(|| fault(late_ms))
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.late_ms().map_or(0.0, |late_ms| late_ms.abs() / LIMIT_MS);
        Some(Reading { check: Self::INFO, limits, words: |limits| format!("{:.2} ms", LIMIT_MS * limits) })
    }

    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let frames = math::index_from(math::round(limits * LIMIT_MS * f64::from(song.rate_hz) / 1e3));
        let side = usize::from(Dice::new(seed).unipolar() < 0.5);
        if let Some(channel) = song.channels.get_mut(side) {
            let kept = channel.len().saturating_sub(frames);
            channel.rotate_left(kept);
            channel[..frames.min(kept)].fill(0.0);
        }
    }
}

impl Delay {
    /// By how much the right channel is later; `None` if the song has no one delay.
    fn late_ms(&self) -> Option<f64> {
        let heights: Vec<f32> = self.lags()?.into_iter().map(f32::abs).collect();
        let frames = |seconds: f64| math::index_from(seconds * self.rate_hz);
        let farthest = frames(FARTHEST_S).min(heights.len() / 4);
        let around = (1..=farthest).chain(heights.len() - farthest..heights.len());
        let peak = around.clone().max_by(|a, b| heights[*a].total_cmp(&heights[*b]))?;
        let others = around.filter(|lag| lag.abs_diff(peak) > frames(PEAK_S));
        let other = others.fold(0.0_f32, |most, lag| most.max(heights[lag]));
        // In the first half of the lags the left channel is the later one.
        let late = if peak <= farthest { -(peak as f64) } else { (heights.len() - peak) as f64 };
        is_delay(heights[peak], other, &heights).then(|| late * 1e3 / self.rate_hz)
    }

    /// How much of the sound has each lag: 1 is all of it.
    fn lags(&self) -> Option<Vec<f32>> {
        let length = 2 * self.phases.len().checked_sub(1)?;
        let transform = RealFftPlanner::new().plan_fft_inverse(length);
        let mut lags = transform.make_output_vec();
        transform.process(&mut self.phases.clone(), &mut lags).ok()?;
        let whole = 2.0 * self.bins.max(1) as f32;
        Some(lags.into_iter().map(|lag| lag / whole).collect())
    }
}

/// Whether a peak is a delay and no chance, echo or room.
fn is_delay(height: f32, other: f32, heights: &[f32]) -> bool {
    let energy = heights.iter().map(|height| height * height).sum::<f32>() / heights.len() as f32;
    let stands = height > ABOVE_MIDDLE * heights[0] && height * height > ABOVE_REST * ABOVE_REST * energy;
    stands && (height > MUCH || (height > LEAST && height > ABOVE_OTHERS * other))
}

/// Adds the phase between the sides, bin by bin, where both are above the buried; how many bins that are.
fn turn(phases: &mut [Complex<f32>], [left, right]: [&[Complex<f32>]; 2], buried: f32) -> u64 {
    let mut heard = 0;
    for ((phase, l), r) in phases.iter_mut().zip(left).zip(right) {
        let cross = l * r.conj();
        let stands_out = cross.norm_sqr() > buried * buried;
        *phase += cross * if stands_out { 1.0 / cross.norm_sqr().sqrt() } else { 0.0 };
        heard += u32::from(stands_out);
    }
    u64::from(heard)
}

fn fault(late_ms: f64) -> Fault {
    let side = if late_ms > 0.0 { "right" } else { "left" };
    let late_ms = late_ms.abs();
    let severe = late_ms >= 2.0 * LIMIT_MS;
    Fault {
        id: Delay::INFO.id,
        severity: if severe { Severity::Fault } else { Severity::Watch },
        title: format!("The {side} channel is late."),
        message: format!(
            "Most of the {side} channel comes {late_ms:.2} ms after the other: \
             played as mono, the first hole is at {:.0} Hz.",
            500.0 / late_ms
        ),
        action:
            "Look for a plugin on one channel whose delay is not made up for, a sample delay, or a shifted file; \
                 move the late side forward by that much."
                .to_owned(),
        spans: Vec::new(),
        amount: format!("{late_ms:.2} ms"),
        confidence: if severe { Confidence::Sure } else { Confidence::Fair },
        stem: None,
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};

    fn late(sound: &[f32], frames: usize) -> Vec<f32> {
        [&vec![0.0; frames], &sound[..sound.len() - frames]].concat()
    }

    #[test]
    fn a_late_channel_is_found_and_a_sample_is_not() {
        for (limits, expected) in [(0.5, None), (1.1, Some(Severity::Watch)), (3.0, Some(Severity::Fault))] {
            for seed in 0..4 {
                let mut song = Audio { rate_hz: RATE_HZ, channels: music(seed, 8.0) };
                Delay::sow(&mut song, limits, seed);
                assert_eq!(severity(&inspect(&song.channels), "delay"), expected, "{limits} limits, seed {seed}");
            }
        }
    }

    #[test]
    fn the_late_side_and_its_delay_are_named() {
        let [left, right] = [0, 1].map(|side| music(9, 8.0)[side].clone());
        let faults = inspect(&[late(&left, 44), right]);
        let fault = faults.iter().find(|fault| fault.id == "delay").unwrap();
        assert_eq!((&fault.title[..], &fault.amount[..]), ("The left channel is late.", "1.00 ms"));
    }

    #[test]
    fn a_doubled_guitar_and_an_echo_beside_a_middle_are_left_alone() {
        let mut sound = music(7, 12.0);
        let guitar = signals::pink_noise(70, 1.0, sound[0].len());
        sound[0].iter_mut().zip(&guitar).for_each(|(x, guitar)| *x += guitar);
        sound[1].iter_mut().zip(late(&guitar, 600)).for_each(|(x, guitar)| *x += guitar);
        assert_eq!(severity(&inspect(&sound), "delay"), None);
    }

    #[test]
    fn a_late_channel_that_is_upside_down_is_late_too() {
        let [left, right] = [0, 1].map(|side| music(9, 8.0)[side].clone());
        let opposed = late(&right, 44).iter().map(|x| -x).collect();
        assert_eq!(severity(&inspect(&[left, opposed]), "delay"), Some(Severity::Fault));
    }

    #[test]
    fn microphones_apart_have_no_one_delay() {
        let mut sides = [1, 2].map(|seed| signals::pink_noise(seed, 1.0, 400_000)).to_vec();
        for (seed, frames, gain) in
            [(3, 12, 0.6), (4, 19, 0.5), (5, 33, 0.5), (6, 51, 0.5), (7, 70, 0.5), (8, 97, 0.5)]
        {
            let player = signals::pink_noise(seed, gain, 400_000);
            sides[0].iter_mut().zip(&player).for_each(|(x, player)| *x += player);
            sides[1].iter_mut().zip(late(&player, frames)).for_each(|(x, player)| *x += player);
        }
        assert_eq!(severity(&inspect(&sides), "delay"), None);
    }

    #[test]
    fn unrelated_sides_have_no_delay() {
        let sides = [1, 2].map(|seed| signals::pink_noise(seed, 0.5, 400_000));
        assert_eq!(severity(&inspect(&sides), "delay"), None);
    }
}
