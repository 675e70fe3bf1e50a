// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus analyse MIX --for X`: where every knob of the limiter should stand, and why.

use std::path::PathBuf;

use anyhow::{Result, anyhow, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dsp::Audio;
use files::{
    Error, Overwrite, atomic, examine,
    master::plain_chain,
    report::{Report, html, json},
    targets,
};
use measure::{Measured, Span, Target};
use rack::{
    Preset,
    analyse::{self, Analysis, Question},
};

use super::Verb;
use crate::{advice, chains, exit_code::ExitCode, flags, progress::Bar, reports, terminal};

/// Analyses a mix.
pub fn verb() -> Verb {
    let limiter = rack::entry("limiter").expect("there is a limiter");
    let command = Command::new("analyse")
        .alias("analyze")
        .about("Says where every knob of the limiter should stand for this mix and destination, and why")
        .arg(flags::input("MIX", "the mix"))
        .arg(flags::destination().required(true).num_args(1).value_delimiter(None))
        .arg(
            Arg::new("passage")
                .long("passage")
                .value_name("FROM-TO")
                .help("the passage that decides, as 1:20-1:45 [the loudest 20 s]"),
        )
        .arg(chain().help("a preset whose last limiter is the present setting [a new limiter]"))
        .args(flags::style(limiter))
        .arg(
            Arg::new("apply")
                .long("apply")
                .value_name("PRESET")
                .value_parser(value_parser!(PathBuf))
                .help("write the chain with every knob at its aim; `master --chain PRESET` takes it"),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the report as JSON"))
        .arg(
            Arg::new("html")
                .long("html")
                .value_name("HTML")
                .value_parser(value_parser!(PathBuf))
                .help("write the report as a page, with what loudness costs"),
        )
        .arg(flags::force());
    Verb { command, run: Box::new(run) }
}

/// The flag that names a preset.
pub fn chain() -> Arg {
    Arg::new("chain").long("chain").value_name("FILE").value_parser(value_parser!(PathBuf))
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let name = arguments.get_one::<String>("for").expect("clap requires it");
    let target = targets::find(name)?;
    let mut chain = present(arguments)?;
    refuse_early(arguments)?;
    let passage = arguments.get_one::<String>("passage").map(|text| span(text)).transpose()?;
    let mix = flags::path(arguments, "MIX");
    let bar = Bar::new(&format!("measuring {}", mix.display()));
    let (examined, audio) = examine::examine_and_keep(mix, &|share| bar.at(0.3 * share))?;
    inside(passage, &examined.measured)?;
    bar.doing("finding where the knobs belong");
    let analysis = advise(&audio, &examined.measured, &target, &mut chain, passage)?;
    drop(bar);
    let mut report = reports::report(examined, Some(target));
    report.cost = Some(analysis.cost.clone());
    report.analysis = Some(analysis);
    hand_out(&report, &chain, arguments)?;
    Ok(ExitCode::Fine)
}

/// Asks for one destination; the chain's limiter then stands as advised.
pub fn advise(
    mix: &Audio,
    measured: &Measured,
    target: &Target,
    chain: &mut Preset,
    passage: Option<Span>,
) -> Result<Analysis> {
    let limiter = chains::limiter_mut(chain)?;
    let question = Question { mix, measured, target, present: limiter, passage };
    let analysis = analyse::analyse(&question)
        .ok_or_else(|| anyhow!("there is nothing to hear in this mix; export it again, or choose another"))?;
    *limiter = analysis.advised.clone();
    Ok(analysis)
}

/// Says before the work what would fail after it.
fn refuse_early(arguments: &ArgMatches) -> Result<()> {
    let written = ["html", "apply"].into_iter().filter_map(|name| arguments.get_one::<PathBuf>(name));
    match written.into_iter().find(|path| flags::overwrite(arguments) == Overwrite::Refused && path.exists()) {
        Some(path) => Err(Error::Exists { path: path.clone() }.into()),
        None => Ok(()),
    }
}

fn present(arguments: &ArgMatches) -> Result<Preset> {
    let mut chain = match arguments.get_one::<PathBuf>("chain") {
        Some(path) => chains::read(path)?,
        None => plain_chain(),
    };
    if let Some(style) = arguments.get_one::<String>("style") {
        let limiter = chains::limiter_mut(&mut chain)?;
        *limiter = limiter.clone().with_style(style).ok_or_else(|| anyhow!("there is no style `{style}`"))?;
    }
    Ok(chain)
}

fn hand_out(report: &Report, chain: &Preset, arguments: &ArgMatches) -> Result<()> {
    let overwrite = flags::overwrite(arguments);
    if let Some(path) = arguments.get_one::<PathBuf>("html") {
        atomic::write(path, html::document(report).as_bytes(), overwrite)?;
    }
    if let Some(path) = arguments.get_one::<PathBuf>("apply") {
        atomic::write(path, chain.to_text().as_bytes(), overwrite)?;
    }
    if arguments.get_flag("json") {
        terminal::print(&json::document(report));
    } else {
        advice::show(report);
    }
    Ok(())
}

/// Reads `1:20-1:45`, `80-105`, `1:20.5-1:45`.
fn span(text: &str) -> Result<Span> {
    let span = flags::span("passage", text)?;
    ensure!(
        span.to_s - span.from_s >= SHORTEST_S,
        "the passage {text} is shorter than {SHORTEST_S:.0} s; take more of the song"
    );
    Ok(span)
}

/// Short-term loudness needs three seconds; a verdict needs some of them.
const SHORTEST_S: f64 = 5.0;

fn inside(passage: Option<Span>, measured: &Measured) -> Result<()> {
    if let Some(passage) = passage {
        let end = measure::fault::clock(measured.seconds());
        ensure!(
            passage.to_s <= measured.seconds() + 0.5,
            "the passage ends after the song, which is over at {end}; take an earlier one"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_musicians_write_them() {
        let read = |text: &str| span(text).map(|span| (span.from_s, span.to_s)).map_err(|error| error.to_string());
        assert_eq!(read("1:20-1:45"), Ok((80.0, 105.0)));
        assert_eq!(read("80-105.5"), Ok((80.0, 105.5)));
        assert!(read("1:45-1:20").unwrap_err().contains("ends before it begins"));
        assert!(read("1:20-1:22").unwrap_err().contains("shorter than 5 s"));
        assert!(read("chorus").unwrap_err().contains("1:20-1:45"));
    }
}
