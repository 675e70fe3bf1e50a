// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus selftest --faults`: what the checks find of faults that are sown into songs, and what
//! they say about the songs as they are.
//!
//! In the order of the alphabet, the odd songs are the *tuning* half: limits may be moved until
//! they do well there. The even ones are the *reporting* half: what they say is the figure.

mod judged;
mod picture;
mod sheet;
mod songs;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use files::{Overwrite, atomic};
use measure::alarms::{Alarms, FALSE_FLAGS_OF_TEN, Row, Trial};

use crate::{exit_code::ExitCode, flags, terminal::print};
use judged::Judged;

/// A song and what the checks made of it.
pub struct Tried {
    /// Its name without folder and ending.
    pub name: String,
    /// What the checks made of it.
    pub trial: Trial,
}

/// Half of the songs.
pub struct Half {
    /// "tuning" or "reporting".
    pub name: &'static str,
    /// Its songs, in the order of the alphabet.
    pub songs: Vec<Tried>,
    /// How the checks did on all of them.
    pub alarms: Alarms,
}

impl Half {
    fn of(name: &'static str, songs: Vec<Tried>) -> Self {
        let alarms = Alarms::of(songs.iter().map(|song| &song.trial));
        Self { name, songs, alarms }
    }

    /// Whether every fault is found at twice its limit, and songs as they are are left alone.
    pub fn is_kept(&self) -> bool {
        self.alarms.rows.iter().all(Row::is_kept) && self.alarms.flags_of_ten() <= FALSE_FLAGS_OF_TEN
    }
}

/// The flags of this half of the command.
pub fn arguments() -> [Arg; 4] {
    [
        Arg::new("faults")
            .long("faults")
            .action(ArgAction::SetTrue)
            .conflicts_with("quick")
            .help("sow faults into songs and count what the checks find, and what they flag unasked"),
        flags::input("SONG", "with --faults: songs and folders of songs [songs that are made up]")
            .num_args(1..)
            .required(false)
            .requires("faults"),
        file(
            "judged",
            "with --faults: flags that were looked at and are true, a line each, \"song: check, check\"",
        ),
        file("draw", "with --faults: draw how much is found at which size, as SVG"),
    ]
}

fn file(name: &'static str, help: &'static str) -> Arg {
    let argument = Arg::new(name).long(name).value_name("FILE").requires("faults");
    argument.value_parser(value_parser!(PathBuf)).help(help)
}

/// Sows, counts and tells.
pub fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let judged = arguments.get_one::<PathBuf>("judged").map(|path| Judged::read(path)).transpose()?;
    let paths: Vec<PathBuf> = arguments.get_many("SONG").unwrap_or_default().cloned().collect();
    let halves = halves(songs::tried(&paths)?, &judged.unwrap_or_default());
    if let Some(path) = arguments.get_one::<PathBuf>("draw") {
        atomic::write(path, picture::svg(&halves).as_bytes(), Overwrite::Allowed)?;
    }
    if arguments.get_flag("json") {
        print(&format!("{:#}\n", sheet::document(&halves)));
    } else {
        print(&sheet::words(&halves));
    }
    Ok(if halves[1].is_kept() { ExitCode::Fine } else { ExitCode::FaultsFound })
}

/// The odd songs and the even ones; flags that were judged true are finds.
fn halves(songs: Vec<Tried>, judged: &Judged) -> [Half; 2] {
    let [mut odd, mut even] = [Vec::new(), Vec::new()];
    for (n, Tried { name, trial }) in songs.into_iter().enumerate() {
        let trial = trial.judged(|check| judged.is_true(&name, check));
        if n % 2 == 0 { &mut odd } else { &mut even }.push(Tried { name, trial });
    }
    [Half::of("tuning", odd), Half::of("reporting", even)]
}
