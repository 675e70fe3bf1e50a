// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is played: tempo, sections, chords and tunes, as plain data.
//!
//! Places and lengths are in steps (sixteenth notes, 16 to a bar), pitches are MIDI note numbers
//! (60 is middle C). One chord lasts one bar.

/// Steps in a bar.
pub const BAR_STEPS: f64 = 16.0;

/// A piece: the same band can play any of them.
pub struct Score {
    /// Beats (four steps) per minute.
    pub beats_per_minute: f64,
    /// Semitones by which everything with a pitch is moved.
    pub transpose: f64,
    /// The passages in order.
    pub passages: &'static [Passage],
}

/// A stretch with one character.
pub struct Passage {
    /// What a musician calls it.
    pub name: &'static str,
    /// Who plays what.
    pub scene: Scene,
    /// One chord for each bar.
    pub chords: &'static [Chord],
    /// What the voice sings, phrase after phrase.
    pub tune: &'static [&'static [Tone]],
}

/// How densely the band plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// Pads and keys alone, from far away.
    Intro,
    /// Voice over a sparse groove.
    Verse,
    /// Everybody.
    Chorus,
    /// No drums; the lead sings.
    Break,
    /// The last chords.
    Outro,
}

/// A harmony: a root for the bass and five notes that move as little as they can.
#[derive(Clone, Copy)]
pub struct Chord {
    /// For the bass, between E1 and D2.
    pub root: f64,
    /// For pads and keys, from low to high.
    pub voicing: [f64; 5],
}

/// One note of a tune.
#[derive(Clone, Copy)]
pub struct Tone {
    /// Steps from the start of its passage.
    pub step: f64,
    /// How many steps it lasts.
    pub steps: f64,
    /// MIDI note number.
    pub pitch: f64,
}

/// One bar of a score, with what every player needs to know about it.
#[derive(Clone, Copy)]
pub struct Bar<'a> {
    /// The passage it belongs to.
    pub passage: &'a Passage,
    /// Which bar of its passage it is, from 0.
    pub index: usize,
    /// Its chord.
    pub chord: Chord,
    /// Where it starts, in steps from the start of the piece.
    pub start_step: f64,
}

impl Bar<'_> {
    /// Whether a new passage follows: the place for fills.
    pub fn is_last(&self) -> bool {
        self.index + 1 == self.passage.chords.len()
    }
}

impl Score {
    /// How long the last sounds may ring after the last bar, in seconds.
    pub const TAIL_S: f64 = 3.0;

    /// How long one step lasts, in seconds.
    pub fn step_s(&self) -> f64 {
        60.0 / self.beats_per_minute / 4.0
    }

    /// How long the piece lasts with its tail, in seconds.
    pub fn seconds(&self) -> f64 {
        self.bars().count() as f64 * BAR_STEPS * self.step_s() + Self::TAIL_S
    }

    /// All bars in order.
    pub fn bars(&self) -> impl Iterator<Item = Bar<'_>> {
        let of_passage = |passage| bars_of(passage);
        self.passages.iter().flat_map(of_passage).enumerate().map(|(number, mut bar)| {
            bar.start_step = number as f64 * BAR_STEPS;
            bar
        })
    }
}

fn bars_of(passage: &Passage) -> impl Iterator<Item = Bar<'_>> {
    let chords = passage.chords.iter().enumerate();
    chords.map(move |(index, chord)| Bar { passage, index, chord: *chord, start_step: 0.0 })
}

const fn chord(root: f64, voicing: [f64; 5]) -> Chord {
    Chord { root, voicing }
}

pub(super) const fn tone(step: f64, steps: f64, pitch: f64) -> Tone {
    Tone { step, steps, pitch }
}

pub(super) const A_MINOR_9: Chord = chord(33.0, [52.0, 55.0, 59.0, 60.0, 64.0]);
pub(super) const F_MAJOR_9: Chord = chord(29.0, [52.0, 55.0, 57.0, 60.0, 64.0]);
pub(super) const C_MAJOR_9: Chord = chord(36.0, [52.0, 55.0, 59.0, 62.0, 64.0]);
pub(super) const G_6: Chord = chord(31.0, [50.0, 55.0, 59.0, 62.0, 64.0]);
pub(super) const G_SUS: Chord = chord(31.0, [50.0, 55.0, 60.0, 62.0, 67.0]);
pub(super) const E_MINOR_7: Chord = chord(28.0, [50.0, 55.0, 59.0, 62.0, 67.0]);
pub(super) const D_MINOR_9: Chord = chord(38.0, [53.0, 57.0, 60.0, 64.0, 69.0]);

/// The song of the demo, in A minor and C major.
pub const SONG: Score = Score {
    beats_per_minute: 112.0,
    transpose: 0.0,
    passages: &[
        Passage { name: "intro", scene: Scene::Intro, chords: &[A_MINOR_9, F_MAJOR_9, C_MAJOR_9, G_6], tune: &[] },
        Passage {
            name: "verse",
            scene: Scene::Verse,
            chords: &[A_MINOR_9, F_MAJOR_9, C_MAJOR_9, G_6, A_MINOR_9, F_MAJOR_9, C_MAJOR_9, G_SUS],
            tune: &[VERSE_TUNE],
        },
        Passage {
            name: "chorus",
            scene: Scene::Chorus,
            chords: &[F_MAJOR_9, G_6, E_MINOR_7, A_MINOR_9],
            tune: &[HOOK],
        },
        Passage {
            name: "break",
            scene: Scene::Break,
            chords: &[D_MINOR_9, E_MINOR_7, F_MAJOR_9, G_SUS],
            tune: &[],
        },
        Passage {
            name: "chorus",
            scene: Scene::Chorus,
            chords: &[F_MAJOR_9, G_6, E_MINOR_7, A_MINOR_9, F_MAJOR_9, G_6, A_MINOR_9, C_MAJOR_9],
            tune: &[HOOK, HIGH_HOOK],
        },
        Passage { name: "outro", scene: Scene::Outro, chords: &[F_MAJOR_9, C_MAJOR_9], tune: &[FAREWELL] },
    ],
};

const VERSE_TUNE: &[Tone] = &[
    tone(0.0, 3.0, 64.0),
    tone(4.0, 2.0, 67.0),
    tone(6.0, 5.0, 69.0),
    tone(12.0, 3.0, 67.0),
    tone(18.0, 2.0, 64.0),
    tone(20.0, 3.0, 62.0),
    tone(24.0, 6.0, 60.0),
    tone(32.0, 3.0, 64.0),
    tone(36.0, 2.0, 67.0),
    tone(38.0, 5.0, 71.0),
    tone(44.0, 3.0, 69.0),
    tone(50.0, 2.0, 67.0),
    tone(52.0, 9.0, 62.0),
    tone(64.0, 3.0, 64.0),
    tone(68.0, 2.0, 67.0),
    tone(70.0, 5.0, 69.0),
    tone(76.0, 2.0, 71.0),
    tone(78.0, 2.0, 72.0),
    tone(82.0, 2.0, 72.0),
    tone(84.0, 3.0, 71.0),
    tone(88.0, 6.0, 69.0),
    tone(96.0, 3.0, 67.0),
    tone(100.0, 2.0, 69.0),
    tone(102.0, 5.0, 71.0),
    tone(108.0, 3.0, 74.0),
    tone(112.0, 8.0, 72.0),
    tone(120.0, 6.0, 74.0),
];

const HOOK: &[Tone] = &[
    tone(0.0, 4.0, 76.0),
    tone(4.0, 2.0, 74.0),
    tone(6.0, 4.0, 72.0),
    tone(10.0, 2.0, 69.0),
    tone(12.0, 4.0, 72.0),
    tone(16.0, 4.0, 74.0),
    tone(20.0, 2.0, 72.0),
    tone(22.0, 6.0, 71.0),
    tone(30.0, 2.0, 67.0),
    tone(32.0, 6.0, 71.0),
    tone(38.0, 2.0, 74.0),
    tone(40.0, 4.0, 71.0),
    tone(44.0, 3.0, 67.0),
    tone(48.0, 9.0, 69.0),
    tone(58.0, 2.0, 67.0),
    tone(60.0, 4.0, 69.0),
];

const HIGH_HOOK: &[Tone] = &[
    tone(64.0, 4.0, 76.0),
    tone(68.0, 2.0, 74.0),
    tone(70.0, 4.0, 72.0),
    tone(74.0, 2.0, 76.0),
    tone(76.0, 4.0, 79.0),
    tone(80.0, 4.0, 77.0),
    tone(84.0, 2.0, 76.0),
    tone(86.0, 6.0, 74.0),
    tone(94.0, 2.0, 71.0),
    tone(96.0, 6.0, 72.0),
    tone(102.0, 2.0, 74.0),
    tone(104.0, 6.0, 76.0),
    tone(112.0, 8.0, 74.0),
    tone(120.0, 6.0, 71.0),
];

const FAREWELL: &[Tone] = &[tone(0.0, 10.0, 72.0), tone(12.0, 4.0, 69.0), tone(16.0, 14.0, 67.0)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tune_fits_into_its_passage() {
        for passage in SONG.passages {
            let end = passage.chords.len() as f64 * BAR_STEPS;
            assert!(
                passage.tune.iter().copied().flatten().all(|tone| tone.step + tone.steps <= end),
                "{}",
                passage.name
            );
        }
    }

    #[test]
    fn the_song_lasts_about_a_minute() {
        assert!((60.0..70.0).contains(&SONG.seconds()), "{} s", SONG.seconds());
    }
}
