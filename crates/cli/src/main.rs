// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus`: master while you mix, from the command line.
//!
//! Exit codes: 0 fine, 1 faults found, 2 could not be done.

mod advice;
mod baseline;
mod beneath;
mod board;
mod chains;
mod changes;
mod commands;
mod comparison;
mod day;
mod demo;
mod exit_code;
mod findings;
mod flags;
mod matching;
mod origins;
mod parallel;
mod progress;
mod reports;
mod terminal;
mod toned;
mod verdict;
mod watching;

use std::{panic, process};

use anyhow::Result;
use clap::{ArgMatches, Command};
use exit_code::ExitCode;

fn main() -> process::ExitCode {
    let matches = command().get_matches();
    // Where the system takes no handler, an interrupt ends the program as it always did.
    let _ = ctrlc::set_handler(stop);
    panic::set_hook(Box::new(|_| {}));
    match panic::catch_unwind(panic::AssertUnwindSafe(|| run(&matches))) {
        Ok(Ok(code)) => code.into(),
        Ok(Err(error)) => give_up(&format!("{error:#}")),
        Err(_) => give_up("Twobus has made a mistake of its own; please report the command and the file"),
    }
}

/// Told to stop: no unfinished file stays behind. 130 is what shells expect of an interrupted program.
fn stop() {
    files::atomic::abandon_all();
    process::exit(130);
}

fn command() -> Command {
    let start = Command::new("twobus")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Master while you mix, without losing the mix.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help("Exit codes: 0 fine, 1 faults found, 2 could not be done.");
    commands::all().into_iter().fold(start, |command, verb| command.subcommand(verb.command))
}

fn run(matches: &ArgMatches) -> Result<ExitCode> {
    let (name, arguments) = matches.subcommand().expect("a subcommand is required");
    let verb = commands::all().into_iter().find(|verb| verb.command.get_name() == name);
    (verb.expect("only listed subcommands parse").run)(arguments)
}

fn give_up(sentence: &str) -> process::ExitCode {
    terminal::complain(sentence);
    ExitCode::CouldNot.into()
}
