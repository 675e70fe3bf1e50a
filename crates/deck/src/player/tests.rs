// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The player with a streamer that is driven by hand: no thread, no clock.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod alone;
mod listening;
mod locked;

use std::{env, sync::Arc};

use dsp::{Stream, signals};

use super::*;
use crate::{Reel, streamer::Streamer};

const RATE_HZ: u32 = 48_000;
const STREAM: Stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 1024 };
const SONG: i64 = 96_000;

/// A deck whose streamer answers when it is told to.
struct Rig {
    controls: Arc<Controls>,
    streamer: Streamer,
    player: Player,
    moment: Moment,
    played: usize,
}

impl Rig {
    fn new() -> Self {
        let controls = Arc::new(Controls::default());
        let mut streamer = Streamer::new(controls.clone());
        let player = Player::connect(controls.clone(), &STREAM);
        streamer.step();
        Self { controls, streamer, player, moment: Moment { playing: true, song_frame: Some(0) }, played: 0 }
    }

    /// With a record of noise in each of the first slots.
    fn with_records(count: usize) -> Self {
        let rig = Self::new();
        for slot in 0..count {
            rig.controls.slots()[slot].put(reel(&record(slot)));
        }
        rig
    }

    /// What is heard in place of some frames of the mix, in blocks of some length, the streamer answering
    /// after each.
    fn hear(&mut self, audition: Audition, frames: usize, block: usize) -> Vec<[f32; 2]> {
        let mix = mix(self.played, frames);
        let mut heard = Vec::new();
        for mix in mix.chunks(block) {
            heard.extend(self.block(audition, mix));
            self.streamer.step();
        }
        heard
    }

    fn block(&mut self, audition: Audition, mix: &[[f32; 2]]) -> Vec<[f32; 2]> {
        let mut sides = [0, 1].map(|side| mix.iter().map(|frame| frame[side]).collect::<Vec<f32>>());
        let [left, right] = &mut sides;
        self.player.process(&audition, &mut [left, right], self.moment);
        self.played += mix.len();
        if self.moment.playing {
            let along = |frame: i64| frame.saturating_add_unsigned(mix.len() as u64);
            self.moment.song_frame = self.moment.song_frame.map(along);
        }
        sides[0].iter().zip(&sides[1]).map(|(left, right)| [*left, *right]).collect()
    }
}

fn to(hear: Hear) -> Audition {
    Audition { hear, ..Audition::NONE }
}

fn mix(start: usize, frames: usize) -> Vec<[f32; 2]> {
    let at = |n: usize| ((n * 7919) % 2003) as f32 / 4006.0 - 0.25;
    (start..start + frames).map(|n| [at(n), at(n + 1)]).collect()
}

/// Two seconds of noise, another for each slot.
fn record(slot: usize) -> Vec<[f32; 2]> {
    let sides = [1, 2].map(|seed| signals::white_noise(seed + 10 * slot as u64, 0.5, 96_000));
    sides[0].iter().zip(&sides[1]).map(|(left, right)| [*left, *right]).collect()
}

fn reel(frames: &[[f32; 2]]) -> Arc<Reel> {
    let (mut recorder, _) = Reel::new_in(&env::temp_dir(), RATE_HZ).unwrap();
    recorder.push_frames(frames.iter().copied()).unwrap();
    recorder.finish()
}

/// A second of a tone of 100 Hz.
fn tone(phase_rad: f64) -> Vec<[f32; 2]> {
    signals::sine(RATE_HZ, 100.0, 0.5, phase_rad, 48_000).into_iter().map(|x| [x; 2]).collect()
}
