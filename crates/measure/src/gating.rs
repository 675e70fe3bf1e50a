// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is left of loudness when the quiet is not counted: integrated loudness and loudness range.
//!
//! Sources: ITU-R BS.1770-5, Annex 1 (gates at −70 LUFS and 10 LU under the mean of the rest);
//! EBU Tech 3342 (gate at −70 LUFS and 20 LU under the mean, 10th to 95th percentile).

use crate::loudness::{lufs_from_power, power_from_lufs};

/// Quieter than this is not programme.
const ABSOLUTE_GATE_LUFS: f64 = -70.0;

/// Integrated loudness, LUFS, from momentary loudness every 100 ms.
pub fn integrated_lufs(momentary_lufs: &[f32]) -> Option<f64> {
    let gate = mean_above(momentary_lufs, ABSOLUTE_GATE_LUFS)? - 10.0;
    mean_above(momentary_lufs, gate.max(ABSOLUTE_GATE_LUFS))
}

/// Loudness range, LU, from short-term loudness every 100 ms.
pub fn range_lu(short_term_lufs: &[f32]) -> Option<f64> {
    let gate = (mean_above(short_term_lufs, ABSOLUTE_GATE_LUFS)? - 20.0).max(ABSOLUTE_GATE_LUFS);
    let mut kept: Vec<f32> = short_term_lufs.iter().copied().filter(|lufs| f64::from(*lufs) >= gate).collect();
    kept.sort_unstable_by(f32::total_cmp);
    Some(percentile(&kept, 0.95)? - percentile(&kept, 0.10)?)
}

/// The value that a share of a sorted list does not exceed (nearest rank).
pub fn percentile(sorted: &[f32], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get(dsp::math::index_from(dsp::math::round(last as f64 * share))).map(|value| f64::from(*value))
}

/// The loudness of the mean power of what is louder than the gate.
fn mean_above(lufs: &[f32], gate: f64) -> Option<f64> {
    let kept = lufs.iter().map(|lufs| f64::from(*lufs)).filter(|lufs| *lufs > gate);
    let (power, count) =
        kept.fold((0.0, 0_u64), |(power, count), lufs| (power + power_from_lufs(lufs), count + 1));
    (count > 0).then(|| lufs_from_power(power / count as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_averaged_not_decibels() {
        let halves: Vec<f32> = [-20.0; 50].into_iter().chain([-26.0; 50]).collect();
        let integrated = integrated_lufs(&halves).unwrap();
        assert!((integrated + 22.03).abs() < 0.01, "{integrated}");
    }

    #[test]
    fn silence_has_neither_loudness_nor_range() {
        assert_eq!(integrated_lufs(&[-200.0; 100]), None);
        assert_eq!(range_lu(&[]), None);
    }
}
