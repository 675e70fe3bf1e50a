// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Finished records beside the mix, live: what plays them, without any host.
//!
//! Songs lie on [`reel`]s on the disk.

pub mod blind;
pub mod ear;
pub mod error;
pub mod levels;
pub mod loader;
pub mod memory;
mod positioned;
pub mod reel;
pub mod same_song;
pub mod shelf;
pub mod studio;
pub mod study;
pub mod take;

pub use error::{Error, Result};
pub use reel::{Recorder, Reel};
pub use studio::Studio;

/// How many records fit.
pub const SLOTS: usize = 16;
