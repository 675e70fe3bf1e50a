// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus targets`: where a song can go, and what is asked there.

use anyhow::Result;
use clap::{Arg, ArgMatches, Command};
use files::targets;
use measure::{Target, target::Normalisation};

use super::Verb;
use crate::{exit_code::ExitCode, terminal};

/// Lists destinations or shows one.
pub fn verb() -> Verb {
    let command = Command::new("targets")
        .about("Lists the destinations (how loud), or shows one with its figures, date and source; for tone see `target`")
        .arg(Arg::new("NAME").help("the destination to show, or a target file of your own"));
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    match arguments.get_one::<String>("NAME") {
        Some(name) => terminal::print(&page(&targets::find(name)?)),
        None => terminal::print(&list(&targets::all()?)),
    }
    Ok(ExitCode::Fine)
}

fn list(targets: &[Target]) -> String {
    let head = ["", "LUFS", "dBTP", "PSR", "as of"].map(str::to_owned).to_vec();
    let row = |target: &Target| {
        vec![
            target.id.clone(),
            range(target.integrated_lufs),
            number(target.ceiling_dbtp),
            format!("{} or more", number(target.psr_floor_lu)),
            target.as_of.clone(),
        ]
    };
    let rows: Vec<_> = std::iter::once(head).chain(targets.iter().map(row)).collect();
    format!("{}\n  `twobus targets NAME` shows one, with its source.\n", terminal::table(&rows))
}

fn page(target: &Target) -> String {
    let mut rows = vec![
        vec!["Integrated".to_owned(), format!("{} LUFS", range(target.integrated_lufs))],
        vec!["Aimed at".to_owned(), format!("{} LUFS", number(target.aim_lufs))],
    ];
    if let Some(short_term) = target.short_term_lufs {
        rows.push(vec!["Short-term, most".to_owned(), format!("{} LUFS", range(short_term))]);
    }
    rows.push(vec!["True peak, at most".to_owned(), format!("{} dBTP", number(target.ceiling_dbtp))]);
    rows.push(vec!["PLR, at least".to_owned(), format!("{} LU", number(target.plr_floor_lu))]);
    rows.push(vec!["PSR, at least".to_owned(), format!("{} LU", number(target.psr_floor_lu))]);
    let head = format!("{}\n{}\n", terminal::strong(&target.name), target.summary);
    let source = format!("{} ({}, {})", target.source, target.as_of, target.confidence.word());
    format!(
        "{head}\n{}\n{}{}",
        terminal::table(&rows),
        terminal::paragraph(&normalisation(target.normalisation), 2),
        terminal::paragraph(&terminal::faint(&format!("Source: {source}")), 2)
    )
}

fn normalisation(rule: Normalisation) -> String {
    match rule {
        Normalisation::None => "Plays everything as it is.".to_owned(),
        Normalisation::Required => "The loudness is a requirement.".to_owned(),
        Normalisation::Down(to) => format!("Turns louder songs down to {} LUFS.", number(to)),
        Normalisation::Both { to_lufs, up_to_dbtp } => format!(
            "Turns songs up and down to {} LUFS, up only until peaks reach {} dBTP.",
            number(to_lufs),
            number(up_to_dbtp)
        ),
    }
}

fn range([low, high]: [f64; 2]) -> String {
    format!("{} to {}", number(low), number(high))
}

/// One decimal and a true minus.
fn number(value: f64) -> String {
    format!("{value:.1}").replace('-', "−")
}
