// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hears one stem as it stands in the mix: on two channels, at the mix's rate.

use dsp::{math, units::db_from_gain};

use crate::{
    checks::{Inspector, spans::Spans},
    dynamics,
    fault::{Fault, Span},
    hops::Hops,
    layout::Layout,
    measured::Measured,
    meter::Meter,
};

/// A hop counts for the crest if it is less than 60 dB under the peak: pauses would make any crest large.
const SOUNDING: f64 = 1e-6;

/// What was heard of a stem.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Loudness and true peak.
    pub measured: Measured,
    /// Sample peak over RMS where it sounds, dB.
    pub crest_db: Option<f64>,
    /// In how many moments of 10 ms it is over full scale.
    pub overs: u64,
    /// Where that is.
    pub over_spans: Vec<Span>,
    /// By how much, dB.
    pub over_db: f64,
    /// Its share of samples that are no sound, 0 to 1.
    pub broken_share: f64,
    /// Flat tops, if it has them.
    pub clipping: Option<Fault>,
}

/// Listens to one stem.
pub struct Ear {
    meter: Meter,
    inspector: Inspector,
    hops: Hops,
    powers: Vec<f32>,
    peak: f32,
    overs: u64,
    over_spans: Spans,
}

impl Ear {
    /// An ear for a stem that is played at one rate and was written at another, with so many channels.
    pub fn new(rate_hz: u32, file_rate_hz: u32, file_channels: usize) -> Self {
        Self {
            meter: Meter::loudness_only(rate_hz, Layout::Stereo),
            inspector: Inspector::only(&["clipping"], file_rate_hz, Layout::from_channels(file_channels)),
            hops: Hops::new(rate_hz, 2),
            powers: Vec::new(),
            peak: 0.0,
            overs: 0,
            over_spans: Spans::default(),
        }
    }

    /// Hears the samples as they were written; flat tops are gone at another rate.
    pub fn push_written(&mut self, channels: &[&[f32]]) {
        self.inspector.push(channels);
    }

    /// Hears the same as it stands in the mix.
    pub fn push(&mut self, channels: &[&[f32]; 2]) {
        self.meter.push(channels);
        let mut start = 0;
        while start < channels[0].len() {
            start += self.hops.fill(channels, start);
            if self.hops.is_whole() {
                self.end_hop();
            }
        }
    }

    /// All that was heard; of the samples that were written, so many were no sound.
    pub fn finish(mut self, broken_share: f64) -> Heard {
        self.end_hop();
        let measured = self.meter.finish();
        let clipping = self.inspector.finish(&measured).pop();
        let over_db = db_from_gain(f64::from(self.peak)).0.max(0.0);
        let crest_db = crest_db(&self.powers, self.peak);
        let over_spans = self.over_spans.worst();
        Heard { measured, crest_db, overs: self.overs, over_spans, over_db, broken_share, clipping }
    }

    fn end_hop(&mut self) {
        let hop = self.hops.samples_mut();
        let frames: usize = hop.iter().map(Vec::len).sum();
        let peak = hop.iter().map(|channel| dynamics::peak(channel)).fold(0.0, f32::max);
        let power: f64 = hop.iter().map(|channel| dynamics::power(channel)).sum();
        let from_s = self.powers.len() as f64 * 0.01;
        if peak > 1.0 {
            self.overs += 1;
            self.over_spans.note(Span { from_s, to_s: from_s + 0.01 }, f64::from(peak - 1.0));
        }
        self.peak = self.peak.max(peak);
        self.powers.push(math::sample_from(power / frames.max(1) as f64));
        self.hops.advance();
    }
}

/// How far the peak stands over the RMS of the hops that sound.
fn crest_db(powers: &[f32], peak: f32) -> Option<f64> {
    let floor = f64::from(peak) * f64::from(peak) * SOUNDING;
    let sounding = powers.iter().map(|power| f64::from(*power)).filter(|power| *power > floor);
    let (sum, hops) = sounding.fold((0.0, 0_u64), |(sum, hops), power| (sum + power, hops + 1));
    (hops > 0).then(|| db_from_gain(f64::from(peak) / math::sqrt(sum / hops as f64)).0)
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    fn hear(sound: &[f32]) -> Heard {
        let mut ear = Ear::new(48_000, 48_000, 1);
        ear.push_written(&[sound]);
        ear.push(&[sound, sound]);
        ear.finish(0.0)
    }

    #[test]
    fn pauses_do_not_make_a_crest_larger() {
        let sine = signals::sine(48_000, 500.0, 0.5, 0.0, 96_000);
        let paused: Vec<f32> = sine.iter().copied().chain(vec![0.0; 480_000]).collect();
        for sound in [sine, paused] {
            assert!((hear(&sound).crest_db.unwrap() - 3.01).abs() < 0.02);
        }
    }

    #[test]
    fn overs_are_counted_by_ten_milliseconds_with_their_place_and_size() {
        let mut sound = vec![0.1_f32; 480_000];
        sound[96_000..96_960].fill(1.25);
        let heard = hear(&sound);
        assert_eq!(heard.overs, 2);
        assert!((heard.over_spans[0].from_s - 2.0).abs() < 0.001 && (heard.over_db - 1.938).abs() < 0.001);
    }

    #[test]
    fn silence_has_no_crest() {
        assert_eq!(hear(&vec![0.0; 48_000]).crest_db, None);
    }
}
