// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus check --baseline`: songs beside what was said about them earlier.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Arg, ArgMatches, value_parser};
use files::{
    names,
    report::{Kept, Report, Since, kept},
};

use crate::{exit_code::ExitCode, terminal::complain};

/// `--baseline` and `--fail-on`.
pub fn flags() -> [Arg; 2] {
    [
        Arg::new("baseline")
            .long("baseline")
            .value_name("JSON")
            .value_parser(value_parser!(PathBuf))
            .help("an earlier report (--json): also says what is new, worse, better and fixed since"),
        Arg::new("fail-on")
            .long("fail-on")
            .value_name("new|any")
            .value_parser(["new", "any"])
            .default_value("new")
            .requires("baseline")
            .help("which faults count for exit code 1 and JUnit: new and worse ones, or any"),
    ]
}

/// Puts every song beside its earlier report, and says how that went; without `--baseline` it does nothing.
pub fn compare(reports: &mut [Report], arguments: &ArgMatches) -> ExitCode {
    let Some(path) = arguments.get_one::<PathBuf>("baseline") else { return ExitCode::Fine };
    let fails_on_any = arguments.get_one::<String>("fail-on").is_some_and(|which| which == "any");
    let earlier = match kept::read(path) {
        Ok(earlier) => earlier,
        Err(error) => return give_up(&error.to_string()),
    };
    let alone = reports.len() == 1;
    let mut code = ExitCode::Fine;
    for report in reports {
        match before(&earlier, report, alone, path) {
            Ok(before) => report.since = Some(Since { fails_on_any, ..Since::of(before, report) }),
            Err(error) => code = give_up(&error.to_string()),
        }
    }
    code
}

fn give_up(sentence: &str) -> ExitCode {
    complain(sentence);
    ExitCode::CouldNot
}

/// The earlier report on this song: the only one there is, or the one of this title, file or song.
fn before<'a>(earlier: &'a [Kept], report: &Report, alone: bool, path: &Path) -> Result<&'a Kept> {
    if let ([only], true) = (earlier, alone) {
        return Ok(only);
    }
    let file = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    let by_title = earlier.iter().find(|kept| kept.title == report.title);
    let by_file = || earlier.iter().find(|kept| file(&kept.path) == file(&report.input.path));
    let song = |title: &str| names::song(title).to_lowercase();
    let own = song(&report.title);
    let by_song = || earlier.iter().rev().find(|kept| !own.is_empty() && song(&kept.title) == own);
    by_title.or_else(by_file).or_else(by_song).with_context(|| {
        format!("{} holds no song called {}; nothing is compared with it", path.display(), report.title)
    })
}
