// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which of one's records are near a mix: an embedded database of analyses, never of sound.
//!
//! A [`Library`] is one SQLite file. It knows every record by the BLAKE3 hash of its file, so that a song
//! under two names is one record, and a file that moved is found again. What was heard once is not heard
//! again until the file changes or Twobus listens differently ([`SCHEMA`]).
//!
//! Every song is written in one transaction of its own: whatever ends the program, at most the song in work
//! is lost, and adding the same folder again goes on from there.

pub mod add;
pub mod error;
pub mod features;
mod keep;
pub mod nearest;
mod pack;
mod reasons;
mod rescue;
pub mod shelf;
mod store;
pub mod whereabouts;

pub use add::{Hear, Progress, Summary};
pub use error::{Error, Notice, Result};
pub use features::Features;
pub use nearest::Neighbour;
pub use pack::SCHEMA;
pub use reasons::Reason;
pub use shelf::Entry;
pub use store::Library;
pub use whereabouts::{Relocated, Whereabouts};
