// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tops cut flat, at full scale or at any other level.
//!
//! A *flat* is three or more neighbouring samples within 2⁻¹² of the peak of their 10 ms, with a
//! corner: a sample beside it is lower by 2⁻⁷ of the peak. The top of any sine, sampled anywhere,
//! falls off by at most three times the span of the flat, so it has no corner, however low the tone.
//! Clipping puts its flats on one level (a *ceiling*, 2⁻¹⁰ wide) per channel and direction;
//! and between them the sound moves. Square waves, alone or mixed, stand still between their jumps, so
//! 10 ms in which more samples off the ceiling stand still than move are left alone.
//! Five flats are a watch, fifty a fault.
//! Soft clipping, limiting, resampling and lossy coding leave no flats: silence here is no proof.
//! Gain-invariant.

use dsp::{Audio, math, signals::Dice, units::db_from_gain};

use super::{Check, Info, Moment, Whole, sowing, spans::Spans};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::{counted, number, place},
};

const NEAR: f32 = 1.0 / 4096.0;
const CORNER: f32 = 1.0 / 128.0;
const CEILING: f32 = 1.0 / 1024.0;
const SHORTEST: usize = 3;
const ONE_LEVEL: f64 = 0.6;
const WATCH: u64 = 5;
const FAULT: u64 = 50;
const MOST_CEILINGS: usize = 8;
/// Quieter moments than this, against the loudest so far, are not searched: there the steps of a
/// 16-bit file look like flats.
const SEARCHED: f32 = 1.0 / 32.0;
/// In how many halvings the level is found at which so many tops are cut.
const HALVINGS: u32 = 16;

/// Finds flat tops.
#[derive(Default)]
pub(crate) struct Clipping {
    loudest: f32,
    rails: Vec<[Rail; 2]>,
    spans: Spans,
}

/// The flats of one channel in one direction.
#[derive(Clone, Default)]
struct Rail {
    flats: u64,
    ceilings: Vec<Ceiling>,
}

/// Flats of one level.
#[derive(Clone, Copy)]
struct Ceiling {
    level: f32,
    flats: u64,
    samples: u64,
}

impl Check for Clipping {
    const INFO: &'static Info =
        &Info { id: "clipping", summary: "Tops cut flat, at any level.", gain_invariant: true };

    fn new(_rate_hz: u32) -> Self {
        Self::default()
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        self.loudest = self.loudest.max(moment.peak());
        self.rails.resize(moment.channels.len(), [const { Rail { flats: 0, ceilings: Vec::new() } }; 2]);
        let mut found = 0;
        for ((rails, samples), level) in self.rails.iter_mut().zip(moment.channels).zip(moment.levels) {
            let peaks =
                [level.max, -level.min].map(|peak| if peak > self.loudest * SEARCHED { peak } else { f32::MAX });
            if samples_at(samples, peaks) >= SHORTEST {
                found += search(rails, samples, peaks);
            }
        }
        if found > 0 {
            self.spans.note(moment.span, f64::from(found));
        }
    }

    /// The song is cut off at the level at which so many tops are flat, and then turned down a bit.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let wanted = math::index_from(limits * WATCH as f64);
        let [mut low, mut high] = [0.0, song.sample_peak()];
        for _ in 0..HALVINGS {
            let level = f32::midpoint(low, high);
            (low, high) = if tops_above(song, level) < wanted { (low, level) } else { (level, high) };
        }
        song.channels.iter_mut().flatten().for_each(|x| *x = x.clamp(-low, low));
        sowing::amplify(song, 1.0 - 0.5 * Dice::new(seed).unipolar());
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let cut: Vec<_> = self.cut().collect();
        let flats = self.flats();
        let highest = cut.iter().map(|ceiling| ceiling.level).fold(0.0, f32::max);
        let samples: u64 = cut.iter().map(|ceiling| ceiling.samples).sum();
        (flats >= WATCH).then(|| self.describe([flats, samples], f64::from(highest)))
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.flats() as f64 / WATCH as f64;
        Some(Reading {
            check: Self::INFO,
            limits,
            words: |limits| counted(limits * WATCH as f64, "flat top", "flat tops"),
        })
    }
}

impl Clipping {
    /// Where rails are cut.
    fn cut(&self) -> impl Iterator<Item = Ceiling> {
        self.rails.iter().flatten().filter_map(Rail::ceiling)
    }

    fn flats(&self) -> u64 {
        self.cut().map(|ceiling| ceiling.flats).sum()
    }

    fn describe(&self, [flats, samples]: [u64; 2], level: f64) -> Fault {
        let spans = self.spans.worst();
        let at_full_scale = (level - 1.0).abs() < 0.002;
        let (title, action) = if at_full_scale {
            (
                "The sound is clipped at full scale.",
                "Turn down what feeds the mix bus and export again, in float if you can.",
            )
        } else {
            (
                "The sound was clipped earlier.",
                "Turning down does not mend it: find the track, plugin or recording that clips and turn down before it.",
            )
        };
        Fault {
            id: Self::INFO.id,
            severity: if flats >= FAULT { Severity::Fault } else { Severity::Watch },
            title: title.to_owned(),
            message: format!(
                "{flats} tops are flat at up to {} dBFS, {:.1} samples long on average, first{}.",
                number(db_from_gain(level).0),
                samples as f64 / flats.max(1) as f64,
                place(&spans)
            ),
            action: action.to_owned(),
            amount: format!("{flats} flat tops"),
            spans,
            confidence: if flats >= FAULT { Confidence::Sure } else { Confidence::Fair },
            stem: None,
        }
    }
}

impl Rail {
    fn note(&mut self, level: f32, samples: u64) {
        self.flats += 1;
        let same = |ceiling: &&mut Ceiling| (ceiling.level - level).abs() <= ceiling.level * CEILING;
        if let Some(ceiling) = self.ceilings.iter_mut().find(same) {
            ceiling.flats += 1;
            ceiling.samples += samples;
            return;
        }
        if self.ceilings.len() == MOST_CEILINGS {
            self.ceilings.sort_by_key(|ceiling| std::cmp::Reverse(ceiling.flats));
            self.ceilings.pop();
        }
        self.ceilings.push(Ceiling { level, flats: 1, samples });
    }

    /// The level at which this rail is cut, if most of its flats are there.
    fn ceiling(&self) -> Option<Ceiling> {
        let most = *self.ceilings.iter().max_by_key(|ceiling| ceiling.flats)?;
        (most.flats as f64 >= self.flats as f64 * ONE_LEVEL).then_some(most)
    }
}

/// How many tops of a song would be flat if it were cut off at a level.
fn tops_above(song: &Audio, level: f32) -> usize {
    let of = |channel: &Vec<f32>| flats(channel, level, 1.0).len() + flats(channel, level, -1.0).len();
    song.channels.iter().map(of).sum()
}

/// How many samples stand near a peak, upwards and downwards together.
fn samples_at(samples: &[f32], peaks: [f32; 2]) -> usize {
    let [up, down] = peaks.map(|peak| peak * (1.0 - NEAR));
    let mut counts = [0_u32; 8];
    for chunk in samples.chunks(8) {
        for (count, x) in counts.iter_mut().zip(chunk) {
            *count += u32::from(*x >= up) + u32::from(*x <= -down);
        }
    }
    counts.into_iter().map(|count| count as usize).sum()
}

/// Notes the flats of one channel and says how many there are.
fn search(rails: &mut [Rail; 2], samples: &[f32], peaks: [f32; 2]) -> u32 {
    let up = flats(samples, peaks[0], 1.0);
    let down = flats(samples, peaks[1], -1.0);
    if !moves_between(samples, peaks, up.len() + down.len()) {
        return 0;
    }
    let mut found = 0;
    for ((rail, flats), peak) in rails.iter_mut().zip([up, down]).zip(peaks) {
        for flat in flats {
            rail.note(peak, flat as u64);
            found += 1;
        }
    }
    found
}

/// Whether the sound moves where it is off the ceiling: at least into and out of every flat.
fn moves_between(samples: &[f32], [up, down]: [f32; 2], flats: usize) -> bool {
    let [high, low] = [up, down].map(|peak| peak * (1.0 - NEAR));
    let step = up.min(down) * NEAR;
    let between = |x: f32| x < high && x > -low && x.abs() > step;
    let pairs = samples.windows(2).filter(|pair| between(pair[0]) && between(pair[1]));
    let count = pairs.clone().count();
    let moving = pairs.filter(|pair| (pair[1] - pair[0]).abs() > step).count();
    moving >= 2 * flats && 2 * moving > count
}

/// The lengths of the flats at `peak`, seen in the direction of `sign`.
fn flats(samples: &[f32], peak: f32, sign: f32) -> Vec<usize> {
    let near = peak * (1.0 - NEAR);
    let below = |index: Option<usize>| index.and_then(|index| samples.get(index)).map_or(0.0, |x| peak - sign * x);
    let mut lengths = Vec::new();
    let mut start = 0;
    while let Some(offset) = samples[start..].iter().position(|x| sign * x >= near) {
        let from = start + offset;
        let length = samples[from..].iter().take_while(|x| sign * **x >= near).count();
        let corner = below(from.checked_sub(1)).max(below(Some(from + length)));
        if length >= SHORTEST && corner >= peak * CORNER {
            lengths.push(length);
        }
        start = from + length;
    }
    lengths
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use crate::checks::bench::{RATE_HZ, clip, inspect, louder, music, normal, severity};
    use crate::fault::Severity;

    #[test]
    fn clipping_is_found_at_full_scale_and_after_turning_down() {
        let clean = normal(&music(9, 12.0));
        assert_eq!(severity(&inspect(&clean), "clipping"), None);
        let clipped = clip(&louder(&clean, 6.0), 1.0);
        let faults = inspect(&clipped);
        assert_eq!(severity(&faults, "clipping"), Some(Severity::Fault));
        assert!(faults[0].title.contains("full scale"), "{faults:?}");
        let faults = inspect(&louder(&clipped, -6.0));
        assert_eq!(severity(&faults, "clipping"), Some(Severity::Fault));
        assert!(faults[0].message.contains("−6.0 dBFS"), "{faults:?}");
    }

    #[test]
    fn it_survives_the_steps_of_a_16_bit_file() {
        let clipped = louder(&clip(&louder(&normal(&music(10, 12.0)), 6.0), 1.0), -5.3);
        let quantised: Vec<Vec<f32>> = clipped
            .iter()
            .map(|channel| channel.iter().map(|x| (x * 32768.0).round() / 32768.0).collect())
            .collect();
        assert_eq!(severity(&inspect(&quantised), "clipping"), Some(Severity::Fault));
    }

    #[test]
    fn tones_squares_and_coarse_steps_are_left_alone() {
        let frames = RATE_HZ as usize * 8;
        for frequency_hz in [31.0, 55.0, 440.0, 997.0, 11_025.0] {
            let sine = signals::sine(RATE_HZ, frequency_hz, 0.9, 0.3, frames);
            let square: Vec<f32> = sine.iter().map(|x| 0.5_f32.copysign(*x)).collect();
            assert_eq!(severity(&inspect(&[sine.clone(), sine]), "clipping"), None, "sine {frequency_hz}");
            assert_eq!(severity(&inspect(&[square.clone(), square]), "clipping"), None, "square {frequency_hz}");
        }
        let coarse: Vec<Vec<f32>> = music(11, 8.0)
            .iter()
            .map(|channel| channel.iter().map(|x| (x * 512.0).round() / 512.0).collect())
            .collect();
        assert_eq!(severity(&inspect(&coarse), "clipping"), None);
    }

    #[test]
    fn heavy_clipping_is_found_though_it_looks_like_squares() {
        for drive_db in [12.0, 20.0] {
            let clipped = louder(&clip(&louder(&normal(&music(13, 12.0)), drive_db), 1.0), -3.0);
            assert_eq!(severity(&inspect(&clipped), "clipping"), Some(Severity::Fault), "{drive_db} dB");
        }
    }

    #[test]
    fn three_square_waves_are_a_chord_and_not_clipping() {
        let frames = RATE_HZ as usize * 8;
        let voices = [220.0, 277.2, 329.6].map(|hz| signals::sine(RATE_HZ, hz, 1.0, 0.1, frames));
        let sum = |n: usize| voices.iter().map(|voice| 0.25_f32.copysign(voice[n])).sum();
        let chord: Vec<f32> = (0..frames).map(sum).collect();
        assert_eq!(severity(&inspect(&[chord.clone(), chord]), "clipping"), None);
    }

    #[test]
    fn soft_clipping_is_not_called_clipping() {
        let soft: Vec<Vec<f32>> = louder(&normal(&music(12, 8.0)), 4.0)
            .iter()
            .map(|channel| channel.iter().map(|x| dsp::math::sample_from(f64::from(*x).tanh())).collect())
            .collect();
        assert_eq!(severity(&inspect(&soft), "clipping"), None);
    }
}
