// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Measures what whole processes take, and what one limiter and the equalisers take.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{root, test};

/// The table of `docs/figures.md`, for a song or for a synthesised one.
pub fn whole_processes(arguments: &[String]) -> Result<()> {
    let song = arguments.first().map(std::path::absolute).transpose()?;
    let shell = Shell::new()?;
    shell.change_dir(root());
    test::step("whole processes");
    cmd!(shell, "cargo bench --quiet -p cli --bench whole_process -- {song...}").run()?;
    test::step("one limiter");
    cmd!(shell, "cargo run --quiet --release -p rack --example limiter_speed").run()?;
    test::step("the equalisers");
    cmd!(shell, "cargo run --quiet --release -p rack --example equaliser_speed").run()?;
    Ok(())
}
