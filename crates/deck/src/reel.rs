// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A song on the disk, ready to be played from any frame.
//!
//! Two channels of little-endian single-precision samples at the host's rate, in a file without a
//! name that vanishes with its last user. One thread records, any number read meanwhile: the count of
//! frames is raised when they are in the file, and what is counted never changes.

use std::{
    env,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{
            AtomicBool, AtomicU64,
            Ordering::{Acquire, Relaxed, Release},
        },
    },
};

use measure::Layout;

use crate::{
    error::{Error, Result},
    positioned,
};

/// No reel is longer: at 48 kHz that is 690 MB of the user's disk, and no song of a mix is longer.
pub const LONGEST_MINUTES: u32 = 30;

const BYTES_PER_FRAME: usize = 8;
/// Frames that become bytes in one go; 8 KiB lie well on any stack.
const PIECE: usize = 1024;

/// A song, or as much of it as was recorded so far.
#[derive(Debug)]
pub struct Reel {
    file: File,
    rate_hz: u32,
    frames: AtomicU64,
    complete: AtomicBool,
}

impl Reel {
    /// An empty reel in the user's cache folder, and the only one who may record on it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn new(rate_hz: u32) -> Result<(Recorder, Arc<Self>)> {
        Self::new_in(&usual_folder(), rate_hz)
    }

    /// An empty reel in a folder, and the only one who may record on it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn new_in(folder: &Path, rate_hz: u32) -> Result<(Recorder, Arc<Self>)> {
        let made = fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder));
        let file = made.map_err(|reason| Error::writing(folder, reason))?;
        let reel = Self { file, rate_hz, frames: AtomicU64::new(0), complete: AtomicBool::new(false) };
        let reel = Arc::new(reel);
        Ok((Recorder { reel: reel.clone(), folder: folder.to_owned(), bytes: Vec::new() }, reel))
    }

    /// A reel that counts frames it does not have, as on a disk that is gone.
    #[cfg(test)]
    pub(crate) fn torn(rate_hz: u32, frames: u64) -> Arc<Self> {
        let (recorder, reel) = Self::new_in(&env::temp_dir(), rate_hz).expect("there is a folder for tests");
        recorder.finish();
        reel.frames.store(frames, Release);
        reel
    }

    /// Frames per second.
    pub fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// How many frames are there so far.
    pub fn frames(&self) -> u64 {
        self.frames.load(Acquire)
    }

    /// Whether the song is there to its end.
    pub fn is_complete(&self) -> bool {
        self.complete.load(Acquire)
    }

    /// How much is there so far, seconds.
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.rate_hz.max(1))
    }

    /// Lays out what stands from a frame on, and says how many frames that were: fewer than asked for where
    /// the recording ends so far.
    ///
    /// # Errors
    /// The disk does not give back what was written.
    pub fn read(&self, from_frame: u64, into: &mut [[f32; 2]]) -> io::Result<usize> {
        let there = usize::try_from(self.frames().saturating_sub(from_frame)).unwrap_or(usize::MAX);
        let count = into.len().min(there);
        let mut bytes = [0; PIECE * BYTES_PER_FRAME];
        let mut place = from_frame * BYTES_PER_FRAME as u64;
        for piece in into[..count].chunks_mut(PIECE) {
            let bytes = &mut bytes[..piece.len() * BYTES_PER_FRAME];
            positioned::read_exact(&self.file, bytes, place)?;
            for (frame, bytes) in piece.iter_mut().zip(bytes.as_chunks::<BYTES_PER_FRAME>().0) {
                *frame = frame_from(*bytes);
            }
            place += bytes.len() as u64;
        }
        Ok(count)
    }
}

/// The one who records on a reel.
pub struct Recorder {
    reel: Arc<Reel>,
    folder: PathBuf,
    bytes: Vec<u8>,
}

impl Recorder {
    /// The reel it records on.
    pub fn reel(&self) -> &Arc<Reel> {
        &self.reel
    }

    /// Records the next samples, channel after channel, all equally long: mono on both sides, surround
    /// folded down as [`Layout::folded`] does it.
    ///
    /// # Errors
    /// The disk is full or gone, or the song longer than [`LONGEST_MINUTES`]; what was recorded before stays.
    pub fn push(&mut self, channels: &[&[f32]], layout: Layout) -> Result<()> {
        let frames = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        self.push_frames((0..frames).map(|frame| layout.folded(channels, frame)))
    }

    /// Records the next frames.
    ///
    /// # Errors
    /// The disk is full or gone, or the song longer than [`LONGEST_MINUTES`]; what was recorded before stays.
    pub fn push_frames(&mut self, frames: impl IntoIterator<Item = [f32; 2]>) -> Result<()> {
        self.bytes.clear();
        self.bytes.extend(frames.into_iter().flatten().flat_map(f32::to_le_bytes));
        let before = self.reel.frames.load(Relaxed);
        let after = before + (self.bytes.len() / BYTES_PER_FRAME) as u64;
        if after > longest_frames(self.reel.rate_hz) {
            return Err(Error::TooLong { minutes: LONGEST_MINUTES });
        }
        let place = before * BYTES_PER_FRAME as u64;
        positioned::write_all(&self.reel.file, &self.bytes, place)
            .map_err(|reason| Error::writing(&self.folder, reason))?;
        self.reel.frames.store(after, Release);
        Ok(())
    }

    /// Says that the song is there to its end.
    pub fn finish(self) -> Arc<Reel> {
        self.reel.complete.store(true, Release);
        self.reel
    }
}

/// Where reels lie: the user's cache folder, or the system's folder for temporary files.
pub fn usual_folder() -> PathBuf {
    files::targets::cache_folder().unwrap_or_else(env::temp_dir)
}

fn longest_frames(rate_hz: u32) -> u64 {
    u64::from(rate_hz) * 60 * u64::from(LONGEST_MINUTES)
}

fn frame_from(bytes: [u8; BYTES_PER_FRAME]) -> [f32; 2] {
    let [a, b, c, d, e, f, g, h] = bytes;
    [f32::from_le_bytes([a, b, c, d]), f32::from_le_bytes([e, f, g, h])]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use std::thread;

    use dsp::signals;

    use super::*;

    fn reel(rate_hz: u32) -> (Recorder, Arc<Reel>) {
        Reel::new_in(&env::temp_dir(), rate_hz).unwrap()
    }

    #[test]
    fn what_was_recorded_is_read_bit_for_bit_from_any_frame() {
        let (mut recorder, reel) = reel(48_000);
        let sides = [1, 2].map(|seed| signals::white_noise(seed, 0.5, 10_000));
        for start in (0..10_000).step_by(777) {
            let end = 10_000.min(start + 777);
            let parts = sides.each_ref().map(|side| &side[start..end]);
            recorder.push(&parts, Layout::Stereo).unwrap();
        }
        assert!(!reel.is_complete());
        recorder.finish();
        assert_eq!((reel.frames(), reel.is_complete()), (10_000, true));
        let mut heard = vec![[0.0; 2]; 5000];
        assert_eq!(reel.read(4321, &mut heard).unwrap(), 5000);
        assert!(heard.iter().zip(4321..).all(|(frame, n)| *frame == [sides[0][n], sides[1][n]]));
        assert_eq!(reel.read(9_990, &mut heard).unwrap(), 10);
        assert_eq!(reel.read(20_000, &mut heard).unwrap(), 0);
    }

    #[test]
    fn mono_is_on_both_sides_and_surround_is_folded_as_the_profile_hears_it() {
        let (mut recorder, reel) = reel(48_000);
        recorder.push(&[&[0.25]], Layout::Mono).unwrap();
        let surround: [&[f32]; 6] = [&[0.1], &[0.2], &[0.4], &[1.0], &[0.0], &[f32::NAN]];
        recorder.push(&surround, Layout::Surround51).unwrap();
        let mut heard = [[0.0; 2]; 2];
        reel.read(0, &mut heard).unwrap();
        let centre = 0.4 * core::f32::consts::FRAC_1_SQRT_2;
        assert_eq!(heard, [[0.25; 2], [0.1 + centre, 0.2 + centre]]);
    }

    #[test]
    fn a_reel_is_read_while_it_grows_and_never_shows_what_is_not_there_yet() {
        let (mut recorder, reel) = reel(48_000);
        let writer = thread::spawn(move || {
            for n in 0_u16..200 {
                recorder.push_frames([[f32::from(n); 2]; 500]).unwrap();
            }
            recorder.finish();
        });
        let mut frames = vec![[0.0; 2]; 100_000];
        while !reel.is_complete() {
            let read = reel.read(0, &mut frames).unwrap();
            assert!(frames[..read].iter().enumerate().all(|(n, frame)| frame[0] == (n / 500) as f32));
        }
        writer.join().unwrap();
        assert_eq!(reel.frames(), 100_000);
    }

    #[test]
    fn a_song_beyond_half_an_hour_is_refused_in_a_sentence() {
        let (mut recorder, reel) = reel(2);
        recorder.push_frames(vec![[0.0; 2]; 3600]).unwrap();
        let refused = recorder.push_frames([[0.0; 2]]).unwrap_err();
        assert!(refused.to_string().contains("30 minutes"), "{refused}");
        assert_eq!(reel.frames(), 3600);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told_and_what_was_recorded_stays() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let reel =
            Reel { file: full, rate_hz: 48_000, frames: AtomicU64::new(0), complete: AtomicBool::new(false) };
        let mut recorder = Recorder { reel: Arc::new(reel), folder: "cache".into(), bytes: Vec::new() };
        let error = recorder.push_frames([[0.0; 2]]).unwrap_err();
        assert!(matches!(error, Error::DiskFull { .. }), "{error}");
        assert_eq!(recorder.reel().frames(), 0);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let error =
            Reel::new_in(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")), 48_000).err().unwrap();
        assert!(error.to_string().contains("Cargo.toml"), "{error}");
    }
}
