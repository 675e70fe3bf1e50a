// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the adapter needs to know of a plugin: its sound path, its face, and what the two share.

use std::sync::Arc;

use dsp::Stream;
use rack::Entry;
use window::Shape;

use crate::{
    editor::Face,
    engine::{Engine, Moment},
    knobs::Knobs,
    telemetry::Telemetry,
};

/// The effect whose raw sound other plugins may hear: what enters it is the mix.
const LINKED: &str = "limiter";

/// A sound path that a host may drive.
pub trait Machine: Sized + Send + 'static {
    /// What lies between sound path and face; it lives as long as the plugin.
    type Shared: Clone + Default + Send + Sync + 'static;

    /// A closed window that fits the face.
    fn shape(entry: &Entry) -> Arc<Shape>;

    /// The knobs, at their defaults.
    fn knobs(entry: &'static Entry, shared: &Self::Shared, shape: Arc<Shape>) -> Knobs;

    /// What the window shows.
    fn face(entry: &'static Entry, shared: &Self::Shared) -> Box<dyn Face>;

    /// Builds the path for a stream, its knobs turned. The only place that allocates.
    fn new(entry: &'static Entry, knobs: &Knobs, shared: &Self::Shared, stream: &Stream) -> Self;

    /// The stream it was built for.
    fn stream(&self) -> &Stream;

    /// Takes the knobs as they are.
    fn turn(&mut self, knobs: &Knobs);

    /// Says whether the host renders from now on, or plays.
    fn set_offline(&mut self, offline: bool);

    /// Frames by which the output is late.
    fn latency(&self) -> usize;

    /// Forgets the past sound.
    fn reset(&mut self);

    /// Changes the sound in place; blocks of any length.
    ///
    /// # Realtime
    /// Never allocates, locks, waits or panics.
    fn process(&mut self, knobs: &Knobs, channels: &mut [&mut [f32]], moment: Moment, shared: &Self::Shared);
}

impl Machine for Engine {
    type Shared = Arc<Telemetry>;

    fn shape(entry: &Entry) -> Arc<Shape> {
        crate::editor::shape(entry)
    }

    fn knobs(entry: &'static Entry, _shared: &Self::Shared, shape: Arc<Shape>) -> Knobs {
        Knobs::new(entry.info.id, entry.params, shape)
    }

    fn face(entry: &'static Entry, shared: &Self::Shared) -> Box<dyn Face> {
        crate::editor::face(entry, shared.clone())
    }

    fn new(entry: &'static Entry, knobs: &Knobs, shared: &Self::Shared, stream: &Stream) -> Self {
        let mut engine = Self::new(entry, knobs, stream);
        engine.connect(&shared.tap);
        if entry.info.id == LINKED {
            engine.open(&shared.line);
        }
        engine
    }

    fn stream(&self) -> &Stream {
        self.stream()
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.turn(knobs);
    }

    fn set_offline(&mut self, offline: bool) {
        self.set_offline(offline);
    }

    fn latency(&self) -> usize {
        self.latency()
    }

    fn reset(&mut self) {
        self.reset();
    }

    fn process(&mut self, knobs: &Knobs, channels: &mut [&mut [f32]], moment: Moment, shared: &Self::Shared) {
        self.process(knobs, channels, moment, shared);
    }
}
