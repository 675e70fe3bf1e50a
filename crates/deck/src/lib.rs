// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Finished records beside the mix, live: what plays and compares them, without any host.
//!
//! ```text
//! loader ── reels (disk) ── streamer (a thread) ── pages ── player (the audio thread) ── out
//!                              ▲                               │
//!                              └── jumps, in one number each ──┘
//! ```
//! Songs lie on [`reel`]s on the disk. The [`streamer`] keeps a ring of pages filled for each, ahead of
//! where it stands; the [`player`] pops pages and never waits. Both look at the [`controls`], which any
//! thread may turn.
//!
//! The other half listens: the [`studio`] reads records onto reels, hears the mix through an [`ear`], and
//! says what differs in the words of the command line; it turns the controls as the shelf stands.

mod band;
pub mod blind;
pub mod controls;
mod deck;
pub mod ear;
pub mod error;
mod fade;
pub mod levels;
mod line;
pub mod loader;
pub mod memory;
pub mod outline;
mod page;
pub mod player;
mod positioned;
pub mod reel;
pub mod same_song;
pub mod shelf;
pub mod slot;
pub mod streamer;
pub mod studio;
pub mod study;
pub mod take;
mod tape;
mod unroll;

pub use controls::Controls;
pub use deck::Deck;
pub use error::{Error, Result};
pub use line::Feed;
pub use player::{Audition, Hear, Moment, Player};
pub use reel::{Recorder, Reel};
pub use studio::Studio;

/// How many records are at hand at once.
pub const SLOTS: usize = 16;
