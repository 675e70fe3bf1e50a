// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One stem as it stands in the mix: at the mix's rate, on two channels, block by block.

use dsp::{Audio, mend};
use measure::board::{Ear, Heard};

use super::StemFile;
use crate::{
    decode::Decoder,
    error::{Error, Result},
    resample::Resampler,
};

/// A stem being read.
pub(super) struct Feed {
    decoder: Decoder,
    /// Nothing when the file is over.
    resampler: Option<Resampler>,
    block: Audio,
    /// One channel or two, at the mix's rate; not yet taken.
    waiting: Vec<Vec<f32>>,
    /// What made it end early, if it did.
    pub failure: Option<Error>,
    samples: u64,
    broken: u64,
}

impl Feed {
    /// The stem at its start.
    pub fn open(stem: &StemFile, rate_hz: u32) -> Result<Self> {
        let decoder = Decoder::open(&stem.path)?;
        let channels = decoder.format().channels.min(2);
        Ok(Self {
            resampler: Some(Resampler::new([decoder.format().rate_hz, rate_hz], channels)?),
            decoder,
            block: Audio::silence(rate_hz, 0, 0),
            waiting: vec![Vec::new(); channels],
            failure: None,
            samples: 0,
            broken: 0,
        })
    }

    /// Reads until so many frames wait, or the file is over; an ear hears what was written.
    pub fn fill(&mut self, frames: usize, mut ear: Option<&mut Ear>) {
        while self.waiting() < frames {
            let Some(mut resampler) = self.resampler.take() else { return };
            if !self.read() {
                return resampler.finish(&mut self.waiting);
            }
            let written: Vec<&[f32]> = self.block.channels.iter().map(Vec::as_slice).collect();
            if let Some(ear) = &mut ear {
                ear.push_written(&written);
            }
            resampler.push(&written, &mut self.waiting);
            self.resampler = Some(resampler);
        }
    }

    /// How many frames wait.
    pub fn waiting(&self) -> usize {
        self.waiting.first().map_or(0, Vec::len)
    }

    /// Behind the end is silence: at least so many frames wait now.
    pub fn pad(&mut self, frames: usize) {
        let length = self.waiting().max(frames);
        self.waiting.iter_mut().for_each(|channel| channel.resize(length, 0.0));
    }

    /// The next frames; one channel stands in the middle.
    pub fn next(&self, frames: std::ops::Range<usize>) -> [&[f32]; 2] {
        [0, self.waiting.len() - 1].map(|channel| &self.waiting[channel][frames.clone()])
    }

    /// Those frames are over.
    pub fn advance(&mut self, frames: usize) {
        self.waiting.iter_mut().for_each(|channel| drop(channel.drain(..frames.min(channel.len()))));
    }

    /// What its ear has heard.
    pub fn heard(&self, ear: Ear) -> Heard {
        ear.finish(self.broken as f64 / self.samples.max(1) as f64)
    }

    /// Reads a block of the file, of surround the first two channels; whether there was one.
    fn read(&mut self) -> bool {
        let read = self.decoder.read(&mut self.block).unwrap_or_else(|error| {
            self.failure = Some(error);
            0
        });
        self.block.channels.truncate(self.waiting.len());
        for channel in &mut self.block.channels {
            self.samples += channel.len() as u64;
            self.broken += mend::mend(channel) as u64;
        }
        read > 0
    }
}
