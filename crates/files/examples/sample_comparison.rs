// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Writes the invented comparisons of the tests into a folder, to be looked at in a browser.

use std::{env, fs, io, path::PathBuf};

use files::report::comparison::{html, json};

#[path = "../tests/comparison/sample.rs"]
mod sample;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/comparison".to_owned()));
    fs::create_dir_all(&folder)?;
    let all = vec![
        ("four", sample::four()),
        ("one", sample::one()),
        ("sixteen", sample::sixteen()),
        ("mono", sample::both_mono()),
        ("silent", sample::silent_record()),
        ("nothing", sample::silence()),
        ("hidden", sample::hidden()),
        ("alike", sample::alike()),
        ("hostile", sample::hostile()),
    ];
    for (name, compared) in all {
        fs::write(folder.join(format!("{name}.html")), html::document(&compared))?;
        fs::write(folder.join(format!("{name}.json")), json::document(&compared))?;
    }
    Ok(())
}
