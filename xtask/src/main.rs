// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The verbs of daily work.
#![allow(clippy::print_stdout, reason = "these are command-line tools")]

mod bundle;
mod hosts;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("bundle") => {
            for bundle in bundle::bundle("release")? {
                println!("{}", bundle.display());
            }
            Ok(())
        }
        Some("hosts") => hosts::hosts(),
        _ => bail!("usage: cargo xtask bundle|hosts"),
    }
}

/// The folder of the workspace.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lives in the workspace").to_owned()
}
