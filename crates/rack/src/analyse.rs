// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where every knob of the limiter should stand, from the music and the destination.
//!
//! ```text
//! mix ─ loudest passage ─ features ─ ranges ─┐
//!   └── sketch ─ search for the drive ───────┴─ gain, its limit, the cost of loudness
//! ```
//! Nothing here knows files: the command line and a plugin ask the same question. Everything is
//! computed from ratios, so that a mix 6 dB quieter gets the same answer with 6 dB more gain.

mod advice;
mod cost;
mod features;
mod passage;
mod ranges;

use dsp::{Audio, Db, units::gain_from_db};
use measure::{Confidence, Layout, Measured, Meter, Span, Target};

pub use advice::{Advice, Move, advice, moves};
pub use cost::{Cost, CostPoint, cost};
pub(crate) use passage::cut;
pub use passage::loudest;
use ranges::Evidence;
pub use ranges::Range;
pub(crate) use ranges::words;

use crate::{
    Preset, Rendered, Sketch, Step, render,
    solve::{self, Goal, Heard, Outcome, Solution, Try},
};

/// The limiter is not driven harder than this, dB.
pub const MOST_DRIVE_DB: f64 = 24.0;

/// What is asked.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The mix.
    pub mix: &'a Audio,
    /// Its numbers.
    pub measured: &'a Measured,
    /// Where it goes.
    pub target: &'a Target,
    /// The limiter as it stands.
    pub present: &'a Step,
    /// The passage that decides, if it is not the loudest.
    pub passage: Option<Span>,
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The passage that decided.
    pub passage: Span,
    /// One range for every knob about which something can be said, the gain first.
    pub ranges: Vec<Range>,
    /// The limiter with every knob at its aim.
    pub advised: Step,
    /// The loudness at the aim, LUFS.
    pub lufs: f64,
    /// The usual low PSR there, LU.
    pub psr_low_lu: Option<f64>,
    /// How many renders that took.
    pub evaluations: usize,
    /// Whether the destination's loudness is reached, or what bounds it.
    pub bounded_by: Option<String>,
    /// What loudness costs this song.
    pub cost: Cost,
}

/// Finds where the knobs should stand; `None` for silence.
pub fn analyse(question: &Question<'_>) -> Option<Analysis> {
    let span = question.passage.unwrap_or_else(|| loudest(question.measured));
    let part = cut(question.mix, span);
    let sketch = Sketch::new(question.mix, Db(question.target.ceiling_dbtp));
    let from_lufs = sketch.unlimited_lufs()?;
    let first = Guess::new(&sketch, from_lufs, question.target)?;
    let threshold = gain_from_db(Db(question.target.ceiling_dbtp - first.drive_db));
    let evidence = Evidence {
        features: features::features(&part, question.measured, threshold),
        target: question.target,
        reduction_db: usual_reduction_db(&render(&with(question.present, first.drive_db, question.target), &part)),
        mix_lufs: follows(question.present).then_some(from_lufs),
    };
    let mut ranges = ranges::ranges(&evidence, question.present);
    let present = question.present.clone().with("mix-level", hundredths(from_lufs));
    let advised = ranges.iter().fold(present, |step, range| step.with(range.knob, range.aim));
    let chain = |drive_db: f64| with(&advised, drive_db, question.target);
    let solution = search(question, &sketch, from_lufs, &chain);
    let cost = cost(&part, &sketch, &solution.tries, &chain);
    ranges.insert(0, gain(question, &solution, &cost));
    Some(Analysis {
        passage: span,
        advised: advised
            .with("gain", hundredths(solution.best.drive_db))
            .with("ceiling", question.target.ceiling_dbtp),
        ranges,
        lufs: solution.best.lufs,
        psr_low_lu: solution.best.psr_low_lu,
        evaluations: solution.tries.len(),
        bounded_by: bounded_by(&solution, question.target.psr_floor_lu),
        cost,
    })
}

/// What a sketch alone says.
struct Guess {
    drive_db: f64,
}

impl Guess {
    fn new(sketch: &Sketch, from_lufs: f64, target: &Target) -> Option<Self> {
        let loudness = |drive_db: f64| sketch.integrated_lufs(Db(drive_db));
        let goal = goal(from_lufs, target, None);
        let solution =
            solve::solve(goal, loudness, |drive_db| Some(Heard { lufs: loudness(drive_db)?, psr_low_lu: None }));
        solution.best.lufs.is_finite().then_some(Self { drive_db: solution.best.drive_db })
    }
}

fn goal(from_lufs: f64, target: &Target, psr_floor_lu: Option<f64>) -> Goal {
    Goal { from_lufs, lufs: target.aim_lufs, most_drive_db: drive_limit_db(from_lufs), psr_floor_lu }
}

/// A quiet mix may need more gain than a limiter should press: the limit is counted from −18 LUFS.
fn drive_limit_db(from_lufs: f64) -> f64 {
    MOST_DRIVE_DB.max(-18.0 - from_lufs + MOST_DRIVE_DB)
}

fn with(limiter: &Step, drive_db: f64, target: &Target) -> Preset {
    Preset { steps: vec![limiter.clone().with("gain", drive_db).with("ceiling", target.ceiling_dbtp)] }
}

fn search(question: &Question<'_>, sketch: &Sketch, from_lufs: f64, chain: &dyn Fn(f64) -> Preset) -> Solution {
    let goal = goal(from_lufs, question.target, Some(question.target.psr_floor_lu));
    solve::solve(
        goal,
        |drive_db| sketch.integrated_lufs(Db(drive_db)),
        |drive_db| heard(&render(&chain(drive_db), question.mix).audio),
    )
}

/// What loudness costs a song whose loudness at some drives is known already; `chain` sets the drive.
pub fn cost_of(
    mix: &Audio,
    measured: &Measured,
    ceiling: Db,
    known: &[Try],
    chain: &dyn Fn(f64) -> Preset,
) -> Cost {
    let part = cut(mix, loudest(measured));
    cost(&part, &Sketch::new(mix, ceiling), known, chain)
}

/// The loudness and the usual low PSR of a sound; `None` for silence.
pub fn heard(audio: &Audio) -> Option<Heard> {
    let mut meter = Meter::loudness_only(audio.rate_hz, Layout::from_channels(audio.channels.len()));
    let channels: Vec<&[f32]> = audio.channels.iter().map(Vec::as_slice).collect();
    meter.push(&channels);
    let measured = meter.finish();
    Some(Heard { lufs: measured.integrated_lufs?, psr_low_lu: measured.psr_low_lu })
}

/// The loudness of a sound alone, in half the time; `None` for silence.
pub fn as_loud(audio: &Audio) -> Option<Heard> {
    let channels: Vec<&[f32]> = audio.channels.iter().map(Vec::as_slice).collect();
    let lufs = measure::loudness::integrated_lufs(&channels, audio.rate_hz)?;
    Some(Heard { lufs, psr_low_lu: None })
}

/// What a knob can show.
fn hundredths(value: f64) -> f64 {
    dsp::math::round(value * 100.0) / 100.0
}

/// Nineteen twentieths of the time no more than this is taken, dB (0 or negative).
fn usual_reduction_db(rendered: &Rendered) -> f64 {
    let mut sorted = rendered.reduction_db.clone();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 20).map_or(0.0, |reduction| f64::from(*reduction))
}

/// What ends a search short of its goal, in words; nothing if it got there.
pub fn bounded_by(solution: &Solution, psr_floor_lu: f64) -> Option<String> {
    Some(match solution.outcome {
        Outcome::Reached => return None,
        Outcome::Saturated => "the limiter: more drive hardly makes it louder".to_owned(),
        Outcome::OutOfDrive => format!("the most drive there is, {MOST_DRIVE_DB:.0} dB"),
        Outcome::TooFlat => format!("the peaks: PSR would fall under {}", words(psr_floor_lu)),
        Outcome::FlatAlready => {
            let psr = solution.best.psr_low_lu.map_or_else(String::new, words);
            format!("the mix, whose peaks stand only {psr} LU above its loudness before anything is done to it")
        }
        Outcome::Silent => "silence: there is nothing to make louder".to_owned(),
    })
}

/// The gain that brings the song into the destination's window, as far as the limit lets it.
fn gain(question: &Question<'_>, solution: &Solution, cost: &Cost) -> Range {
    let Try { drive_db: aim, lufs, psr_low_lu } = solution.best;
    let [quiet, loud] = question.target.integrated_lufs;
    // Inside the window loudness rises nearly as the drive; the curve says how nearly.
    let slope = slope(cost, lufs);
    let [low, mut high] = [quiet, loud].map(|edge| aim + (edge - lufs) / slope);
    let limit = bounded_by(solution, question.target.psr_floor_lu)
        .or_else(|| psr_limit(question.target, cost, &mut high, aim));
    if solution.outcome != Outcome::Reached {
        high = aim;
    }
    let psr = psr_low_lu.map_or_else(String::new, |psr| format!(" and leave {} LU of PSR", words(psr)));
    Range {
        knob: "gain",
        low: low.min(aim).max(aim - 3.0),
        high: high.max(aim),
        aim,
        present: present_gain(question.present),
        reason: format!("{} dB bring the song to {} LUFS{psr}.", words(aim), words(lufs)),
        limit,
        confidence: Confidence::Sure,
    }
}

fn follows(limiter: &Step) -> bool {
    limiter.entry.param_index("follow").is_some_and(|index| limiter.values[index] > 0.0)
}

fn present_gain(step: &Step) -> f64 {
    step.entry.param_index("gain").map_or(0.0, |index| step.values[index])
}

/// How many LU a dB of drive gives around a loudness.
fn slope(cost: &Cost, lufs: f64) -> f64 {
    let above = cost.points.iter().position(|point| point.lufs >= lufs).filter(|index| *index > 0);
    let pair = above.map(|index| [cost.points[index - 1], cost.points[index]]);
    pair.map_or(1.0, |[a, b]| ((b.lufs - a.lufs) / (b.drive_db - a.drive_db).max(0.1)).clamp(0.2, 1.0))
}

/// Lowers the high end to where the PSR would fall under the destination's floor, and says so.
fn psr_limit(target: &Target, cost: &Cost, high: &mut f64, aim: f64) -> Option<String> {
    let flat = |point: &&CostPoint| point.psr_low_lu.is_some_and(|psr| psr < target.psr_floor_lu);
    let first = cost.points.iter().find(|point| flat(point) && point.drive_db > aim)?;
    (first.drive_db < *high).then(|| {
        *high = first.drive_db;
        format!("PSR would fall under {}", words(target.psr_floor_lu))
    })
}

#[cfg(test)]
mod tests;
