// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus watch DIR`: hears every bounce that lands in a folder and says what changed since the one before.

use std::{path::PathBuf, time::Duration};

use anyhow::{Result, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use files::{bounce_history, bounces, report::course, targets};

use super::Verb;
use crate::{
    exit_code::ExitCode,
    flags,
    terminal::{faint, print},
    watching::{Orders, Wake, Watcher},
};

/// Watches a folder.
pub fn verb() -> Verb {
    let command = Command::new("watch")
        .about("Checks every new bounce in a folder as it lands, says what changed, and keeps the song's course as a page")
        .arg(flags::input("DIR", "the folder that you bounce into"))
        .arg(flags::destination().num_args(1).value_delimiter(None))
        .arg(
            Arg::new("song")
                .long("song")
                .value_name("NAME")
                .help("all bounces are of this song; without it, their names say which"),
        )
        .arg(Arg::new("once").long("once").action(ArgAction::SetTrue).help("hear what is there and leave"))
        .arg(seconds("settle", "a file that stands still for so long is complete").default_value("2"))
        .arg(seconds("poll", "look every so often, for network folders that send no word"))
        .after_help(format!(
            "It keeps {} and {} in the folder. End it with Ctrl-C.\n\
             Exit codes with --once: 0 fine, 1 a bounce has new or worse faults, 2 could not be done.",
            bounce_history::FILE,
            course::FILE
        ));
    Verb { command, run: Box::new(run) }
}

fn seconds(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("SECONDS").value_parser(value_parser!(f64)).help(help)
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let target = arguments.get_one::<String>("for").map(|name| targets::find(name)).transpose()?;
    let orders = Orders {
        folder: arguments.get_one::<PathBuf>("DIR").expect("clap requires it").clone(),
        target,
        song: arguments.get_one::<String>("song").cloned(),
        settle: duration(arguments, "settle")?.unwrap_or_default(),
        once: arguments.get_flag("once"),
    };
    let folder = orders.folder.clone();
    ensure!(!folder.is_file(), "{} is a file, not a folder; name the folder it lies in", folder.display());
    bounces::list(&folder)?;
    let poll = duration(arguments, "poll")?;
    // Before the first look, so that nothing lands between.
    let wake = Wake::on(&folder, poll);
    if !orders.once {
        print(&format!("{}\n\n", faint(&format!("watching {}; Ctrl-C ends it", folder.display()))));
    }
    Watcher::new(orders)?.run(&wake)
}

/// Between a hundredth of a second and an hour.
fn duration(arguments: &ArgMatches, name: &str) -> Result<Option<Duration>> {
    let Some(seconds) = arguments.get_one::<f64>(name).copied() else { return Ok(None) };
    ensure!((0.01..=3600.0).contains(&seconds), "--{name} takes 0.01 to 3600 seconds, not {seconds}; 2 is usual");
    Ok(Some(Duration::from_secs_f64(seconds)))
}
