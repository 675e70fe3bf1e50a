// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus tone MIX --target T`: where a mix stands against a tone target, and one click into its zone.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dsp::Ratio;
use files::{
    Depth, Error, Overwrite, atomic, master,
    record::{Heard, hear},
    report::{ToneReport, tone},
    stems,
    tone::{self as shaping, Job, Toned, Wanted},
    tones::ToneTarget,
};
use rack::{
    Stage,
    one_click::{Half, MOST_DB},
};

use super::{Verb, target};
use crate::{exit_code::ExitCode, flags, progress::Bar, reports, terminal, toned as shown};

/// Tone over the whole spectrum.
pub fn verb() -> Verb {
    let about =
        "Says where the tone of a mix lies against a target, and brings it there with few explained filters";
    Verb {
        command: flagged(Command::new("tone").about(about)),
        run: Box::new(|arguments| run(arguments, Half::Both)),
    }
}

/// The same for the low end alone.
pub fn low_verb() -> Verb {
    let about = "The same as `tone` for the low end alone: five bands below 320 Hz";
    Verb {
        command: flagged(Command::new("low").about(about)),
        run: Box::new(|arguments| run(arguments, Half::Low)),
    }
}

fn flagged(command: Command) -> Command {
    let shared = [target::library(), flags::bits(), flags::force()];
    command.arg(flags::input("MIX", "the mix")).args(asking()).args(reading()).args(writing()).args(shared)
}

/// Against what, and how much.
fn asking() -> [Arg; 4] {
    [
        Arg::new("target")
            .long("target")
            .value_name("NAME|FILE|nearest")
            .default_value("neutral")
            .help("a tone target (`twobus target make`), or `nearest`: the library's 8 nearest records"),
        Arg::new("strength")
            .long("strength")
            .value_name("%")
            .default_value("100%")
            .help("how much of the way to the zone is gone"),
        Arg::new("most-db")
            .long("most-db")
            .value_name("dB")
            .value_parser(value_parser!(f64))
            .allow_hyphen_values(true)
            .help("no filter moves anything by more than this, up to 6 [3]"),
        flags::stage().default_value(Stage::Mix.word()),
    ]
}

/// What is read.
fn reading() -> [Arg; 2] {
    [
        Arg::new("passage")
            .long("passage")
            .value_name("FROM-TO")
            .help("what is read, as 1:20-1:45 [the loudest section]"),
        Arg::new("stems")
            .long("stems")
            .value_name("DIR")
            .value_parser(value_parser!(PathBuf))
            .help("the mix's tracks; each place outside the zone is traced to the one that owns it"),
    ]
}

/// What is written.
fn writing() -> [Arg; 5] {
    let file = |name: &'static str, value_name: &'static str| {
        Arg::new(name).long(name).value_name(value_name).value_parser(value_parser!(PathBuf))
    };
    [
        Arg::new("apply")
            .long("apply")
            .action(ArgAction::SetTrue)
            .requires("output")
            .help("send the mix through the equalisers and write it to -o, without a limiter"),
        flags::output("FILE", "the shaped file, .wav or .flac").requires("apply"),
        file("save-chain", "TOML")
            .help("write the equalisers and a limiter as a chain for `twobus master --chain`"),
        file("html", "HTML").help("write everything as a page"),
        Arg::new("json").long("json").action(ArgAction::SetTrue).help("print everything as JSON"),
    ]
}

fn run(arguments: &ArgMatches, half: Half) -> Result<ExitCode> {
    let path = flags::path(arguments, "MIX");
    let wanted = wanted(arguments, half)?;
    let job = job(arguments);
    refuse_early(path, arguments)?;
    let bar = Bar::new(&format!("hearing {}", path.display()));
    let mix = hear(path, &|share| bar.at(share))?;
    drop(bar);
    let name = arguments.get_one::<String>("target").expect("it has a default");
    let target = target::find(name, &mix, arguments)?;
    let mut toned = read(&mix, &target, &wanted, arguments)?;
    trace(&mut toned, path, arguments)?;
    let shaped = job.map(|job| shaping::shape(path, &mut toned, &target, &job)).transpose()?;
    let title = files::compare::name(&mix.record);
    let made_by = reports::made_by();
    let report = ToneReport { title, mix: mix.record.input, target, wanted, toned, shaped, made_by };
    save_chain(&report, arguments)?;
    hand_out(&report, arguments)?;
    Ok(ExitCode::from_faults(&report.faults()))
}

fn wanted(arguments: &ArgMatches, half: Half) -> Result<Wanted> {
    let most_db = arguments.get_one::<f64>("most-db").copied().unwrap_or(MOST_DB);
    ensure!((0.0..=6.0).contains(&most_db), "--most-db takes 0 to 6, not {most_db}");
    let strength = strength(arguments.get_one::<String>("strength").expect("it has a default"))?;
    Ok(Wanted { half, strength, most_db, stage: flags::asked_stage(arguments).unwrap_or_default() })
}

/// Reads `60%` and `60`.
fn strength(text: &str) -> Result<Ratio> {
    let number = text.trim_end_matches('%').trim().parse::<f64>().ok();
    let percent = number.filter(|percent| (0.0..=100.0).contains(percent));
    percent
        .map(|percent| Ratio(percent / 100.0))
        .ok_or_else(|| anyhow!("--strength takes 0% to 100%, not `{text}`"))
}

fn job(arguments: &ArgMatches) -> Option<Job> {
    Some(Job {
        path: arguments.get_one::<PathBuf>("output")?.clone(),
        depth: flags::depth(arguments, Depth::Float32),
        overwrite: flags::overwrite(arguments),
    })
}

/// Says before the work what would fail after it.
fn refuse_early(mix: &Path, arguments: &ArgMatches) -> Result<()> {
    let paths = ["output", "save-chain", "html"].map(|name| arguments.get_one::<PathBuf>(name));
    for path in paths.into_iter().flatten() {
        let is_mix = path.canonicalize().is_ok_and(|path| mix.canonicalize().is_ok_and(|mix| mix == path));
        ensure!(!is_mix, "{} would be written over itself; choose another name", mix.display());
        if flags::overwrite(arguments) == Overwrite::Refused && path.exists() {
            return Err(Error::Exists { path: path.clone() }.into());
        }
    }
    Ok(())
}

fn read(mix: &Heard, target: &ToneTarget, wanted: &Wanted, arguments: &ArgMatches) -> Result<Toned> {
    let passage = arguments.get_one::<String>("passage").map(|times| flags::span("passage", times)).transpose()?;
    if let Some(span) = passage {
        let seconds = mix.record.profile.seconds;
        let end = measure::fault::clock(seconds);
        ensure!(
            span.to_s <= seconds + 0.5,
            "the passage ends after the song, which is over at {end}; take an earlier one"
        );
    }
    ensure!(
        mix.record.profile.integrated_lufs.is_some(),
        "there is nothing to hear in {}; export it again, or choose another",
        mix.record.input.path
    );
    Ok(shaping::toned(mix, passage, target, wanted))
}

/// Names the stems that own what is outside, if there are stems.
fn trace(toned: &mut Toned, mix: &Path, arguments: &ArgMatches) -> Result<()> {
    let Some(folder) = arguments.get_one::<PathBuf>("stems") else { return Ok(()) };
    let stems = stems::open(folder)?;
    let bar = Bar::new("hearing the stems");
    let notes = shaping::attribute(toned, &stems, mix, &|share| bar.at(share))?;
    drop(bar);
    for note in &notes {
        terminal::complain(note);
    }
    Ok(())
}

/// The equalisers before a limiter that a master sets, with the stage in the first lines.
fn save_chain(report: &ToneReport, arguments: &ArgMatches) -> Result<()> {
    let Some(path) = arguments.get_one::<PathBuf>("save-chain") else { return Ok(()) };
    let mut chain = shaping::chain(&report.toned);
    chain.steps.extend(master::plain_chain().steps);
    let text = report.wanted.stage.to_text(&chain);
    Ok(atomic::write(path, text.as_bytes(), flags::overwrite(arguments))?)
}

fn hand_out(report: &ToneReport, arguments: &ArgMatches) -> Result<()> {
    if let Some(path) = arguments.get_one::<PathBuf>("html") {
        atomic::write(path, tone::html::document(report).as_bytes(), flags::overwrite(arguments))?;
    }
    if arguments.get_flag("json") {
        terminal::print(&tone::json::document(report));
    } else {
        shown::show(report);
    }
    Ok(())
}
