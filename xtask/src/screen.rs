// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A screen that nobody sees, for what needs one.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};

/// An X server without a monitor, with a window manager; both end with this.
pub struct Screen {
    number: String,
    server: Child,
    manager: Option<Child>,
}

impl Screen {
    /// Opens one under a number that nobody uses.
    pub fn open() -> Result<Self> {
        let arguments = ["-displayfd", "1", "-screen", "0", "1600x1000x24", "+extension", "GLX"];
        let mut server = Command::new("Xvfb");
        let mut server = server.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let said = server.stdout.take().context("Xvfb says nothing")?;
        let mut number = String::new();
        BufReader::new(said).read_line(&mut number)?;
        ensure!(!number.is_empty(), "Xvfb did not start: run `Xvfb :9` to see why");
        let mut screen = Self { number: format!(":{}", number.trim()), server, manager: None };
        let mut manager = Command::new("openbox");
        screen.manager = Some(screen.show(&mut manager).stderr(Stdio::null()).spawn()?);
        Ok(screen)
    }

    /// Lets a program use the screen, and paint without a graphics card.
    pub fn show<'a>(&self, program: &'a mut Command) -> &'a mut Command {
        program.env("DISPLAY", &self.number).env("LIBGL_ALWAYS_SOFTWARE", "1")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for child in self.manager.iter_mut().chain([&mut self.server]) {
            // Whoever has ended by himself cannot be ended again.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
