// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which stem the faults of a mix come from ([`measure::origin`]).
//!
//! ```text
//! stems ─ side by side, block by block ─┬─ all of them ─────── checks
//!                                       ├─ all but the first ─ checks
//!                                       └─ all but …
//! ```
//! The sum without one stem is the sum of those before it and of those behind it; nothing is taken away
//! again, so that silence stays silence. Memory does not grow with the length of the song.

use std::{path::Path, thread};

use dsp::{Audio, math};
use measure::{
    Fault, Inspector, Measured, Severity, Span,
    origin::{Tracing, is_traced},
};

use super::{
    Stems,
    ensemble::{Ensemble, Player},
    feed::Feed,
    hear,
    sum::{self, Sum},
};
use crate::{decode::Decoder, error::Result, examine::Progress};

/// Frames that are heard in one go.
const BLOCK: usize = 16_384;

/// Two channels.
type Stereo = [Vec<f32>; 2];

/// Names the stem of every fault that comes from one; returns what is to be known about the stems, a
/// sentence each.
///
/// `measured` are the numbers of the mix. If the stems add up to another sound, nothing is named.
///
/// # Errors
/// The mix cannot be read, or none of the stems.
pub fn trace(
    faults: &mut [Fault],
    stems: &Stems,
    (mix, measured): (&Path, &Measured),
    progress: Progress<'_>,
) -> Result<Vec<String>> {
    let is_wanted = |fault: &&Fault| fault.severity > Severity::Note && is_traced(fault);
    let ids: Vec<&str> = faults.iter().filter(is_wanted).map(|fault| fault.id).collect();
    let mut choir = Choir::open(stems, mix)?;
    let mut tracing = Tracing::new(&ids, choir.rate_hz, choir.stems.players.len());
    let span = sum::compared(measured);
    let mut kept = Kept::new(choir.rate_hz, span);
    while choir.next() {
        kept.push(&choir.all());
        hear_all(&mut tracing, &choir);
        progress(choir.heard_frames as f64 / (measured.seconds() * f64::from(choir.rate_hz)).max(1.0));
    }
    let fits = Sum::beside(mix, &kept.sound, span)?;
    let mut notes = choir.notes();
    notes.extend(Sum::sentence(fits.as_ref()));
    if fits.is_some() {
        tell(faults, tracing, &choir.names());
    }
    Ok(notes)
}

fn tell(faults: &mut [Fault], tracing: Tracing, names: &[&str]) {
    for (id, origin) in tracing.finish() {
        let found = faults.iter_mut().filter(|fault| fault.id == id && fault.severity > Severity::Note);
        found.for_each(|fault| origin.tell(fault, names));
    }
}

/// Hands the sums to the ears, on as many threads as there are cores.
fn hear_all(tracing: &mut Tracing, choir: &Choir<'_>) {
    push(tracing.whole(), &choir.all());
    let sums = choir.without();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let each = sums.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        for (ears, sums) in tracing.without().chunks_mut(each).zip(sums.chunks(each)) {
            scope.spawn(move || ears.iter_mut().zip(sums).for_each(|(ear, sum)| push(ear, sum)));
        }
    });
}

fn push(ear: &mut Inspector, [left, right]: &Stereo) {
    ear.push(&[left, right]);
}

/// The stems at one place of the song, and their sums.
struct Choir<'a> {
    rate_hz: u32,
    stems: Ensemble<'a, ()>,
    notes: Vec<String>,
    heard_frames: usize,
}

impl<'a> Choir<'a> {
    fn open(stems: &'a Stems, mix: &Path) -> Result<Self> {
        let rate_hz = Decoder::open(mix)?.format().rate_hz;
        let wanted: Vec<_> = stems.stems.iter().filter(|stem| !hear::is_same(&stem.path, mix)).collect();
        let notes = stems.notes.iter().cloned().chain(hear::notes(&wanted, rate_hz)).collect();
        let stems = Ensemble::open(&wanted, stems.folder(), rate_hz, |_| ())?;
        Ok(Self { rate_hz, stems, notes, heard_frames: 0 })
    }

    /// Goes on; whether any stem still sounds.
    fn next(&mut self) -> bool {
        let sounds = self.stems.next(BLOCK, |Player { feed, .. }, over| {
            feed.advance(over);
            feed.fill(BLOCK, None);
        });
        self.heard_frames += self.stems.frames;
        sounds
    }

    fn all(&self) -> Stereo {
        let mut sum = self.silence();
        self.feeds().for_each(|feed| self.add(&mut sum, feed));
        sum
    }

    /// The sum without each of the stems, in their order.
    fn without(&self) -> Vec<Stereo> {
        let mut behind = self.silence();
        let mut sums: Vec<Stereo> = Vec::new();
        for feed in self.feeds().rev() {
            sums.push(behind.clone());
            self.add(&mut behind, feed);
        }
        sums.reverse();
        let mut before = self.silence();
        for (feed, sum) in self.feeds().zip(&mut sums) {
            add([&before[0], &before[1]], sum);
            self.add(&mut before, feed);
        }
        sums
    }

    fn feeds(&self) -> impl DoubleEndedIterator<Item = &Feed> {
        self.stems.players.iter().map(|player| &player.feed)
    }

    fn silence(&self) -> Stereo {
        [vec![0.0; self.stems.frames], vec![0.0; self.stems.frames]]
    }

    fn add(&self, sum: &mut Stereo, feed: &Feed) {
        add(feed.next(0..self.stems.frames), sum);
    }

    fn names(&self) -> Vec<&str> {
        self.stems.players.iter().map(|player| player.stem.name.as_str()).collect()
    }

    /// What is to be known about the stems.
    fn notes(&self) -> Vec<String> {
        self.notes.iter().cloned().chain(self.stems.notes()).collect()
    }
}

fn add(sound: [&[f32]; 2], sum: &mut Stereo) {
    for (sum, channel) in sum.iter_mut().zip(sound) {
        sum.iter_mut().zip(channel).for_each(|(sum, sample)| *sum += sample);
    }
}

/// A passage of the sum, to lay it over the mix.
struct Kept {
    sound: Audio,
    passage: std::ops::Range<usize>,
    at: usize,
}

impl Kept {
    fn new(rate_hz: u32, span: Span) -> Self {
        let frame = |seconds: f64| math::index_from(seconds * f64::from(rate_hz));
        let sound = Audio::silence(rate_hz, 2, 0);
        Self { sound, passage: frame(span.from_s)..frame(span.to_s), at: 0 }
    }

    fn push(&mut self, block: &Stereo) {
        let frames = block[0].len();
        let [from, to] =
            [self.passage.start, self.passage.end].map(|frame| frame.clamp(self.at, self.at + frames));
        for (kept, channel) in self.sound.channels.iter_mut().zip(block) {
            kept.extend_from_slice(&channel[from - self.at..to - self.at]);
        }
        self.at += frames;
    }
}
