// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus abx A B`: a blind test of whether a difference is heard.

mod player;
mod result;
mod session;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use console::Term;
use files::{
    Versions,
    blind::{self, Clips, Draw},
    versions,
};
use measure::{
    Span,
    abx::{Side, TRIALS},
    align,
};

use super::Verb;
use crate::{
    exit_code::ExitCode,
    flags,
    progress::Bar,
    terminal::{faint, paragraph, print},
};
use player::Player;
use result::Outcome;
use session::Session;

/// Enough to tell nearly every listener who hears 90 % from a guesser.
const USUAL_TRIALS: &str = "16";

/// Tests blind.
pub fn verb() -> Verb {
    let command =
        Command::new("abx")
            .about("Tests blind whether you hear a difference between two files, at equal loudness")
            .arg(flags::input("A", "the first file").required(false).required_unless_present("score"))
            .arg(flags::input("B", "the second file").required(false).required_unless_present("score"))
            .arg(
                Arg::new("trials")
                    .short('n')
                    .long("trials")
                    .value_name("N")
                    .value_parser(value_parser!(u64))
                    .default_value(USUAL_TRIALS)
                    .help("how often you are asked; fixed before the first"),
            )
            .arg(
                Arg::new("span")
                    .long("span")
                    .value_name("FROM-TO")
                    .help("the passage in A, as 1:20-1:45 [the loudest 20 s]"),
            )
            .arg(flags::output("DIR", "write the test into a new folder, to take it with any player"))
            .arg(
                Arg::new("seed").long("seed").value_name("N").value_parser(value_parser!(u64)).help(
                    "draw the same test again; whoever knows the seed should not take it [drawn by the system]",
                ),
            )
            .arg(
                Arg::new("score")
                    .long("score")
                    .num_args(2)
                    .value_names(["DIR", "ANSWERS"])
                    .value_parser(value_parser!(PathBuf))
                    .conflicts_with_all(["A", "B", "output", "seed", "span"])
                    .help("the result of a written test; ANSWERS is ABBA… or a text file with these letters"),
            )
            .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the result as JSON"))
            .after_help("Exit codes: 0 tested or written, whatever the result; 2 could not be done.");
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    if let Some(mut named) = arguments.get_many::<PathBuf>("score") {
        let [folder, answers] = [named.next(), named.next()].map(|path| path.expect("clap takes two"));
        return score(folder, answers, arguments.get_flag("json"));
    }
    let draw = draw(arguments)?;
    let span = arguments.get_one::<String>("span").map(|text| flags::span("span", text)).transpose()?;
    match arguments.get_one::<PathBuf>("output") {
        Some(folder) => export(folder, draw, span, arguments),
        None => listen(draw, span, arguments),
    }
}

fn draw(arguments: &ArgMatches) -> Result<Draw> {
    let trials = arguments.get_one::<u64>("trials").copied().unwrap_or_default();
    let trials = usize::try_from(trials).unwrap_or(usize::MAX);
    let [fewest, most] = [TRIALS.start(), TRIALS.end()];
    ensure!(TRIALS.contains(&trials), "-n takes {fewest} to {most} trials, not {trials}; 16 is usual");
    let seed = match arguments.get_one::<u64>("seed") {
        Some(seed) => *seed,
        None => getrandom::u64()
            .map_err(|error| anyhow!("the system gives no random numbers ({error}); use --seed"))?,
    };
    Ok(Draw { seed, trials })
}

fn export(folder: &Path, draw: Draw, span: Option<Span>, arguments: &ArgMatches) -> Result<ExitCode> {
    ensure!(!folder.exists(), "{} exists already; choose another folder with -o", folder.display());
    let clips = prepare(span, arguments)?;
    fs::create_dir(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    blind::export(folder, &clips, draw)?;
    for note in &clips.notes {
        print(&faint(&paragraph(note, 0)));
    }
    let last = blind::trial_name(draw.trials);
    let name = folder.display();
    print(&paragraph(
        &format!(
            "{name} holds A, B and X01 to {last}. Note for each X whether it is A or B, {} letters, then: twobus abx \
             --score {name} LETTERS",
            draw.trials
        ),
        0,
    ));
    Ok(ExitCode::Fine)
}

fn listen(draw: Draw, span: Option<Span>, arguments: &ArgMatches) -> Result<ExitCode> {
    let term = Term::stderr();
    ensure!(
        term.is_term() && Term::stdout().is_term(),
        "a terminal is needed to answer with keys; write the test into a folder with -o DIR"
    );
    let player = Player::find().ok_or_else(|| {
        anyhow!("no player was found (pw-play, paplay, aplay, ffplay, afplay); write the test into a folder with -o DIR")
    })?;
    let clips = prepare(span, arguments)?;
    let mut session = Session::new(term, player, &clips, draw)?;
    let answers = session.run()?;
    let answers = answers.ok_or_else(|| {
        anyhow!(
            "the test was given up and is not scored, because a number of trials that is not fixed beforehand proves \
             nothing; begin again when you have time for {}",
            draw.trials
        )
    })?;
    Ok(tell(&Outcome::of(draw, &answers), arguments.get_flag("json")))
}

fn prepare(span: Option<Span>, arguments: &ArgMatches) -> Result<Clips> {
    let bar = Bar::new("reading both files");
    let paths = [flags::path(arguments, "A"), flags::path(arguments, "B")];
    let Versions { sounds, notes } = versions::open(paths.map(AsRef::as_ref), &|share| bar.at(0.6 * share))?;
    bar.doing("laying B over A");
    let [a, b] = sounds.each_ref().map(|sound| sound.channels.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let alignment = align(&a, &b, sounds[0].rate_hz);
    bar.doing("making both equally loud");
    let mut clips = blind::clips(&sounds, alignment.as_ref(), span)?;
    clips.notes.splice(0..0, notes);
    clips.notes.push("The louder one was turned down until both are equally loud.".to_owned());
    Ok(clips)
}

fn score(folder: &Path, answers: &Path, as_json: bool) -> Result<ExitCode> {
    let draw = blind::open(folder)?;
    let answers = read_answers(answers)?;
    ensure!(
        answers.len() == draw.trials,
        "there are {} answers to {} trials; give one letter for each X",
        answers.len(),
        draw.trials
    );
    Ok(tell(&Outcome::of(draw, &answers), as_json))
}

/// Letters as they stand, or those in a file of this name.
fn read_answers(answers: &Path) -> Result<Vec<Side>> {
    if let Some(sides) = answers.to_str().and_then(sides) {
        return Ok(sides);
    }
    let text = fs::read_to_string(answers)
        .map_err(|_| anyhow!("`{}` is neither letters like ABBA nor a text file with them", answers.display()))?;
    sides(&text).ok_or_else(|| anyhow!("{} holds more than the letters A and B; mend it", answers.display()))
}

/// `ABBA`, `a b b a`, `A,B,B,A`.
fn sides(text: &str) -> Option<Vec<Side>> {
    let letters = text.chars().filter(|letter| !letter.is_whitespace() && *letter != ',');
    letters
        .map(|letter| match letter {
            'A' | 'a' => Some(Side::A),
            'B' | 'b' => Some(Side::B),
            _ => None,
        })
        .collect()
}

fn tell(outcome: &Outcome, as_json: bool) -> ExitCode {
    print(&if as_json { format!("{:#}\n", outcome.document()) } else { outcome.page() });
    ExitCode::Fine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_people_write_them() {
        let abba = Some(vec![Side::A, Side::B, Side::B, Side::A]);
        for text in ["ABBA", "abba", "A B B A\n", "a,b,\nb,a"] {
            assert_eq!(sides(text), abba, "{text}");
        }
        assert_eq!(sides("ABXA"), None);
    }
}
