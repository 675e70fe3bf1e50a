// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus redo RECEIPT`: a master once more, bit for bit.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::{ArgMatches, Command};
use files::receipt::Receipt;

use super::Verb;
use crate::{
    chains,
    exit_code::ExitCode,
    flags,
    progress::Bar,
    terminal::{mark, paragraph, print, strong},
};

/// Makes a master again.
pub fn verb() -> Verb {
    let command = Command::new("redo")
        .about("Makes a master again from its receipt, and says whether it is the same, bit for bit")
        .arg(flags::input("RECEIPT", "the .toml that `master` wrote beside the master"))
        .arg(flags::output("FILE", "the file to write [the master's own name, if it is gone]"))
        .after_help("Exit codes: 0 the same bits, 1 others, 2 could not be done.");
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let path = flags::path(arguments, "RECEIPT");
    let (receipt, unknown) = Receipt::read(path)?;
    chains::complain_of(path, &unknown);
    let own = path.with_file_name(&receipt.facts.output.file);
    let output = arguments.get_one::<PathBuf>("output").cloned().unwrap_or(own);
    ensure!(!output.exists(), "{} is there already; name another file with -o", output.display());
    let bar = Bar::new(&format!("making {} again", output.display()));
    let redone = receipt.redo(path, &output, &|share| bar.at(share))?;
    drop(bar);
    let of = if redone.of_premaster { ", made of its premaster" } else { "" };
    let says = if redone.same {
        format!("{} is the master of the receipt, bit for bit{of}.", output.display())
    } else {
        format!(
            "{} has other bits than the master of the receipt, which version {} made; this is version {}{of}.",
            output.display(),
            receipt.facts.twobus,
            env!("CARGO_PKG_VERSION"),
        )
    };
    let sign = mark((!redone.same).then_some(measure::Severity::Fault));
    print(&paragraph(&strong(&format!("{sign} {says}")), 0));
    Ok(if redone.same { ExitCode::Fine } else { ExitCode::FaultsFound })
}
