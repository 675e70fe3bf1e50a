// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The hits of a kick, and what the bass does in the 120 ms after each.

use dsp::math;
use rustfft::num_complex::Complex;

use super::Low;
use crate::{checks::spans::Spans, fault::Span};

const WINDOW_S: f64 = 0.12;
/// The low end in which kick and bass meet, Hz.
const LOWEST_HZ: f64 = 40.0;
const HIGHEST_HZ: f64 = 120.0;
/// A hit rises 6 dB above the 50 ms before it, and is less than 20 dB under the strongest.
const BLOCK_S: f64 = 0.005;
const BEFORE_BLOCKS: usize = 10;
const RISE: f64 = 4.0;
const LOUD: f64 = 0.01;
/// Both play where they are within 15 dB of each other.
const BOTH: f64 = 0.031_622_777;

/// All hits at which both play.
pub(super) struct Hits {
    /// The frequencies, Hz.
    pub hertz: Vec<f64>,
    /// `K·B*` at each frequency, summed over hits.
    pub products: Vec<Complex<f64>>,
    /// `|K|²` and `|B|²` at each frequency, summed over hits.
    energies: Vec<[f64; 2]>,
    /// `K·B*` of each hit, summed over frequencies.
    each: Vec<Complex<f64>>,
    spans: Spans,
}

impl Hits {
    /// Finds the hits and lays the bass under them.
    pub fn of(kick: &Low, bass: &Low) -> Self {
        let rate_hz = kick.rate_hz.max(1.0);
        let frames = math::index_from(WINDOW_S * rate_hz).max(1);
        let step_hz = rate_hz / frames as f64;
        let hertz = (1..).map(|n| f64::from(n) * step_hz).skip_while(|hz| *hz < LOWEST_HZ);
        let hertz: Vec<f64> = hertz.take_while(|hz| *hz <= HIGHEST_HZ.min(rate_hz / 2.0)).collect();
        let none = vec![Complex::default(); hertz.len()];
        let energies = vec![[0.0; 2]; hertz.len()];
        let mut hits = Self { hertz, products: none, energies, each: Vec::new(), spans: Spans::default() };
        for start in onsets(kick, rate_hz) {
            let window = |low: &Low| low.samples.get(start..start + frames).map(<[f32]>::to_vec);
            if let (Some(kick), Some(bass)) = (window(kick), window(bass)) {
                hits.add([&kick, &bass], start as f64 / rate_hz, rate_hz);
            }
        }
        hits
    }

    fn add(&mut self, windows: [&[f32]; 2], from_s: f64, rate_hz: f64) {
        let spectra = windows.map(|window| spectrum(window, &self.hertz, rate_hz));
        let [kick, bass] = spectra.each_ref().map(|bins| bins.iter().map(Complex::norm_sqr).sum::<f64>());
        if kick.min(bass) <= BOTH * kick.max(bass) {
            return;
        }
        let mut hit = Complex::default();
        for (n, (kick, bass)) in spectra[0].iter().zip(&spectra[1]).enumerate() {
            let product = kick * bass.conj();
            self.products[n] += product;
            self.energies[n][0] += kick.norm_sqr();
            self.energies[n][1] += bass.norm_sqr();
            hit += product;
        }
        self.spans.note(Span { from_s, to_s: from_s + WINDOW_S }, (length(hit) - hit.re).max(0.0));
        self.each.push(hit);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.each.len()
    }

    /// The energies of both tracks.
    pub fn powers(&self) -> f64 {
        self.energies.iter().flatten().sum()
    }

    /// `C`: how both add up, and at which phase.
    pub fn cross(&self) -> Complex<f64> {
        self.products.iter().sum()
    }

    /// How much one filter explains over all hits, by the energy of each frequency.
    pub fn coherence(&self) -> f64 {
        let each = self.products.iter().zip(&self.energies).map(|(product, [kick, bass])| {
            let both = math::sqrt(kick * bass);
            if both > 0.0 { [both, product.norm_sqr() / both] } else { [0.0; 2] }
        });
        let [all, explained] =
            each.fold([0.0; 2], |[all, explained], [both, part]| [all + both, explained + part]);
        if all > 0.0 { explained / all } else { 0.0 }
    }

    /// How far the phase strays from hit to hit, 0 to 1.
    pub fn straying(&self) -> f64 {
        let sum: Complex<f64> = self.each.iter().sum();
        let all: f64 = self.each.iter().copied().map(length).sum();
        if all > 0.0 { 1.0 - length(sum) / all } else { 1.0 }
    }

    /// Where most is lost.
    pub fn worst(&self) -> Vec<Span> {
        self.spans.worst()
    }
}

/// A turn by an angle.
pub(super) fn phasor(angle: f64) -> Complex<f64> {
    Complex::new(math::cos(angle), math::sin(angle))
}

/// How long an arrow is.
pub(super) fn length(arrow: Complex<f64>) -> f64 {
    math::sqrt(arrow.norm_sqr())
}

/// A window at some frequencies.
fn spectrum(window: &[f32], hertz: &[f64], rate_hz: f64) -> Vec<Complex<f64>> {
    let at = |hz: &f64| {
        let turn = phasor(-math::TAU * hz / rate_hz);
        // Horner: the last sample first.
        window.iter().rev().fold(Complex::default(), |sum, x| sum * turn + f64::from(*x))
    };
    hertz.iter().map(at).collect()
}

/// Where the kick hits, in samples: a block that rises far above those before it.
fn onsets(kick: &Low, rate_hz: f64) -> Vec<usize> {
    let block = math::index_from(BLOCK_S * rate_hz).max(1);
    let square = |x: &f32| f64::from(*x) * f64::from(*x);
    let energies: Vec<f64> = kick.samples.chunks(block).map(|part| part.iter().map(square).sum::<f64>()).collect();
    let floor = LOUD * energies.iter().copied().fold(0.0, f64::max);
    let apart = math::index_from(WINDOW_S / BLOCK_S);
    let mut found: Vec<usize> = Vec::new();
    for n in 0..energies.len() {
        let before = &energies[n.saturating_sub(BEFORE_BLOCKS)..n];
        let mean = before.iter().sum::<f64>() / before.len().max(1) as f64;
        let is_apart = found.last().is_none_or(|last| n >= last + apart);
        if energies[n] > floor && energies[n] > RISE * mean && is_apart {
            found.push(n);
        }
    }
    found.into_iter().map(|n| n * block).collect()
}
