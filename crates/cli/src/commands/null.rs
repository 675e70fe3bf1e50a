// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus null A B`: are these two files the same, and if not, what is the difference?

use anyhow::{Result, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use files::{Versions, versions};
use measure::{
    Alignment, Residual, Severity, align, null,
    null::{DEEPEST_DB, sentence},
};
use serde_json::{Value, json};

use super::Verb;
use crate::{
    exit_code::ExitCode,
    flags,
    progress::Bar,
    terminal::{faint, mark, paragraph, print, strong},
};

/// What differs by less is the same: between copies to 16 bits (−80 dB or less) and MP3 at 320 kbit/s
/// (−46 dB or more), measured on the four songs in `docs/manual/null.md`.
const SAME_DB: f64 = -60.0;
/// As much sound may be missing at an end: a fade that was cut a little earlier.
const MISSING_S: f64 = 0.5;
/// Another place that fits this nearly as well makes the delay doubtful.
const DOUBTFUL: f64 = 1.1;

/// What was found.
struct Finding {
    rate_hz: u32,
    limit_db: f64,
    found: Option<(Alignment, Residual)>,
    notes: Vec<String>,
}

/// Compares two versions.
pub fn verb() -> Verb {
    let command = Command::new("null")
        .about(
            "Says whether two files are the same song, how B was moved, and what is left when it is taken from A",
        )
        .arg(flags::input("A", "the first file"))
        .arg(flags::input("B", "the second file"))
        .arg(
            Arg::new("within")
                .long("within")
                .value_name("DB")
                .value_parser(value_parser!(f64))
                .allow_hyphen_values(true)
                .help("what differs by less than this, under A, counts as the same [-60]"),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the result as JSON"))
        .after_help("Exit codes: 0 the same within the limit, 1 they differ, 2 could not be done.");
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let limit_db = arguments.get_one::<f64>("within").copied().unwrap_or(SAME_DB);
    ensure!((-140.0..=0.0).contains(&limit_db), "--within takes −140 to 0 dB, not `{limit_db}`");
    let bar = Bar::new("reading both files");
    let paths = [flags::path(arguments, "A"), flags::path(arguments, "B")];
    let Versions { sounds, notes } = versions::open(paths.map(AsRef::as_ref), &|share| bar.at(0.5 * share))?;
    bar.doing("laying B over A");
    let [a, b] = sounds.each_ref().map(|sound| sound.channels.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let rate_hz = sounds[0].rate_hz;
    let found = align(&a, &b, rate_hz).map(|alignment| (alignment, null(&a, &b, rate_hz, &alignment)));
    drop(bar);
    let finding = Finding { rate_hz, limit_db, found, notes };
    print(&if arguments.get_flag("json") { format!("{:#}\n", finding.document()) } else { finding.page() });
    Ok(if finding.is_same() { ExitCode::Fine } else { ExitCode::FaultsFound })
}

impl Finding {
    fn is_same(&self) -> bool {
        self.found.as_ref().is_some_and(|(_, residual)| {
            residual.level_db <= self.limit_db && residual.alone_s.iter().all(|alone| *alone <= MISSING_S)
        })
    }

    fn page(&self) -> String {
        let says = match &self.found {
            Some((alignment, residual)) => sentence(alignment, residual),
            None => "These are not versions of one song, or too short or too quiet to tell.".to_owned(),
        };
        let sign = mark((!self.is_same()).then_some(Severity::Fault));
        let mut page = paragraph(&strong(&format!("{sign} {says}")), 0);
        for remark in self.remarks() {
            page += &faint(&paragraph(&remark, 2));
        }
        page
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.notes.clone();
        let Some((alignment, residual)) = &self.found else { return remarks };
        for (name, other, alone_s) in [("A", "B", residual.alone_s[0]), ("B", "A", residual.alone_s[1])] {
            if alone_s > MISSING_S {
                remarks.push(format!("{name} sounds for {alone_s:.1} s where {other} has nothing."));
            }
        }
        if alignment.confidence < DOUBTFUL {
            remarks.push("Another place fits nearly as well, because the song repeats itself.".to_owned());
        }
        let limit = format!("Up to {} dB counts as the same.", self.limit_db).replace('-', "−");
        remarks.extend((residual.level_db > DEEPEST_DB).then_some(limit));
        remarks
    }

    fn document(&self) -> Value {
        let mut document = json!({
            "schema": "twobus-null/1",
            "version": env!("CARGO_PKG_VERSION"),
            "same": self.is_same(),
            "limit_db": self.limit_db,
            "rate_hz": self.rate_hz,
            "notes": self.notes,
            "alignment": null,
            "residual": null,
        });
        if let Some((alignment, residual)) = &self.found {
            document["alignment"] = alignment_json(alignment, self.rate_hz);
            document["residual"] = residual_json(residual);
        }
        document
    }
}

/// How one version lies against the other, for scripts.
pub fn alignment_json(alignment: &Alignment, rate_hz: u32) -> Value {
    json!({
        "delay_samples": alignment.delay_frames,
        "delay_s": alignment.delay_frames / f64::from(rate_hz),
        "upside_down": alignment.is_upside_down,
        "gain_db": alignment.gain_db,
        "leading_silence_s": alignment.lead_frames.map(|frames| frames as f64 / f64::from(rate_hz)),
        "likeness": alignment.likeness,
        "confidence": alignment.confidence,
    })
}

fn residual_json(residual: &Residual) -> Value {
    let bands = residual.spectrum.iter().zip(&residual.of_a);
    let bands: Vec<Value> = bands
        .map(|(left, of_a)| json!({ "hz": left.centre_hz, "left_db": left.level_db, "a_db": of_a.level_db }))
        .collect();
    json!({
        "level_db": residual.level_db,
        "shared_s": residual.shared_s,
        "alone_s": residual.alone_s,
        "spans": residual.spans,
        "bands": bands,
    })
}
