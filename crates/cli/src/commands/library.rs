// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus library add|list|nearest|remove`: records of one's own, heard once, and which of them a mix is like.

mod words;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use files::{Record, examine, hash};
use library::{Entry, Library, Neighbour, Progress, Summary, Whereabouts};

use super::Verb;
use crate::{exit_code::ExitCode, flags, progress::Bar, terminal};

/// Keeps and searches records.
pub fn verb() -> Verb {
    let command = Command::new("library")
        .about("Keeps what your reference records are like, and finds the four that a mix is nearest to")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new("library")
                .long("library")
                .value_name("FILE")
                .global(true)
                .value_parser(value_parser!(PathBuf))
                .help("the library's file, ending in .sqlite [in your data folder]"),
        )
        .subcommands([add(), list(), nearest(), remove()]);
    Verb { command, run: Box::new(run) }
}

fn add() -> Command {
    Command::new("add")
        .about("Hears records and keeps what they are like, never their sound; what is known is not heard again")
        .arg(
            flags::input("DIR", "folders and sound files [all folders that were added before]")
                .num_args(1..)
                .required(false),
        )
}

fn list() -> Command {
    Command::new("list").about("Lists the records, and says which files are gone").arg(json())
}

fn nearest() -> Command {
    Command::new("nearest")
        .about("Finds the records that a mix is nearest to, and says why; volume does not count")
        .arg(flags::input("MIX", "the mix"))
        .arg(
            Arg::new("count")
                .short('n')
                .long("count")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..=1000))
                .default_value("4")
                .help("how many"),
        )
        .arg(json())
}

fn remove() -> Command {
    Command::new("remove")
        .about("Forgets records; their files stay")
        .arg(flags::input("PATH", "files, folders or hashes (`list --json` shows them)").num_args(1..))
}

fn json() -> Arg {
    Arg::new("json").long("json").action(ArgAction::SetTrue).help("print as JSON")
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let (name, own) = arguments.subcommand().expect("a subcommand is required");
    let path = match own.get_one::<PathBuf>("library") {
        Some(path) => path.clone(),
        None => Library::usual_path()?,
    };
    let (library, notices) = Library::open(&path)?;
    for notice in &notices {
        terminal::complain(&notice.to_string());
    }
    match name {
        "add" => run_add(&library, own),
        "list" => run_list(&library, own.get_flag("json")),
        "nearest" => run_nearest(&library, own),
        _ => run_remove(&library, own),
    }
}

fn run_add(library: &Library, arguments: &ArgMatches) -> Result<ExitCode> {
    let paths: Vec<PathBuf> = arguments.get_many("DIR").into_iter().flatten().cloned().collect();
    ensure!(
        !paths.is_empty() || !library.folders()?.is_empty(),
        "no folder was added yet; name one with `twobus library add FOLDER`"
    );
    let bar = Bar::new("looking for records");
    let tell = |Progress { done, all, share, path }: Progress<'_>| {
        let name = path.file_name().unwrap_or_default().display();
        bar.doing(&format!("{} of {all}: {name}", (done + 1).min(all)));
        bar.at(share);
    };
    let summary = library.add(&paths, &hear, &tell)?;
    drop(bar);
    summary.notices.iter().for_each(|notice| terminal::complain(&notice.to_string()));
    summary.failed.iter().for_each(|(_, sentence)| terminal::complain(sentence));
    terminal::print(&words::summary(&summary, library.list()?.len()));
    Ok(code(&summary))
}

/// A file that could not be heard is something to mend; a run without any success could not be done.
fn code(summary: &Summary) -> ExitCode {
    let Summary { added, refreshed, known, other_names, moved, failed, .. } = summary;
    match (failed.is_empty(), added + refreshed + known + other_names + moved) {
        (true, _) => ExitCode::Fine,
        (false, 0) => ExitCode::CouldNot,
        (false, _) => ExitCode::FaultsFound,
    }
}

fn run_list(library: &Library, as_json: bool) -> Result<ExitCode> {
    let entries = library.list()?;
    terminal::print(&if as_json { words::list_document(&entries) } else { words::list(&entries) });
    Ok(ExitCode::Fine)
}

fn run_nearest(library: &Library, arguments: &ArgMatches) -> Result<ExitCode> {
    let mix = flags::path(arguments, "MIX");
    let count = usize::from(*arguments.get_one::<u16>("count").expect("there is a default"));
    let record = known_or_heard(library, mix)?;
    // A mix that is in the library itself is not its own reference.
    let mut neighbours = library.nearest(&record.profile, count + 1)?;
    neighbours.retain(|near| near.entry.hash != record.input.blake3);
    neighbours.truncate(count);
    say_what_is_missing(library, &record, &neighbours)?;
    let found = neighbours.into_iter().map(|near| Ok(Found { at: place(library, &near.entry)?, near }));
    let found = found.collect::<Result<Vec<Found>>>()?;
    let as_json = arguments.get_flag("json");
    terminal::print(&if as_json { words::nearest_document(mix, &found) } else { words::nearest(mix, &found) });
    Ok(ExitCode::Fine)
}

/// A neighbour, and where its file is now, if anywhere.
struct Found {
    near: Neighbour,
    at: Option<PathBuf>,
}

/// What the library knows of a mix, or what is heard now.
fn known_or_heard(library: &Library, mix: &Path) -> Result<Record> {
    if let Some(known) = library.record(&hash::of_file(mix)?)? {
        return Ok(known);
    }
    let bar = Bar::new(&format!("hearing {}", mix.display()));
    Ok(hear(mix, &|share| bar.at(share))?)
}

fn say_what_is_missing(library: &Library, mix: &Record, neighbours: &[Neighbour]) -> Result<()> {
    let entries = library.list()?;
    ensure!(!entries.is_empty(), "the library is empty; fill it with `twobus library add FOLDER`");
    if mix.profile.loudest_portrait().mid_level_db.is_none() {
        terminal::complain(&format!("{} is silent, and silence is near nothing", mix.input.path));
    } else if neighbours.is_empty() {
        terminal::complain("there is no other record in the library; add some with `twobus library add FOLDER`");
    }
    let stale = entries.iter().filter(|entry| entry.is_stale).count();
    if stale > 0 {
        terminal::complain(&format!(
            "{stale} of the records were heard by another version of Twobus and left out; `twobus library add` hears them again"
        ));
    }
    Ok(())
}

/// Where the file of a record is; looks for it if it moved, and says so.
fn place(library: &Library, entry: &Entry) -> Result<Option<PathBuf>> {
    match library.whereabouts(&entry.hash)? {
        Some(Whereabouts::There(path)) => Ok(Some(path)),
        Some(Whereabouts::Moved { from, to }) => {
            terminal::complain(&format!("{} has moved and was found as {}", from.display(), to.display()));
            Ok(Some(to))
        }
        Some(Whereabouts::Missing(path)) => {
            terminal::complain(&format!(
                "{} is gone; connect its disk, or add the folder where it is now",
                path.display()
            ));
            Ok(None)
        }
        None => Ok(None),
    }
}

fn run_remove(library: &Library, arguments: &ArgMatches) -> Result<ExitCode> {
    let mut code = ExitCode::Fine;
    for path in arguments.get_many::<PathBuf>("PATH").expect("clap requires it") {
        match library.remove(path)? {
            0 => {
                terminal::complain(&format!(
                    "{} is not in the library; see `twobus library list`",
                    path.display()
                ));
                code = ExitCode::CouldNot;
            }
            gone => terminal::print(&words::removed(gone, library.list()?.len())),
        }
    }
    Ok(code)
}

/// Hears a song as comparing needs it.
fn hear(path: &Path, progress: examine::Progress<'_>) -> files::Result<Record> {
    Ok(files::record::hear(path, progress)?.record)
}
