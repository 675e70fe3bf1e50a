// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The knobs that every plugin has and no effect knows: bypass, and how one listens.
//!
//! The bypass belongs to the project: it is saved, automated and rendered. How one listens does
//! not: it is never saved, and a render ignores it.

use rack::{Domain, Spec};

/// The raw sound in place of the processed one.
pub static BYPASS: Spec = Spec {
    id: "bypass",
    name: "Bypass",
    help: "The raw sound, as late as the processed one.",
    domain: Domain::Switch { default: false },
};

/// Which version one hears.
pub static HEAR: Spec = Spec {
    id: "hear",
    name: "Hear",
    help: "The master, the raw mix, or what is removed from it; never in a render.",
    domain: Domain::Choice { names: &["master", "raw", "removed"], default: 0 },
};

/// Which side of it.
pub static LISTEN: Spec = Spec {
    id: "listen",
    name: "Listen",
    help: "Both sides, their sum in both speakers, one of them, their middle or their difference; never in a render.",
    domain: Domain::Choice { names: &["stereo", "mono", "left", "right", "mid", "side"], default: 0 },
};

/// At which level.
pub static MATCH: Spec = Spec {
    id: "match",
    name: "Match",
    help: "The raw mix as loud as the master, because what is louder is taken for better.",
    domain: Domain::Switch { default: true },
};

/// How one listens, in the order hosts list it.
pub static AUDITIONS: [&Spec; 3] = [&HEAR, &LISTEN, &MATCH];

/// Which version one hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hear {
    /// What leaves the effect.
    Master,
    /// What enters it.
    Raw,
    /// What enters it, less what leaves it.
    Removed,
}

/// How one listens, all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audition {
    /// Which version.
    pub hear: Hear,
    /// The index of a name of [`LISTEN`], as [`Sides`](dsp::sides::Sides) counts them.
    pub listen: usize,
    /// Whether the raw mix is as loud as the master.
    pub matched: bool,
}

impl Audition {
    /// What a render has, and a project that was just opened.
    pub const NONE: Self = Self { hear: Hear::Master, listen: 0, matched: true };

    /// From the values of [`AUDITIONS`].
    pub fn from_values([hear, listen, matched]: [f64; 3]) -> Self {
        let hear = match dsp::math::index_from(hear) {
            0 => Hear::Master,
            1 => Hear::Raw,
            _ => Hear::Removed,
        };
        Self { hear, listen: dsp::math::index_from(listen), matched: matched >= 0.5 }
    }

    /// Whether something else is heard than what is rendered.
    pub fn is_on(&self) -> bool {
        self.hear != Hear::Master || self.listen != 0
    }
}
