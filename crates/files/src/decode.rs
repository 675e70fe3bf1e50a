// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sound files in: WAV, AIFF, FLAC, MP3, AAC and ALAC in M4A, Vorbis in Ogg.
//!
//! The content decides what a file is, never its name. WAV is read here (`wav`, also RF64 and
//! BW64), everything else by Symphonia (`packed`). Samples pass as they are: beyond full scale,
//! infinite or not a number; judging them is the meter's work.
//! A file that ends early is decoded as far as it goes, and [`Decoder::shortfall`] says so.

mod mp4;
mod packed;
mod span;
mod wav;

pub use span::decode_span;

use std::{
    fmt,
    fs::File,
    io::{BufReader, Read, Seek},
    path::{Path, PathBuf},
};

use dsp::Audio;

use crate::error::{Error, Result};

/// What a sound file is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// How the sound is kept, as a musician says it: "WAV, 24-bit", "MP3".
    pub name: String,
    /// Frames per second.
    pub rate_hz: u32,
    /// How many channels.
    pub channels: usize,
    /// Bits of one sample, where that is a property of the file.
    pub bits: Option<u32>,
    /// Whether samples are kept as floating-point numbers, so that they may exceed 0 dBFS.
    pub is_float: bool,
    /// How many frames there will be, if the file says so.
    pub frames: Option<u64>,
}

/// What is missing in a damaged file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shortfall {
    /// Frames that the header promises and the file does not have.
    pub missing_frames: u64,
    /// Damaged pieces in the middle, replaced by silence.
    pub damaged_pieces: u64,
    /// Frames per second.
    pub rate_hz: u32,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.missing_frames as f64 / f64::from(self.rate_hz.max(1));
        match (self.missing_frames, self.damaged_pieces) {
            (0, pieces) => {
                write!(f, "{pieces} damaged pieces were replaced by silence; copy or export the file again")
            }
            (_, 0) => write!(f, "the file ends {seconds:.3} s before its header says; copy or export it again"),
            (_, pieces) => write!(
                f,
                "the file ends {seconds:.3} s before its header says and {pieces} damaged pieces were replaced \
                 by silence; copy or export it again"
            ),
        }
    }
}

/// Where bytes come from: a file, or memory in tests.
pub trait Source: Read + Seek + Send + Sync + 'static {}
impl<T: Read + Seek + Send + Sync + 'static> Source for T {}

/// A sound file being read, block by block.
///
/// Memory does not grow with the length of the file.
pub struct Decoder {
    path: PathBuf,
    format: Format,
    kind: Kind,
    decoded_frames: u64,
}

enum Kind {
    Wav(wav::Reader),
    Packed(Box<packed::Reader>),
}

impl Decoder {
    /// Opens a sound file and reads its header.
    ///
    /// # Errors
    /// The file is missing, a folder, unreadable, empty, not sound, without sound, or packed in a way
    /// that is not read.
    pub fn open(path: &Path) -> Result<Self> {
        let about = std::fs::metadata(path).map_err(|reason| Error::reading(path, reason))?;
        if about.is_dir() {
            return Err(Error::Folder { path: path.to_owned() });
        }
        let file = File::open(path).map_err(|reason| Error::reading(path, reason))?;
        Self::over(file, path)
    }

    /// Reads sound from any bytes; `path` is what errors call them.
    ///
    /// # Errors
    /// As [`Decoder::open`].
    pub fn over(mut source: impl Source, path: &Path) -> Result<Self> {
        let length = source.seek(std::io::SeekFrom::End(0)).map_err(|reason| Error::reading(path, reason))?;
        if length == 0 {
            return Err(Error::Empty { path: path.to_owned() });
        }
        source.rewind().map_err(|reason| Error::reading(path, reason))?;
        let mut source: BufReader<Box<dyn Source>> = BufReader::new(Box::new(source));
        let (format, kind) = if let Some((format, reader)) = wav::Header::read(&mut source, length, path)? {
            (format, Kind::Wav(wav::Reader::new(source, reader)))
        } else {
            source.rewind().map_err(|reason| Error::reading(path, reason))?;
            let (format, reader) = packed::Reader::open(source, length, path)?;
            (format, Kind::Packed(Box::new(reader)))
        };
        check(&format, path)?;
        Ok(Self { path: path.to_owned(), format, kind, decoded_frames: 0 })
    }

    /// What the file is made of.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// Replaces `block` by the next stretch of sound (at most 65,536 frames) and says how many frames
    /// that are; 0 at the end.
    ///
    /// # Errors
    /// The disk fails. Damage inside the file is no error; see [`Decoder::shortfall`].
    pub fn read(&mut self, block: &mut Audio) -> Result<usize> {
        block.rate_hz = self.format.rate_hz;
        block.channels.resize_with(self.format.channels, Vec::new);
        block.channels.iter_mut().for_each(Vec::clear);
        match &mut self.kind {
            Kind::Wav(reader) => reader.read(&mut block.channels),
            Kind::Packed(reader) => reader.read(&mut block.channels),
        }
        .map_err(|reason| Error::reading(&self.path, reason))?;
        self.decoded_frames += block.frames() as u64;
        Ok(block.frames())
    }

    /// What is missing, if anything; complete when [`Decoder::read`] has returned 0.
    pub fn shortfall(&self) -> Option<Shortfall> {
        let (missing_frames, damaged_pieces) = match &self.kind {
            Kind::Wav(reader) => (reader.missing_frames(), 0),
            Kind::Packed(reader) => (reader.missing_frames(self.decoded_frames), reader.damaged_pieces()),
        };
        let short = missing_frames + damaged_pieces > 0;
        short.then_some(Shortfall { missing_frames, damaged_pieces, rate_hz: self.format.rate_hz })
    }
}

/// Reads a whole file into memory.
///
/// # Errors
/// As [`Decoder::open`]; also if there is not a single frame.
pub fn decode_all(path: &Path) -> Result<(Audio, Format)> {
    let mut decoder = Decoder::open(path)?;
    let format = decoder.format().clone();
    let mut whole = Audio::silence(format.rate_hz, format.channels, 0);
    let mut block = Audio::silence(format.rate_hz, format.channels, 0);
    while decoder.read(&mut block)? > 0 {
        for (all, piece) in whole.channels.iter_mut().zip(&block.channels) {
            all.extend_from_slice(piece);
        }
    }
    Ok((whole, format))
}

/// Turns away headers that no sound has, so that nobody downstream needs to.
fn check(format: &Format, path: &Path) -> Result<()> {
    let path = path.to_owned();
    if format.channels == 0 {
        return Err(Error::NoChannels { path });
    }
    if format.channels > 64 {
        return Err(Error::Header { path, what: format!("{} channels", format.channels) });
    }
    if !(1_000..=1_536_000).contains(&format.rate_hz) {
        return Err(Error::Header { path, what: format!("a rate of {} Hz", format.rate_hz) });
    }
    if format.frames == Some(0) {
        return Err(Error::NoFrames { path });
    }
    Ok(())
}
