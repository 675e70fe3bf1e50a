// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus diff A B`: what was changed between two masters or two chains, in decibels.

use std::path::Path;

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Command};
use files::receipt::{Facts, Receipt};
use measure::{
    changes::Figure,
    metrics::{self, Metric},
};
use rack::{
    Preset,
    changes::{Change, What, changes},
};
use serde_json::{Value, json};

use super::Verb;
use crate::{
    chains,
    changes::figure_line,
    exit_code::ExitCode,
    flags,
    terminal::{faint, print, strong},
};

/// Compares two receipts or chains.
pub fn verb() -> Verb {
    let command = Command::new("diff")
        .about("Says what was changed between two masters or two chains: knobs in their units, figures in dB")
        .arg(flags::input("A", "the receipt of a master, or a chain (TOML)"))
        .arg(flags::input("B", "the one to compare with it"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the changes as JSON"))
        .after_help("Exit codes: 0 the same, 1 they differ, 2 could not be done.");
    Verb { command, run: Box::new(run) }
}

/// A chain, and what is known about the master that it made.
struct Side {
    chain: Preset,
    facts: Option<Facts>,
}

/// What differs.
struct Difference {
    knobs: Vec<Change>,
    figures: Vec<Figure>,
    notes: Vec<String>,
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let [a, b] = ["A", "B"].map(|name| side(flags::path(arguments, name)));
    let difference = Difference::of(&a?, &b?);
    let json = arguments.get_flag("json");
    print(&if json { format!("{:#}\n", difference.document()) } else { difference.page() });
    Ok(if difference.is_none() { ExitCode::Fine } else { ExitCode::FaultsFound })
}

fn side(path: &Path) -> Result<Side> {
    let facts = Receipt::read(path).ok().map(|(receipt, _)| receipt.facts);
    Ok(Side { chain: chains::read_any(path)?, facts })
}

impl Difference {
    fn of(a: &Side, b: &Side) -> Self {
        let facts = a.facts.as_ref().zip(b.facts.as_ref());
        Self {
            knobs: changes(&a.chain, &b.chain),
            figures: facts.map_or_else(Vec::new, |(a, b)| figures(a, b)),
            notes: facts.map_or_else(Vec::new, |(a, b)| notes(a, b)),
        }
    }

    fn is_none(&self) -> bool {
        self.knobs.is_empty() && self.figures.is_empty() && self.notes.is_empty()
    }

    fn page(&self) -> String {
        if self.is_none() {
            return format!("{}\n", strong("Nothing was changed."));
        }
        let knobs = self.knobs.iter().map(knob_line);
        let figures = self.figures.iter().map(figure_line);
        let notes = self.notes.iter().map(|note| format!("  {}\n", faint(note)));
        let heading = |title: &str, lines: String| {
            if lines.is_empty() { lines } else { format!("{}\n{lines}", strong(title)) }
        };
        heading("Chain", knobs.collect())
            + &heading("Figures", figures.collect())
            + &heading("Also", notes.collect())
    }

    fn document(&self) -> Value {
        json!({
            "schema": 1,
            "chain": self.knobs.iter().map(knob_json).collect::<Vec<_>>(),
            "figures": self.figures.iter().map(figure_json).collect::<Vec<_>>(),
            "notes": self.notes,
        })
    }
}

/// One change of a chain on a line of its own.
pub(super) fn knob_line(change: &Change) -> String {
    let effect = &change.effect;
    let text = match &change.what {
        What::Added => "added".to_owned(),
        What::Removed => "removed".to_owned(),
        What::Moved([from, to]) => format!("moved from place {from} to place {to}"),
        What::Turned { knob, values: [from, to], by } => {
            let by = by.as_ref().map_or_else(String::new, |by| faint(&format!("  ({by})")));
            format!("{knob} {from} → {to}{by}")
        }
    };
    format!("  {effect:<12} {text}\n")
}

/// One change of a chain for scripts.
pub(super) fn knob_json(change: &Change) -> Value {
    match &change.what {
        What::Added => json!({ "effect": change.effect, "change": "added" }),
        What::Removed => json!({ "effect": change.effect, "change": "removed" }),
        What::Moved([from, to]) => json!({ "effect": change.effect, "change": "moved", "from": from, "to": to }),
        What::Turned { knob, values: [from, to], by } => {
            json!({ "effect": change.effect, "change": "turned", "knob": knob, "from": from, "to": to, "by": by })
        }
    }
}

fn figures(a: &Facts, b: &Facts) -> Vec<Figure> {
    let number = |facts: &Facts, id: &str| facts.measured.get(id).copied();
    let figure = |metric: &'static Metric| Figure::between(metric, [number(a, metric.id), number(b, metric.id)]);
    metrics::ALL.iter().filter_map(figure).collect()
}

fn notes(a: &Facts, b: &Facts) -> Vec<String> {
    let pair = |what: &str, a: &str, b: &str| (a != b).then(|| format!("{what}: {a}, then {b}"));
    let bits = [a, b].map(|facts| format!("{} bits at {} Hz", facts.output.bits, facts.output.rate_hz));
    let mix = (a.input.blake3 != b.input.blake3).then(|| "The mix itself was changed.".to_owned());
    let others = [
        mix,
        pair("Destination", &a.destination, &b.destination),
        pair("Words", &bits[0], &bits[1]),
        pair("Made by version", &a.twobus, &b.twobus),
    ];
    others.into_iter().flatten().collect()
}

fn figure_json(figure: &Figure) -> Value {
    let [from, to] = figure.values;
    json!({ "id": figure.metric.id, "unit": figure.metric.unit, "from": from, "to": to, "by": figure.by() })
}
