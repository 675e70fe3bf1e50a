// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus match MIX REF -o OUT`: a few explained filters nearer to a record, and as loud.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dsp::Ratio;
use files::{
    Depth, Error, Overwrite,
    matching::{self, Job, Matched, Pair, json},
    report::Outcome,
};
use rack::matching::Request;

use super::Verb;
use crate::{exit_code::ExitCode, flags, matching as words, progress::Bar, terminal};

/// Matches.
pub fn verb() -> Verb {
    let command = Command::new("match")
        .about("Brings a mix nearer to a record with a few explained filters and the limiter, and says how near")
        .arg(flags::input("MIX", "the mix"))
        .arg(flags::input("REF", "the record to come nearer to"))
        .arg(flags::output("FILE", "the file to write, .wav or .flac").required_unless_present("dry-run"))
        .arg(
            Arg::new("amount")
                .long("amount")
                .value_name("%")
                .default_value("100%")
                .help("how much of the difference in tone, width and loudness is made up"),
        )
        .arg(
            number("filters", "COUNT", "8")
                .help("no more filters than this on the tone, half as many on the width"),
        )
        .arg(number("most-db", "dB", "6").help("no filter moves anything by more than this"))
        .arg(number("ceiling", "dBTP", "-1").help("no true peak of the file is above this"))
        .arg(flags::keep_psr())
        .arg(
            Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help("show the plan and write nothing"),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print plan and result as JSON"))
        .args(flags::writing());
    Verb { command, run: Box::new(run) }
}

fn number(name: &'static str, value_name: &'static str, otherwise: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value_name)
        .default_value(otherwise)
        .value_parser(value_parser!(f64))
        .allow_hyphen_values(true)
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let [mix, record] = ["MIX", "REF"].map(|name| flags::path(arguments, name));
    let request = request(arguments)?;
    let job = if arguments.get_flag("dry-run") { None } else { Some(job(arguments)?) };
    if let Some(job) = &job {
        refuse_early(job, [mix, record])?;
    }
    let bar = Bar::new("listening to both songs");
    let pair = matching::pair(mix, record, &request, &|share| bar.at(0.25 * share))?;
    bar.doing("making the file");
    let matched = match &job {
        Some(job) => Some(matching::render(&pair, job, &|share| bar.at(0.25 + 0.75 * share))?),
        None => None,
    };
    drop(bar);
    tell(&pair, matched.as_ref(), arguments.get_flag("json"));
    Ok(code(matched.as_ref()))
}

fn request(arguments: &ArgMatches) -> Result<Request> {
    let text = arguments.get_one::<String>("amount").expect("it has a default");
    let filters = value(arguments, "filters", [0.0, 16.0])?;
    ensure!(filters.fract() == 0.0, "--filters takes a whole number, not {filters}");
    Ok(Request {
        amount: amount(text)?,
        most_filters: dsp::math::index_from(filters),
        most_db: value(arguments, "most-db", [0.0, 12.0])?,
    })
}

/// Reads `60%` and `60`.
fn amount(text: &str) -> Result<Ratio> {
    let number = text.trim_end_matches('%').trim().parse::<f64>().ok();
    let percent = number.filter(|percent| (0.0..=100.0).contains(percent));
    percent.map(|percent| Ratio(percent / 100.0)).ok_or_else(|| anyhow!("--amount takes 0% to 100%, not `{text}`"))
}

fn value(arguments: &ArgMatches, name: &str, [low, high]: [f64; 2]) -> Result<f64> {
    let value = *arguments.get_one::<f64>(name).expect("it has a default");
    ensure!((low..=high).contains(&value), "--{name} takes {low} to {high}, not {value}");
    Ok(value)
}

fn job(arguments: &ArgMatches) -> Result<Job> {
    Ok(Job {
        path: arguments.get_one::<PathBuf>("output").expect("clap requires it").clone(),
        depth: flags::depth(arguments, Depth::Int24),
        overwrite: flags::overwrite(arguments),
        ceiling_dbtp: value(arguments, "ceiling", [-24.0, 0.0])?,
        psr_floor_lu: flags::psr_floor_lu(arguments)?,
    })
}

/// Says before the work what would fail after it.
fn refuse_early(job: &Job, inputs: [&Path; 2]) -> Result<()> {
    if job.overwrite == Overwrite::Refused && job.path.exists() {
        return Err(Error::Exists { path: job.path.clone() }.into());
    }
    let same = |input: &&Path| {
        input.canonicalize().is_ok_and(|input| job.path.canonicalize().is_ok_and(|it| it == input))
    };
    if let Some(input) = inputs.iter().find(|input| same(input)) {
        return Err(anyhow!("{} would be written over itself; choose another name with -o", input.display()));
    }
    Ok(())
}

fn tell(pair: &Pair, matched: Option<&Matched>, as_json: bool) {
    if as_json {
        terminal::print(&json::document(pair, matched));
    } else {
        words::show(pair, matched);
    }
}

fn code(matched: Option<&Matched>) -> ExitCode {
    let is_fit = |matched: &Matched| matched.master.verified && matched.master.outcome == Outcome::Reached;
    if matched.is_none_or(is_fit) { ExitCode::Fine } else { ExitCode::FaultsFound }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_with_and_without_its_sign() {
        assert_eq!(amount("60%").unwrap(), Ratio(0.6));
        assert_eq!(amount("60").unwrap(), Ratio(0.6));
        assert!(amount("160%").unwrap_err().to_string().contains("0% to 100%"));
        assert!(amount("much").is_err());
    }
}
