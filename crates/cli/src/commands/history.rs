// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus history MIX`: every chain the song was mastered with, and the way back, for one effect alone too.

mod words;

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use files::{
    atomic,
    history::{self, History, Snapshot},
};
use rack::{
    Preset,
    take_back::{names, take_back},
};

use super::Verb;
use crate::{chains, exit_code::ExitCode, flags, terminal};

/// Lists chains and takes them back.
pub fn verb() -> Verb {
    let command = Command::new("history")
        .about("Lists every chain a song was mastered with, and takes one of them back, whole or one effect alone")
        .arg(flags::input("MIX", "the mix, or its .chains.jsonl"))
        .arg(number("show").help("the chain of this snapshot, as `master --chain` takes it"))
        .arg(
            Arg::new("take-back")
                .long("take-back")
                .value_name("EFFECT")
                .requires("from")
                .conflicts_with("show")
                .help("the chain of now with this one effect as it stood in the snapshot --from"),
        )
        .arg(number("from").requires("take-back").help("the snapshot to take the effect from"))
        .arg(
            Arg::new("chain")
                .long("chain")
                .value_name("TOML")
                .value_parser(value_parser!(PathBuf))
                .requires("take-back")
                .help("the chain of now [the newest snapshot for the same destination]"),
        )
        .arg(flags::output("TOML", "write the chain to this file [the terminal]"))
        .arg(flags::force())
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the list as JSON"));
    Verb { command, run: Box::new(run) }
}

fn number(name: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("N").value_parser(value_parser!(usize))
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let path = path_of(flags::path(arguments, "MIX"));
    let history = History::read(&path)?;
    for sentence in words::lost(&history) {
        terminal::complain(&format!("{}: {sentence}", path.display()));
    }
    match wanted(&history, &path, arguments)? {
        Some(chain) => hand_out(&chain, arguments)?,
        None if arguments.get_flag("json") => terminal::print(&words::document(&history)),
        None => terminal::print(&words::page(&history)),
    }
    Ok(ExitCode::Fine)
}

fn path_of(song: &Path) -> PathBuf {
    let is_history = song.extension().is_some_and(|ending| ending == "jsonl");
    if is_history { song.to_owned() } else { history::path_of(song) }
}

/// The chain that was asked for; `None` for the list.
fn wanted(history: &History, path: &Path, arguments: &ArgMatches) -> Result<Option<Preset>> {
    let asked = |name: &str| arguments.get_one::<usize>(name).map(|number| snapshot(history, path, *number));
    if let Some(shown) = asked("show").transpose()? {
        return Ok(Some(shown.chain.clone()));
    }
    let effect = arguments.get_one::<String>("take-back");
    let Some((effect, then)) = effect.zip(asked("from").transpose()?) else { return Ok(None) };
    let now = match arguments.get_one::<PathBuf>("chain") {
        Some(path) => chains::read_any(path)?,
        None => newest(history, then).chain.clone(),
    };
    take_back(&now, &then.chain, effect).map(Some).ok_or_else(|| no_effect(effect, then, &now))
}

/// The newest snapshot for the same destination.
fn newest<'a>(history: &'a History, then: &'a Snapshot) -> &'a Snapshot {
    history.last_before(usize::MAX, &then.facts.destination).unwrap_or(then)
}

fn snapshot<'a>(history: &'a History, path: &Path, number: usize) -> Result<&'a Snapshot> {
    let found = history.snapshot(number).inspect(|found| chains::complain_of(path, &found.unknown));
    found
        .ok_or_else(|| anyhow!("{} has no snapshot {number}; `twobus history` lists those it has", path.display()))
}

fn no_effect(effect: &str, then: &Snapshot, now: &Preset) -> anyhow::Error {
    let mut known = names(&then.chain);
    known.extend(names(now).into_iter().filter(|name| !names(&then.chain).contains(name)));
    let known = known.join(", ");
    anyhow!("neither snapshot {} nor the chain of now has an effect `{effect}`; there is {known}", then.number)
}

fn hand_out(chain: &Preset, arguments: &ArgMatches) -> Result<()> {
    match arguments.get_one::<PathBuf>("output") {
        Some(path) => atomic::write(path, chain.to_text().as_bytes(), flags::overwrite(arguments))?,
        None => terminal::print(&chain.to_text()),
    }
    Ok(())
}
