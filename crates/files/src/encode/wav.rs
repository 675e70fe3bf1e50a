// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Writing WAV; beyond 4 GiB it becomes RF64.
//!
//! Space for the long sizes is kept free in a `JUNK` chunk and filled in at the end if needed
//! (EBU Tech 3306, clause 3). More than two channels get the extensible header with the usual
//! loudspeakers (Microsoft, "Multiple Channel Audio Data and WAVE Files", 2007).

use std::{
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
};

use super::{Depth, WriteFormat};

/// Where the `JUNK` or `ds64` chunk begins.
const LONG_SIZES_AT: u64 = 12;
/// Bytes in that chunk.
const LONG_SIZES_BYTES: u32 = 28;

/// A WAV being written.
pub struct Writer<W: Write + Seek = File> {
    out: BufWriter<W>,
    depth: Depth,
    frame_bytes: u64,
    data_at: u64,
    frames: u64,
    scratch: Vec<u8>,
}

impl<W: Write + Seek> Writer<W> {
    /// Writes a header with sizes to be filled in.
    pub fn new(out: W, format: &WriteFormat) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        let header = header(format);
        out.write_all(&header)?;
        let frame_bytes = u64::from(format.depth.bits() / 8) * format.channels as u64;
        let data_at = header.len() as u64;
        Ok(Self { out, depth: format.depth, frame_bytes, data_at, frames: 0, scratch: Vec::new() })
    }

    /// Appends whole numbers, channel by channel.
    pub fn write(&mut self, channels: &[Vec<i32>]) -> io::Result<()> {
        self.scratch.clear();
        let frames = channels.first().map_or(0, Vec::len);
        for frame in 0..frames {
            for channel in channels {
                let bytes = channel[frame].to_le_bytes();
                match self.depth {
                    Depth::Int16 => self.scratch.extend_from_slice(&bytes[..2]),
                    Depth::Int24 => self.scratch.extend_from_slice(&bytes[..3]),
                    Depth::Float32 => self.scratch.extend_from_slice(&bytes),
                }
            }
        }
        self.frames += frames as u64;
        self.out.write_all(&self.scratch)
    }

    /// Appends floats as they are, channel by channel.
    pub fn write_floats(&mut self, channels: &[&[f32]]) -> io::Result<()> {
        self.scratch.clear();
        let frames = channels.first().map_or(0, |channel| channel.len());
        for frame in 0..frames {
            for channel in channels {
                self.scratch.extend_from_slice(&channel[frame].to_le_bytes());
            }
        }
        self.frames += frames as u64;
        self.out.write_all(&self.scratch)
    }

    /// Appends an ID3 tag, unless it is empty, and fills in the sizes.
    pub fn finish(mut self, tag: &[u8]) -> io::Result<()> {
        let data_bytes = self.frames * self.frame_bytes;
        let mut end = self.data_at + data_bytes;
        end += pad(&mut self.out, data_bytes)?;
        if let (false, Ok(bytes)) = (tag.is_empty(), u32::try_from(tag.len())) {
            self.out.write_all(b"id3 ")?;
            self.out.write_all(&bytes.to_le_bytes())?;
            self.out.write_all(tag)?;
            end += 8 + u64::from(bytes) + pad(&mut self.out, u64::from(bytes))?;
        }
        self.fill_in(end - 8, data_bytes)?;
        self.out.flush()
    }

    /// Writes the sizes where they belong: short ones, or `ds64` if they do not fit.
    fn fill_in(&mut self, riff_bytes: u64, data_bytes: u64) -> io::Result<()> {
        let is_long = u32::try_from(riff_bytes).is_err();
        let short = |bytes: u64| if is_long { u32::MAX } else { u32::try_from(bytes).unwrap_or(u32::MAX) };
        if is_long {
            self.put(0, b"RF64")?;
            self.put(LONG_SIZES_AT, b"ds64")?;
            self.put(LONG_SIZES_AT + 8, &riff_bytes.to_le_bytes())?;
            self.put(LONG_SIZES_AT + 16, &data_bytes.to_le_bytes())?;
            self.put(LONG_SIZES_AT + 24, &self.frames.to_le_bytes())?;
        }
        self.put(4, &short(riff_bytes).to_le_bytes())?;
        self.put(self.data_at - 4, &short(data_bytes).to_le_bytes())?;
        if self.depth == Depth::Float32 {
            self.put(self.data_at - 12, &short(self.frames).to_le_bytes())?;
        }
        Ok(())
    }

    fn put(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.out.seek(SeekFrom::Start(at))?;
        self.out.write_all(bytes)
    }
}

/// The header up to the first sample, sizes still 0.
fn header(format: &WriteFormat) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    bytes.extend_from_slice(b"RIFF\0\0\0\0WAVEJUNK");
    bytes.extend_from_slice(&LONG_SIZES_BYTES.to_le_bytes());
    bytes.extend_from_slice(&[0; LONG_SIZES_BYTES as usize]);
    bytes.extend_from_slice(b"fmt ");
    let shape = shape(format);
    bytes.extend_from_slice(&half(shape.len()).to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes.extend_from_slice(&shape);
    if format.depth == Depth::Float32 {
        bytes.extend_from_slice(b"fact\x04\0\0\0\0\0\0\0");
    }
    bytes.extend_from_slice(b"data\0\0\0\0");
    bytes
}

/// The body of the `fmt ` chunk.
fn shape(format: &WriteFormat) -> Vec<u8> {
    let is_wide = format.channels > 2;
    let plain_tag: u16 = if format.depth == Depth::Float32 { 3 } else { 1 };
    let bits = half(format.depth.bits() as usize);
    let frame_bytes = half(format.channels) * (bits / 8);
    let mut bytes = Vec::with_capacity(40);
    bytes.extend_from_slice(&(if is_wide { 0xFFFE } else { plain_tag }).to_le_bytes());
    bytes.extend_from_slice(&half(format.channels).to_le_bytes());
    bytes.extend_from_slice(&format.rate_hz.to_le_bytes());
    bytes.extend_from_slice(&format.rate_hz.saturating_mul(u32::from(frame_bytes)).to_le_bytes());
    bytes.extend_from_slice(&frame_bytes.to_le_bytes());
    bytes.extend_from_slice(&bits.to_le_bytes());
    if is_wide {
        bytes.extend_from_slice(&22_u16.to_le_bytes());
        bytes.extend_from_slice(&bits.to_le_bytes());
        bytes.extend_from_slice(&loudspeakers(format.channels).to_le_bytes());
        bytes.extend_from_slice(&plain_tag.to_le_bytes());
        bytes.extend_from_slice(&[0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    } else if format.depth == Depth::Float32 {
        bytes.extend_from_slice(&[0, 0]);
    }
    bytes
}

/// The usual loudspeakers for a number of channels, one bit each; 0 says nothing about them.
fn loudspeakers(channels: usize) -> u32 {
    match channels {
        3 => 0x7,
        4 => 0x33,
        5 => 0x37,
        6 => 0x3F,
        8 => 0x63F,
        _ => 0,
    }
}

/// Chunks begin at even bytes.
fn pad(out: &mut impl Write, bytes: u64) -> io::Result<u64> {
    if bytes % 2 == 1 {
        out.write_all(&[0])?;
    }
    Ok(bytes % 2)
}

/// A small count as the header holds it.
fn half(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
