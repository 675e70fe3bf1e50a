// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A band that vanishes when the song is played as mono.
//!
//! Half octaves from 120 Hz (below is [`low_mono`](super::low_mono)'s business) to 15 kHz, in windows of 3 s.
//! What is lost is `(L + R) / 2` against both, so what stands on one side only, and what is unrelated on
//! both, loses 3 dB: that is width, not a fault. A limit is 3 dB more: a band is a watch where a quarter of
//! its energy loses 6 dB (correlation −0.5), a fault where it loses 9 dB.
//! Bands more than 12 dB below the loudest one are not asked. (Of 104 songs seven read more than 1.)
//! Where what is an octave and a half away and farther is opposed too, it is [polarity](super::polarity)'s
//! business. Gain-invariant.

use std::ops::Range;

use dsp::{
    Audio, Hz, math,
    signals::Dice,
    svf::{Memory, Svf},
};

use super::{Check, Info, Whole, frames::Frame, sowing, spans::Spans};
use crate::{
    fault::{Confidence, Fault, Severity, Span},
    reading::Reading,
    words::{number, place},
};

const LOWEST_HZ: f64 = 120.0;
const BANDS: usize = 14;
const WINDOW_S: f64 = 3.0;
/// What width costs.
const WIDE_DB: f64 = 3.0;
const LIMIT_DB: f64 = 3.0;
/// The share of a band's energy that must lose so much.
const SHARE: f64 = 0.25;
const RELEVANT: f64 = 0.063; // 12 dB
/// Sown is where it stays relevant: what two sides do not share goes when a band is widened.
const SOWN: f64 = 0.126; // 9 dB
/// Bands so near may be opposed by the same cause.
const NEAR_BANDS: usize = 2;
/// The mean correlation of the others below which the whole is opposed; unrelated sides scatter around 0.
const OPPOSED: f64 = -0.15;
const HEARD: f64 = 1e-3; // 30 dB
/// Nearly three octaves, so that the half octave in the middle is changed evenly.
const WIDENED_Q: f64 = 0.7;
/// What is sown fades in, so that it does not click.
const FADE_S: f64 = 0.02;
const CLASS_DB: f64 = 0.25;
const CLASSES: usize = 120;

/// Plays every band as mono.
#[derive(Default)]
pub(crate) struct MonoLoss {
    window: Option<Span>,
    open: [Sums; BANDS],
    bands: [Band; BANDS],
}

/// The energy of both sides, and what they have in common.
#[derive(Clone, Copy, Default)]
struct Sums {
    total: f64,
    cross: f64,
}

#[derive(Default)]
struct Band {
    energy: f64,
    losses: Vec<f64>,
    spans: Spans,
}

impl Check for MonoLoss {
    const INFO: &'static Info = &Info {
        id: "mono_loss",
        summary: "A band that vanishes when the song is played as mono.",
        gain_invariant: true,
    };
    const WANTS_FRAMES: bool = true;

    fn new(_rate_hz: u32) -> Self {
        Self::default()
    }

    fn hear_frame(&mut self, frame: &Frame<'_>) {
        for (band, open) in self.open.iter_mut().enumerate() {
            let [from, to] = edges_hz(band).map(|hz| frame.bin(hz));
            open.add(frame, from..to);
        }
        let from_s = self.window.map_or(frame.span.from_s, |window| window.from_s);
        self.window = Some(Span { from_s, to_s: frame.span.to_s });
        if frame.span.to_s - from_s >= WINDOW_S {
            self.close(Span { from_s, to_s: frame.span.to_s });
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let (band, limits) = self.worst()?;
        (limits >= 1.0).then(|| fault(edges_hz(band), limits, self.bands[band].spans.worst()))
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.worst().map_or(0.0, |(_, limits)| limits);
        let words = |limits| format!("{} dB in mono", number(-WIDE_DB - LIMIT_DB * limits));
        Some(Reading { check: Self::INFO, limits, words })
    }

    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let bands: MonoLoss = super::sow_tonal::heard(song);
        let loud: Vec<usize> = bands.within(SOWN).map(|(band, _)| band).collect();
        let mut dice = Dice::new(seed);
        let chosen = math::index_from(dice.unipolar() * loud.len() as f64);
        if let Some(band) = loud.get(chosen) {
            let from = math::index_from(dice.unipolar() * 0.2 * song.frames() as f64);
            widen(song, edges_hz(*band), limits, from);
        }
    }
}

impl MonoLoss {
    /// The band that loses most, and how many limits.
    fn worst(&self) -> Option<(usize, f64)> {
        let readings = self.within(RELEVANT).map(|(index, band)| (index, band.limits()));
        readings.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The bands that have more than this share of the loudest one's energy.
    fn within(&self, share: f64) -> impl Iterator<Item = (usize, &Band)> {
        let loudest = self.bands.iter().fold(0.0, |loudest: f64, band| loudest.max(band.energy));
        self.bands.iter().enumerate().filter(move |(_, band)| band.energy > loudest * share)
    }

    fn close(&mut self, span: Span) {
        let loudest = self.open.iter().fold(0.0, |loudest: f64, open| loudest.max(open.total));
        let heard = self.open.map(|open| (open.total > loudest * HEARD).then(|| open.correlation()));
        for (place, (band, open)) in self.bands.iter_mut().zip(&self.open).enumerate() {
            if !rest_is_opposed(place, &heard) {
                band.note(open, span);
            }
        }
        self.open = [Sums::default(); BANDS];
        self.window = None;
    }
}

/// Whether what is an octave and a half away and farther is opposed as well, each band alike.
fn rest_is_opposed(place: usize, correlations: &[Option<f64>; BANDS]) -> bool {
    let far = correlations.iter().enumerate().filter(|(other, _)| other.abs_diff(place) > NEAR_BANDS);
    let heard = far.filter_map(|(_, correlation)| *correlation);
    heard.map(|correlation| correlation - OPPOSED).sum::<f64>() < 0.0
}

impl Sums {
    fn add(&mut self, frame: &Frame<'_>, bins: Range<usize>) {
        let [mut total, mut cross] = [[0.0_f32; 8]; 2];
        let [left, right] = frame.sides.map(|side| side[bins.clone()].chunks(8));
        for (left, right) in left.zip(right) {
            for (lane, (l, r)) in left.iter().zip(right).enumerate() {
                total[lane] += l.norm_sqr() + r.norm_sqr();
                cross[lane] += l.re * r.re + l.im * r.im;
            }
        }
        self.total += total.into_iter().map(f64::from).sum::<f64>();
        self.cross += cross.into_iter().map(f64::from).sum::<f64>();
    }

    fn correlation(&self) -> f64 {
        2.0 * self.cross / self.total
    }

    /// What is lost in mono, 0 to 30 dB.
    fn loss_db(&self) -> f64 {
        let share = (self.total + 2.0 * self.cross) / (2.0 * self.total);
        -10.0 * math::log10(share.clamp(1e-3, 1.0))
    }
}

impl Band {
    fn note(&mut self, sums: &Sums, span: Span) {
        if sums.total > 0.0 {
            let loss_db = sums.loss_db();
            self.losses.resize(CLASSES, 0.0);
            self.losses[math::index_from(loss_db / CLASS_DB).min(CLASSES - 1)] += sums.total;
            self.energy += sums.total;
            if loss_db >= WIDE_DB + LIMIT_DB {
                self.spans.note(span, sums.total);
            }
        }
    }

    /// What a quarter of the energy loses at least, beyond what width costs.
    fn limits(&self) -> f64 {
        let mut passed = 0.0;
        let class = self.losses.iter().rposition(|energy| {
            passed += energy;
            passed >= SHARE * self.energy
        });
        class.map_or(0.0, |class| ((class as f64 + 0.5) * CLASS_DB - WIDE_DB).max(0.0) / LIMIT_DB)
    }
}

fn edges_hz(band: usize) -> [f64; 2] {
    [0.0, 1.0].map(|edge| LOWEST_HZ * math::exp2(0.5 * (band as f64 + edge)))
}

fn fault([from_hz, to_hz]: [f64; 2], limits: f64, spans: Vec<Span>) -> Fault {
    let lost_db = number(WIDE_DB + LIMIT_DB * limits);
    let severe = limits >= 2.0;
    Fault {
        id: MonoLoss::INFO.id,
        severity: if severe { Severity::Fault } else { Severity::Watch },
        title: if severe { "A part of the song vanishes in mono." } else { "A part of the song is weak in mono." }
            .to_owned(),
        message: format!(
            "From {from_hz:.0} to {to_hz:.0} Hz left and right work against each other{}: \
             played as mono, {lost_db} dB are lost there.",
            place(&spans)
        ),
        action: "Listen in mono; look for a widener, a chorus or a doubled track in that range \
                 and narrow it at the track."
            .to_owned(),
        amount: format!("−{lost_db} dB in mono"),
        spans,
        confidence: if severe { Confidence::Sure } else { Confidence::Fair },
        stem: None,
    }
}

/// Puts a band of the middle on both sides, and with opposed signs a quarter turn later, so that both stay
/// equally loud; from a frame on.
fn widen(song: &mut Audio, hz: [f64; 2], limits: f64, from: usize) {
    let band = Svf::band_pass(Hz(math::sqrt(hz[0] * hz[1])), WIDENED_Q, song.rate_hz);
    let share = math::exp10(-(WIDE_DB + LIMIT_DB * limits) / 10.0);
    let [common, opposed] = [math::sqrt(share), math::sqrt(1.0 - share)];
    let [left, right, ..] = &mut song.channels[..] else { return };
    let mut memory = [Memory::default(); 2];
    let mut turned = sowing::opposed_below(math::sqrt(hz[0] * hz[1]) / f64::from(song.rate_hz.max(1)));
    let fade = FADE_S * f64::from(song.rate_hz);
    for (n, (l, r)) in left.iter_mut().zip(right).skip(from).enumerate() {
        let [one, other] = [band.next(&mut memory[0], f64::from(*l)), band.next(&mut memory[1], f64::from(*r))];
        let middle = 0.5 * (one + other);
        let [common, opposed] = [common * middle, opposed * turned(middle)];
        let share = (n as f64 / fade).min(1.0);
        *l += math::sample_from(share * (common + opposed - one));
        *r += math::sample_from(share * (common - opposed - other));
    }
}

#[cfg(test)]
mod tests {
    use dsp::{Audio, signals};

    use super::*;
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};

    fn sown(limits: f64, seed: u64) -> Vec<Vec<f32>> {
        let mut song = Audio { rate_hz: RATE_HZ, channels: music(seed, 12.0) };
        MonoLoss::sow(&mut song, limits, seed);
        song.channels
    }

    #[test]
    fn a_band_that_vanishes_is_found_and_half_as_much_is_width() {
        for seed in 0..4 {
            assert_eq!(severity(&inspect(&sown(0.5, seed)), "mono_loss"), None, "seed {seed}");
            assert!(severity(&inspect(&sown(2.0, seed)), "mono_loss").is_some(), "seed {seed}");
        }
        let faults = inspect(&sown(4.0, 1));
        assert_eq!(severity(&faults, "mono_loss"), Some(Severity::Fault));
        assert_eq!(severity(&faults, "polarity"), None);
    }

    #[test]
    fn unrelated_sides_and_sounds_on_one_side_are_width() {
        let sides = [1, 2].map(|seed| signals::pink_noise(seed, 0.5, 500_000));
        assert_eq!(severity(&inspect(&sides), "mono_loss"), None);
        assert_eq!(severity(&inspect(&[sides[0].clone(), vec![0.0; 500_000]]), "mono_loss"), None);
    }
}
