// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Traces that a limiter and a lossy coder leave.
//!
//! A limiter pins many moments at its ceiling. A coder throws away everything above some frequency: in
//! steps of 250 Hz the long-term spectrum falls like a cliff there, and nothing comes after it.

use std::ops::Range;

use dsp::math;

use crate::measured::Measured;

/// As near as this to the highest peak is at the ceiling, dB.
const PINNED_DB: f32 = 0.5;
/// Moments more than this below the whole are not counted, LU.
const GATE_LU: f64 = 10.0;
const STEP_HZ: f64 = 250.0;
const FROM_HZ: f64 = 8000.0;
const TO_HZ: f64 = 22_500.0;
/// Where a converter's own filter begins, and not a coder's.
const HIGHEST_CLIFF_HZ: f64 = 20_000.0;
/// Steps on top of the cliff, on its slope, and at its foot at least.
const BEFORE: usize = 4;
const SLOPE: usize = 3;
const BEHIND: usize = 4;
/// How far it falls at least, dB; measured: see the tests.
const FALL_DB: f64 = 24.0;
/// What is further below the loudest step than this is no music, dB.
const AUDIBLE_DB: f64 = 60.0;

/// The share of loud moments (100 ms) whose true peak is as high as any, 0 to 1.
pub(super) fn pinned_share(measured: &Measured) -> f64 {
    let Some(integrated_lufs) = measured.integrated_lufs else { return 0.0 };
    let course = &measured.course;
    let moments = course.momentary_lufs.iter().zip(&course.true_peak_dbtp);
    let loud = moments.filter(|(lufs, _)| f64::from(**lufs) > integrated_lufs - GATE_LU);
    let peaks: Vec<f32> = loud.map(|(_, peak)| *peak).collect();
    let highest = peaks.iter().fold(f32::NEG_INFINITY, |highest, peak| highest.max(*peak));
    let pinned = peaks.iter().filter(|peak| **peak >= highest - PINNED_DB).count();
    pinned as f64 / peaks.len().max(1) as f64
}

/// The bins of each step of the treble.
pub(super) fn steps(bin_hz: f64, last_bin: usize) -> impl Iterator<Item = Range<usize>> {
    let edge = move |step: usize| math::index_from(math::round((FROM_HZ + step as f64 * STEP_HZ) / bin_hz));
    let count = math::index_from((TO_HZ - FROM_HZ) / STEP_HZ);
    (0..count).map(move |step| edge(step)..edge(step + 1)).take_while(move |bins| bins.end <= last_bin)
}

/// Where the treble ends like a cliff, Hz, from the power of each of its [`steps`].
pub(super) fn cliff_hz(powers: &[f64]) -> Option<f64> {
    let levels: Vec<f64> = powers.iter().map(|power| 10.0 * math::log10(power.max(1e-20))).collect();
    let highest = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_cliff = |place: &usize| {
        let before = levels[place - BEFORE..*place].iter().copied().fold(f64::INFINITY, f64::min);
        let behind = levels[place + SLOPE..].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        before > highest - AUDIBLE_DB && behind < before - FALL_DB
    };
    let last = (levels.len() + 1).saturating_sub(SLOPE + BEHIND);
    (BEFORE..last)
        .rev()
        .find(is_cliff)
        .map(|place| FROM_HZ + place as f64 * STEP_HZ)
        .filter(|hz| *hz < HIGHEST_CLIFF_HZ)
}
