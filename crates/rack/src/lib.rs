// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Effects with knobs: what they are, how they chain, how they are stored.
//!
//! To add an effect, write one file in `processors/` and two lines in `processors.rs`; the
//! command line, the plugin, the editor, presets, the manual and the contract tests follow.

// The derived code says `::rack::…`, also inside this crate.
#[allow(unused_extern_crates, reason = "used by derived code")]
extern crate self as rack;

pub mod analyse;
mod as_loud;
pub mod chain;
pub mod changes;
pub mod equaliser;
pub mod harmonics;
pub mod matching;
pub mod one_click;
pub mod params;
pub mod preset;
pub mod processor;
pub mod processors;
pub mod proof;
mod shaping;
pub mod sketch;
pub mod solve;
pub mod stage;
pub mod take_back;
mod taken;

pub use as_loud::as_loud;
pub use chain::{Chain, Rendered, render};
pub use params::{Domain, Params, Spec, Taper, Unit};
pub use preset::{Preset, Step};
pub use processor::{Effect, Entry, Info, Processor, ReadingSpec, Readings};
pub use processors::{ALL, entry};
pub use rack_derive::{Choice, Params};
pub use sketch::Sketch;
pub use stage::Stage;
pub use taken::taken;
