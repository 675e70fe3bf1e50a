// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bass: a sine for the floor, a saw through a filter that opens and shuts for the growl.

use dsp::oscillator::{Phase, saw, sine};

use super::Sweep;
use crate::demo::{
    canvas::{Canvas, RATE, hz_from_pitch, warm},
    envelope::{Envelope, Fall},
    parts::Note,
};

const BODY: Envelope = Envelope { attack_s: 0.006, decay_s: 0.3, sustain: 0.5, release_s: 0.03 };

/// Plays the bass.
pub fn play(notes: &[Note], seconds: f64) -> Canvas {
    let mut canvas = Canvas::silence(seconds);
    for note in notes {
        pluck(&mut canvas, note);
    }
    canvas
}

fn pluck(canvas: &mut Canvas, note: &Note) {
    let step = hz_from_pitch(note.pitch) / RATE;
    let (mut phase, mut twin) = (Phase::default(), Phase::new(0.3));
    let (mut body, mut open, mut sweep) = (BODY.start(note.lasts_s), Fall::new(0.16), Sweep::new());
    canvas.draw(note.at_s, BODY.seconds(note.lasts_s), || {
        let turns = phase.next(step);
        let saws = saw(turns, step) + saw(twin.next(step * 1.004), step);
        let corner_hz = 180.0 + 1500.0 * note.velocity * open.next();
        let [growl, _] = sweep.next([saws; 2], corner_hz, 1.1);
        let level = note.velocity * body.next();
        [level * (0.75 * sine(turns) + 0.55 * warm(0.9 * growl)); 2]
    });
}
