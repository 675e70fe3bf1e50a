// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The pads: five saws for every note, one in the middle and two on each side that are never quite
//! in tune, through a filter that breathes. The one in the middle is what mono keeps whole.

use dsp::{
    math,
    oscillator::{Phase, saw, sine},
    signals::Dice,
};

use super::Sweep;
use crate::demo::{
    canvas::{Canvas, RATE, hz_from_pitch, sides},
    envelope::Envelope,
    parts::Note,
};

const BODY: Envelope = Envelope { attack_s: 0.18, decay_s: 1.0, sustain: 0.85, release_s: 0.28 };
/// How far the saws of each side are off, in cents.
const DETUNED_CENTS: [[f64; 2]; 2] = [[-11.0, 7.0], [-6.0, 12.0]];
const BREATH_HZ: f64 = 0.23;

/// Plays the pads.
pub fn play(notes: &[Note], seconds: f64) -> Canvas {
    let mut canvas = Canvas::silence(seconds);
    let mut dice = Dice::new(23);
    for (index, note) in notes.iter().enumerate() {
        hold(&mut canvas, note, (&mut dice, place_of(index)));
    }
    canvas
}

/// The notes of a chord lie from left to right, the lowest in the middle.
fn place_of(index: usize) -> f64 {
    [0.0, -0.35, 0.35, -0.2, 0.2][index % 5]
}

fn hold(canvas: &mut Canvas, note: &Note, (dice, place): (&mut Dice, f64)) {
    let step = hz_from_pitch(note.pitch) / RATE;
    let steps = DETUNED_CENTS.map(|side| side.map(|cents| step * math::exp2(cents / 1200.0)));
    let mut middle = Phase::new(dice.unipolar());
    let mut phases = [(); 2].map(|()| [(); 2].map(|()| Phase::new(dice.unipolar())));
    let (mut body, mut sweep, gains) = (BODY.start(note.lasts_s), Sweep::new(), sides(place));
    let mut breath = Phase::new(note.at_s * BREATH_HZ);
    canvas.draw(note.at_s, BODY.seconds(note.lasts_s), || {
        let open = 1.0 + 0.25 * sine(breath.next(BREATH_HZ / RATE));
        let corner_hz = (350.0 + 2300.0 * note.velocity * note.velocity) * open;
        let level = 0.2 * note.velocity * body.next();
        let core = 1.2 * saw(middle.next(step), step);
        let raw = [0, 1].map(|side| {
            let wings = phases[side].iter_mut().zip(steps[side]);
            let wings: f64 = wings.map(|(phase, step)| saw(phase.next(step), step)).sum();
            level * gains[side] * (core + wings)
        });
        sweep.next(raw, corner_hz, 0.8)
    });
}
