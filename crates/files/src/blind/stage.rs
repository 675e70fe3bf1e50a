// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A passing folder from which a player plays `A`, `B` and the present `X`.
//!
//! X is a file of its own, because mixers and task lists show the name of what is playing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use measure::abx::Side;
use tempfile::TempDir;

use super::{Clips, NAMES, index, sound_path, write};
use crate::error::{Error, Result};

/// Two sounds and an X on the disk, as long as this lives.
pub struct Stage {
    folder: TempDir,
}

impl Stage {
    /// Writes both sounds.
    ///
    /// # Errors
    /// The system's folder for passing files is closed or full.
    pub fn new(clips: &Clips) -> Result<Self> {
        let folder = TempDir::new().map_err(|reason| Error::writing(&std::env::temp_dir(), reason))?;
        for (name, clip) in NAMES.iter().zip(&clips.sounds) {
            write(&sound_path(folder.path(), name), clip)?;
        }
        Ok(Self { folder })
    }

    /// Makes X one of the two.
    ///
    /// # Errors
    /// As [`Stage::new`].
    pub fn put_x(&self, side: Side) -> Result<()> {
        let [from, to] = [NAMES[index(side)], "X"].map(|name| self.path(name));
        let copied = fs::read(from).and_then(|bytes| fs::write(&to, bytes));
        copied.map_err(|reason| Error::writing(&to, reason))
    }

    /// Where `A`, `B` or `X` lies.
    pub fn path(&self, name: &str) -> PathBuf {
        sound_path(self.folder(), name)
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }
}

#[cfg(test)]
mod tests {
    use dsp::{Audio, signals};

    use super::*;

    #[test]
    fn x_is_what_was_put_and_the_folder_goes_with_the_stage() {
        let sound = |seed| Audio { rate_hz: 8_000, channels: vec![signals::pink_noise(seed, 0.5, 8_000)] };
        let clips = Clips { sounds: [sound(1), sound(2)], turned_down_db: [0.0; 2], notes: Vec::new() };
        let stage = Stage::new(&clips).unwrap();
        for (side, name) in [(Side::B, "B"), (Side::A, "A")] {
            stage.put_x(side).unwrap();
            assert_eq!(fs::read(stage.path("X")).unwrap(), fs::read(stage.path(name)).unwrap());
        }
        let folder = stage.folder().to_owned();
        drop(stage);
        assert!(!folder.exists());
    }
}
