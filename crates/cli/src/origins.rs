// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The stems of a mix, for `twobus check`: which track a fault comes from.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::{Arg, ArgMatches, value_parser};
use files::{
    report::Report,
    stems::{self, Stems},
};

use crate::{progress::Bar, reports, terminal};

/// `--stems`.
pub fn flag() -> Arg {
    Arg::new("stems")
        .long("stems")
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .help("the tracks of the mix: each fault is traced to the one that it comes from, or to the mix bus")
}

/// The stems, if they were given, for one song.
pub fn stems(arguments: &ArgMatches, paths: &[PathBuf]) -> Result<Option<Stems>> {
    let folder = arguments.get_one::<PathBuf>("stems");
    ensure!(folder.is_none() || paths.len() == 1, "--stems takes one song; name only one");
    Ok(folder.map(|folder| stems::open(folder)).transpose()?)
}

/// Says of every fault in a report which stem of the mix it comes from.
pub fn tell(report: &mut Report, stems: Option<&Stems>, mix: &Path) -> Result<()> {
    let Some(stems) = stems else { return Ok(()) };
    let bar = Bar::new("hearing the stems");
    let notes = stems::trace(&mut report.faults, stems, (mix, &report.measured), &|share| bar.at(share))?;
    drop(bar);
    for note in &notes {
        terminal::complain(note);
    }
    reports::judge_again(report);
    Ok(())
}
