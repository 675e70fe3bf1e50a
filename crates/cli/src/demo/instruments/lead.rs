// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The lead: two bright saws and a square an octave below, plucked or drawn out.

use dsp::oscillator::{Phase, pulse, saw, sine};

use super::Sweep;
use crate::demo::{
    canvas::{Canvas, RATE, hz_from_pitch, sides},
    envelope::{Envelope, Fall},
    parts::Note,
};

const BODY: Envelope = Envelope { attack_s: 0.004, decay_s: 0.35, sustain: 0.45, release_s: 0.05 };
const VIBRATO_HZ: f64 = 5.3;

/// Plays the lead.
pub fn play(notes: &[Note], seconds: f64) -> Canvas {
    let mut canvas = Canvas::silence(seconds);
    for (index, note) in notes.iter().enumerate() {
        pluck(&mut canvas, note, [-0.4, 0.3, -0.15, 0.45][index % 4]);
    }
    canvas
}

fn pluck(canvas: &mut Canvas, note: &Note, place: f64) {
    let pitch_step = hz_from_pitch(note.pitch) / RATE;
    let (mut first, mut second, mut below) = (Phase::default(), Phase::new(0.4), Phase::default());
    let (mut body, mut open, mut sweep) = (BODY.start(note.lasts_s), Fall::new(0.11), Sweep::new());
    let (mut vibrato, mut patience) = (Phase::default(), Fall::new(0.5));
    let gains = sides(place);
    canvas.draw(note.at_s, BODY.seconds(note.lasts_s), || {
        let wobble = 0.004 * (1.0 - patience.next()) * sine(vibrato.next(VIBRATO_HZ / RATE));
        let step = pitch_step * (1.0 + wobble);
        let bright = saw(first.next(step), step) + saw(second.next(step * 1.006), step);
        let wave = bright + 0.6 * pulse(below.next(step / 2.0), step / 2.0, 0.4);
        let level = 0.3 * note.velocity * body.next();
        sweep.next(gains.map(|gain| gain * level * wave), 700.0 + 5200.0 * note.velocity * open.next(), 1.4)
    });
}
