// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The curve without its phase: one symmetric response, convolved part by part.
//!
//! The sound is cut into hops as long as a part of the response; each is transformed once, and what
//! leaves is the sum over the last hops times the parts (uniformly partitioned overlap–save: W. G.
//! Gardner, "Efficient convolution without input–output delay", JAES 43, 1995, without its shortcuts).
//! The latency is half a response and a hop, and stays what it is while knobs are turned.
//!
//! A turned knob is heard when a new kernel is made: at each hop [`STEPS`] steps of the design are
//! done, and the next hop fades from the old kernel to the new one. That takes seven or eight hops,
//! 80 ms in the bass and 20 ms above. A knob that is turned meanwhile waits for the next kernel.
//! A curve that changes nothing is a delay, bit for bit.

use dsp::fft::Spectrum;

use super::{
    Curve,
    kernel::{self, Design, Kernel, Lanes, PARTS, Shape, split},
};

/// Steps of a design per hop: the whole is done in seven hops, and no hop takes much longer than without.
const STEPS: usize = 7;

/// Two lanes through a symmetric response.
pub struct Linear<const N: usize> {
    shape: Shape,
    design: Design<N>,
    wanted: Curve<N>,
    /// The curve that `now` has.
    heard: Option<Curve<N>>,
    now: Kernel,
    next: Kernel,
    /// Whether the first curve was taken.
    settled: bool,
    /// The sound of the last hops, the newest at `at`, and the spectra of each with the one before it.
    hops: Vec<[Vec<f64>; 2]>,
    spectra: Vec<Lanes>,
    at: usize,
    /// Frames of the newest hop that have come.
    filled: usize,
    out: [Vec<f64>; 2],
    /// What would leave by the old kernel, while it fades.
    old: [Vec<f64>; 2],
    sums: Lanes,
    both: Spectrum,
    scratch: Spectrum,
}

/// Frames by which the output is late.
pub fn latency(narrowest_hz: f64, rate_hz: u32) -> usize {
    let frames = kernel::frames(narrowest_hz, rate_hz);
    frames / 2 + frames / PARTS
}

impl<const N: usize> Linear<N> {
    /// Lanes that have heard nothing yet.
    pub fn new(narrowest_hz: f64, rate_hz: u32) -> Self {
        let shape = Shape::new(narrowest_hz, rate_hz);
        let nothing = Curve { mid: [super::NEUTRAL; N], side: [super::NEUTRAL; N] };
        let part = || [vec![0.0; shape.part], vec![0.0; shape.part]];
        let lanes = || [Spectrum::new(shape.part + 1), Spectrum::new(shape.part + 1)];
        Self {
            design: Design::new(&nothing, &shape),
            wanted: nothing,
            heard: Some(nothing),
            now: Kernel::new(&shape),
            next: Kernel::new(&shape),
            settled: false,
            hops: (0..PARTS).map(|_| part()).collect(),
            spectra: (0..PARTS).map(|_| lanes()).collect(),
            at: 0,
            filled: 0,
            out: part(),
            old: part(),
            sums: lanes(),
            both: Spectrum::new(2 * shape.part),
            scratch: Spectrum::new(2 * shape.part),
            shape,
        }
    }

    /// Forgets the sound; the next curve is taken at once.
    pub fn reset(&mut self) {
        self.hops.iter_mut().flatten().chain(&mut self.out).for_each(|lane| lane.fill(0.0));
        self.spectra.iter_mut().flatten().for_each(Spectrum::clear);
        (self.at, self.filled, self.settled) = (0, 0, false);
    }

    /// Turns the curve; the first one after a reset is there at once, the others when their kernel is made.
    ///
    /// # Realtime
    /// Safe; the first one takes about a millisecond if it is not the one from before the reset.
    pub fn aim(&mut self, curve: &Curve<N>) {
        self.wanted = *curve;
        if self.settled {
            return;
        }
        self.settled = true;
        self.design.begin(curve);
        if self.heard.replace(*curve) != Some(*curve) {
            self.design.go_on(usize::MAX, &self.shape, &mut self.now);
        }
        self.design.rest(&self.shape);
    }

    /// Changes the sound in place; both lanes are equally long.
    ///
    /// # Realtime
    /// Safe.
    pub fn process(&mut self, lanes: [&mut [f64]; 2]) {
        let [mid, side] = lanes;
        let mut start = 0;
        while start < mid.len() {
            let count = (self.shape.part - self.filled).min(mid.len() - start);
            for (n, lane) in [&mut *mid, &mut *side].into_iter().enumerate() {
                let (place, lane) = (self.filled..self.filled + count, &mut lane[start..start + count]);
                self.hops[self.at][n][place.clone()].copy_from_slice(lane);
                lane.copy_from_slice(&self.out[n][place]);
            }
            start += count;
            self.filled += count;
            if self.filled == self.shape.part {
                self.end_hop();
            }
        }
    }

    fn end_hop(&mut self) {
        self.hear();
        self.play(false);
        if self.design_on() {
            self.fade();
            core::mem::swap(&mut self.now, &mut self.next);
            self.heard = Some(*self.design.curve());
        }
        self.at = (self.at + 1) % PARTS;
        self.filled = 0;
    }

    /// Works on the next kernel; whether it is ready.
    fn design_on(&mut self) -> bool {
        if self.design.is_done(&self.shape) {
            if *self.design.curve() != self.wanted {
                self.design.begin(&self.wanted);
            }
            return false;
        }
        self.design.go_on(STEPS, &self.shape, &mut self.next);
        self.design.is_done(&self.shape)
    }

    /// The spectrum of the newest hop and the one before it.
    fn hear(&mut self) {
        let (part, before) = (self.shape.part, (self.at + PARTS - 1) % PARTS);
        for (hop, place) in [(before, 0..part), (self.at, part..2 * part)] {
            self.both.re[place.clone()].copy_from_slice(&self.hops[hop][0]);
            self.both.im[place].copy_from_slice(&self.hops[hop][1]);
        }
        self.shape.double.forward(&mut self.both, &mut self.scratch);
        split(&self.both, &mut self.spectra[self.at]);
    }

    /// What leaves in the next hop by the kernel of now, or by the next one.
    fn play(&mut self, by_next: bool) {
        let kernel = if by_next { &self.next } else { &self.now };
        if kernel.is_flat {
            let late = &self.hops[(self.at + PARTS - PARTS / 2) % PARTS];
            self.out.iter_mut().zip(late).for_each(|(out, late)| out.copy_from_slice(late));
            return;
        }
        self.sums.iter_mut().for_each(Spectrum::clear);
        for (n, part) in kernel.parts.iter().enumerate() {
            let hop = &self.spectra[(self.at + PARTS - n) % PARTS];
            for ((sum, sound), response) in self.sums.iter_mut().zip(hop).zip(part) {
                add_product(sum, sound, response);
            }
        }
        self.back();
    }

    /// From the spectra to the newest part of the sound.
    fn back(&mut self) {
        let (length, [mid, side]) = (self.both.re.len(), &self.sums);
        // With real and imaginary parts exchanged, the transform is the way back.
        for bin in 0..=length / 2 {
            let mirror = (length - bin) % length;
            self.both.im[mirror] = mid.re[bin] + side.im[bin];
            self.both.re[mirror] = side.re[bin] - mid.im[bin];
            self.both.im[bin] = mid.re[bin] - side.im[bin];
            self.both.re[bin] = mid.im[bin] + side.re[bin];
        }
        self.shape.double.forward(&mut self.both, &mut self.scratch);
        let scale = 1.0 / length as f64;
        let newest = [&self.both.im[length / 2..], &self.both.re[length / 2..]];
        for (out, newest) in self.out.iter_mut().zip(newest) {
            out.iter_mut().zip(newest).for_each(|(out, value)| *out = value * scale);
        }
    }

    /// From the kernel of now to the next one within a hop.
    fn fade(&mut self) {
        core::mem::swap(&mut self.out, &mut self.old);
        self.play(true);
        let frames = self.shape.part as f64;
        for (out, old) in self.out.iter_mut().zip(&self.old) {
            for (n, (out, old)) in out.iter_mut().zip(old).enumerate() {
                let share = (n as f64 + 1.0) / frames;
                // A straight way has corners; this one has none.
                *out = old + (*out - old) * share * share * (3.0 - 2.0 * share);
            }
        }
    }
}

/// `sum += sound · response`.
fn add_product(sum: &mut Spectrum, sound: &Spectrum, response: &Spectrum) {
    let sound = sound.re.iter().zip(&sound.im);
    let response = response.re.iter().zip(&response.im);
    let sum = sum.re.iter_mut().zip(&mut sum.im);
    for (((re, im), (a, b)), (c, d)) in sum.zip(sound).zip(response) {
        *re += a * c - b * d;
        *im += a * d + b * c;
    }
}
