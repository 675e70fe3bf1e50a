// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the bands of a spectrum begin and end, in bins of a frame under a Hann window.
//!
//! Third octaves are `1000·2^(k/3)` Hz with edges a sixth of an octave away (IEC 61260-1, base two);
//! bins that straddle an edge count by their share.

use dsp::math;

/// Third octaves from 25 Hz to 20 kHz.
const THIRDS: std::ops::RangeInclusive<i32> = -16..=13;
/// How many that are, at rates that reach up there.
pub const MOST_BANDS: usize = 30;

/// The bins of one band: whole ones, and the shares of the two at its edges.
#[derive(Clone, Debug)]
pub struct Edges {
    /// The middle of the band, Hz.
    pub centre_hz: f64,
    low: f64,
    high: f64,
    full_scale: f64,
}

/// The third octaves that a rate reaches, in frames of this length.
pub fn edges(rate_hz: u32, length: usize) -> Vec<Edges> {
    let sixth = math::pow(2.0, 1.0 / 6.0);
    let third = |k: i32| {
        let centre_hz = 1000.0 * math::pow(2.0, f64::from(k) / 3.0);
        let band = Edges::new([centre_hz / sixth, centre_hz * sixth], f64::from(rate_hz), length)?;
        Some(Edges { centre_hz, ..band })
    };
    THIRDS.filter_map(third).collect()
}

/// Frames of about 0.37 s, the length of a long-term spectrum.
pub fn frame_length(rate_hz: u32) -> usize {
    let length = 16_384 * (rate_hz as usize / 44_100).max(1).next_power_of_two();
    if rate_hz < 32_000 { 4096 } else { length }
}

/// The Hann window, for frames that overlap.
pub fn hann(length: usize) -> Vec<f32> {
    let weight = |n: usize| 0.5 - 0.5 * math::cos(math::TAU * n as f64 / length as f64);
    (0..length).map(|n| math::sample_from(weight(n))).collect()
}

impl Edges {
    /// The band between two frequencies; `None` if the rate does not reach that far.
    pub fn new([from_hz, to_hz]: [f64; 2], rate_hz: f64, length: usize) -> Option<Self> {
        let bin = |hz: f64| hz * length as f64 / rate_hz;
        let fits = bin(to_hz) < length as f64 / 2.0 - 1.0;
        // A sine of amplitude 1 under a Hann window sums to 3/32 of the squared length over its bins.
        let full_scale = 3.0 / 32.0 * (length * length) as f64;
        let centre_hz = math::sqrt(from_hz * to_hz);
        fits.then(|| Self { centre_hz, low: bin(from_hz), high: bin(to_hz), full_scale })
    }

    /// The band's power, a full-scale sine being 1, from the squared magnitudes of the bins.
    pub fn power(&self, squared: impl Fn(usize) -> f32) -> f64 {
        self.sum(squared).max(0.0)
    }

    /// The same for products of two spectra, which may be negative.
    pub fn sum(&self, product: impl Fn(usize) -> f32) -> f64 {
        let [first, last] = [self.low, self.high].map(|edge| math::index_from(edge + 0.5));
        let inside = (first..=last).map(|bin| f64::from(product(bin))).sum::<f64>();
        let outside_low = self.low + 0.5 - first as f64;
        let outside_high = 1.0 - (self.high + 0.5 - last as f64);
        let edge = |bin: usize, share: f64| f64::from(product(bin)) * share;
        (inside - edge(first, outside_low) - edge(last, outside_high)) / self.full_scale
    }
}
