// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Runs every test there is, fast ones first.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{hosts, root, tidy};

/// Everything: what a change must pass to land.
pub fn all() -> Result<()> {
    fast()?;
    let shell = shell()?;
    step("hosts");
    hosts::hosts()?;
    step("documentation");
    cmd!(shell, "cargo doc --workspace --no-deps --quiet --locked").env("RUSTDOCFLAGS", "-D warnings").run()?;
    Ok(())
}

/// Format, rules, lints and the tests that need nothing but Rust.
pub fn fast() -> Result<()> {
    let shell = shell()?;
    step("format");
    cmd!(shell, "cargo fmt --all --check").run()?;
    step("tidy");
    tidy::run()?;
    step("lints");
    cmd!(shell, "cargo clippy --workspace --all-targets --quiet --locked -- -D warnings").run()?;
    step("tests");
    // The plugin's tests abort if it allocates while it processes.
    cmd!(shell, "cargo test --workspace --locked --features plugin/assert_process_allocs").run()?;
    Ok(())
}

fn shell() -> Result<Shell> {
    let shell = Shell::new()?;
    shell.change_dir(root());
    Ok(shell)
}

/// Says what comes next.
pub fn step(name: &str) {
    println!("\n── {name}");
}
