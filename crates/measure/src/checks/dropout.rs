// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Holes in the music: 1 to 50 ms of digital silence in all channels, cut in and out.
//!
//! Both edges must be abrupt: a sample beside the hole stands above 0.1 of the level of the
//! last second, and that level is within 20 dB of the loudest. More than 20 a minute are a
//! sound, not an accident. A watch. Gain-invariant.

use dsp::{Audio, math, signals::Dice};

use super::{Check, Info, Moment, Whole, sowing, spans::Spans};
use crate::{
    fault::{Confidence, Fault, Severity, Span},
    reading::Reading,
    words::{counted, place, times},
};

const SHORTEST_S: f64 = 1e-3;
const LONGEST_S: f64 = 50e-3;
const ABRUPT: f64 = 0.1;
const LOUD: f64 = 0.1; // 20 dB
const PACE: f64 = 0.01;
const MOST_PER_MINUTE: f64 = 20.0;

/// Finds holes.
pub(crate) struct Dropout {
    rate_hz: f64,
    level: f64,
    loudest: f64,
    hole_frames: usize,
    before: f64,
    last: f64,
    found: u64,
    spans: Spans,
}

impl Check for Dropout {
    const INFO: &'static Info =
        &Info { id: "dropout", summary: "Short holes of digital silence in the music.", gain_invariant: true };

    fn new(rate_hz: u32) -> Self {
        Self {
            rate_hz: f64::from(rate_hz),
            level: 0.0,
            loudest: 0.0,
            hole_frames: 0,
            before: 0.0,
            last: 0.0,
            found: 0,
            spans: Spans::default(),
        }
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        let Some(first) = moment.channels.first() else { return };
        if self.hole_frames > 0 || has_zeros(first) {
            (0..first.len()).for_each(|frame| self.step(moment, frame));
        } else {
            self.last = loudest_at(moment, first.len().saturating_sub(1));
        }
        let rms = moment.levels.iter().map(super::Level::rms).fold(0.0, f64::max);
        if rms > 0.0 {
            self.level += (rms - self.level) * PACE;
        }
        self.loudest = self.loudest.max(self.level);
    }

    /// A hole for each limit where the song is loud, as long as a small buffer or a large one.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        for _ in 0..math::index_from(limits) {
            let from = sowing::loud_frame(song, &mut dice);
            let length_s = 2.0 * SHORTEST_S + dice.unipolar() * (LONGEST_S - 4.0 * SHORTEST_S);
            let to = song.frames().min(from + math::index_from(length_s * f64::from(song.rate_hz)));
            song.channels.iter_mut().for_each(|channel| channel[from.min(to)..to].fill(0.0));
        }
    }

    fn fault(&self, whole: &Whole<'_>) -> Option<Fault> {
        let spans = self.spans.worst();
        (self.found > 0 && self.per_minute(whole) <= MOST_PER_MINUTE).then(|| Fault {
            id: Self::INFO.id,
            severity: Severity::Watch,
            title: "There is a hole in the music.".to_owned(),
            message: format!(
                "All channels fall to digital silence for 1 to 50 ms {} and come back at full level, first{}.",
                times(self.found),
                place(&spans)
            ),
            action: "Listen there; if it is not meant, export again with a longer audio buffer.".to_owned(),
            amount: if self.found == 1 { "1 hole".to_owned() } else { format!("{} holes", self.found) },
            spans,
            confidence: Confidence::Fair,
            stem: None,
        })
    }

    fn reading(&self, whole: &Whole<'_>) -> Option<Reading> {
        let limits = if self.per_minute(whole) <= MOST_PER_MINUTE { self.found as f64 } else { 0.0 };
        Some(Reading { check: Self::INFO, limits, words: |limits| counted(limits, "hole", "holes") })
    }
}

impl Dropout {
    fn per_minute(&self, whole: &Whole<'_>) -> f64 {
        self.found as f64 / (whole.seconds / 60.0).max(1.0)
    }

    fn step(&mut self, moment: &Moment<'_>, frame: usize) {
        let here = loudest_at(moment, frame);
        if here == 0.0 {
            if self.hole_frames == 0 {
                self.before = self.last;
            }
            self.hole_frames += 1;
        } else if self.hole_frames > 0 {
            self.close(here, moment.span.from_s + frame as f64 / self.rate_hz);
            self.hole_frames = 0;
        }
        self.last = here;
    }

    fn close(&mut self, after: f64, to_s: f64) {
        let length_s = self.hole_frames as f64 / self.rate_hz;
        let abrupt = self.before.min(after) > self.level * ABRUPT;
        let loud = self.level > self.loudest * LOUD && self.level > 0.0;
        if (SHORTEST_S..=LONGEST_S).contains(&length_s) && abrupt && loud {
            self.found += 1;
            self.spans.note(Span { from_s: to_s - length_s, to_s }, length_s);
        }
    }
}

fn has_zeros(samples: &[f32]) -> bool {
    samples.iter().fold(0_u32, |count, x| count + u32::from(*x == 0.0)) > 0
}

fn loudest_at(moment: &Moment<'_>, frame: usize) -> f64 {
    let samples = moment.channels.iter().filter_map(|channel| channel.get(frame));
    f64::from(samples.fold(0.0_f32, |peak, x| peak.max(x.abs())))
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use crate::checks::bench::{RATE_HZ, inspect, music, severity};
    use crate::fault::Severity;

    #[test]
    fn a_hole_is_found_and_a_pause_is_not() {
        let mut sound = music(13, 12.0);
        assert_eq!(severity(&inspect(&sound), "dropout"), None);
        for channel in &mut sound {
            channel[300_000..300_400].fill(0.0);
            channel[400_000..430_000].fill(0.0);
        }
        let faults = inspect(&sound);
        assert_eq!(severity(&faults, "dropout"), Some(Severity::Watch));
        assert_eq!(faults.iter().find(|fault| fault.id == "dropout").unwrap().amount, "1 hole");
    }

    #[test]
    fn a_pulse_wave_is_a_sound() {
        let sine = signals::sine(RATE_HZ, 100.0, 0.5, 0.0, RATE_HZ as usize * 8);
        let pulse: Vec<f32> = sine.iter().map(|x| if *x > 0.0 { 0.5 } else { 0.0 }).collect();
        assert_eq!(severity(&inspect(&[pulse.clone(), pulse]), "dropout"), None);
    }
}
