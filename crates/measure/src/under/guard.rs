// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The dynamics guard: how much life a chain takes from a mix, in which band, where, and which effect did it.
//!
//! Life is measured three ways, all of them ratios that a fader leaves alone: peak to short-term loudness
//! (PSR), and in each of the seven zones crest and punch as a profile has them
//! ([`ZonePortrait`](crate::profile::ZonePortrait)).
//! `lost = raw − master`. From 3 dB on a loss is to be listened to, from 5 dB on to be mended: our own
//! choice, because a mastering limiter that is meant to be unheard takes up to 3 dB.
//! Each effect has its part: what is lost from its input to its output, so that the parts add up to all.

mod dynamics;
mod places;
mod words;

pub use dynamics::{Dynamics, Kind};
pub use places::places;

use crate::fault::Span;

/// From here on a loss is to be listened to, dB.
pub const WATCH_DB: f64 = 3.0;
/// From here on it is to be mended, dB.
pub const FAULT_DB: f64 = 5.0;

/// What a chain takes.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// The raw mix and the master, the whole of both.
    pub sides: [Dynamics; 2],
    /// For how much of the loud passages more than 1 dB is taken, 0 to 1.
    pub duty: f64,
    /// Where most is lost, in order.
    pub places: Vec<Span>,
    /// Which effect took it, where the chain is known.
    pub stages: Option<Stages>,
}

/// What was lost of one kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Which kind.
    pub kind: Kind,
    /// What the raw mix has, dB or LU.
    pub raw: f64,
    /// What the master has.
    pub master: f64,
}

/// What each effect of a chain takes from a passage.
#[derive(Clone, Debug, Default)]
pub struct Stages {
    /// The passage.
    pub span: Span,
    /// What the effects are called, in order.
    pub names: Vec<String>,
    /// The dynamics before the first effect and behind each.
    pub taps: Vec<Dynamics>,
    /// What would be kept if the effect that takes most were turned back a little.
    pub keep: Option<Keep>,
}

/// A knob turned back, and what that gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Keep {
    /// The effect.
    pub effect: String,
    /// Its knob.
    pub knob: &'static str,
    /// Where the knob stands and where it would stand, with units.
    pub values: [String; 2],
    /// The dynamics of the passage then.
    pub dynamics: Dynamics,
}

impl Loss {
    /// How much was lost, dB or LU; less than zero if there is more of it than before.
    pub fn lost(&self) -> f64 {
        self.raw - self.master
    }
}

/// What was lost of every kind that the raw sound has.
pub fn losses(raw: &Dynamics, master: &Dynamics) -> Vec<Loss> {
    let loss = |kind: Kind| {
        let heard = raw.has(kind);
        Some(Loss { kind, raw: raw.at(kind)?, master: master.at(kind)? }).filter(|_| heard)
    };
    Kind::all().filter_map(loss).collect()
}

/// The greatest loss of a kind that has a limit.
pub fn worst(losses: &[Loss]) -> Option<Loss> {
    let limited = losses.iter().filter(|loss| loss.kind.has_limit());
    limited.copied().max_by(|one, other| one.lost().total_cmp(&other.lost()))
}

impl Guard {
    /// What was lost of every kind, over the whole song.
    pub fn losses(&self) -> Vec<Loss> {
        losses(&self.sides[0], &self.sides[1])
    }

    /// The greatest loss, if it is over its limit.
    pub fn over(&self) -> Option<Loss> {
        worst(&self.losses()).filter(|loss| loss.lost() > WATCH_DB)
    }
}

impl Stages {
    /// The greatest loss from the first tap to the last.
    pub fn worst(&self) -> Option<Loss> {
        worst(&losses(self.taps.first()?, self.taps.last()?))
    }

    /// What every effect takes of one kind, in order; they add up to all that is lost.
    pub fn parts(&self, kind: Kind) -> Vec<f64> {
        let lost = |pair: &[Dynamics]| Some(pair[0].at(kind)? - pair[1].at(kind)?);
        self.taps.windows(2).map(|pair| lost(pair).unwrap_or(0.0)).collect()
    }

    /// The place of the effect that takes most of one kind.
    pub fn greediest(&self, kind: Kind) -> Option<usize> {
        let parts = self.parts(kind);
        let most = parts.iter().enumerate().max_by(|one, other| one.1.total_cmp(other.1))?;
        (*most.1 > 0.0).then_some(most.0)
    }
}

#[cfg(test)]
mod tests;
