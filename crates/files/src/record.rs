// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A song as comparing needs it: its file, its numbers, its profile; never its sound.

use std::path::Path;

use dsp::Audio;
use measure::{Cells, Fault, Layout, Measured, Profile, Profiler};
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

/// Hears a whole file; memory grows by about a kilobyte for each second.
///
/// # Errors
/// The file cannot be read or holds no sound; see [`crate::Error`].
pub fn hear(path: &Path, progress: Progress<'_>) -> Result<Heard> {
    let mut profiler = None;
    let examined = examine::walk(path, progress, |block| {
        let layout = Layout::from_channels(block.channels.len());
        profiler.get_or_insert_with(|| Profiler::new(block.rate_hz, layout)).push(&examine::slices(block));
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
    heard(Examined { input, measured, faults }, Some(profiler))
}

fn heard(Examined { input, measured, faults }: Examined, profiler: Option<Profiler>) -> Heard {
    let cells = profiler.map(|profiler| profiler.finish(&measured)).unwrap_or_default();
    let profile = cells.profile();
    Heard { record: Record { input, measured, profile }, faults, cells }
}
