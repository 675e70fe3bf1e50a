// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Says how near songs are to the limit of every check, a line each: `readings song.wav record.flac`.
#![allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]

use std::path::Path;

use files::examine::{Examined, examine};

fn main() {
    for path in std::env::args().skip(1) {
        match examine(Path::new(&path), &|_| {}) {
            Ok(examined) => tell(&path, &examined),
            Err(error) => println!("{error}"),
        }
    }
}

/// Path, check, how many limits it reads, its words, and how bad its fault is, with tabs between.
fn tell(path: &str, examined: &Examined) {
    for reading in &examined.readings {
        let fault = examined.faults.iter().find(|fault| fault.id == reading.check.id);
        let severity = fault.map_or("-", |fault| fault.severity.word());
        println!("{path}\t{}\t{:.3}\t{}\t{severity}", reading.check.id, reading.limits, reading.text());
    }
}
