// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every effect as a plugin, in CLAP and VST3, from one binary.
//!
//! ```text
//! host ── effect (adapter) ── engine ─┬─ rack effect ─┬─ monitor ── host
//!            │   │                    └─ dry delay ───┘
//!            │   └─ telemetry ── editor ── ui ── window
//!            └─ knobs ── state
//! ```
//! This is the only crate that knows hosts. An effect is added in `rack`; nothing changes here.

pub mod analyst;
pub mod answer;
pub mod desk;
pub mod dialog;
pub mod dry;
pub mod echo;
pub mod editor;
pub mod effect;
pub mod engine;
pub mod flush;
pub mod frame;
pub mod hand;
pub mod history;
pub mod identity;
pub mod knobs;
pub mod link;
pub mod listener;
pub mod machine;
pub mod manners;
pub mod memory;
pub mod meter;
pub mod monitor;
pub mod reference;
pub mod state;
pub mod switches;
pub mod telemetry;
pub mod vst3;

use crate::{
    effect::Host,
    meter::Meter,
    reference::{Reference, booth::Booth},
    vst3::export_vst3,
};
use nice_plug::prelude::nice_export_clap;

/// Exports the shipped effects and the meter; where people learn and test, the examples too.
macro_rules! export {
    (example: [$($example:ty),*], shipped: [$($shipped:ty),*]) => {
        #[cfg(any(debug_assertions, feature = "examples"))]
        nice_export_clap!($(Host<$shipped>,)* Host<Meter>, Host<Reference, Booth>, $(Host<$example>),*);
        #[cfg(any(debug_assertions, feature = "examples"))]
        export_vst3!($(Host<$shipped>,)* Host<Meter>, Host<Reference, Booth>, $(Host<$example>),*);
        #[cfg(not(any(debug_assertions, feature = "examples")))]
        nice_export_clap!($(Host<$shipped>,)* Host<Meter>, Host<Reference, Booth>);
        #[cfg(not(any(debug_assertions, feature = "examples")))]
        export_vst3!($(Host<$shipped>,)* Host<Meter>, Host<Reference, Booth>);
    };
}
rack::processors!(export);
