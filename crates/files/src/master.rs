// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! From a mix to a proven master: find the drive, render, write, and measure what was written.
//!
//! The proof is the file: it is read again from the disk and measured like anybody's. If its
//! true peak passes the ceiling by more than a meter shows, the ceiling inside is lowered by the
//! excess and the file is made again.

use std::path::{Path, PathBuf};

use dsp::{Audio, Db};
use measure::{Measured, Target, judge};
use rack::{
    Preset, Rendered, Sketch, Step,
    analyse::{MOST_DRIVE_DB, as_loud, bounded_by, heard},
    solve::{self, Goal, Solution},
};

use crate::{
    atomic::Overwrite,
    encode::{self, Depth},
    error::Result,
    examine::{self, Examined, Progress},
    report::{Master, Outcome, Reduction, Wave},
    tags::Tags,
};

/// A file whose peaks pass the ceiling is made again, at most this often.
const MOST_REPAIRS: usize = 3;
/// What the ceiling inside is lowered by beyond the excess.
const REPAIR_DB: f64 = 0.002;
/// An excess that no meter shows.
const TOLERANCE_DB: f64 = 0.0005;

/// What is to be made.
#[derive(Clone)]
pub struct Order {
    /// Where the song is going.
    pub target: Target,
    /// The effects, with their knobs; the limiter's gain and ceiling are set here.
    pub chain: Preset,
    /// The file to write.
    pub path: PathBuf,
    /// Its word length.
    pub depth: Depth,
    /// Whether a file of that name may be replaced.
    pub overwrite: Overwrite,
    /// The usual low PSR may not fall under this, LU; the loudness comes second then.
    pub psr_floor_lu: Option<f64>,
    /// Title, artist and so on, taken over from the mix.
    pub tags: Option<Tags>,
}

/// The chain of a new project: a limiter, nothing else.
pub fn plain_chain() -> Preset {
    Preset { steps: rack::entry("limiter").map(Step::new).into_iter().collect() }
}

/// Makes one master of a mix and proves it.
///
/// # Errors
/// The file cannot be written, or not be read again.
pub fn master(mix: &Audio, order: &Order, progress: Progress<'_>) -> Result<Master> {
    let prove = |path: &Path, progress: Progress<'_>| Ok((examine::examine(path, progress)?.into(), ()));
    proven_by(&prove, mix, order, progress).map(|(master, ())| master)
}

/// What hears a written file, and what else it has heard.
pub(crate) type Ears<'a, T> = dyn Fn(&Path, Progress<'_>) -> Result<(Proof, T)> + 'a;

/// As [`master`], with other ears for the written file; what else they heard comes back too.
///
/// # Errors
/// As [`master`].
pub(crate) fn proven_by<T>(
    prove: &Ears<'_, T>,
    mix: &Audio,
    order: &Order,
    progress: Progress<'_>,
) -> Result<(Master, T)> {
    let mut press = Press { mix, order, progress, rendered: None };
    let solution = press.find_drive();
    let mut ceiling_db = order.target.ceiling_dbtp;
    let mut overwrite = order.overwrite;
    for repair in 0.. {
        let rendered = press.render(solution.best.drive_db, ceiling_db);
        write(&rendered.audio, order, overwrite)?;
        let (proof, heard) = prove(&order.path, &|share| (press.progress)(0.85 + 0.15 * share))?;
        let excess_db = excess(&proof.measured, &order.target);
        if excess_db <= TOLERANCE_DB || repair == MOST_REPAIRS {
            return Ok((entry(order, &solution, ceiling_db, &rendered, proof), heard));
        }
        ceiling_db -= excess_db + REPAIR_DB;
        overwrite = Overwrite::Allowed;
    }
    unreachable!("the loop ends at the last repair")
}

/// What was found in the written file.
pub(crate) struct Proof {
    /// Its numbers, both true peaks among them.
    pub measured: Measured,
    /// Its outline; empty where nobody draws it.
    pub wave: Wave,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub blake3: String,
}

impl From<Examined> for Proof {
    fn from(examined: Examined) -> Self {
        let Examined { input, measured, .. } = examined;
        Self { measured, wave: input.wave, blake3: input.blake3 }
    }
}

struct Press<'a> {
    mix: &'a Audio,
    order: &'a Order,
    progress: Progress<'a>,
    /// The newest render, with its drive and ceiling.
    rendered: Option<(f64, f64, Rendered)>,
}

impl Press<'_> {
    fn find_drive(&mut self) -> Solution {
        let sketch = Sketch::new(self.mix, Db(self.order.target.ceiling_dbtp));
        // Silence is found out by the first guess; where it starts from is then no matter.
        let from_lufs = sketch.unlimited_lufs().unwrap_or_default();
        let goal = Goal {
            from_lufs,
            lufs: self.order.target.aim_lufs,
            most_drive_db: MOST_DRIVE_DB,
            psr_floor_lu: self.order.psr_floor_lu,
        };
        let guess = |drive_db: f64| sketch.integrated_lufs(Db(drive_db));
        let mut tries = 0;
        let mut solution = solve::solve(goal, guess, |drive_db| {
            tries += 1;
            (self.progress)(0.8 * f64::from(tries) / solve::MOST_TRIES as f64);
            let rendered = self.render(drive_db, self.order.target.ceiling_dbtp);
            // Without a floor nobody asks for the PSR.
            let heard =
                self.order.psr_floor_lu.map_or_else(|| as_loud(&rendered.audio), |_| heard(&rendered.audio));
            self.rendered = Some((drive_db, self.order.target.ceiling_dbtp, rendered));
            heard
        });
        if !solution.best.lufs.is_finite() {
            solution.best.drive_db = 0.0;
        }
        solution
    }

    /// Renders, or hands over what was rendered last if that is it.
    fn render(&mut self, drive_db: f64, ceiling_db: f64) -> Rendered {
        let is_it = |(drive, ceiling, _): &(f64, f64, Rendered)| *drive == drive_db && *ceiling == ceiling_db;
        // A render that is not it is forgotten before the next begins: a song is large.
        match self.rendered.take().filter(is_it) {
            Some((_, _, rendered)) => rendered,
            None => rack::render(&self.order.set(drive_db, ceiling_db), self.mix),
        }
    }
}

impl Order {
    /// The chain with the limiter's gain and ceiling where they belong.
    pub fn set(&self, drive_db: f64, ceiling_db: f64) -> Preset {
        with_drive(&self.chain, drive_db, ceiling_db)
    }
}

/// A chain with the gain and ceiling of its last limiter where they belong.
pub fn with_drive(chain: &Preset, drive_db: f64, ceiling_db: f64) -> Preset {
    let mut chain = chain.clone();
    if let Some(limiter) = chain.steps.iter_mut().rfind(|step| step.entry.info.id == "limiter") {
        *limiter = limiter.clone().with("gain", drive_db).with("ceiling", ceiling_db);
    }
    chain
}

fn write(audio: &Audio, order: &Order, overwrite: Overwrite) -> Result<()> {
    encode::write_tagged(&order.path, audio, order.depth, overwrite, order.tags.as_ref())
}

/// By how much the higher of the two true-peak meters passes the ceiling, dB.
fn excess(measured: &Measured, target: &Target) -> f64 {
    let peaks = [measured.true_peak_dbtp, measured.true_peak_strict_dbtp];
    peaks.into_iter().flatten().fold(f64::NEG_INFINITY, f64::max) - target.ceiling_dbtp
}

fn entry(order: &Order, solution: &Solution, ceiling_db: f64, rendered: &Rendered, proof: Proof) -> Master {
    let chain = order.set(solution.best.drive_db, ceiling_db);
    let outcome = outcome(order, solution);
    let mut judged = judge(&proof.measured, &order.target);
    // What could not be reached is said with its reason; "raise it" would be no advice.
    judged.retain(|fault| outcome == Outcome::Reached || fault.id != "loudness");
    Master {
        target: order.target.clone(),
        path: order.path.display().to_string(),
        chain: chain.steps.iter().flat_map(Step::text).collect(),
        preset: chain,
        gain_db: solution.best.drive_db,
        evaluations: solution.tries.len(),
        outcome,
        verified: is_proven(&proof.measured, order, solution),
        faults: judged,
        reduction: reduction(&rendered.reduction_db),
        wave: proof.wave,
        blake3: proof.blake3,
        measured: proof.measured,
    }
}

/// Whether the written file keeps the ceiling and came out as loud as the search said.
fn is_proven(written: &Measured, order: &Order, solution: &Solution) -> bool {
    let as_loud = written.integrated_lufs.is_none_or(|lufs| (lufs - solution.best.lufs).abs() <= 0.1);
    excess(written, &order.target) <= TOLERANCE_DB && as_loud
}

fn outcome(order: &Order, solution: &Solution) -> Outcome {
    let floor_lu = order.psr_floor_lu.unwrap_or(order.target.psr_floor_lu);
    match bounded_by(solution, floor_lu) {
        Some(bounded_by) => Outcome::Unreachable { at_most_lufs: solution.best.lufs, bounded_by },
        None => Outcome::Reached,
    }
}

/// Ten values of 10 ms become one of 100 ms.
fn reduction(fine_db: &[f32]) -> Reduction {
    const TOGETHER: usize = 10;
    let chunks = || fine_db.chunks(TOGETHER);
    let mut sorted = fine_db.to_vec();
    sorted.sort_by(f32::total_cmp);
    let pressed = fine_db.iter().filter(|reduction| **reduction < -0.5).count();
    Reduction {
        hop_s: Rendered::HOP_S * TOGETHER as f64,
        deepest_db: chunks().map(|chunk| chunk.iter().fold(0.0_f32, |low, value| low.min(*value))).collect(),
        mean_db: chunks().map(|chunk| chunk.iter().sum::<f32>() / chunk.len() as f32).collect(),
        p95_db: sorted.get(sorted.len() / 20).map_or(0.0, |value| f64::from(*value)),
        share_over_half_db: pressed as f64 / fine_db.len().max(1) as f64,
    }
}
