// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Another piece by the same band, well mixed: what the demo compares its song with.

use dsp::Audio;

use super::{
    score::{
        A_MINOR_9, C_MAJOR_9, D_MINOR_9, E_MINOR_7, F_MAJOR_9, G_6, G_SUS, Passage, Scene, Score, Tone, tone,
    },
    song::Song,
};

pub(super) const PIECE: Score = Score {
    beats_per_minute: 104.0,
    transpose: 0.0,
    passages: &[
        Passage {
            name: "verse",
            scene: Scene::Verse,
            chords: &[C_MAJOR_9, A_MINOR_9, D_MINOR_9, G_SUS],
            tune: &[QUESTION],
        },
        Passage {
            name: "chorus",
            scene: Scene::Chorus,
            chords: &[A_MINOR_9, F_MAJOR_9, C_MAJOR_9, G_6, A_MINOR_9, F_MAJOR_9, E_MINOR_7, G_SUS],
            tune: &[ANSWER],
        },
        Passage { name: "outro", scene: Scene::Outro, chords: &[C_MAJOR_9], tune: &[] },
    ],
};

const QUESTION: &[Tone] = &[
    tone(0.0, 6.0, 67.0),
    tone(8.0, 3.0, 64.0),
    tone(12.0, 3.0, 62.0),
    tone(16.0, 8.0, 60.0),
    tone(28.0, 3.0, 62.0),
    tone(32.0, 6.0, 64.0),
    tone(40.0, 6.0, 65.0),
    tone(48.0, 12.0, 67.0),
];

const ANSWER: &[Tone] = &[
    tone(0.0, 3.0, 72.0),
    tone(3.0, 3.0, 71.0),
    tone(6.0, 6.0, 69.0),
    tone(14.0, 2.0, 67.0),
    tone(16.0, 6.0, 69.0),
    tone(24.0, 6.0, 72.0),
    tone(32.0, 3.0, 74.0),
    tone(35.0, 3.0, 72.0),
    tone(38.0, 6.0, 71.0),
    tone(48.0, 12.0, 74.0),
    tone(64.0, 3.0, 76.0),
    tone(67.0, 3.0, 74.0),
    tone(70.0, 6.0, 72.0),
    tone(80.0, 6.0, 69.0),
    tone(88.0, 6.0, 72.0),
    tone(96.0, 6.0, 71.0),
    tone(104.0, 6.0, 74.0),
    tone(112.0, 12.0, 72.0),
];

impl Song {
    /// The reference before its mastering: about −18 LUFS with peaks under −1 dBFS, 33 s.
    pub fn reference(progress: &dyn Fn(f64)) -> Audio {
        Self::perform(&PIECE, progress).mix()
    }
}
