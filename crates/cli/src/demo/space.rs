// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Rooms and echoes.
//!
//! The room is a feedback delay network: eight delays of mutually prime lengths whose ends are
//! mixed by a Hadamard matrix and fed back, a one-pole low-pass in each. A loop of `n` frames keeps
//! `10^(−3 n / (rate · T60))` of its level, so that all of them fade by 60 dB in T60.
//!
//! Source: J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators",
//! AES 90th Convention (1991), preprint 3030.

use dsp::math;

use super::{
    canvas::{Canvas, Frame, RATE, frames_from_s},
    envelope::pace,
};

/// A place to play in.
pub struct Room {
    /// How long until it has faded by 60 dB, in seconds.
    pub fades_s: f64,
    /// Above this the walls swallow, Hz.
    pub bright_hz: f64,
    /// How late the first wall answers, in seconds.
    pub distance_s: f64,
}

const LENGTHS: [usize; 8] = [1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797];

struct Line {
    ring: Vec<f64>,
    at: usize,
    keep: f64,
    dull: f64,
}

impl Room {
    /// What comes back from the walls, without the sound itself.
    pub fn answer(&self, dry: &Canvas) -> Canvas {
        let mut lines = LENGTHS.map(|length| self.line(length));
        let pace = pace(1.0 / (math::TAU * self.bright_hz));
        let late = frames_from_s(self.distance_s);
        let mut wet = Canvas { frames: vec![[0.0; 2]; dry.frames.len()] };
        for (out, frame) in wet.frames.iter_mut().skip(late).zip(&dry.frames) {
            *out = walls(&mut lines, *frame, pace);
        }
        wet
    }

    fn line(&self, length: usize) -> Line {
        let keep = math::exp10(-3.0 * length as f64 / (RATE * self.fades_s));
        Line { ring: vec![0.0; length], at: 0, keep, dull: 0.0 }
    }
}

/// One frame through all lines: even ones hear and feed the left, odd ones the right.
fn walls(lines: &mut [Line; 8], heard: Frame, pace: f64) -> Frame {
    let mut ends = [0.0; 8];
    for (end, line) in ends.iter_mut().zip(lines.iter_mut()) {
        line.dull += (line.ring[line.at] - line.dull) * pace;
        *end = line.dull;
    }
    let back = mixed(ends);
    for (index, line) in lines.iter_mut().enumerate() {
        line.ring[line.at] = heard[index % 2] + back[index] * line.keep;
        line.at = if line.at + 1 == line.ring.len() { 0 } else { line.at + 1 };
    }
    [ends[0] - ends[2] + ends[4] - ends[6], ends[1] - ends[3] + ends[5] - ends[7]].map(|x| 0.35 * x)
}

/// The Hadamard matrix of order eight, scaled so that it keeps the energy.
fn mixed(mut values: [f64; 8]) -> [f64; 8] {
    for span in [1, 2, 4] {
        for first in (0..8).filter(|index| index & span == 0) {
            let [a, b] = [values[first], values[first + span]];
            values[first] = a + b;
            values[first + span] = a - b;
        }
    }
    values.map(|value| value * core::f64::consts::FRAC_1_SQRT_2 / 2.0)
}

/// Echoes that jump from left to right every `late_s`, each `keep` times as loud as the last.
pub fn echoes(dry: &Canvas, late_s: f64, keep: f64) -> Canvas {
    let late = frames_from_s(late_s).max(1);
    let mut wet = Canvas { frames: vec![[0.0; 2]; dry.frames.len()] };
    let dulling = pace(1.0 / (math::TAU * 3500.0));
    let mut dull: Frame = [0.0; 2];
    for at in late..wet.frames.len() {
        let [left, right] = wet.frames[at - late];
        let heard = dry.frames[at - late];
        let next = [0.5 * (heard[0] + heard[1]) + right * keep, left * keep];
        for (side, dull) in dull.iter_mut().enumerate() {
            *dull += (next[side] - *dull) * dulling;
        }
        wet.frames[at] = dull;
    }
    wet
}
