// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Is a record another version of the mix, and where does it lie against it?
//!
//! Twenty loud seconds of the mix are looked for in the whole record, both as one channel at 6 kHz; at
//! the place that is found both are laid over each other at the full rate ([`measure::align`](mod@measure::align)).
//! What decides is the null test: strangers leave all of it.

use dsp::Audio;
use files::resample::Resampler;
use measure::{Profile, Span, align, compare::Passage, compare::passage, null};

use crate::{reel::Reel, study::audio, take::Heard};

/// So much of the mix is looked for, seconds; less would fit in several places of a song of loops.
pub const SOUGHT_S: f64 = 20.0;
/// The rate at which the place is looked for, Hz: as `measure::align` thins out for its coarse step.
const THIN_HZ: u32 = 6_000;
/// What stands around the place is heard too, seconds: more than the coarse step is off.
const AROUND_S: f64 = 0.5;
/// What is left of the mix at most when a version of it is taken away, dB: strangers leave 0, the loudest
/// masters of four mixes −4.7 to −14 (measured).
const LEFT_DB: f64 = -3.0;
/// Frames of a reel that are read in one go.
const PIECE: usize = 65_536;

/// How a record that is another version of the mix lies against it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SameSong {
    /// The record's frame that sounds with the song's first, at the host's rate; may lie between frames.
    pub offset_frames: f64,
    /// Whether the record pulls where the mix pushes.
    pub is_upside_down: bool,
    /// How much louder the record is, dB.
    pub gain_db: f64,
    /// What is left of the mix when the record is taken away, dB; the lower, the more alike they are.
    pub left_db: f64,
}

/// How a raw signal lies against what a chain has made of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RawLink {
    /// By how many frames the chain's sound is later.
    pub delay_frames: f64,
    /// Whether the chain turns it upside down.
    pub is_upside_down: bool,
    /// How much louder the chain makes it, dB.
    pub gain_db: f64,
}

/// Lays a record over the mix; `None` if it is another song, or too little of the mix was heard.
pub fn same_song(heard: &Heard, profile: &Profile, record: &Reel) -> Option<SameSong> {
    let sought = sought(heard, profile)?;
    let mix = audio(heard.reel.as_deref()?, sought, heard.channels)?;
    let rough_s = place_s(&mix, record)?;
    let around =
        Span { from_s: (rough_s - AROUND_S).max(0.0), to_s: rough_s + sought.to_s - sought.from_s + AROUND_S };
    let there = audio(record, around, 2)?;
    let (a, b) = (slices(&mix), slices(&there));
    let found = align(&a, &b, mix.rate_hz)?;
    let left_db = null(&a, &b, mix.rate_hz, &found).level_db;
    let rate_hz = f64::from(mix.rate_hz);
    let in_record = found.delay_frames + dsp::math::floor(around.from_s * rate_hz);
    let in_song = dsp::math::floor(sought.from_s * rate_hz) + heard.song_frame as f64;
    (left_db <= LEFT_DB).then_some(SameSong {
        offset_frames: in_record - in_song,
        is_upside_down: found.is_upside_down,
        gain_db: found.gain_db,
        left_db,
    })
}

/// Lays what a chain has made over its input, both heard in the same moments; `None` if one is no version of
/// the other.
pub fn align_raw(raw: &[&[f32]], chain: &[&[f32]], rate_hz: u32) -> Option<RawLink> {
    let found = align(raw, chain, rate_hz)?;
    let measure::Alignment { delay_frames, is_upside_down, gain_db, .. } = found;
    Some(RawLink { delay_frames, is_upside_down, gain_db })
}

/// The part of the take that is looked for: where its loudest section begins.
fn sought(heard: &Heard, profile: &Profile) -> Option<Span> {
    let latest_s = heard.seconds() - SOUGHT_S;
    let loudest = heard.within(passage(profile, Passage::Loudest).span);
    let from_s = loudest.from_s.min(latest_s).max(0.0);
    (latest_s >= 0.0).then_some(Span { from_s, to_s: from_s + SOUGHT_S })
}

/// Where the mix's piece lies in the record, s, to some milliseconds.
fn place_s(mix: &Audio, record: &Reel) -> Option<f64> {
    let mut thin_mix = Thin::new(mix.rate_hz)?;
    thin_mix.push(&mono(mix));
    let mut thin_record = Thin::new(record.rate_hz())?;
    let mut frames = vec![[0.0; 2]; PIECE];
    let mut from = 0;
    while let Some(read) = record.read(from, &mut frames).ok().filter(|read| *read > 0) {
        let both: Vec<f32> = frames[..read].iter().map(|frame| f32::midpoint(frame[0], frame[1])).collect();
        thin_record.push(&both);
        from += read as u64;
    }
    let found = align(&[&thin_mix.finish()], &[&thin_record.finish()], THIN_HZ)?;
    Some(found.delay_frames / f64::from(THIN_HZ))
}

/// One channel at a low rate.
struct Thin {
    resampler: Resampler,
    thin: [Vec<f32>; 1],
}

impl Thin {
    fn new(rate_hz: u32) -> Option<Self> {
        Some(Self { resampler: Resampler::new([rate_hz, THIN_HZ], 1).ok()?, thin: [Vec::new()] })
    }

    fn push(&mut self, sound: &[f32]) {
        self.resampler.push(&[sound], &mut self.thin);
    }

    fn finish(mut self) -> Vec<f32> {
        self.resampler.finish(&mut self.thin);
        let [thin] = self.thin;
        thin
    }
}

fn mono(audio: &Audio) -> Vec<f32> {
    match audio.channels.as_slice() {
        [left, right] => left.iter().zip(right).map(|(left, right)| f32::midpoint(*left, *right)).collect(),
        [only] => only.clone(),
        _ => Vec::new(),
    }
}

fn slices(audio: &Audio) -> Vec<&[f32]> {
    audio.channels.iter().map(Vec::as_slice).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use dsp::signals;

    use super::*;
    use crate::{ear::Stretch, take::Takes};

    const RATE_HZ: u32 = 8000;

    fn song(seed: u64, seconds: usize) -> Vec<Vec<f32>> {
        (1..=2).map(|side| signals::pink_noise(seed * 2 + side, 0.3, seconds * RATE_HZ as usize)).collect()
    }

    fn heard(song: &[Vec<f32>]) -> Heard {
        let mut takes = Takes::new(RATE_HZ, 2, None);
        takes.push(Stretch { frames: song[0].len(), song_frame: Some(4000) }, song);
        takes.heard().unwrap()
    }

    fn reel(song: &[Vec<f32>]) -> std::sync::Arc<Reel> {
        let (mut recorder, _) = Reel::new_in(&std::env::temp_dir(), RATE_HZ).unwrap();
        let sides: Vec<&[f32]> = song.iter().map(Vec::as_slice).collect();
        recorder.push(&sides, measure::Layout::Stereo).unwrap();
        recorder.finish()
    }

    #[test]
    fn a_version_is_found_to_a_tenth_of_a_frame_though_both_begin_elsewhere() {
        let song = song(1, 60);
        // The mix is heard from 30 s of the song's sound on; its host calls that frame 4000.
        let later: Vec<Vec<f32>> = song.iter().map(|channel| channel[30 * 8000..].to_vec()).collect();
        let heard = heard(&later);
        let found = same_song(&heard, &heard.profile(), &reel(&song)).unwrap();
        assert!((found.offset_frames - (240_000.0 - 4000.0)).abs() < 0.1, "{found:?}");
        assert!(!found.is_upside_down && found.gain_db.abs() < 0.01 && found.left_db < -60.0, "{found:?}");
    }

    #[test]
    fn another_song_is_no_version_and_neither_is_anything_of_a_mix_of_seconds() {
        let mix = heard(&song(1, 30));
        assert_eq!(same_song(&mix, &mix.profile(), &reel(&song(5, 60))), None);
        let short = heard(&song(1, 19));
        assert_eq!(same_song(&short, &short.profile(), &reel(&song(1, 60))), None);
    }

    #[test]
    fn a_chain_that_delays_and_turns_over_is_undone() {
        let raw = song(1, 3);
        let chain: Vec<Vec<f32>> = raw
            .iter()
            .map(|channel| vec![0.0; 250].into_iter().chain(channel.iter().map(|sample| -0.5 * sample)).collect())
            .collect();
        let [raw, chain] = [&raw, &chain].map(|song| song.iter().map(Vec::as_slice).collect::<Vec<&[f32]>>());
        let found = align_raw(&raw, &chain, RATE_HZ).unwrap();
        assert!((found.delay_frames - 250.0).abs() < 0.1 && found.is_upside_down, "{found:?}");
        assert!((found.gain_db + 6.02).abs() < 0.01, "{found:?}");
    }
}
