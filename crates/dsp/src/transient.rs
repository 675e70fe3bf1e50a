// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much a moment stands out from what was before it.
//!
//! Two envelopes follow the same held peaks, one at once and one later; where the first is well
//! above the second something has begun. Their ratio does not know how loud the sound is, and in
//! a steady sound they meet exactly, so that nothing is modulated.

use crate::{
    block::{Block, Stream},
    running_max::RunningMax,
    smooth::pace_from_frames,
    units::{Millis, frames_from_ms},
};

/// Peaks of low tones are held over their period, or each would be a beginning.
const HOLD: Millis = Millis(20.0);
/// How quickly a beginning is followed.
const RISE: Millis = Millis(0.7);
/// How quickly both envelopes fall.
const FALL: Millis = Millis(80.0);
/// So much the ratio rises by chance.
const CHANCE: f64 = 1.12;
/// From here on a beginning is a full one.
const FULL: f64 = 2.0;
/// What counts as silence.
const NOTHING: f64 = 1e-9;

/// Follows the peaks of a sound.
#[derive(Clone, Debug)]
pub struct Transient {
    hold: RunningMax,
    early: f64,
    late: f64,
    rise_pace: f64,
    fall_pace: f64,
    frames_per_ms: f64,
}

impl Transient {
    /// One that has heard nothing.
    pub fn new(stream: &Stream) -> Self {
        let frames_per_ms = f64::from(stream.rate_hz) * 1e-3;
        Self {
            hold: RunningMax::new(frames_from_ms(HOLD, stream)),
            early: 0.0,
            late: 0.0,
            rise_pace: pace_from_frames(RISE.0 * frames_per_ms),
            fall_pace: pace_from_frames(FALL.0 * frames_per_ms),
            frames_per_ms,
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.hold.reset();
        (self.early, self.late) = (0.0, 0.0);
    }

    /// The pace of the later envelope for beginnings that last so long.
    pub fn pace(&self, length: Millis) -> f64 {
        pace_from_frames(length.0 * self.frames_per_ms)
    }

    /// The gain of a frame in which full beginnings get `most`, from the highest of all channels.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_factor(&mut self, block: &Block<'_, '_>, frame: usize, most: f64, pace: f64) -> f64 {
        let peak = (0..block.channel_count()).fold(0.0_f32, |peak, n| peak.max(block.channel(n)[frame].abs()));
        1.0 + (most - 1.0) * self.next_strength(peak, pace)
    }

    /// How much the newest frame belongs to a beginning, 0 to 1; `peak` is its height, `pace` from
    /// [`Transient::pace`].
    ///
    /// # Realtime
    /// Safe.
    pub fn next_strength(&mut self, peak: f32, pace: f64) -> f64 {
        let held = f64::from(self.hold.next_value(peak));
        self.early += (held - self.early) * if held > self.early { self.rise_pace } else { self.fall_pace };
        self.late += (self.early - self.late) * if self.early > self.late { pace } else { self.fall_pace };
        if self.early < NOTHING {
            (self.early, self.late) = (0.0, 0.0);
            return 0.0;
        }
        ((self.early - CHANCE * self.late) / ((FULL - CHANCE) * self.late).max(NOTHING)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::signals;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 64 };

    fn strengths(sound: &[f32]) -> Vec<f64> {
        let mut transient = Transient::new(&STREAM);
        let pace = transient.pace(Millis(25.0));
        sound.iter().map(|sample| transient.next_strength(sample.abs(), pace)).collect()
    }

    #[test]
    fn a_steady_tone_has_no_beginnings() {
        for hz in [30.0, 100.0, 997.0] {
            let all = strengths(&signals::sine(48_000, hz, 0.5, 0.0, 48_000));
            assert!(all[100] > 0.5 || hz < 100.0, "{hz} Hz begins with {}", all[100]);
            assert!(all[12_000..].iter().all(|strength| *strength == 0.0), "{hz} Hz");
        }
    }

    #[test]
    fn how_loud_it_is_does_not_matter() {
        let beat: Vec<f32> = signals::white_noise(1, 0.5, 24_000)
            .iter()
            .enumerate()
            .map(|(n, x)| if n % 12_000 < 2000 { *x } else { 0.1 * x })
            .collect();
        let quiet: Vec<f32> = beat.iter().map(|x| 0.125 * x).collect();
        assert_eq!(strengths(&beat), strengths(&quiet));
    }
}
