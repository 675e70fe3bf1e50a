// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Reference as a plugin: finished records beside the mix, at equal loudness, and what differs.
//!
//! ```text
//! host ── Booth ── deck::Player ── host          audio thread
//!            └ mic ──┐    ▲ pages, gains
//!                  deck::Studio ── face ── panel
//!                         └ memory ── project
//! ```
//! The sound passes untouched unless one listens to something else, and in a render always. All that
//! it knows lives in `deck`; here are its knobs, its window and its place among the plugins.

pub mod booth;
mod face;
pub mod listening;
pub mod raw;

use dsp::{Block, Lufs, Stream};
use measure::compare::{LevelBy, LevelTo, Levelling};
use rack::{Choice, Info, Params, Processor, Readings};

/// Passes the sound bit for bit; what one listens to is the booth's.
pub struct Reference;

/// What everything is made as loud as.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// The mix, which stays as it is.
    Mix,
    /// The quietest of all.
    Quietest,
    /// A loudness of one's own.
    Fixed,
    /// Nothing: all play as they are.
    Off,
}

/// Which loudness is made equal.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// That of the section or loop one hears.
    Section,
    /// That of the whole song.
    Song,
    /// The level between 200 Hz and 4 kHz.
    MidBand,
}

/// Which passages are compared.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// The loudest section of each.
    Loudest,
    /// The section of the mix that plays, with what is most like it.
    Section,
}

/// The knobs of [`Reference`]; they belong to the project.
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// What mix and records are made as loud as, so that none wins by being louder.
    #[param(default = To::Mix)]
    pub level_to: To,
    /// Which loudness is made equal.
    #[param(default = By::Section)]
    pub level_by: By,
    /// The loudness of all, where they are made equally loud at a loudness of your own.
    #[param(range = -36.0..=-6.0, default = -14.0)]
    pub level_lufs: Lufs,
    /// Nothing is ever turned up: all are turned down together until the loudest gain is zero.
    #[param(default = false)]
    pub attenuate_only: bool,
    /// Which passages are compared.
    #[param(default = With::Loudest)]
    pub compare_with: With,
    /// The records follow the song: stop, go and jump with it.
    #[param(default = false)]
    pub locked: bool,
}

impl Knobs {
    /// How loudness is made equal.
    pub fn levelling(&self) -> Levelling {
        let to = match self.level_to {
            To::Mix => LevelTo::Mix,
            To::Quietest => LevelTo::Quietest,
            To::Fixed => LevelTo::Lufs(self.level_lufs.0),
            To::Off => LevelTo::Off,
        };
        let by = match self.level_by {
            By::Section => LevelBy::Passage,
            By::Song => LevelBy::Integrated,
            By::MidBand => LevelBy::MidBand,
        };
        Levelling { to, by, attenuate_only: self.attenuate_only }
    }
}

impl Processor for Reference {
    type Params = Knobs;
    const INFO: &'static Info = &Info {
        id: "reference",
        name: "Reference",
        summary: "Finished records beside the mix at equal loudness, what differs, and what to do about it.",
    };

    fn new(_stream: &Stream) -> Self {
        Self
    }

    fn reset(&mut self) {}

    fn process(&mut self, _knobs: &Knobs, _block: &mut Block<'_, '_>, _readings: &mut Readings) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_loudness_is_that_of_the_knob_and_mid_bands_are_made_equal_by_level() {
        let knobs = Knobs { level_to: To::Fixed, level_by: By::MidBand, ..Knobs::default() };
        let expected = Levelling { to: LevelTo::Lufs(-14.0), by: LevelBy::MidBand, attenuate_only: false };
        assert_eq!(knobs.levelling(), expected);
    }
}
