// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Songs to measure with: synthesised, repeated, packed.
//!
//! Everything is written piece by piece. A process's peak memory counts that of the one that
//! started it, so this one must stay small.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

use anyhow::{Result, ensure};
use dsp::{math, signals};

use crate::process::Program;

const RATE_HZ: u32 = 44_100;
/// Of a WAV with nothing but `fmt ` and `data` before the sound.
const HEADER_BYTES: u64 = 44;
const FRAME_BYTES: u32 = 4;

/// Four minutes of pink noise with a beat at 120 per minute, in verses of −18 dB and refrains of
/// −6 dB, as a 16-bit stereo WAV.
pub fn synthesise(path: &Path) -> Result<()> {
    let seconds = 240;
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(&header(seconds * RATE_HZ * FRAME_BYTES))?;
    for second in 0..seconds {
        let loudest = if second / 30 % 2 == 0 { 0.25 } else { 1.0 };
        let sides =
            [0, 1].map(|side| signals::pink_noise(u64::from(2 * second + side + 1), loudest, RATE_HZ as usize));
        for frame in 0..RATE_HZ as usize {
            let since_beat = (frame % 22_050) as f64 / f64::from(RATE_HZ);
            let swing = 0.2 + 0.7 * math::exp(-since_beat / 0.1);
            for side in &sides {
                file.write_all(&sixteen_bits(f64::from(side[frame]) * swing))?;
            }
        }
    }
    Ok(file.flush()?)
}

/// The sound of `song`, a 16-bit stereo WAV, over and over for three hours.
pub fn three_hours_of(song: &Path, path: &Path) -> Result<()> {
    let bytes = 3 * 3600 * RATE_HZ * FRAME_BYTES;
    let mut from = BufReader::new(File::open(song)?);
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(&header(bytes))?;
    let mut left = u64::from(bytes);
    while left > 0 {
        from.seek(SeekFrom::Start(HEADER_BYTES))?;
        let copied = io::copy(&mut from.by_ref().take(left), &mut file)?;
        ensure!(copied > 0, "{} holds no sound; give a WAV", song.display());
        left -= copied;
    }
    Ok(file.flush()?)
}

/// The song in another packing, by `ffmpeg`.
pub fn packed(song: &Path, path: &Path) -> Result<()> {
    let words = ["ffmpeg", "-v", "error", "-y", "-i"].map(Into::into).into_iter();
    let rest = ["-b:a".into(), "320k".into(), path.as_os_str().to_owned()];
    Program::new::<std::ffi::OsString>(words.chain([song.as_os_str().to_owned()]).chain(rest)).run()?;
    Ok(())
}

fn sixteen_bits(sample: f64) -> [u8; 2] {
    let step = math::whole_from(sample.clamp(-1.0, 1.0) * 32_767.0);
    i16::try_from(step).unwrap_or(0).to_le_bytes()
}

fn header(bytes: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(b"RIFF");
    header.extend((bytes + 36).to_le_bytes());
    header.extend(b"WAVEfmt ");
    for word in [16, 0x0002_0001, RATE_HZ, RATE_HZ * FRAME_BYTES, 0x0010_0004] {
        header.extend(word.to_le_bytes());
    }
    header.extend(b"data");
    header.extend(bytes.to_le_bytes());
    header
}
