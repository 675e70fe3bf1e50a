// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the editor learns about the sound: numbers in atomics, one way, nobody waits.
//!
//! The audio thread notes; the editor takes. Of each reading the one farthest from zero since the
//! last look survives, so no short event falls between two frames.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
};

use measure::Levels;
use rack::Readings;

use crate::{analyst::Tap, history::History, link::Line};

/// The numbers on their way from the sound to the screen.
pub struct Telemetry {
    readings: [AtomicU64; Readings::MOST],
    levels: [Number; LEVELS],
    match_db: Number,
    guarded: AtomicU32,
    reset: AtomicBool,
    /// The column up to which the raw mix was heard last.
    raw_heard: AtomicU64,
    /// The last seconds.
    pub history: History,
    /// The raw sound on its way to the analysis.
    pub tap: Tap,
    /// The raw sound on its way to other plugins.
    pub line: Arc<Line>,
}

impl AsRef<Tap> for Telemetry {
    fn as_ref(&self) -> &Tap {
        &self.tap
    }
}

impl Default for Telemetry {
    fn default() -> Self {
        Self {
            readings: [const { AtomicU64::new(0) }; Readings::MOST],
            levels: std::array::from_fn(|_| Number::none()),
            match_db: Number::none(),
            guarded: AtomicU32::new(0),
            reset: AtomicBool::new(false),
            raw_heard: AtomicU64::new(0),
            history: History::default(),
            tap: Tap::default(),
            line: Arc::default(),
        }
    }
}

impl Telemetry {
    /// Adds the readings of one block.
    ///
    /// # Realtime
    /// Safe.
    pub fn note(&self, readings: &[f64; Readings::MOST]) {
        for (kept, new) in self.readings.iter().zip(readings) {
            keep_extreme(kept, *new);
        }
    }

    /// Replaces the levels.
    ///
    /// # Realtime
    /// Safe.
    pub fn note_levels(&self, levels: &Levels) {
        let values = numbers(levels);
        self.levels.iter().zip(values).for_each(|(kept, value)| kept.set(value));
    }

    /// Replaces the gain that makes raw and master equally loud, dB.
    ///
    /// # Realtime
    /// Safe.
    pub fn note_match(&self, match_db: Option<f64>) {
        self.match_db.set(match_db);
    }

    /// Notes that a render did not follow what one listened to.
    ///
    /// # Realtime
    /// Safe.
    pub fn note_guarded(&self) {
        self.guarded.store(1, Relaxed);
    }

    /// The readings since the last call; starts afresh.
    pub fn take(&self) -> [f64; Readings::MOST] {
        std::array::from_fn(|index| f64::from_bits(self.readings[index].swap(0, Relaxed)))
    }

    /// What the meter read last.
    pub fn levels(&self) -> Levels {
        let mut levels = Levels::default();
        fields(&mut levels).into_iter().zip(&self.levels).for_each(|(field, number)| *field = number.get());
        levels
    }

    /// By how much the master is louder than the raw mix, dB.
    pub fn match_db(&self) -> Option<f64> {
        self.match_db.get()
    }

    /// Whether a render has not followed what one listened to, since this was last asked.
    pub fn take_guarded(&self) -> bool {
        self.guarded.swap(0, Relaxed) > 0
    }

    /// Notes that the raw mix is what one hears.
    ///
    /// # Realtime
    /// Safe.
    pub fn note_raw_heard(&self) {
        self.raw_heard.store(self.history.written(), Relaxed);
    }

    /// For how many seconds of music the raw mix has not been heard.
    pub fn unheard_s(&self) -> f64 {
        let columns = self.history.written().saturating_sub(self.raw_heard.load(Relaxed));
        columns as f64 / ui::history::Column::PER_SECOND as f64
    }

    /// Asks the meter to forget.
    pub fn ask_reset(&self) {
        self.reset.store(true, Relaxed);
    }

    /// Whether the meter was asked to forget.
    ///
    /// # Realtime
    /// Safe.
    pub fn take_reset(&self) -> bool {
        self.reset.swap(false, Relaxed)
    }
}

/// How many numbers [`Levels`] has.
const LEVELS: usize = 14;

fn numbers(levels: &Levels) -> [Option<f64>; LEVELS] {
    let mut copy = *levels;
    fields(&mut copy).map(|field| *field)
}

/// Every number of [`Levels`], in one order.
fn fields(levels: &mut Levels) -> [&mut Option<f64>; LEVELS] {
    let Levels {
        momentary_lufs,
        short_term_lufs,
        integrated_lufs,
        range_lu,
        true_peak_dbtp,
        psr_lu,
        psr_low_lu,
        plr_lu,
        correlation,
        correlation_low,
        bass_correlation_low,
        balance_db,
        bass_db,
        pressed,
    } = levels;
    [
        momentary_lufs,
        short_term_lufs,
        integrated_lufs,
        range_lu,
        true_peak_dbtp,
        psr_lu,
        psr_low_lu,
        plr_lu,
        correlation,
        correlation_low,
        bass_correlation_low,
        balance_db,
        bass_db,
        pressed,
    ]
}

/// A number that may be unknown.
struct Number(AtomicU64);

impl Number {
    fn none() -> Self {
        Self(AtomicU64::new(f64::NAN.to_bits()))
    }

    fn set(&self, value: Option<f64>) {
        self.0.store(value.unwrap_or(f64::NAN).to_bits(), Relaxed);
    }

    fn get(&self) -> Option<f64> {
        Some(f64::from_bits(self.0.load(Relaxed))).filter(|value| !value.is_nan())
    }
}

/// Keeps the number farther from zero. Should the editor take in between, the new one stays.
fn keep_extreme(kept: &AtomicU64, new: f64) {
    let farther = |old: u64| (new.abs() > f64::from_bits(old).abs()).then_some(new.to_bits());
    // Not taking the new one is as good an end as taking it, so there is no error to handle.
    let _ = kept.fetch_update(Relaxed, Relaxed, farther);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reading_farthest_from_zero_reaches_the_screen_once() {
        let telemetry = Telemetry::default();
        for value in [-1.0, -6.0, -2.0] {
            let mut readings = Readings::default();
            readings.note(0, value);
            telemetry.note(&readings.take());
        }
        assert_eq!(telemetry.take()[0], -6.0);
        assert_eq!(telemetry.take()[0], 0.0);
    }

    #[test]
    fn levels_that_nobody_knows_arrive_as_such() {
        let telemetry = Telemetry::default();
        assert_eq!(telemetry.levels(), Levels::default());
        let levels = Levels { psr_low_lu: Some(9.5), ..Levels::default() };
        telemetry.note_levels(&levels);
        assert_eq!(telemetry.levels(), levels);
    }
}
