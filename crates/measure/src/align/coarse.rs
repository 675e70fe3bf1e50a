// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where B lies against A, to some samples: one correlation of everything with everything.
//!
//! Whitened (every frequency counts the same), so that a bass note which fits in many places does not
//! outweigh the attacks, which fit in one.

use std::sync::Arc;

use dsp::math;
use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};

use super::Pair;

/// About this rate is enough to find a place, Hz.
const ENOUGH_HZ: u32 = 6_000;
/// Songs of hours are thinned out further, to at most this many frames.
const MOST_FRAMES: usize = 1 << 22;
/// Rumble below this has no place, Hz.
const LOWEST_HZ: f64 = 60.0;
/// The low-pass is flat to this share of the thinned rate.
const HIGHEST: f64 = 0.4;
/// Peaks nearer than this are the same place, seconds: the ripples of a resonance.
const SAME_PLACE_S: f64 = 0.02;
/// Half the low-pass, in frames of the thinned rate; 60 dB with this window.
const FILTER_HALF: usize = 8;
const FILTER_BETA: f64 = 5.65;

/// A place of B against A.
pub struct Place {
    /// By how many frames B is later.
    pub lag: i64,
    /// This peak over the next.
    pub confidence: f64,
}

/// The best place; `None` if one of them is silent.
pub fn place(pairs: &[Pair<'_>], rate_hz: u32) -> Option<Place> {
    let longest = pairs.first()?.iter().map(|channel| channel.len()).max()?;
    let factor = (rate_hz / ENOUGH_HZ).max(1) as usize;
    let factor = factor.max(longest.div_ceil(MOST_FRAMES));
    let thin_hz = f64::from(rate_hz) / factor as f64;
    let correlation = correlation(pairs, factor, thin_hz)?;
    let apart = math::index_from(SAME_PLACE_S * thin_hz).max(1);
    let (at, peak) = highest(correlation.iter().enumerate())?;
    let (_, second) =
        highest(correlation.iter().enumerate().filter(|(n, _)| distance(*n, at, correlation.len()) > apart))?;
    let later = at < pairs.first()?[1].len().div_ceil(factor);
    let lag = if later { at.cast_signed() } else { at.wrapping_sub(correlation.len()).cast_signed() };
    let lag = i64::try_from(lag).ok()? * i64::try_from(factor).ok()?;
    (peak > 0.0).then(|| Place { lag, confidence: f64::from(peak / second.max(f32::MIN_POSITIVE)) })
}

fn highest<'a>(values: impl Iterator<Item = (usize, &'a f32)>) -> Option<(usize, f32)> {
    values.map(|(n, value)| (n, value.abs())).max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)))
}

fn distance(n: usize, at: usize, length: usize) -> usize {
    let straight = n.abs_diff(at);
    straight.min(length - straight)
}

/// The whitened correlation for every lag, the negative ones wrapped to the end.
fn correlation(pairs: &[Pair<'_>], factor: usize, thin_hz: f64) -> Option<Vec<f32>> {
    let [a, b] = pairs.first()?.map(|channel| channel.len().div_ceil(factor));
    let length = (a + b).next_power_of_two().max(2);
    let mut planner = RealFftPlanner::new();
    let forward = planner.plan_fft_forward(length);
    let mut cross = forward.make_output_vec();
    for pair in pairs {
        let [a, b] = pair.map(|channel| spectrum(&forward, thinned(channel, factor)));
        for (sum, (a, b)) in cross.iter_mut().zip(a.iter().zip(b)) {
            *sum += a.conj() * b;
        }
    }
    whiten(&mut cross, thin_hz / length as f64, thin_hz);
    let back = planner.plan_fft_inverse(length);
    let mut correlation = back.make_output_vec();
    back.process(&mut cross, &mut correlation).ok()?;
    Some(correlation)
}

fn spectrum(forward: &Arc<dyn RealToComplex<f32>>, mut sound: Vec<f32>) -> Vec<Complex<f32>> {
    sound.resize(forward.len(), 0.0);
    let mut bins = forward.make_output_vec();
    let done = forward.process(&mut sound, &mut bins);
    debug_assert!(done.is_ok(), "all lengths come from the transform");
    bins
}

fn whiten(cross: &mut [Complex<f32>], bin_hz: f64, thin_hz: f64) {
    let mean = cross.iter().map(|bin| f64::from(bin.norm())).sum::<f64>() / cross.len() as f64;
    // What single precision cannot tell from nothing stays nothing.
    let floor = math::sample_from(1e-8 * mean).max(f32::MIN_POSITIVE);
    let band = LOWEST_HZ..HIGHEST * thin_hz;
    for (n, bin) in cross.iter_mut().enumerate() {
        let weight = if band.contains(&(n as f64 * bin_hz)) { 1.0 / (bin.norm() + floor) } else { 0.0 };
        *bin *= weight;
    }
    for edge in [0, cross.len() - 1] {
        cross[edge] = Complex::default();
    }
}

/// Every `factor`-th frame of the low-passed sound.
fn thinned(channel: &[f32], factor: usize) -> Vec<f32> {
    if factor == 1 {
        return channel.to_vec();
    }
    let filter = low_pass(factor);
    let half = filter.len() / 2;
    let at = |centre: usize| {
        let from = centre.saturating_sub(half);
        let to = (centre + half + 1).min(channel.len());
        let taps = &filter[from + half - centre..];
        math::sample_from(math::product(&channel[from..to], &taps[..to - from]))
    };
    (0..channel.len()).step_by(factor).map(at).collect()
}

fn low_pass(factor: usize) -> Vec<f32> {
    let half = FILTER_HALF * factor;
    let tap = |n: usize| {
        let distance = n as f64 - half as f64;
        let share = 2.0 * HIGHEST / factor as f64;
        math::sample_from(share * math::sinc(share * distance) * math::kaiser(distance / half as f64, FILTER_BETA))
    };
    (0..=2 * half).map(tap).collect()
}
