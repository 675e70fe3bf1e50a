// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Clicks: a sample or a few that do not belong, from a digital tick, a bad edit or a lost buffer.
//!
//! Every 10 ms of each channel are looked at with their neighbours. Where the second difference stands out
//! of its mean, a linear predictor of order 12, made from the neighbours (Levinson–Durbin), says what
//! should have come. What it did not foresee is a click if it stands far above the noise of the
//! prediction (what 97 % of its error stays below), if nothing from half a millisecond to five beside it
//! comes near it, and if the music after it is as loud and as bright as before: an attack goes on, a click
//! is alone. More than 20 a minute are a sound, not an accident: square waves, crackle that is meant.
//! Always a watch: in a bank of saws, edges meet by chance.
//!
//! A limit is 30 dB above the noise and 16 times the mean second difference, whichever is more. After
//! S. Godsill and P. Rayner, "Digital Audio Restoration" (Springer 1998), chapter 5. Gain-invariant.

use std::ops::Range;

use dsp::{Audio, math, signals::Dice};

use super::{Check, Info, Moment, Whole, spans::Spans};
use crate::{
    fault::{Confidence, Fault, Severity, Span},
    reading::Reading,
    words::{counted, number, place, times},
};

const LIMIT: f32 = 31.6; // 30 dB
/// The noise is what so much of the prediction's error stays below. Measured on 30 songs: sharp attacks
/// that do not go on reach 24 times that, bad edits 80 to 250 times.
const NOISE: f64 = 0.97;
const ORDER: usize = 12;
/// The second difference at the limit against its mean; a click of one sample is twice its height there.
/// Measured: sharp attacks reach 10 to 80 times the mean, bad edits 30 to 160.
const MOST_DIFFERENCE: f32 = 16.0;
/// Smaller ones are counted too, so that a crowd of them around the limit is known as a sound.
const COUNTED: f32 = 0.6;
/// What is nearer than that belongs to the click.
const SHORT_S: f64 = 0.5e-3;
/// How many times that is looked at on either side.
const NEAR: usize = 10;
/// What an attack has beside its highest error. Measured: 0.1 and more, bad edits 0.01 to 0.02.
const ALONE: f32 = 0.3;
const AS_LOUD: f64 = 4.0; // 6 dB
/// The treble after an attack is so much above the treble before. Measured: sampled drums reach 8 to 20.
const ATTACK: f32 = 3.0;
/// The noise is at least so much of the loudest sample so far, so that the last bit is no click.
const AUDIBLE: f32 = 1e-4;
const MOST_PER_MINUTE: f64 = 20.0;

/// Finds clicks.
pub(crate) struct Clicks {
    rate_hz: f64,
    peak: f32,
    ears: Vec<Ear>,
    counted: u64,
    found: u64,
    largest: f32,
    spans: Spans,
}

/// The last 30 ms of a channel.
#[derive(Default)]
struct Ear {
    samples: Vec<f32>,
    pieces: Vec<Piece>,
}

/// 10 ms of them: where they start, and their second differences.
#[derive(Clone, Copy, Default)]
struct Piece {
    start: usize,
    sum: f32,
    highest: f32,
}

/// What stands out of 30 ms.
struct Click {
    at: usize,
    limits: f32,
}

impl Check for Clicks {
    const INFO: &'static Info =
        &Info { id: "clicks", summary: "Clicks: digital ticks, bad edits, lost buffers.", gain_invariant: true };

    fn new(rate_hz: u32) -> Self {
        Self {
            rate_hz: f64::from(rate_hz),
            peak: 0.0,
            ears: Vec::new(),
            counted: 0,
            found: 0,
            largest: 0.0,
            spans: Spans::default(),
        }
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        self.peak = self.peak.max(moment.peak());
        self.ears.resize_with(moment.channels.len(), Ear::default);
        let short = math::index_from(math::ceil(SHORT_S * self.rate_hz));
        let floor = self.peak * AUDIBLE;
        let clicks = self.ears.iter_mut().zip(moment.channels).filter_map(|(ear, samples)| {
            ear.hear(samples);
            ear.click(short, floor)
        });
        let Some(click) = clicks.max_by(|a, b| a.limits.total_cmp(&b.limits)) else { return };
        let before = self.ears[0].samples.len() - click.at;
        let at_s = moment.span.to_s - before as f64 / self.rate_hz;
        self.note(&click, at_s);
    }

    fn fault(&self, whole: &Whole<'_>) -> Option<Fault> {
        let limits = self.limits(whole);
        (limits >= 1.0).then(|| fault(limits, self.found, self.spans.worst()))
    }

    fn reading(&self, whole: &Whole<'_>) -> Option<Reading> {
        let words = |limits| format!("{} dB above the noise", number(above_db(limits)));
        Some(Reading { check: Self::INFO, limits: self.limits(whole), words })
    }

    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        let floor = song.sample_peak() * AUDIBLE;
        let moment = song.rate_hz as usize / 100;
        for _ in 0..2 + seed % 3 {
            let side = math::index_from(dice.unipolar() * song.channels.len() as f64);
            let Some(start) = song.channels.get(side).and_then(|channel| calm_place(channel, moment, &mut dice))
            else {
                return;
            };
            let shape = shape(seed, &mut dice, song.rate_hz);
            let hit = if seed.is_multiple_of(2) { 0..song.channels.len() } else { side..side + 1 };
            let unit = |channel: &Vec<f32>| limit(&channel[start..start + 3 * moment], moment, &shape, floor);
            let unit = song.channels[hit.clone()].iter().map(unit).fold(f32::INFINITY, f32::min);
            let size = unit * math::sample_from(limits * math::sign(dice.bipolar()));
            for channel in &mut song.channels[hit] {
                let place = channel[start + moment + moment / 3..].iter_mut();
                place.zip(&shape).for_each(|(x, click)| *x += size * click);
            }
        }
    }
}

impl Clicks {
    fn note(&mut self, click: &Click, at_s: f64) {
        self.counted += 1;
        if click.limits >= 1.0 {
            self.found += 1;
            self.spans.note(Span { from_s: at_s, to_s: at_s + SHORT_S }, f64::from(click.limits));
        }
        self.largest = self.largest.max(click.limits);
    }

    /// How many limits the largest click has; 0 if they are a sound.
    fn limits(&self, whole: &Whole<'_>) -> f64 {
        let per_minute = self.counted as f64 / (whole.seconds / 60.0).max(1.0);
        if per_minute <= MOST_PER_MINUTE { f64::from(self.largest) } else { 0.0 }
    }
}

impl Ear {
    fn hear(&mut self, samples: &[f32]) {
        if self.pieces.len() == 3 {
            let gone = self.pieces[1].start;
            self.samples.drain(..gone);
            self.pieces.remove(0);
            self.pieces.iter_mut().for_each(|piece| piece.start -= gone);
        }
        let start = self.samples.len();
        self.samples.extend_from_slice(samples);
        let [sum, highest] = differences(&self.samples[start.saturating_sub(2)..]);
        self.pieces.push(Piece { start, sum, highest });
    }

    /// The click in the middle 10 ms, if there is one.
    fn click(&self, short: usize, floor: f32) -> Option<Click> {
        let [first, middle, last] = self.pieces[..] else { return None };
        let mean = self.pieces.iter().map(|piece| piece.sum).sum::<f32>() / self.samples.len().max(1) as f32;
        let limits = middle.highest / (MOST_DIFFERENCE * mean).max(2.0 * LIMIT * floor);
        let goes_on = last.sum > ATTACK * first.sum;
        let heard = middle.start > ORDER && self.samples.len() > last.start + ORDER;
        let middle = middle.start..last.start;
        (limits >= COUNTED && !goes_on && heard && is_alone(&self.samples, middle.clone(), short))
            .then(|| predicted(&self.samples, middle, &Bounds { short, floor, limits }))?
    }
}

/// Whether the highest second difference has none half as high beside it: most attacks end here.
fn is_alone(samples: &[f32], middle: Range<usize>, short: usize) -> bool {
    let difference = |n: usize| (samples[n] - 2.0 * samples[n - 1] + samples[n - 2]).abs();
    let Some(at) = middle.max_by(|a, b| difference(*a).total_cmp(&difference(*b))) else { return false };
    let [before, after] = beside(at, short, samples.len()).map(|range| differences(&samples[range])[1]);
    before.max(after) < 0.5 * difference(at)
}

/// What is near a place, but not at it.
fn beside(at: usize, short: usize, end: usize) -> [Range<usize>; 2] {
    let near = NEAR * short;
    [at.saturating_sub(near)..at.saturating_sub(short), (at + short).min(end)..(at + near).min(end)]
}

/// What a click must be beyond.
struct Bounds {
    short: usize,
    floor: f32,
    limits: f32,
}

/// The click that a predictor did not foresee.
fn predicted(samples: &[f32], middle: Range<usize>, bounds: &Bounds) -> Option<Click> {
    let energy = |samples: &[f32]| samples.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>();
    let [before, after] = [energy(&samples[..middle.start]), energy(&samples[middle.end..])];
    if before > AS_LOUD * after || after > AS_LOUD * before {
        return None;
    }
    let predictor = predictor([&samples[..middle.start], &samples[middle.end..]]);
    let rest = unforeseen(samples, &predictor);
    let at = (middle.start..middle.end).max_by(|a, b| rest[*a].total_cmp(&rest[*b]))?;
    let highest = rest[at];
    let most = |range: Range<usize>| rest[range].iter().fold(0.0_f32, |most, x| most.max(*x));
    let [before, after] = beside(at, bounds.short, rest.len()).map(most);
    let noise = bounds.floor.max(noise(&rest[ORDER..]));
    let limits = bounds.limits.min(highest / (LIMIT * noise));
    (limits >= COUNTED && before.max(after) < ALONE * highest).then_some(Click { at, limits })
}

/// A predictor of what both stretches have in common: `x(n) ≈ −Σ a(k) x(n − k)`, `a(0) = 1`.
fn predictor(stretches: [&[f32]; 2]) -> [f32; ORDER + 1] {
    let stretches = stretches.map(windowed);
    let lag = |k: usize| {
        stretches.iter().map(|x| math::product(&x[..x.len().saturating_sub(k)], &x[k.min(x.len())..])).sum::<f64>()
    };
    let mut lags: [f64; ORDER + 1] = std::array::from_fn(lag);
    // A ten-millionth of white noise keeps the equations solvable (Godsill and Rayner).
    lags[0] = lags[0] * (1.0 + 1e-7) + f64::MIN_POSITIVE;
    let mut a = [0.0; ORDER + 1];
    a[0] = 1.0;
    let mut error = lags[0];
    for order in 1..=ORDER {
        let reflection = -(0..order).map(|k| a[k] * lags[order - k]).sum::<f64>() / error;
        let previous = a;
        (1..=order).for_each(|k| a[k] += reflection * previous[order - k]);
        error *= 1.0 - reflection * reflection;
    }
    a.map(math::sample_from)
}

/// Faded at both ends by `(1 − u²)²`, or the ends would be what is predicted.
fn windowed(samples: &[f32]) -> Vec<f32> {
    let half = samples.len() as f32 / 2.0;
    let weight = |n: usize| 1.0 - ((n as f32 + 0.5) / half - 1.0).powi(2);
    samples.iter().enumerate().map(|(n, x)| x * weight(n) * weight(n)).collect()
}

/// The size of what the predictor did not foresee; 0 where it has no past.
fn unforeseen(samples: &[f32], predictor: &[f32; ORDER + 1]) -> Vec<f32> {
    let mut rest = vec![0.0; samples.len()];
    for (rest, past) in rest[ORDER..].iter_mut().zip(samples.windows(ORDER + 1)) {
        *rest = past.iter().rev().zip(predictor).map(|(x, a)| x * a).sum::<f32>().abs();
    }
    rest
}

/// What 97 % of the error stays below.
fn noise(error: &[f32]) -> f32 {
    let mut error = error.to_vec();
    let place = math::index_from(NOISE * error.len() as f64);
    if error.is_empty() { 0.0 } else { *error.select_nth_unstable_by(place, f32::total_cmp).1 }
}

/// The sum and the largest of the second differences.
fn differences(samples: &[f32]) -> [f32; 2] {
    let [mut sums, mut most] = [[0.0_f32; 8]; 2];
    let ends = samples.get(2..).unwrap_or_default().chunks(8);
    let middles = samples.get(1..).unwrap_or_default().chunks(8);
    for ((x, y), z) in samples.chunks(8).zip(middles).zip(ends) {
        for (lane, ((x, y), z)) in x.iter().zip(y).zip(z).enumerate() {
            let difference = (x - 2.0 * y + z).abs();
            sums[lane] += difference;
            most[lane] = if difference > most[lane] { difference } else { most[lane] };
        }
    }
    [sums.into_iter().sum(), most.into_iter().fold(0.0, f32::max)]
}

/// A place where the music is as loud before as after, so that the size of a click is known.
fn calm_place(channel: &[f32], moment: usize, dice: &mut Dice) -> Option<usize> {
    let last = channel.len().checked_sub(4 * moment)?;
    let energy = |start: usize| math::product(&channel[start..start + moment], &channel[start..start + moment]);
    let mut draw = || math::index_from(dice.unipolar() * last as f64 / moment as f64) * moment;
    let calm = |start: &usize| {
        let [before, there, after] = [0, 1, 2].map(|n| energy(start + n * moment));
        there > 0.0 && before < 2.0 * after && after < 2.0 * before
    };
    (0..100).map(|_| draw()).find(calm)
}

/// A tick, a pair of samples, or a jump that fades in a millisecond.
fn shape(seed: u64, dice: &mut Dice, rate_hz: u32) -> Vec<f32> {
    match seed / 2 % 3 {
        0 => vec![1.0],
        1 => vec![1.0, math::sample_from(dice.bipolar())],
        _ => {
            let frames = 1e-3 * f64::from(rate_hz);
            (0..math::index_from(5.0 * frames))
                .map(|n| math::sample_from(math::exp(-(n as f64) / frames)))
                .collect()
        }
    }
}

/// How large a shape must be in this music to be a click at the limit.
fn limit(music: &[f32], moment: usize, shape: &[f32], floor: f32) -> f32 {
    let predictor = predictor([&music[..moment], &music[2 * moment..]]);
    let alone = [&[0.0; ORDER][..], shape, &[0.0; ORDER]].concat();
    let unit = unforeseen(&alone, &predictor).into_iter().fold(f32::MIN_POSITIVE, f32::max);
    let mean = differences(music)[0] / music.len() as f32;
    let noise = noise(&unforeseen(music, &predictor)[ORDER..]);
    let by_difference = (MOST_DIFFERENCE * mean).max(2.0 * LIMIT * floor) / differences(&alone)[1];
    by_difference.max(LIMIT * noise.max(floor) / unit)
}

fn above_db(limits: f64) -> f64 {
    20.0 * math::log10((f64::from(LIMIT) * limits).max(1.0))
}

fn fault(limits: f64, found: u64, spans: Vec<Span>) -> Fault {
    Fault {
        id: Clicks::INFO.id,
        severity: Severity::Watch,
        title: "There is a click in the music.".to_owned(),
        message: format!(
            "A jump of a few samples stands out of the music {}, first{}, at most {} dB above what can be foreseen.",
            times(found),
            place(&spans),
            number(above_db(limits))
        ),
        action: "Listen there; fade the edit at that track, or export again with a longer audio buffer."
            .to_owned(),
        amount: counted(found as f64, "click", "clicks"),
        spans,
        confidence: if limits >= 2.0 { Confidence::Fair } else { Confidence::Weak },
        stem: None,
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};

    fn sown(limits: f64, seed: u64) -> Vec<Vec<f32>> {
        let mut song = Audio { rate_hz: RATE_HZ, channels: music(seed, 12.0) };
        Clicks::sow(&mut song, limits, seed);
        song.channels
    }

    #[test]
    fn a_click_is_found_and_half_of_it_is_not() {
        for seed in 0..6 {
            assert_eq!(severity(&inspect(&sown(0.5, seed)), "clicks"), None, "seed {seed}");
            assert!(severity(&inspect(&sown(2.0, seed)), "clicks").is_some(), "seed {seed}");
        }
    }

    #[test]
    fn a_square_wave_and_a_pulse_are_sounds() {
        let sine = signals::sine(RATE_HZ, 55.0, 0.5, 0.0, RATE_HZ as usize * 8);
        for high in [0.0, 0.45] {
            let pulse: Vec<f32> = sine.iter().map(|x| if *x > high { 0.5 } else { -0.5 }).collect();
            assert_eq!(severity(&inspect(&[pulse.clone(), pulse]), "clicks"), None);
        }
    }

    #[test]
    fn attacks_are_music() {
        let mut sound = music(8, 20.0);
        for channel in &mut sound {
            let noise = signals::white_noise(80, 1.0, 4000);
            for hit in (20_000..800_000).step_by(150_000) {
                for (n, noise) in noise.iter().enumerate() {
                    channel[hit + n] += noise * math::sample_from(math::exp(-(n as f64) / 500.0));
                }
            }
        }
        assert_eq!(severity(&inspect(&sound), "clicks"), None);
    }
}
