// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which passages are compared, and at which loudness.

use anyhow::{Result, bail};
use clap::{Arg, ArgAction, ArgMatches};
use files::compare::Part;
use measure::{
    Span,
    compare::{LevelBy, LevelTo, Levelling, Passage},
};

use crate::flags;

/// What is compared, and how.
pub struct Asked {
    /// The part of the mix, and of the records if they have no loop of their own.
    pub part: Part,
    /// The records' loop, if one was named.
    pub record_loop: Option<Span>,
    /// How loudness is made equal.
    pub levelling: Levelling,
}

/// The flags that ask.
pub fn flags() -> [Arg; 5] {
    [
        Arg::new("passage")
            .long("passage")
            .value_name("loudest|quietest|whole|FROM-TO")
            .help("what is compared: a section that is found, or times as 1:20-1:45 [loudest]"),
        Arg::new("record-passage")
            .long("record-passage")
            .value_name("FROM-TO")
            .help("the same of the records, where the section that is found is not the one you mean"),
        Arg::new("level")
            .long("level")
            .value_name("mix|quietest|off|LUFS")
            .allow_hyphen_values(true)
            .help("what everything is made as loud as [mix]"),
        Arg::new("level-by")
            .long("level-by")
            .value_name("passage|integrated|middle")
            .value_parser(["passage", "integrated", "middle"])
            .help("which loudness is made equal: the passages', the songs', or that of 200 Hz to 4 kHz [passage]"),
        Arg::new("attenuate-only")
            .long("attenuate-only")
            .action(ArgAction::SetTrue)
            .help("turn everything down together until nothing is turned up"),
    ]
}

impl Asked {
    /// Reads the flags.
    pub fn read(arguments: &ArgMatches) -> Result<Self> {
        let text = |name| arguments.get_one::<String>(name).map(String::as_str);
        let record_loop = text("record-passage").map(|times| flags::span("record-passage", times)).transpose()?;
        let levelling = Levelling {
            to: level_to(text("level"))?,
            by: level_by(text("level-by")),
            attenuate_only: arguments.get_flag("attenuate-only"),
        };
        Ok(Self { part: part(text("passage"))?, record_loop, levelling })
    }
}

fn part(text: Option<&str>) -> Result<Part> {
    Ok(match text {
        None | Some("loudest") => Part::Found(Passage::Loudest),
        Some("quietest") => Part::Found(Passage::Quietest),
        Some("whole") => Part::Found(Passage::Whole),
        Some(times) => Part::Between(flags::span("passage", times)?),
    })
}

fn level_to(text: Option<&str>) -> Result<LevelTo> {
    Ok(match text {
        None | Some("mix") => LevelTo::Mix,
        Some("quietest") => LevelTo::Quietest,
        Some("off") => LevelTo::Off,
        Some(number) => match number.replace('−', "-").parse() {
            Ok(lufs) if (-70.0..=0.0).contains(&lufs) => LevelTo::Lufs(lufs),
            _ => bail!("--level takes mix, quietest, off, or a loudness like -14, not `{number}`"),
        },
    })
}

fn level_by(text: Option<&str>) -> LevelBy {
    match text {
        Some("integrated") => LevelBy::Integrated,
        Some("middle") => LevelBy::MidBand,
        _ => LevelBy::Passage,
    }
}
