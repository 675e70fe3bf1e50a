// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What whole processes take, side by side with `ffmpeg` if that is installed:
//! `cargo bench -p cli [-- SONG.wav]`, or `cargo xtask bench [SONG.wav]`.
//!
//! Programs that are compared run in turn (A B A B …) after one run each that does not count.
//! Processor time is the kernel's, user and system, of all threads; medians of the runs, medians
//! of the ratios pair by pair, the largest of the peak memories.
#![allow(clippy::print_stdout, reason = "a benchmark talks to its reader")]

mod process;
mod song;

use std::{
    env,
    ffi::OsString,
    hint::black_box,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use dsp::Audio;
use files::{Decoder, Format};
use process::{Cost, Program, in_turn, median, median_ratio};

const TWOBUS: &str = env!("CARGO_BIN_EXE_twobus");
/// Runs of each program.
const ROUNDS: usize = 9;
/// Runs of what takes long.
const FEW_ROUNDS: usize = 3;
/// As the first argument: nothing but decode the file that follows.
const DECODE: &str = "--decode-only";

fn main() -> Result<()> {
    // Cargo adds `--bench`.
    let words: Vec<OsString> = env::args_os().skip(1).filter(|word| word != "--bench").collect();
    match words.as_slice() {
        [first, path] if first == DECODE => decode(Path::new(path)),
        [] => Bench::new(None)?.run(),
        [song, ..] => Bench::new(Some(PathBuf::from(song)))?.run(),
    }
}

/// Reads a file to its end and drops what it hears: no command can be faster.
fn decode(path: &Path) -> Result<()> {
    let mut decoder = Decoder::open(path)?;
    let Format { rate_hz, channels, frames: promised, .. } = *decoder.format();
    let mut block = Audio::silence(rate_hz, channels, 0);
    let mut frames = 0;
    while decoder.read(&mut block)? > 0 {
        frames += block.frames() as u64;
        // Or the compiler might see that nobody listens.
        black_box(&mut block);
    }
    ensure!(promised.is_none_or(|promised| promised == frames), "{frames} of {promised:?} frames were decoded");
    Ok(())
}

/// The songs, and who is there to compare with.
struct Bench {
    folder: tempfile::TempDir,
    song: PathBuf,
    has_ffmpeg: bool,
}

impl Bench {
    fn new(song: Option<PathBuf>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let has_ffmpeg = Program::new(["ffmpeg", "-version"]).run().is_ok();
        if !has_ffmpeg {
            println!("ffmpeg is not on the PATH: no comparison, no MP3, no FLAC\n");
        }
        let synthetic = folder.path().join("synthetic.wav");
        song::synthesise(&synthetic)?;
        let song = song.unwrap_or(synthetic);
        let format = Decoder::open(&song)?.format().clone();
        let seconds = format.frames.map_or(0.0, |frames| frames as f64 / f64::from(format.rate_hz));
        println!("{}: {}, {} Hz, {seconds:.0} s\n", song.display(), format.name, format.rate_hz);
        Ok(Self { folder, song, has_ffmpeg })
    }

    fn run(&self) -> Result<()> {
        println!("| what | CPU | wall | peak memory | ffmpeg's CPU | ours / theirs |");
        println!("|---|---:|---:|---:|---:|---:|");
        self.formats()?;
        self.several()?;
        self.master()?;
        self.three_hours()
    }

    /// Decoding, loudness and everything, for each packing.
    fn formats(&self) -> Result<()> {
        for packing in ["wav", "flac", "mp3"] {
            let song = match packing {
                "wav" => self.song.clone(),
                _ if !self.has_ffmpeg => continue,
                _ => self.packed(packing)?,
            };
            let itself = env::current_exe().context("where am I?")?;
            let decode = Program::new([itself.into_os_string(), DECODE.into(), song.clone().into()]);
            self.compare(&format!("decode {packing}, nothing else"), decode, &ffmpeg(&song, &[]))?;
            let meter = ffmpeg(&song, &["-af", "ebur128=peak=true"]);
            self.compare(&format!("`twobus loudness`, {packing}"), twobus(&["loudness"], &song, &[]), &meter)?;
            self.compare(&format!("`twobus check`, {packing}"), twobus(&["check"], &song, &[]), &meter)?;
        }
        Ok(())
    }

    fn several(&self) -> Result<()> {
        let song = self.song.as_os_str();
        let words = [TWOBUS.as_ref(), "check".as_ref(), song, song, song, song];
        tell("`twobus check` of four songs", &in_turn(&[Program::new(words)], ROUNDS)?)
    }

    fn master(&self) -> Result<()> {
        let folder = self.folder.path().join("masters").into_os_string();
        let rest = ["--for".into(), "spotify".into(), "--force".into(), "-o".into(), folder];
        let master = twobus(&["master"], &self.song, &rest);
        tell("`twobus master` for one destination, with report", &in_turn(&[master], FEW_ROUNDS)?)
    }

    fn three_hours(&self) -> Result<()> {
        let long = self.folder.path().join("long.wav");
        song::three_hours_of(&self.folder.path().join("synthetic.wav"), &long)?;
        for command in ["loudness", "check"] {
            let runs = in_turn(&[twobus(&[command], &long, &[])], 1)?;
            tell(&format!("`twobus {command}`, wav, 3 hours"), &runs)?;
        }
        Ok(())
    }

    fn packed(&self, packing: &str) -> Result<PathBuf> {
        let path = self.folder.path().join("song").with_extension(packing);
        song::packed(&self.song, &path)?;
        Ok(path)
    }

    fn compare(&self, name: &str, ours: Program, theirs: &Program) -> Result<()> {
        let peers = self.has_ffmpeg.then(|| theirs.clone());
        let programs: Vec<Program> = std::iter::once(ours).chain(peers).collect();
        tell(name, &in_turn(&programs, ROUNDS)?)
    }
}

/// Prints one row.
fn tell(name: &str, runs: &[Vec<Cost>]) -> Result<()> {
    let ours = runs.first().context("nothing ran")?;
    let Cost { cpu, wall, peak_mib } = median(ours);
    let [cpu, wall] = [cpu, wall].map(|time| time.as_secs_f64());
    let theirs = runs.get(1).map_or_else(
        || "| |".to_owned(),
        |theirs| format!("| {:.2} s | {:.2} |", median(theirs).cpu.as_secs_f64(), median_ratio(ours, theirs)),
    );
    println!("| {name} | {cpu:.3} s | {wall:.3} s | {peak_mib:.1} MiB {theirs}");
    Ok(())
}

fn twobus(before: &[&str], song: &Path, after: &[OsString]) -> Program {
    let before = std::iter::once(TWOBUS).chain(before.iter().copied()).map(OsString::from);
    Program::new(before.chain([song.as_os_str().to_owned()]).chain(after.iter().cloned()))
}

fn ffmpeg(song: &Path, filter: &[&str]) -> Program {
    let before = ["ffmpeg", "-nostdin", "-nostats", "-hide_banner", "-i"].map(OsString::from).into_iter();
    let after = filter.iter().copied().chain(["-f", "null", "-"]).map(OsString::from);
    Program::new(before.chain([song.as_os_str().to_owned()]).chain(after))
}
