// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A constant offset of a channel: eats headroom and clicks at cuts.
//!
//! The mean over the sound, believed only if it is three times its own uncertainty (from the
//! spread of the means of 1 s). Not gain-invariant. The limits are what it costs: at −40 dBFS a
//! tenth of a decibel of headroom (watch), at −26 dBFS half a decibel (fault). Half of the finished
//! records this was tried on have a smaller one, and nobody has missed the headroom.

use dsp::{
    Audio, Db, math,
    signals::Dice,
    units::{db_from_gain, gain_from_db},
};

use super::{Check, Info, Moment, Whole, moment::Level, sowing};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::number,
};

const WATCH_DB: f64 = -40.0;
const FAULT_DB: f64 = -26.0;

/// Measures the offset of each channel.
pub(crate) struct Offset {
    rate_hz: f64,
    channels: Vec<Means>,
}

/// The means of the seconds of one channel.
#[derive(Clone, Default)]
struct Means {
    sum: f64,
    frames: f64,
    count: f64,
    total: f64,
    squares: f64,
}

impl Check for Offset {
    const INFO: &'static Info = &Info { id: "offset", summary: "A constant offset.", gain_invariant: false };

    fn new(rate_hz: u32) -> Self {
        Self { rate_hz: f64::from(rate_hz), channels: Vec::new() }
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        self.channels.resize(moment.levels.len(), Means::default());
        for (means, level) in self.channels.iter_mut().zip(moment.levels) {
            means.sum += level.sum;
            means.frames += level.frames as f64;
            if means.frames >= self.rate_hz {
                means.close();
            }
        }
    }

    /// One channel swings around so many limits, up or down.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        let wanted = limits * gain_from_db(Db(WATCH_DB)) * math::sign(dice.bipolar());
        if let Some(channel) = sowing::channel(song, &mut dice) {
            let mean = Level::of(channel).sum / channel.len().max(1) as f64;
            let offset = math::sample_from(wanted - mean);
            for x in channel {
                *x += offset;
            }
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let offset_db = db_from_gain(self.most()).0;
        (offset_db > WATCH_DB).then(|| Fault {
            id: Self::INFO.id,
            severity: if offset_db > FAULT_DB { Severity::Fault } else { Severity::Watch },
            title: "The wave does not swing around zero.".to_owned(),
            message: format!(
                "A channel has a constant offset of {} dBFS, which eats headroom.",
                number(offset_db)
            ),
            action: "Put a high-pass filter at 10 to 20 Hz on the track that causes it, or on the mix bus."
                .to_owned(),
            spans: Vec::new(),
            amount: format!("{} dBFS", number(offset_db)),
            confidence: Confidence::Sure,
            stem: None,
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.most() / gain_from_db(Db(WATCH_DB));
        Some(Reading {
            check: Self::INFO,
            limits,
            words: |limits| format!("{} dBFS", number(db_from_gain(limits).0 + WATCH_DB)),
        })
    }
}

impl Offset {
    /// The largest offset of a channel.
    fn most(&self) -> f64 {
        self.channels.iter().map(Means::certain).fold(0.0, f64::max)
    }
}

impl Means {
    fn close(&mut self) {
        let mean = self.sum / self.frames;
        self.count += 1.0;
        self.total += mean;
        self.squares += mean * mean;
        (self.sum, self.frames) = (0.0, 0.0);
    }

    /// The offset, or 0 if it could be chance.
    fn certain(&self) -> f64 {
        if self.count < 2.0 {
            return 0.0;
        }
        let mean = self.total / self.count;
        let spread = (self.squares / self.count - mean * mean).max(0.0);
        let uncertainty = math::sqrt(spread / (self.count - 1.0));
        if mean.abs() > 3.0 * uncertainty { mean.abs() } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use crate::checks::bench::{RATE_HZ, inspect, severity};
    use crate::fault::Severity;

    #[test]
    fn an_offset_is_found_at_its_two_limits() {
        let with = |offset: f32| {
            let noise = |seed| signals::pink_noise(seed, 0.3, RATE_HZ as usize * 40);
            let mut sound = vec![noise(3), noise(4)];
            sound[1].iter_mut().for_each(|x| *x += offset);
            severity(&inspect(&sound), "offset")
        };
        assert_eq!(with(0.0), None);
        assert_eq!(with(0.008), None);
        assert_eq!(with(0.013), Some(Severity::Watch));
        assert_eq!(with(-0.06), Some(Severity::Fault));
    }
}
