// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Whole panels, one per file.

pub mod equaliser;
pub mod frame;
pub mod generic;
pub mod limiter;
pub mod meter;
mod meters;
pub mod reference;
