// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A plan at work on the sound, all but the limiter.

use dsp::{
    Audio, Db, math,
    svf::{Memory, Rows},
    units::gain_from_db,
};

use super::{Move, Plan};

/// The filters of a [`Plan`], run in double precision on mid and side.
///
/// Each frame goes through all of them before the next comes: the filters then work beside each other
/// inside the processor, not one after the other, which takes a third of the time.
pub struct Matching {
    tone: Vec<Still<2>>,
    width: Vec<Still<1>>,
    side_gain: f64,
    is_neutral: bool,
}

/// A filter that nobody turns, on `N` channels side by side.
struct Still<const N: usize> {
    rows: Rows,
    memories: [Memory; N],
}

impl Matching {
    /// Filters that have heard nothing yet.
    pub fn new(plan: &Plan, rate_hz: u32) -> Self {
        Self {
            tone: plan.tone.iter().map(|one| Still::new(one, rate_hz)).collect(),
            width: plan.width.iter().map(|one| Still::new(one, rate_hz)).collect(),
            side_gain: gain_from_db(Db(plan.side_db)),
            is_neutral: plan.is_neutral(),
        }
    }

    /// Changes the next samples, one channel or two, in place; a plan that moves nothing leaves a copy.
    pub fn process(&mut self, block: &mut Audio) {
        if self.is_neutral {
            return;
        }
        match block.channels.as_mut_slice() {
            [only] => only.iter_mut().for_each(|sample| {
                *sample = math::sample_from(self.next([f64::from(*sample), 0.0])[0]);
            }),
            [left, right] => left.iter_mut().zip(right).for_each(|(left, right)| {
                let [l, r] = [f64::from(*left), f64::from(*right)];
                let [mid, side] = self.next([0.5 * (l + r), 0.5 * (l - r)]);
                (*left, *right) = (math::sample_from(mid + side), math::sample_from(mid - side));
            }),
            _ => {}
        }
    }

    /// What becomes of a frame of mid and side.
    fn next(&mut self, frame: [f64; 2]) -> [f64; 2] {
        let [mid, side] = self.tone.iter_mut().fold(frame, |frame, still| still.next(frame));
        let [side] = self.width.iter_mut().fold([side], |side, still| still.next(side));
        [mid, self.side_gain * side]
    }
}

impl<const N: usize> Still<N> {
    fn new(one: &Move, rate_hz: u32) -> Self {
        Self { rows: one.filter.design(rate_hz).rows(), memories: [Memory::default(); N] }
    }

    fn next(&mut self, mut frame: [f64; N]) -> [f64; N] {
        for (sample, memory) in frame.iter_mut().zip(&mut self.memories) {
            *sample = self.rows.next(memory, *sample);
        }
        frame
    }
}
