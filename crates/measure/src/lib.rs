// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sound in, numbers out.
//!
//! Everything is streaming: files and live meters run the same code, so they cannot disagree.
//! [`Meter`] listens, [`Measured`] is what it heard, [`metrics::ALL`] is the list of
//! numbers that reports, JSON and displays walk, and a [`Fault`] is a verdict about them.

pub mod abx;
pub mod aim;
pub mod alarms;
pub mod align;
pub mod board;
pub mod bounce;
pub mod changes;
pub mod checks;
pub mod compare;
pub mod dynamics;
pub mod fault;
mod field;
pub mod fit;
pub mod gating;
pub mod histogram;
pub mod hops;
pub mod judge;
pub mod k_weighting;
pub mod layout;
pub mod level_match;
pub mod lights;
pub mod live;
pub mod loudness;
pub mod low_end_phase;
pub mod masking;
pub mod measured;
pub mod meter;
pub mod metrics;
pub mod mid_side;
pub mod null;
pub mod origin;
pub mod profile;
pub mod reading;
#[cfg(test)]
mod songs;
pub mod spectrum;
pub mod stereo;
pub mod target;
pub mod third_octaves;
pub mod under;
pub mod verdict;
mod words;

pub use align::{Alignment, align};
pub use bounce::{Bounce, Flaw};
pub use changes::{Changes, changes};
pub use checks::{Inspection, Inspector};
pub use fault::{Confidence, Fault, Severity, Span};
pub use judge::judge;
pub use layout::Layout;
pub use level_match::LevelMatch;
pub use live::{Levels, LiveMeter};
pub use masking::{BandMeter, Clash, Powers};
pub use measured::{Band, Course, Measured};
pub use meter::Meter;
pub use mid_side::{MidSide, MidSideMeter};
pub use null::{Residual, null};
pub use profile::{Cells, Portrait, Profile, Profiler};
pub use reading::Reading;
pub use target::Target;
pub use under::{Dependence, Under};
pub use verdict::{Verdict, verdict};
