// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the panel is told, and what it asks for.

use measure::{
    Alignment, Span,
    abx::{Score, Side},
    compare::{Comparison, Flaw},
    profile::Section,
};
use rack::Spec;

use crate::panels::frame::{Common, verdict::Said};

/// Everything the panel shows.
pub struct Shown<'a> {
    /// What every panel shows; `hear` is 0 mix, 1 reference, 2 blind, 3 raw; `listen` one of the sides.
    pub common: Common<'a>,
    /// What is known about the knobs; those of [`knobs`] are found by their names.
    pub specs: &'a [Spec],
    /// Where they stand, in the units of their specs.
    pub values: &'a [f64],
    /// The mix as far as it was heard.
    pub mix: Mix<'a>,
    /// The records in the user's order, at most [`MOST_RECORDS`](super::MOST_RECORDS).
    pub records: &'a [Record<'a>],
    /// Which of them is heard as the reference.
    pub chosen: Option<usize>,
    /// What differs, once something is known of both sides.
    pub comparison: Option<&'a Comparison>,
    /// What the verdict says; [`said`](super::said) is a good beginning.
    pub said: &'a Said,
    /// The one of the seven zones that is heard alone.
    pub band: Option<usize>,
    /// Before which plugin the raw mix is taken, where there is one in the process.
    pub raw: Option<&'a str>,
    /// A blind test that runs, or has just ended.
    pub blind: Option<Blind<'a>>,
}

/// The names of the knobs that have a place on the panel; those that are missing have none.
pub mod knobs {
    /// A choice: what everything is made as loud as.
    pub const LEVEL_TO: &str = "level-to";
    /// A choice: which loudness is made equal.
    pub const LEVEL_BY: &str = "level-by";
    /// A number: the fixed loudness, shown while [`LEVEL_TO`] stands on [`FIXED`].
    pub const LEVEL_LUFS: &str = "level-lufs";
    /// The name of that choice.
    pub const FIXED: &str = "fixed";
    /// A switch: nothing is ever turned up.
    pub const ATTENUATE_ONLY: &str = "attenuate-only";
    /// A choice: which passages are compared.
    pub const COMPARE_WITH: &str = "compare-with";
    /// A switch: the records follow the song's transport.
    pub const LOCKED: &str = "locked";
}

/// The mix as far as it was heard.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mix<'a> {
    /// What it is called: "salt-line v14, live from the host".
    pub name: &'a str,
    /// Its highest peaks, evenly spread over `span`; as many as one likes.
    pub peaks: &'a [f32],
    /// Where in the song the peaks lie, seconds.
    pub span: Span,
    /// Its sections, in seconds of the song.
    pub sections: &'a [Section],
    /// The passage that is compared.
    pub passage: Option<Span>,
    /// Where the song stands, seconds.
    pub song_s: Option<f64>,
    /// Whether what was heard was silence.
    pub is_silent: bool,
}

/// A record of the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record<'a> {
    /// Its title.
    pub title: &'a str,
    /// Who plays it; empty if that is not known.
    pub artist: &'a str,
    /// A few words about it: "nearest to your mix".
    pub note: &'a str,
    /// How far it has been read.
    pub reading: Reading<'a>,
    /// Its highest peaks, evenly spread over its length.
    pub peaks: &'a [f32],
    /// How long it is.
    pub seconds: f64,
    /// Its sections.
    pub sections: &'a [Section],
    /// Its loops.
    pub loops: &'a [Span],
    /// Which of them plays and is compared.
    pub looped: usize,
    /// Where it stands, seconds.
    pub at_s: Option<f64>,
    /// The gain at which it is as loud as the others, dB.
    pub gain_db: Option<f64>,
    /// How much it counts; 1 is usual.
    pub weight: f64,
    /// What is wrong with it as a record to compare with.
    pub flaws: &'a [Flaw],
    /// How it lies against the mix, if it is the same song.
    pub aligned: Option<Alignment>,
    /// Whether it was found in another place than last time.
    pub moved: bool,
}

/// How far a record has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Reading<'a> {
    /// Others are read before it.
    #[default]
    Waiting,
    /// So much of it is read, 0 to 1.
    Reading(f64),
    /// It can be heard and compared.
    Ready,
    /// Its file is not where it was.
    Missing,
    /// It cannot be read: why, in one sentence.
    Failed(&'a str),
}

/// A blind test of A, the mix, and B, the reference.
#[derive(Clone, Copy, Debug)]
pub enum Blind<'a> {
    /// One trial after the other.
    Running(Trial<'a>),
    /// How it went, and the answers that were right, in order.
    Over(Score, &'a [bool]),
}

/// A trial of a blind test.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// What A and B are.
    pub names: [&'a str; 2],
    /// Which trial it is, from 0.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// What one hears.
    pub sounding: Option<Sounding>,
    /// Whether X was heard in this trial, so that it can be answered.
    pub heard_x: bool,
}

/// What sounds in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sounding {
    /// The first, openly.
    A,
    /// The second, openly.
    B,
    /// One of them, secretly.
    X,
}

/// What the listener does in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Listens to one of the three.
    Play(Sounding),
    /// Says what X is.
    Is(Side),
    /// Gives up; what was answered is forgotten.
    Abandon,
    /// Begins a new test after one that ended.
    Again,
    /// Goes back to the mix after a test that ended.
    Close,
}

/// What only this panel asks for; records by their place in the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// This record as the reference.
    Choose(usize),
    /// A record away from the list.
    Remove(usize),
    /// A file that is missing, looked for.
    Find(usize),
    /// Records chosen from the disk.
    Add,
    /// The records of the library that are nearest to the mix.
    Nearest,
    /// How much a record counts.
    Weight(usize, f64),
    /// A record played from here, seconds.
    Seek(usize, f64),
    /// The present loop of a record, moved; while it is `held` more will follow.
    Loop {
        /// Which record.
        record: usize,
        /// From where to where.
        span: Span,
        /// Whether a hand still holds it.
        held: bool,
    },
    /// One more loop.
    AddLoop(usize),
    /// The next loop of a record.
    NextLoop(usize),
    /// The present loop of a record away.
    RemoveLoop(usize),
    /// A section of the mix as the passage that is compared.
    Section(usize),
    /// One of the seven zones heard alone, or all of it.
    Band(Option<usize>),
    /// Something in a blind test.
    Blind(Answer),
}

impl Shown<'_> {
    pub(super) fn knob(&self, id: &str) -> Option<(usize, &Spec, f64)> {
        let index = self.specs.iter().position(|spec| spec.id == id)?;
        Some((index, &self.specs[index], *self.values.get(index)?))
    }
}

impl Record<'_> {
    /// The loop that plays.
    pub(super) fn span(&self) -> Option<Span> {
        self.loops.get(self.looped).copied()
    }

    pub(super) fn is_ready(&self) -> bool {
        self.reading == Reading::Ready
    }
}
