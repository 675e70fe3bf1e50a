// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the song begins and ends in an M4A file.
//!
//! AAC encoders put 1024 or more frames of silence in front. The edit list says how many, and how
//! long the song is; without it every file would start late. Only the simple list of one edit
//! that encoders write is understood; anything else leaves the sound as it is.
//!
//! Source: ISO/IEC 14496-12, 8.6.6 "Edit list box"; 8.4.2 "Media header box"; 8.2.2 "Movie header box".

use std::io::{Read, Seek, SeekFrom};

/// Which frames of the track are the song.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Frames in front that are not.
    pub skip_frames: u64,
    /// How many frames follow that are, if said.
    pub frames: Option<u64>,
}

/// Boxes that hold boxes on the way to the edit list.
const WAY: [&[u8; 4]; 4] = [b"moov", b"trak", b"edts", b"mdia"];
/// A header longer than this is not searched.
const LONGEST_HEADER: u64 = 1 << 26;

/// The edit of the first track, if the file is an MP4 and says one.
pub fn edit(source: &mut (impl Read + Seek), length: u64) -> Option<Edit> {
    if !is_mp4(source) {
        return None;
    }
    let mut found = Found::default();
    search(source, [0, length], &mut found, 0)?;
    found.edit()
}

/// Whether the file begins like an MP4.
pub fn is_mp4(source: &mut (impl Read + Seek)) -> bool {
    source.rewind().is_ok() && bytes::<8>(source).is_some_and(|head| &head[4..] == b"ftyp")
}

/// What the boxes say.
#[derive(Default)]
struct Found {
    movie_hz: Option<u64>,
    track_hz: Option<u64>,
    edit: Option<[u64; 2]>,
}

impl Found {
    /// Durations count in the movie's ticks, starts in the track's, which are frames.
    fn edit(&self) -> Option<Edit> {
        let [duration, skip_frames] = self.edit?;
        let movie_hz = self.movie_hz.filter(|hz| *hz > 0)?;
        let exact = duration.checked_mul(self.track_hz?)?;
        let is_rounded = movie_hz < self.track_hz?;
        let frames = (duration > 0 && !is_rounded).then_some(exact / movie_hz);
        Some(Edit { skip_frames, frames })
    }
}

/// Walks the boxes between two places; goes into those on the way.
fn search(source: &mut (impl Read + Seek), place: [u64; 2], found: &mut Found, depth: usize) -> Option<()> {
    let [mut at, end] = place;
    while at + 8 <= end && found.track_hz.is_none() {
        source.seek(SeekFrom::Start(at)).ok()?;
        let head = bytes::<8>(source)?;
        let kind = [head[4], head[5], head[6], head[7]];
        let (size, head_bytes) = match number(&head[..4]) {
            1 => (number(&bytes::<8>(source)?), 16),
            0 => (end - at, 8),
            size => (size, 8),
        };
        if size < head_bytes || size > end - at {
            return None;
        }
        let inside = [at + head_bytes, at + size];
        if depth < WAY.len() && WAY.contains(&&kind) && size < LONGEST_HEADER {
            search(source, inside, found, depth + 1)?;
        } else {
            note(source, kind, found)?;
        }
        at += size;
    }
    Some(())
}

/// Reads the three boxes that matter.
fn note(source: &mut (impl Read + Seek), kind: [u8; 4], found: &mut Found) -> Option<()> {
    match &kind {
        b"mvhd" => found.movie_hz = Some(ticks_per_second(source)?),
        b"mdhd" => found.track_hz = Some(ticks_per_second(source)?),
        b"elst" => {
            let head = bytes::<8>(source)?;
            let entry = bytes::<16>(source)?;
            let (duration, start) = if head[0] == 1 {
                (number(&entry[..8]), number(&entry[8..]))
            } else {
                (number(&entry[..4]), number(&entry[4..8]))
            };
            let is_simple = number(&head[4..]) == 1 && start < 1 << 20;
            found.edit = is_simple.then_some([duration, start]);
        }
        _ => {}
    }
    Some(())
}

fn ticks_per_second(source: &mut impl Read) -> Option<u64> {
    let version = bytes::<4>(source)?[0];
    if version == 1 {
        bytes::<16>(source)?;
    } else {
        bytes::<8>(source)?;
    }
    Some(number(&bytes::<4>(source)?))
}

fn bytes<const COUNT: usize>(source: &mut impl Read) -> Option<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    source.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Big-endian, as everything in an MP4.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
