// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Guesses in a millisecond how loud a song comes out of a limiter.
//!
//! Of every 10 ms the sketch keeps the K-weighted power and the highest peak around it. With a
//! drive `g` and a ceiling `C` the limiter's gain there is about `min(1, C/(g·peak))`, and the
//! loudness follows. It is right without limiting and off by a few tenths with much of it, but
//! the error moves slowly with the drive: one real render corrects it.

use dsp::{Audio, Db, math, true_peak::StandardTruePeak, units::gain_from_db};
use measure::{
    Layout, gating,
    hops::{Hops, PER_SECOND},
    loudness::{Weighing, Windows},
};

/// What a guess needs to know of a song.
pub struct Sketch {
    hops: Vec<Hop>,
    ceiling: f64,
}

/// Ten milliseconds.
struct Hop {
    power: f64,
    frames: usize,
    peak: f32,
}

impl Sketch {
    /// Listens to a song that will meet this ceiling.
    pub fn new(song: &Audio, ceiling: Db) -> Self {
        let layout = Layout::from_channels(song.channels.len());
        let mut weighing = Weighing::new(song.rate_hz, layout);
        let mut meters = vec![StandardTruePeak::new(); song.channels.len()];
        let mut cut = Hops::new(song.rate_hz, song.channels.len());
        let channels: Vec<&[f32]> = song.channels.iter().map(Vec::as_slice).collect();
        let mut hops = Vec::new();
        let mut start = 0;
        while start < song.frames() {
            start += cut.fill(&channels, start);
            if cut.is_whole() {
                let hop = cut.samples_mut();
                weighing.push(hop);
                let peak = meters.iter_mut().zip(hop.iter()).map(|(meter, samples)| meter.highest(samples));
                let peak = peak.fold(0.0, f32::max);
                hops.push(Hop { power: weighing.end_hop(), frames: hop[0].len(), peak });
                cut.advance();
            }
        }
        Self { hops: held(hops), ceiling: gain_from_db(ceiling) }
    }

    /// How loud the song is by itself, LUFS; `None` for silence.
    pub fn unlimited_lufs(&self) -> Option<f64> {
        self.lufs_below(1.0, f64::INFINITY)
    }

    /// About how loud the song comes out, LUFS; `None` for silence.
    pub fn integrated_lufs(&self, drive: Db) -> Option<f64> {
        self.lufs_below(gain_from_db(drive), self.ceiling)
    }

    fn lufs_below(&self, drive: f64, ceiling: f64) -> Option<f64> {
        let mut windows = Windows::default();
        let mut momentary = Vec::with_capacity(self.hops.len() / 10);
        for (n, hop) in self.hops.iter().enumerate() {
            let peak = drive * f64::from(hop.peak);
            let gain = if peak > ceiling { drive * ceiling / peak } else { drive };
            windows.push(hop.power * gain * gain, hop.frames);
            if (n + 1) % (PER_SECOND / 10) == 0 {
                momentary.extend(windows.momentary_lufs().map(math::sample_from));
            }
        }
        gating::integrated_lufs(&momentary)
    }
}

/// A limiter moves early and comes back late: the peaks beside a hop count too.
fn held(hops: Vec<Hop>) -> Vec<Hop> {
    let peaks: Vec<f32> = hops.iter().map(|hop| hop.peak).collect();
    let around = |n: usize| {
        peaks[n.saturating_sub(1)..(n + 2).min(peaks.len())].iter().fold(0.0_f32, |high, peak| high.max(*peak))
    };
    hops.into_iter().enumerate().map(|(n, hop)| Hop { peak: around(n), ..hop }).collect()
}

#[cfg(test)]
mod tests {
    use dsp::signals;
    use measure::Meter;

    use super::*;
    use crate::{Preset, Step, entry, render};

    /// Ten seconds of noise with a beat in it.
    fn song() -> Audio {
        let beat = |n: usize| 0.3 + math::exp(-((n % 24_000) as f64) / 3000.0);
        let noise = signals::pink_noise(5, 1.0, 480_000);
        let channel: Vec<f32> =
            noise.iter().enumerate().map(|(n, sample)| sample * math::sample_from(beat(n))).collect();
        Audio { rate_hz: 48_000, channels: vec![channel; 2] }
    }

    #[test]
    fn without_limiting_the_guess_is_right_and_with_it_near() {
        let song = song();
        let sketch = Sketch::new(&song, Db(-1.0));
        for (drive_db, tolerance_lu) in [(0.0, 0.01), (6.0, 0.3), (12.0, 0.8), (20.0, 1.2)] {
            let step = Step::new(entry("limiter").expect("known")).with("gain", drive_db);
            let audio = render(&Preset { steps: vec![step] }, &song).audio;
            let mut meter = Meter::loudness_only(48_000, Layout::Stereo);
            meter.push(&[&audio.channels[0], &audio.channels[1]]);
            let real = meter.finish().integrated_lufs.expect("it sounds");
            let guess = sketch.integrated_lufs(Db(drive_db)).expect("it sounds");
            assert!((guess - real).abs() < tolerance_lu, "{drive_db} dB: {guess:.2}, really {real:.2}");
        }
    }

    #[test]
    fn silence_has_no_loudness() {
        assert_eq!(Sketch::new(&Audio::silence(48_000, 2, 48_000), Db(-1.0)).integrated_lufs(Db(0.0)), None);
    }
}
