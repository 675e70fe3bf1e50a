// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What to try where one stem hides another, and what it gives back.
//!
//! First what costs the hider nothing: where nothing of it lives there nor below, a high-pass; where it
//! lives elsewhere, a cut. Where both live there, the hider makes room only while the other plays. Where
//! most of a stem is lost, no filter helps, and it is a matter of level. No move is larger than 3 dB, and
//! what it gives back is not guessed but measured, on the same covers with the move made.

use dsp::math;

use super::{
    bands::{BANDS, centre_hz, edges_hz},
    cover::{Cover, Stem},
    region::Region,
};

/// No single move on a track is advised beyond this, dB.
pub const MOVE_DB: f64 = 3.0;
/// Half the power: [`MOVE_DB`].
const CUT: f32 = 0.501_187_2;
/// High-passes are set by hand up to here, Hz; above they are a sound.
const HIGHEST_PASS_HZ: f64 = 300.0;
/// A stem that has lost so much of its loudness to another is a matter of level.
const MOST_LOST: f64 = 0.5;
/// A hider that is alone for half the time should not be cut all the time.
const OFTEN_ALONE: f64 = 0.5;

/// What to try.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// A high-pass of the second order on the hider at this frequency.
    HighPass {
        /// Where it is 3 dB down, Hz.
        at_hz: f64,
    },
    /// A bell on the hider, 3 dB deep.
    Cut,
    /// The same, only while the hidden stem plays: a dynamic equaliser that listens to it.
    DynamicCut,
    /// The hidden stem louder by 3 dB, or the hider out of its way.
    Level,
}

/// What to try, and what it gives back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remedy {
    /// What to try.
    pub action: Action,
    /// For how much of its time the stem is covered then, 0 to 1.
    pub time_share: f64,
    /// How it stands against all others then, where it was covered before, dB.
    pub smr_db: f64,
}

/// Chooses a remedy and makes it.
pub(super) fn remedy(region: &Region<'_>) -> Remedy {
    let action = action(region);
    let course = region.course_when(|band, cover| changed(cover, action, band));
    Remedy { action, time_share: course.time_share(), smr_db: course.smr_db() }
}

fn action(region: &Region<'_>) -> Action {
    let Some(hider) = region.stem(region.hider) else { return Action::Level };
    let lives = |band: usize| hider.essence.is_essential(band);
    let lowest = (0..BANDS).find(|band| lives(*band)).unwrap_or(0);
    let [_, top_hz] = edges_hz(region.highest());
    if lowest > region.highest() && top_hz < HIGHEST_PASS_HZ {
        Action::HighPass { at_hz: top_hz }
    } else if region.lost() > MOST_LOST {
        Action::Level
    } else if region.bands.iter().any(|band| lives(*band)) || is_often_alone(region, hider) {
        Action::DynamicCut
    } else {
        Action::Cut
    }
}

/// Whether the hider plays here without the hidden stem for most of its time.
fn is_often_alone(region: &Region<'_>, hider: &Stem) -> bool {
    let Some(hidden) = region.stem(region.hidden) else { return false };
    let cells = (0..region.scene.cells()).filter(|cell| region.plays(hider, *cell));
    let alone = |cell: usize| i32::from(!region.plays(hidden, cell));
    let (alone, all) = cells.fold((0, 0), |(sum, all), cell| (sum + alone(cell), all + 1));
    f64::from(alone) > OFTEN_ALONE * f64::from(all)
}

/// A cover with the move made.
fn changed(cover: Cover, action: Action, band: usize) -> Cover {
    let left = match action {
        Action::HighPass { at_hz } => passed(centre_hz(band) / at_hz),
        Action::Cut | Action::DynamicCut => CUT,
        Action::Level => return Cover { hidden_power: cover.hidden_power / CUT, ..cover },
    };
    let taken = cover.hider_power * (1.0 - left);
    Cover { hider_power: cover.hider_power - taken, others_power: cover.others_power - taken, ..cover }
}

/// What a Butterworth high-pass of the second order leaves of the power, at a frequency over its own.
fn passed(ratio: f64) -> f32 {
    let fourth = math::pow(ratio, 4.0);
    math::sample_from(fourth / (1.0 + fourth))
}
