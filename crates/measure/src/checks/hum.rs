// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Mains hum: tones at 50 or 60 Hz and their multiples, in the quiet and in the loud.
//!
//! A hum is always there, so it stands in the low quantile of a bin's power over time, where notes do not
//! (after M. Brandt and J. Bitzer, "Automatic detection of hum in audio signals", JAES 62 (2014), who take
//! the ratio of two quantiles). The 10 % quantile over frames of four seconds (within 50 dB of the loudest
//! so far) must stand 4.5 dB above the highest of its neighbours, up to 6 Hz away, at three of the first eight
//! multiples at least, each within 0.2 % of its place. Beats and bars make lines too, but then the
//! neighbours have them as well.
//! The hum is these lines together, each counted as four times the third at most, so that a drone on one
//! of them is no hum. Its limit is −14 dB against the quietest tenth of the song, fault from −8 dB.
//! Gain-invariant. Tried on 30 songs: none has three such lines.

use dsp::{Audio, math, signals, signals::Dice};

use super::{
    Check, Info, Moment, Whole,
    frames::Frame,
    octaves::Octaves,
    slow::{self, Slow},
    sow_tonal,
};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::number,
};

const MAINS_HZ: [f64; 2] = [50.0, 60.0];
const MULTIPLES: u32 = 8;
const FEWEST_LINES: usize = 3;
/// How far a mains frequency may be off; grids keep 0.2 Hz, and clocks of recorders add nothing to that.
const TOLERANCE: f64 = 0.002;
/// Where a sine under a Hann window has ended, in bins.
const NEAR_BINS: usize = 3;
const FAR_HZ: f64 = 6.0;
const STANDS_OUT: f64 = 2.82; // 4.5 dB
/// How much louder than the third line a line may count.
const ALIKE: f64 = 4.0; // 6 dB
const QUIET: f64 = 0.1;
const PRESENT: f64 = 1e-5; // 50 dB
const LIMIT_DB: f64 = -14.0;
/// Fourteen seconds: less is a note.
const FEWEST_FRAMES: u64 = 6;
/// The power of a hum against the highest bins of the lines that stand out: 1.5 for a sine under a Hann
/// window, and what stays under the music (measured with sown hums, the median of 26).
const WHOLE_HUM: f64 = 4.2;
const LOWEST_HZ: f64 = 20.0;

/// Counts the powers around each multiple.
pub(crate) struct Hum {
    slow: Slow,
    loudest: f64,
    levels: Octaves,
    bin_hz: f64,
    lines: Vec<Line>,
}

/// The bins around one multiple of one mains frequency.
struct Line {
    mains_hz: f64,
    hz: f64,
    first: usize,
    bins: Vec<Octaves>,
}

impl Check for Hum {
    const INFO: &'static Info =
        &Info { id: "hum", summary: "Mains hum at 50 or 60 Hz and its multiples.", gain_invariant: true };

    fn new(rate_hz: u32) -> Self {
        let slow = Slow::new(rate_hz);
        Self { slow, loudest: 0.0, levels: Octaves::of_powers(), bin_hz: 0.0, lines: Vec::new() }
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        let Self { slow, loudest, levels, bin_hz, lines } = self;
        slow.push(moment.channels, |frame| {
            if *bin_hz == 0.0 {
                *bin_hz = frame.bin_hz;
                *lines = all_lines(frame);
            }
            let level = level(frame);
            *loudest = loudest.max(level);
            if level > *loudest * PRESENT {
                levels.add(math::sample_from(level));
                for line in lines.iter_mut() {
                    line.hear(frame);
                }
            }
        });
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let (mains_hz, limits) = self.worst();
        let size = words(limits);
        (limits >= 1.0).then(|| Fault {
            id: Self::INFO.id,
            severity: if limits >= 2.0 { Severity::Fault } else { Severity::Watch },
            title: "There is mains hum.".to_owned(),
            message: format!(
                "Steady tones stand at {mains_hz:.0} Hz or its multiples, {size} against the quietest tenth of the song; it sounds like mains hum."
            ),
            action: "Mute the recorded tracks one by one in a quiet passage; at the one that hums check cable, earth and power supply, or cut the tones with a hum filter."
                .to_owned(),
            spans: Vec::new(),
            amount: format!("{mains_hz:.0} Hz"),
            confidence: if limits >= 2.0 { Confidence::Sure } else { Confidence::Fair },
            stem: None,
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        Some(Reading { check: Self::INFO, limits: self.worst().1, words })
    }

    /// A hum of seven multiples; every third is a rectifier's, which has the even ones only.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        let hum = hummed(song, &mut dice);
        let [mut own, mut quiet] = [Octaves::of_powers(), Octaves::of_powers()];
        sow_tonal::hear_slowly(&hum, |frame| own.add(math::sample_from(level(frame))));
        sow_tonal::hear_slowly(song, |frame| quiet.add(math::sample_from(level(frame))));
        let own = own.quantile(0.5);
        if own > 0.0 {
            sow_tonal::add(
                song,
                &hum,
                limits * math::sqrt(quiet.quantile(QUIET) * math::exp10(LIMIT_DB / 10.0) / own),
            );
        }
    }
}

impl Hum {
    /// The mains frequency that hums more, and how many limits.
    fn worst(&self) -> (f64, f64) {
        let quiet = self.levels.quantile(QUIET) * math::exp10(LIMIT_DB / 10.0);
        let heard = quiet > 0.0 && self.levels.total() >= FEWEST_FRAMES;
        let [fifty, sixty] = MAINS_HZ.map(|mains_hz| {
            let hum = if heard { self.hum(mains_hz) } else { 0.0 };
            (mains_hz, math::sqrt(hum / quiet.max(f64::MIN_POSITIVE)))
        });
        if sixty.1 > fifty.1 { sixty } else { fifty }
    }

    /// The power of all lines of a mains frequency; 0 if they are too few.
    fn hum(&self, mains_hz: f64) -> f64 {
        let lines = self.lines.iter().filter(|line| line.mains_hz == mains_hz);
        let mut found: Vec<_> = lines.filter_map(|line| line.power(self.bin_hz)).collect();
        found.sort_by(|a, b| b.total_cmp(a));
        let third = found.get(FEWEST_LINES - 1).copied().unwrap_or_default();
        found.iter().fold(0.0, |sum, line| sum + line.min(ALIKE * third)) * WHOLE_HUM
    }
}

impl Line {
    fn hear(&mut self, frame: &Frame<'_>) {
        let [left, right] = frame.powers.map(|powers| &powers[self.first..]);
        for (bin, (left, right)) in self.bins.iter_mut().zip(left.iter().zip(right)) {
            bin.add(left + right);
        }
    }

    /// What is always there at this line, if it stands out.
    fn power(&self, bin_hz: f64) -> Option<f64> {
        let always: Vec<_> = self.bins.iter().map(|bin| bin.quantile(QUIET)).collect();
        let away_hz = |n: usize| ((self.first + n) as f64 * bin_hz - self.hz).abs();
        let here = (0..always.len()).filter(|n| away_hz(*n) <= self.hz * TOLERANCE + bin_hz / 2.0);
        let top = here.max_by(|a, b| always[*a].total_cmp(&always[*b]))?;
        let beside = always.iter().enumerate().filter(|(n, _)| n.abs_diff(top) >= NEAR_BINS);
        let beside = beside.fold(0.0, |most: f64, (_, power)| most.max(*power));
        (always[top] > STANDS_OUT * beside).then_some(always[top])
    }
}

fn all_lines(frame: &Frame<'_>) -> Vec<Line> {
    let line = |mains_hz: f64, n: u32| {
        let hz = mains_hz * f64::from(n);
        let [first, last] = [hz - FAR_HZ, hz + FAR_HZ].map(|hz| frame.bin(hz));
        Line { mains_hz, hz, first, bins: vec![Octaves::of_powers(); last - first] }
    };
    MAINS_HZ.iter().flat_map(|mains_hz| (1..=MULTIPLES).map(move |n| line(*mains_hz, n))).collect()
}

/// The power of what a hum could hide in.
fn level(frame: &Frame<'_>) -> f64 {
    frame.power([LOWEST_HZ, slow::HIGHEST_HZ])
}

fn words(limits: f64) -> String {
    format!("{} dB", number(LIMIT_DB + 20.0 * math::log10(limits)))
}

fn hummed(song: &Audio, dice: &mut Dice) -> Audio {
    let place = math::index_from(2.0 * dice.unipolar());
    let mains_hz = MAINS_HZ[place.min(1)] * (1.0 + 0.0004 * dice.bipolar());
    let step = if dice.unipolar() < 0.33 { 2 } else { 1 };
    let fall = sow_tonal::between(dice, 0.5, 1.3);
    let mut mono = vec![0.0; song.frames()];
    for n in 1..=7 {
        let multiple = f64::from(n * step);
        let amplitude = 0.1 * math::pow(multiple, -fall) * sow_tonal::between(dice, 0.5, 1.0);
        let phase = sow_tonal::between(dice, 0.0, math::TAU);
        let tone = signals::sine(song.rate_hz, mains_hz * multiple, amplitude, phase, mono.len());
        mono.iter_mut().zip(tone).for_each(|(x, tone)| *x += tone);
    }
    sow_tonal::beside(song, dice, &mono)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};

    #[test]
    fn a_hum_is_found_at_twice_the_limit_and_left_alone_at_half() {
        for seed in 1..5 {
            let with = |limits: f64| {
                let mut song = Audio { rate_hz: RATE_HZ, channels: music(seed, 24.0) };
                Hum::sow(&mut song, limits, seed);
                severity(&inspect(&song.channels), "hum")
            };
            assert_eq!(with(0.5), None, "seed {seed}");
            assert!(with(2.0).is_some(), "seed {seed}");
        }
    }

    #[test]
    fn a_bass_that_comes_back_to_fifty_hertz_is_music() {
        let mut sound = music(3, 24.0);
        for channel in &mut sound {
            let notes = [50.0, 66.7, 50.0, 75.0].map(|hz| {
                let partial = |n: f64| signals::sine(RATE_HZ, hz * n, 0.3 / n, 0.0, 22_050);
                [1.0, 2.0, 3.0, 4.0].map(partial)
            });
            for (n, x) in channel.iter_mut().enumerate() {
                *x += notes[n / 22_050 % 4].iter().map(|partial| partial[n % 22_050]).sum::<f32>();
            }
        }
        assert_eq!(severity(&inspect(&sound), "hum"), None);
    }
}
