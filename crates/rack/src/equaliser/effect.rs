// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! An effect that is a bank of filters and nothing else.

use dsp::{Block, Stream};

use super::{Bank, Phase, READINGS, Settings};
use crate::{
    params::Params,
    processor::{Info, Processor, ReadingSpec, Readings},
};

/// Knobs that say what a bank of `N` filters does.
pub trait Draw<const N: usize>: Params {
    /// What the effect is called.
    const INFO: &'static Info;
    /// How wide the narrowest filter can be, Hz: its corner over its Q.
    const NARROWEST_HZ: f64;
    /// What happens to the timing.
    fn phase(&self) -> Phase;
    /// What the bank is to do.
    fn settings(&self, rate_hz: u32) -> Settings<N>;
}

/// The equaliser with the knobs `K`.
pub struct Equaliser<K, const N: usize> {
    rate_hz: u32,
    bank: Bank<N>,
    /// Where the knobs stood last; nowhere when everything must be told again.
    knobs: Option<K>,
}

impl<K: Draw<N>, const N: usize> Processor for Equaliser<K, N> {
    type Params = K;
    const INFO: &'static Info = K::INFO;
    const READINGS: &'static [ReadingSpec] = READINGS;

    fn new(stream: &Stream) -> Self {
        Self { rate_hz: stream.rate_hz, bank: Bank::new(K::NARROWEST_HZ, stream), knobs: None }
    }

    fn reset(&mut self) {
        self.bank.reset();
        self.knobs = None;
    }

    fn set_offline(&mut self, offline: bool) {
        self.bank.set_offline(offline);
        self.knobs = None;
    }

    fn latency(&self, knobs: &K) -> usize {
        self.bank.latency(knobs.phase())
    }

    fn plain_gain(&self, knobs: &K) -> f64 {
        if self.knobs.as_ref() == Some(knobs) {
            return self.bank.gain();
        }
        self.bank.gain_for(&knobs.settings(self.rate_hz))
    }

    fn process(&mut self, knobs: &K, block: &mut Block<'_, '_>, readings: &mut Readings) {
        if self.knobs.as_ref() != Some(knobs) {
            self.bank.turn(&knobs.settings(self.rate_hz));
            self.knobs = Some(knobs.clone());
        }
        self.bank.process(block, readings);
    }
}
