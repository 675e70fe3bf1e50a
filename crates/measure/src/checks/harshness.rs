// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sharp s sounds and harsh bursts from 5 to 10 kHz.
//!
//! The 95th percentile of the powers from 5 to 10 kHz against that from 1 to 4 kHz, over all frames.
//! Cymbals and hats shine on above 10 kHz, an s does not: twice the power from 10 to 16 kHz is taken off
//! first. The limit is +4 dB, fault from +10 dB. Gain-invariant; needs a rate of 32 kHz or more.
//! Measured on 30 songs: −28 to +1.4 dB, half of them under −11 dB.

use dsp::{
    Audio, Hz, Ratio,
    biquad::{Biquad, BiquadMemory},
    math,
    signals::Dice,
};

use super::{Check, Info, Whole, frames::Frame, octaves::Octaves, sow_tonal, spans::Spans};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::{place, signed},
};

const LIMIT_DB: f64 = 4.0;
const BODY_HZ: [f64; 2] = [1000.0, 4000.0];
const SHARP_HZ: [f64; 2] = [5000.0, 10_000.0];
const SHINE_HZ: [f64; 2] = [10_000.0, 16_000.0];
const HATS: f64 = 2.0;
const LOUD_SHARE: f64 = 0.95;

/// Counts frames by how sharp they are and how much body they have.
pub(crate) struct Harshness {
    sharp: Octaves,
    body: Octaves,
    spans: Spans,
}

impl Check for Harshness {
    const INFO: &'static Info =
        &Info { id: "harshness", summary: "Sharp s sounds and harsh bursts.", gain_invariant: true };
    const WANTS_FRAMES: bool = true;

    fn new(_rate_hz: u32) -> Self {
        Self { sharp: Octaves::of_powers(), body: Octaves::of_powers(), spans: Spans::default() }
    }

    fn hear_frame(&mut self, frame: &Frame<'_>) {
        let [sharp, body] = [sharp(frame), frame.power(BODY_HZ)];
        if body <= 0.0 || frame.bin_hz * frame.powers[0].len() as f64 <= SHINE_HZ[1] {
            return;
        }
        self.sharp.add(math::sample_from(sharp));
        self.body.add(math::sample_from(body));
        if sharp > self.body.quantile(LOUD_SHARE) * limit() {
            self.spans.note(frame.span, sharp);
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let (limits, spans) = (self.limits(), self.spans.worst());
        let size = words(limits);
        (limits >= 1.0).then(|| Fault {
            id: Self::INFO.id,
            severity: if limits >= 2.0 { Severity::Fault } else { Severity::Watch },
            title: "There are harsh bursts.".to_owned(),
            message: format!(
                "Bursts from 5 to 10 kHz are {size} against the loudest of 1 to 4 kHz{}: it sounds like sharp s sounds.",
                place(&spans)
            ),
            action: "Listen there; use a de-esser on the voice, or turn down 5 to 10 kHz at the track that bursts."
                .to_owned(),
            spans,
            amount: size.clone(),
            confidence: Confidence::Fair,
            stem: None,
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        Some(Reading { check: Self::INFO, limits: self.limits(), words })
    }

    /// Hissed bursts of a tenth of a second, two or three a second, around 6 to 8 kHz.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        let hiss = hissed(song, &mut dice);
        let [mut sown, mut body] = [Octaves::of_powers(), Octaves::of_powers()];
        sow_tonal::hear(&hiss, |frame| sown.add(math::sample_from(sharp(frame))));
        sow_tonal::hear(song, |frame| body.add(math::sample_from(frame.power(BODY_HZ))));
        let own = sown.quantile(LOUD_SHARE);
        if own > 0.0 {
            sow_tonal::add(song, &hiss, limits * math::sqrt(body.quantile(LOUD_SHARE) * limit() / own));
        }
    }
}

impl Harshness {
    fn limits(&self) -> f64 {
        let body = self.body.quantile(LOUD_SHARE) * limit();
        if body > 0.0 { math::sqrt(self.sharp.quantile(LOUD_SHARE) / body) } else { 0.0 }
    }
}

/// The power of what is sharp and is no hat.
fn sharp(frame: &Frame<'_>) -> f64 {
    (frame.power(SHARP_HZ) - HATS * frame.power(SHINE_HZ)).max(0.0)
}

fn limit() -> f64 {
    math::exp10(LIMIT_DB / 10.0)
}

fn words(limits: f64) -> String {
    format!("{} dB", signed(LIMIT_DB + 20.0 * math::log10(limits)))
}

/// Noise through two resonances of a mouth, cut into s sounds.
fn hissed(song: &Audio, dice: &mut Dice) -> Audio {
    let centre = sow_tonal::between(dice, 6000.0, 8000.0);
    let pass = [
        Biquad::high_pass(Hz(centre * 0.85), Ratio(2.0), song.rate_hz),
        Biquad::low_pass(Hz(centre * 1.1), Ratio(1.5), song.rate_hz),
        Biquad::low_pass(Hz(centre * 1.1), Ratio(0.7), song.rate_hz),
    ];
    let mut memory = [BiquadMemory::default(); 3];
    let gates = gates(song, dice);
    let mut next = |gate: f64| {
        let noise = [gate * dice.bipolar()];
        let [hiss] = pass.iter().zip(&mut memory).fold(noise, |x, (filter, memory)| filter.next_frame(memory, x));
        math::sample_from(hiss)
    };
    let mono: Vec<_> = gates.into_iter().map(&mut next).collect();
    sow_tonal::beside(song, dice, &mono)
}

/// How loud the hiss is at each frame: raised cosines of 80 to 160 ms.
fn gates(song: &Audio, dice: &mut Dice) -> Vec<f64> {
    let rate_hz = f64::from(song.rate_hz);
    let mut gates = vec![0.0; song.frames()];
    let mut start = 0;
    while start < gates.len() {
        let length = math::index_from(rate_hz * sow_tonal::between(dice, 0.08, 0.16));
        for (n, gate) in gates.iter_mut().skip(start).take(length).enumerate() {
            *gate = 0.5 - 0.5 * math::cos(math::TAU * n as f64 / length as f64);
        }
        start += length + math::index_from(rate_hz * sow_tonal::between(dice, 0.15, 0.5)).max(1);
    }
    gates
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};

    #[test]
    fn sharp_sounds_are_found_at_twice_the_limit_and_left_alone_at_half() {
        for seed in 1..5 {
            let with = |limits: f64| {
                let mut song = Audio { rate_hz: RATE_HZ, channels: music(seed, 8.0) };
                Harshness::sow(&mut song, limits, seed);
                severity(&inspect(&song.channels), "harshness")
            };
            assert_eq!(with(0.5), None, "seed {seed}");
            assert!(with(2.0).is_some(), "seed {seed}");
        }
    }

    #[test]
    fn loud_hats_are_no_s_sounds() {
        let mut sound = music(7, 8.0);
        let hats = signals::white_noise(8, 0.8, sound[0].len());
        for channel in &mut sound {
            let strike = |n: usize| math::sample_from(math::exp(-((n % 11_025) as f64) / 3000.0));
            channel.iter_mut().zip(&hats).enumerate().for_each(|(n, (x, hat))| *x += strike(n) * hat);
        }
        assert_eq!(severity(&inspect(&sound), "harshness"), None);
    }
}
