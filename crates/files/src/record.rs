// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A song as comparing needs it: its file, its numbers, its profile; never its sound.

use std::{ops::ControlFlow, path::Path};

use dsp::Audio;
use measure::{Cells, Fault, Layout, Measured, Profile, Profiler, Severity};
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    examine::{self, Examined, Progress},
    report::Input,
};

/// All that is known about a song once it was heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The file, its hash and its outline.
    pub input: Input,
    /// The numbers of the whole song.
    pub measured: Measured,
    /// What it is like, section by section.
    pub profile: Profile,
}

/// What one pass over a song has found, for comparing.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// The song.
    pub record: Record,
    /// What is not fine about it.
    pub faults: Vec<Fault>,
    /// Its half seconds; [`Cells::portrait`] says what a user's own loop is like.
    pub cells: Cells,
}

/// Hears a whole file; memory grows by little more than a kilobyte for each second.
///
/// # Errors
/// The file cannot be read or holds no sound; see [`crate::Error`].
pub fn hear(path: &Path, progress: Progress<'_>) -> Result<Heard> {
    hear_along(path, progress, |_| ControlFlow::Continue(()))
}

/// As [`hear`], and hands every block to `each` as well; where that has heard enough, the song ends.
///
/// # Errors
/// As [`hear`].
pub fn hear_along(
    path: &Path,
    progress: Progress<'_>,
    mut each: impl FnMut(&Audio) -> ControlFlow<()>,
) -> Result<Heard> {
    let mut profiler = None;
    let examined = examine::walk(path, progress, |block| {
        let layout = Layout::from_channels(block.channels.len());
        profiler.get_or_insert_with(|| Profiler::new(block.rate_hz, layout)).push(&examine::slices(block));
        each(block)
    })?;
    Ok(heard(examined, profiler))
}

/// Hears sound that is in memory already; `name` is what it is called. It has no hash.
pub fn hear_audio(audio: &Audio, name: &str) -> Heard {
    let channels = audio.channels.len();
    let mut profiler = Profiler::new(audio.rate_hz, Layout::from_channels(channels));
    let (measured, faults, wave) = examine::walk_audio(audio, |block| profiler.push(block));
    let input = Input {
        path: name.to_owned(),
        rate_hz: audio.rate_hz,
        channels,
        seconds: audio.seconds(),
        wave,
        ..Input::default()
    };
    heard(Examined { input, measured, faults, readings: Vec::new() }, Some(profiler))
}

fn heard(Examined { input, measured, faults, .. }: Examined, profiler: Option<Profiler>) -> Heard {
    let cells = profiler.map(|profiler| profiler.finish(&measured)).unwrap_or_default();
    let clipped = faults.iter().any(|fault| fault.id == "clipping" && fault.severity == Severity::Fault);
    let profile = Profile { clipped, ..cells.profile() };
    Heard { record: Record { input, measured, profile }, faults, cells }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;
    use crate::{Depth, Overwrite, write_all};

    #[test]
    fn a_file_and_the_same_sound_in_memory_are_heard_alike() {
        let channels = (1..=2).map(|seed| signals::pink_noise(seed, 0.5, 300_000)).collect();
        let audio = Audio { rate_hz: 44_100, channels };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("song.wav");
        write_all(&path, &audio, Depth::Float32, Overwrite::Refused).unwrap();
        let from_file = hear(&path, &|_| {}).unwrap();
        let from_memory = hear_audio(&audio, "song");
        assert_eq!(from_file.record.profile, from_memory.record.profile);
        assert_eq!(from_file.record.measured, from_memory.record.measured);
        assert_eq!(from_file.faults, from_memory.faults);
        assert_eq!(from_file.record.input.wave, from_memory.record.input.wave);
        let examined = examine::examine(&path, &|_| {}).unwrap();
        assert_eq!((examined.input, examined.faults), (from_file.record.input, from_file.faults));
    }

    #[test]
    fn what_is_no_sound_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(hear(&folder.path().join("missing.wav"), &|_| {}).is_err());
    }
}
