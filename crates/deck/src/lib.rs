// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Finished records beside the mix, live: what plays them, without any host.
//!
//! Songs lie on [`reel`]s on the disk.

pub mod error;
mod positioned;
pub mod reel;

pub use error::{Error, Result};
pub use reel::{Recorder, Reel};
