// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! By how much one version of a sound is louder than another, so that they can be compared fairly.
//!
//! Both are weighed as loudness (ITU-R BS.1770-5, Annex 1) and remembered for about ten seconds;
//! pauses do not count. What is a little louder is taken for better, so this comes before any
//! comparison.

use dsp::{math, units::db_from_power};

use crate::{hops::PER_SECOND, layout::Layout, loudness::Weighing};

/// How long the past counts, seconds.
const MEMORY_S: f64 = 10.0;
/// Hops quieter than this, as mean power, are pauses: −60 LUFS.
const PAUSE: f64 = 1e-6;

/// Listens to two versions of one sound side by side.
#[derive(Clone, Debug)]
pub struct LevelMatch {
    weighings: [Weighing; 2],
    powers: [f64; 2],
    hop: usize,
    filled: usize,
    keep: f64,
}

impl LevelMatch {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32, layout: Layout) -> Self {
        Self {
            weighings: [(); 2].map(|()| Weighing::new(rate_hz, layout)),
            powers: [0.0; 2],
            hop: (rate_hz as usize / PER_SECOND).max(1),
            filled: 0,
            keep: math::exp(-1.0 / (MEMORY_S * PER_SECOND as f64)),
        }
    }

    /// Forgets the past.
    ///
    /// # Realtime
    /// Safe.
    pub fn reset(&mut self) {
        self.weighings.iter_mut().for_each(Weighing::reset);
        self.powers = [0.0; 2];
        self.filled = 0;
    }

    /// Hears the next samples of both versions, which are equally long.
    ///
    /// # Realtime
    /// Safe.
    pub fn push(&mut self, first: &[&[f32]], second: &[&[f32]]) {
        let frames = first.first().map_or(0, |channel| channel.len());
        let mut start = 0;
        while start < frames {
            let end = frames.min(start + self.hop - self.filled);
            for (weighing, sound) in self.weighings.iter_mut().zip([first, second]) {
                weighing.push_part(sound, start..end);
            }
            self.filled += end - start;
            start = end;
            if self.filled == self.hop {
                self.end_hop();
            }
        }
    }

    /// By how much the second is louder than the first, dB; `None` before a second of sound.
    pub fn difference_db(&self) -> Option<f64> {
        let [first, second] = self.powers;
        (first > PAUSE * self.hop as f64 * PER_SECOND as f64).then(|| db_from_power(second / first).0)
    }

    fn end_hop(&mut self) {
        self.filled = 0;
        let powers = [0, 1].map(|n: usize| self.weighings[n].end_hop());
        if powers.iter().all(|power| *power > PAUSE * self.hop as f64) {
            for (sum, power) in self.powers.iter_mut().zip(powers) {
                *sum = *sum * self.keep + power;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use dsp::signals;

    use super::*;

    #[test]
    fn a_plain_gain_is_found_to_a_hundredth_of_a_db() {
        let mut level_match = LevelMatch::new(48_000, Layout::Stereo);
        let raw = signals::pink_noise(1, 0.2, 480_000);
        let louder: Vec<f32> = raw.iter().map(|sample| sample * 2.0).collect();
        assert_eq!(level_match.difference_db(), None);
        for (raw, louder) in raw.chunks(333).zip(louder.chunks(333)) {
            level_match.push(&[raw, raw], &[louder, louder]);
        }
        assert!((level_match.difference_db().unwrap() - 6.0206).abs() < 0.01);
    }

    #[test]
    fn a_pause_changes_nothing() {
        let mut level_match = LevelMatch::new(48_000, Layout::Mono);
        let sound = signals::pink_noise(1, 0.2, 96_000);
        level_match.push(&[&sound], &[&sound]);
        let before = level_match.difference_db();
        // The filters ring for a moment into the pause; then nothing more is counted.
        let pause = vec![0.0; 480_000];
        level_match.push(&[&pause], &[&pause]);
        assert!((level_match.difference_db().unwrap() - before.unwrap()).abs() < 0.01);
    }
}
