// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A song as stems, and its mix.

use dsp::{Audio, math};

use super::{
    band, faults,
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
#[derive(Clone, Copy, Debug, PartialEq)]
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

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use dsp::units::{db_from_gain, db_from_power};

    use super::*;
    use crate::demo::canvas::frames_from_s;

    /// Rendered once for all tests.
    fn clean() -> &'static Song {
        static CLEAN: OnceLock<Song> = OnceLock::new();
        CLEAN.get_or_init(|| Song::clean(&|_| {}))
    }

    fn level_db(audio: &Audio, section: &Section) -> f64 {
        let [from, to] = [section.from_s, section.to_s].map(frames_from_s);
        let samples = audio.channels.iter().flat_map(|channel| &channel[from..to]);
        let power: f64 = samples.map(|x| f64::from(*x).powi(2)).sum();
        db_from_power(power / (2 * (to - from)) as f64).0
    }

    /// FNV-1a, 64 bits, over the bits of all samples.
    fn fingerprint(audio: &Audio) -> u64 {
        let bytes = audio.channels.iter().flatten().flat_map(|sample| sample.to_bits().to_le_bytes());
        bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
    }

    #[test]
    fn all_stems_are_equally_long_and_sound() {
        let frames = frames_from_s(SONG.seconds());
        for stem in &clean().stems {
            assert!(stem.audio.channels.iter().all(|channel| channel.len() == frames), "{}", stem.name);
            assert!(stem.audio.channels.iter().flatten().all(|sample| sample.is_finite()), "{}", stem.name);
            assert!(stem.audio.sample_peak() > 0.05, "{}", stem.name);
        }
    }

    #[test]
    fn the_stems_add_up_to_the_mix() {
        let (song, mix) = (clean(), clean().mix());
        for frame in (0..mix.frames()).step_by(997) {
            let sum: f32 = song.stems.iter().map(|stem| stem.audio.channels[1][frame]).sum();
            assert!((sum - mix.channels[1][frame]).abs() < 1e-6);
        }
    }

    #[test]
    fn the_clean_mix_stays_under_full_scale_and_ends_in_silence() {
        let mix = clean().mix();
        let peak_db = db_from_gain(f64::from(mix.sample_peak())).0;
        assert!((-6.0..0.0).contains(&peak_db), "{peak_db} dBFS");
        let end = &mix.channels[0][mix.frames() - 480..];
        assert!(end.iter().all(|sample| sample.abs() < 0.003));
    }

    #[test]
    fn the_choruses_are_clearly_louder_than_the_intro_and_the_verse() {
        let (mix, sections) = (clean().mix(), &clean().sections);
        let [intro, verse, chorus] = [0, 1, 2].map(|index| level_db(&mix, &sections[index]));
        assert!(chorus > intro + 6.0 && chorus > verse + 1.5, "{intro} {verse} {chorus}");
    }

    #[test]
    fn the_sections_fill_the_song_without_gaps() {
        let sections = &clean().sections;
        assert_eq!(sections[0].from_s, 0.0);
        assert!(sections.windows(2).all(|pair| pair[0].to_s == pair[1].from_s));
        assert_eq!(sections.last().map(|last| last.to_s), Some(SONG.seconds()));
    }

    #[test]
    fn the_mix_has_the_same_bits_on_every_machine() {
        assert_eq!(fingerprint(&clean().mix()), FINGERPRINT, "{:#018X}", fingerprint(&clean().mix()));
    }

    /// Changes with every change of the sound; take the new value over on purpose only.
    const FINGERPRINT: u64 = 0x974E_5FE5_C212_AE56;
}
