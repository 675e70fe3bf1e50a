// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Holds how hard a mix is limited, not the gain: a fader that moves does not change it.
//!
//! The loudness of the mix is followed over some seconds, breaks left out as in the integrated
//! loudness; the gain moves against it, slower than anybody notices.

use core::ops::Range;

use dsp::{Block, Db, Stream};
use measure::{
    Layout,
    hops::{Hops, PER_SECOND},
    loudness::{Weighing, Windows, lufs_from_power, power_from_lufs},
};

/// Over how long the loudness is averaged, hops.
const MEMORY_HOPS: f64 = 8.0 * PER_SECOND as f64;
/// Nothing moves before so much has been heard, hops.
const FIRST_HOPS: f64 = 3.0 * PER_SECOND as f64;
/// What is quieter is no music.
const QUIETEST_LUFS: f64 = -50.0;
/// What is so much below the average is a break.
const BREAK_LU: f64 = 10.0;
/// The gain moves by no more per hop (0.75 dB per second).
const LARGEST_STEP_DB: f64 = 0.75 / PER_SECOND as f64;
/// The gain moves no farther.
const FARTHEST_DB: f64 = 12.0;
/// No stream has more channels that count.
const MOST_CHANNELS: usize = 8;

/// Listens to the mix and moves the gain against it.
pub struct Follow {
    hops: Hops,
    weighing: Weighing,
    windows: Windows,
    average_power: f64,
    heard_hops: f64,
    offset: Db,
}

impl Follow {
    /// One that has heard nothing.
    pub fn new(stream: &Stream) -> Self {
        let channels = stream.channels.min(MOST_CHANNELS);
        Self {
            hops: Hops::new(stream.rate_hz, channels),
            weighing: Weighing::new(stream.rate_hz, Layout::from_channels(channels)),
            windows: Windows::default(),
            average_power: 0.0,
            heard_hops: 0.0,
            offset: Db(0.0),
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.hops.reset();
        self.weighing.reset();
        self.windows.reset();
        (self.average_power, self.heard_hops, self.offset) = (0.0, 0.0, Db(0.0));
    }

    /// What is added to the gain now.
    pub fn offset(&self) -> Db {
        self.offset
    }

    /// Hears a part of the block, which should have this loudness.
    ///
    /// # Realtime
    /// Safe.
    pub fn hear(&mut self, block: &Block<'_, '_>, chunk: Range<usize>, mix_level: Db) {
        let mut channels: [&[f32]; MOST_CHANNELS] = [&[]; MOST_CHANNELS];
        let count = block.channel_count().min(MOST_CHANNELS);
        for (index, channel) in channels.iter_mut().enumerate().take(count) {
            *channel = &block.channel(index)[chunk.clone()];
        }
        let mut start = 0;
        while start < chunk.len() {
            start += self.hops.fill(&channels[..count], start);
            if self.hops.is_whole() {
                self.end_hop(mix_level);
            }
        }
    }

    fn end_hop(&mut self, mix_level: Db) {
        let hop = self.hops.samples_mut();
        let frames = hop.first().map_or(0, Vec::len);
        self.weighing.push(hop);
        self.windows.push(self.weighing.end_hop(), frames);
        self.hops.advance();
        if let Some(lufs) = self.windows.momentary_lufs().filter(|lufs| self.is_music(*lufs)) {
            self.heard_hops = (self.heard_hops + 1.0).min(MEMORY_HOPS);
            self.average_power += (power_from_lufs(lufs) - self.average_power) / self.heard_hops;
            self.step_towards(mix_level.0 - lufs_from_power(self.average_power));
        }
    }

    fn is_music(&self, lufs: f64) -> bool {
        lufs > QUIETEST_LUFS && lufs > lufs_from_power(self.average_power) - BREAK_LU
    }

    fn step_towards(&mut self, goal_db: f64) {
        if self.heard_hops >= FIRST_HOPS {
            let way = goal_db.clamp(-FARTHEST_DB, FARTHEST_DB) - self.offset.0;
            self.offset.0 += way.clamp(-LARGEST_STEP_DB, LARGEST_STEP_DB);
        }
    }
}
