// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! From a curve to the symmetric impulse response that has it, in parts as small as one likes.
//!
//! The magnitude of the analogue circuits is sampled at `N` frequencies and transformed; as it has no
//! phase, the response is symmetric, and a round window takes its ends to zero. The response is cut
//! into [`PARTS`] and each part transformed for the convolution. Mid and side are the real and the
//! imaginary half of one transform throughout.

use dsp::{
    Hz,
    equaliser::{Filter, Prototype},
    fft::{Fft, Spectrum},
    math,
};

use super::Curve;

/// A response is so many parts long.
pub const PARTS: usize = 16;
/// A response is so many times as long as one over the width of the narrowest filter (measured with the low equaliser's knobs at ±6 dB: the
/// curve is off by 0.09 dB at most, with half as many by 0.9 dB).
const PERIODS: f64 = 3.2;
/// The curve is sampled in so many steps.
const SLICES: usize = 16;
/// The share of the response under the slopes of the window (measured: 0.5 doubles the error).
const SLOPES: f64 = 0.25;

/// How long responses are, and the transforms for that.
#[derive(Clone, Debug)]
pub struct Shape {
    rate_hz: u32,
    /// Of the whole response.
    whole: Fft,
    /// Of two parts.
    pub double: Fft,
    /// Frames in a part.
    pub part: usize,
}

/// The spectra of mid and side, from 0 Hz to half the rate.
pub type Lanes = [Spectrum; 2];

/// A response, ready to be convolved with.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// The spectra of the parts.
    pub parts: Vec<Lanes>,
    /// Whether it only delays.
    pub is_flat: bool,
}

/// A kernel in the making.
pub struct Design<const N: usize> {
    curve: Curve<N>,
    circuits: [[Prototype; N]; 2],
    response: Spectrum,
    scratch: Spectrum,
    double: Spectrum,
    double_scratch: Spectrum,
    /// Steps done; all of them if it is finished.
    done: usize,
}

impl Shape {
    /// Responses for curves whose narrowest filter is so wide.
    pub fn new(narrowest_hz: f64, rate_hz: u32) -> Self {
        let frames = frames(narrowest_hz, rate_hz);
        let stages = frames.trailing_zeros() as usize;
        let part = frames / PARTS;
        Self {
            rate_hz,
            whole: Fft::new(stages),
            double: Fft::new(stages + 1 - PARTS.trailing_zeros() as usize),
            part,
        }
    }

    /// Steps of a whole design.
    fn steps(&self) -> usize {
        SLICES + self.whole.stages() + PARTS
    }
}

/// How many frames a response has.
pub fn frames(narrowest_hz: f64, rate_hz: u32) -> usize {
    math::index_from(PERIODS / narrowest_hz * f64::from(rate_hz)).max(8 * PARTS).next_power_of_two()
}

impl Kernel {
    /// One that only delays.
    pub fn new(shape: &Shape) -> Self {
        let lanes = || [Spectrum::new(shape.part + 1), Spectrum::new(shape.part + 1)];
        Self { parts: (0..PARTS).map(|_| lanes()).collect(), is_flat: true }
    }
}

impl<const N: usize> Design<N> {
    /// Nothing to do yet.
    pub fn new(curve: &Curve<N>, shape: &Shape) -> Self {
        Self {
            curve: *curve,
            circuits: circuits(curve),
            response: Spectrum::new(shape.whole.length()),
            scratch: Spectrum::new(shape.whole.length()),
            double: Spectrum::new(2 * shape.part),
            double_scratch: Spectrum::new(2 * shape.part),
            done: shape.steps(),
        }
    }

    /// Begins with a curve.
    pub fn begin(&mut self, curve: &Curve<N>) {
        self.curve = *curve;
        self.circuits = circuits(curve);
        self.done = 0;
    }

    /// Leaves it at what there is.
    pub fn rest(&mut self, shape: &Shape) {
        self.done = shape.steps();
    }

    /// The curve that is or was made.
    pub fn curve(&self) -> &Curve<N> {
        &self.curve
    }

    /// Whether there is nothing left to do.
    pub fn is_done(&self, shape: &Shape) -> bool {
        self.done == shape.steps()
    }

    /// Does up to so many steps.
    ///
    /// # Realtime
    /// Safe.
    pub fn go_on(&mut self, steps: usize, shape: &Shape, kernel: &mut Kernel) {
        let end = shape.steps().min(self.done.saturating_add(steps));
        if self.curve.is_flat() {
            (self.done, kernel.is_flat) = (shape.steps(), true);
            return;
        }
        for step in self.done..end {
            self.step(step, shape, kernel);
        }
        self.done = end;
        kernel.is_flat = false;
    }

    fn step(&mut self, step: usize, shape: &Shape, kernel: &mut Kernel) {
        let transformed = SLICES + shape.whole.stages();
        if step < SLICES {
            self.sample(step, shape);
        } else if step < transformed {
            shape.whole.stage(step - SLICES, &mut self.response, &mut self.scratch);
        } else {
            self.cut(step - transformed, shape, &mut kernel.parts[step - transformed]);
        }
    }

    /// The magnitudes of a slice of the spectrum.
    fn sample(&mut self, slice: usize, shape: &Shape) {
        let length = shape.whole.length();
        let bin_hz = f64::from(shape.rate_hz) / length as f64;
        let half = length / 2;
        for bin in slice * half / SLICES..(slice + 1) * half / SLICES + usize::from(slice + 1 == SLICES) {
            let [mid, side] =
                self.circuits.each_ref().map(|circuits| magnitude(circuits, Hz(bin as f64 * bin_hz)));
            for place in [bin, (length - bin) % length] {
                (self.response.re[place], self.response.im[place]) = (mid, side);
            }
        }
    }

    /// Cuts a part out of the response, with its middle in the middle, and transforms it.
    fn cut(&mut self, part: usize, shape: &Shape, lanes: &mut Lanes) {
        let length = shape.whole.length();
        self.double.clear();
        for frame in 0..shape.part {
            let at = part * shape.part + frame;
            let weight = window(at as f64 / length as f64) / length as f64;
            let place = (at + length / 2) % length;
            self.double.re[frame] = self.response.re[place] * weight;
            self.double.im[frame] = self.response.im[place] * weight;
        }
        shape.double.forward(&mut self.double, &mut self.double_scratch);
        split(&self.double, lanes);
    }
}

/// Takes the transform of `mid + i side` apart.
pub fn split(both: &Spectrum, [mid, side]: &mut Lanes) {
    let length = both.re.len();
    for bin in 0..mid.re.len() {
        let mirror = (length - bin) % length;
        let ([a, b], [c, d]) = ([both.re[bin], both.im[bin]], [both.re[mirror], both.im[mirror]]);
        (mid.re[bin], mid.im[bin]) = (0.5 * (a + c), 0.5 * (b - d));
        (side.re[bin], side.im[bin]) = (0.5 * (b + d), 0.5 * (c - a));
    }
}

fn circuits<const N: usize>(curve: &Curve<N>) -> [[Prototype; N]; 2] {
    [curve.mid, curve.side].map(|filters| filters.map(|filter: Filter| filter.prototype()))
}

fn magnitude(circuits: &[Prototype], frequency: Hz) -> f64 {
    math::sqrt(circuits.iter().map(|circuit| circuit.power(frequency)).product())
}

/// One in the middle, falling to zero at both ends as half a cosine.
fn window(place: f64) -> f64 {
    let from_the_end = place.min(1.0 - place);
    if from_the_end > 0.5 * SLOPES { 1.0 } else { 0.5 - 0.5 * math::cos(math::TAU * from_the_end / SLOPES) }
}
