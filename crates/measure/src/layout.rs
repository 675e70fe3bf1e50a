// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which loudspeaker each channel feeds, as far as loudness cares.

use dsp::mend;

/// Centre and surrounds in a fold-down to two channels (ITU-R BS.775, downward mixing).
const FOLDED: f32 = core::f32::consts::FRAC_1_SQRT_2;

/// The order of the channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One channel. It counts once, as in a file; see EBU Tech 3341 on dual mono.
    Mono,
    /// Left, right.
    Stereo,
    /// Left, right, centre, left surround, right surround.
    Surround50,
    /// Left, right, centre, low-frequency effects, left surround, right surround.
    Surround51,
    /// Anything else: every channel counts once.
    Other(usize),
}

impl Layout {
    /// The usual layout for a number of channels.
    pub fn from_channels(channels: usize) -> Self {
        match channels {
            1 => Self::Mono,
            2 => Self::Stereo,
            5 => Self::Surround50,
            6 => Self::Surround51,
            other => Self::Other(other),
        }
    }

    /// How many channels there are.
    pub fn channels(self) -> usize {
        match self {
            Self::Mono => 1,
            Self::Stereo => 2,
            Self::Surround50 => 5,
            Self::Surround51 => 6,
            Self::Other(channels) => channels,
        }
    }

    /// The weight of a channel's power in the loudness sum (ITU-R BS.1770-5, Table 3): surrounds
    /// count 1.41, the low-frequency effects channel not at all.
    pub fn weight(self, channel: usize) -> f64 {
        match (self, channel) {
            (Self::Surround50, 3 | 4) | (Self::Surround51, 4 | 5) => 1.41,
            (Self::Surround51, 3) => 0.0,
            _ => 1.0,
        }
    }

    /// What two loudspeakers play of one frame: mono from both, surround folded down, of other layouts the
    /// first two channels; samples that are not sound are silence.
    pub fn folded(self, channels: &[&[f32]], frame: usize) -> [f32; 2] {
        let at = |channel: usize| match channels.get(channel).map(|channel| channel[frame]) {
            Some(sample) if mend::is_sound(sample) => sample,
            _ => 0.0,
        };
        match self {
            Self::Mono => [at(0); 2],
            Self::Surround50 => [0, 1].map(|side| at(side) + FOLDED * (at(2) + at(3 + side))),
            Self::Surround51 => [0, 1].map(|side| at(side) + FOLDED * (at(2) + at(4 + side))),
            Self::Stereo | Self::Other(_) => [at(0), at(1)],
        }
    }
}
