// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sound in, sound out: the blocks every effect is built from.
//!
//! Nothing here knows files, threads, clocks or parameters: the crate is `no_std`, so the
//! compiler proves it. Memory is taken in constructors only; nothing panics on any input.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod audio;
pub mod bell;
pub mod biquad;
pub mod block;
pub mod delay;
pub mod dither;
pub mod equaliser;
pub mod fft;
pub mod interpolate;
pub mod laps;
pub mod linear;
pub mod math;
pub mod mend;
pub mod oscillator;
pub mod peak_detector;
pub mod recurrence;
pub mod reduction;
pub mod rest;
pub mod running_max;
pub mod saturation;
pub mod shaper;
pub mod signals;
pub mod smooth;
pub mod soft_clip;
pub mod svf;
pub mod transient;
pub mod true_peak;
pub mod units;

pub use audio::Audio;
pub use block::{Block, Stream};
pub use units::{Db, Hz, Millis, Q, Ratio};
