// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What of a passage matters to a limiter, none of which changes with its level.

use dsp::{Audio, math};
use measure::Measured;

/// Hops per second in which peaks are followed.
const HOPS: usize = 100;
/// A beginning is a peak so much higher than what was before.
const BEGINNING: f32 = 2.0;
/// … and at least this share of the highest.
const LOUD_SHARE: f32 = 0.25;
/// Two beginnings are no closer than this, hops.
const APART: usize = 6;
/// Bands so much below the strongest still carry the bass, dB.
const BASS_DB: f64 = 8.0;
/// A peak shorter than this is a tip that a clipper takes unheard, seconds.
const TIP_S: f64 = 0.0005;
/// One side is alone when it is so much higher than the other.
const ALONE: f32 = 1.6;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features {
    /// The lowest strong band, Hz.
    pub bass_hz: f64,
    /// How many sounds begin in a second.
    pub beginnings_per_s: f64,
    /// What share of the loudest moments are on one side only.
    pub one_sided: f64,
    /// What share of the peaks over the ceiling last less than half a millisecond.
    pub tips: f64,
    /// What half of those peaks rise above the ceiling, dB.
    pub tips_db: f64,
}

/// Finds them in a passage whose limiter presses on what is higher than `threshold`.
pub fn features(passage: &Audio, measured: &Measured, threshold: f64) -> Features {
    let peaks: Vec<Vec<f32>> =
        passage.channels.iter().map(|channel| hop_peaks(channel, passage.rate_hz)).collect();
    let (tips, tips_db) = tips(passage, math::sample_from(threshold));
    Features {
        bass_hz: bass_hz(measured),
        beginnings_per_s: beginnings_per_s(&highest(&peaks)),
        one_sided: one_sided(&peaks),
        tips,
        tips_db,
    }
}

fn hop_peaks(channel: &[f32], rate_hz: u32) -> Vec<f32> {
    let hop = (rate_hz as usize / HOPS).max(1);
    channel.chunks(hop).map(|hop| hop.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()))).collect()
}

fn highest(peaks: &[Vec<f32>]) -> Vec<f32> {
    let hops = peaks.first().map_or(0, Vec::len);
    (0..hops).map(|n| peaks.iter().fold(0.0_f32, |high, channel| high.max(channel[n]))).collect()
}

fn beginnings_per_s(peaks: &[f32]) -> f64 {
    let most = peaks.iter().fold(0.0_f32, |most, peak| most.max(*peak));
    let (mut count, mut last) = (0_u32, 0);
    for n in 5..peaks.len() {
        let before = peaks[n - 5..n - 1].iter().sum::<f32>() / 4.0;
        if peaks[n] > BEGINNING * before && peaks[n] > LOUD_SHARE * most && n >= last + APART {
            (count, last) = (count + 1, n);
        }
    }
    f64::from(count) * HOPS as f64 / peaks.len().max(1) as f64
}

fn one_sided(peaks: &[Vec<f32>]) -> f64 {
    let [left, right, ..] = peaks else { return 0.0 };
    let mut sorted = highest(peaks);
    sorted.sort_by(f32::total_cmp);
    let loud = sorted.get(sorted.len() * 9 / 10).copied().unwrap_or_default().max(f32::MIN_POSITIVE);
    let loudest: Vec<_> = left.iter().zip(right).filter(|(left, right)| left.max(**right) >= loud).collect();
    let alone = loudest.iter().filter(|(left, right)| left.max(**right) > ALONE * left.min(**right)).count();
    alone as f64 / loudest.len().max(1) as f64
}

/// The lowest third octave that is nearly as strong as the strongest.
fn bass_hz(measured: &Measured) -> f64 {
    let bands = || measured.spectrum.iter().filter(|band| band.centre_hz >= 25.0);
    let most = bands().fold(f64::NEG_INFINITY, |most, band| most.max(band.level_db));
    bands().find(|band| band.level_db > most - BASS_DB).map_or(100.0, |band| band.centre_hz)
}

/// The share of short peaks over a threshold, and what half of them exceed it by, dB.
fn tips(passage: &Audio, threshold: f32) -> (f64, f64) {
    let longest = math::index_from(TIP_S * f64::from(passage.rate_hz)).max(1);
    let mut heights = Vec::new();
    let mut all = 0_usize;
    for channel in &passage.channels {
        for over in channel.split(|sample| sample.abs() <= threshold).filter(|over| !over.is_empty()) {
            all += 1;
            if over.len() <= longest {
                heights.push(over.iter().fold(0.0_f32, |high, sample| high.max(sample.abs())));
            }
        }
    }
    heights.sort_by(f32::total_cmp);
    let middle = heights.get(heights.len() / 2).map_or(0.0, |high| f64::from(high / threshold));
    (heights.len() as f64 / all.max(1) as f64, if middle > 0.0 { 20.0 * math::log10(middle) } else { 0.0 })
}
