// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus target make|list|show`: where the tone of a mix should lie, made from records.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::{Arg, ArgMatches, Command, value_parser};
use files::{
    Error, Overwrite, Record,
    record::hear,
    tones::{self, MOST_SONGS, ToneTarget},
};
use measure::aim::AimBand;

use super::{Verb, compare::records};
use crate::{day, exit_code::ExitCode, flags, progress::Bar, terminal};

/// Makes and shows tone targets.
pub fn verb() -> Verb {
    let command = Command::new("target")
        .about("Makes a tone target from records: where each third octave of a mix should lie (for loudness see `targets`)")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([make(), list(), show()]);
    Verb { command, run: Box::new(run) }
}

fn make() -> Command {
    Command::new("make")
        .about("Makes a tone target from up to 20 records, heard in their loudest sections; one song will do")
        .arg(
            Arg::new("REF")
                .value_name("REF")
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .required_unless_present("near")
                .help("finished records, or folders of them"),
        )
        .arg(
            Arg::new("near")
                .long("near")
                .value_name("MIX")
                .conflicts_with("REF")
                .value_parser(value_parser!(PathBuf))
                .help("take the library's records that are nearest to this mix instead"),
        )
        .arg(
            Arg::new("count")
                .short('n')
                .long("count")
                .value_name("N")
                .default_value("8")
                .value_parser(value_parser!(u8).range(1..=20))
                .help("how many of them"),
        )
        .arg(flags::output("FILE", "the text file to write, ending in .toml").required(true))
        .arg(Arg::new("name").long("name").value_name("NAME").help("what it is called [the file's name]"))
        .arg(library())
        .arg(flags::force())
}

fn list() -> Command {
    Command::new("list").about("Lists the tone targets that are there by name")
}

fn show() -> Command {
    Command::new("show")
        .about("Shows a tone target: its zones, what it was made from, and how sure it is")
        .arg(Arg::new("NAME").required(true).help("its name or its file"))
}

/// Where the library is.
pub fn library() -> Arg {
    Arg::new("library")
        .long("library")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("the library's file, ending in .sqlite [in your data folder]")
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    match arguments.subcommand().expect("a subcommand is required") {
        ("make", own) => run_make(own),
        ("list", _) => run_list(),
        (_, own) => {
            terminal::print(&page(&tones::find(own.get_one::<String>("NAME").expect("clap requires it"))?));
            Ok(ExitCode::Fine)
        }
    }
}

fn run_make(arguments: &ArgMatches) -> Result<ExitCode> {
    let path = arguments.get_one::<PathBuf>("output").expect("clap requires it");
    ensure!(
        path.extension().is_some_and(|ending| ending == "toml"),
        "{} should end in .toml; rename it",
        path.display()
    );
    let overwrite = flags::overwrite(arguments);
    if overwrite == Overwrite::Refused && path.exists() {
        return Err(Error::Exists { path: path.clone() }.into());
    }
    let (known, code) = records_of(arguments)?;
    let records: Vec<&Record> = known.iter().map(records::Known::record).collect();
    let target = ToneTarget { as_of: day::today(), ..ToneTarget::of(&name(path, arguments), &records)? };
    tones::save(&target, path, overwrite)?;
    terminal::print(&page(&target));
    terminal::print(&format!("  {}\n", path.display()));
    Ok(code)
}

fn name(path: &Path, arguments: &ArgMatches) -> String {
    let of_file = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    arguments.get_one::<String>("name").cloned().unwrap_or_else(of_file)
}

fn records_of(arguments: &ArgMatches) -> Result<(Vec<records::Known>, ExitCode)> {
    let library = records::open(arguments)?;
    if let Some(mix) = arguments.get_one::<PathBuf>("near") {
        let count = usize::from(*arguments.get_one::<u8>("count").expect("it has a default"));
        return Ok((near(mix, library.as_ref(), count)?, ExitCode::Fine));
    }
    let paths = records::named(arguments)?;
    ensure!(
        paths.len() <= MOST_SONGS,
        "{} records are too many; choose the {MOST_SONGS} that are most like your song",
        paths.len()
    );
    let (known, code) = records::known_or_heard(&paths, library.as_ref());
    ensure!(!known.is_empty(), "none of the records could be read; name others");
    Ok((known, code))
}

fn near(mix: &Path, library: Option<&library::Library>, count: usize) -> Result<Vec<records::Known>> {
    let bar = Bar::new(&format!("hearing {}", mix.display()));
    let heard = hear(mix, &|share| bar.at(share))?;
    drop(bar);
    records::nearest(library, &heard, count)
}

fn run_list() -> Result<ExitCode> {
    let mut rows = Vec::new();
    for name in tones::names() {
        let target = tones::find(&name)?;
        rows.push(vec![target.label(), target.summary]);
    }
    terminal::print(&format!("{}\n  `twobus target show NAME` shows one.\n", terminal::table(&rows)));
    Ok(ExitCode::Fine)
}

fn page(target: &ToneTarget) -> String {
    let head = ["", "zone, dB", "middle", "songs", "sure"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(target.aim.bands.iter().map(row)).collect();
    let mut text =
        format!("{}\n{}\n\n{}", terminal::strong(&target.label()), target.summary, terminal::table(&rows));
    for song in &target.songs {
        text += &terminal::paragraph(&terminal::faint(&song.name), 2);
    }
    for line in target.source.iter().chain(&target.notes) {
        text += &terminal::paragraph(&terminal::faint(line), 2);
    }
    text
}

fn row(band: &AimBand) -> Vec<String> {
    vec![
        measure::compare::hertz::hertz(band.centre_hz),
        format!("{} to {}", number(band.zone_db[0]), number(band.zone_db[1])),
        number(band.median_db),
        band.songs.to_string(),
        band.confidence.word().to_owned(),
    ]
}

/// One decimal and a true minus.
fn number(db: f64) -> String {
    let text = format!("{db:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text.replace('-', "−") }
}

/// The target that is asked for: a name, a file, or the library's records nearest to the mix.
pub fn find(name: &str, mix: &files::record::Heard, arguments: &ArgMatches) -> Result<ToneTarget> {
    const NEAREST: usize = 8;
    if name != "nearest" {
        return Ok(tones::find(name)?);
    }
    let library = records::open(arguments)?;
    let known = records::nearest(library.as_ref(), mix, NEAREST)?;
    let all: Vec<&Record> = known.iter().map(records::Known::record).collect();
    Ok(ToneTarget::of("nearest", &all)?)
}
