// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How many seeded clashes are found, and how many are told where there is none.
//!
//! `cargo run --release -p files --example clash_proof FOLDER…`, a folder of stems for each song; prints a
//! table in Markdown.
//!
//! *Seeded*: for each ordered pair of stems the one gets a layer of noise, 4 s out of 6, in the five bands
//! around the dearest band of the other, at 12 dB over what that one has there while it plays. It is found
//! if the pair is told in that direction, around there, and for at least half at those times.
//! *Clean*: each pair alone, playing by turns of 2 s; cut apart below 400 Hz and above 1.6 kHz; and the one
//! turned so far down that it lies 6 dB under the other wherever the other lives. Whatever is told there is
//! false, each place of it.
#![allow(clippy::print_stdout, reason = "an example talks on the terminal")]

use std::{env, path::Path};

use dsp::{
    Audio, Hz, Ratio,
    biquad::{Biquad, BiquadMemory},
    math,
    signals::white_noise,
};
use files::{decode_all, resample::resample, stems};
use measure::{
    BandMeter, Clash, Powers,
    masking::{
        bands::{BANDS, edges_hz},
        clashes,
    },
};

/// How far the seeded noise is over the stem it hides.
const SEED_DB: [f64; 2] = [12.0, 9.0];
const SEED_ON_S: f64 = 4.0;
const SEED_EVERY_S: f64 = 6.0;
/// Bands on each side of the dearest.
const AROUND: usize = 2;
const TURN_S: f64 = 2.0;
const APART_HZ: [f64; 2] = [400.0, 1600.0];
const CLEAR_DB: f64 = 6.0;

/// A song as its stems.
struct Song {
    names: Vec<String>,
    stems: Vec<Audio>,
    powers: Vec<Powers>,
}

/// What one song gave.
#[derive(Default)]
struct Score {
    pairs: usize,
    minutes: f64,
    told: usize,
    seeded: [usize; 2],
    found: [usize; 2],
    clean_minutes: f64,
    alarms: [usize; 3],
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!(
        "| song | pairs | minutes | told as it is | seeded 12 dB, found | seeded 9 dB, found | false: by turns, apart, clear | false per pair and minute |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for folder in env::args().skip(1) {
        let song = Song::read(Path::new(&folder))?;
        println!("{}", row(Path::new(&folder), &song.score()));
    }
    Ok(())
}

fn row(folder: &Path, score: &Score) -> String {
    let found = |n: usize| format!("{} of {}", score.found[n], score.seeded[n]);
    let [turns, apart, clear] = score.alarms;
    let rate = score.alarms.iter().sum::<usize>() as f64 / score.clean_minutes.max(1e-9);
    format!(
        "| {} | {} | {:.1} | {} | {} | {} | {turns}, {apart}, {clear} | {rate:.2} |",
        folder.file_name().unwrap_or_default().display(),
        score.pairs,
        score.minutes,
        score.told,
        found(0),
        found(1)
    )
}

impl Song {
    fn read(folder: &Path) -> files::Result<Self> {
        let files = stems::open(folder)?.stems;
        let mut stems = Vec::new();
        for file in &files {
            stems.push(decode_all(&file.path)?.0);
        }
        let rate_hz = stems[0].rate_hz;
        for stem in stems.iter_mut().filter(|stem| stem.rate_hz != rate_hz) {
            *stem = resample(stem, rate_hz)?;
        }
        let powers = stems.iter().map(heard).collect();
        Ok(Self { names: files.into_iter().map(|file| file.name).collect(), stems, powers })
    }

    fn score(&self) -> Score {
        let told = clashes(&self.powers);
        for clash in &told {
            self.explain(clash);
        }
        let minutes = self.stems.iter().map(Audio::seconds).fold(0.0, f64::max) / 60.0;
        let mut score = Score { minutes, told: told.len(), ..Score::default() };
        for hidden in 0..self.stems.len() {
            for hider in (0..self.stems.len()).filter(|hider| *hider != hidden) {
                self.try_pair(&mut score, [hider, hidden]);
            }
        }
        score
    }

    fn try_pair(&self, score: &mut Score, [hider, hidden]: [usize; 2]) {
        score.pairs += 1;
        for (n, over_db) in SEED_DB.into_iter().enumerate() {
            if let Some(found) = self.is_found([hider, hidden], over_db) {
                score.seeded[n] += 1;
                score.found[n] += usize::from(found);
                if !found {
                    missed(&self.names, [hider, hidden], over_db);
                }
            }
        }
        if hider < hidden {
            score.clean_minutes += 3.0 * score.minutes;
            let pair = [&self.stems[hider], &self.stems[hidden]];
            let clean = [by_turns(pair), cut_apart(pair), self.cleared([hider, hidden])];
            for (alarms, told) in score.alarms.iter_mut().zip(clean) {
                *alarms += told.iter().map(|clash| clash.spans.len()).sum::<usize>();
            }
        }
    }

    /// Whether a seed is found; nothing where the hidden stem is silent.
    fn is_found(&self, [hider, hidden]: [usize; 2], over_db: f64) -> Option<bool> {
        let bands = dearest(&self.powers[hidden])?;
        let noise = self.seed(hider, &bands);
        let level = level(&self.powers[hidden], &bands) / level(&heard(&noise), &bands);
        let gain = math::sqrt(level * math::exp10(over_db / 10.0));
        let mut powers = self.powers.clone();
        powers[hider] = heard(&plus(&self.stems[hider], &noise, gain));
        let middle_hz = edges_hz(bands.start + bands.len() / 2)[0];
        let is_it = |clash: &Clash| {
            let [from_hz, to_hz] = clash.range_hz;
            (clash.hider, clash.hidden) == (hider, hidden)
                && from_hz <= middle_hz * 1.2
                && to_hz >= middle_hz / 1.2
                && at_the_time(clash)
        };
        Some(clashes(&powers).iter().any(is_it))
    }

    /// Noise in some bands, 4 s out of 6.
    fn seed(&self, hider: usize, bands: &std::ops::Range<usize>) -> Audio {
        let stem = &self.stems[hider];
        let range_hz = [edges_hz(bands.start)[0], edges_hz(bands.end - 1)[1]];
        let mut noise = white_noise(77 + hider as u64, 0.5, stem.frames());
        band_passed(&mut noise, range_hz, stem.rate_hz);
        let every = SEED_EVERY_S * f64::from(stem.rate_hz);
        for (n, sample) in noise.iter_mut().enumerate() {
            let is_on = (n as f64 % every) < SEED_ON_S * f64::from(stem.rate_hz);
            *sample = if is_on { *sample } else { 0.0 };
        }
        Audio { rate_hz: stem.rate_hz, channels: vec![noise] }
    }

    /// One stem 6 dB and more under the other wherever that one lives; told is only the quieter as hider.
    fn cleared(&self, [a, b]: [usize; 2]) -> Vec<Clash> {
        let Some(bands) = lived(&self.powers[b]) else { return Vec::new() };
        let gains = bands.iter().map(|band| {
            let one = *band..*band + 1;
            level(&self.powers[b], &one) / level(&self.powers[a], &one)
        });
        let gain = gains.fold(f64::INFINITY, f64::min) * math::exp10(-CLEAR_DB / 10.0);
        let mut quiet = self.powers[a].clone();
        let scaled = |power: f32| math::sample_from(f64::from(power) * gain.min(1e12));
        quiet.cells.iter_mut().flatten().flatten().for_each(|power| *power = scaled(*power));
        let told = clashes(&[quiet, self.powers[b].clone()]);
        told.into_iter().filter(|clash| clash.hider == 0).collect()
    }

    fn explain(&self, clash: &Clash) {
        let [hider, hidden] = [clash.hider, clash.hidden].map(|n| &self.names[n]);
        let [from_hz, to_hz] = clash.range_hz;
        println!(
            "<!-- {hider} hides {hidden}: {from_hz:.0} to {to_hz:.0} Hz, {:.0} % of the time, {:.1} dB, importance {:.2} and {:.2}, {:?} -->",
            100.0 * clash.time_share,
            clash.smr_db,
            clash.importance,
            clash.importance_to_hider,
            clash.remedy
        );
    }
}

fn missed(names: &[String], [hider, hidden]: [usize; 2], over_db: f64) {
    println!("<!-- missed: {} over {} by {over_db} dB -->", names[hider], names[hidden]);
}

fn heard(audio: &Audio) -> Powers {
    let mut meter = BandMeter::new(audio.rate_hz);
    let last = audio.channels.len().min(2) - 1;
    meter.push(&[&audio.channels[0], &audio.channels[last]]);
    meter.finish()
}

/// Whether at least half of what is told is in the seeded 4 s of 6.
fn at_the_time(clash: &Clash) -> bool {
    let overlap = |from_s: f64, to_s: f64| {
        let tenths = math::index_from((to_s - from_s) * 10.0).max(1);
        let on = (0..tenths).filter(|n| (from_s + *n as f64 * 0.1) % SEED_EVERY_S < SEED_ON_S).count();
        [on as f64, tenths as f64]
    };
    let sums = clash.spans.iter().map(|span| overlap(span.from_s, span.to_s));
    let [on, all] = sums.fold([0.0; 2], |sum, one| [sum[0] + one[0], sum[1] + one[1]]);
    on >= 0.5 * all
}

fn power(powers: &Powers, cell: usize, band: usize) -> f64 {
    powers.cells[cell].iter().map(|ear| f64::from(ear[band])).sum()
}

/// The power in some bands in the loud half of the cells in which a stem sounds there.
fn level(powers: &Powers, bands: &std::ops::Range<usize>) -> f64 {
    let sum = |cell: usize| bands.clone().map(|band| power(powers, cell, band)).sum::<f64>();
    let mut levels: Vec<f64> = (0..powers.cells.len()).map(sum).collect();
    let floor = 0.01 * levels.iter().copied().fold(0.0, f64::max);
    levels.retain(|level| *level > floor);
    levels.sort_by(f64::total_cmp);
    let loud = &levels[levels.len() / 2..];
    loud.iter().sum::<f64>() / loud.len().max(1) as f64
}

/// The mean loudness of each band, roughly.
fn loudness(powers: &Powers) -> Vec<f64> {
    let mean =
        |band: usize| (0..powers.cells.len()).map(|cell| math::pow(power(powers, cell, band), 0.3)).sum::<f64>();
    (0..BANDS).map(mean).collect()
}

/// The bands around the one that is loudest.
fn dearest(powers: &Powers) -> Option<std::ops::Range<usize>> {
    let loudness = loudness(powers);
    let band = (0..BANDS).max_by(|a, b| loudness[*a].total_cmp(&loudness[*b]))?;
    (loudness[band] > 0.0).then(|| band.saturating_sub(AROUND)..(band + AROUND + 1).min(BANDS))
}

/// The bands that are half as loud as the loudest or more.
fn lived(powers: &Powers) -> Option<Vec<usize>> {
    let loudness = loudness(powers);
    let most = loudness.iter().copied().fold(0.0, f64::max);
    (most > 0.0).then(|| (0..BANDS).filter(|band| loudness[*band] >= 0.5 * most).collect())
}

fn by_turns(pair: [&Audio; 2]) -> Vec<Clash> {
    let gated = |stem: &Audio, turn: usize| {
        let mut stem = stem.clone();
        let length = TURN_S * f64::from(stem.rate_hz);
        for sample in stem.channels.iter_mut().flat_map(|channel| channel.iter_mut().enumerate()) {
            let is_on = math::index_from(sample.0 as f64 / length) % 2 == turn;
            *sample.1 = if is_on { *sample.1 } else { 0.0 };
        }
        heard(&stem)
    };
    clashes(&[gated(pair[0], 0), gated(pair[1], 1)])
}

fn cut_apart(pair: [&Audio; 2]) -> Vec<Clash> {
    let mut low = pair[0].clone();
    low.channels.iter_mut().for_each(|channel| low_passed(channel, APART_HZ[0], pair[0].rate_hz));
    let mut high = pair[1].clone();
    high.channels.iter_mut().for_each(|channel| high_passed(channel, APART_HZ[1], pair[1].rate_hz));
    clashes(&[heard(&low), heard(&high)])
}

fn plus(stem: &Audio, noise: &Audio, gain: f64) -> Audio {
    let mut sum = stem.clone();
    for channel in &mut sum.channels {
        let noise = noise.channels[0].iter().map(|x| math::sample_from(gain * f64::from(*x)));
        channel.iter_mut().zip(noise).for_each(|(all, one)| *all += one);
    }
    sum
}

fn band_passed(sound: &mut [f32], [from_hz, to_hz]: [f64; 2], rate_hz: u32) {
    high_passed(sound, from_hz, rate_hz);
    low_passed(sound, to_hz, rate_hz);
}

/// Butterworth of the eighth order, nearly.
fn low_passed(sound: &mut [f32], at_hz: f64, rate_hz: u32) {
    (0..4).for_each(|_| filtered(sound, &Biquad::low_pass(Hz(at_hz), Ratio(0.8), rate_hz)));
}

fn high_passed(sound: &mut [f32], at_hz: f64, rate_hz: u32) {
    (0..4).for_each(|_| filtered(sound, &Biquad::high_pass(Hz(at_hz), Ratio(0.8), rate_hz)));
}

fn filtered(sound: &mut [f32], filter: &Biquad) {
    let mut memory = BiquadMemory::<1>::default();
    for sample in sound {
        *sample = math::sample_from(filter.next_frame(&mut memory, [f64::from(*sample)])[0]);
    }
}
