// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every panel without a host: in a window of its own to look at, and as pictures to compare.
//!
//! `cargo run -p gallery` opens the window; `cargo test -p gallery` draws every scene in both
//! appearances, without a display, and compares it with the picture in the manual.

pub mod hand;
pub mod raster;
pub mod scenes;
pub mod shelf;
pub mod song;
