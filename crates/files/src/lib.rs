// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Everything that touches the disk.
//!
//! Sound comes in through [`Decoder`] and goes out through [`Encoder`], block by block, so that a
//! song of any length needs the same memory. A written file appears under its name only when it
//! is complete ([`atomic`]). Destinations are data ([`targets`]).
//! Every [`Error`] is one sentence: what, where, what to do.

pub mod atomic;
pub mod blind;
pub mod bounce_history;
pub mod bounces;
pub mod compare;
pub mod decode;
pub mod encode;
pub mod error;
pub mod examine;
pub mod folder;
pub mod hash;
pub mod history;
mod lines;
pub mod master;
pub mod matching;
pub mod names;
pub mod premaster;
pub mod presets;
pub mod receipt;
pub mod record;
pub mod report;
pub mod resample;
pub mod settings;
pub mod stems;
pub mod tags;
pub mod targets;
pub mod tone;
pub mod tones;
pub mod under;
pub mod versions;

pub use atomic::Overwrite;
pub use decode::{Decoder, Format, Shortfall, decode_all};
pub use encode::{Depth, Encoder, WriteFormat, write_all, write_tagged};
pub use error::{Error, Result};
pub use record::{Heard, Record, hear, hear_audio};
pub use tags::Tags;
pub use versions::Versions;
