// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A tone that rings on whatever is played: a whistle, a room mode, a bell that was never damped.
//!
//! The tone-to-noise ratio of every bin from 200 Hz to 10 kHz, after ECMA-418-1:2022, clause 11: five bins
//! against the critical band around them, `Δf = 25 + 75 (1 + 1.4 f²)^0.69` Hz with f in kHz, whose
//! power is told from what lies outside the tone's skirt of thirteen bins. The standard calls a tone
//! in steady noise prominent at 8 dB; in music, where notes come and go, 4 dB in three of four loud frames (within 30 dB
//! of the loudest so far) is far outside what songs do above 1.2 kHz. Below, where notes dwell, the limit
//! rises by 20 dB a decade. A long note has partials and a chord has notes, so a tone beside another that persists and
//! is not 6 dB weaker is left alone. Watch from there, fault 6 dB above. Gain-invariant.
//! Tried on 104 songs: one reads more than 1 as it is, most likely a long note.

use dsp::{
    Audio, math,
    signals::{self, Dice},
};

use super::{Check, Info, Whole, frames::Frame, octaves::Octaves, sow_tonal};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::number,
};

const LOWEST_HZ: f64 = 200.0;
const HIGHEST_HZ: f64 = 10_000.0;
const PROMINENT_DB: f64 = 4.0;
const DWELL_HZ: f64 = 1200.0;
/// Bins to each side that belong to the tone, and to its skirt.
const TONE: usize = 2;
const SKIRT: usize = 6;
const LOUD: f64 = 1e-3; // 30 dB
/// The share of loud frames that may miss the tone.
const MISSES: f64 = 0.25;
/// Three seconds of loud sound: less is a note.
const FEWEST_FRAMES: u64 = 36;
/// So many limits of another tone make it company, if it is not 6 dB weaker.
const COMPANY: f64 = 0.5;
const COMPANY_SHARE: f64 = 0.5;

/// Counts how far each bin stands out.
#[derive(Default)]
pub(crate) struct Resonance {
    loudest: f64,
    bin_hz: f64,
    bands: Vec<Band>,
    sums: Vec<f64>,
}

/// A bin within its critical band.
struct Band {
    bin: usize,
    from: usize,
    to: usize,
    /// The whole band against what is outside the skirt.
    share: f64,
    prominent: f64,
    ratios: Octaves,
}

impl Check for Resonance {
    const INFO: &'static Info =
        &Info { id: "resonance", summary: "A thin tone that rings through everything.", gain_invariant: true };
    const WANTS_FRAMES: bool = true;

    fn new(_rate_hz: u32) -> Self {
        Self::default()
    }

    fn hear_frame(&mut self, frame: &Frame<'_>) {
        if self.bands.is_empty() {
            self.bin_hz = frame.bin_hz;
            self.bands = bands(frame);
        }
        self.add_up(frame);
        let whole = self.sums.last().copied().unwrap_or_default();
        self.loudest = self.loudest.max(whole);
        if whole > self.loudest * LOUD {
            let sums = &self.sums;
            self.bands.iter_mut().for_each(|band| band.ratios.add(math::sample_from(band.ratio(sums))));
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let (band, limits) = self.worst()?;
        let hz = format!("{:.0} Hz", band.bin as f64 * self.bin_hz);
        (limits >= 1.0).then(|| Fault {
            id: Self::INFO.id,
            severity: if limits >= 2.0 { Severity::Fault } else { Severity::Watch },
            title: "A thin tone rings through everything.".to_owned(),
            message: format!(
                "At about {hz} a tone stands {} dB above the sound around it for most of the song, whatever is played: possibly a whistle or a resonance.",
                number(band.tone_db())
            ),
            action: format!(
                "Solo the tracks one by one and listen at {hz}; cut it there with a narrow bell (Q 20 or more) at the track that rings. If it is a long note, leave it."
            ),
            spans: Vec::new(),
            amount: hz.clone(),
            confidence: Confidence::Fair,
            stem: None,
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.worst().map_or(0.0, |(_, limits)| limits);
        let words = |limits: f64| format!("{:.0} % of the limit", 100.0 * limits);
        Some(Reading { check: Self::INFO, limits, words })
    }

    /// A whistle, or a room that the song strikes: two resonators in a row that ring for one to two seconds.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        let hz = 450.0 * math::exp2(sow_tonal::between(&mut dice, 0.0, 3.8));
        let ring_s = sow_tonal::between(&mut dice, 1.0, 2.0);
        let ring = if dice.unipolar() < 0.5 {
            rung(&rung(song, hz, ring_s), hz, ring_s)
        } else {
            whistled(song, hz, &mut dice)
        };
        let heard = ratio_of(song, &ring, hz);
        if heard > 0.0 {
            sow_tonal::add(song, &ring, limits * math::sqrt(prominent(hz) / heard));
        }
    }
}

impl Resonance {
    /// The sums of both sides' powers below each bin.
    fn add_up(&mut self, frame: &Frame<'_>) {
        self.sums.clear();
        let [left, right] = frame.powers;
        let mut sum = 0.0;
        self.sums.extend(left.iter().zip(right).map(|(left, right)| {
            let below = sum;
            sum += f64::from(left + right);
            below
        }));
    }

    /// The bin nearest to its limit that stands alone.
    fn worst(&self) -> Option<(&Band, f64)> {
        let heard = self.bands.first().is_some_and(|band| band.ratios.total() >= FEWEST_FRAMES);
        let limits: Vec<_> = self.bands.iter().map(|band| if heard { band.limits() } else { 0.0 }).collect();
        let alone = |place: &usize| !has_company(*place, &limits);
        let place = (0..limits.len()).filter(alone).max_by(|a, b| limits[*a].total_cmp(&limits[*b]))?;
        Some((&self.bands[place], limits[place]))
    }
}

/// Whether another tone persists that is not 6 dB weaker: then it is a chord, or a partial of a drone.
fn has_company(place: usize, limits: &[f64]) -> bool {
    let far = limits.iter().enumerate().filter(|(other, _)| other.abs_diff(place) > 2 * SKIRT);
    far.fold(0.0, |most: f64, (_, limits)| most.max(*limits)) >= COMPANY.max(limits[place] * COMPANY_SHARE)
}

impl Band {
    fn new(bin: usize, frame: &Frame<'_>) -> Self {
        let hz = bin as f64 * frame.bin_hz;
        let [from, to] = edges(hz).map(|hz| frame.bin(hz));
        let [from, to] = [from.min(bin - SKIRT - 1), to.max(bin + SKIRT + 2)];
        let width = (to - from) as f64;
        let share = width / (width - (2 * SKIRT + 1) as f64);
        Self { bin, from, to, share, prominent: prominent(hz), ratios: Octaves::new(-6, 18) }
    }

    /// The power of the tone against the rest of its band.
    fn ratio(&self, sums: &[f64]) -> f64 {
        let within = |from: usize, to: usize| sums[to] - sums[from];
        let tone = within(self.bin - TONE, self.bin + TONE + 1);
        let outside = within(self.from, self.to) - within(self.bin - SKIRT, self.bin + SKIRT + 1);
        if tone > 0.0 { tone / (outside * self.share).max(tone * 1e-4) } else { 0.0 }
    }

    fn limits(&self) -> f64 {
        math::sqrt(self.ratios.quantile(MISSES) / self.prominent)
    }

    fn tone_db(&self) -> f64 {
        10.0 * math::log10(self.ratios.quantile(MISSES))
    }
}

fn bands(frame: &Frame<'_>) -> Vec<Band> {
    let last = frame.powers[0].len() - 1;
    let bins = frame.bin(LOWEST_HZ).max(SKIRT + 1)..frame.bin(HIGHEST_HZ).min(last.saturating_sub(SKIRT + 2));
    bins.map(|bin| Band::new(bin, frame)).collect()
}

/// The critical band around a frequency.
fn edges(hz: f64) -> [f64; 2] {
    let half = 12.5 + 37.5 * math::pow(1.0 + 1.4 * (hz / 1000.0) * (hz / 1000.0), 0.69);
    [(hz - half).max(0.0), hz + half]
}

/// The power of a prominent tone against its band.
fn prominent(hz: f64) -> f64 {
    math::exp10((PROMINENT_DB + 20.0 * math::log10(DWELL_HZ / hz).max(0.0)) / 10.0)
}

/// What a resonator makes of a song: `y[n] = x[n] + 2r cos ω y[n−1] − r² y[n−2]`.
fn rung(song: &Audio, hz: f64, ring_s: f64) -> Audio {
    let rate_hz = f64::from(song.rate_hz);
    let r = math::exp(-6.91 / (ring_s * rate_hz)); // 60 dB in the given time
    let turn = 2.0 * r * math::cos(math::TAU * hz / rate_hz);
    let ring = |channel: &Vec<f32>| {
        let [mut late, mut later] = [0.0; 2];
        let mut next = |x: f32| {
            (late, later) = (f64::from(x) + turn * late - r * r * later, late);
            math::sample_from(late * (1.0 - r))
        };
        channel.iter().map(|x| next(*x)).collect()
    };
    Audio { rate_hz: song.rate_hz, channels: song.channels.iter().map(ring).collect() }
}

fn whistled(song: &Audio, hz: f64, dice: &mut Dice) -> Audio {
    sow_tonal::beside(song, dice, &signals::sine(song.rate_hz, hz, 0.1, 0.0, song.frames()))
}

/// So many bins to each side of a frequency.
fn around(frame: &Frame<'_>, hz: f64, bins: usize) -> [f64; 2] {
    let half = (bins as f64 + 0.5) * frame.bin_hz;
    [hz - half, hz + half]
}

/// The power of a critical band as it would be without a tone in its middle.
fn beside(frame: &Frame<'_>, hz: f64) -> f64 {
    let [band, skirt] = [edges(hz), around(frame, hz, SKIRT)];
    let share = (band[1] - band[0]) / (band[1] - band[0] - (skirt[1] - skirt[0])).max(frame.bin_hz);
    (frame.power(band) - frame.power(skirt)).max(0.0) * share
}

/// How the ring stands against its band of the song, three quarters of the time.
fn ratio_of(song: &Audio, ring: &Audio, hz: f64) -> f64 {
    let [mut tones, mut bands, mut levels] = [const { Vec::<f64>::new() }; 3];
    sow_tonal::hear(ring, |frame| tones.push(frame.power(around(frame, hz, TONE))));
    sow_tonal::hear(song, |frame| {
        bands.push(beside(frame, hz));
        levels.push(frame.power([0.0, f64::MAX]));
    });
    let loud = levels.iter().fold(0.0, |most: f64, power| most.max(*power)) * LOUD;
    let mut counted = Octaves::new(-60, 120);
    for ((tone, band), power) in tones.iter().zip(&bands).zip(&levels) {
        if *power > loud {
            counted.add(math::sample_from(tone / band.max(f64::MIN_POSITIVE)));
        }
    }
    counted.quantile(MISSES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};

    fn with_ring(limits: f64, seed: u64) -> Option<Severity> {
        let mut song = Audio { rate_hz: RATE_HZ, channels: music(seed, 8.0) };
        Resonance::sow(&mut song, limits, seed);
        severity(&inspect(&song.channels), "resonance")
    }

    #[test]
    fn a_ringing_tone_is_found_at_twice_the_limit_and_left_alone_at_half() {
        for seed in 1..5 {
            assert_eq!(with_ring(0.5, seed), None, "seed {seed}");
            assert!(with_ring(2.0, seed).is_some(), "seed {seed}");
        }
    }

    #[test]
    fn a_drone_with_partials_is_music() {
        let mut sound = music(3, 8.0);
        for channel in &mut sound {
            for partial in 1..9 {
                let tone = signals::sine(
                    RATE_HZ,
                    330.0 * f64::from(partial),
                    0.4 / f64::from(partial),
                    0.3,
                    channel.len(),
                );
                channel.iter_mut().zip(tone).for_each(|(x, tone)| *x += tone);
            }
        }
        assert_eq!(severity(&inspect(&sound), "resonance"), None);
    }
}
