// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The instruments of the band, one per file: each turns notes into sound.
//!
//! They are built from [`dsp::oscillator`], [`dsp::svf`], seeded noise and [envelopes](super::envelope).

pub mod bass;
pub mod drums;
pub mod fx;
pub mod keys;
pub mod kick;
pub mod lead;
pub mod pads;
pub mod voice;

use dsp::{
    Hz,
    svf::{Memory, Svf},
};

use super::canvas::{Frame, RATE_HZ};

/// How many frames pass before a moving filter is designed anew: 0.33 ms.
const REDESIGN_FRAMES: usize = 16;

/// A resonant low-pass whose corner follows the music.
struct Sweep {
    filter: Svf,
    memory: [Memory; 2],
    frame: usize,
}

impl Sweep {
    fn new() -> Self {
        Self { filter: Svf::low_pass(Hz(1000.0), 0.7, RATE_HZ), memory: [Memory::default(); 2], frame: 0 }
    }

    fn next(&mut self, frame: Frame, corner_hz: f64, q: f64) -> Frame {
        if self.frame.is_multiple_of(REDESIGN_FRAMES) {
            self.filter = Svf::low_pass(Hz(corner_hz.min(18_000.0)), q, RATE_HZ);
        }
        self.frame += 1;
        both(&self.filter, &mut self.memory, frame)
    }
}

/// Both sides through one filter.
pub(super) fn both(filter: &Svf, memory: &mut [Memory; 2], frame: Frame) -> Frame {
    let [left, right] = memory;
    [filter.next(left, frame[0]), filter.next(right, frame[1])]
}
