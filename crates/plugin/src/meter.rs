// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The meter as a plugin: an effect that changes nothing and listens.
//!
//! It is no part of a chain, so the rack does not know it; the meter itself runs in every plugin.

use dsp::{Block, Stream};
use rack::{Info, Params, Processor, Readings, Spec};

/// Passes the sound bit for bit.
pub struct Meter;

/// It has no knobs.
#[derive(Clone, Default, PartialEq)]
pub struct Knobs;

impl Params for Knobs {
    const SPECS: &'static [Spec] = &[];
    fn get(&self, _index: usize) -> f64 {
        0.0
    }
    fn set(&mut self, _index: usize, _value: f64) {}
}

impl Processor for Meter {
    type Params = Knobs;
    const INFO: &'static Info = &Info {
        id: "meter",
        name: "Meter",
        summary: "Six lights that say what is wrong and what to do; the sound passes untouched.",
    };

    fn new(_stream: &Stream) -> Self {
        Self
    }

    fn reset(&mut self) {}

    fn process(&mut self, _knobs: &Knobs, _block: &mut Block<'_, '_>, _readings: &mut Readings) {}
}
