// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! From score to notes: who plays which note when, and how hard.
//!
//! Every player has dice of their own: notes come a few milliseconds early or late and a little
//! harder or softer, always in the same way. The second sixteenth of a pair comes late, as in a
//! relaxed groove.

use dsp::{math, signals::Dice};

use super::score::{Bar, Scene, Score};

/// One note to be played.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// When it starts, in seconds.
    pub at_s: f64,
    /// How long it is held, in seconds.
    pub lasts_s: f64,
    /// MIDI note number; drums do without.
    pub pitch: f64,
    /// How hard it is played, 0 … 1.
    pub velocity: f64,
}

/// What a pattern asks for: `step` and `steps` in sixteenths of the bar.
#[derive(Clone, Copy)]
pub struct Hit {
    /// Where in the bar.
    pub step: f64,
    /// How long.
    pub steps: f64,
    /// MIDI note number.
    pub pitch: f64,
    /// 0 … 1.
    pub velocity: f64,
}

/// Somebody who plays hits as notes: never quite on time, never twice alike.
pub struct Hands<'a> {
    score: &'a Score,
    dice: Dice,
    loose_s: f64,
    notes: Vec<Note>,
}

impl<'a> Hands<'a> {
    /// Hands that miss the time by up to `loose_s`.
    pub fn new(score: &'a Score, seed: u64, loose_s: f64) -> Self {
        Self { score, dice: Dice::new(seed), loose_s, notes: Vec::new() }
    }

    /// Plays one hit of a bar.
    pub fn play(&mut self, bar: &Bar<'_>, hit: Hit) {
        const SWING_STEPS: f64 = 0.12;
        let late = if hit.step % 2.0 == 1.0 { SWING_STEPS } else { 0.0 };
        let at_s = (bar.start_step + hit.step + late) * self.score.step_s() + self.loose_s * self.dice.bipolar();
        self.notes.push(Note {
            at_s: at_s.max(0.0),
            lasts_s: hit.steps * self.score.step_s(),
            pitch: hit.pitch + self.score.transpose,
            velocity: hit.velocity * (1.0 + 0.08 * self.dice.bipolar()),
        });
    }

    /// Plays the same pitch at several (step, velocity).
    pub fn tap(&mut self, bar: &Bar<'_>, taps: &[(f64, f64)]) {
        for (step, velocity) in taps {
            self.play(bar, Hit { step: *step, steps: 1.0, pitch: 60.0, velocity: *velocity });
        }
    }

    /// All notes that were played.
    pub fn into_notes(self) -> Vec<Note> {
        self.notes
    }
}

/// The kick: the pulse that bass and pads make room for.
pub fn kick(score: &Score) -> Vec<Note> {
    let mut hands = Hands::new(score, 11, 0.001);
    for bar in score.bars() {
        let taps: &[(f64, f64)] = match bar.passage.scene {
            Scene::Verse if bar.is_last() => &[(0.0, 0.9), (7.0, 0.7), (10.0, 0.8)],
            Scene::Verse => &[(0.0, 0.9), (7.0, 0.65), (10.0, 0.85)],
            Scene::Chorus if bar.is_last() => &[(0.0, 1.0), (4.0, 0.95), (8.0, 1.0), (11.0, 0.7), (12.0, 0.9)],
            Scene::Chorus => &[(0.0, 1.0), (4.0, 0.95), (8.0, 1.0), (12.0, 0.95)],
            Scene::Outro if bar.index == 0 => &[(0.0, 1.0)],
            Scene::Intro | Scene::Break | Scene::Outro => &[],
        };
        hands.tap(&bar, taps);
    }
    hands.into_notes()
}

/// The bass: sparse in the verse, eighths that jump in the chorus, long notes elsewhere.
pub fn bass(score: &Score) -> Vec<Note> {
    const VERSE: &[(f64, f64, f64)] = &[(0.0, 5.5, 0.0), (7.0, 2.5, 0.0), (10.0, 3.5, 0.0), (14.0, 1.8, 12.0)];
    const CHORUS: &[(f64, f64, f64)] = &[
        (0.0, 2.0, 0.0),
        (2.0, 1.7, 0.0),
        (4.0, 2.0, 0.0),
        (6.0, 1.6, 12.0),
        (8.0, 2.0, 0.0),
        (10.0, 1.7, 0.0),
        (12.0, 2.0, 0.0),
        (14.0, 1.7, 12.0),
    ];
    let mut hands = Hands::new(score, 12, 0.003);
    for bar in score.bars() {
        let line: &[(f64, f64, f64)] = match bar.passage.scene {
            Scene::Intro => &[],
            Scene::Verse => VERSE,
            Scene::Chorus => CHORUS,
            Scene::Break | Scene::Outro => &[(0.0, 15.5, 0.0)],
        };
        for (step, steps, up) in line {
            let velocity = if *up > 0.0 { 0.75 } else { 0.9 };
            hands.play(&bar, Hit { step: *step, steps: *steps, pitch: bar.chord.root + up, velocity });
        }
    }
    hands.into_notes()
}

/// The pads: every chord for its whole bar.
pub fn pads(score: &Score) -> Vec<Note> {
    let mut hands = Hands::new(score, 13, 0.008);
    for bar in score.bars() {
        let velocity = loudness_of(bar.passage.scene);
        for pitch in bar.chord.voicing {
            hands.play(&bar, Hit { step: 0.0, steps: 15.8, pitch, velocity });
        }
    }
    hands.into_notes()
}

/// The keys: broken chords in the intro, syncopated ones later.
pub fn keys(score: &Score) -> Vec<Note> {
    let mut hands = Hands::new(score, 14, 0.006);
    for bar in score.bars() {
        match bar.passage.scene {
            Scene::Intro | Scene::Break => broken(&mut hands, &bar),
            Scene::Verse => stabs(&mut hands, &bar, &[(2.0, 3.0, 0.55), (7.0, 2.0, 0.5), (11.0, 4.0, 0.6)]),
            Scene::Chorus => {
                stabs(&mut hands, &bar, &[(0.0, 2.5, 0.8), (3.0, 2.5, 0.7), (6.0, 3.5, 0.8), (11.0, 4.0, 0.75)]);
            }
            Scene::Outro => stabs(&mut hands, &bar, &[(0.0, 15.0, 0.6)]),
        }
    }
    hands.into_notes()
}

/// The lead: a rolling figure over the chorus, a slow line in the break.
pub fn lead(score: &Score) -> Vec<Note> {
    const ROLL: [usize; 16] = [0, 2, 4, 3, 1, 4, 2, 3, 0, 4, 2, 3, 1, 3, 4, 2];
    let mut hands = Hands::new(score, 15, 0.002);
    for bar in score.bars() {
        match bar.passage.scene {
            Scene::Chorus => {
                for (step, note) in ROLL.iter().enumerate() {
                    let velocity = if step % 4 == 0 { 0.9 } else { 0.6 };
                    let pitch = bar.chord.voicing[*note] + 12.0;
                    hands.play(&bar, Hit { step: step as f64, steps: 0.9, pitch, velocity });
                }
            }
            Scene::Break => slow_line(&mut hands, &bar),
            Scene::Intro | Scene::Verse | Scene::Outro => {}
        }
    }
    hands.into_notes()
}

/// The voice: the tunes of the score.
pub fn voice(score: &Score) -> Vec<Note> {
    let mut hands = Hands::new(score, 16, 0.010);
    let firsts: Vec<Bar<'_>> = score.bars().filter(|bar| bar.index == 0).collect();
    for bar in &firsts {
        // A singer holds back less than a band.
        let velocity = math::pow(loudness_of(bar.passage.scene), 1.0 / 3.0);
        for tone in bar.passage.tune.iter().copied().flatten() {
            hands.play(bar, Hit { step: tone.step, steps: tone.steps, pitch: tone.pitch, velocity });
        }
    }
    hands.into_notes()
}

/// How hard a passage is played by those who play it throughout.
fn loudness_of(scene: Scene) -> f64 {
    match scene {
        Scene::Intro => 0.45,
        Scene::Verse => 0.6,
        Scene::Chorus => 1.0,
        Scene::Break => 0.65,
        Scene::Outro => 0.7,
    }
}

fn broken(hands: &mut Hands<'_>, bar: &Bar<'_>) {
    const ORDER: [usize; 8] = [0, 2, 4, 3, 1, 4, 3, 2];
    for (eighth, note) in ORDER.iter().enumerate() {
        let velocity = if eighth == 0 { 0.6 } else { 0.42 };
        let pitch = bar.chord.voicing[*note] + 12.0;
        hands.play(bar, Hit { step: 2.0 * eighth as f64, steps: 3.0, pitch, velocity });
    }
}

fn stabs(hands: &mut Hands<'_>, bar: &Bar<'_>, rhythm: &[(f64, f64, f64)]) {
    for (step, steps, velocity) in rhythm {
        for pitch in &bar.chord.voicing[1..] {
            hands.play(bar, Hit { step: *step, steps: *steps, pitch: pitch + 12.0, velocity: *velocity });
        }
    }
}

fn slow_line(hands: &mut Hands<'_>, bar: &Bar<'_>) {
    let [_, _, low, middle, high] = bar.chord.voicing;
    for (step, steps, pitch) in [(0.0, 6.0, high), (6.0, 4.0, middle), (10.0, 5.5, low)] {
        hands.play(bar, Hit { step, steps, pitch: pitch + 12.0, velocity: 0.7 });
    }
}
