// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus stems DIR`: the levels of every track, who makes the limiter work, and what the faders do.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use files::{
    master::plain_chain,
    report::board::document,
    stems::{
        board::{Question, board},
        find,
    },
    targets,
};

use super::{Verb, analyse::chain};
use crate::{board as shown, chains, exit_code::ExitCode, flags, progress::Bar, reports, terminal};

/// Where the song goes if nothing is said.
const USUAL: &str = "streaming";

/// Puts stems on the board.
pub fn verb() -> Verb {
    let command = Command::new("stems")
        .about("Puts every track on a board: levels, clipping, share of the mix, who makes the limiter work, and what faders do")
        .arg(flags::input("DIR", "the folder of the stems, or the files, also as `*.wav`").num_args(1..))
        .arg(
            Arg::new("mix")
                .long("mix")
                .value_name("MIX")
                .value_parser(value_parser!(PathBuf))
                .help("the mix; says whether the stems add up to it"),
        )
        .arg(chain().help("your master chain as it stands; with --for it is driven to that loudness [a new limiter]"))
        .arg(flags::destination().num_args(1).value_delimiter(None).help(
            "how loud the chain makes it: spotify, club, … (`twobus targets` lists them) [streaming]",
        ))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the board as JSON"));
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let paths: Vec<PathBuf> = arguments.get_many("DIR").expect("clap requires it").cloned().collect();
    let own_chain = arguments.get_one::<PathBuf>("chain").map(|path| chains::read_any(path)).transpose()?;
    let named = arguments.get_one::<String>("for").map(String::as_str);
    let wanted = named.or(own_chain.is_none().then_some(USUAL));
    let target = wanted.map(targets::find).transpose()?;
    let stems = find(&paths)?;
    let chain = own_chain.unwrap_or_else(plain_chain);
    let mix = arguments.get_one::<PathBuf>("mix").map(PathBuf::as_path);
    let bar = Bar::new("hearing the stems");
    let question = Question { stems: &stems, mix, chain: &chain, target: target.as_ref() };
    let answer = board(&question, &|share| bar.at(share))?;
    drop(bar);
    for note in &answer.notes {
        terminal::complain(note);
    }
    if arguments.get_flag("json") {
        terminal::print(&document(&answer, &reports::made_by()));
    } else {
        shown::show(&answer, target.as_ref());
    }
    Ok(ExitCode::from_faults(&answer.faults))
}
