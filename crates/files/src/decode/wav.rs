// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! WAV, and its big brothers RF64 and BW64, read straight from the bytes.
//!
//! Integers of 8 to 32 bits become `n / 2^(bits − 1)`; floats are taken as they are.
//!
//! Sources: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0"
//! (1991) for RIFF; Microsoft, "Multiple Channel Audio Data and WAVE Files" (2007) for the extensible
//! header; EBU Tech 3306 (2009) for RF64; ITU-R BS.2088-1 (2019) for BW64.

use std::{
    io::{self, BufReader, Read},
    path::Path,
};

use dsp::math;

use super::{Format, Source};
use crate::error::{Error, Result};

/// Frames of one block: few enough to stay in the processor's cache.
const BLOCK_FRAMES: u64 = 4096;
/// A size that says "see elsewhere, or read to the end".
const UNKNOWN: u32 = u32::MAX;
/// The part of an extensible header's sub-format that all plain encodings share.
const PLAIN_SUBFORMAT: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

/// How one sample lies in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Unsigned8,
    Int16,
    Int24,
    Int32,
    Float32,
    Float64,
}

impl Encoding {
    /// From the format tag (1 integers, 3 floats) and the bytes of one sample.
    fn from_tag(tag: u16, bytes: u16) -> Option<Self> {
        match (tag, bytes) {
            (1, 1) => Some(Self::Unsigned8),
            (1, 2) => Some(Self::Int16),
            (1, 3) => Some(Self::Int24),
            (1, 4) => Some(Self::Int32),
            (3, 4) => Some(Self::Float32),
            (3, 8) => Some(Self::Float64),
            _ => None,
        }
    }

    fn is_float(self) -> bool {
        matches!(self, Self::Float32 | Self::Float64)
    }

    fn bytes(self) -> usize {
        match self {
            Self::Unsigned8 => 1,
            Self::Int16 => 2,
            Self::Int24 => 3,
            Self::Int32 | Self::Float32 => 4,
            Self::Float64 => 8,
        }
    }
}

/// Where the sound lies in the file.
pub struct Header {
    encoding: Encoding,
    channels: usize,
    frames: u64,
    missing_frames: u64,
}

/// What the `fmt ` chunk says.
struct Shape {
    tag: u16,
    channels: u16,
    rate_hz: u32,
    frame_bytes: u16,
    bits: u16,
}

/// Sizes that do not fit into 32 bits (`ds64`).
#[derive(Default)]
struct LongSizes {
    data_bytes: Option<u64>,
}

impl Header {
    /// Reads up to the first sample; `None` if this is no WAV, or one packed in a way that is not read here.
    pub fn read(
        source: &mut BufReader<Box<dyn Source>>,
        length: u64,
        path: &Path,
    ) -> Result<Option<(Format, Self)>> {
        let broken = |what: &str| Error::Header { path: path.to_owned(), what: what.to_owned() };
        let cut = |_| broken("it is cut short");
        let Ok(start) = take::<12>(source) else { return Ok(None) };
        if !matches!(&start[..4], b"RIFF" | b"RF64" | b"BW64") || &start[8..] != b"WAVE" {
            return Ok(None);
        }
        let riff_bytes = word(&start[4..]);
        let mut long = LongSizes::default();
        let mut shape = None;
        let mut at = 12_u64;
        loop {
            let Ok(chunk) = take::<8>(source) else {
                return Err(broken("it has no data chunk"));
            };
            at += 8;
            let bytes = word(&chunk[4..]);
            match &chunk[..4] {
                b"data" => {
                    let shape = shape.ok_or_else(|| broken("the data comes before its format"))?;
                    let open_ended = riff_bytes == 0 || riff_bytes == UNKNOWN;
                    let promised = promised_bytes(bytes, open_ended, &long);
                    return Self::from_shape(&shape, promised, length.saturating_sub(at), path);
                }
                b"fmt " if bytes >= 16 => {
                    shape = Some(Shape::read(source, bytes).map_err(cut)?);
                }
                b"ds64" if bytes >= 24 => {
                    long = LongSizes::read(source, bytes).map_err(cut)?;
                }
                _ => skip(source, u64::from(bytes)).map_err(cut)?,
            }
            if bytes % 2 == 1 {
                skip(source, 1).map_err(cut)?;
            }
            at += u64::from(bytes) + u64::from(bytes % 2);
        }
    }

    /// Puts the shape and the sizes together.
    fn from_shape(
        shape: &Shape,
        promised: Option<u64>,
        present: u64,
        path: &Path,
    ) -> Result<Option<(Format, Self)>> {
        if shape.channels == 0 {
            return Err(Error::NoChannels { path: path.to_owned() });
        }
        let Some(encoding) = Encoding::from_tag(shape.tag, shape.sample_bytes()) else { return Ok(None) };
        let frame_bytes = encoding.bytes() as u64 * u64::from(shape.channels);
        let promised = promised.unwrap_or(present);
        let frames = promised.min(present) / frame_bytes;
        if frames == 0 {
            return Err(Error::NoFrames { path: path.to_owned() });
        }
        let kind = if encoding.is_float() { "float" } else { "bit" };
        let format = Format {
            name: format!("WAV, {}-{kind}", encoding.bytes() * 8),
            rate_hz: shape.rate_hz,
            channels: usize::from(shape.channels),
            bits: Some(u32::from(shape.bits)),
            is_float: encoding.is_float(),
            frames: Some(frames),
        };
        let missing_frames = promised / frame_bytes - frames;
        Ok(Some((format, Self { encoding, channels: usize::from(shape.channels), frames, missing_frames })))
    }
}

impl Shape {
    fn read(source: &mut BufReader<Box<dyn Source>>, bytes: u32) -> io::Result<Self> {
        let plain = take::<16>(source)?;
        let mut left = u64::from(bytes) - 16;
        let mut shape = Self {
            tag: half(&plain),
            channels: half(&plain[2..]),
            rate_hz: word(&plain[4..]),
            frame_bytes: half(&plain[12..]),
            bits: half(&plain[14..]),
        };
        if shape.tag == 0xFFFE && left >= 24 {
            let more = take::<24>(source)?;
            left -= 24;
            if more[10..] == PLAIN_SUBFORMAT {
                shape.tag = half(&more[8..]);
            }
        }
        skip(source, left)?;
        Ok(shape)
    }

    /// Bytes of one sample: 24 bits may lie in three bytes or in four.
    fn sample_bytes(&self) -> u16 {
        let least = self.bits.div_ceil(8);
        let by_frame = self.frame_bytes / self.channels.max(1);
        if by_frame > least && by_frame <= 4 && self.frame_bytes.is_multiple_of(self.channels.max(1)) {
            by_frame
        } else {
            least
        }
    }
}

impl LongSizes {
    fn read(source: &mut BufReader<Box<dyn Source>>, bytes: u32) -> io::Result<Self> {
        let sizes = take::<24>(source)?;
        skip(source, u64::from(bytes) - 24)?;
        let data: [u8; 8] = std::array::from_fn(|index| sizes[8 + index]);
        Ok(Self { data_bytes: Some(u64::from_le_bytes(data)) })
    }
}

/// How many bytes of sound the header promises; `None` if it does not say, as recorders that were
/// switched off and programs that write into a pipe do.
fn promised_bytes(bytes: u32, open_ended: bool, long: &LongSizes) -> Option<u64> {
    match bytes {
        UNKNOWN => long.data_bytes,
        0 if open_ended => None,
        bytes => Some(u64::from(bytes)),
    }
}

/// The samples of a WAV, from its first to its last.
pub struct Reader {
    source: BufReader<Box<dyn Source>>,
    header: Header,
    frames_left: u64,
    scratch: Vec<u8>,
}

impl Reader {
    /// Goes on where the header ended.
    pub fn new(source: BufReader<Box<dyn Source>>, header: Header) -> Self {
        Self { source, frames_left: header.frames, header, scratch: Vec::new() }
    }

    /// Appends the next frames to the channels.
    pub fn read(&mut self, channels: &mut [Vec<f32>]) -> io::Result<()> {
        let frames = math::index_from(self.frames_left.min(BLOCK_FRAMES) as f64);
        let frame_bytes = self.header.encoding.bytes() * self.header.channels;
        self.scratch.resize(frames * frame_bytes, 0);
        let filled = fill(&mut self.source, &mut self.scratch)? / frame_bytes;
        self.header.missing_frames += if filled < frames { self.frames_left - filled as u64 } else { 0 };
        self.frames_left = if filled < frames { 0 } else { self.frames_left - filled as u64 };
        spread(self.header.encoding, &self.scratch[..filled * frame_bytes], channels);
        Ok(())
    }

    /// Frames that the header promises and the file does not have.
    pub fn missing_frames(&self) -> u64 {
        self.header.missing_frames
    }
}

/// Deals the interleaved bytes out to the channels.
fn spread(encoding: Encoding, bytes: &[u8], channels: &mut [Vec<f32>]) {
    match encoding {
        Encoding::Unsigned8 => spread_with(bytes, channels, |[n]| (f32::from(n) - 128.0) / 128.0),
        Encoding::Int16 => spread_with(bytes, channels, |b| f32::from(i16::from_le_bytes(b)) / 32_768.0),
        Encoding::Int24 => spread_with(bytes, channels, |[a, b, c]| {
            math::sample_from(f64::from(i32::from_le_bytes([0, a, b, c])) / 2_147_483_648.0)
        }),
        Encoding::Int32 => {
            spread_with(bytes, channels, |b| {
                math::sample_from(f64::from(i32::from_le_bytes(b)) / 2_147_483_648.0)
            });
        }
        Encoding::Float32 => spread_with(bytes, channels, f32::from_le_bytes),
        Encoding::Float64 => spread_with(bytes, channels, |b| math::sample_from(f64::from_le_bytes(b))),
    }
}

/// The same for one encoding, so that the compiler makes a tight loop of each.
fn spread_with<const BYTES: usize>(bytes: &[u8], channels: &mut [Vec<f32>], sample: impl Fn([u8; BYTES]) -> f32) {
    let (samples, _) = bytes.as_chunks::<BYTES>();
    let count = channels.len();
    if let [left, right] = channels {
        let (frames, _) = samples.as_chunks::<2>();
        left.extend(frames.iter().map(|frame| sample(frame[0])));
        right.extend(frames.iter().map(|frame| sample(frame[1])));
        return;
    }
    for (index, channel) in channels.iter_mut().enumerate() {
        channel.extend(samples.iter().skip(index).step_by(count).map(|bytes| sample(*bytes)));
    }
}

/// Reads until the buffer is full or the file ends; says how many bytes came.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn take<const BYTES: usize>(source: &mut impl Read) -> io::Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn skip(source: &mut BufReader<Box<dyn Source>>, bytes: u64) -> io::Result<()> {
    source.seek_relative(i64::try_from(bytes).unwrap_or(i64::MAX))
}

fn half(bytes: &[u8]) -> u16 {
    u16::from_le_bytes([bytes[0], bytes[1]])
}

fn word(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}
