// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What one click does to real songs: each against a target made from the others of its folder.
//!
//! `cargo run --release -p files --example tone_proof FOLDER…`, a folder for each kind of music with two songs
//! or more; prints a table in Markdown. Worse means farther beyond the zone of the others than before: wider or
//! narrower, where the zone is wide at all, and less punch (more of it is never called wrong).
#![allow(clippy::print_stdout, reason = "an example talks on the terminal")]

use std::path::{Path, PathBuf};

use dsp::Ratio;
use files::{
    Depth, Overwrite, Record, compare, folder,
    record::{Heard, hear},
    tone::{self, Job, Shaped, Toned, Wanted},
    tones::ToneTarget,
};
use measure::compare::{Comparison, Passage, Question, Side, ZonePlaces};
use rack::{
    Stage,
    one_click::{Half, MOST_DB},
};

const WANTED: Wanted = Wanted { half: Half::Both, strength: Ratio(1.0), most_db: MOST_DB, stage: Stage::Master };

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("| song | kind | filters | done | distance, dB | width worse by, dB | punch worse by, dB |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    for kind in std::env::args().skip(1) {
        let songs = songs(Path::new(&kind))?;
        for n in 0..songs.len() {
            println!("{}", row(&songs, n, &kind)?);
        }
    }
    Ok(())
}

fn songs(kind: &Path) -> files::Result<Vec<(PathBuf, Heard)>> {
    let paths = folder::sounds(&[kind.to_owned()]).files;
    paths.into_iter().map(|path| Ok((path.clone(), hear(&path, &|_| {})?))).collect()
}

fn row(songs: &[(PathBuf, Heard)], n: usize, kind: &str) -> Result<String, Box<dyn std::error::Error>> {
    let others: Vec<&Record> =
        songs.iter().enumerate().filter(|(k, _)| *k != n).map(|(_, (_, heard))| &heard.record).collect();
    let (path, mix) = &songs[n];
    let target = ToneTarget::of("others", &others)?;
    let mut toned = tone::toned(mix, None, &target, &WANTED);
    let folder = tempfile::tempdir()?;
    let job = Job { path: folder.path().join("shaped.wav"), depth: Depth::Float32, overwrite: Overwrite::Refused };
    let shaped = tone::shape(path, &mut toned, &target, &job)?;
    let after = hear(&job.path, &|_| {})?;
    Ok(words(&compare::name(&mix.record), kind, &toned, &shaped, &worse(mix, &after, &others, &toned)))
}

fn words(song: &str, kind: &str, toned: &Toned, shaped: &Shaped, worse: &[f64; 2]) -> String {
    let kind = Path::new(kind).file_name().unwrap_or_default().display();
    format!(
        "| {song} | {kind} | {} | {:.0} % | {:.2} → {:.2} | {:.2} | {:.2} |",
        toned.plan.moves().count(),
        shaped.share.0 * 100.0,
        toned.plan.distance_db[0],
        shaped.distance_db,
        worse[0],
        worse[1]
    )
}

/// By how much width and punch are farther beyond the others' zone than before, dB, in the worst of the zones.
fn worse(mix: &Heard, after: &Heard, others: &[&Record], toned: &Toned) -> [f64; 2] {
    let [before, after] = [mix, after].map(|heard| compared(heard, others, toned));
    let zones = || before.zones.iter().zip(&after.zones);
    let width = zones().filter_map(|(a, b)| Some(outside_width(b)? - outside_width(a)?));
    let punch = zones().filter_map(|(a, b)| Some(missing_punch(b)? - missing_punch(a)?));
    [width.fold(0.0, f64::max), punch.fold(0.0, f64::max)]
}

/// How far a zone is too wide or too narrow, dB; `None` where it is mono to the ear.
fn outside_width(zone: &ZonePlaces) -> Option<f64> {
    zone.width_db.filter(|place| place.mix > -24.0).map(|place| place.beyond().abs())
}

fn missing_punch(zone: &ZonePlaces) -> Option<f64> {
    zone.punch_db.map(|place| (-place.beyond()).max(0.0))
}

fn compared(heard: &Heard, others: &[&Record], toned: &Toned) -> Comparison {
    let part = compare::Part::Between(toned.passage.span);
    let mix = compare::mix_side(heard, part);
    let loudest = compare::Part::Found(Passage::Loudest);
    let records: Vec<Side> = others.iter().map(|record| compare::record_side(record, &mix, loudest)).collect();
    measure::compare::compare(&Question { mix, records, ..Question::default() })
}
