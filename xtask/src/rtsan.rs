// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sound path under `RealtimeSanitizer`, where the toolchain brings its library.
//!
//! Source: LLVM, "`RealtimeSanitizer`"; the library is the one that rustup's toolchains carry.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::root;

/// Plays every effect through the plugin's engine; the first call that may wait ends it.
pub fn run() -> Result<()> {
    let Some(library) = library()? else {
        println!("skipped: this toolchain has no RealtimeSanitizer (`lib*.rtsan.a`); rustup's Linux ones have");
        return Ok(());
    };
    let arguments =
        ["test", "--package", "plugin", "--features", "rtsan", "--test", "realtime", "--", "--nocapture"];
    let mut cargo = Command::new(env!("CARGO"));
    let cargo = cargo.args(arguments).current_dir(root()).env("RTSAN_ENABLE", "1").env("RTSAN_LIB_PATH", library);
    ensure!(cargo.status()?.success(), "something on the audio thread may wait: its stack stands above");
    Ok(())
}

fn library() -> Result<Option<PathBuf>> {
    let said = Command::new("rustc").args(["--print", "target-libdir"]).current_dir(root()).output()?;
    let folder = String::from_utf8(said.stdout)?;
    let files = fs::read_dir(Path::new(folder.trim())).context("rustc has no folder of libraries")?;
    let is_ours = |path: &PathBuf| path.to_str().is_some_and(|path| path.ends_with(".rtsan.a"));
    Ok(files.filter_map(|file| file.ok().map(|file| file.path())).find(is_ours))
}
