// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus master MIX --for A,B -o DIR`: a proven master for every destination.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dsp::{Audio, Db};
use files::{
    Depth, Error, Overwrite, Tags,
    examine::{self, Examined, Progress},
    history, master,
    master::Order,
    premaster::{self, Premaster},
    receipt::{self, Receipt},
    report::{Cost, Master, Outcome, Report},
    resample, targets,
};
use measure::{Measured, Target};
use rack::{Preset, analyse::cost_of, solve::Try};

use super::{Verb, analyse};
use crate::{chains, day, exit_code::ExitCode, flags, progress::Bar, reports, terminal, verdict};

/// Makes masters.
pub fn verb() -> Verb {
    let command =
        Command::new("master")
            .about("Makes a master for every destination, measures the written files again, and writes the report")
            .arg(flags::input("MIX", "the mix"))
            .arg(flags::destination().required(true).help("destinations, with commas: spotify,club"))
            .arg(flags::output("DIR", "the folder for masters and report [masters]"))
            .arg(analyse::chain().help(
                "a preset with the chain to use; its last limiter's gain and ceiling are set for each destination",
            ))
            .arg(Arg::new("analysed").long("analysed").action(ArgAction::SetTrue).help(
                "set every knob of the last limiter as `analyse` advises, and keep the PSR of each destination",
            ))
            .arg(flags::keep_psr())
            .arg(
                Arg::new("rate")
                    .long("rate")
                    .value_name("Hz")
                    .value_parser(value_parser!(u32))
                    .help("convert to this sample rate"),
            )
            .arg(flags::stage())
            .args(keeping())
            .args(flags::writing());
    Verb { command, run: Box::new(run) }
}

/// What is kept besides masters and report.
fn keeping() -> [Arg; 2] {
    let switch = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    [
        switch("keep-premaster").help("also write the mix untouched beside the masters, MIX.premaster.wav"),
        switch("no-history").help("do not append the chains to the song's history (`twobus history` reads it)"),
    ]
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let mix = flags::path(arguments, "MIX");
    let names = arguments.get_many::<String>("for").expect("clap requires it");
    let targets: Vec<Target> = names.map(|name| targets::find(name)).collect::<files::Result<_>>()?;
    let folder = arguments.get_one::<PathBuf>("output").cloned().unwrap_or_else(|| PathBuf::from("masters"));
    let job = Job {
        chain: guarded_chain(arguments)?,
        analysed: arguments.get_flag("analysed"),
        psr_floor_lu: flags::psr_floor_lu(arguments)?,
        depth: flags::depth(arguments, Depth::Int24),
        rate_hz: arguments.get_one("rate").copied(),
        overwrite: flags::overwrite(arguments),
        premaster: arguments.get_flag("keep-premaster"),
        history: !arguments.get_flag("no-history"),
    };
    job.refuse_early(mix, &targets, &folder)?;
    let made = !folder.exists();
    fs::create_dir_all(&folder)
        .with_context(|| format!("the folder {} cannot be made; choose another with -o", folder.display()))?;
    let report = job.run(mix, &targets, &folder).inspect_err(|_| {
        if made {
            // Only an empty folder can be removed so: what was written stays.
            let _ = fs::remove_dir(&folder);
        }
    })?;
    reports::write(&report, &folder, job.overwrite)?;
    verdict::show_masters(&report);
    terminal::print(&format!("  {}\n", folder.join("report.html").display()));
    Ok(code(&report))
}

/// The chain within the bounds of its stage; what was bounded is said.
fn guarded_chain(arguments: &ArgMatches) -> Result<Preset> {
    let path = arguments.get_one::<PathBuf>("chain");
    let mut chain = path.map_or_else(|| Ok(master::plain_chain()), |path| chains::read(path))?;
    let written = path.map_or(Ok(None), |path| chains::stage(path))?;
    let stage = flags::asked_stage(arguments).or(written).unwrap_or_default();
    if let Some(said) = stage.guard(&mut chain) {
        terminal::complain(&said);
    }
    Ok(chain)
}

/// What holds for all destinations.
pub struct Job {
    /// The effects.
    pub chain: Preset,
    /// Whether its last limiter is set by analysis.
    pub analysed: bool,
    /// The PSR that no master may fall under, LU.
    pub psr_floor_lu: Option<f64>,
    /// The word length of the masters.
    pub depth: Depth,
    /// Their rate, if it is not the mix's.
    pub rate_hz: Option<u32>,
    /// Whether files may be replaced.
    pub overwrite: Overwrite,
    /// Whether the mix is written beside its masters, untouched.
    pub premaster: bool,
    /// Whether the chains are kept in the song's history.
    pub history: bool,
}

impl Job {
    /// Says before the work what would fail after it.
    fn refuse_early(&self, mix: &Path, targets: &[Target], folder: &Path) -> Result<()> {
        let mut paths: Vec<PathBuf> = targets.iter().map(|target| path_of(mix, target, folder)).collect();
        for (n, target) in targets.iter().enumerate() {
            ensure!(!paths[..n].contains(&paths[n]), "{} is named twice in --for; name it once", target.id);
        }
        let receipts: Vec<PathBuf> = paths.iter().map(|path| receipt::path_of(path)).collect();
        paths.extend(receipts);
        paths.extend(["report.html", "report.json"].map(|name| folder.join(name)));
        paths.extend(self.premaster.then(|| premaster::path_of(mix, folder)));
        if let Some(path) = paths.into_iter().find(|path| self.overwrite == Overwrite::Refused && path.exists()) {
            return Err(Error::Exists { path }.into());
        }
        files::Decoder::open(mix)?;
        Ok(())
    }

    /// Measures the mix and makes its masters.
    pub fn run(&self, mix: &Path, targets: &[Target], folder: &Path) -> Result<Report> {
        let bar = Bar::new(&format!("measuring {}", mix.display()));
        let steps = targets.len() as f64 + 1.0;
        let (examined, audio, premaster) = self.hear(mix, folder, &|share| bar.at(share / steps))?;
        let audio = self.at_rate(audio)?;
        let tags = Tags::read(mix)?;
        let mut report = reports::report(examined, None);
        let mut orders: Vec<Order> = Vec::new();
        for (n, target) in targets.iter().enumerate() {
            bar.doing(&format!("mastering for {}", target.name));
            let order = Order {
                target: target.clone(),
                chain: self.chain_for(target, &audio, &report.measured)?,
                psr_floor_lu: self.psr_floor_lu.or(self.analysed.then_some(target.psr_floor_lu)),
                path: path_of(mix, target, folder),
                depth: self.depth,
                overwrite: self.overwrite,
                tags: tags.clone(),
            };
            let progress = |share: f64| bar.at((n as f64 + 1.0 + share) / steps);
            let made = master::master(&audio, &order, &progress)?;
            let receipt = Receipt::of(&made, (mix, &report.input.blake3), (self.depth, audio.rate_hz));
            self.tell(receipt, premaster.as_ref(), &order.path)?;
            self.remember(mix, &made, &report.input.blake3);
            report.masters.push(made);
            orders.push(order);
        }
        bar.doing("drawing what loudness costs");
        report.cost = orders.first().map(|order| cost(order, &report, &audio));
        Ok(report)
    }

    /// Measures the mix, keeps its sound, and writes it untouched where that is wanted.
    fn hear(&self, mix: &Path, folder: &Path, progress: Progress<'_>) -> Result<Raw> {
        if !self.premaster {
            let (examined, audio) = examine::examine_and_keep(mix, progress)?;
            return Ok((examined, audio, None));
        }
        let path = premaster::path_of(mix, folder);
        let (examined, audio, kept) = premaster::examine_and_write(mix, (&path, self.overwrite), progress)?;
        Ok((examined, audio, Some(kept)))
    }

    /// Writes the receipt beside its master, with the premaster if there is one.
    fn tell(&self, receipt: Receipt, premaster: Option<&Premaster>, master: &Path) -> Result<()> {
        let receipt = match premaster {
            Some(premaster) => receipt.with_premaster(premaster, master),
            None => receipt,
        };
        Ok(receipt.write(&receipt::path_of(master), self.overwrite)?)
    }

    /// Keeps the chain in the song's history; the master stands also where that cannot be done.
    fn remember(&self, mix: &Path, made: &Master, blake3: &str) {
        if !self.history {
            return;
        }
        if let Err(error) = history::append(&history::path_of(mix), made, blake3, &day::today()) {
            terminal::complain(&format!("{error}; the master is made, only its chain is not in the history"));
        }
    }

    fn chain_for(&self, target: &Target, mix: &Audio, measured: &Measured) -> Result<Preset> {
        let mut chain = self.chain.clone();
        if self.analysed {
            let _ = analyse::advise(mix, measured, target, &mut chain, None)?;
        }
        Ok(chain)
    }

    fn at_rate(&self, audio: Audio) -> Result<Audio> {
        match self.rate_hz {
            Some(rate_hz) if rate_hz != audio.rate_hz => Ok(resample::resample(&audio, rate_hz)?),
            _ => Ok(audio),
        }
    }
}

/// A mix: what was found in it, its sound, and where it was kept.
type Raw = (Examined, Audio, Option<Premaster>);

/// The name of a master: the song's, and where it is going.
fn path_of(mix: &Path, target: &Target, folder: &Path) -> PathBuf {
    let song = mix.file_stem().unwrap_or_default().display();
    folder.join(format!("{song}.{}.wav", target.id))
}

/// What loudness costs with the chain of the first master; the others tell how loud drives come out.
fn cost(order: &Order, report: &Report, mix: &Audio) -> Cost {
    let known = |master: &Master| {
        let lufs = master.measured.integrated_lufs?;
        Some(Try { drive_db: master.gain_db, lufs, psr_low_lu: master.measured.psr_low_lu })
    };
    let known: Vec<Try> = report.masters.iter().filter_map(known).collect();
    let ceiling_dbtp = order.target.ceiling_dbtp;
    cost_of(mix, &report.measured, Db(ceiling_dbtp), &known, &|drive_db| order.set(drive_db, ceiling_dbtp))
}

/// Faults of the mix itself are for `check`; here the masters count.
fn code(report: &Report) -> ExitCode {
    let unfit = |master: &Master| !master.verified || master.outcome != Outcome::Reached;
    if report.masters.iter().any(unfit) {
        return ExitCode::FaultsFound;
    }
    ExitCode::from_faults(report.masters.iter().flat_map(|master| &master.faults))
}
