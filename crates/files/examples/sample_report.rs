// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Writes the invented reports of the tests into a folder, to be looked at in a browser.

use std::{env, fs, io, path::PathBuf};

#[path = "../tests/report/sample.rs"]
mod sample;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/report".to_owned()));
    fs::create_dir_all(&folder)?;
    let reports = vec![
        ("rich", sample::rich()),
        ("mix", sample::mix_only()),
        ("crowded", sample::crowded()),
        ("minimal", sample::minimal()),
    ];
    for (name, report) in reports {
        fs::write(folder.join(format!("{name}.html")), files::report::html::document(&report))?;
        fs::write(folder.join(format!("{name}.json")), files::report::json::document(&report))?;
        fs::write(folder.join(format!("{name}.xml")), files::report::junit::document(&report))?;
    }
    Ok(())
}
