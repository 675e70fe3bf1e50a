// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sum of the stems through the master chain.

use dsp::{Audio, Db};
use measure::Target;
use rack::{
    Preset, Sketch,
    analyse::{MOST_DRIVE_DB, heard},
    solve::{self, Goal},
};

use super::Question;
use crate::master;

/// How the sum went through the chain.
#[derive(Clone, Debug)]
pub struct Pressed {
    /// The chain with the knobs as they were.
    pub chain: Preset,
    /// The gain in front of the limiter, if it was searched for, dB.
    pub drive_db: Option<f64>,
    /// How loud it came out, LUFS.
    pub lufs: f64,
    /// The gain reduction of every 10 ms, dB (0 or negative).
    pub reduction_db: Vec<f32>,
}

/// Sends the sum through the chain, as loud as the destination wants it; nothing for silence.
pub(super) fn press(sum: &Audio, question: &Question<'_>) -> Option<Pressed> {
    match question.target {
        Some(target) => driven(sum, question.chain, target),
        None => render(sum, question.chain.clone(), None),
    }
}

fn driven(sum: &Audio, chain: &Preset, target: &Target) -> Option<Pressed> {
    let sketch = Sketch::new(sum, Db(target.ceiling_dbtp));
    let from_lufs = sketch.unlimited_lufs()?;
    let most_drive_db = MOST_DRIVE_DB.max(target.aim_lufs - from_lufs + MOST_DRIVE_DB);
    let goal = Goal { from_lufs, lufs: target.aim_lufs, most_drive_db, psr_floor_lu: None };
    let mut best: Option<Pressed> = None;
    let miss = |lufs: f64| (lufs - target.aim_lufs).abs();
    solve::solve(
        goal,
        |drive_db| sketch.integrated_lufs(Db(drive_db)),
        |drive_db| {
            let set = master::with_drive(chain, drive_db, target.ceiling_dbtp);
            let pressed = render(sum, set, Some(drive_db))?;
            let found = solve::Heard { lufs: pressed.lufs, psr_low_lu: None };
            if best.as_ref().is_none_or(|best| miss(pressed.lufs) < miss(best.lufs)) {
                best = Some(pressed);
            }
            Some(found)
        },
    );
    best
}

fn render(sum: &Audio, chain: Preset, drive_db: Option<f64>) -> Option<Pressed> {
    let rendered = rack::render(&chain, sum);
    let lufs = heard(&rendered.audio)?.lufs;
    Some(Pressed { chain, drive_db, lufs, reduction_db: rendered.reduction_db })
}
