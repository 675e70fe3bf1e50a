// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kick drum: a sine that falls from a knock to its note, with a click in front.

use dsp::{
    Hz,
    oscillator::{Phase, sine},
    signals::Dice,
    svf::{Memory, Svf},
};

use crate::demo::{
    canvas::{Canvas, RATE, RATE_HZ, warm},
    envelope::{Envelope, Fall},
    parts::Note,
};

/// Where the drum ends: a note between the low roots of the bass.
const NOTE_HZ: f64 = 51.0;
const BODY: Envelope = Envelope { attack_s: 0.0008, decay_s: 0.4, sustain: 0.0, release_s: 0.045 };

/// Plays the kick.
pub fn play(notes: &[Note], seconds: f64) -> Canvas {
    let mut canvas = Canvas::silence(seconds);
    let mut dice = Dice::new(21);
    for note in notes {
        strike(&mut canvas, note, &mut dice);
    }
    canvas
}

fn strike(canvas: &mut Canvas, note: &Note, dice: &mut Dice) {
    let (mut phase, mut body) = (Phase::default(), BODY.start(0.14));
    let (mut drop, mut snap, mut click) = (Fall::new(0.028), Fall::new(0.005), Fall::new(0.0022));
    let (bright, mut memory) = (Svf::high_pass(Hz(1800.0), 0.7, RATE_HZ), Memory::default());
    canvas.draw(note.at_s, BODY.seconds(0.14), || {
        let hz = NOTE_HZ + 95.0 * drop.next() + 260.0 * snap.next();
        let drum = warm(1.9 * sine(phase.next(hz / RATE))) * body.next();
        let knock = bright.next(&mut memory, dice.bipolar()) * click.next();
        [note.velocity * (drum + 0.5 * knock); 2]
    });
}
