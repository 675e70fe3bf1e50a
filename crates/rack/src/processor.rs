// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What an effect is: typed for those who write one, erased for those who use one.

use dsp::{Block, Stream, mend};

use crate::params::{Params, Spec, Unit};

/// An effect. Write this, and nothing else.
pub trait Processor: Sized + Send + 'static {
    /// Its knobs.
    type Params: Params;
    /// Its name and what it does.
    const INFO: &'static Info;
    /// The numbers that come back while it works, for meters and reports.
    const READINGS: &'static [ReadingSpec] = &[];
    /// Settings worth a name.
    const STYLES: &'static [Style] = &[];

    /// Builds the effect for a stream. The only place that allocates.
    fn new(stream: &Stream) -> Self;
    /// Forgets the past, keeps the memory: the effect is as if new.
    fn reset(&mut self);
    /// Says whether the sound is rendered from now on, not played: what moves by itself then stands still.
    fn set_offline(&mut self, _offline: bool) {}
    /// Frames by which the output is late.
    fn latency(&self, _params: &Self::Params) -> usize {
        0
    }
    /// The factor by which quiet sound leaves; what differs from it was taken away or added.
    fn plain_gain(&self, _params: &Self::Params) -> f64 {
        1.0
    }
    /// Changes the sound in place.
    ///
    /// # Realtime
    /// Never allocates, locks, waits or panics.
    fn process(&mut self, params: &Self::Params, block: &mut Block<'_, '_>, readings: &mut Readings);
}

/// What an effect is called and what one hears from it.
#[derive(Debug)]
pub struct Info {
    /// Command, preset key and plugin id. It never changes.
    pub id: &'static str,
    /// What is written on it.
    pub name: &'static str,
    /// One sentence for help and manual.
    pub summary: &'static str,
}

/// A named setting: a few knobs, and where they stand.
#[derive(Debug)]
pub struct Style {
    /// What one picks.
    pub id: &'static str,
    /// What one hears.
    pub help: &'static str,
    /// Knob ids and their positions; all other knobs stay where they are.
    pub settings: &'static [(&'static str, f64)],
}

/// What is known about one number that an effect gives back.
#[derive(Debug)]
pub struct ReadingSpec {
    /// Key in reports.
    pub id: &'static str,
    /// What is written beside the meter.
    pub name: &'static str,
    /// What the number counts.
    pub unit: Unit,
    /// What it means.
    pub help: &'static str,
}

/// The numbers that come back from an effect: of each, the one farthest from zero since it was last taken.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Readings {
    extremes: [f64; Self::MOST],
}

impl Readings {
    /// No effect has more readings than this.
    pub const MOST: usize = 8;

    /// Notes a value of the reading at `index` in the effect's `READINGS`.
    ///
    /// # Realtime
    /// Safe.
    pub fn note(&mut self, index: usize, value: f64) {
        if let Some(extreme) = self.extremes.get_mut(index)
            && value.abs() > extreme.abs()
        {
            *extreme = value;
        }
    }

    /// The values since the last call; starts afresh.
    pub fn take(&mut self) -> [f64; Self::MOST] {
        core::mem::take(&mut self.extremes)
    }
}

/// The same effect with its type forgotten: what chains, presets, command line and editor hold.
pub trait Effect: Send {
    /// Its name and what it does.
    fn info(&self) -> &'static Info;
    /// Its knobs.
    fn params(&self) -> &'static [Spec];
    /// The numbers it gives back.
    fn readings(&self) -> &'static [ReadingSpec];
    /// The position of a knob.
    fn get(&self, index: usize) -> f64;
    /// Turns a knob to the nearest value it can take.
    ///
    /// # Realtime
    /// Safe.
    fn set(&mut self, index: usize, value: f64);
    /// Forgets the past, keeps memory and knobs.
    fn reset(&mut self);
    /// Says whether the sound is rendered from now on, not played.
    fn set_offline(&mut self, offline: bool);
    /// Frames by which the output is late, with the knobs as they are.
    fn latency(&self) -> usize;
    /// The factor by which quiet sound leaves, with the knobs as they are.
    ///
    /// # Realtime
    /// Safe.
    fn plain_gain(&self) -> f64;
    /// Changes the sound in place; samples that are not sound become silence first.
    ///
    /// # Realtime
    /// Never allocates, locks, waits or panics.
    fn process(&mut self, block: &mut Block<'_, '_>, readings: &mut Readings);
}

/// One line of the table of contents.
#[derive(Debug)]
pub struct Entry {
    /// Name and summary.
    pub info: &'static Info,
    /// Knobs.
    pub params: &'static [Spec],
    /// Numbers that come back.
    pub readings: &'static [ReadingSpec],
    /// Settings worth a name.
    pub styles: &'static [Style],
    /// Builds the effect for a stream, all knobs at their defaults.
    pub create: fn(&Stream) -> Box<dyn Effect>,
}

impl Entry {
    /// The line for a processor.
    pub const fn of<P: Processor>() -> Self {
        Self {
            info: P::INFO,
            params: P::Params::SPECS,
            readings: P::READINGS,
            styles: P::STYLES,
            create: |stream| Box::new(Slot::<P>::new(stream)),
        }
    }

    /// The place of a knob in `params`.
    pub fn param_index(&self, id: &str) -> Option<usize> {
        self.params.iter().position(|spec| spec.id == id)
    }
}

/// A processor with its knobs: the only implementation of [`Effect`].
struct Slot<P: Processor> {
    params: P::Params,
    processor: P,
}

impl<P: Processor> Slot<P> {
    fn new(stream: &Stream) -> Self {
        Self { params: P::Params::default(), processor: P::new(stream) }
    }
}

impl<P: Processor> Effect for Slot<P> {
    fn info(&self) -> &'static Info {
        P::INFO
    }
    fn params(&self) -> &'static [Spec] {
        P::Params::SPECS
    }
    fn readings(&self) -> &'static [ReadingSpec] {
        P::READINGS
    }
    fn get(&self, index: usize) -> f64 {
        self.params.get(index)
    }
    fn set(&mut self, index: usize, value: f64) {
        if let Some(spec) = P::Params::SPECS.get(index) {
            self.params.set(index, spec.domain.nearest(value));
        }
    }
    fn reset(&mut self) {
        self.processor.reset();
    }
    fn set_offline(&mut self, offline: bool) {
        self.processor.set_offline(offline);
    }
    fn latency(&self) -> usize {
        self.processor.latency(&self.params)
    }
    fn plain_gain(&self) -> f64 {
        self.processor.plain_gain(&self.params)
    }
    fn process(&mut self, block: &mut Block<'_, '_>, readings: &mut Readings) {
        for channel in block.channels_mut() {
            mend::mend(channel);
        }
        self.processor.process(&self.params, block, readings);
    }
}
