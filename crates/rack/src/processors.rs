// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The table of contents: every effect there is.

pub mod clip;
pub mod drive;
pub mod gain;
pub mod limiter;
pub mod low_eq;
pub mod punch;
pub mod tone_eq;

use crate::processor::Entry;

/// Hands the types of all effects, the one that everybody begins with first, to a macro.
///
/// `example` effects teach and test; release builds of the plugin leave them out.
#[macro_export]
macro_rules! processors {
    ($each:ident) => {
        $each! {
            example: [$crate::processors::gain::Gain],
            shipped: [
                $crate::processors::limiter::Limiter,
                $crate::processors::punch::Punch,
                $crate::processors::drive::Drive,
                $crate::processors::clip::Clip,
                $crate::processors::low_eq::LowEq,
                $crate::processors::tone_eq::ToneEq
            ]
        }
    };
}

macro_rules! entries {
    (example: [$($example:ty),*], shipped: [$($shipped:ty),*]) => {
        &[$(Entry::of::<$example>(),)* $(Entry::of::<$shipped>(),)*]
    };
}

/// Every effect, the one that everybody begins with first; menus, help, hosts and manual follow it.
pub static ALL: &[Entry] = processors!(entries);

/// The effect with this id.
pub fn entry(id: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.info.id == id)
}
