// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One side louder than the other, all the time.
//!
//! The median over 1.5 s windows within 20 dB of the loudest so far; a guitar solo on one side
//! does not move it, nor does a constant offset. Watch above 1 dB, fault above 2 dB or if one side is silent. Gain-invariant.

use dsp::{
    Audio, Db, math,
    signals::Dice,
    units::{db_from_power, gain_from_db},
};

use super::{
    Check, Info, Whole, Window,
    moment::{Level, Pair},
    windows,
};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::number,
};

const WATCH_DB: f64 = 1.0;
const FAULT_DB: f64 = 2.0;
const RANGE_DB: f64 = 30.0;
const BINS_PER_DB: f64 = 20.0;
const LOUD: f64 = 0.01; // 20 dB under the loudest

/// Counts windows by their balance.
pub(crate) struct Balance {
    loudest: f64,
    windows: Vec<u32>,
}

impl Check for Balance {
    const INFO: &'static Info =
        &Info { id: "balance", summary: "One side louder than the other.", gain_invariant: true };

    fn new(_rate_hz: u32) -> Self {
        Self { loudest: 0.0, windows: vec![0; math::index_from(2.0 * RANGE_DB * BINS_PER_DB) + 1] }
    }

    fn hear_window(&mut self, window: &Window) {
        self.loudest = self.loudest.max(window.all.total());
        let [left, right] = window.all.energy;
        if window.all.total() > self.loudest * LOUD {
            let balance_db = 10.0 * math::log10((left / right).clamp(1e-3, 1e3));
            self.windows[math::index_from((balance_db + RANGE_DB) * BINS_PER_DB + 0.5)] += 1;
        }
    }

    /// One side is turned down until the other is so many decibels louder.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let leaning_db = leaning_db(song);
        let wanted_db = limits * WATCH_DB * math::sign(Dice::new(seed).bipolar());
        let [left_db, right_db] =
            if wanted_db > leaning_db { [0.0, leaning_db - wanted_db] } else { [wanted_db - leaning_db, 0.0] };
        for (channel, db) in song.channels.iter_mut().zip([left_db, right_db]) {
            let gain = math::sample_from(gain_from_db(Db(db)));
            for x in channel {
                *x *= gain;
            }
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let balance_db = self.median_db()?;
        let (loud, quiet) = if balance_db > 0.0 { ("left", "right") } else { ("right", "left") };
        let size = number(balance_db.abs());
        let alone = balance_db.abs() > RANGE_DB - 1.0;
        let (title, message) = if alone {
            (format!("The {quiet} side is silent."), format!("Nearly all sound is on the {loud} side."))
        } else {
            (
                format!("The {loud} side is louder."),
                format!("The {loud} side is {size} dB louder for most of the song."),
            )
        };
        (balance_db.abs() > WATCH_DB).then(|| Fault {
            id: Self::INFO.id,
            severity: if balance_db.abs() > FAULT_DB { Severity::Fault } else { Severity::Watch },
            title,
            message,
            action: format!(
                "Look for a track that leans {loud}; if none is meant to, turn the {loud} side down by {size} dB."
            ),
            spans: Vec::new(),
            amount: if alone { "one side".to_owned() } else { format!("{size} dB {loud}") },
            confidence: Confidence::Sure,
            stem: None,
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.median_db().map_or(0.0, f64::abs) / WATCH_DB;
        Some(Reading { check: Self::INFO, limits, words: |limits| format!("{} dB", number(limits * WATCH_DB)) })
    }
}

impl Balance {
    fn median_db(&self) -> Option<f64> {
        let count: u32 = self.windows.iter().sum();
        let lower = self.ranked(count.checked_sub(1)? / 2)?;
        let upper = self.ranked(count / 2)?;
        Some((lower + upper) as f64 / 2.0 / BINS_PER_DB - RANGE_DB)
    }

    /// The bin of the window with this rank, counted from the farthest right.
    fn ranked(&self, rank: u32) -> Option<usize> {
        let mut seen = 0;
        self.windows.iter().position(|windows| {
            seen += windows;
            seen > rank
        })
    }
}

/// How much louder the left side is for most of a song.
fn leaning_db(song: &Audio) -> f64 {
    let [left, right, ..] = &song.channels[..] else { return 0.0 };
    let window = math::index_from(windows::WINDOW_S * f64::from(song.rate_hz)).max(1);
    let pairs: Vec<[f64; 2]> = left.chunks(window).zip(right.chunks(window)).map(energies).collect();
    let loudest = pairs.iter().fold(0.0, |loudest: f64, [left, right]| loudest.max(left + right));
    let heard = pairs.iter().filter(|[left, right]| left * right > 0.0 && left + right > loudest * LOUD);
    let mut windows_db: Vec<f64> = heard.map(|[left, right]| db_from_power(left / right).0).collect();
    windows_db.sort_by(f64::total_cmp);
    windows_db.get(windows_db.len() / 2).copied().unwrap_or(0.0)
}

/// The energies of both sides without a constant offset.
fn energies((left, right): (&[f32], &[f32])) -> [f64; 2] {
    let [left, right] = [left, right].map(Level::of);
    let (energy, sum) = ([left.energy, right.energy], [left.sum, right.sum]);
    Pair { energy, sum, frames: left.frames, ..Pair::default() }.without_offset().energy
}

#[cfg(test)]
mod tests {
    use crate::checks::bench::{inspect, music, severity};
    use crate::fault::Severity;

    #[test]
    fn a_louder_side_is_found_at_its_two_limits() {
        let with = |gain: f32| {
            let mut sound = music(4, 12.0);
            sound[0].iter_mut().for_each(|x| *x *= gain);
            severity(&inspect(&sound), "balance")
        };
        assert_eq!(with(1.0), None);
        assert_eq!(with(1.2), Some(Severity::Watch));
        assert_eq!(with(0.7), Some(Severity::Fault));
        assert_eq!(with(0.0), Some(Severity::Fault));
    }
}
