// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The keys: an electric piano by frequency modulation, a hammer of 14 times the pitch on a bar of
//! its own, trembling from side to side.
//!
//! Source: J. M. Chowning, "The synthesis of complex audio spectra by means of frequency
//! modulation", Journal of the Audio Engineering Society 21 (1973).

use dsp::oscillator::{Phase, sine};

use crate::demo::{
    canvas::{Canvas, RATE, hz_from_pitch},
    envelope::{Envelope, Fall},
    parts::Note,
};

const BODY: Envelope = Envelope { attack_s: 0.002, decay_s: 0.9, sustain: 0.05, release_s: 0.07 };
const TREMBLE_HZ: f64 = 4.7;

/// Plays the keys.
pub fn play(notes: &[Note], seconds: f64) -> Canvas {
    let mut canvas = Canvas::silence(seconds);
    for note in notes {
        press(&mut canvas, note);
    }
    canvas
}

fn press(canvas: &mut Canvas, note: &Note) {
    let step = hz_from_pitch(note.pitch) / RATE;
    let (mut bar, mut twin, mut hammer) = (Phase::default(), Phase::default(), Phase::default());
    let (mut body, mut bite, mut tine) = (BODY.start(note.lasts_s), Fall::new(0.5), Fall::new(0.09));
    let mut tremble = Phase::new(note.at_s * TREMBLE_HZ);
    canvas.draw(note.at_s, BODY.seconds(note.lasts_s), || {
        let bend = 0.05 + 0.28 * note.velocity * bite.next();
        let tone = sine(bar.next(step) + bend * sine(twin.next(step * 1.0007)));
        let ring = 0.16 * note.velocity * tine.next() * sine(hammer.next((step * 14.0).min(0.4)));
        let level = note.velocity * body.next() * (tone + ring);
        let lean = 0.3 * sine(tremble.next(TREMBLE_HZ / RATE));
        [level * (0.7 + lean), level * (0.7 - lean)]
    });
}
