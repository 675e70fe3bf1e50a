// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What leaves the plugin: the master, or what one wants to hear in its place, without a click.
//!
//! ```text
//! in ─┬─ effect ──────── × wet ─┐
//!     └─ delay (latency) × dry ─┴ + ─ sides ─ out
//!
//!             wet   dry
//! master       1     0
//! bypass       0     1
//! raw          0     match     as loud as the master
//! removed     −1     gain      what the effect takes away
//! ```
//! The factors walk in straight lines; both ways carry the same music, so amplitudes are added,
//! not powers. When they have arrived the master and the bypass are copies, bit for bit. The
//! effect goes on working meanwhile, so that it is warm when it comes back.

use dsp::{Block, Db, Millis, Stream, math, sides::Sides, smooth::Ramp, units::gain_from_db};
use measure::{Layout, LevelMatch};

use crate::{
    dry::Dry,
    switches::{Audition, Hear},
};

/// How long a change takes.
const FADE: Millis = Millis(10.0);
/// The raw mix is not lifted further than this, whatever the match says, dB.
const MOST_LIFT_DB: f64 = 36.0;

/// The last stage of every plugin.
pub struct Monitor {
    dry: Dry,
    wet_factor: Ramp,
    dry_factor: Ramp,
    sides: Sides,
    level_match: LevelMatch,
    match_db: Option<f64>,
}

/// What the effect says of itself.
#[derive(Clone, Copy)]
pub struct Told {
    /// Frames by which it is late.
    pub latency: usize,
    /// The factor by which quiet sound leaves it.
    pub plain_gain: f64,
    /// Whether the host wants the raw sound.
    pub bypassed: bool,
}

impl Monitor {
    /// A monitor that has heard nothing.
    pub fn new(stream: &Stream) -> Self {
        let ramp = || Ramp::new(FADE, stream);
        Self {
            dry: Dry::new(stream),
            wet_factor: ramp(),
            dry_factor: ramp(),
            sides: Sides::new(stream),
            level_match: LevelMatch::new(stream.rate_hz, Layout::from_channels(stream.channels)),
            match_db: None,
        }
    }

    /// Forgets the past sound and takes the next position at once.
    pub fn reset(&mut self) {
        self.dry.reset();
        self.settle();
    }

    /// Takes the next position at once.
    pub fn settle(&mut self) {
        self.wet_factor.reset();
        self.dry_factor.reset();
        self.sides.settle();
    }

    /// No effect may be later than this many frames.
    pub fn most_latency(&self) -> usize {
        self.dry.most_latency()
    }

    /// By how much the master is louder than the raw mix, dB; `None` until a second was heard.
    pub fn match_db(&self) -> Option<f64> {
        self.match_db
    }

    /// The raw sound beside the block that was blended last.
    pub fn late(&self) -> &[Vec<f32>] {
        self.dry.late()
    }

    /// Keeps the raw sound of a block, before the effect changes it.
    ///
    /// # Realtime
    /// Safe.
    pub fn keep(&mut self, block: &Block<'_, '_>) {
        self.dry.keep(block);
    }

    /// Compares the processed block with the raw one, before anything is mixed.
    ///
    /// # Realtime
    /// Safe.
    pub fn compare(&mut self, told: &Told, audition: &Audition, block: &Block<'_, '_>) {
        let frames = block.frames();
        self.dry.look_back(told.latency, frames);
        // While one listens to something else, the gain must not move.
        if audition.hear != Hear::Master || told.bypassed {
            return;
        }
        let mut dry: [&[f32]; 2] = [&[]; 2];
        let mut wet = dry;
        let count = block.channel_count().min(2);
        for index in 0..count {
            dry[index] = &self.dry.late()[index][..frames];
            wet[index] = block.channel(index);
        }
        self.level_match.push(&dry[..count], &wet[..count]);
        self.match_db = self.level_match.difference_db().map(|db| db.clamp(-MOST_LIFT_DB, MOST_LIFT_DB));
    }

    /// Replaces the processed sound by what is to be heard.
    ///
    /// # Realtime
    /// Safe.
    pub fn blend(&mut self, told: &Told, audition: &Audition, block: &mut Block<'_, '_>) {
        let [wet, dry] = self.factors(told, audition);
        self.wet_factor.aim(wet);
        self.dry_factor.aim(dry);
        if self.wet_factor.is_still() && self.dry_factor.is_still() {
            self.mix_still(wet, dry, block);
        } else {
            self.mix_moving(block);
        }
        self.sides.turn(audition.listen, block);
    }

    fn factors(&self, told: &Told, audition: &Audition) -> [f64; 2] {
        let match_db = self.match_db.filter(|_| audition.matched).unwrap_or(0.0);
        match audition.hear {
            _ if told.bypassed => [0.0, 1.0],
            Hear::Master => [1.0, 0.0],
            Hear::Raw => [0.0, gain_from_db(Db(match_db))],
            Hear::Removed => [-1.0, told.plain_gain],
        }
    }

    fn mix_still(&self, wet: f64, dry: f64, block: &mut Block<'_, '_>) {
        match [wet, dry] {
            [1.0, 0.0] => {}
            [0.0, 1.0] => {
                for (late, channel) in self.dry.late().iter().zip(block.channels_mut()) {
                    channel.copy_from_slice(&late[..channel.len()]);
                }
            }
            _ => {
                for (late, channel) in self.dry.late().iter().zip(block.channels_mut()) {
                    for (sample, late) in channel.iter_mut().zip(late) {
                        *sample = mixed(*sample, wet, *late, dry);
                    }
                }
            }
        }
    }

    fn mix_moving(&mut self, block: &mut Block<'_, '_>) {
        for frame in 0..block.frames() {
            let (wet, dry) = (self.wet_factor.next_value(), self.dry_factor.next_value());
            for (late, channel) in self.dry.late().iter().zip(block.channels_mut()) {
                channel[frame] = mixed(channel[frame], wet, late[frame], dry);
            }
        }
    }
}

fn mixed(first: f32, a: f64, second: f32, b: f64) -> f32 {
    math::sample_from(f64::from(first) * a + f64::from(second) * b)
}
