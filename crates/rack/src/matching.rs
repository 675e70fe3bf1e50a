// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What would bring a mix nearer to a record: a few gentle filters, width where it is safe, loudness.
//!
//! ```text
//! difference of the mids ─ amount ─ bounds ─ fit ─▶ tone: filters on both channels
//! difference of the sides ─ minus tone ─ what is safe ─ fit ─▶ width: filters on the side alone
//! difference of loudness ─ amount ─▶ what the limiter is driven to
//! ```
//! A [`Plan`] is found from two [`MidSide`]s and says the reason of each move and of each refusal;
//! [`Matching`] does it. Tone moves both channels alike, so that nothing changes its place. What is left
//! of the difference is left on purpose: a curve that copies every dent of the record copies its notes.

mod apply;
mod tone;
mod width;
mod words;

pub use apply::Matching;
use dsp::{
    Hz, Ratio,
    equaliser::{Filter, Shape},
    math,
};
use measure::{
    Band, MidSide,
    fit::{Fit, usual_weight},
};

/// Quieter than this below its loudest band, a song has nothing to match in a band, dB: the floor of a
/// lossy file, a filtered top.
const NOTHING_DB: f64 = 70.0;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    /// How much of each difference is made up, in dB and in LU.
    pub amount: Ratio,
    /// No more filters than this on the tone; half as many on the width.
    pub most_filters: usize,
    /// No filter, and no third octave, is moved by more than this, dB.
    pub most_db: f64,
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Filters on both channels, from low to high.
    pub tone: Vec<Move>,
    /// Filters on the side alone, from low to high.
    pub width: Vec<Move>,
    /// What the whole side is lifted by besides, dB.
    pub side_db: f64,
    /// Why the whole side is lifted or lowered; empty if it is not.
    pub side_reason: String,
    /// Loudness of the mix, and what it is brought to, LUFS.
    pub lufs: [f64; 2],
    /// What was not done, and why; one sentence each.
    pub left_alone: Vec<String>,
}

/// One filter, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The filter.
    pub filter: Filter,
    /// The reason, as the end of a sentence.
    pub reason: String,
}

/// Finds what to do; `None` if one of both is silent.
pub fn plan(mix: &MidSide, record: &MidSide, request: &Request) -> Option<Plan> {
    let [from, to] = [mix, record].map(|song| song.measured.integrated_lufs);
    let (from, to) = (from?, to?);
    let bands = bands(mix, record);
    let tone = tone::tone(&bands, request);
    let width = width::width([mix, record], &bands, &tone.fit, request);
    let mut left_alone = tone.left_alone;
    left_alone.extend(width.left_alone);
    Some(Plan {
        tone: tone.moves,
        width: width.moves,
        side_db: width.side_db,
        side_reason: width.side_reason,
        lufs: [from, from + request.amount.0 * (to - from)],
        left_alone,
    })
}

impl Plan {
    /// Whether the sound stays as it is, loudness aside.
    pub fn is_neutral(&self) -> bool {
        self.tone.is_empty() && self.width.is_empty() && self.side_db == 0.0
    }
}

/// A third octave of both songs.
#[derive(Clone, Copy, Debug)]
struct Pair {
    centre_hz: f64,
    mix: Levels,
    record: Levels,
    /// How much the band counts.
    weight: f64,
}

/// Of one song in one band, dB; a missing side is far below.
#[derive(Clone, Copy, Debug)]
struct Levels {
    mid_db: f64,
    side_db: f64,
}

impl Levels {
    /// Side against mid, dB.
    fn width_db(&self) -> f64 {
        self.side_db - self.mid_db
    }
}

impl Pair {
    fn hz(&self) -> Hz {
        Hz(self.centre_hz)
    }

    /// How much less the mix has than the record, dB, whatever their loudness.
    fn missing_db(&self) -> f64 {
        self.record.mid_db - self.mix.mid_db
    }
}

/// The bands that both have, from low to high; those with nothing in them do not count.
fn bands(mix: &MidSide, record: &MidSide) -> Vec<Pair> {
    let floors = [mix, record].map(|song| loudest_db(&song.mid) - NOTHING_DB);
    let levels = |song: &MidSide, n: usize| Levels {
        mid_db: song.mid[n].level_db,
        side_db: song.side.get(n).map_or(-200.0, |band| band.level_db),
    };
    let pair = |n: usize| {
        let [centre_hz, own, theirs] = [mix.mid[n].centre_hz, floors[0], floors[1]];
        let [mix, record] = [levels(mix, n), levels(record, n)];
        let is_heard = mix.mid_db > own && record.mid_db > theirs;
        Pair { centre_hz, mix, record, weight: if is_heard { usual_weight(centre_hz) } else { 0.0 } }
    };
    (0..mix.mid.len().min(record.mid.len())).map(pair).collect()
}

fn loudest_db(bands: &[Band]) -> f64 {
    bands.iter().map(|band| band.level_db).fold(f64::NEG_INFINITY, f64::max)
}

/// What a set of filters does, with the reason for each.
fn moves(fit: &Fit, reason: impl Fn(&Filter) -> String) -> Vec<Move> {
    fit.filters.iter().map(|filter| Move { filter: *filter, reason: reason(filter) }).collect()
}

/// The mean over the bands that a filter is about: a shelf's side, a bell's width; `None` if there are none.
fn mean_around(bands: &[Pair], filter: &Filter, value: impl Fn(&Pair) -> f64) -> Option<f64> {
    let octaves = |pair: &Pair| math::log2(pair.centre_hz / filter.corner.0);
    let is_inside = |pair: &&Pair| match filter.shape {
        Shape::LowShelf => octaves(pair) <= 0.0,
        Shape::HighShelf => octaves(pair) >= 0.0,
        Shape::Bell => octaves(pair).abs() <= 0.5 / filter.q.max(1.0),
        Shape::Tilt => true,
    };
    let inside = || bands.iter().filter(is_inside).filter(|pair| pair.weight > 0.0);
    let weight: f64 = inside().map(|pair| pair.weight).sum();
    (weight > 0.0).then(|| inside().map(|pair| pair.weight * value(pair)).sum::<f64>() / weight)
}

/// Stretches of at least two neighbouring bands for which something holds.
fn stretches(bands: &[Pair], holds: impl Fn(&Pair) -> bool) -> Vec<&[Pair]> {
    let runs = bands.chunk_by(|a, b| holds(a) == holds(b));
    runs.filter(|run| run.len() >= 2 && run.first().is_some_and(&holds)).collect()
}

#[cfg(test)]
mod tests;
