// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Flags: those read off the knobs, and those that several commands share.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, ensure};
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use files::{Depth, Overwrite};
use measure::Span;
use rack::{Entry, Spec, Stage, Step};

/// One flag per knob.
pub fn knobs(entry: &'static Entry) -> impl Iterator<Item = Arg> {
    entry.params.iter().map(knob)
}

fn knob(spec: &'static Spec) -> Arg {
    let [low, high] = spec.domain.range().map(|value| spec.domain.text_from(value));
    let new = spec.domain.text_from(spec.domain.default_value());
    let value = match &spec.domain {
        rack::Domain::Number { unit, .. } => unit.suffix().to_owned(),
        rack::Domain::Choice { names, .. } => names.join("|"),
        rack::Domain::Switch { .. } => "on|off".to_owned(),
    };
    Arg::new(spec.id)
        .long(spec.id)
        .value_name(value)
        .allow_hyphen_values(true)
        .help(format!("{} [{low} to {high}; {new}]", spec.help.trim_end_matches('.')))
}

/// An effect with its knobs turned to where the flags say.
pub fn step(entry: &'static Entry, arguments: &ArgMatches) -> Result<Step> {
    let mut step = styled(Step::new(entry), arguments)?;
    for spec in entry.params {
        if let Some(text) = arguments.get_one::<String>(spec.id) {
            step = step.with(spec.id, value(spec, text)?);
        }
    }
    Ok(step)
}

/// The flag that picks a named setting, if the effect has any.
pub fn style(entry: &'static Entry) -> Option<Arg> {
    let names: Vec<_> = entry.styles.iter().map(|style| style.id).collect();
    let help: Vec<_> = entry.styles.iter().map(|style| format!("{}: {}", style.id, style.help)).collect();
    (!names.is_empty()).then(|| {
        Arg::new("style")
            .long("style")
            .value_name(names.join("|"))
            .value_parser(names)
            .help("a named setting; flags beside it change it")
            .long_help(format!("a named setting; flags beside it change it.\n{}", help.join("\n")))
    })
}

fn styled(step: Step, arguments: &ArgMatches) -> Result<Step> {
    if step.entry.styles.is_empty() {
        return Ok(step);
    }
    match arguments.get_one::<String>("style") {
        Some(style) => step.with_style(style).ok_or_else(|| anyhow!("there is no style `{style}`")),
        None => Ok(step),
    }
}

fn value(spec: &Spec, text: &str) -> Result<f64> {
    let range = spec.domain.range();
    let [low, high] = range.map(|value| spec.domain.text_from(value));
    let wrong = || anyhow!("--{} takes {low} to {high}, not `{text}`", spec.id);
    let value = spec.domain.parse(text).ok_or_else(wrong)?;
    ensure!((range[0]..=range[1]).contains(&value), wrong());
    Ok(value)
}

/// The sound file to read.
pub fn input(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).value_name(name).required(true).value_parser(value_parser!(PathBuf)).help(help)
}

/// Where the result goes.
pub fn output(value_name: &'static str, help: &'static str) -> Arg {
    Arg::new("output")
        .short('o')
        .long("output")
        .value_name(value_name)
        .value_parser(value_parser!(PathBuf))
        .help(help)
}

/// The destination or destinations.
pub fn destination() -> Arg {
    Arg::new("for")
        .long("for")
        .value_name("NAME")
        .value_delimiter(',')
        .help("where the song is going: spotify, club, … (`twobus targets` lists them)")
}

/// Whether files may be replaced.
pub fn force() -> Arg {
    Arg::new("force").long("force").action(ArgAction::SetTrue).help("replace files that exist already")
}

/// The word length of what is written.
pub fn bits() -> Arg {
    Arg::new("bits")
        .long("bits")
        .value_name("16|24|32")
        .value_parser(["16", "24", "32"])
        .help("word length of the output; 32 is floating point, shorter words are dithered")
}

/// How far the song is.
pub fn stage() -> Arg {
    Arg::new("stage")
        .long("stage")
        .value_name("sketch|mix|master")
        .value_parser(Stage::ALL.map(Stage::word))
        .help("how far the song is; in the mix equalisers on the master move at most 1 dB")
}

/// What `--stage` says.
pub fn asked_stage(arguments: &ArgMatches) -> Option<Stage> {
    arguments.get_one::<String>("stage").and_then(|word| Stage::from_word(word))
}

/// What `--force` says.
pub fn overwrite(arguments: &ArgMatches) -> Overwrite {
    if arguments.get_flag("force") { Overwrite::Allowed } else { Overwrite::Refused }
}

/// What `--bits` says.
pub fn depth(arguments: &ArgMatches, otherwise: Depth) -> Depth {
    match arguments.get_one::<String>("bits").map(String::as_str) {
        Some("16") => Depth::Int16,
        Some("24") => Depth::Int24,
        Some(_) => Depth::Float32,
        None => otherwise,
    }
}

/// A path that clap has made sure of.
pub fn path<'a>(arguments: &'a ArgMatches, name: &str) -> &'a PathBuf {
    arguments.get_one(name).expect("clap requires it")
}

/// Two times, as `1:20-1:45`, `80-105`, `1:20.5-1:45`.
pub fn span(flag: &str, text: &str) -> Result<Span> {
    let wrong = || format!("--{flag} takes two times like 1:20-1:45, not `{text}`");
    let (from, to) = text.split_once(['-', '–']).with_context(wrong)?;
    let [from_s, to_s] = [from, to].map(seconds);
    let span = Span { from_s: from_s.with_context(wrong)?, to_s: to_s.with_context(wrong)? };
    ensure!(span.from_s < span.to_s, "the {flag} {text} ends before it begins; swap its times");
    Ok(span)
}

fn seconds(text: &str) -> Option<f64> {
    let mut total = 0.0;
    for part in text.trim().split(':') {
        let number: f64 = part.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
        total = 60.0 * total + number;
    }
    Some(total)
}
