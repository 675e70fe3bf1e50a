// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The verbs of daily work: `cargo xtask` lists them.
#![allow(clippy::print_stdout, reason = "these are command-line tools")]

mod bench;
mod bundle;
mod hosts;
mod install;
mod manual;
mod new;
mod rtsan;
mod screen;
mod test;
mod tidy;
mod verbs;

use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        verbs::list();
        return Ok(());
    };
    let rest: Vec<String> = arguments.collect();
    match verbs::ALL.iter().find(|verb| verb.name == name) {
        Some(verb) => (verb.run)(&rest),
        None => bail!("there is no verb `{name}`: `cargo xtask` lists them"),
    }
}

/// The folder of the workspace.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lives in the workspace").to_owned()
}
