// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A blind test as a folder: `A.wav`, `B.wav`, `X01.wav` … and a sealed key.
//!
//! Every X is a copy of A or of B, bit for bit; which, follows from a seed ([`measure::abx::plan`]).
//! The key holds the seed mixed with the fingerprints of A and B, and a fingerprint over all of it:
//!
//! ```text
//! sealed = seed ⊕ first 8 bytes of BLAKE3("mask", trials, A, B)
//! check  = BLAKE3("check", seed, trials, A, B)
//! ```
//!
//! That keeps the answers from the eye and shows what was altered. It is no lock: who compares the
//! files' bytes, or computes the above, knows the answers; but they could as well just claim a result.

mod clips;
mod stage;

use std::path::{Path, PathBuf};

use dsp::Audio;
use measure::abx::{self, Side};
use serde::{Deserialize, Serialize};

pub use clips::{Clips, clips};
pub use stage::Stage;

use crate::{
    atomic::{self, Overwrite},
    encode::{Depth, write_all},
    error::{Error, Result},
    hash,
};

const SCHEMA: &str = "twobus-abx/1";
/// The name of the sealed key.
pub const KEY: &str = "key.json";
/// The names of the two sounds.
const NAMES: [&str; 2] = ["A", "B"];

/// What is drawn before a test and told after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Which of A and B each X is follows from it.
    pub seed: u64,
    /// How many X there are.
    pub trials: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    schema: String,
    trials: usize,
    sealed: String,
    check: String,
}

impl Draw {
    /// What each X is.
    pub fn plan(self) -> Vec<Side> {
        abx::plan(self.seed, self.trials)
    }

    fn seal(self, sounds: &[String; 2]) -> Key {
        let sealed = self.seed ^ mask(self.trials, sounds);
        Key {
            schema: SCHEMA.to_owned(),
            trials: self.trials,
            sealed: format!("{sealed:016x}"),
            check: self.check(sounds),
        }
    }

    fn unseal(key: &Key, sounds: &[String; 2]) -> Option<Self> {
        let sealed = u64::from_str_radix(&key.sealed, 16).ok()?;
        let draw = Self { seed: sealed ^ mask(key.trials, sounds), trials: key.trials };
        let fits = key.schema == SCHEMA && abx::TRIALS.contains(&key.trials) && draw.check(sounds) == key.check;
        fits.then_some(draw)
    }

    fn check(self, [a, b]: &[String; 2]) -> String {
        fingerprint(&format!("check {} {} {a} {b}", self.seed, self.trials)).to_hex().to_string()
    }
}

fn mask(trials: usize, [a, b]: &[String; 2]) -> u64 {
    let hash = fingerprint(&format!("mask {trials} {a} {b}"));
    hash.as_bytes().iter().take(8).fold(0, |mask, byte| (mask << 8) | u64::from(*byte))
}

fn fingerprint(text: &str) -> blake3::Hash {
    blake3::hash(text.as_bytes())
}

/// Where a sound of the test lies: `A`, `B`, or `X03` for the third trial.
fn sound_path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.wav"))
}

/// The name of the sound of a trial, counted from one: `X03`.
pub fn trial_name(trial: usize) -> String {
    format!("X{trial:02}")
}

/// Writes a whole test into a folder that exists.
///
/// # Errors
/// A name is taken, or the folder is closed or full.
pub fn export(folder: &Path, clips: &Clips, draw: Draw) -> Result<()> {
    for (name, clip) in NAMES.iter().zip(&clips.sounds) {
        write(&sound_path(folder, name), clip)?;
    }
    for (n, side) in draw.plan().into_iter().enumerate() {
        write(&sound_path(folder, &trial_name(n + 1)), &clips.sounds[index(side)])?;
    }
    let key = draw.seal(&fingerprints(folder)?);
    let text = serde_json::to_string_pretty(&key).unwrap_or_default() + "\n";
    atomic::write(&folder.join(KEY), text.as_bytes(), Overwrite::Refused)
}

/// Opens the key of a test whose files are all as they were written.
///
/// # Errors
/// The folder holds no test, or one of its files is missing or has been altered.
pub fn open(folder: &Path) -> Result<Draw> {
    let path = folder.join(KEY);
    let text = std::fs::read_to_string(&path).map_err(|reason| Error::reading(&path, reason))?;
    let altered = || Error::BlindTest {
        path: path.clone(),
        what: "the key has been altered, or A.wav or B.wav is not the one it was made for".to_owned(),
    };
    let key: Key = serde_json::from_str(&text).map_err(|_| altered())?;
    let sounds = fingerprints(folder)?;
    let draw = Draw::unseal(&key, &sounds).ok_or_else(altered)?;
    for (n, side) in draw.plan().into_iter().enumerate() {
        let path = sound_path(folder, &trial_name(n + 1));
        if hash::of_file(&path)? != sounds[index(side)] {
            return Err(Error::BlindTest { path, what: "it is not the sound that was exported".to_owned() });
        }
    }
    Ok(draw)
}

fn fingerprints(folder: &Path) -> Result<[String; 2]> {
    let of = |name| hash::of_file(&sound_path(folder, name));
    Ok([of("A")?, of("B")?])
}

fn write(path: &Path, clip: &Audio) -> Result<()> {
    write_all(path, clip, Depth::Int24, Overwrite::Refused)
}

/// The place of a side in a pair.
fn index(side: Side) -> usize {
    match side {
        Side::A => 0,
        Side::B => 1,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use dsp::signals;

    use super::*;

    const DRAW: Draw = Draw { seed: 5, trials: 6 };

    fn exported() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let sound = |seed| Audio { rate_hz: 8_000, channels: vec![signals::pink_noise(seed, 0.5, 8_000)] };
        let clips = Clips { sounds: [sound(1), sound(2)], turned_down_db: [0.0; 2], notes: Vec::new() };
        export(folder.path(), &clips, DRAW).unwrap();
        folder
    }

    #[test]
    fn a_key_opens_and_does_not_show_its_seed() {
        let folder = exported();
        assert_eq!(open(folder.path()).unwrap(), DRAW);
        let key = fs::read_to_string(folder.path().join(KEY)).unwrap();
        assert!(!key.contains("\"5\"") && !key.contains("0000000005"), "{key}");
    }

    #[test]
    fn every_x_is_a_or_b_to_the_byte() {
        let folder = exported();
        let bytes = |name: &str| fs::read(sound_path(folder.path(), name)).unwrap();
        for (n, side) in DRAW.plan().into_iter().enumerate() {
            assert_eq!(bytes(&trial_name(n + 1)), bytes(NAMES[index(side)]));
        }
    }

    #[test]
    fn what_is_altered_or_missing_is_named() {
        let folder = exported();
        let [key, x, b] = [KEY, "X03.wav", "B.wav"].map(|name| folder.path().join(name));
        let text = fs::read_to_string(&key).unwrap();
        let said = || open(folder.path()).unwrap_err().to_string();
        fs::write(&key, text.replace("\"trials\": 6", "\"trials\": 5")).unwrap();
        assert!(said().contains("has been altered"), "{}", said());
        fs::write(&key, "no key").unwrap();
        assert!(said().contains("has been altered"), "{}", said());
        fs::write(&key, &text).unwrap();
        let other = fs::read(&b).unwrap();
        fs::write(&x, &other[..other.len() - 4]).unwrap();
        assert!(said().contains("X03.wav: it is not the sound"), "{}", said());
        fs::remove_file(&x).unwrap();
        assert!(said().contains("X03.wav does not exist"), "{}", said());
        fs::remove_file(&key).unwrap();
        assert!(said().contains("key.json does not exist"), "{}", said());
    }
}
