// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What one hears of mix, records and raw mix, on the audio thread.
//!
//! ```text
//! mix ────────── × ─┐
//! record 1 … 16 ─ × ─┼─ + ── band ── sides ── out
//! raw ─ delay ── × ─┘
//! ```
//! Each factor is a fade times a level. When only the mix is heard, at 0 dB, with all of its spectrum
//! and both of its sides, nothing is computed and its bits stay as they are; in a render always.

use std::sync::Arc;

use dsp::{
    Block, Stream,
    block::for_each_block,
    math,
    sides::{STEREO, Sides},
};

use crate::{
    band::Band,
    controls::Controls,
    fade::Voice,
    line::Line,
    streamer,
    tape::{Tape, Transport},
};

/// No stream has more channels.
const MOST_CHANNELS: usize = 2;

/// Which sound one hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hear {
    /// What comes in.
    Mix,
    /// The record in a slot; from an empty one comes silence.
    Reference(usize),
    /// The mix before it was processed, from another plugin.
    Raw,
}

/// How one listens, all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audition {
    /// Which sound.
    pub hear: Hear,
    /// Which side of it, as [`Sides`] counts them.
    pub side: usize,
    /// Which zone of it, as [`ZONES`](measure::compare::ZONES) counts them, or everything.
    pub zone: Option<usize>,
}

impl Audition {
    /// The mix as it is.
    pub const NONE: Self = Self { hear: Hear::Mix, side: STEREO, zone: None };
}

/// Where the host is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Whether the song plays.
    pub playing: bool,
    /// The frame of the song at which the block begins, if the host says; before the song it is negative.
    pub song_frame: Option<i64>,
}

/// The last stage of a stream: the mix, or what one wants to hear in its place.
pub struct Player {
    controls: Arc<Controls>,
    longest_block: usize,
    mix: Voice,
    raw: Voice,
    tapes: Vec<Tape>,
    line: Line,
    band: Band,
    sides: Sides,
    offline: bool,
    raw_frames: Vec<[f32; 2]>,
    frames: Vec<[f32; 2]>,
    sum: Vec<[f64; 2]>,
}

impl Player {
    /// A player for a stream, with new rings. The only place that allocates.
    pub fn connect(controls: Arc<Controls>, stream: &Stream) -> Self {
        let rings = controls.lay_rings(stream.rate_hz, streamer::pages_ahead(stream));
        let tapes = rings.into_iter().zip(controls.slots()).map(|(ring, slot)| Tape::new(ring, slot, stream));
        let tapes = tapes.collect();
        let (line, ends) = Line::new(stream);
        controls.keep_ends(ends);
        Self {
            controls,
            longest_block: stream.longest_block.max(1),
            mix: Voice::new(stream),
            raw: Voice::new(stream),
            tapes,
            line,
            band: Band::new(stream),
            sides: Sides::new(stream),
            offline: false,
            raw_frames: vec![[0.0; 2]; stream.longest_block.max(1)],
            frames: vec![[0.0; 2]; stream.longest_block.max(1)],
            sum: vec![[0.0; 2]; stream.longest_block.max(1)],
        }
    }

    /// Says whether the host renders from now on, or plays.
    ///
    /// # Realtime
    /// Safe.
    pub fn set_offline(&mut self, offline: bool) {
        if offline != self.offline {
            self.offline = offline;
            self.settle();
        }
    }

    /// Takes the next position at once.
    ///
    /// # Realtime
    /// Safe.
    pub fn settle(&mut self) {
        let voices = self.tapes.iter_mut().map(|tape| &mut tape.voice);
        voices.chain([&mut self.mix, &mut self.raw]).for_each(Voice::settle);
        self.band.settle();
        self.sides.settle();
    }

    /// The raw mix beside the last block that was no longer than the stream's longest.
    pub fn raw(&self) -> &[[f32; 2]] {
        &self.raw_frames
    }

    /// Puts what one wants to hear in the place of the mix; blocks of any length.
    ///
    /// # Realtime
    /// Never allocates, locks, waits or panics.
    pub fn process(&mut self, audition: &Audition, channels: &mut [&mut [f32]], moment: Moment) {
        for_each_block::<MOST_CHANNELS>(channels, self.longest_block, |start, block| {
            let song_frame = moment.song_frame.map(|frame| frame.saturating_add_unsigned(start as u64));
            let frames = block.frames();
            self.line.take(&self.controls, &mut self.raw_frames[..frames]);
            if !self.is_guarded(audition) {
                self.mix(audition, block, Moment { song_frame, ..moment });
                self.band.pass(audition.zone, block);
                self.sides.turn(audition.side, block);
            }
        });
    }

    /// A render is what it is, whatever one listened to before.
    fn is_guarded(&self, audition: &Audition) -> bool {
        if self.offline && (*audition != Audition::NONE || self.controls.mix_gain_db() != 0.0) {
            self.controls.note_guarded();
        }
        self.offline
    }

    fn mix(&mut self, audition: &Audition, block: &mut Block<'_, '_>, moment: Moment) {
        self.aim(audition);
        let untouched = self.mix.is_plain() && self.raw.is_silent();
        let untouched = untouched && self.tapes.iter().all(|tape| tape.voice.is_silent());
        let frames = block.frames();
        self.sum[..frames].fill([0.0; 2]);
        self.play_tapes(frames, self.transport(moment));
        if untouched {
            return;
        }
        if !self.mix.is_silent() {
            read(block, &mut self.frames[..frames]);
            self.mix.add(&self.frames[..frames], &mut self.sum);
        }
        if !self.raw.is_silent() {
            self.raw.add(&self.raw_frames[..frames], &mut self.sum);
        }
        write(&self.sum[..frames], block);
    }

    fn aim(&mut self, audition: &Audition) {
        self.mix.aim(audition.hear == Hear::Mix, self.controls.mix_gain_db(), false);
        self.raw.aim(audition.hear == Hear::Raw, self.controls.raw_gain_db(), false);
        for (index, (tape, slot)) in self.tapes.iter_mut().zip(self.controls.slots()).enumerate() {
            let heard = audition.hear == Hear::Reference(index);
            tape.voice.aim(heard, slot.gain_db(), slot.is_inverted());
        }
    }

    fn transport(&self, moment: Moment) -> Transport {
        match moment {
            _ if !self.controls.is_locked() => Transport::Free,
            Moment { song_frame: Some(frame), playing } => Transport::Song { frame, playing },
            Moment { song_frame: None, playing } => Transport::Along { playing },
        }
    }

    fn play_tapes(&mut self, frames: usize, transport: Transport) {
        for (tape, slot) in self.tapes.iter_mut().zip(self.controls.slots()) {
            tape.follow(slot, transport);
            let heard = tape.voice.frames_heard(frames);
            let moves = match transport {
                Transport::Free => heard > 0,
                Transport::Along { playing } | Transport::Song { playing, .. } => playing,
            };
            if heard > 0 {
                let laid = &mut self.frames[..heard];
                tape.play(slot, moves, laid);
                tape.voice.add(laid, &mut self.sum);
            }
            if heard < frames {
                let unheard = if moves && transport != Transport::Free { frames - heard } else { 0 };
                tape.pass_over(unheard);
            }
            slot.note_place(tape.place(), moves && heard > 0);
        }
    }
}

/// A block as frames; a single channel is on both sides.
fn read(block: &Block<'_, '_>, frames: &mut [[f32; 2]]) {
    let last = block.channel_count() - 1;
    let pairs = block.channel(0).iter().zip(block.channel(last));
    for (frame, (left, right)) in frames.iter_mut().zip(pairs) {
        *frame = [*left, *right];
    }
}

/// Frames as a block; a single channel is the middle of both sides.
fn write(sum: &[[f64; 2]], block: &mut Block<'_, '_>) {
    let mono = block.channel_count() == 1;
    for (side, channel) in block.channels_mut().enumerate() {
        for (sample, frame) in channel.iter_mut().zip(sum) {
            *sample = math::sample_from(if mono { 0.5 * (frame[0] + frame[1]) } else { frame[side] });
        }
    }
}

#[cfg(test)]
mod tests;
