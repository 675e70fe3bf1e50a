// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The knobs of the tone equaliser: eight times the same five, and three for all.

use dsp::{Db, Hz, Q, equaliser};

use super::{BANDS, Band};
use crate::{
    Choice, Params,
    equaliser::{Channels, Phase},
};

/// What a band changes.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// What lies around its frequency.
    Bell,
    /// What lies below.
    Low,
    /// What lies above.
    High,
    /// What lies above by its gain, what lies below by the opposite.
    Tilt,
}

/// The band that is heard alone.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solo {
    /// All of them.
    Off,
    /// Band A.
    A,
    /// Band B.
    B,
    /// Band C.
    C,
    /// Band D.
    D,
    /// Band E.
    E,
    /// Band F.
    F,
    /// Band G.
    G,
    /// Band H.
    H,
}

/// The knobs of [`ToneEq`](super::ToneEq).
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How far band A is lifted or lowered; at zero it does nothing.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub a_gain: Db,
    /// Where band A is: the middle of a bell, the corner of a shelf, about what a tilt turns.
    #[param(range = 320.0..=20_000.0, default = 400.0, taper = Log)]
    pub a_frequency: Hz,
    /// What band A changes: what is around its frequency, below it, above it, or both ends against each other.
    #[param(default = Shape::Bell)]
    pub a_shape: Shape,
    /// How narrow a bell band A is, or how steep a shelf, up to 1; a tilt has none.
    #[param(range = 0.4..=2.5, default = 1.0, taper = Log)]
    pub a_q: Q,
    /// Whether band A changes both channels, what they share, or what they do not.
    #[param(default = Channels::Stereo)]
    pub a_channels: Channels,
    /// How far band B is lifted or lowered; at zero it does nothing.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub b_gain: Db,
    /// Where band B is: the middle of a bell, the corner of a shelf, about what a tilt turns.
    #[param(range = 320.0..=20_000.0, default = 800.0, taper = Log)]
    pub b_frequency: Hz,
    /// What band B changes: what is around its frequency, below it, above it, or both ends against each other.
    #[param(default = Shape::Bell)]
    pub b_shape: Shape,
    /// How narrow a bell band B is, or how steep a shelf, up to 1; a tilt has none.
    #[param(range = 0.4..=2.5, default = 1.0, taper = Log)]
    pub b_q: Q,
    /// Whether band B changes both channels, what they share, or what they do not.
    #[param(default = Channels::Stereo)]
    pub b_channels: Channels,
    /// How far band C is lifted or lowered; at zero it does nothing.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub c_gain: Db,
    /// Where band C is: the middle of a bell, the corner of a shelf, about what a tilt turns.
    #[param(range = 320.0..=20_000.0, default = 1600.0, taper = Log)]
    pub c_frequency: Hz,
    /// What band C changes: what is around its frequency, below it, above it, or both ends against each other.
    #[param(default = Shape::Bell)]
    pub c_shape: Shape,
    /// How narrow a bell band C is, or how steep a shelf, up to 1; a tilt has none.
    #[param(range = 0.4..=2.5, default = 1.0, taper = Log)]
    pub c_q: Q,
    /// Whether band C changes both channels, what they share, or what they do not.
    #[param(default = Channels::Stereo)]
    pub c_channels: Channels,
    /// How far band D is lifted or lowered; at zero it does nothing.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub d_gain: Db,
    /// Where band D is: the middle of a bell, the corner of a shelf, about what a tilt turns.
    #[param(range = 320.0..=20_000.0, default = 2800.0, taper = Log)]
    pub d_frequency: Hz,
    /// What band D changes: what is around its frequency, below it, above it, or both ends against each other.
    #[param(default = Shape::Bell)]
    pub d_shape: Shape,
    /// How narrow a bell band D is, or how steep a shelf, up to 1; a tilt has none.
    #[param(range = 0.4..=2.5, default = 1.0, taper = Log)]
    pub d_q: Q,
    /// Whether band D changes both channels, what they share, or what they do not.
    #[param(default = Channels::Stereo)]
    pub d_channels: Channels,
    /// How far band E is lifted or lowered; at zero it does nothing.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub e_gain: Db,
    /// Where band E is: the middle of a bell, the corner of a shelf, about what a tilt turns.
    #[param(range = 320.0..=20_000.0, default = 4500.0, taper = Log)]
    pub e_frequency: Hz,
    /// What band E changes: what is around its frequency, below it, above it, or both ends against each other.
    #[param(default = Shape::Bell)]
    pub e_shape: Shape,
    /// How narrow a bell band E is, or how steep a shelf, up to 1; a tilt has none.
    #[param(range = 0.4..=2.5, default = 1.0, taper = Log)]
    pub e_q: Q,
    /// Whether band E changes both channels, what they share, or what they do not.
    #[param(default = Channels::Stereo)]
    pub e_channels: Channels,
    /// How far band F is lifted or lowered; at zero it does nothing.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub f_gain: Db,
    /// Where band F is: the middle of a bell, the corner of a shelf, about what a tilt turns.
    #[param(range = 320.0..=20_000.0, default = 7000.0, taper = Log)]
    pub f_frequency: Hz,
    /// What band F changes: what is around its frequency, below it, above it, or both ends against each other.
    #[param(default = Shape::Bell)]
    pub f_shape: Shape,
    /// How narrow a bell band F is, or how steep a shelf, up to 1; a tilt has none.
    #[param(range = 0.4..=2.5, default = 1.0, taper = Log)]
    pub f_q: Q,
    /// Whether band F changes both channels, what they share, or what they do not.
    #[param(default = Channels::Stereo)]
    pub f_channels: Channels,
    /// How far band G is lifted or lowered; at zero it does nothing.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub g_gain: Db,
    /// Where band G is: the middle of a bell, the corner of a shelf, about what a tilt turns.
    #[param(range = 320.0..=20_000.0, default = 10_000.0, taper = Log)]
    pub g_frequency: Hz,
    /// What band G changes: what is around its frequency, below it, above it, or both ends against each other.
    #[param(default = Shape::Bell)]
    pub g_shape: Shape,
    /// How narrow a bell band G is, or how steep a shelf, up to 1; a tilt has none.
    #[param(range = 0.4..=2.5, default = 1.0, taper = Log)]
    pub g_q: Q,
    /// Whether band G changes both channels, what they share, or what they do not.
    #[param(default = Channels::Stereo)]
    pub g_channels: Channels,
    /// How far band H is lifted or lowered; at zero it does nothing.
    #[param(range = -6.0..=6.0, default = 0.0, step = 0.1)]
    pub h_gain: Db,
    /// Where band H is: the middle of a bell, the corner of a shelf, about what a tilt turns.
    #[param(range = 320.0..=20_000.0, default = 14_000.0, taper = Log)]
    pub h_frequency: Hz,
    /// What band H changes: what is around its frequency, below it, above it, or both ends against each other.
    #[param(default = Shape::High)]
    pub h_shape: Shape,
    /// How narrow a bell band H is, or how steep a shelf, up to 1; a tilt has none.
    #[param(range = 0.4..=2.5, default = 0.71, taper = Log)]
    pub h_q: Q,
    /// Whether band H changes both channels, what they share, or what they do not.
    #[param(default = Channels::Stereo)]
    pub h_channels: Channels,
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

impl Knobs {
    /// The bands from A to H.
    pub fn bands(&self) -> [Band; BANDS] {
        [
            Band {
                shape: self.a_shape,
                frequency: self.a_frequency,
                gain: self.a_gain,
                q: self.a_q,
                channels: self.a_channels,
            },
            Band {
                shape: self.b_shape,
                frequency: self.b_frequency,
                gain: self.b_gain,
                q: self.b_q,
                channels: self.b_channels,
            },
            Band {
                shape: self.c_shape,
                frequency: self.c_frequency,
                gain: self.c_gain,
                q: self.c_q,
                channels: self.c_channels,
            },
            Band {
                shape: self.d_shape,
                frequency: self.d_frequency,
                gain: self.d_gain,
                q: self.d_q,
                channels: self.d_channels,
            },
            Band {
                shape: self.e_shape,
                frequency: self.e_frequency,
                gain: self.e_gain,
                q: self.e_q,
                channels: self.e_channels,
            },
            Band {
                shape: self.f_shape,
                frequency: self.f_frequency,
                gain: self.f_gain,
                q: self.f_q,
                channels: self.f_channels,
            },
            Band {
                shape: self.g_shape,
                frequency: self.g_frequency,
                gain: self.g_gain,
                q: self.g_q,
                channels: self.g_channels,
            },
            Band {
                shape: self.h_shape,
                frequency: self.h_frequency,
                gain: self.h_gain,
                q: self.h_q,
                channels: self.h_channels,
            },
        ]
    }

    /// The same knobs with other bands, from A to H.
    pub fn with_bands(mut self, bands: &[Band; BANDS]) -> Self {
        let [a, b, c, d, e, f, g, h] = *bands;
        (self.a_shape, self.a_frequency, self.a_gain, self.a_q, self.a_channels) = a.parts();
        (self.b_shape, self.b_frequency, self.b_gain, self.b_q, self.b_channels) = b.parts();
        (self.c_shape, self.c_frequency, self.c_gain, self.c_q, self.c_channels) = c.parts();
        (self.d_shape, self.d_frequency, self.d_gain, self.d_q, self.d_channels) = d.parts();
        (self.e_shape, self.e_frequency, self.e_gain, self.e_q, self.e_channels) = e.parts();
        (self.f_shape, self.f_frequency, self.f_gain, self.f_q, self.f_channels) = f.parts();
        (self.g_shape, self.g_frequency, self.g_gain, self.g_q, self.g_channels) = g.parts();
        (self.h_shape, self.h_frequency, self.h_gain, self.h_q, self.h_channels) = h.parts();
        self
    }
}

impl Band {
    fn parts(self) -> (Shape, Hz, Db, Q, Channels) {
        (self.shape, self.frequency, self.gain, self.q, self.channels)
    }
}

impl From<Shape> for equaliser::Shape {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Bell => Self::Bell,
            Shape::Low => Self::LowShelf,
            Shape::High => Self::HighShelf,
            Shape::Tilt => Self::Tilt,
        }
    }
}

impl From<equaliser::Shape> for Shape {
    fn from(shape: equaliser::Shape) -> Self {
        match shape {
            equaliser::Shape::Bell => Self::Bell,
            equaliser::Shape::LowShelf => Self::Low,
            equaliser::Shape::HighShelf => Self::High,
            equaliser::Shape::Tilt => Self::Tilt,
        }
    }
}
