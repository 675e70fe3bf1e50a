// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the editor learns about the sound: numbers in atomics, one way, nobody waits.
//!
//! The audio thread notes while an editor is open; the editor takes. Of each reading the one
//! farthest from zero since the last look survives, so no short event falls between two frames.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use dsp::Stream;
use measure::{Layout, LiveMeter};
use rack::Readings;
use ui::Loudness;

/// The numbers on their way from the sound to the screen.
pub struct Telemetry {
    readings: [AtomicU64; Readings::MOST],
    loudness: [AtomicU64; 3],
    measured: AtomicBool,
}

/// How many levels of [`Loudness`] the screen shows.
pub const LEVELS: usize = 3;

/// The meter for a stream, for the screen only.
pub fn meter(stream: &Stream) -> LiveMeter {
    LiveMeter::new(stream.rate_hz, Layout::from_channels(stream.channels))
}

/// How loud it is now, as a meter says.
pub fn loudness(meter: &LiveMeter) -> Loudness {
    let silent = f64::NEG_INFINITY;
    Loudness {
        momentary_lufs: meter.momentary_lufs().unwrap_or(silent),
        short_term_lufs: meter.short_term_lufs().unwrap_or(silent),
        true_peak_dbtp: meter.true_peak_dbtp().unwrap_or(silent),
    }
}

impl Default for Telemetry {
    fn default() -> Self {
        let silent = f64::NEG_INFINITY.to_bits();
        Self {
            readings: [const { AtomicU64::new(0) }; Readings::MOST],
            loudness: [silent; 3].map(AtomicU64::new),
            measured: AtomicBool::new(false),
        }
    }
}

impl Telemetry {
    /// Adds the readings of one block.
    ///
    /// # Realtime
    /// Safe.
    pub fn note(&self, readings: &mut Readings) {
        for (kept, new) in self.readings.iter().zip(readings.take()) {
            keep_extreme(kept, new);
        }
    }

    /// Replaces the loudness.
    ///
    /// # Realtime
    /// Safe.
    pub fn note_loudness(&self, loudness: &Loudness) {
        let values = [loudness.momentary_lufs, loudness.short_term_lufs, loudness.true_peak_dbtp];
        for (kept, new) in self.loudness.iter().zip(values) {
            kept.store(new.to_bits(), Ordering::Relaxed);
        }
        self.measured.store(true, Ordering::Relaxed);
    }

    /// The readings since the last call; starts afresh.
    pub fn take(&self) -> [f64; Readings::MOST] {
        std::array::from_fn(|index| f64::from_bits(self.readings[index].swap(0, Ordering::Relaxed)))
    }

    /// How loud it was last; `None` until something was measured.
    pub fn loudness(&self) -> Option<Loudness> {
        let [momentary_lufs, short_term_lufs, true_peak_dbtp] =
            std::array::from_fn(|index| f64::from_bits(self.loudness[index].load(Ordering::Relaxed)));
        self.measured.load(Ordering::Relaxed).then_some(Loudness {
            momentary_lufs,
            short_term_lufs,
            true_peak_dbtp,
        })
    }
}

/// Keeps the number farther from zero. Should the editor take in between, the new one stays.
fn keep_extreme(kept: &AtomicU64, new: f64) {
    let farther = |old: u64| (new.abs() > f64::from_bits(old).abs()).then_some(new.to_bits());
    // Not taking the new one is as good an end as taking it, so there is no error to handle.
    let _ = kept.fetch_update(Ordering::Relaxed, Ordering::Relaxed, farther);
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
            telemetry.note(&mut readings);
        }
        assert_eq!(telemetry.take()[0], -6.0);
        assert_eq!(telemetry.take()[0], 0.0);
    }
}
