// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A record from its file to its reel, and what it is like: one pass over the file, in constant memory.
//!
//! ```text
//! file ── decode ─┬─ two sides ── host's rate ── reel      playable from its first second on
//!                 └─ hear ── record                        unless the library knows it
//! ```

use std::{ops::ControlFlow, path::Path, sync::Arc};

use dsp::Audio;
use files::{Decoder, Format, Record, hash, record::hear_along, resample::Resampler};
use measure::Layout;

use crate::{
    error::Result,
    reel::{LONGEST_MINUTES, Recorder, Reel},
};

/// Who waits for a record.
pub trait Waiting: Sync {
    /// The file's hash is known; `false` if it is not wanted, because it is here already.
    fn knows_hash(&self, hash: &str) -> bool;
    /// The reel is there; it fills from now on.
    fn has_reel(&self, reel: Arc<Reel>);
    /// So much is done, 0 to 1; `false` if nobody waits any more.
    fn has_read(&self, share: f64) -> bool;
    /// What the library knows of this hash.
    fn known(&self, hash: &str) -> Option<Record>;
}

/// A record on its reel.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What is known about it.
    pub record: Record,
    /// Whether it was heard just now and is worth keeping in the library.
    pub is_new: bool,
    /// What is not as the user may think it is, in sentences.
    pub notes: Vec<String>,
}

/// Reads a record for a host at this rate; `None` if nobody waits for it any more.
///
/// # Errors
/// The file cannot be read or holds no sound, or there is no room for its reel.
pub fn load(path: &Path, rate_hz: u32, waiting: &dyn Waiting) -> Result<Option<Loaded>> {
    let hash = hash::of_file(path)?;
    if !waiting.knows_hash(&hash) {
        return Ok(None);
    }
    let mut decoder = Decoder::open(path)?;
    let (recorder, reel) = Reel::new(rate_hz)?;
    waiting.has_reel(reel);
    let mut tape = Tape::new(decoder.format(), recorder)?;
    let is_whole = tape.all_frames.is_none_or(|frames| frames <= tape.room_frames);
    // Half an hour of a longer file is not what the library means by its hash.
    let known = waiting.known(&hash).filter(|_| is_whole);
    let is_new = known.is_none();
    let (record, mut notes) = match known {
        Some(record) => (record, copy(&mut decoder, &mut tape, waiting)?),
        None => hear(path, &mut tape, waiting)?,
    };
    if tape.is_unwanted {
        return Ok(None);
    }
    let is_cut = tape.is_full;
    tape.finish()?;
    notes.extend(is_cut.then(|| format!("Only its first {LONGEST_MINUTES} minutes are played and compared.")));
    Ok(Some(Loaded { record, is_new: is_new && !is_cut, notes }))
}

/// Hears the file on its way to the reel.
fn hear(path: &Path, tape: &mut Tape, waiting: &dyn Waiting) -> Result<(Record, Vec<String>)> {
    let heard = hear_along(path, &|_| {}, |block| tape.push(block, waiting))?;
    tape.failure()?;
    let damage = heard.faults.iter().filter(|fault| fault.id == "truncated");
    Ok((heard.record, damage.map(|fault| fault.message.clone()).collect()))
}

/// Copies the file to the reel; what it is like is known.
fn copy(decoder: &mut Decoder, tape: &mut Tape, waiting: &dyn Waiting) -> Result<Vec<String>> {
    let mut block = Audio::silence(0, 0, 0);
    while decoder.read(&mut block)? > 0 {
        if tape.push(&block, waiting).is_break() {
            break;
        }
    }
    tape.failure()?;
    let shortfall = decoder.shortfall().filter(|_| !tape.is_full);
    Ok(shortfall.map(|shortfall| format!("The {shortfall}.").replace("The the ", "The ")).into_iter().collect())
}

/// Two sides of a file at the host's rate, on their way to the reel.
struct Tape {
    layout: Layout,
    resampler: Option<Resampler>,
    recorder: Option<Recorder>,
    heard_frames: u64,
    /// How many frames the file has, if it says so.
    all_frames: Option<u64>,
    /// How many frames of the file fit on a reel.
    room_frames: u64,
    sides: Vec<Vec<f32>>,
    converted: Vec<Vec<f32>>,
    is_full: bool,
    is_unwanted: bool,
    failed: Option<crate::Error>,
}

impl Tape {
    fn new(format: &Format, recorder: Recorder) -> Result<Self> {
        let Format { rate_hz: from_hz, channels, frames: all_frames, .. } = *format;
        let sides = channels.min(2);
        Ok(Self {
            layout: Layout::from_channels(channels),
            resampler: Some(Resampler::new([from_hz, recorder.reel().rate_hz()], sides)?),
            recorder: Some(recorder),
            heard_frames: 0,
            all_frames,
            room_frames: u64::from(from_hz) * 60 * u64::from(LONGEST_MINUTES),
            sides: vec![Vec::new(); sides],
            converted: vec![Vec::new(); sides],
            is_full: false,
            is_unwanted: false,
            failed: None,
        })
    }

    /// Takes the next block of the file; says whether there is room and need for more.
    fn push(&mut self, block: &Audio, waiting: &dyn Waiting) -> ControlFlow<()> {
        let room = usize::try_from(self.room_frames - self.heard_frames).unwrap_or(usize::MAX);
        let frames = block.frames().min(room);
        self.is_full |= frames < block.frames();
        self.heard_frames += frames as u64;
        self.fold(block, frames);
        if let Some(resampler) = &mut self.resampler {
            let sides: Vec<&[f32]> = self.sides.iter().map(Vec::as_slice).collect();
            resampler.push(&sides, &mut self.converted);
        }
        self.failed = self.record().err();
        let share = self.all_frames.map_or(0.0, |all| self.heard_frames as f64 / all.max(1) as f64);
        self.is_unwanted = !waiting.has_read(share.min(1.0));
        let is_done = self.is_full || self.is_unwanted || self.failed.is_some();
        if is_done { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// The sides that are heard of a block, as the profile hears them; what is no sound is silence.
    fn fold(&mut self, block: &Audio, frames: usize) {
        let channels: Vec<&[f32]> = block.channels.iter().map(Vec::as_slice).collect();
        self.sides.iter_mut().for_each(Vec::clear);
        for frame in 0..frames {
            for (side, sample) in self.sides.iter_mut().zip(self.layout.folded(&channels, frame)) {
                side.push(sample);
            }
        }
    }

    fn record(&mut self) -> Result<()> {
        let sides: Vec<&[f32]> = self.converted.iter().map(Vec::as_slice).collect();
        if let Some(recorder) = &mut self.recorder {
            recorder.push(&sides, Layout::from_channels(sides.len()))?;
        }
        self.converted.iter_mut().for_each(Vec::clear);
        Ok(())
    }

    fn failure(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// The end of the sound.
    fn finish(mut self) -> Result<()> {
        if let Some(resampler) = self.resampler.take() {
            resampler.finish(&mut self.converted);
        }
        self.record()?;
        self.recorder.take().map(Recorder::finish);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use std::{path::PathBuf, sync::Mutex};

    use dsp::signals;
    use files::{Depth, Overwrite, write_all};

    use super::*;

    /// Somebody who waits until so much was read, and knows some records already.
    #[derive(Default)]
    struct Someone {
        patience: f64,
        knows: Option<Record>,
        reel: Mutex<Option<Arc<Reel>>>,
    }

    impl Waiting for Someone {
        fn knows_hash(&self, hash: &str) -> bool {
            hash.len() == 64
        }
        fn has_reel(&self, reel: Arc<Reel>) {
            *self.reel.lock().unwrap() = Some(reel);
        }
        fn has_read(&self, share: f64) -> bool {
            share <= self.patience
        }
        fn known(&self, _hash: &str) -> Option<Record> {
            self.knows.clone()
        }
    }

    impl Someone {
        fn patient() -> Self {
            Self { patience: 1.0, ..Self::default() }
        }

        fn reel(&self) -> Arc<Reel> {
            self.reel.lock().unwrap().clone().unwrap()
        }
    }

    fn file(folder: &tempfile::TempDir, audio: &Audio) -> PathBuf {
        let path = folder.path().join("song.wav");
        write_all(&path, audio, Depth::Float32, Overwrite::Refused).unwrap();
        path
    }

    fn noise(rate_hz: u32, seconds: usize) -> Audio {
        let frames = seconds * rate_hz as usize;
        Audio { rate_hz, channels: (1..=2).map(|seed| signals::pink_noise(seed, 0.3, frames)).collect() }
    }

    fn sides(reel: &Reel) -> Vec<Vec<f32>> {
        let mut frames = vec![[0.0; 2]; usize::try_from(reel.frames()).unwrap()];
        reel.read(0, &mut frames).unwrap();
        (0..2).map(|side| frames.iter().map(|frame| frame[side]).collect()).collect()
    }

    #[test]
    fn the_reel_has_the_file_at_the_hosts_rate_and_the_record_is_what_the_command_line_hears() {
        let folder = tempfile::tempdir().unwrap();
        let audio = noise(44_100, 9);
        let path = file(&folder, &audio);
        for rate_hz in [44_100, 48_000] {
            let someone = Someone::patient();
            let loaded = load(&path, rate_hz, &someone).unwrap().unwrap();
            assert_eq!(loaded.record, files::hear(&path, &|_| {}).unwrap().record);
            assert!(loaded.is_new && someone.reel().is_complete());
            let expected = files::resample::resample(&audio, rate_hz).unwrap();
            assert!(sides(&someone.reel()) == expected.channels, "{rate_hz} Hz");
        }
    }

    #[test]
    fn what_the_library_knows_is_copied_and_not_heard() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, &noise(8000, 3));
        let knows =
            Record { measured: measure::Measured { dr14: Some(7.0), ..Default::default() }, ..Record::default() };
        let someone = Someone { knows: Some(knows.clone()), ..Someone::patient() };
        let loaded = load(&path, 8000, &someone).unwrap().unwrap();
        assert_eq!((loaded.record, loaded.is_new, someone.reel().frames()), (knows, false, 24_000));
    }

    #[test]
    fn nobody_waits_is_nothing_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, &noise(8000, 60));
        let someone = Someone { patience: 0.2, ..Someone::default() };
        assert!(load(&path, 8000, &someone).unwrap().is_none());
        assert!(!someone.reel().is_complete() && someone.reel().seconds() < 30.0);
    }

    #[test]
    fn of_an_hour_the_first_half_is_played_and_the_library_is_told_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, &noise(1000, 2000));
        let someone = Someone { knows: Some(Record::default()), ..Someone::patient() };
        let loaded = load(&path, 1000, &someone).unwrap().unwrap();
        assert_eq!(loaded.notes, ["Only its first 30 minutes are played and compared."]);
        assert_eq!(
            (loaded.is_new, someone.reel().frames(), someone.reel().is_complete()),
            (false, 1_800_000, true)
        );
        assert!(loaded.record.profile.seconds < 1900.0, "{} s", loaded.record.profile.seconds);
    }

    #[test]
    fn a_file_that_is_cut_off_is_read_as_far_as_it_goes_and_that_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, &noise(8000, 4));
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        for knows in [None, Some(Record::default())] {
            let someone = Someone { knows, ..Someone::patient() };
            let notes = load(&path, 8000, &someone).unwrap().unwrap().notes;
            assert!(notes.len() == 1 && notes[0].contains("before its header says"), "{notes:?}");
            assert!((15_000..17_000).contains(&someone.reel().frames()), "{} frames", someone.reel().frames());
        }
    }
}
