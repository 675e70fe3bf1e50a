// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus compare MIX [REF…]`: puts a mix beside finished records and says what differs and what to do.

mod asked;
pub mod records;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use files::{
    Error, Overwrite, atomic,
    compare::{self, Part, mix_side},
    record::{Heard, hear},
    report::{Compared, comparison},
    stems,
};
use measure::{
    Portrait,
    compare::{Question, Side, is_less_finished},
};

use self::asked::Asked;
use super::Verb;
use crate::{comparison as shown, exit_code::ExitCode, flags, progress::Bar, reports, terminal};

/// Compares a mix with records.
pub fn verb() -> Verb {
    let command = Command::new("compare")
        .about("Puts a mix beside finished records at one loudness and says what differs, where, and what to do")
        .arg(flags::input("MIX", "the mix"))
        .args(records::flags())
        .args(asked::flags())
        .arg(
            Arg::new("stems")
                .long("stems")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("the mix's tracks; each place that is too full is traced to the one that owns it"),
        )
        .arg(
            Arg::new("as-it-is")
                .long("as-it-is")
                .action(ArgAction::SetTrue)
                .help("make no limited copy of an unmastered mix; dynamics are then not compared with masters"),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the comparison as JSON"))
        .arg(
            Arg::new("html")
                .long("html")
                .value_name("HTML")
                .value_parser(value_parser!(PathBuf))
                .help("write the comparison as a page"),
        )
        .arg(flags::force());
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let (path, asked) = (flags::path(arguments, "MIX"), Asked::read(arguments)?);
    refuse_early(arguments)?;
    let bar = Bar::new(&format!("hearing {}", path.display()));
    let mix = hear(path, &|share| bar.at(share))?;
    drop(bar);
    inside(asked.part, &mix)?;
    let side = mix_side(&mix, asked.part);
    let (known, unread) = records::find(&mix, asked.record_loop, arguments)?;
    let sides = records::weighed(known.iter().map(|known| known.side(&side, &asked)).collect(), arguments)?;
    let limited = limited(path, &side, &sides, arguments)?;
    let question = Question { mix: side, records: sides, levelling: asked.levelling, limited };
    let mut compared = Compared {
        comparison: measure::compare::compare(&question),
        mix: mix.record.input,
        records: known.iter().map(|known| known.record().input.clone()).collect(),
        made_by: reports::made_by(),
    };
    trace(&mut compared, arguments)?;
    hand_out(&compared, arguments)?;
    let faults = compared.comparison.advice.iter().map(|advice| &advice.fault);
    Ok(unread.max(ExitCode::from_faults(faults)))
}

fn inside(part: Part, mix: &Heard) -> Result<()> {
    if let Part::Between(span) = part {
        let seconds = mix.record.profile.seconds;
        let end = measure::fault::clock(seconds);
        ensure!(
            span.to_s <= seconds + 0.5,
            "the passage ends after the song, which is over at {end}; take an earlier one"
        );
    }
    Ok(())
}

/// The copy through a limiter that an unmastered mix needs beside masters.
fn limited(path: &Path, mix: &Side, records: &[Side], arguments: &ArgMatches) -> Result<Option<Portrait>> {
    if arguments.get_flag("as-it-is") || !is_less_finished(mix, records) {
        return Ok(None);
    }
    Ok(compare::limited(path, mix, records)?)
}

/// Names the stems that own what is too full, if there are stems.
fn trace(compared: &mut Compared, arguments: &ArgMatches) -> Result<()> {
    let Some(folder) = arguments.get_one::<PathBuf>("stems") else { return Ok(()) };
    let stems = stems::open(folder)?;
    let bar = Bar::new("hearing the stems");
    let notes =
        stems::attribute(&mut compared.comparison, &stems, flags::path(arguments, "MIX"), &|share| bar.at(share))?;
    drop(bar);
    for note in &notes {
        terminal::complain(note);
    }
    Ok(())
}

/// Says before the work what would fail after it.
fn refuse_early(arguments: &ArgMatches) -> Result<()> {
    match arguments.get_one::<PathBuf>("html") {
        Some(path) if flags::overwrite(arguments) == Overwrite::Refused && path.exists() => {
            Err(Error::Exists { path: path.clone() }.into())
        }
        _ => Ok(()),
    }
}

fn hand_out(compared: &Compared, arguments: &ArgMatches) -> Result<()> {
    if let Some(path) = arguments.get_one::<PathBuf>("html") {
        let page = comparison::html::document(compared);
        atomic::write(path, page.as_bytes(), flags::overwrite(arguments))?;
    }
    if arguments.get_flag("json") {
        terminal::print(&comparison::json::document(compared));
    } else {
        shown::show(compared);
    }
    Ok(())
}
