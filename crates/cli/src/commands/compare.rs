// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus compare MIX REF…`: puts a mix beside finished records and says what differs and what to do.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use files::{
    Error, Overwrite, atomic,
    compare::{self, Part, mix_side, record_loop, record_side},
    folder,
    record::{Heard, hear},
    report::Compared,
};
use measure::compare::{LevelBy, LevelTo, Levelling, Passage, Question, Side, is_less_finished};

use super::Verb;
use crate::{
    comparison, exit_code::ExitCode, flags, parallel::side_by_side, progress::Bar, reports, terminal,
};

/// Compares a mix with records.
pub fn verb() -> Verb {
    let command = Command::new("compare")
        .about("Puts a mix beside finished records at one loudness and says what differs, where, and what to do")
        .arg(flags::input("MIX", "the mix"))
        .arg(
            Arg::new("REF")
                .value_name("REF")
                .num_args(1..)
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("finished records, or folders of them"),
        )
        .args(passages())
        .args(levels())
        .arg(
            Arg::new("weights")
                .long("weights")
                .value_name("1,0.5,…")
                .value_delimiter(',')
                .value_parser(value_parser!(f64))
                .help("how much each record counts, in their order [1]"),
        )
        .arg(
            Arg::new("as-it-is")
                .long("as-it-is")
                .action(ArgAction::SetTrue)
                .help("make no limited copy of an unmastered mix; dynamics are then not compared"),
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

fn passages() -> [Arg; 2] {
    [
        Arg::new("passage")
            .long("passage")
            .value_name("loudest|quietest|whole|FROM-TO")
            .help("what is compared: a section that is found, or times as 1:20-1:45 [loudest]"),
        Arg::new("record-passage")
            .long("record-passage")
            .value_name("FROM-TO")
            .help("the same of the records, where the found section is not the one you mean"),
    ]
}

fn levels() -> [Arg; 3] {
    [
        Arg::new("level")
            .long("level")
            .value_name("mix|quietest|off|LUFS")
            .allow_hyphen_values(true)
            .help("what everything is made as loud as [mix]"),
        Arg::new("level-by")
            .long("level-by")
            .value_parser(["passage", "integrated", "middle"])
            .help("which loudness is made equal: of the passages, of the songs, or of 200 Hz to 4 kHz [passage]"),
        Arg::new("attenuate-only")
            .long("attenuate-only")
            .action(ArgAction::SetTrue)
            .help("turn everything down together until nothing is turned up"),
    ]
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let (path, wanted) = (flags::path(arguments, "MIX"), wanted(arguments)?);
    refuse_early(arguments)?;
    let references = references(arguments)?;
    let bar = Bar::new(&format!("hearing {}", path.display()));
    let mix = hear(path, &|share| bar.at(share))?;
    drop(bar);
    inside(wanted.part, &mix)?;
    let side = mix_side(&mix, wanted.part);
    let (heard, unread) = hear_all(&references);
    ensure!(!heard.is_empty(), "none of the records could be read; name others");
    let sides = weighed(heard.iter().map(|heard| wanted.record_side(heard, &side)).collect(), arguments)?;
    let compared = compare_all(&mix, side, sides, &heard, &wanted, arguments)?;
    hand_out(&compared, arguments)?;
    let faults = compared.comparison.advice.iter().map(|advice| &advice.fault);
    Ok(unread.max(ExitCode::from_faults(faults)))
}

/// What is compared, and how.
struct Wanted {
    part: Part,
    record_loop: Option<measure::Span>,
    levelling: Levelling,
}

impl Wanted {
    fn record_side(&self, heard: &Heard, mix: &Side) -> Side {
        match self.record_loop {
            Some(span) => record_loop(heard, span),
            None => record_side(&heard.record, mix, self.part),
        }
    }
}

fn wanted(arguments: &ArgMatches) -> Result<Wanted> {
    let text = |name| arguments.get_one::<String>(name).map(String::as_str);
    let part = match text("passage") {
        None | Some("loudest") => Part::Found(Passage::Loudest),
        Some("quietest") => Part::Found(Passage::Quietest),
        Some("whole") => Part::Found(Passage::Whole),
        Some(times) => Part::Between(flags::span("passage", times)?),
    };
    Ok(Wanted {
        part,
        record_loop: text("record-passage").map(|times| flags::span("record-passage", times)).transpose()?,
        levelling: Levelling {
            to: level_to(text("level"))?,
            by: level_by(text("level-by")),
            attenuate_only: arguments.get_flag("attenuate-only"),
        },
    })
}

fn level_to(text: Option<&str>) -> Result<LevelTo> {
    Ok(match text {
        None | Some("mix") => LevelTo::Mix,
        Some("quietest") => LevelTo::Quietest,
        Some("off") => LevelTo::Off,
        Some(number) => match number.replace('−', "-").parse() {
            Ok(lufs) if (-70.0..=0.0).contains(&lufs) => LevelTo::Lufs(lufs),
            _ => bail!("--level takes mix, quietest, off, or a loudness like -14, not `{number}`"),
        },
    })
}

fn level_by(text: Option<&str>) -> LevelBy {
    match text {
        Some("integrated") => LevelBy::Integrated,
        Some("middle") => LevelBy::MidBand,
        _ => LevelBy::Passage,
    }
}

/// The records that are named, and those in folders that are named.
fn references(arguments: &ArgMatches) -> Result<Vec<PathBuf>> {
    let named = arguments.get_many::<PathBuf>("REF").expect("clap requires it");
    let mut all = Vec::new();
    for path in named {
        let mut found = folder::sounds(std::slice::from_ref(path));
        if let Some(error) = found.errors.pop() {
            return Err(error.into());
        }
        all.extend(found.files);
    }
    Ok(all)
}

fn hear_all(paths: &[PathBuf]) -> (Vec<Heard>, ExitCode) {
    let mut code = ExitCode::Fine;
    let mut all = Vec::new();
    for heard in side_by_side(paths, "hearing", |path, progress| hear(path, progress)) {
        match heard {
            Ok(heard) => all.push(heard),
            Err(error) => {
                terminal::complain(&error.to_string());
                code = ExitCode::CouldNot;
            }
        }
    }
    (all, code)
}

fn weighed(mut sides: Vec<Side>, arguments: &ArgMatches) -> Result<Vec<Side>> {
    let Some(weights) = arguments.get_many::<f64>("weights") else { return Ok(sides) };
    let weights: Vec<f64> = weights.copied().collect();
    ensure!(
        weights.len() == sides.len() && weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0),
        "--weights takes one number from 0 up for each of the {} records",
        sides.len()
    );
    for (side, weight) in sides.iter_mut().zip(weights) {
        side.weight = weight;
    }
    Ok(sides)
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

fn compare_all(
    mix: &Heard,
    side: Side,
    records: Vec<Side>,
    heard: &[Heard],
    wanted: &Wanted,
    arguments: &ArgMatches,
) -> Result<Compared> {
    let limited = if is_less_finished(&side, &records) && !arguments.get_flag("as-it-is") {
        compare::limited(Path::new(&mix.record.input.path), &side, &records)?
    } else {
        None
    };
    let question = Question { mix: side, records, levelling: wanted.levelling, limited };
    Ok(Compared {
        comparison: measure::compare::compare(&question),
        mix: mix.record.input.clone(),
        records: heard.iter().map(|heard| heard.record.input.clone()).collect(),
        made_by: reports::made_by(),
    })
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
        let page = files::report::comparison::html::document(compared);
        atomic::write(path, page.as_bytes(), flags::overwrite(arguments))?;
    }
    if arguments.get_flag("json") {
        terminal::print(&files::report::comparison::json::document(compared));
    } else {
        comparison::show(compared);
    }
    Ok(())
}
