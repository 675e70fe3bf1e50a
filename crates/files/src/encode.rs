// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sound files out: WAV (16, 24 bits, float) and FLAC (16, 24 bits).
//!
//! The file appears under its name only when [`Encoder::finish`] has brought it to the disk.
//! Words shorter than those of the sound get triangular dither ([`dsp::dither`]), floats never.

mod flac;
mod wav;

use std::{io, path::Path};

use dsp::{
    Audio,
    dither::{Dither, Quantiser},
};

use crate::{
    atomic::{Draft, Overwrite},
    error::{Error, Result},
    tags::Tags,
};

/// How long the words of a written file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16 bits, as on a CD.
    Int16,
    /// 24 bits, as shops and distributors want.
    Int24,
    /// Floating point, 32 bits: nothing is rounded, nothing clips. WAV only.
    Float32,
}

impl Depth {
    /// Bits of one sample.
    pub const fn bits(self) -> u32 {
        match self {
            Self::Int16 => 16,
            Self::Int24 => 24,
            Self::Float32 => 32,
        }
    }
}

/// What a written file is made of; its kind is the ending of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteFormat {
    /// Frames per second.
    pub rate_hz: u32,
    /// How many channels.
    pub channels: usize,
    /// How long the words are.
    pub depth: Depth,
    /// Whether words are dithered; without effect on floats.
    pub dither: Dither,
}

impl WriteFormat {
    /// The usual: dither, unless floats are written.
    pub fn new(rate_hz: u32, channels: usize, depth: Depth) -> Self {
        Self { rate_hz, channels, depth, dither: Dither::Triangular }
    }
}

/// A sound file being written, block by block.
///
/// Dropped before [`Encoder::finish`], it leaves nothing behind.
pub struct Encoder {
    draft: Draft,
    format: WriteFormat,
    kind: Kind,
    quantisers: Vec<Quantiser>,
    whole: Vec<Vec<i32>>,
}

enum Kind {
    Wav(wav::Writer),
    Flac(Box<flac::Writer>),
}

impl Encoder {
    /// Starts a file; `.wav` or `.flac` at the end of its name says the kind.
    ///
    /// # Errors
    /// The ending says no kind, the kind cannot hold the format, the name is taken, or the folder is
    /// missing or closed.
    pub fn create(path: &Path, format: WriteFormat, overwrite: Overwrite) -> Result<Self> {
        let is_flac = is_flac(path)?;
        check(path, &format, is_flac)?;
        let draft = Draft::create(path, overwrite)?;
        let kind = if is_flac {
            let writer =
                flac::Writer::new(draft.handle()?, &format).map_err(|reason| Error::writing(path, reason))?;
            Kind::Flac(Box::new(writer))
        } else {
            let writer =
                wav::Writer::new(draft.handle()?, &format).map_err(|reason| Error::writing(path, reason))?;
            Kind::Wav(writer)
        };
        let seeds = 1..=format.channels as u64;
        let quantisers = seeds.map(|seed| Quantiser::new(format.depth.bits(), format.dither, seed)).collect();
        Ok(Self { draft, format, kind, quantisers, whole: vec![Vec::new(); format.channels] })
    }

    /// Appends the next frames, channel by channel; all channels are equally long.
    ///
    /// # Errors
    /// The number of channels is another than at the start, or the disk is full.
    pub fn write(&mut self, channels: &[&[f32]]) -> Result<()> {
        if channels.len() != self.format.channels || channels.windows(2).any(|pair| pair[0].len() != pair[1].len())
        {
            let what = format!("{} channels where {} were announced", channels.len(), self.format.channels);
            return Err(self.unfit(what));
        }
        if self.format.depth != Depth::Float32 {
            for ((quantiser, channel), whole) in self.quantisers.iter_mut().zip(channels).zip(&mut self.whole) {
                whole.clear();
                whole.extend(channel.iter().map(|sample| quantiser.next_value(*sample)));
            }
        }
        let written = match &mut self.kind {
            Kind::Wav(writer) if self.format.depth == Depth::Float32 => writer.write_floats(channels),
            Kind::Wav(writer) => writer.write(&self.whole),
            Kind::Flac(writer) => writer.write(&self.whole),
        };
        written.map_err(|reason| self.failed(reason))
    }

    /// How many samples were beyond full scale and had to be clipped; floats never are.
    pub fn clipped_samples(&self) -> u64 {
        self.quantisers.iter().map(Quantiser::clipped).sum()
    }

    /// Completes the file and gives it its name.
    ///
    /// # Errors
    /// The disk is full, the tags do not fit, or the name was taken meanwhile.
    pub fn finish(self, tags: Option<&Tags>) -> Result<()> {
        let Self { draft, kind, .. } = self;
        match kind {
            Kind::Wav(writer) => {
                let chunk = tags.map(|tags| tags.id3v2(draft.path())).transpose()?.unwrap_or_default();
                writer.finish(&chunk).map_err(|reason| Error::writing(draft.path(), reason))?;
            }
            Kind::Flac(writer) => {
                writer.finish().map_err(|reason| Error::writing(draft.path(), reason))?;
                tags.map(|tags| tags.save_to_flac(draft.handle()?, draft.path())).transpose()?;
            }
        }
        draft.commit()
    }

    fn failed(&self, reason: io::Error) -> Error {
        Error::writing(self.draft.path(), reason)
    }

    fn unfit(&self, what: String) -> Error {
        let path = self.draft.path().to_owned();
        Error::Unfit { path, what, action: "write the same channels from start to end" }
    }
}

/// Writes a whole sound from memory.
///
/// # Errors
/// As [`Encoder::create`] and [`Encoder::finish`].
pub fn write_all(path: &Path, audio: &Audio, depth: Depth, overwrite: Overwrite) -> Result<()> {
    write_tagged(path, audio, depth, overwrite, None)
}

/// Writes a whole sound from memory, with its title and so on.
///
/// # Errors
/// As [`write_all`]; also if the tags cannot be carried over.
pub fn write_tagged(
    path: &Path,
    audio: &Audio,
    depth: Depth,
    overwrite: Overwrite,
    tags: Option<&Tags>,
) -> Result<()> {
    let format = WriteFormat::new(audio.rate_hz, audio.channels.len(), depth);
    let mut encoder = Encoder::create(path, format, overwrite)?;
    let mut start = 0;
    while start < audio.frames() {
        let end = audio.frames().min(start + 4096);
        let block: Vec<&[f32]> = audio.channels.iter().map(|channel| &channel[start..end]).collect();
        encoder.write(&block)?;
        start = end;
    }
    encoder.finish(tags)
}

fn is_flac(path: &Path) -> Result<bool> {
    match path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("wav" | "wave") => Ok(false),
        Some("flac") => Ok(true),
        _ => Err(Error::Extension { path: path.to_owned() }),
    }
}

/// Turns away what the kind of file cannot hold.
fn check(path: &Path, format: &WriteFormat, is_flac: bool) -> Result<()> {
    let unfit = |what: String, action| Err(Error::Unfit { path: path.to_owned(), what, action });
    if format.channels == 0 || format.rate_hz == 0 {
        return unfit(
            format!("{} channels at {} Hz", format.channels, format.rate_hz),
            "write a sound that has both",
        );
    }
    if is_flac && format.depth == Depth::Float32 {
        return unfit("floating point".to_owned(), "choose 24 bits or a name ending in .wav");
    }
    if is_flac && format.channels > 8 {
        return unfit(format!("{} channels", format.channels), "choose a name ending in .wav");
    }
    if is_flac && format.rate_hz > 655_350 {
        return unfit(format!("{} Hz", format.rate_hz), "choose a lower rate or a name ending in .wav");
    }
    if format.channels > 64 {
        return unfit(format!("{} channels", format.channels), "write at most 64");
    }
    Ok(())
}
