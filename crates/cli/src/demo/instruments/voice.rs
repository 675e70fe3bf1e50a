// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The voice: a throat (a bright saw and breath) in front of a mouth (four resonances) that walks
//! from vowel to vowel, sliding from note to note, with vibrato on long ones.
//!
//! Formant frequencies: G. E. Peterson, H. L. Barney, "Control methods used in a study of the
//! vowels", JASA 24 (1952), table II, women; rounded. The fourth resonance is a singer's ring.

use dsp::{
    Hz, math,
    oscillator::{Phase, saw, sine},
    signals::Dice,
    svf::{Memory, Svf},
};

use super::REDESIGN_FRAMES;
use crate::demo::{
    canvas::{Canvas, RATE, RATE_HZ, hz_from_pitch, sides},
    envelope::{Envelope, Fall, pace},
    parts::Note,
};

type Vowel = [f64; 4];

/// What is sung: a word of open vowels, over and over.
const WORD: [Vowel; 4] = [
    [850.0, 1220.0, 2810.0, 3700.0], // "ah"
    [590.0, 920.0, 2710.0, 3500.0],  // "aw"
    [610.0, 2330.0, 2990.0, 3800.0], // "eh"
    [470.0, 1160.0, 2680.0, 3500.0], // "oo"
];
const FORMANT_Q: Vowel = [5.0, 8.0, 11.0, 10.0];
const FORMANT_LEVEL: Vowel = [0.8, 0.75, 0.85, 0.65];
const BODY: Envelope = Envelope { attack_s: 0.045, decay_s: 0.8, sustain: 0.75, release_s: 0.06 };
const VIBRATO_HZ: f64 = 5.6;

/// One singer.
pub struct Singer {
    /// Where they stand: −1 left, 1 right.
    pub place: f64,
    /// How far they are out of tune, in cents.
    pub cents: f64,
    /// How far behind they sing, in seconds.
    pub late_s: f64,
    /// Their dice.
    pub seed: u64,
}

struct Mouth {
    vowel: Vowel,
    filters: [Svf; 4],
    memory: [Memory; 4],
    frame: usize,
}

/// Lets one singer sing all notes.
pub fn play(notes: &[Note], seconds: f64, singer: &Singer) -> Canvas {
    let mut canvas = Canvas::silence(seconds);
    let mut dice = Dice::new(singer.seed);
    let mut from_pitch = notes.first().map_or(60.0, |note| note.pitch);
    for (index, note) in notes.iter().enumerate() {
        let slide = Slide { from_pitch, vowels: [WORD[(index + 3) % 4], WORD[index % 4]] };
        sing(&mut canvas, note, (singer, &mut dice, slide));
        from_pitch = note.pitch;
    }
    canvas
}

struct Slide {
    from_pitch: f64,
    vowels: [Vowel; 2],
}

fn sing(canvas: &mut Canvas, note: &Note, (singer, dice, slide): (&Singer, &mut Dice, Slide)) {
    let step = hz_from_pitch(note.pitch + singer.cents / 100.0) / RATE;
    let far = math::exp2((slide.from_pitch - note.pitch) / 12.0) - 1.0;
    let (mut throat, mut vibrato, mut mouth) = (Phase::default(), Phase::default(), Mouth::new(slide.vowels[0]));
    let (mut body, mut patience, mut glide) = (BODY.start(note.lasts_s), Fall::new(0.45), Fall::new(0.028));
    let gains = sides(singer.place);
    canvas.draw(note.at_s + singer.late_s, BODY.seconds(note.lasts_s), || {
        let wobble = 0.007 * (1.0 - patience.next()) * sine(vibrato.next(VIBRATO_HZ / RATE));
        let now = step * (1.0 + wobble + far * glide.next());
        let breath = 0.07 * dice.bipolar();
        let sound = mouth.next(saw(throat.next(now), now) + breath, &slide.vowels[1]);
        let level = note.velocity * body.next();
        gains.map(|gain| gain * level * sound)
    });
}

impl Mouth {
    fn new(vowel: Vowel) -> Self {
        Self { vowel, filters: shaped(&vowel), memory: [Memory::default(); 4], frame: 0 }
    }

    fn next(&mut self, throat: f64, target: &Vowel) -> f64 {
        if self.frame.is_multiple_of(REDESIGN_FRAMES) {
            let pace = pace(0.05 / REDESIGN_FRAMES as f64);
            for (now, target) in self.vowel.iter_mut().zip(target) {
                *now += (target - *now) * pace;
            }
            self.filters = shaped(&self.vowel);
        }
        self.frame += 1;
        let formants = self.filters.iter().zip(&mut self.memory).zip(FORMANT_LEVEL);
        let sung: f64 = formants.map(|((filter, memory), level)| level * filter.next(memory, throat)).sum();
        sung + 0.06 * throat
    }
}

fn shaped(vowel: &Vowel) -> [Svf; 4] {
    core::array::from_fn(|index| Svf::band_pass(Hz(vowel[index]), FORMANT_Q[index], RATE_HZ))
}
