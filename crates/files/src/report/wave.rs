// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The outline of a sound: its lowest and highest sample in each of some hundred columns.
//!
//! How long a stream is shows only at its end, so the collector starts with fine columns and,
//! whenever twice as many as wanted are full, merges each two into one. Memory stays the same for
//! a second and for a day, and no peak is ever lost: extremes of extremes are extremes.

use serde::{Deserialize, Serialize};

/// The outline of a sound.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wave {
    /// How many frames each column stands for; the last one may have fewer.
    pub frames_per_column: u64,
    /// The lowest and the highest sample of each column over all channels; 1.0 is 0 dBFS.
    pub columns: Vec<[f32; 2]>,
    /// How many frames there are.
    pub frames: u64,
}

/// Takes the outline of a stream in constant memory.
pub struct WaveCollector {
    wave: Wave,
    most_columns: usize,
    open: [f32; 2],
    open_frames: u64,
}

/// The outline of nothing: every sample widens it.
const NOTHING: [f32; 2] = [f32::INFINITY, f32::NEG_INFINITY];

/// Frames per column at the start: 0.3 ms at 48 kHz, so that short sounds are drawn in full.
const FINEST: u64 = 16;

impl Wave {
    /// The largest sample, without regard to sign.
    pub fn peak(&self) -> f32 {
        self.columns.iter().flatten().fold(0.0, |peak, sample| peak.max(sample.abs()))
    }
}

impl WaveCollector {
    /// A collector whose outline has between `columns` and twice as many columns, or fewer if the
    /// sound is that short.
    pub fn new(columns: usize) -> Self {
        let most_columns = columns.max(1) * 2;
        let wave = Wave { frames_per_column: FINEST, columns: Vec::with_capacity(most_columns), frames: 0 };
        Self { wave, most_columns, open: NOTHING, open_frames: 0 }
    }

    /// Hears the next samples, channel after channel. Samples that are not numbers are passed over.
    pub fn push(&mut self, channels: &[&[f32]]) {
        let frames = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let mut start = 0;
        while start < frames {
            let room = dsp::math::index_from((self.wave.frames_per_column - self.open_frames) as f64);
            let end = frames.min(start + room);
            for channel in channels {
                self.open = channel[start..end].iter().fold(self.open, |range, &sample| widened(range, sample));
            }
            self.open_frames += (end - start) as u64;
            self.close_full_column();
            start = end;
        }
        self.wave.frames += frames as u64;
    }

    /// The outline so far.
    pub fn finish(mut self) -> Wave {
        if self.open_frames > 0 {
            self.wave.columns.push(or_silence(self.open));
        }
        self.wave
    }

    fn close_full_column(&mut self) {
        if self.open_frames < self.wave.frames_per_column {
            return;
        }
        self.wave.columns.push(or_silence(self.open));
        (self.open, self.open_frames) = (NOTHING, 0);
        if self.wave.columns.len() >= self.most_columns {
            self.halve();
        }
    }

    fn halve(&mut self) {
        let halved = self.wave.columns.chunks(2).map(|pair| pair.iter().copied().fold(NOTHING, union)).collect();
        self.wave.columns = halved;
        self.wave.frames_per_column *= 2;
    }
}

/// A range that also holds this sample. Comparisons are written so that not-a-number changes nothing.
fn widened([low, high]: [f32; 2], sample: f32) -> [f32; 2] {
    let sample = if sample.is_infinite() { 0.0 } else { sample };
    [if sample < low { sample } else { low }, if sample > high { sample } else { high }]
}

/// The range that holds both.
fn union(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}

fn or_silence(range: [f32; 2]) -> [f32; 2] {
    if range[0] <= range[1] { range } else { [0.0; 2] }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    #[test]
    fn the_outline_does_not_depend_on_how_the_sound_is_cut() {
        let sound = signals::sine(48_000, 97.0, 0.5, 0.0, 50_001);
        let whole = outline(&sound, 50_001);
        assert_eq!(whole, outline(&sound, 1));
        assert_eq!(whole, outline(&sound, 997));
    }

    #[test]
    fn a_single_peak_in_an_hour_is_seen_and_memory_stays_small() {
        let mut collector = WaveCollector::new(600);
        let second = vec![0.0_f32; 48_000];
        for _ in 0..3600 {
            collector.push(&[&second, &second]);
        }
        collector.push(&[&[-0.9], &[0.4]]);
        let wave = collector.finish();
        assert!((600..=1201).contains(&wave.columns.len()), "{} columns", wave.columns.len());
        assert_eq!(wave.columns.last(), Some(&[-0.9, 0.4]));
        assert_eq!(wave.frames, 3600 * 48_000 + 1);
    }

    #[test]
    fn a_single_sample_has_one_column() {
        assert_eq!(outline(&[0.25], 1).columns, [[0.25, 0.25]]);
        assert!(outline(&[], 1).columns.is_empty());
    }

    #[test]
    fn what_is_not_a_number_is_not_drawn() {
        assert_eq!(outline(&[f32::NAN, 0.5, f32::INFINITY, -0.25], 4).columns, [[-0.25, 0.5]]);
        assert_eq!(outline(&[f32::NAN], 1).columns, [[0.0, 0.0]]);
    }

    fn outline(sound: &[f32], block: usize) -> Wave {
        let mut collector = WaveCollector::new(100);
        sound.chunks(block).for_each(|part| collector.push(&[part]));
        collector.finish()
    }
}
