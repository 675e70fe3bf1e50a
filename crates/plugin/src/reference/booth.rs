// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sound path of Reference, and what it shares with its window.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU8, AtomicU64, Ordering::Relaxed},
    },
};

use deck::{Audition, Deck, Hear, Player, Studio, ear::Mic, memory::Memory};
use dsp::Stream;
use library::Library;
use rack::{Entry, Params as _};
use serde_json::Value;
use ui::panels::reference;
use window::Shape;

use super::{
    Knobs as Settings,
    face::Face,
    listening::{AUDITIONS, Listening},
    raw::{Pair, Raw},
};
use crate::{
    editor,
    engine::Moment,
    knobs::{Keep, Knob, Knobs},
    machine::Machine,
};

/// What sound path and window share; it lives as long as the plugin.
pub struct Room {
    /// The records that play.
    pub deck: Deck,
    /// Records, mix and comparison.
    pub studio: Studio,
    /// What enters the limiter.
    pub raw: Raw,
    /// What a blind test plays in place of what the knobs say.
    pub secret: Secret,
    /// Where the host is.
    pub song: Song,
}

/// What is heard without anybody being told.
#[derive(Default)]
pub struct Secret(AtomicU8);

/// Where the host is, as the panel shows it.
#[derive(Default)]
pub struct Song {
    frame: AtomicI64,
    known: AtomicBool,
    rate_hz: AtomicU64,
    heard: AtomicU64,
}

impl Default for Room {
    fn default() -> Self {
        Self::new(Library::usual_path().ok())
    }
}

impl Room {
    /// A room whose records are remembered in a library that lies there, if anywhere.
    pub fn new(library: Option<PathBuf>) -> Self {
        let deck = Deck::new();
        let studio = Studio::with_library(deck.controls().clone(), library);
        Self { deck, studio, raw: Raw::default(), secret: Secret::default(), song: Song::default() }
    }
}

impl Secret {
    /// Plays this from now on, or again what the knobs say.
    pub fn play(&self, hear: Option<Hear>) {
        let code = match hear {
            None => 0,
            Some(Hear::Mix) => 1,
            Some(Hear::Raw) => 2,
            Some(Hear::Reference(slot)) => u8::try_from(slot).unwrap_or_default().saturating_add(3),
        };
        self.0.store(code, Relaxed);
    }

    /// What is played in secret.
    ///
    /// # Realtime
    /// Safe.
    pub fn heard(&self) -> Option<Hear> {
        match self.0.load(Relaxed) {
            0 => None,
            1 => Some(Hear::Mix),
            2 => Some(Hear::Raw),
            slot => Some(Hear::Reference(usize::from(slot) - 3)),
        }
    }
}

impl Song {
    /// Where the song stands, seconds; `None` if the host does not say.
    pub fn seconds(&self) -> Option<f64> {
        let rate_hz = self.rate_hz.load(Relaxed).max(1) as f64;
        self.known.load(Relaxed).then(|| self.frame.load(Relaxed) as f64 / rate_hz)
    }

    /// A count that grows twenty times a second while something plays.
    pub fn beats(&self) -> u64 {
        self.heard.load(Relaxed) * 20 / self.rate_hz.load(Relaxed).max(1)
    }

    fn note(&self, frames: usize, moment: Moment) {
        self.known.store(moment.song_frame.is_some(), Relaxed);
        self.frame.store(moment.song_frame.unwrap_or_default(), Relaxed);
        self.heard.fetch_add(frames as u64, Relaxed);
    }
}

/// What a project keeps of the records.
struct Keeper(Arc<Room>);

impl Keep for Keeper {
    fn stored(&self) -> Value {
        self.0.studio.memory().to_json()
    }

    fn recall(&self, stored: &Value) {
        self.0.studio.recall(Memory::from_json(stored));
    }
}

/// The sound path: the mix, or what one wants to hear in its place.
pub struct Booth {
    stream: Stream,
    player: Player,
    mic: Mic,
    pair: Pair,
    mix: Vec<[f32; 2]>,
}

impl Booth {
    /// What the knobs and the test say; a bypass lets the mix through.
    fn audition(knobs: &Knobs, room: &Room) -> Audition {
        if knobs.bypass().value() >= 0.5 {
            return Audition::NONE;
        }
        let listening = Listening::from_values(knobs.auditions().iter().map(Knob::value));
        let hear = room.secret.heard().unwrap_or_else(|| listening.heard());
        Audition { hear, side: listening.side, zone: listening.zone }
    }

    fn keep(&mut self, channels: &[&mut [f32]]) {
        let Some(left) = channels.first() else { return };
        let right = channels.get(1).unwrap_or(left);
        for (kept, (left, right)) in self.mix.iter_mut().zip(left.iter().zip(right.iter())) {
            *kept = [*left, *right];
        }
    }
}

impl Machine for Booth {
    type Shared = Arc<Room>;

    fn shape(_entry: &Entry) -> Arc<Shape> {
        let [size, smallest] = [reference::SIZE, reference::SMALLEST].map(|size| [size.x, size.y]);
        Arc::new(Shape::new(size, smallest))
    }

    fn knobs(entry: &'static Entry, room: &Arc<Room>, shape: Arc<Shape>) -> Knobs {
        let knobs = Knobs::heard_by(&AUDITIONS, entry.info.id, entry.params, shape);
        knobs.keeping(Arc::new(Keeper(room.clone())))
    }

    fn face(_entry: &'static Entry, room: &Arc<Room>) -> Box<dyn editor::Face> {
        Box::new(Face::new(room.clone()))
    }

    fn new(_entry: &'static Entry, knobs: &Knobs, room: &Arc<Room>, stream: &Stream) -> Self {
        room.song.rate_hz.store(u64::from(stream.rate_hz), Relaxed);
        let mut booth = Self {
            stream: *stream,
            player: room.deck.connect(stream),
            mic: room.studio.connect(stream),
            pair: room.raw.connect(stream.rate_hz),
            mix: vec![[0.0; 2]; stream.longest_block],
        };
        booth.turn(knobs);
        booth
    }

    fn stream(&self) -> &Stream {
        &self.stream
    }

    fn turn(&mut self, _knobs: &Knobs) {}

    fn set_offline(&mut self, offline: bool) {
        self.player.set_offline(offline);
    }

    fn latency(&self) -> usize {
        0
    }

    fn reset(&mut self) {
        self.player.settle();
    }

    fn process(&mut self, knobs: &Knobs, channels: &mut [&mut [f32]], moment: Moment, room: &Arc<Room>) {
        let frames = channels.first().map_or(0, |channel| channel.len());
        let audition = Self::audition(knobs, room);
        let locked = Settings::SPECS.iter().position(|spec| spec.id == reference::knobs::LOCKED);
        let locked = locked.is_some_and(|index| knobs.of_effect()[index].value() >= 0.5);
        room.deck.controls().lock(locked);
        room.studio.sounds(audition.hear != Hear::Mix);
        room.raw.hold(audition.hear != Hear::Mix);
        room.song.note(frames, moment);
        self.mic.offer(channels, frames, moment);
        self.keep(channels);
        self.player.process(&audition, channels, moment);
        if room.raw.is_wanted() && frames <= self.mix.len() && moment.playing {
            self.pair.give(&self.player.raw()[..frames], &self.mix[..frames]);
        }
    }
}

#[cfg(test)]
mod tests;
