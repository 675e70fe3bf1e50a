// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The marks of a verdict: told apart by shape first, by colour second, and named for ears.

use maud::{Markup, html};
use measure::Severity;

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Fine: a disc with a tick.
    Fine,
    /// A note: a ring with an i.
    Note,
    /// Listen to it: a triangle with an exclamation mark.
    Watch,
    /// Mend it: a square with a cross.
    Fault,
    /// It cannot be said: an empty ring.
    NotKnown,
}

impl Mark {
    /// The mark of the worst that was found, fine if nothing was.
    pub fn of(severity: Option<Severity>) -> Self {
        match severity {
            None => Self::Fine,
            Some(Severity::Note) => Self::Note,
            Some(Severity::Watch) => Self::Watch,
            Some(Severity::Fault) => Self::Fault,
        }
    }

    /// Its word, for screen readers and tooltips.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Note => "note",
            Self::Watch => "watch",
            Self::Fault => "fault",
            Self::NotKnown => "not known",
        }
    }

    /// The mark as a picture, this many pixels wide and high.
    pub fn draw(self, size: usize) -> Markup {
        html! {
            svg.mark width=(size) height=(size) viewBox="0 0 20 20" role="img" aria-label=(self.word()) {
                title { (self.word()) }
                (self.shape())
            }
        }
    }

    fn shape(self) -> Markup {
        html! {
            @match self {
                Self::Fine => { circle.m-ok cx="10" cy="10" r="9" {} path.m-sign d="M6 10.4 8.8 13.2 14 7.4" {} }
                Self::Note => { circle.m-none cx="10" cy="10" r="8" {} path.m-sign.none d="M10 9.2V14M10 6.2V6.3" {} }
                Self::Watch => { path.m-watch d="M10 1.5 19.2 18H.8Z" {} path.m-sign.watch d="M10 7.2V12M10 15.2V15.3" {} }
                Self::Fault => {
                    rect.m-fault x="1" y="1" width="18" height="18" rx="3" {}
                    path.m-sign d="M6.4 6.4 13.6 13.6M13.6 6.4 6.4 13.6" {}
                }
                Self::NotKnown => { circle.m-none cx="10" cy="10" r="8" {} }
            }
        }
    }
}
