// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The song of the gallery: drums and a pad that the real limiter limits and the real analysis judges.
//!
//! Nothing on the panels is invented: numbers, zones and waves come from this sound.

use std::sync::OnceLock;

use dsp::{Audio, Block, Stream, math, signals, true_peak::StandardTruePeak, units::gain_from_db};
use measure::{Layout, Levels, LiveMeter, Meter, Target};
use rack::{
    Readings, Step,
    analyse::{Analysis, Question, analyse},
};
use ui::history::Column;

const RATE_HZ: u32 = 48_000;
/// Seconds of verse, then of chorus.
const VERSE_S: f64 = 12.0;
const LENGTH_S: f64 = 24.0;

/// What is known about the song.
pub struct Song {
    /// What the analysis says for streaming.
    pub analysis: Analysis,
    /// The limiter as the user has left it: a little too loud.
    pub limiter: Step,
    /// What the meters read at the end.
    pub levels: Levels,
    /// What they would read with the gain where it should be.
    pub advised_levels: Levels,
    /// The last twelve seconds.
    pub history: Vec<Column>,
    /// The deepest gain reduction of the last moment, dB.
    pub reduction_db: f64,
    /// Where the song goes.
    pub target: Target,
    /// By how much the master is louder than the mix, dB.
    pub match_db: f64,
}

/// The song, made once.
pub fn song() -> &'static Song {
    static SONG: OnceLock<Song> = OnceLock::new();
    SONG.get_or_init(make)
}

fn make() -> Song {
    let mix = mix();
    let target = files::targets::find("streaming").expect("it comes with the program");
    let measured = measured(&mix);
    let present = Step::new(rack::entry("limiter").expect("it is in the rack"));
    let question = Question { mix: &mix, measured: &measured, target: &target, present: &present, passage: None };
    let analysis = analyse(&question).expect("the song is no silence");
    let gain = analysis.ranges.iter().find(|range| range.knob == "gain").expect("the gain has a range");
    let limiter = analysis.advised.clone().with("gain", gain.high + 1.2);
    let advised = play(&mix, analysis.advised.clone(), analysis.clone(), target.clone());
    Song { advised_levels: advised.levels, ..play(&mix, limiter, analysis, target) }
}

/// The song through the limiter, seen as the plugin sees it.
fn play(mix: &Audio, limiter: Step, analysis: Analysis, target: Target) -> Song {
    let stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 480 };
    let mut effect = (limiter.entry.create)(&stream);
    limiter.apply(effect.as_mut());
    let mut meter = LiveMeter::new(RATE_HZ, Layout::Stereo);
    let drive = math::sample_from(effect.plain_gain());
    let late = effect.latency();
    let raw = mix.clone();
    let mut out = mix.clone();
    let mut history = Vec::new();
    let mut readings = Readings::default();
    let mut raw_peaks = [(); 2].map(|()| StandardTruePeak::new());
    out.for_each_block(480, |start, block: &mut Block<'_, '_>| {
        effect.process(block, &mut readings);
        meter.push(&[block.channel(0), block.channel(1)]);
        let heard = start.saturating_sub(late)..(start + block.frames()).saturating_sub(late);
        let peak = |samples: &[f32]| samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        history.push(Column {
            raw: drive
                * raw_peaks
                    .iter_mut()
                    .zip(&raw.channels)
                    .fold(0.0_f32, |high, (meter, channel)| high.max(meter.highest(&channel[heard.clone()]))),
            out: peak(block.channel(0)).max(peak(block.channel(1))),
            reduction_db: math::sample_from(readings.take()[0]),
        });
    });
    let match_db =
        measured(&out).integrated_lufs.unwrap_or_default() - measured(mix).integrated_lufs.unwrap_or_default();
    Song {
        levels: *meter.levels(),
        advised_levels: *meter.levels(),
        reduction_db: history.last().map_or(0.0, |column| f64::from(column.reduction_db)),
        history: history.split_off(history.len().saturating_sub(1200)),
        match_db,
        analysis,
        limiter,
        target,
    }
}

/// Twelve seconds of verse, then a chorus that is eight decibels louder; the last eight beats are shown.
fn mix() -> Audio {
    let frames = math::index_from(LENGTH_S * f64::from(RATE_HZ));
    let mut channels = vec![vec![0.0_f32; frames]; 2];
    let air: Vec<Vec<f32>> = (1..=2).map(|seed| signals::pink_noise(seed, 0.05, frames)).collect();
    for frame in 0..frames {
        let second = frame as f64 / f64::from(RATE_HZ);
        let level = part_level(second);
        let (kick, snare, pad) = (kick(second), snare(second), pad(second));
        for (side, channel) in channels.iter_mut().enumerate() {
            let noise = f64::from(air[side][frame]);
            let sum = kick * 0.5 + snare * noise * 9.0 + pad[side] * 0.46 + noise * 0.8;
            channel[frame] = math::sample_from(sum * level);
        }
    }
    Audio { rate_hz: RATE_HZ, channels }
}

fn part_level(second: f64) -> f64 {
    let db = if second < VERSE_S + 3.8 {
        -9.0
    } else if second < VERSE_S + 4.4 {
        -40.0
    } else {
        0.0
    };
    gain_from_db(dsp::Db(db))
}

/// How long ago something happened that comes back every `period` seconds, beginning at `first`.
fn ago(second: f64, period: f64, first: f64) -> f64 {
    (second - first).rem_euclid(period)
}

fn kick(second: f64) -> f64 {
    let t = ago(second, 1.0, 0.0);
    math::exp(-9.0 * t) * math::sin(math::TAU * (52.0 * t + 9.0 * (1.0 - math::exp(-40.0 * t))))
}

fn snare(second: f64) -> f64 {
    math::exp(-14.0 * ago(second, 1.0, 0.5)) + 0.3 * math::exp(-40.0 * ago(second, 0.25, 0.0))
}

fn pad(second: f64) -> [f64; 2] {
    let tones = [110.0, 164.8, 220.0, 277.2, 329.6];
    [0.0, 0.7].map(|phase| {
        let swell = 0.8 + 0.2 * math::sin(math::TAU * 0.25 * second + phase);
        tones.iter().map(|hz| math::sin(math::TAU * hz * second + phase * hz)).sum::<f64>() / 5.0 * swell
    })
}

fn measured(audio: &Audio) -> measure::Measured {
    let mut meter = Meter::new(audio.rate_hz, Layout::Stereo);
    meter.push(&[&audio.channels[0], &audio.channels[1]]);
    meter.finish()
}
