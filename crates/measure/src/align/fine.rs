// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The last thousandth of a sample, and the gain: averaged spectra of the loudest frames.

use dsp::math;
use realfft::{RealFftPlanner, num_complex::Complex};

use super::{Pair, overlap};

/// A frame at 48 kHz; longer is no better, and an edit in the middle of the song hurts more.
const FRAME: usize = 32_768;
/// At most so many frames are heard, the loudest.
const MOST_FRAMES: usize = 96;
/// What counts for the delay, Hz: below is rumble, above is what codecs throw away.
const DELAY_HZ: [f64; 2] = [100.0, 18_000.0];
/// What counts for the likeness, Hz: what no codec throws away.
const LIKENESS_HZ: [f64; 2] = [100.0, 8_000.0];
/// Points between two samples of the correlation.
const FINER: usize = 8;
/// Whichever is nearer: how far off the coarse place may be, in frames at 48 kHz.
const REACH: usize = 64;
/// One minus coherence is never taken for smaller, lest one frequency outvote all others.
const LEAST_NOISE: f64 = 1e-4;

/// How B fits to A near a lag.
pub struct Match {
    /// By how much B is later than the lag said.
    pub delay_frames: f64,
    /// B over A; negative if upside down.
    pub gain: f64,
    /// Mean coherence with its sign.
    pub likeness: f64,
}

/// Averaged over frames and channels: `ΣA*B`, `Σ|A|²`, `Σ|B|²` of each bin.
struct Averages {
    bins: Vec<(Complex<f64>, [f64; 2])>,
    frame: usize,
    rate_hz: f64,
}

impl Match {
    /// Listens to both with B moved by `lag`; `None` if less than `shortest` frames meet, or nothing sounds.
    pub fn at(pairs: &[Pair<'_>], lag: i64, shortest: usize, rate_hz: u32) -> Option<Self> {
        let averages = Averages::hear(pairs, lag, shortest, rate_hz)?;
        let (rough, sign) = averages.peak()?;
        let delay_frames = rough + averages.slope(rough, sign);
        let gain = averages.gain(delay_frames);
        let likeness = averages.likeness(delay_frames) * math::sign(gain);
        Some(Self { delay_frames, gain, likeness })
    }
}

impl Averages {
    fn hear(pairs: &[Pair<'_>], lag: i64, shortest: usize, rate_hz: u32) -> Option<Self> {
        let [from, to] = overlap(pairs.first()?, lag);
        if to - from < shortest.max(256) {
            return None;
        }
        let wanted = FRAME * (rate_hz as usize / 44_100).max(1).next_power_of_two();
        // The greatest power of two of which two fit.
        let frame = wanted.min((to - from).next_power_of_two() / 4);
        let mut averages = Self { bins: Vec::new(), frame, rate_hz: f64::from(rate_hz) };
        let starts = loudest(pairs, [from, to], frame);
        averages.bins.resize(frame / 2 + 1, (Complex::default(), [0.0; 2]));
        averages.add(pairs, &starts, lag);
        let heard = averages.bins.iter().all(|(_, powers)| powers.iter().all(|power| power.is_finite()));
        let sounds = |side: usize| averages.bins.iter().any(|(_, powers)| powers[side] > 0.0);
        (heard && sounds(0) && sounds(1)).then_some(averages)
    }

    fn add(&mut self, pairs: &[Pair<'_>], starts: &[usize], lag: i64) {
        let transform = RealFftPlanner::<f64>::new().plan_fft_forward(self.frame);
        let window: Vec<f64> = (0..self.frame).map(|n| hann(n, self.frame)).collect();
        let mut work = transform.make_input_vec();
        let mut spectrum = |sound: &[f32]| {
            for ((out, sample), weight) in work.iter_mut().zip(sound).zip(&window) {
                *out = f64::from(*sample) * weight;
            }
            let mut bins = transform.make_output_vec();
            let done = transform.process(&mut work, &mut bins);
            debug_assert!(done.is_ok(), "all lengths come from the transform");
            bins
        };
        for (start, [a, b]) in starts.iter().flat_map(|start| pairs.iter().map(move |pair| (*start, pair))) {
            let late = start.saturating_add_signed(isize::try_from(lag).unwrap_or(0));
            let [a, b] = [spectrum(&a[start..start + self.frame]), spectrum(&b[late..late + self.frame])];
            for ((cross, powers), (a, b)) in self.bins.iter_mut().zip(a.iter().zip(b)) {
                *cross += a.conj() * b;
                powers[0] += a.norm_sqr();
                powers[1] += b.norm_sqr();
            }
        }
    }

    /// Angular frequency per frame and averages of the bins of a band.
    fn band(&self, [low, high]: [f64; 2]) -> impl Iterator<Item = (f64, Complex<f64>, f64)> {
        let bin = |hz: f64| math::index_from(hz * self.frame as f64 / self.rate_hz);
        let last = bin(high.min(0.45 * self.rate_hz)).min(self.bins.len() - 1);
        let first = bin(low).clamp(1, last);
        self.bins[first..=last].iter().enumerate().map(move |(n, (cross, powers))| {
            let omega = math::TAU * (first + n) as f64 / self.frame as f64;
            (omega, *cross, powers[0] * powers[1])
        })
    }

    /// The highest point of the interpolated correlation, and whether it points up or down.
    fn peak(&self) -> Option<(f64, f64)> {
        let length = self.frame * FINER;
        let back = RealFftPlanner::<f64>::new().plan_fft_inverse(length);
        let mut bins = back.make_input_vec();
        for (omega, cross, power) in self.band(DELAY_HZ) {
            let n = math::index_from(math::round(omega * self.frame as f64 / math::TAU));
            bins[n] = whitened(cross, power);
        }
        let mut correlation = back.make_output_vec();
        back.process(&mut bins, &mut correlation).ok()?;
        let reach = (FINER * REACH * (self.rate_hz / 48_000.0).max(1.0).ceil() as usize).min(length / 2 - 2);
        let value = |at: i64| correlation[usize::try_from(at.rem_euclid(length as i64)).unwrap_or(0)];
        let reach = i64::try_from(reach).ok()?;
        let at = (-reach..=reach).max_by(|x, y| value(*x).abs().total_cmp(&value(*y).abs()))?;
        let [before, here, after] = [at - 1, at, at + 1].map(value);
        let bend = before - 2.0 * here + after;
        let tip = if bend == 0.0 { 0.0 } else { 0.5 * (before - after) / bend };
        Some(((at as f64 + tip) / FINER as f64, math::sign(here)))
    }

    /// What the phase says beyond `delay`: a straight line through zero, by weighted least squares.
    fn slope(&self, delay: f64, sign: f64) -> f64 {
        let mut sums = [0.0; 2];
        for (omega, cross, power) in self.band(DELAY_HZ) {
            let left = turned(cross, omega * delay) * sign;
            let coherence = coherence(cross, power);
            let weight = coherence / (1.0 - coherence).max(LEAST_NOISE);
            sums[0] -= weight * omega * math::atan2(left.im, left.re);
            sums[1] += weight * omega * omega;
        }
        if sums[1] > 0.0 { sums[0] / sums[1] } else { 0.0 }
    }

    /// B over A by least squares, once the delay is taken back.
    fn gain(&self, delay: f64) -> f64 {
        let step = math::TAU / self.frame as f64;
        let bins = self.bins.iter().enumerate();
        let [both, alone] = bins.fold([0.0; 2], |[both, alone], (n, (cross, powers))| {
            [both + turned(*cross, step * n as f64 * delay).re, alone + powers[0]]
        });
        if alone > 0.0 { both / alone } else { 0.0 }
    }

    fn likeness(&self, delay: f64) -> f64 {
        let [sum, count] = self.band(LIKENESS_HZ).fold([0.0; 2], |[sum, count], (omega, cross, power)| {
            let likeness = if power > 0.0 { turned(cross, omega * delay).re / math::sqrt(power) } else { 0.0 };
            [sum + likeness, count + 1.0]
        });
        sum / f64::max(count, 1.0)
    }
}

/// The starts of the loudest frames, half overlapped, in order.
fn loudest(pairs: &[Pair<'_>], [from, to]: [usize; 2], frame: usize) -> Vec<usize> {
    let energy = |start: usize| -> f64 {
        let samples = pairs.iter().flat_map(|[a, _]| &a[start..start + frame]);
        samples.map(|sample| f64::from(*sample) * f64::from(*sample)).sum()
    };
    let mut starts: Vec<(f64, usize)> =
        (from..=to - frame).step_by(frame / 2).map(|start| (energy(start), start)).collect();
    starts.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    starts.truncate(MOST_FRAMES);
    starts.into_iter().map(|(_, start)| start).collect()
}

/// The direction of a cross-spectrum, as long as it is coherent.
fn whitened(cross: Complex<f64>, power: f64) -> Complex<f64> {
    let size = cross.norm();
    if size > 0.0 { cross * (coherence(cross, power) / size) } else { Complex::default() }
}

fn coherence(cross: Complex<f64>, power: f64) -> f64 {
    if power > 0.0 { (cross.norm_sqr() / power).min(1.0) } else { 0.0 }
}

fn turned(cross: Complex<f64>, angle: f64) -> Complex<f64> {
    cross * Complex::new(math::cos(angle), math::sin(angle))
}

fn hann(n: usize, length: usize) -> f64 {
    0.5 - 0.5 * math::cos(math::TAU * n as f64 / length as f64)
}
