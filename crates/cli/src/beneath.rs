// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside its master, for `twobus check`: what the chain hides, and how much of it is the chain's.

mod guard;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{Arg, ArgMatches, value_parser};
use files::{
    report::{Beneath, Report},
    under,
};
use measure::{
    Fault, Target,
    under::{Dependence, Finding},
};
use rack::Preset;

use crate::{
    chains,
    progress::Bar,
    reports,
    terminal::{faint, mark, paragraph, strong, table},
};

/// What a mix or a master is put beside.
pub enum Source {
    /// The mix before its chain.
    Raw(PathBuf),
    /// The chain that a mix goes through.
    Chain(Preset),
}

impl Source {
    /// The mix before its chain, if this was put beside a song.
    pub fn mix<'a>(&'a self, song: &'a Path) -> &'a Path {
        match self {
            Self::Raw(raw) => raw,
            Self::Chain(_) => song,
        }
    }
}

/// `--raw` and `--chain`.
pub fn flags() -> [Arg; 2] {
    let path = |name: &'static str| Arg::new(name).long(name).value_parser(value_parser!(PathBuf));
    [
        path("raw").value_name("MIX").conflicts_with("chain").help(
            "the raw mix of a master: also says which faults the chain hides, and how much the song leans on it",
        ),
        path("chain").value_name("TOML").help("the chain of a raw mix: the same, with a master made in memory"),
    ]
}

/// What the flags say, for one song.
pub fn source(arguments: &ArgMatches, paths: &[PathBuf]) -> Result<Option<Source>> {
    let [raw, chain] = ["raw", "chain"].map(|name| arguments.get_one::<PathBuf>(name));
    ensure!(
        (raw.is_none() && chain.is_none()) || paths.len() == 1,
        "--raw and --chain take one song; name only one"
    );
    Ok(match (raw, chain) {
        (Some(raw), _) => Some(Source::Raw(raw.clone())),
        (None, Some(chain)) => Some(Source::Chain(chains::read_any(chain)?)),
        (None, None) => None,
    })
}

/// The report on a song with what lies under its chain.
pub fn report(song: &Path, source: &Source, target: Option<Target>) -> Result<Report> {
    let bar = Bar::new("listening under the chain");
    let progress = |share: f64| bar.at(0.8 * share);
    let (examined, beneath) = match source {
        Source::Raw(raw) => {
            let (examined, beneath) = under::beside(song, raw, &progress)?;
            (examined, beneath.with_context(|| strangers(song, raw))?)
        }
        Source::Chain(chain) => under::through(song, chain, &progress)?,
    };
    let mut report = reports::report(examined, target);
    let hidden: Vec<_> = beneath.under.hidden().into_iter().cloned().collect();
    if matches!(source, Source::Chain(_)) {
        // The song is the raw mix: its fault is said once, with the chain.
        report.faults.retain(|fault| hidden.iter().all(|hidden| hidden.id != fault.id));
    }
    report.faults.splice(..0, hidden);
    report.faults.extend(guarded(&beneath, source, report.target.as_ref()));
    report.beneath = Some(beneath);
    reports::judge_again(&mut report);
    Ok(report)
}

/// What the chain takes from the dynamics; of a master made in memory also what lies under the destination's floors.
fn guarded(beneath: &Beneath, source: &Source, target: Option<&Target>) -> Vec<Fault> {
    let Some(guard) = &beneath.under.guard else { return Vec::new() };
    let in_memory = target.filter(|_| matches!(source, Source::Chain(_)));
    let floors = in_memory.map_or_else(Vec::new, |target| guard.under_floors(target));
    guard.fault(target).into_iter().chain(floors).collect()
}

fn strangers(song: &Path, raw: &Path) -> String {
    let [song, raw] = [song, raw].map(Path::display);
    format!("{song} and {raw} are not versions of one song, or too short or too quiet to tell; check the names")
}

/// What the chain hides and what it does, on the terminal.
pub fn text(beneath: &Beneath) -> String {
    let under = &beneath.under;
    let hidden = under.hidden();
    let worst = hidden.first().map(|fault| fault.severity);
    let headline = match hidden.len() {
        0 => "The chain hides nothing.".to_owned(),
        1 => "The chain hides 1 fault of the mix.".to_owned(),
        more => format!("The chain hides {more} faults of the mix."),
    };
    let mut text = format!("{} {}\n", mark(worst), strong(&headline));
    text += &under.dependence.as_ref().map_or_else(String::new, leaning);
    text += &under.guard.as_ref().map_or_else(String::new, guard::text);
    let by_the_chain = under.rows.iter().filter(|row| row.finding == Finding::ByTheChain);
    for row in by_the_chain {
        let check = row.check().summary.trim_end_matches('.');
        let words = format!("By the chain: {check} (raw {}, master {}).", row.raw.text(), row.master.text());
        text += &paragraph(&words, 2);
    }
    for note in &beneath.notes {
        text += &faint(&paragraph(note, 2));
    }
    text + "\n"
}

fn leaning(dependence: &Dependence) -> String {
    let row = |term: &measure::under::Term| {
        vec![term.name.to_owned(), term.text(), faint(&format!("{:.0} of {:.0}", term.points, term.weight))]
    };
    let rows: Vec<_> = dependence.terms.iter().map(row).collect();
    let sentence =
        format!("The song leans on its chain by {:.0} of 100: {}.", dependence.index, dependence.words());
    paragraph(&sentence, 2) + &table(&rows)
}
