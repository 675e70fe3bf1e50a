// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Low EQ: five octaves of bass, each with a knob that moves its own band and leaves the others alone.
//!
//! Bells an octave apart overlap: five of them at 3 dB make 5 dB. So the knobs are not the gains of
//! the filters. The gains are the ones at which the middle of every band moves by its knob,
//!
//! ```text
//! Σ effect[band][filter] · gain[filter] = knob[band]
//! ```
//! where `effect` is what a filter of 6 dB does in the middle of a band, over 6 dB. A sixth bell, over
//! the last band, has no knob: it holds what lies above still. Source of the idea: J. Abel and D. Berners,
//! "Filter design using second-order peaking and shelving sections", ICMC 2004.

mod design;

pub use design::{MIDDLES_HZ, curve, filter};
use dsp::Db;

use crate::{
    Choice, Params,
    equaliser::{Channels, Draw, Equaliser, Phase, Settings, audition},
    processor::Info,
};

/// How many filters there are: one per band, and the one that holds what lies above.
pub const FILTERS: usize = 6;
/// How many bands there are.
pub const BANDS: usize = 5;

/// Five octaves of bass.
pub type LowEq = Equaliser<Knobs, FILTERS>;

/// The band that is heard alone.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solo {
    /// All of them.
    Off,
    /// 0 to 20 Hz.
    Rumble,
    /// 20 to 40 Hz.
    Sub,
    /// 40 to 80 Hz.
    Kick,
    /// 80 to 160 Hz.
    Bass,
    /// 160 to 320 Hz.
    Warmth,
}

/// The knobs of [`LowEq`].
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How much there is of 0 to 20 Hz, what few loudspeakers play and no ear misses: rumble.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub rumble: Db,
    /// How much there is of 20 to 40 Hz, the lowest octave, felt more than heard.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub sub: Db,
    /// How much there is of 40 to 80 Hz, the weight of the kick.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub kick: Db,
    /// How much there is of 80 to 160 Hz, the bass and the body of the kick.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub bass: Db,
    /// How much there is of 160 to 320 Hz, the warmth, and the mud.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub warmth: Db,
    /// Whether 0 to 20 Hz is changed in both channels, in what they share, or in what they do not.
    #[param(default = Channels::Stereo)]
    pub rumble_channels: Channels,
    /// Whether 20 to 40 Hz is changed in both channels, in what they share, or in what they do not.
    #[param(default = Channels::Stereo)]
    pub sub_channels: Channels,
    /// Whether 40 to 80 Hz is changed in both channels, in what they share, or in what they do not.
    #[param(default = Channels::Stereo)]
    pub kick_channels: Channels,
    /// Whether 80 to 160 Hz is changed in both channels, in what they share, or in what they do not.
    #[param(default = Channels::Stereo)]
    pub bass_channels: Channels,
    /// Whether 160 to 320 Hz is changed in both channels, in what they share, or in what they do not.
    #[param(default = Channels::Stereo)]
    pub warmth_channels: Channels,
    /// Which band one hears alone, to find what is in it; a render ignores it.
    #[param(default = Solo::Off)]
    pub solo: Solo,
    /// Whether the loudness that the curve adds or takes is given back at once, so that louder does not pass for better.
    #[param(default = true)]
    pub match_loudness: bool,
    /// Whether the filters turn the phase as analogue ones do, or not at all for latency; turn it while nothing plays.
    #[param(default = Phase::Minimum)]
    pub phase: Phase,
}

/// One band: how far it is moved, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// How far.
    pub gain: Db,
    /// In what.
    pub channels: Channels,
}

impl Knobs {
    /// The bands from low to high.
    pub fn bands(&self) -> [Band; BANDS] {
        let gains = [self.rumble, self.sub, self.kick, self.bass, self.warmth];
        let channels = [
            self.rumble_channels,
            self.sub_channels,
            self.kick_channels,
            self.bass_channels,
            self.warmth_channels,
        ];
        core::array::from_fn(|n| Band { gain: gains[n], channels: channels[n] })
    }

    /// The same knobs with other bands, from low to high.
    pub fn with_bands(self, bands: &[Band; BANDS]) -> Self {
        let [rumble, sub, kick, bass, warmth] = bands.map(|band| band.gain);
        let [rumble_channels, sub_channels, kick_channels, bass_channels, warmth_channels] =
            bands.map(|band| band.channels);
        Self {
            rumble,
            sub,
            kick,
            bass,
            warmth,
            rumble_channels,
            sub_channels,
            kick_channels,
            bass_channels,
            warmth_channels,
            ..self
        }
    }
}

impl Draw<FILTERS> for Knobs {
    const INFO: &'static Info = &Info {
        id: "low-eq",
        name: "Low EQ",
        summary: "Moves five octaves of bass, each by itself, and leaves everything above them alone.",
    };
    const NARROWEST_HZ: f64 = 20.0;

    fn phase(&self) -> Phase {
        self.phase
    }

    fn settings(&self, rate_hz: u32) -> Settings<FILTERS> {
        let bands = self.bands();
        let soloed = (self.solo as usize).checked_sub(1);
        Settings {
            curve: curve(&bands),
            solo: soloed.map(|n| audition(&filter(n, Db(0.0)), bands[n].channels, rate_hz)),
            match_loudness: self.match_loudness,
            phase: self.phase,
        }
    }
}

#[cfg(test)]
mod tests;
