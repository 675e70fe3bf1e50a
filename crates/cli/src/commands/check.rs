// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus check MIX…`: measures, compares with a destination, says what is wrong and what to do.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};
use clap::{
    Arg, ArgAction, ArgMatches, Command,
    builder::{OsStringValueParser, TypedValueParser},
    value_parser,
};
use files::{
    atomic, examine,
    report::{Report, Since, html, json, junit, markdown},
    targets,
};

use super::Verb;
use crate::{
    baseline, beneath, exit_code::ExitCode, flags, origins, parallel::side_by_side, reports, terminal, verdict,
};

/// Checks songs.
pub fn verb() -> Verb {
    let command = Command::new("check")
        .about("Measures a mix or a master and says what is wrong, where, by how much, and what to do")
        .arg(flags::input("MIX", "the sound to check; several are measured side by side").num_args(1..))
        .arg(flags::destination().num_args(1).value_delimiter(None))
        .args(beneath::flags())
        .arg(origins::flag())
        .args(baseline::flags())
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the report as JSON"))
        .arg(page("html", "HTML", "write the report as a page [MIX.html]"))
        .arg(page("junit", "XML", "write the verdict for a build server [MIX.xml]"))
        .arg(comment())
        .arg(flags::force())
        .after_help(
            "Exit codes: 0 fine, 1 faults found, 2 could not be done. \
             With --baseline, 1 means that a fault is new or worse; old ones count with --fail-on any.",
        );
    Verb { command, run: Box::new(run) }
}

fn page(name: &'static str, value_name: &'static str, help: &'static str) -> Arg {
    // Unlike a path, this may be empty: the flag alone.
    let path = OsStringValueParser::new().map(PathBuf::from);
    Arg::new(name)
        .long(name)
        .value_name(value_name)
        .num_args(0..=1)
        .default_missing_value("")
        .value_parser(path)
        .help(help)
}

fn comment() -> Arg {
    Arg::new("markdown")
        .long("markdown")
        .value_name("MD")
        .value_parser(value_parser!(PathBuf))
        .help("write all songs as one comment for a pull request; - for stdout, in place of the verdict")
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let target = arguments.get_one::<String>("for").map(|name| targets::find(name)).transpose()?;
    let paths: Vec<PathBuf> = arguments.get_many("MIX").expect("clap requires it").cloned().collect();
    refuse_foreign_endings(arguments)?;
    let both = arguments.get_flag("json") && markdown_file(arguments).is_some_and(|path| path == Path::new("-"));
    ensure!(!both, "--json and --markdown - would both go to stdout; give the Markdown a file");
    let stems = origins::stems(arguments, &paths)?;
    if let Some(source) = beneath::source(arguments, &paths)? {
        let mut report = beneath::report(&paths[0], &source, target)?;
        origins::tell(&mut report, stems.as_ref(), source.mix(&paths[0]))?;
        return hand_out(&mut [report], arguments, 1);
    }
    let mut reports = Vec::new();
    let mut code = ExitCode::Fine;
    for examined in side_by_side(&paths, "measuring", |path, progress| examine::examine(path, progress)) {
        match examined {
            Ok(examined) => reports.push(reports::report(examined, target.clone())),
            Err(error) => {
                terminal::complain(&error.to_string());
                code = ExitCode::CouldNot;
            }
        }
    }
    for report in &mut reports {
        origins::tell(report, stems.as_ref(), &paths[0])?;
    }
    Ok(code.max(hand_out(&mut reports, arguments, paths.len())?))
}

/// Prints and writes what was found in as many songs as were asked for.
fn hand_out(reports: &mut [Report], arguments: &ArgMatches, asked: usize) -> Result<ExitCode> {
    let code = baseline::compare(reports, arguments);
    if markdown_file(arguments).is_some_and(|path| path == Path::new("-")) {
        terminal::print(&markdown::document(reports));
    } else {
        tell(reports, arguments.get_flag("json"), asked);
    }
    write_pages(reports, arguments)?;
    write_comment(reports, arguments)?;
    Ok(reports.iter().map(verdict_code).fold(code, ExitCode::max))
}

/// What is to be mended counts; beside an earlier bounce only if it is new or worse.
fn verdict_code(report: &Report) -> ExitCode {
    let since = report.since.as_ref().filter(|since| !since.fails_on_any);
    let regressed = |since: &Since| if since.changes.regressed() { ExitCode::FaultsFound } else { ExitCode::Fine };
    since.map_or_else(|| ExitCode::from_faults(&report.faults), regressed)
}

fn markdown_file(arguments: &ArgMatches) -> Option<&PathBuf> {
    arguments.get_one("markdown")
}

fn write_comment(reports: &[Report], arguments: &ArgMatches) -> Result<()> {
    match markdown_file(arguments) {
        Some(path) if path != Path::new("-") => {
            atomic::write(path, markdown::document(reports).as_bytes(), flags::overwrite(arguments))?;
        }
        _ => {}
    }
    Ok(())
}

/// Makes a page of a report.
type Document = fn(&Report) -> String;

/// `--html next.wav` means the song, not the page; with `--force` it would be the end of the song.
fn refuse_foreign_endings(arguments: &ArgMatches) -> Result<()> {
    for (name, extension) in [("html", "html"), ("junit", "xml"), ("markdown", "md")] {
        let Some(path) = arguments.get_one::<PathBuf>(name) else { continue };
        let no_file = path.as_os_str().is_empty() || (name == "markdown" && path == Path::new("-"));
        let fits = no_file || path.extension().is_some_and(|ending| ending == extension);
        ensure!(fits, "--{name} writes {}, which should end in .{extension}; rename it", path.display());
    }
    Ok(())
}

fn write_pages(reports: &[Report], arguments: &ArgMatches) -> Result<()> {
    let overwrite = flags::overwrite(arguments);
    let pages: [Document; 2] = [html::document, junit::document];
    for ((name, extension), document) in [("html", "html"), ("junit", "xml")].into_iter().zip(pages) {
        let Some(path) = arguments.get_one::<PathBuf>(name) else { continue };
        let own_name = path.as_os_str().is_empty();
        ensure!(
            own_name || reports.len() <= 1,
            "--{name} FILE takes one song; leave FILE out to name each after its song"
        );
        let mut written = BTreeSet::new();
        for report in reports {
            let path =
                if own_name { PathBuf::from(&report.title).with_added_extension(extension) } else { path.clone() };
            ensure!(
                written.insert(path.clone()),
                "two songs would both write {}; check them one by one with --{name} FILE",
                path.display()
            );
            atomic::write(&path, document(report).as_bytes(), overwrite)?;
        }
    }
    Ok(())
}

fn tell(reports: &[Report], as_json: bool, asked: usize) {
    match (as_json, reports) {
        (true, [only]) if asked == 1 => terminal::print(&json::document(only)),
        (true, several) => {
            let documents: Vec<String> =
                several.iter().map(|report| json::document(report).trim_end().to_owned()).collect();
            terminal::print(&format!("[\n{}\n]\n", documents.join(",\n")));
        }
        (false, several) => several.iter().for_each(verdict::show),
    }
}
