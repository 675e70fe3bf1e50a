// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Too much below the bass: rumble that no speaker plays, or a boom that covers the bass.
//!
//! Two ratios of energies over the whole song. *Rumble*: 2 to 25 Hz against 25 Hz to 1.5 kHz, limit
//! 0 dB: as much as all the music; pink noise has −3 dB. *Boom*: 25 to 40 Hz against 40 to 120 Hz, limit
//! +6 dB, so that a deep bass with its own partials, or with a kick above it, is music. Fault 6 dB above.
//! Gain-invariant.
//! Measured on 30 songs: 28 stay under −8 dB and under 0 dB; two carry a wave of 3 to 5 Hz, at −2 and +5 dB.

use dsp::{Audio, math, signals::Dice};

use super::{
    Check, Info, Moment, Whole,
    frames::Frame,
    slow::{self, Slow},
    sow_tonal,
    spans::Spans,
};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::{place, signed},
};

const LOWEST_HZ: f64 = 2.0;
const DEEP_HZ: f64 = 25.0;
const BASS_HZ: f64 = 40.0;
const MIDDLE_HZ: f64 = 120.0;
const RUMBLE_LIMIT_DB: f64 = 0.0;
const BOOM_LIMIT_DB: f64 = 6.0;

/// Adds up the deep end.
pub(crate) struct Sub {
    slow: Slow,
    rumble: Excess,
    boom: Excess,
}

/// A band against the one it should not cover.
struct Excess {
    limit_db: f64,
    energy: f64,
    rest: f64,
    spans: Spans,
}

impl Check for Sub {
    const INFO: &'static Info = &Info { id: "sub", summary: "Too much below the bass.", gain_invariant: true };

    fn new(rate_hz: u32) -> Self {
        Self { slow: Slow::new(rate_hz), rumble: Excess::new(RUMBLE_LIMIT_DB), boom: Excess::new(BOOM_LIMIT_DB) }
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        let Self { slow, rumble, boom } = self;
        slow.push(moment.channels, |frame| {
            rumble.note(frame, deep(frame));
            boom.note(frame, low(frame));
        });
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let limits = self.limits();
        (limits >= 1.0).then(|| Fault {
            severity: if limits >= 2.0 { Severity::Fault } else { Severity::Watch },
            ..if self.rumble.limits() >= self.boom.limits() { rumble(&self.rumble) } else { boom(&self.boom) }
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let words = |limits: f64| format!("{:.0} % of the limit", 100.0 * limits);
        Some(Reading { check: Self::INFO, limits: self.limits(), words })
    }

    /// A rumble of eight tones that beat, under 25 Hz or between 25 and 40 Hz.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        let deep_one = dice.unipolar() < 0.5;
        let (range, limit_db): (_, f64) =
            if deep_one { ([7.0, 22.0], RUMBLE_LIMIT_DB) } else { ([27.0, 38.0], BOOM_LIMIT_DB) };
        let rumble = rumbled(song, &mut dice, range);
        let [mut own, mut rest] = [0.0; 2];
        let pair = |frame: &Frame<'_>| if deep_one { deep(frame) } else { low(frame) };
        sow_tonal::hear_slowly(&rumble, |frame| own += pair(frame)[0]);
        sow_tonal::hear_slowly(song, |frame| rest += pair(frame)[1]);
        if own > 0.0 {
            sow_tonal::add(song, &rumble, limits * math::sqrt(rest * math::exp10(limit_db / 10.0) / own));
        }
    }
}

impl Sub {
    fn limits(&self) -> f64 {
        self.rumble.limits().max(self.boom.limits())
    }
}

impl Excess {
    fn new(limit_db: f64) -> Self {
        Self { limit_db, energy: 0.0, rest: 0.0, spans: Spans::default() }
    }

    fn note(&mut self, frame: &Frame<'_>, [excess, rest]: [f64; 2]) {
        self.energy += excess;
        self.rest += rest;
        if excess > rest * math::exp10(self.limit_db / 10.0) {
            self.spans.note(frame.span, excess);
        }
    }

    fn ratio_db(&self) -> f64 {
        10.0 * math::log10((self.energy / self.rest.max(f64::MIN_POSITIVE)).clamp(1e-9, 1e9))
    }

    fn limits(&self) -> f64 {
        if self.energy > 0.0 { math::exp10((self.ratio_db() - self.limit_db) / 20.0) } else { 0.0 }
    }
}

/// Below 25 Hz, and what is above.
fn deep(frame: &Frame<'_>) -> [f64; 2] {
    [frame.power([LOWEST_HZ, DEEP_HZ]), frame.power([DEEP_HZ, slow::HIGHEST_HZ])]
}

/// Below the bass, and the bass.
fn low(frame: &Frame<'_>) -> [f64; 2] {
    [frame.power([DEEP_HZ, BASS_HZ]), frame.power([BASS_HZ, MIDDLE_HZ])]
}

fn rumble(excess: &Excess) -> Fault {
    let size = format!("{} dB", signed(excess.ratio_db()));
    Fault {
        title: "There is a rumble below the music.".to_owned(),
        message: format!(
            "What lies below 25 Hz has {size} against all that lies above{}: few hear it, but limiters and speakers work for it.",
            place(&excess.spans.worst())
        ),
        action: "Put a high-pass filter at 25 to 30 Hz on the track that rumbles; if none does, on the mix bus."
            .to_owned(),
        ..fault(excess, size)
    }
}

fn boom(excess: &Excess) -> Fault {
    let size = format!("{} dB", signed(excess.ratio_db()));
    Fault {
        title: "The deepest bass covers the bass.".to_owned(),
        message: format!(
            "What lies between 25 and 40 Hz has {size} against 40 to 120 Hz{}: small speakers play little of it, large ones boom.",
            place(&excess.spans.worst())
        ),
        action: "Turn down 25 to 40 Hz at the kick or bass, or raise its partials above; leave it if a deep sub is the point.".to_owned(),
        confidence: Confidence::Fair,
        ..fault(excess, size)
    }
}

fn fault(excess: &Excess, amount: String) -> Fault {
    Fault {
        id: Sub::INFO.id,
        severity: Severity::Watch,
        title: String::new(),
        message: String::new(),
        action: String::new(),
        amount,
        spans: excess.spans.worst(),
        confidence: Confidence::Sure,
        stem: None,
    }
}

/// Eight tones of a range at once.
fn rumbled(song: &Audio, dice: &mut Dice, [from_hz, to_hz]: [f64; 2]) -> Audio {
    let mut mono = vec![0.0; song.frames()];
    for _ in 0..8 {
        let [hz, phase] = [sow_tonal::between(dice, from_hz, to_hz), sow_tonal::between(dice, 0.0, math::TAU)];
        let tone = dsp::signals::sine(song.rate_hz, hz, 0.1, phase, mono.len());
        mono.iter_mut().zip(tone).for_each(|(x, tone)| *x += tone);
    }
    sow_tonal::beside(song, dice, &mono)
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};

    #[test]
    fn a_rumble_is_found_at_twice_the_limit_and_left_alone_at_half() {
        for seed in 1..5 {
            let with = |limits: f64| {
                let mut song = Audio { rate_hz: RATE_HZ, channels: music(seed, 10.0) };
                Sub::sow(&mut song, limits, seed);
                severity(&inspect(&song.channels), "sub")
            };
            assert_eq!(with(0.5), None, "seed {seed}");
            assert!(with(2.0).is_some(), "seed {seed}");
        }
    }

    #[test]
    fn a_deep_bass_with_partials_is_music() {
        let mut sound = music(6, 10.0);
        for (n, amplitude) in [(1.0, 0.3), (2.0, 0.15), (3.0, 0.1)] {
            let bass = signals::sine(RATE_HZ, 36.7 * n, amplitude, 0.0, sound[0].len());
            for channel in &mut sound {
                channel.iter_mut().zip(&bass).for_each(|(x, bass)| *x += bass);
            }
        }
        assert_eq!(severity(&inspect(&sound), "sub"), None);
    }
}
