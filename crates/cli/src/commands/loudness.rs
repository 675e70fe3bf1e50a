// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus loudness SOUND…`: loudness, range and true peak, nothing else, as fast as they can be had.
//!
//! It is a command and not a flag of `check`, because it does not judge: a verdict that has not
//! listened for faults would promise more than it knows.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{ArgMatches, Command};
use files::examine;
use measure::{Measured, metrics};

use super::Verb;
use crate::{exit_code::ExitCode, flags, progress::Bar, terminal};

/// What the loudness meter knows, in the order of the table.
const KNOWN: [&str; 7] = [
    "integrated_lufs",
    "range_lu",
    "momentary_max_lufs",
    "short_term_max_lufs",
    "true_peak_dbtp",
    "plr_lu",
    "psr_min_lu",
];

/// Measures loudness.
pub fn verb() -> Verb {
    let command = Command::new("loudness")
        .about("Measures loudness, range and true peak (EBU R 128) without judging; `check` does both")
        .arg(flags::input("SOUND", "the sound to measure").num_args(1..));
    Verb { command, run: Box::new(run) }
}

#[allow(clippy::unnecessary_wraps, reason = "every command has this shape")]
fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let paths = arguments.get_many::<PathBuf>("SOUND").expect("clap requires it");
    let codes = paths.map(PathBuf::as_path).map(measure_one);
    Ok(codes.fold(ExitCode::Fine, ExitCode::max))
}

fn measure_one(path: &Path) -> ExitCode {
    let bar = Bar::new(&format!("measuring {}", path.display()));
    match examine::loudness(path, &|share| bar.at(share)) {
        Ok((measured, damage)) => {
            terminal::print(&format!("{}\n{}\n", path.display(), terminal::table(&rows(&measured))));
            let worries = damage.iter().map(|fault| fault.message.clone()).chain(broken(&measured));
            worries.for_each(|worry| terminal::complain(&format!("{}: {worry}", path.display())));
            ExitCode::from_faults(&damage)
        }
        Err(error) => {
            terminal::complain(&error.to_string());
            ExitCode::CouldNot
        }
    }
}

fn rows(measured: &Measured) -> Vec<Vec<String>> {
    let known = KNOWN.iter().filter_map(|id| metrics::metric(id));
    known.map(|metric| vec![metric.name.to_owned(), metric.text(measured)]).collect()
}

fn broken(measured: &Measured) -> Option<String> {
    let count = measured.broken_samples;
    (count > 0).then(|| format!("{count} samples are no sound and were heard as silence; export the file again"))
}
