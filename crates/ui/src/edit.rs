// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a view gives back: which knob was turned, and how.

/// One movement of one knob.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edit {
    /// Which knob.
    pub target: Target,
    /// Which movement.
    pub turn: Turn,
}

/// A knob on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The knob of the effect at this index.
    Knob(usize),
    /// The switch between processed and raw sound: on (1) is raw.
    Bypass,
}

/// A part of a gesture; hosts record automation from `Begin` to `End`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// The hand touches the knob.
    Begin,
    /// The knob now stands at this value, in the unit of its spec.
    To(f64),
    /// The hand lets go.
    End,
}

impl Turn {
    /// A whole gesture in one go: a typed value, a click, a reset.
    pub fn at_once(value: f64) -> Vec<Self> {
        vec![Self::Begin, Self::To(value), Self::End]
    }
}

/// The turns of one knob as edits of that knob.
pub fn edits_of(target: Target, turns: Vec<Turn>) -> impl Iterator<Item = Edit> {
    turns.into_iter().map(move |turn| Edit { target, turn })
}
