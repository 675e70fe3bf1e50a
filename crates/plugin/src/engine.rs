// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sound path of one plugin, without any host: knobs in, sound through, numbers out.

use dsp::{Block, Stream};
use measure::LiveMeter;
use rack::{Effect, Entry, Readings};

use crate::{
    bypass::Bypass,
    knobs::Knobs,
    telemetry::{self, Telemetry},
};

/// No plugin has more channels.
pub const MOST_CHANNELS: usize = 2;

/// An effect at work in a stream.
pub struct Engine {
    stream: Stream,
    effect: Box<dyn Effect>,
    positions: Vec<f32>,
    bypass: Bypass,
    readings: Readings,
    meter: LiveMeter,
}

impl Engine {
    /// Builds the effect, its knobs turned. The only place that allocates.
    pub fn new(entry: &Entry, knobs: &Knobs, stream: &Stream) -> Self {
        let mut engine = Self {
            stream: *stream,
            effect: (entry.create)(stream),
            // No knob stands there, so each is turned once.
            positions: vec![f32::NAN; entry.params.len()],
            bypass: Bypass::new(stream),
            readings: Readings::default(),
            meter: telemetry::meter(stream),
        };
        engine.turn(knobs);
        engine
    }

    /// The stream it was built for.
    pub fn stream(&self) -> &Stream {
        &self.stream
    }

    /// Forgets the past sound; the knobs stay.
    pub fn reset(&mut self) {
        self.effect.reset();
        self.bypass.reset();
        self.meter.reset();
    }

    /// Says whether the host renders from now on, or plays.
    pub fn set_offline(&mut self, offline: bool) {
        self.effect.set_offline(offline);
    }

    /// Frames by which the output is late, bypassed or not.
    pub fn latency(&self) -> usize {
        self.effect.latency().min(self.bypass.most_latency())
    }

    /// Changes the sound in place; blocks of any length. `watcher`, if any, gets the numbers.
    ///
    /// # Realtime
    /// Never allocates, locks, waits or panics.
    pub fn process(&mut self, knobs: &Knobs, channels: &mut [&mut [f32]], watcher: Option<&Telemetry>) {
        self.turn(knobs);
        let share = 1.0 - knobs.bypass().value();
        for_each_block(channels, self.stream.longest_block, |block| self.process_block(share, block, watcher));
    }

    fn process_block(&mut self, share: f64, block: &mut Block<'_, '_>, watcher: Option<&Telemetry>) {
        self.bypass.keep(block);
        self.effect.process(block, &mut self.readings);
        self.bypass.blend(share, self.latency(), block);
        match watcher {
            Some(telemetry) => self.report(block, telemetry),
            None => drop(self.readings.take()),
        }
    }

    fn report(&mut self, block: &Block<'_, '_>, telemetry: &Telemetry) {
        telemetry.note(&mut self.readings);
        let mut channels: [&[f32]; MOST_CHANNELS] = [&[]; MOST_CHANNELS];
        let count = block.channel_count().min(MOST_CHANNELS);
        for (index, channel) in channels.iter_mut().enumerate().take(count) {
            *channel = block.channel(index);
        }
        self.meter.push(&channels[..count]);
        telemetry.note_loudness(&telemetry::loudness(&self.meter));
    }

    /// Hands the knobs that moved to the effect.
    ///
    /// # Realtime
    /// Safe.
    pub fn turn(&mut self, knobs: &Knobs) {
        // A taper costs a power, so not every knob in every block.
        for (index, (knob, last)) in knobs.of_effect().iter().zip(&mut self.positions).enumerate() {
            let position = knob.position();
            if position != *last {
                *last = position;
                self.effect.set(index, knob.value());
            }
        }
    }
}

/// Hands out blocks of at most `longest` frames, whatever the host sends.
fn for_each_block(channels: &mut [&mut [f32]], longest: usize, mut each: impl FnMut(&mut Block<'_, '_>)) {
    let frames = channels.first().map_or(0, |channel| channel.len());
    let count = channels.len().min(MOST_CHANNELS);
    let mut start = 0;
    while start < frames {
        let end = frames.min(start + longest.max(1));
        let mut parts: [&mut [f32]; MOST_CHANNELS] = Default::default();
        for (part, channel) in parts.iter_mut().zip(channels.iter_mut()) {
            *part = &mut channel[start..end];
        }
        each(&mut Block::new(&mut parts[..count]));
        start = end;
    }
}

#[cfg(test)]
mod tests;
