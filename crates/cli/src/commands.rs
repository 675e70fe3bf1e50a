// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every command: those with a file here, and one for each effect.

mod abx;
mod analyse;
mod check;
mod compare;
mod demo;
mod diff;
mod effect;
mod history;
mod library;
mod loudness;
mod master;
mod matching;
mod null;
mod redo;
mod selftest;
mod stems;
mod target;
mod targets;
mod tone;
mod watch;

use anyhow::Result;
use clap::{ArgMatches, Command};

use crate::exit_code::ExitCode;

/// One command.
pub struct Verb {
    /// Its name, help and flags.
    pub command: Command,
    /// Does it.
    pub run: Box<Run>,
}

/// What a command does with its flags.
type Run = dyn Fn(&ArgMatches) -> Result<ExitCode>;

/// Every command in the order of the help.
pub fn all() -> Vec<Verb> {
    let own = [
        demo::verb(),
        check::verb(),
        watch::verb(),
        analyse::verb(),
        master::verb(),
        compare::verb(),
        matching::verb(),
        tone::verb(),
        tone::low_verb(),
        target::verb(),
        stems::verb(),
        library::verb(),
        null::verb(),
        diff::verb(),
        redo::verb(),
        history::verb(),
        abx::verb(),
        loudness::verb(),
        targets::verb(),
        selftest::verb(),
    ];
    own.into_iter().chain(rack::ALL.iter().map(effect::verb)).collect()
}
