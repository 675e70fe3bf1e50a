// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sound path of one plugin, without any host: knobs in, sound through, numbers out.

use std::sync::Arc;

pub use deck::Moment;
use dsp::{Block, Stream, block::for_each_block, math, true_peak::StandardTruePeak};
use measure::{Layout, LiveMeter, dynamics::peak};
use rack::{Effect, Entry, Readings};
use rtrb::Producer;
use ui::history::Column;

use crate::{
    analyst::Tap,
    history::Gatherer,
    knobs::{Knob, Knobs},
    link::{Line, Outlet},
    monitor::{Monitor, Told},
    switches::{Audition, Hear},
    telemetry::Telemetry,
};

/// No plugin has more channels.
pub const MOST_CHANNELS: usize = 2;

/// What is quieter is no part of a loudest passage: −60 dBFS.
const AUDIBLE: f32 = 1e-3;

/// An effect at work in a stream.
pub struct Engine {
    stream: Stream,
    effect: Box<dyn Effect>,
    positions: Vec<f32>,
    monitor: Monitor,
    readings: Readings,
    reduction: Option<usize>,
    meter: LiveMeter,
    raw_peaks: [StandardTruePeak; MOST_CHANNELS],
    gatherer: Gatherer,
    near_tap: Option<Producer<f32>>,
    outlet: Option<Outlet>,
    offline: bool,
}

impl Engine {
    /// Builds the effect, its knobs turned. The only place that allocates.
    pub fn new(entry: &Entry, knobs: &Knobs, stream: &Stream) -> Self {
        let mut engine = Self {
            stream: *stream,
            effect: (entry.create)(stream),
            // No knob stands there, so each is turned once.
            positions: vec![f32::NAN; entry.params.len()],
            monitor: Monitor::new(stream),
            readings: Readings::default(),
            reduction: entry.readings.iter().position(|spec| spec.id == "gain-reduction"),
            meter: LiveMeter::new(stream.rate_hz, Layout::from_channels(stream.channels)),
            raw_peaks: [(); MOST_CHANNELS].map(|()| StandardTruePeak::new()),
            gatherer: Gatherer::new(stream.rate_hz),
            near_tap: None,
            outlet: None,
            offline: false,
        };
        engine.turn(knobs);
        engine
    }

    /// Lets an analysis hear the raw sound. Allocates.
    pub fn connect(&mut self, tap: &Tap) {
        self.near_tap = Some(tap.connect(&self.stream));
    }

    /// Lets other plugins hear the raw sound. Allocates.
    pub fn open(&mut self, line: &Arc<Line>) {
        self.outlet = Some(line.open(self.stream.rate_hz));
    }

    /// The stream it was built for.
    pub fn stream(&self) -> &Stream {
        &self.stream
    }

    /// Forgets the past sound; the knobs stay, and so does what the meters know of the song.
    pub fn reset(&mut self) {
        self.effect.reset();
        self.monitor.reset();
    }

    /// Says whether the host renders from now on, or plays.
    pub fn set_offline(&mut self, offline: bool) {
        self.effect.set_offline(offline);
        if offline != self.offline {
            self.offline = offline;
            self.monitor.settle();
        }
    }

    /// Frames by which the output is late, bypassed or not.
    pub fn latency(&self) -> usize {
        self.effect.latency().min(self.monitor.most_latency())
    }

    /// Changes the sound in place; blocks of any length.
    ///
    /// # Realtime
    /// Never allocates, locks, waits or panics.
    pub fn process(&mut self, knobs: &Knobs, channels: &mut [&mut [f32]], moment: Moment, telemetry: &Telemetry) {
        self.turn(knobs);
        let audition = self.audition(knobs, telemetry);
        if telemetry.take_reset() {
            self.meter.reset();
        }
        let bypassed = knobs.bypass().value() >= 0.5;
        for_each_block::<MOST_CHANNELS>(channels, self.stream.longest_block, |_, block| {
            self.monitor.keep(block);
            self.effect.process(block, &mut self.readings);
            let told = Told { latency: self.latency(), plain_gain: self.effect.plain_gain(), bypassed };
            self.monitor.compare(&told, &audition, block);
            if let Some(outlet) = &mut self.outlet {
                outlet.give(self.monitor.late(), block.frames());
            }
            self.report(block, told.plain_gain, moment, telemetry);
            self.monitor.blend(&told, &audition, block);
        });
    }

    /// How one listens; a render is what it is, whatever one listened to before.
    fn audition(&self, knobs: &Knobs, telemetry: &Telemetry) -> Audition {
        let audition = Audition::from_values(knobs.auditions().iter().map(Knob::value));
        if !self.offline {
            if audition.hear == Hear::Raw || knobs.bypass().value() >= 0.5 {
                telemetry.note_raw_heard();
            }
            return audition;
        }
        if audition.is_on() {
            telemetry.note_guarded();
        }
        Audition::NONE
    }

    /// Tells the editor what the effect did.
    fn report(&mut self, block: &Block<'_, '_>, plain_gain: f64, moment: Moment, telemetry: &Telemetry) {
        let readings = self.readings.take();
        telemetry.note(&readings);
        telemetry.note_match(self.monitor.match_db());
        let raw = self.monitor.late().iter().map(|late| peak(&late[..block.frames()])).fold(0.0, f32::max);
        if !moment.playing && raw == 0.0 {
            return;
        }
        let mut channels: [&[f32]; MOST_CHANNELS] = [&[]; MOST_CHANNELS];
        let count = block.channel_count().min(MOST_CHANNELS);
        for (index, channel) in channels.iter_mut().enumerate().take(count) {
            *channel = block.channel(index);
        }
        self.meter.push(&channels[..count]);
        telemetry.note_levels(self.meter.levels());
        if let Some(near) = self.near_tap.as_mut().filter(|_| telemetry.tap.is_wanted() && raw > AUDIBLE) {
            Tap::offer(near, self.monitor.late(), block.frames());
        }
        let column = Column {
            raw: self.raw_true_peak(block.frames()) * math::sample_from(plain_gain),
            out: channels[..count].iter().map(|channel| peak(channel)).fold(0.0, f32::max),
            reduction_db: self.reduction.map_or(0.0, |index| math::sample_from(readings[index])),
        };
        let song_s = moment.song_frame.map(|frame| frame as f64 / f64::from(self.stream.rate_hz));
        self.gatherer.add(block.frames(), column, |column| telemetry.history.push(column, song_s));
    }

    /// The highest point of the raw sound, also between the samples.
    fn raw_true_peak(&mut self, frames: usize) -> f32 {
        let channels = self.raw_peaks.iter_mut().zip(self.monitor.late());
        channels.map(|(meter, late)| meter.highest(&late[..frames])).fold(0.0, f32::max)
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

#[cfg(test)]
mod tests;
