// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Makes sound with whatever player the system has, so that nothing needs to be installed for it.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};

/// Players and what they are told before the name of the file, the most direct first.
const PLAYERS: [(&str, &[&str]); 5] = [
    ("pw-play", &[]),
    ("paplay", &[]),
    ("aplay", &["--quiet"]),
    ("ffplay", &["-nodisp", "-autoexit", "-loglevel", "quiet"]),
    ("afplay", &[]),
];
const WINDOWS: &str = "powershell.exe";

/// A player, and what it plays.
pub struct Player {
    program: PathBuf,
    before: &'static [&'static str],
    playing: Option<Child>,
}

impl Player {
    /// The first one on the path.
    pub fn find() -> Option<Self> {
        let known = PLAYERS.into_iter().find_map(|(name, before)| Some((on_path(name)?, before)));
        let (program, before) = known.or_else(|| Some((on_path(WINDOWS)?, [].as_slice())))?;
        Some(Self { program, before, playing: None })
    }

    /// Plays a file from its start, instead of what is playing.
    pub fn play(&mut self, path: &Path) -> Result<()> {
        self.stop()?;
        let mut command = Command::new(&self.program);
        if self.program.ends_with(WINDOWS) {
            let quoted = path.display().to_string().replace('\'', "''");
            command.args([
                "-NoProfile",
                "-Command",
                &format!("(New-Object Media.SoundPlayer '{quoted}').PlaySync()"),
            ]);
        } else {
            command.args(self.before).arg(path);
        }
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = command.spawn().with_context(|| format!("{} cannot be started", self.program.display()));
        self.playing = Some(started?);
        Ok(())
    }

    /// Ends what is playing; says so if it never could be played.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut child) = self.playing.take() else { return Ok(()) };
        let ended = child.try_wait().ok().flatten();
        if ended.is_none() {
            // A player that ends by itself at this moment is as good.
            let _ = child.kill();
            let _ = child.wait();
        }
        ensure!(
            ended.is_none_or(|status| status.success()),
            "{} could not play; see that a sound output is there, or write the test into a folder with -o DIR",
            self.program.display()
        );
        Ok(())
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        // Nobody is left to be told.
        let _ = self.stop();
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}
