// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus <effect> IN -o OUT`: one effect over a whole file.

use anyhow::Result;
use clap::{ArgMatches, Command};
use files::{Depth, Tags, decode_all, write_tagged};
use rack::{Entry, Preset};

use super::Verb;
use crate::{exit_code::ExitCode, flags, terminal};

/// The command of an effect.
pub fn verb(entry: &'static Entry) -> Verb {
    let command = Command::new(entry.info.id)
        .about(entry.info.summary)
        .arg(flags::input("IN", "the sound to change"))
        .arg(flags::output("OUT", "the file to write: .wav or .flac").required(true))
        .args(flags::style(entry))
        .args(flags::knobs(entry))
        .args(flags::writing());
    Verb { command, run: Box::new(move |arguments| run(entry, arguments)) }
}

fn run(entry: &'static Entry, arguments: &ArgMatches) -> Result<ExitCode> {
    let [input, output] = ["IN", "output"].map(|name| flags::path(arguments, name));
    let preset = Preset { steps: vec![flags::step(entry, arguments)?] };
    let (audio, _) = decode_all(input)?;
    let rendered = rack::render(&preset, &audio);
    let kept = if output.extension().is_some_and(|extension| extension == "flac") {
        Depth::Int24
    } else {
        Depth::Float32
    };
    let depth = flags::depth(arguments, kept);
    let tags = Tags::read(input)?;
    write_tagged(output, &rendered.audio, depth, flags::overwrite(arguments), tags.as_ref())?;
    let deepest = rendered.reduction_db.iter().fold(0.0_f32, |low, value| low.min(*value));
    let taken = if deepest < 0.0 { format!(", {deepest:.1} dB taken at most") } else { String::new() };
    terminal::print(&format!("{}{}\n", output.display(), taken.replace('-', "−")));
    Ok(ExitCode::Fine)
}
