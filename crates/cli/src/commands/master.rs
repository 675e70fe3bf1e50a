// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus master MIX --for A,B -o DIR`: a proven master for every destination.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use clap::{Arg, ArgMatches, Command, value_parser};
use dsp::Audio;
use files::{
    Depth, Error, Overwrite, Tags, examine, master,
    master::Order,
    report::{Outcome, Report},
    resample, targets,
};
use measure::Target;
use rack::Preset;

use super::Verb;
use crate::{exit_code::ExitCode, flags, progress::Bar, reports, terminal, verdict};

/// Makes masters.
pub fn verb() -> Verb {
    let command = Command::new("master")
        .about("Makes a master for every destination, measures the written files again, and writes the report")
        .arg(flags::input("MIX", "the mix"))
        .arg(flags::destination().required(true).help("destinations, with commas: spotify,club"))
        .arg(flags::output("DIR", "the folder for masters and report [masters]"))
        .arg(Arg::new("chain").long("chain").value_name("FILE").value_parser(value_parser!(PathBuf)).help(
            "a preset with the chain to use; its last limiter's gain and ceiling are set for each destination",
        ))
        .arg(
            Arg::new("rate")
                .long("rate")
                .value_name("Hz")
                .value_parser(value_parser!(u32))
                .help("convert to this sample rate"),
        )
        .arg(flags::bits())
        .arg(flags::force());
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let mix = flags::path(arguments, "MIX");
    let names = arguments.get_many::<String>("for").expect("clap requires it");
    let targets: Vec<Target> = names.map(|name| targets::find(name)).collect::<files::Result<_>>()?;
    let folder = arguments.get_one::<PathBuf>("output").cloned().unwrap_or_else(|| PathBuf::from("masters"));
    let job = Job {
        chain: arguments
            .get_one::<PathBuf>("chain")
            .map_or_else(|| Ok(master::plain_chain()), |path| chain(path))?,
        depth: flags::depth(arguments, Depth::Int24),
        rate_hz: arguments.get_one("rate").copied(),
        overwrite: flags::overwrite(arguments),
    };
    refuse_early(mix, &targets, &folder, job.overwrite)?;
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

/// What holds for all destinations.
pub struct Job {
    /// The effects.
    pub chain: Preset,
    /// The word length of the masters.
    pub depth: Depth,
    /// Their rate, if it is not the mix's.
    pub rate_hz: Option<u32>,
    /// Whether files may be replaced.
    pub overwrite: Overwrite,
}

impl Job {
    /// Measures the mix and makes its masters.
    pub fn run(&self, mix: &Path, targets: &[Target], folder: &Path) -> Result<Report> {
        let bar = Bar::new(&format!("measuring {}", mix.display()));
        let steps = targets.len() as f64 + 1.0;
        let (examined, audio) = examine::examine_and_keep(mix, &|share| bar.at(share / steps))?;
        let audio = self.at_rate(audio)?;
        let tags = Tags::read(mix)?;
        let mut report = reports::report(examined, None);
        for (n, target) in targets.iter().enumerate() {
            bar.doing(&format!("mastering for {}", target.name));
            let order = Order {
                target: target.clone(),
                chain: self.chain.clone(),
                path: path_of(mix, target, folder),
                depth: self.depth,
                overwrite: self.overwrite,
                tags: tags.clone(),
            };
            let progress = |share: f64| bar.at((n as f64 + 1.0 + share) / steps);
            report.masters.push(master::master(&audio, &order, &progress)?);
        }
        Ok(report)
    }

    fn at_rate(&self, audio: Audio) -> Result<Audio> {
        match self.rate_hz {
            Some(rate_hz) if rate_hz != audio.rate_hz => Ok(resample::resample(&audio, rate_hz)?),
            _ => Ok(audio),
        }
    }
}

/// The name of a master: the song's, and where it is going.
fn path_of(mix: &Path, target: &Target, folder: &Path) -> PathBuf {
    let song = mix.file_stem().unwrap_or_default().display();
    folder.join(format!("{song}.{}.wav", target.id))
}

/// Says before the work what would fail after it.
fn refuse_early(mix: &Path, targets: &[Target], folder: &Path, overwrite: Overwrite) -> Result<()> {
    let mut paths: Vec<PathBuf> = targets.iter().map(|target| path_of(mix, target, folder)).collect();
    for (n, target) in targets.iter().enumerate() {
        ensure!(!paths[..n].contains(&paths[n]), "{} is named twice in --for; name it once", target.id);
    }
    paths.extend(["report.html", "report.json"].map(|name| folder.join(name)));
    if let Some(path) = paths.into_iter().find(|path| overwrite == Overwrite::Refused && path.exists()) {
        return Err(Error::Exists { path }.into());
    }
    files::Decoder::open(mix)?;
    Ok(())
}

fn chain(path: &Path) -> Result<Preset> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{} cannot be read; check its name", path.display()))?;
    let (preset, unknown) = Preset::from_text(&text).with_context(|| format!("{}", path.display()))?;
    for part in unknown {
        terminal::complain(&format!("{}: {part} is not known to this version and was left out", path.display()));
    }
    let has_limiter = preset.steps.iter().any(|step| step.entry.info.id == "limiter");
    ensure!(has_limiter, "{} has no limiter; add one, or leave --chain out", path.display());
    Ok(preset)
}

/// Faults of the mix itself are for `check`; here the masters count.
fn code(report: &Report) -> ExitCode {
    let unfit = |master: &files::report::Master| !master.verified || master.outcome != Outcome::Reached;
    if report.masters.iter().any(unfit) {
        return ExitCode::FaultsFound;
    }
    ExitCode::from_faults(report.masters.iter().flat_map(|master| &master.faults))
}
