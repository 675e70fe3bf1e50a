// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The program as a shell sees it, and sounds to give it.

#![allow(dead_code, reason = "every test file uses its own part of this")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use dsp::{Audio, signals};
use files::{Depth, Overwrite, write_all};
use serde_json::Value;
use tempfile::TempDir;

/// What a command has left: exit code and words.
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A folder of its own in which commands run.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a float WAV and returns its name.
    pub fn sound(&self, name: &'static str, audio: &Audio) -> &'static str {
        write_all(&self.path(name), audio, Depth::Float32, Overwrite::Refused).unwrap();
        name
    }

    pub fn bytes(&self, name: &'static str, bytes: &[u8]) -> &'static str {
        fs::write(self.path(name), bytes).unwrap();
        name
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twobus"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        outcome(self.command(arguments).output().unwrap())
    }

    /// Runs it and reads stdout, which holds nothing but JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let Outcome { code, out, err } = self.run(arguments);
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: exit {code}, {out}{err}"))
    }

    /// Runs what must be refused: exit code 2 and one sentence on stderr, nothing on stdout.
    pub fn refusal(&self, arguments: &[&str]) -> String {
        let Outcome { code, out, err } = self.run(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert_one_sentence(&err);
        err
    }

    /// The names of all files and folders, hidden ones too, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        names_in(&self.path(folder))
    }
}

/// What is left of a command that has ended.
pub fn outcome(output: Output) -> Outcome {
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert!(!err.contains("panicked") && !err.contains("mistake of its own"), "{err}");
    Outcome { code: output.status.code().unwrap_or(-1), out, err }
}

pub fn assert_one_sentence(err: &str) {
    assert!(err.starts_with("twobus: ") && err.lines().count() == 1, "{err}");
}

pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Pink noise, nearly the same on all channels, as a calm song without any fault.
pub fn calm(rate_hz: u32, channels: usize, seconds: f64) -> Audio {
    let frames = dsp::math::index_from(f64::from(rate_hz) * seconds);
    let middle = signals::pink_noise(1, 0.8, frames);
    let channel = |n: usize| {
        let side = signals::white_noise(n as u64 + 2, 0.01, frames);
        middle.iter().zip(side).map(|(middle, side)| middle + side).collect()
    };
    Audio { rate_hz, channels: (0..channels).map(channel).collect() }
}

/// The same, louder or quieter.
pub fn scaled(mut audio: Audio, gain_db: f64) -> Audio {
    let gain = dsp::math::sample_from(10.0_f64.powf(gain_db / 20.0));
    audio.channels.iter_mut().flatten().for_each(|sample| *sample *= gain);
    audio
}

pub fn has_fault(report: &Value, id: &str) -> bool {
    report["faults"].as_array().unwrap().iter().any(|fault| fault["id"] == id)
}
