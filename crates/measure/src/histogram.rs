// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Gates and percentiles of a stream that never ends, in memory that never grows.
//!
//! Values fall into classes of 0.1; a mean is exact but for the class that a gate cuts, a
//! percentile is the middle of its class. (EBU Tech 3342, annex 1, allows such classes.)

use dsp::math;

use crate::loudness::{lufs_from_power, power_from_lufs};

const CLASS: f64 = 0.1;
const LOWEST: f64 = -70.0;
const CLASSES: usize = 900;

/// How often each value was heard.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u32>,
    powers: Vec<f64>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; CLASSES], powers: vec![0.0; CLASSES] }
    }
}

impl Histogram {
    /// Forgets everything, keeps the memory.
    ///
    /// # Realtime
    /// Safe.
    pub fn reset(&mut self) {
        self.counts.fill(0);
        self.powers.fill(0.0);
    }

    /// Counts a value between −70 and +20; what is lower is not counted.
    ///
    /// # Realtime
    /// Safe.
    pub fn add(&mut self, value: f64) {
        if value > LOWEST {
            let class = class_of(value);
            self.counts[class] = self.counts[class].saturating_add(1);
            self.powers[class] += power_from_lufs(value);
        }
    }

    /// The loudness of all values above the gate of their own mean less 10 (ITU-R BS.1770-5, Annex 1).
    pub fn gated_mean_lufs(&self) -> Option<f64> {
        self.mean_from(0).and_then(|mean| self.mean_from(class_of(mean - 10.0)))
    }

    /// The distance of the 10th and the 95th percentile above the gate of the mean less 20 (EBU Tech 3342).
    pub fn range(&self) -> Option<f64> {
        let gate = class_of(self.mean_from(0)? - 20.0);
        Some(self.percentile_from(gate, 0.95)? - self.percentile_from(gate, 0.10)?)
    }

    /// The value that a share of all values does not exceed.
    pub fn percentile(&self, share: f64) -> Option<f64> {
        self.percentile_from(0, share)
    }

    fn mean_from(&self, first: usize) -> Option<f64> {
        let count: u64 = self.counts[first..].iter().map(|count| u64::from(*count)).sum();
        let power: f64 = self.powers[first..].iter().sum();
        (count > 0).then(|| lufs_from_power(power / count as f64))
    }

    fn percentile_from(&self, first: usize, share: f64) -> Option<f64> {
        let counts = &self.counts[first..];
        let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let wanted = math::round(total.checked_sub(1)? as f64 * share);
        let mut passed = 0.0;
        let class = counts.iter().position(|count| {
            passed += f64::from(*count);
            passed > wanted
        })?;
        Some(LOWEST + ((first + class) as f64 + 0.5) * CLASS)
    }
}

fn class_of(value: f64) -> usize {
    math::index_from((value - LOWEST) / CLASS).min(CLASSES - 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;
    use crate::gating;

    #[test]
    fn it_agrees_with_the_lists_to_a_twentieth() {
        let values: Vec<f32> = (0..5000).map(|n| -14.0 + 9.0 * (n as f32 * 0.37).sin() - (n % 7) as f32).collect();
        let mut histogram = Histogram::default();
        for value in &values {
            histogram.add(f64::from(*value));
        }
        let mean = gating::integrated_lufs(&values).unwrap();
        assert!((histogram.gated_mean_lufs().unwrap() - mean).abs() < 0.05);
        assert!((histogram.range().unwrap() - gating::range_lu(&values).unwrap()).abs() < 0.11);
    }

    #[test]
    fn nothing_heard_is_nothing_known() {
        let mut histogram = Histogram::default();
        histogram.add(-200.0);
        assert_eq!((histogram.gated_mean_lufs(), histogram.range()), (None, None));
    }
}
