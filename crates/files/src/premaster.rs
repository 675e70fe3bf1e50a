// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The mix untouched, beside its masters: what a mastering engineer can begin with.
//!
//! It is the decoded sound bit for bit: at the mix's own rate, in words that hold every sample as it
//! is, without gain, dither or conversion. It is written while the mix is measured, in the same pass.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use dsp::{Audio, dither::Dither};

use crate::{
    atomic::Overwrite,
    decode::{Decoder, Format},
    encode::{Depth, Encoder, WriteFormat},
    error::Result,
    examine::{self, Examined, GO_ON, Progress},
    hash,
    tags::Tags,
};

/// A mix that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Premaster {
    /// Where it lies.
    pub path: PathBuf,
    /// The BLAKE3 hash of its bytes.
    pub blake3: String,
}

/// What the name of a premaster ends in.
pub const ENDING: &str = ".premaster.wav";

/// The premaster's name in a folder of masters: `mix.flac` has `mix.premaster.wav`.
pub fn path_of(mix: &Path, folder: &Path) -> PathBuf {
    folder.join(format!("{}{ENDING}", mix.file_stem().unwrap_or_default().display()))
}

/// Hears a mix, keeps its sound in memory, and writes it untouched at `path`.
///
/// # Errors
/// The mix cannot be read or holds no sound, or the file cannot be written.
pub fn examine_and_write(
    mix: &Path,
    (path, overwrite): (&Path, Overwrite),
    progress: Progress<'_>,
) -> Result<(Examined, Audio, Premaster)> {
    let format = as_it_is(Decoder::open(mix)?.format());
    let mut encoder = Encoder::create(path, format, overwrite)?;
    let mut written = Ok(());
    let (examined, audio) = examine::keep_and(mix, progress, |block| {
        written = encoder.write(&examine::slices(block));
        if written.is_ok() { GO_ON } else { ControlFlow::Break(()) }
    })?;
    written?;
    encoder.finish(Tags::read(mix)?.as_ref())?;
    Ok((examined, audio, Premaster { path: path.to_owned(), blake3: hash::of_file(path)? }))
}

/// The shortest words that hold every sample of a file as it was decoded.
fn as_it_is(format: &Format) -> WriteFormat {
    let depth = match format.bits {
        Some(..=16) if !format.is_float => Depth::Int16,
        Some(..=24) if !format.is_float => Depth::Int24,
        _ => Depth::Float32,
    };
    WriteFormat { rate_hz: format.rate_hz, channels: format.channels, depth, dither: Dither::None }
}
