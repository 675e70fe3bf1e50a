// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What loudness costs: for every loudness of the song, how flat, how busy, how changed it is.
//!
//! The loudest passage is rendered for each point, because it decides. The drive for a loudness of
//! the whole song comes from the [`Sketch`](crate::Sketch), moved by what it was wrong at the real
//! renders of the search, in proportion to the drive. The knee is the point farthest from the
//! straight line between both ends (V. Satopää et al., "Finding a 'kneedle' in a haystack", 2011).

use dsp::Audio;
use measure::{Layout, Meter};

use crate::{Preset, Rendered, Sketch, render, solve::Try};

/// The loudnesses of the curve, LUFS.
const LOUDNESS_LUFS: [f64; 13] =
    [-18.0, -17.0, -16.0, -15.0, -14.0, -13.0, -12.0, -11.0, -10.0, -9.0, -8.0, -7.0, -6.0];
/// Drive beyond this is no mastering, dB.
const MOST_DRIVE_DB: f64 = 30.0;
/// A curve that bends by less than this is straight, LU.
const LEAST_BEND_LU: f64 = 0.4;
/// The limiter is at work below this, dB.
const AT_WORK_DB: f32 = -0.5;

/// The cost of loudness, from quiet to loud; empty for silence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cost {
    /// One point for each loudness that can be reached.
    pub points: Vec<CostPoint>,
    /// The place in `points` from which on loudness costs more than before.
    pub knee: Option<usize>,
}

/// One loudness and its price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CostPoint {
    /// Integrated loudness of the song, LUFS.
    pub lufs: f64,
    /// The gain in front of the limiter, dB.
    pub drive_db: f64,
    /// The PSR that 95 % of the passage exceed, LU.
    pub psr_low_lu: Option<f64>,
    /// The share of time in which more than half a decibel is taken, 0 to 1.
    pub duty: f64,
    /// How far the sound stands above what limiting changed, at equal loudness, dB; more is cleaner.
    pub sdr_db: f64,
}

/// Draws the curve of a passage; `chain` sets the chain's drive.
pub fn cost(passage: &Audio, sketch: &Sketch, tries: &[Try], chain: &dyn Fn(f64) -> Preset) -> Cost {
    let drives = Drives { sketch, tries };
    let points: Vec<CostPoint> = LOUDNESS_LUFS
        .iter()
        .filter_map(|lufs| Some((*lufs, drives.drive_db(*lufs)?)))
        .map(|(lufs, drive_db)| point(passage, lufs, drive_db, &chain(drive_db)))
        .collect();
    let knee = knee(&points);
    Cost { points, knee }
}

fn point(passage: &Audio, lufs: f64, drive_db: f64, chain: &Preset) -> CostPoint {
    let rendered = render(chain, passage);
    let mut meter = Meter::loudness_only(passage.rate_hz, Layout::from_channels(passage.channels.len()));
    let channels: Vec<&[f32]> = rendered.audio.channels.iter().map(Vec::as_slice).collect();
    meter.push(&channels);
    CostPoint {
        lufs,
        drive_db,
        psr_low_lu: meter.finish().psr_low_lu,
        duty: duty(&rendered),
        sdr_db: sdr_db(passage, &rendered.audio),
    }
}

fn duty(rendered: &Rendered) -> f64 {
    let at_work = rendered.reduction_db.iter().filter(|reduction| **reduction < AT_WORK_DB).count();
    at_work as f64 / rendered.reduction_db.len().max(1) as f64
}

/// What remains after the best single gain is the limiter's doing.
fn sdr_db(before: &Audio, after: &Audio) -> f64 {
    let pairs = || before.channels.iter().flatten().zip(after.channels.iter().flatten());
    let sum = |each: fn(f64, f64) -> f64| pairs().map(|(x, y)| each(f64::from(*x), f64::from(*y))).sum::<f64>();
    let (xx, xy, yy) = (sum(|x, _| x * x), sum(|x, y| x * y), sum(|_, y| y * y));
    let kept = if xx > 0.0 { xy * xy / xx } else { 0.0 };
    10.0 * dsp::math::log10(kept / (yy - kept).max(1e-10 * yy).max(1e-30))
}

struct Drives<'a> {
    sketch: &'a Sketch,
    tries: &'a [Try],
}

impl Drives<'_> {
    /// The drive for a loudness of the whole song; `None` if it cannot be reached.
    fn drive_db(&self, lufs: f64) -> Option<f64> {
        let (mut low, mut high) = (-MOST_DRIVE_DB, MOST_DRIVE_DB);
        if self.lufs(high)? < lufs {
            return None;
        }
        while high - low > 0.01 {
            let middle = 0.5 * (low + high);
            if self.lufs(middle)? < lufs { low = middle } else { high = middle }
        }
        Some(high)
    }

    fn lufs(&self, drive_db: f64) -> Option<f64> {
        let guess = self.sketch.integrated_lufs(dsp::Db(drive_db))?;
        Some(guess + self.error_lu(drive_db))
    }

    /// What the sketch misses: nothing without drive, what was measured at the nearest try with it.
    fn error_lu(&self, drive_db: f64) -> f64 {
        let nearest = self
            .tries
            .iter()
            .filter(|known| known.drive_db > 0.0)
            .min_by(|a, b| (a.drive_db - drive_db).abs().total_cmp(&(b.drive_db - drive_db).abs()));
        let error = |known: &Try| Some(known.lufs - self.sketch.integrated_lufs(dsp::Db(known.drive_db))?);
        let share = |known: &Try| (drive_db / known.drive_db).clamp(0.0, 1.5);
        nearest.and_then(|known| Some(error(known)? * share(known))).unwrap_or(0.0)
    }
}

fn knee(points: &[CostPoint]) -> Option<usize> {
    let psr = |n: usize| points[n].psr_low_lu;
    let last = points.len().checked_sub(1).filter(|last| *last >= 2)?;
    let (first_lu, last_lu) = (psr(0)?, psr(last)?);
    let above = |n: usize| {
        let line = first_lu + (last_lu - first_lu) * n as f64 / last as f64;
        psr(n).map_or(f64::NEG_INFINITY, |psr| psr - line)
    };
    let best = (1..last).max_by(|a, b| above(*a).total_cmp(&above(*b)))?;
    (above(best) > LEAST_BEND_LU).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(psr_lu: &[f64]) -> Vec<CostPoint> {
        let point = |(n, psr): (usize, &f64)| CostPoint {
            lufs: n as f64 - 18.0,
            drive_db: n as f64,
            psr_low_lu: Some(*psr),
            duty: 0.0,
            sdr_db: 60.0,
        };
        psr_lu.iter().enumerate().map(point).collect()
    }

    #[test]
    fn the_knee_is_where_loudness_begins_to_cost() {
        assert_eq!(knee(&points(&[14.0, 14.0, 14.0, 13.0, 12.0, 11.0, 10.0])), Some(2));
        assert_eq!(knee(&points(&[14.0, 13.0, 12.0, 11.0])), None);
        assert_eq!(knee(&points(&[14.0])), None);
    }

    #[test]
    fn what_is_only_louder_is_not_changed() {
        let noise = Audio { rate_hz: 48_000, channels: vec![dsp::signals::pink_noise(1, 0.5, 9600); 2] };
        let louder = Audio {
            rate_hz: 48_000,
            channels: noise.channels.iter().map(|channel| channel.iter().map(|x| 3.0 * x).collect()).collect(),
        };
        assert!(sdr_db(&noise, &louder) > 90.0);
    }
}
