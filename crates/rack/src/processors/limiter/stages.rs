// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What may bend the sound before it is limited: drive, then clip, on one way up and down.

use dsp::{
    Ratio, Stream, math,
    shaper::{Curve, POINTS, Shaper},
    soft_clip::{Shoulder, SoftClip},
};

use crate::harmonics::Harmonics;

/// One channel's stages in front of the limiter.
pub struct Stages {
    shaper: Shaper,
    curves: Curves,
}

/// Both curves, one after the other.
struct Curves {
    harmonics: Harmonics,
    clip: SoftClip,
}

impl Stages {
    /// Stages that have heard nothing.
    pub fn new(stream: &Stream, shoulder: Shoulder) -> Self {
        let curves = Curves { harmonics: Harmonics::new(stream), clip: SoftClip::new(shoulder) };
        Self { shaper: Shaper::new(), curves }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.shaper.reset();
        self.curves.harmonics.reset();
        self.curves.clip = SoftClip::new(self.curves.clip.shoulder);
    }

    /// Sets the curves; call once per block.
    ///
    /// # Realtime
    /// Safe.
    pub fn turn(&mut self, drive: Ratio, shoulder: Shoulder) {
        self.curves.harmonics.turn(drive, Ratio(0.0));
        self.curves.clip.turn(shoulder);
    }

    /// Bends a chunk, [`LATENCY`](dsp::shaper::LATENCY) frames late.
    ///
    /// # Realtime
    /// Safe.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each instruction set")]
    pub fn bend(&mut self, chunk: &mut [f32]) {
        self.shaper.shape(chunk, &mut self.curves);
    }

    /// The harmonics, whose loudness all channels match together.
    pub fn harmonics(&mut self) -> &mut Harmonics {
        &mut self.curves.harmonics
    }

    /// The least share that the clipper left of a peak since the last call.
    pub fn take_left(&mut self) -> f64 {
        self.curves.clip.take_left()
    }
}

impl Curve for Curves {
    fn spares(&self, peak: f32) -> bool {
        self.harmonics.is_asleep() && self.clip.spares(peak)
    }

    fn bend(&mut self, points: [f32; POINTS]) -> [f32; POINTS] {
        if self.harmonics.is_asleep() {
            return self.clip.bend(points);
        }
        let driven = self.harmonics.next_points(points);
        let added = self.harmonics.added(points, driven);
        core::array::from_fn(|k| math::sample_from(added[k] + self.clip.next_added(driven[k])))
    }

    fn pass(&mut self, points: [f32; POINTS]) {
        self.clip.pass(points);
    }
}
