// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Two stems that cancel in the low end: kick against bass, upside down.
//!
//! Over 100 ms windows of 20 to 120 Hz in which both play (within 15 dB of each other and within
//! 20 dB of the loudest so far): `loss = 10·lg(E_sum / (E_a + E_b))` and the correlation of the two. Told
//! only when the loss is above 1.5 dB, so that turning one upside down would gain as much or more.
//! Both notes of different pitch average out to no loss. Gain of a stem matters: it is part of the mix.

use dsp::math;

use crate::{
    checks::{
        low_end::{self, LowEnd},
        moment::Pair,
        spans::Spans,
    },
    fault::{Confidence, Fault, Severity, Span},
    words::{number, place},
};

const WINDOW_S: f64 = 0.1;
const TOLD_DB: f64 = 1.5;
const BOTH: f64 = 0.0316; // 15 dB
const LOUD: f64 = 0.01; // 20 dB
const ENOUGH_S: f64 = 1.0;

/// Listens to two stems at once.
pub struct ClashMeter {
    rate_hz: f64,
    stride: usize,
    waiting: [Vec<f32>; 2],
    low_end: LowEnd,
    frames: u64,
    loudest: f64,
    window: Pair,
    window_from_s: f64,
    both: Pair,
    both_s: f64,
    spans: Spans,
}

/// A low end that two stems take from each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// What the sum has less than its parts, dB (above 0).
    pub loss_db: f64,
    /// What the sum would gain if one stem were turned upside down, dB.
    pub gain_if_inverted_db: f64,
    /// How alike both are, −1 to 0.
    pub correlation: f64,
    /// Where.
    pub spans: Vec<Span>,
}

impl ClashMeter {
    /// A meter that has heard nothing.
    pub fn new(rate_hz: u32) -> Self {
        let rate_hz = rate_hz.max(1);
        Self {
            rate_hz: f64::from(rate_hz),
            stride: low_end::stride(rate_hz),
            waiting: [Vec::new(), Vec::new()],
            low_end: LowEnd::new(rate_hz),
            frames: 0,
            loudest: 0.0,
            window: Pair::default(),
            window_from_s: 0.0,
            both: Pair::default(),
            both_s: 0.0,
            spans: Spans::default(),
        }
    }

    /// Hears the next frames of both stems, each channel by channel, all equally long.
    pub fn push(&mut self, stems: [&[&[f32]]; 2]) {
        let frames = stems.iter().flat_map(|stem| stem.iter()).map(|channel| channel.len()).min().unwrap_or(0);
        for frame in 0..frames {
            for (waiting, stem) in self.waiting.iter_mut().zip(stems) {
                let sum: f32 = stem.iter().map(|channel| channel[frame]).filter(|x| dsp::mend::is_sound(*x)).sum();
                waiting.push(if stem.is_empty() { 0.0 } else { sum / stem.len() as f32 });
            }
            if self.waiting[0].len() == self.stride {
                self.step();
            }
        }
    }

    /// Says whether the stems cancel.
    pub fn finish(mut self) -> Option<Clash> {
        self.close_window();
        let kept = ratio_db(self.both.total() + 2.0 * self.both.cross, self.both.total())?;
        let inverted = ratio_db(self.both.total() - 2.0 * self.both.cross, self.both.total())?;
        (-kept > TOLD_DB && self.both_s >= ENOUGH_S).then(|| Clash {
            loss_db: -kept,
            gain_if_inverted_db: inverted - kept,
            correlation: self.both.correlation(),
            spans: self.spans.worst(),
        })
    }

    fn step(&mut self) {
        let [a, b] = &self.waiting;
        let [low, _] = self.low_end.pairs(a, b);
        self.window.add(&low);
        self.frames += self.stride as u64;
        self.waiting.iter_mut().for_each(Vec::clear);
        if self.now_s() - self.window_from_s >= WINDOW_S {
            self.close_window();
        }
    }

    fn now_s(&self) -> f64 {
        self.frames as f64 / self.rate_hz
    }

    fn close_window(&mut self) {
        let span = Span { from_s: self.window_from_s, to_s: self.now_s() };
        let window = std::mem::take(&mut self.window);
        self.window_from_s = span.to_s;
        self.loudest = self.loudest.max(window.total());
        let [a, b] = window.energy;
        let both_play = a.min(b) > a.max(b) * BOTH && window.total() > self.loudest * LOUD;
        if both_play {
            self.both.add(&window);
            self.both_s += span.to_s - span.from_s;
            if window.cross < 0.0 {
                self.spans.note(span, -window.cross);
            }
        }
    }
}

impl Clash {
    /// The clash as a fault of the first of two named stems.
    pub fn fault(&self, names: [&str; 2]) -> Fault {
        let [a, b] = names;
        Fault {
            id: "polarity_clash",
            severity: if self.loss_db > 2.0 * TOLD_DB { Severity::Fault } else { Severity::Watch },
            title: format!("{a} and {b} cancel in the low end."),
            message: format!(
                "Where both play, they lose {} dB between 20 and 120 Hz (correlation {:.2}){}.",
                number(self.loss_db),
                self.correlation,
                place(&self.spans)
            )
            .replace('-', "−"),
            action: format!(
                "Flip the polarity of {a} or {b}: the low end gains {} dB there.",
                number(self.gain_if_inverted_db)
            ),
            spans: self.spans.clone(),
            amount: format!("−{} dB", number(self.loss_db)),
            confidence: if self.correlation < -0.5 { Confidence::Sure } else { Confidence::Fair },
            stem: Some(a.to_owned()),
        }
    }
}

/// Listens to two whole mono stems.
pub fn polarity_clash(a: &[f32], b: &[f32], rate_hz: u32) -> Option<Clash> {
    let mut meter = ClashMeter::new(rate_hz);
    meter.push([&[a], &[b]]);
    meter.finish()
}

fn ratio_db(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| 10.0 * math::log10((part / whole).clamp(1e-6, 1e6)))
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    const RATE_HZ: u32 = 44_100;

    fn tone(frequency_hz: f64, amplitude: f64, phase_rad: f64) -> Vec<f32> {
        signals::sine(RATE_HZ, frequency_hz, amplitude, phase_rad, 6 * RATE_HZ as usize)
    }

    #[test]
    fn two_opposed_basses_clash_and_one_flip_mends_it() {
        let clash = polarity_clash(&tone(55.0, 0.5, 0.0), &tone(55.0, 0.4, 2.9), RATE_HZ).unwrap();
        // E_sum/(E_a+E_b) = 1 + 2·0.5·0.4·cos 2.9 / (0.25 + 0.16)
        let expected = -10.0 * (1.0 + 0.4 * 2.9_f64.cos() / 0.41).log10();
        assert!((clash.loss_db - expected).abs() < 0.1, "{} {expected}", clash.loss_db);
        assert!(clash.gain_if_inverted_db > clash.loss_db);
        assert!(clash.fault(["Kick", "Bass"]).title.starts_with("Kick and Bass cancel"));
    }

    #[test]
    fn basses_in_phase_of_other_pitch_or_alone_do_not_clash() {
        let bass = tone(55.0, 0.5, 0.0);
        for other in [tone(55.0, 0.5, 0.3), tone(73.4, 0.5, 3.0), tone(1000.0, 0.5, 3.0), vec![0.0; 6 * 44_100]] {
            assert_eq!(polarity_clash(&bass, &other, RATE_HZ), None);
        }
        assert_eq!(polarity_clash(&[], &[], RATE_HZ), None);
    }

    #[test]
    fn the_cut_does_not_matter() {
        let (a, b) = (tone(55.0, 0.5, 0.0), tone(55.0, 0.4, 2.9));
        let mut meter = ClashMeter::new(RATE_HZ);
        for (a, b) in a.chunks(777).zip(b.chunks(777)) {
            meter.push([&[a], &[b]]);
        }
        assert_eq!(meter.finish(), polarity_clash(&a, &b, RATE_HZ));
    }
}
