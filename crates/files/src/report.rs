// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What was found, as plain data, and the ways to hand it on: a page for people
//! ([`html`]), a document for scripts ([`json`]), a test result for build servers ([`junit`]), a comment
//! for a pull request ([`markdown`]). [`kept`] reads the document back.
//!
//! Nothing here measures, judges, reads a clock or touches the disk: the same [`Report`] always
//! becomes the same text.

pub mod board;
pub mod comparison;
pub mod course;
mod hiding;
pub mod html;
pub mod json;
pub mod junit;
pub mod kept;
pub mod markdown;
mod since;
pub mod tone;
mod topics;
mod wave;
mod words;

pub use comparison::Compared;
pub use kept::Kept;
pub use since::Since;
pub use tone::ToneReport;
pub use wave::{Wave, WaveCollector};

pub use crate::under::Beneath;

pub use measure::Verdict;
use measure::{Fault, Measured, Reading, Target};
use rack::Preset;
pub use rack::analyse::{Analysis, Cost};
use serde::{Deserialize, Serialize};

/// Everything that is known about one song.
#[derive(Clone, Debug)]
pub struct Report {
    /// The song's name.
    pub title: String,
    /// The file that was heard.
    pub input: Input,
    /// Where the song is going, if that was said.
    pub target: Option<Target>,
    /// The numbers of the input.
    pub measured: Measured,
    /// What is not fine about the input, worst first; their places here number the marks in the pictures.
    pub faults: Vec<Fault>,
    /// How near every check is to its limit.
    pub readings: Vec<Reading>,
    /// The sentence on top.
    pub verdict: Verdict,
    /// The finished files, one per destination.
    pub masters: Vec<Master>,
    /// Where the knobs of the limiter should stand, if that was asked.
    pub analysis: Option<Analysis>,
    /// What loudness costs the song, if that was asked.
    pub cost: Option<Cost>,
    /// The tracks the song is made of.
    pub stems: Vec<Stem>,
    /// The record it is compared with.
    pub reference: Option<Reference>,
    /// What lies under the chain, if the raw mix or the chain was given.
    pub beneath: Option<Beneath>,
    /// What changed since an earlier bounce, if that was asked.
    pub since: Option<Since>,
    /// How to get the same report again.
    pub made_by: MadeBy,
}

/// A file that was heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Where it lies, as the user named it.
    pub path: String,
    /// Its format in words: "WAV, 24 bit".
    pub format: String,
    /// Frames per second.
    pub rate_hz: u32,
    /// How many channels.
    pub channels: usize,
    /// How long it is.
    pub seconds: f64,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub blake3: String,
    /// Its outline, from a [`WaveCollector`].
    pub wave: Wave,
}

/// A finished file, and how it came to be.
#[derive(Clone, Debug)]
pub struct Master {
    /// Where it is going.
    pub target: Target,
    /// Where it lies.
    pub path: String,
    /// Its outline.
    pub wave: Wave,
    /// Its chain, the knobs where they stand.
    pub preset: Preset,
    /// The knobs of its chain in order, each with its value as written beside it.
    pub chain: Vec<(String, String)>,
    /// The gain before the limiter, dB.
    pub gain_db: f64,
    /// How many times the song was rendered to find that gain.
    pub evaluations: usize,
    /// Whether the destination's loudness was reached.
    pub outcome: Outcome,
    /// The numbers of the written file, read again.
    pub measured: Measured,
    /// What is not fine about it there.
    pub faults: Vec<Fault>,
    /// What the limiter took away.
    pub reduction: Reduction,
    /// Whether the written file was read again and keeps what its numbers promise.
    pub verified: bool,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub blake3: String,
}

/// Whether a master is as loud as it was meant to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is.
    Reached,
    /// It is not, and more gain would break something else.
    Unreachable {
        /// As loud as it gets, LUFS.
        at_most_lufs: f64,
        /// What ends it there, as the end of a sentence: "the peaks may lose 6 dB at most".
        bounded_by: String,
    },
}

/// The gain of the limiter over time, in dB; 0 leaves the sound alone, −3 takes 3 dB away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reduction {
    /// The distance of two numbers, in seconds.
    pub hop_s: f64,
    /// The least gain of each hop, dB.
    pub deepest_db: Vec<f32>,
    /// The mean gain of each hop, dB.
    pub mean_db: Vec<f32>,
    /// For 95 % of the time no more than this is taken away, dB (0 or negative).
    pub p95_db: f64,
    /// The share of the song from which more than half a decibel is taken, 0 to 1.
    pub share_over_half_db: f64,
}

/// One track of the song.
#[derive(Clone, Debug, Default)]
pub struct Stem {
    /// What the musician calls it.
    pub name: String,
    /// Its numbers.
    pub measured: Measured,
    /// What is not fine about it.
    pub faults: Vec<Fault>,
}

/// A record to compare with.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Where it lies.
    pub path: String,
    /// Its numbers.
    pub measured: Measured,
}

/// How to get the same report again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MadeBy {
    /// The version of Twobus.
    pub version: String,
    /// The day, if it is to be on the report; leave it out and equal input gives equal reports.
    pub day: Option<String>,
    /// The command line.
    pub command: String,
    /// Every setting with its value, in order.
    pub settings: Vec<(String, String)>,
}

impl Report {
    /// The master that the pictures show: the one for the report's own destination, or the first.
    pub fn main_master(&self) -> Option<&Master> {
        let asked = self.target.as_ref().map(|target| &target.id);
        self.masters.iter().find(|master| Some(&master.target.id) == asked).or(self.masters.first())
    }

    /// The destination that the pictures show.
    pub fn main_target(&self) -> Option<&Target> {
        self.target.as_ref().or(self.main_master().map(|master| &master.target))
    }
}
