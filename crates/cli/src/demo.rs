// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A song of our own, so that a newcomer needs no music: synthesised, seeded, the same bits on
//! every machine.
//!
//! ```text
//! score ─ parts (notes) ─ instruments (sound) ─ band (rooms, faders) ─ song (stems, mix)
//!                                                        faults ─┘      └─ reference
//! ```
//! All arithmetic is in double precision with [`dsp::math`]; nothing depends on time or threads.

pub mod band;
pub mod canvas;
pub mod envelope;
pub mod faults;
pub mod instruments;
pub mod parts;
pub mod reference;
pub mod score;
pub mod song;
pub mod space;

pub use song::Song;

#[cfg(test)]
pub mod tests;
