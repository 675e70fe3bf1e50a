// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Everything with sticks except the kick: snare, clap, hats, toms and crash.

use dsp::{
    Hz,
    oscillator::{Phase, pulse, sine},
    signals::Dice,
    svf::{Memory, Svf},
};

use super::both;
use crate::demo::{
    canvas::{Canvas, RATE, RATE_HZ, scaled, sides},
    envelope::Fall,
    parts::{Hands, Note},
    score::{Bar, Scene, Score},
};

/// Frequencies of the six squares that sound like metal; no two have a common measure.
const METAL_HZ: [f64; 6] = [317.0, 465.0, 563.0, 747.0, 917.0, 1201.0];

/// Plays all of them as the score's scenes ask.
pub fn play(score: &Score) -> Canvas {
    let mut canvas = Canvas::silence(score.seconds());
    let mut dice = Dice::new(31);
    for note in hits(score, 17, 0.002, snare_taps) {
        snare(&mut canvas, &note, &mut dice);
    }
    for note in hits(score, 18, 0.004, clap_taps) {
        clap(&mut canvas, &note, &mut dice);
    }
    for note in hits(score, 19, 0.003, hat_taps) {
        metal(&mut canvas, &note, (&mut dice, &CLOSED));
    }
    for note in hits(score, 20, 0.002, open_hat_taps) {
        metal(&mut canvas, &note, (&mut dice, &OPEN));
    }
    for note in hits(score, 21, 0.001, crash_taps) {
        metal(&mut canvas, &note, (&mut dice, &CRASH));
    }
    for (index, note) in hits(score, 22, 0.002, tom_taps).iter().enumerate() {
        tom(&mut canvas, note, index % 4);
    }
    canvas
}

type Taps = &'static [(f64, f64)];

fn hits(score: &Score, seed: u64, loose_s: f64, taps: fn(&Bar<'_>) -> Taps) -> Vec<Note> {
    let mut hands = Hands::new(score, seed, loose_s);
    for bar in score.bars() {
        hands.tap(&bar, taps(&bar));
    }
    hands.into_notes()
}

fn snare_taps(bar: &Bar<'_>) -> Taps {
    match bar.passage.scene {
        Scene::Verse => &[(4.0, 0.55), (12.0, 0.6), (15.0, 0.12)],
        Scene::Chorus if bar.is_last() => &[(4.0, 0.95), (12.0, 1.0), (14.0, 0.7), (15.0, 0.85)],
        Scene::Chorus => &[(4.0, 0.95), (7.0, 0.16), (9.0, 0.14), (12.0, 1.0)],
        Scene::Break if bar.is_last() => &[
            (8.0, 0.2),
            (9.0, 0.24),
            (10.0, 0.28),
            (11.0, 0.34),
            (12.0, 0.4),
            (13.0, 0.46),
            (14.0, 0.54),
            (15.0, 0.62),
        ],
        Scene::Break | Scene::Intro | Scene::Outro => &[],
    }
}

fn clap_taps(bar: &Bar<'_>) -> Taps {
    if bar.passage.scene == Scene::Chorus { &[(4.0, 0.8), (12.0, 0.85)] } else { &[] }
}

fn hat_taps(bar: &Bar<'_>) -> Taps {
    const SIXTEENTHS: Taps = &[
        (0.0, 0.8),
        (1.0, 0.35),
        (3.0, 0.4),
        (4.0, 0.75),
        (5.0, 0.35),
        (7.0, 0.45),
        (8.0, 0.8),
        (9.0, 0.35),
        (11.0, 0.4),
        (12.0, 0.75),
        (13.0, 0.4),
        (15.0, 0.5),
    ];
    match bar.passage.scene {
        Scene::Verse if bar.index >= 4 => SIXTEENTHS,
        Scene::Verse => {
            &[(0.0, 0.5), (2.0, 0.7), (4.0, 0.5), (6.0, 0.7), (8.0, 0.5), (10.0, 0.7), (12.0, 0.5), (14.0, 0.7)]
        }
        Scene::Chorus => SIXTEENTHS,
        Scene::Break => &[(4.0, 0.35), (12.0, 0.4)],
        Scene::Intro | Scene::Outro => &[],
    }
}

fn open_hat_taps(bar: &Bar<'_>) -> Taps {
    match bar.passage.scene {
        Scene::Chorus => &[(2.0, 0.8), (6.0, 0.75), (10.0, 0.8), (14.0, 0.75)],
        Scene::Verse if bar.index % 2 == 1 => &[(14.0, 0.45)],
        _ => &[],
    }
}

fn crash_taps(bar: &Bar<'_>) -> Taps {
    match bar.passage.scene {
        Scene::Chorus if bar.index.is_multiple_of(4) => &[(0.0, 0.9)],
        Scene::Outro if bar.index == 0 => &[(0.0, 0.7)],
        _ => &[],
    }
}

fn tom_taps(bar: &Bar<'_>) -> Taps {
    if bar.passage.scene == Scene::Verse && bar.is_last() {
        &[(12.0, 0.55), (13.0, 0.6), (14.0, 0.65), (15.0, 0.75)]
    } else {
        &[]
    }
}

/// Two modes of the shell and the rattle of the wires.
fn snare(canvas: &mut Canvas, note: &Note, dice: &mut Dice) {
    let (mut low, mut high) = (Phase::default(), Phase::default());
    let (mut shell, mut wires, mut bend) = (Fall::new(0.055), Fall::new(0.075), Fall::new(0.012));
    let rattle = Svf::high_pass(Hz(1400.0), 0.6, RATE_HZ);
    let mut memory = [Memory::default(); 2];
    canvas.draw(note.at_s, 0.6, || {
        let up = 1.0 + 0.5 * bend.next();
        let skin = sine(low.next(188.0 * up / RATE)) + 0.6 * sine(high.next(331.0 * up / RATE));
        let noise = both(&rattle, &mut memory, [dice.bipolar(), dice.bipolar()]);
        let (skin, wires) = (0.5 * skin * shell.next(), wires.next());
        noise.map(|noise| note.velocity * (skin + 0.62 * noise * wires))
    });
}

/// Four hands that never meet, and the room behind them.
fn clap(canvas: &mut Canvas, note: &Note, dice: &mut Dice) {
    for (late_s, length_s, level) in
        [(0.0, 0.004, 0.7), (0.011, 0.004, 0.6), (0.019, 0.004, 0.7), (0.028, 0.07, 0.9)]
    {
        let (palms, mut memory) = (Svf::band_pass(Hz(1300.0), 0.9, RATE_HZ), [Memory::default(); 2]);
        let mut fall = Fall::new(length_s);
        canvas.draw(note.at_s + late_s, 8.0 * length_s, || {
            let noise = both(&palms, &mut memory, [dice.bipolar(), dice.bipolar()]);
            scaled(noise, 0.8 * note.velocity * level * fall.next())
        });
    }
}

struct Metal {
    rings_s: f64,
    above_hz: f64,
    place: f64,
    level: f64,
}

const CLOSED: Metal = Metal { rings_s: 0.028, above_hz: 7500.0, place: 0.25, level: 0.30 };
const OPEN: Metal = Metal { rings_s: 0.11, above_hz: 6800.0, place: 0.25, level: 0.24 };
const CRASH: Metal = Metal { rings_s: 0.75, above_hz: 3800.0, place: -0.2, level: 0.34 };

fn metal(canvas: &mut Canvas, note: &Note, (dice, kind): (&mut Dice, &Metal)) {
    let mut phases = METAL_HZ.map(|_| Phase::new(dice.unipolar()));
    let (bright, mut memory) = (Svf::high_pass(Hz(kind.above_hz), 0.8, RATE_HZ), [Memory::default(); 2]);
    let (mut fall, gains) = (Fall::new(kind.rings_s), sides(kind.place));
    canvas.draw(note.at_s, 8.0 * kind.rings_s, || {
        let squares = phases.iter_mut().zip(METAL_HZ).map(|(phase, hz)| {
            let step = 4.1 * hz / RATE;
            pulse(phase.next(step), step, 0.5)
        });
        let ring = 0.22 * squares.sum::<f64>();
        let sound = both(&bright, &mut memory, [ring + dice.bipolar(), ring + dice.bipolar()]);
        let level = kind.level * note.velocity * fall.next();
        [level * gains[0] * sound[0], level * gains[1] * sound[1]]
    });
}

fn tom(canvas: &mut Canvas, note: &Note, which: usize) {
    let hz = [196.0, 165.0, 131.0, 98.0][which];
    let gains = sides([-0.5, -0.2, 0.2, 0.5][which]);
    let (mut phase, mut fall, mut bend) = (Phase::default(), Fall::new(0.11), Fall::new(0.03));
    canvas.draw(note.at_s, 0.8, || {
        let skin = sine(phase.next(hz * (1.0 + 0.6 * bend.next()) / RATE));
        scaled(gains, 0.8 * note.velocity * fall.next() * skin)
    });
}
