// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A song as stems, and its mix.

use dsp::{Audio, math};

use super::{
    band, faults,
    reference::PIECE,
    score::{BAR_STEPS, SONG, Score},
};

/// A rendered song: stems that add up to the mix.
#[derive(Clone)]
pub struct Song {
    /// The tracks, all equally long.
    pub stems: Vec<Stem>,
    /// Its sections in order.
    pub sections: Vec<Section>,
}

/// One track.
#[derive(Clone)]
pub struct Stem {
    /// What a musician calls it.
    pub name: &'static str,
    /// Its sound: stereo, 48 kHz.
    pub audio: Audio,
}

/// A stretch of the song.
#[derive(Clone, Copy)]
pub struct Section {
    /// What a musician calls it.
    pub name: &'static str,
    /// Where it starts, in seconds.
    pub from_s: f64,
    /// Where it ends, in seconds.
    pub to_s: f64,
}

impl Song {
    /// The song as it should be; `progress` is told the share that is done, 0 … 1.
    pub fn clean(progress: &dyn Fn(f64)) -> Self {
        Self::perform(&SONG, progress)
    }

    /// The song with the four seeded faults of [`faults`].
    pub fn faulty(progress: &dyn Fn(f64)) -> Self {
        faults::sown(Self::clean(progress))
    }

    /// How many [variants](Self::variant) there are.
    pub const VARIANTS: usize = 8;

    /// The song or the reference, clean, at another pace and in another key: music for statistics.
    pub fn variant(number: usize, progress: &dyn Fn(f64)) -> Self {
        let Score { beats_per_minute, passages, .. } = if number.is_multiple_of(2) { SONG } else { PIECE };
        // Four keys, a minor third apart, from slow to fast.
        let step = (number / 2 % 4) as f64;
        let score = Score {
            beats_per_minute: beats_per_minute - 24.0 + 16.0 * step,
            transpose: 3.0 * step - 4.0,
            passages,
        };
        Self::perform(&score, progress)
    }

    /// Lets the band play any score.
    pub(super) fn perform(score: &Score, progress: &dyn Fn(f64)) -> Self {
        let mut stems = Vec::new();
        for player in band::ALL {
            stems.push(Stem { name: player.name, audio: player.perform(score) });
            progress(stems.len() as f64 / band::ALL.len() as f64);
        }
        Self { stems, sections: sections(score) }
    }

    /// All stems together, added in double precision.
    pub fn mix(&self) -> Audio {
        let frames = self.stems.iter().map(|stem| stem.audio.frames()).max().unwrap_or(0);
        let channel = |side: usize| (0..frames).map(|frame| self.sample(side, frame)).collect();
        Audio { rate_hz: super::canvas::RATE_HZ, channels: vec![channel(0), channel(1)] }
    }

    fn sample(&self, side: usize, frame: usize) -> f32 {
        math::sample_from(self.stems.iter().map(|stem| f64::from(stem.audio.channels[side][frame])).sum())
    }
}

/// Where the passages of a score lie; the last one keeps its tail.
fn sections(score: &Score) -> Vec<Section> {
    let mut from_s = 0.0;
    let mut sections: Vec<Section> = Vec::new();
    for passage in score.passages {
        let to_s = from_s + passage.chords.len() as f64 * BAR_STEPS * score.step_s();
        sections.push(Section { name: passage.name, from_s, to_s });
        from_s = to_s;
    }
    if let Some(last) = sections.last_mut() {
        last.to_s = score.seconds();
    }
    sections
}
