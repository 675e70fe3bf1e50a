// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus demo`: the main job on a song of its own, faults included.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use clap::{ArgMatches, Command};
use dsp::Audio;
use files::{
    Depth, Overwrite,
    examine::{self, examine_audio},
    master::{self, Order},
    report::{Reference, Report, Stem},
    targets, write_all,
};
use measure::{Band, Severity, Target, compare, target::Normalisation};

use super::{Verb, master::Job};
use crate::{demo::Song, exit_code::ExitCode, flags, progress::Bar, reports, terminal, verdict};

/// Where the demo's song is going.
const DESTINATIONS: [&str; 2] = ["spotify", "club"];
/// How loud the demo's finished reference is, LUFS.
const REFERENCE_LUFS: f64 = -11.0;
/// What is looked for on single stems: the rest is a matter of the mix.
const STEM_CHECKS: [&str; 5] = ["clipping", "low_mono", "polarity", "offset", "broken"];

/// Shows everything on a song that is made on the spot.
pub fn verb() -> Verb {
    let command = Command::new("demo")
        .about(
            "Makes a song with four faults, finds them, masters it for two destinations, and proves the masters",
        )
        .arg(flags::output("DIR", "the folder to write [demo]"))
        .arg(flags::force());
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    let folder = arguments.get_one::<PathBuf>("output").cloned().unwrap_or_else(|| PathBuf::from("demo"));
    let overwrite = flags::overwrite(arguments);
    let free = overwrite == Overwrite::Allowed || !folder.exists();
    ensure!(
        free,
        "{} exists already; choose another folder with -o or allow replacing it with --force",
        folder.display()
    );
    for folder in [folder.clone(), folder.join("stems"), folder.join("masters")] {
        fs::create_dir_all(&folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    let mut report = perform(&folder)?;
    reports::judge_again(&mut report);
    reports::write(&report, &folder, Overwrite::Allowed)?;
    verdict::show_masters(&report);
    let page = folder.join("report.html");
    terminal::print(&format!("  Open {} to see where; the sound is in {}.\n", page.display(), folder.display()));
    Ok(ExitCode::Fine)
}

fn perform(folder: &Path) -> Result<Report> {
    let bar = Bar::new("playing the song");
    let song = Song::faulty(&|share| bar.at(share * 0.8));
    bar.doing("playing the reference");
    let reference = Song::reference(&|share| bar.at(0.8 + share * 0.2));
    drop(bar);
    let mix = folder.join("mix.wav");
    write_all(&mix, &song.mix(), Depth::Float32, Overwrite::Allowed)?;
    let stems = listen_to_stems(&song, &folder.join("stems"))?;
    let reference = finish_reference(&reference, &folder.join("reference.wav"))?;
    let targets: Vec<Target> = DESTINATIONS.map(targets::find).into_iter().collect::<files::Result<_>>()?;
    let job = Job {
        chain: master::plain_chain(),
        analysed: false,
        psr_floor_lu: None,
        depth: Depth::Int24,
        rate_hz: None,
        overwrite: Overwrite::Allowed,
        premaster: false,
        history: false,
    };
    let mut report = job.run(&mix, &targets, &folder.join("masters"))?;
    name_owners(&mut report, &stems);
    compare_with(&mut report, &reference, &stems);
    (report.stems, report.reference) = (stems, Some(reference));
    Ok(report)
}

fn listen_to_stems(song: &Song, folder: &Path) -> Result<Vec<Stem>> {
    let bar = Bar::new("listening to the stems");
    let mut stems = Vec::new();
    for stem in &song.stems {
        bar.at(stems.len() as f64 / song.stems.len() as f64);
        write_all(&folder.join(format!("{}.wav", stem.name)), &stem.audio, Depth::Int24, Overwrite::Allowed)?;
        let (measured, mut faults, _) = examine_audio(&stem.audio);
        faults.retain(|fault| STEM_CHECKS.contains(&fault.id) && fault.severity > Severity::Note);
        stems.push(Stem { name: stem.name.to_owned(), measured, faults });
    }
    Ok(stems)
}

/// Masters the reference as loud as a finished record.
fn finish_reference(audio: &Audio, path: &Path) -> Result<Reference> {
    let record =
        Target { aim_lufs: REFERENCE_LUFS, normalisation: Normalisation::None, ..targets::find("download")? };
    let order = Order {
        target: record,
        chain: master::plain_chain(),
        path: path.to_owned(),
        depth: Depth::Int24,
        overwrite: Overwrite::Allowed,
        psr_floor_lu: None,
        tags: None,
    };
    let bar = Bar::new("finishing the reference");
    master::master(audio, &order, &|share| bar.at(share))?;
    let examined = examine::examine(path, &|_| {})?;
    Ok(Reference { path: path.display().to_string(), measured: examined.measured })
}

/// A fault of the mix that one stem has too belongs to that stem; what only a stem has is added.
fn name_owners(report: &mut Report, stems: &[Stem]) {
    for stem in stems {
        for fault in &stem.faults {
            let same = report.faults.iter_mut().find(|known| known.id == fault.id && known.stem.is_none());
            if let Some(known) = same {
                known.stem = Some(stem.name.clone());
            } else {
                report.faults.push(measure::Fault { stem: Some(stem.name.clone()), ..fault.clone() });
            }
        }
    }
}

/// Adds where the mix is fuller than the reference, and which stem it is.
fn compare_with(report: &mut Report, reference: &Reference, stems: &[Stem]) {
    let mix = &report.measured.spectrum;
    let differences = compare::differences(mix, &reference.measured.spectrum);
    let fullest = differences.iter().max_by(|a, b| a.db.total_cmp(&b.db)).map(|band| band.centre_hz);
    let bands: Vec<(&str, &[Band])> =
        stems.iter().map(|stem| (stem.name.as_str(), stem.measured.spectrum.as_slice())).collect();
    let owner = fullest.and_then(|hz| compare::owner(&bands, [hz / 1.3, hz * 1.3]));
    for mut fault in compare::tone(mix, &reference.measured.spectrum) {
        if fault.amount.starts_with('+')
            && let Some((name, share)) = owner
        {
            fault.message = format!("{} {:.0} % of it is {name}.", fault.message, share * 100.0);
            fault.stem = Some(name.to_owned());
        }
        report.faults.push(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_tells_its_four_faults_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("twobus-demo-{}", std::process::id()));
        fs::create_dir_all(folder.join("stems")).unwrap();
        let song = crate::demo::tests::faulty_song();
        let mix = folder.join("mix.wav");
        write_all(&mix, &song.mix(), Depth::Float32, Overwrite::Allowed).unwrap();
        let mut report = reports::report(examine::examine(&mix, &|_| {}).unwrap(), None);
        let stems = listen_to_stems(song, &folder.join("stems")).unwrap();
        let reference = finish_reference(&Song::reference(&|_| {}), &folder.join("reference.wav")).unwrap();
        name_owners(&mut report, &stems);
        compare_with(&mut report, &reference, &stems);
        fs::remove_dir_all(&folder).unwrap();
        let told = report.faults.iter().map(|fault| (fault.id, fault.stem.as_deref(), fault.severity));
        let seeded =
            [("overs", None), ("low_mono", Some("bass")), ("clipping", Some("drums")), ("tone", Some("pads"))];
        assert!(told.eq(seeded.map(|(id, stem)| (id, stem, Severity::Fault))), "{:?}", report.faults);
    }
}
