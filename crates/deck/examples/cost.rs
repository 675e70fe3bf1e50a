// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What records cost: `cargo run --release -p deck --example cost -- SONG…` reads them as a plugin does, twice:
//! first unknown, then from the library. With `--mix SONG` the ear hears that one, and its parts are timed.

#![allow(clippy::print_stdout, reason = "that is what it is for")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use cpu_time::ProcessTime;
use deck::{
    Studio,
    ear::Stretch,
    same_song::same_song,
    shelf::State,
    study::{Asked, Known, Student},
    take::Takes,
};
use dsp::Stream;

const RATE_HZ: u32 = 48_000;

fn main() {
    let mut paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let mix = paths.iter().position(|path| path.as_os_str() == "--mix").map(|flag| {
        paths.remove(flag);
        paths.remove(flag)
    });
    let library = env::temp_dir().join(format!("twobus-cost-{}.sqlite", std::process::id()));
    for round in ["unknown", "known"] {
        let studio = Studio::with_library(Arc::default(), Some(library.clone()));
        let mic = studio.connect(&Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 512 });
        println!("{round}:");
        read(&studio, &paths);
        if let (Some(mix), "known") = (&mix, round) {
            hear(mix, &studio);
        }
        drop(mic);
    }
    let _ = fs::remove_file(library);
}

fn read(studio: &Studio, paths: &[PathBuf]) {
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    studio.add(paths.to_vec());
    let mut first = None;
    loop {
        let rows = studio.rows();
        let plays = |row: &deck::shelf::Row| row.slot.reel.as_ref().is_some_and(|reel| reel.seconds() >= 1.0);
        if first.is_none() && rows.iter().any(plays) {
            first = Some((wall.elapsed(), cpu.elapsed()));
        }
        let is_open = |row: &deck::shelf::Row| matches!(row.slot.state, State::Waiting | State::Reading(_));
        if !rows.is_empty() && !rows.iter().any(is_open) {
            break;
        }
        thread::sleep(Duration::from_millis(2));
    }
    let (first_wall, first_cpu) = first.unwrap_or_default();
    println!(
        "  first second {first_wall:.2?} (CPU {first_cpu:.2?}), all {:.2?} (CPU {:.2?}), {}",
        wall.elapsed(),
        cpu.elapsed(),
        resident()
    );
    for row in studio.rows() {
        match &row.slot.state {
            State::Ready => println!("  {} {:.0} s {:?}", row.slot.name, row.slot.seconds(), row.slot.notes),
            state => println!("  {state:?}"),
        }
    }
    println!("  {:?}", studio.said());
}

/// The parts of listening and comparing, one after another.
fn hear(mix: &Path, studio: &Studio) {
    let Ok((audio, _)) = files::decode_all(mix) else { return println!("{} cannot be read", mix.display()) };
    let audio = files::resample::resample(&audio, RATE_HZ).unwrap_or(audio);
    let mut takes = Takes::new(RATE_HZ, audio.channels.len(), None);
    let listening = ProcessTime::now();
    for start in (0..audio.frames()).step_by(4096) {
        let end = audio.frames().min(start + 4096);
        let block: Vec<Vec<f32>> = audio.channels.iter().map(|channel| channel[start..end].to_vec()).collect();
        takes.push(Stretch { frames: end - start, song_frame: i64::try_from(start).ok() }, &block);
    }
    println!("  hearing {:.0} s: CPU {:.2?}", audio.seconds(), listening.elapsed());
    let Some(heard) = timed("a snapshot", || takes.heard()) else { return };
    timed("the levels' passage", || heard.last());
    timed("the profile", || heard.profile());
    let known = studio.rows().iter().filter_map(Known::of).collect::<Vec<_>>();
    let mut student = Student::default();
    timed("the first comparison", || student.study(&heard, &known, Asked::default(), true));
    let studied = timed("the next comparison", || student.study(&heard, &known, Asked::default(), true));
    println!("  {} · {}", studied.comparison.verdict.headline, studied.rests_on());
    for row in studio.rows() {
        if let Some(reel) = &row.slot.reel {
            let profile = heard.profile();
            let found = timed("laying one over the mix", || same_song(&heard, &profile, reel));
            println!("    {}: {found:?}", row.slot.name);
        }
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let cpu = ProcessTime::now();
    let done = work();
    println!("  {what}: CPU {:.2?}", cpu.elapsed());
    done
}

fn resident() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"));
    lines.collect::<Vec<_>>().join(" ").replace('\t', " ")
}
