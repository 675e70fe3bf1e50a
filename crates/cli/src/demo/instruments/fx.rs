// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The effects: air in the quiet passages, a riser into every chorus, a boom when it lands.

use std::f64::consts::FRAC_1_SQRT_2;

use dsp::{
    Hz, math,
    oscillator::{Phase, sine},
    signals::Dice,
    svf::{Memory, Svf},
};

use super::{REDESIGN_FRAMES, both};
use crate::demo::{
    canvas::{Canvas, Frame, RATE, RATE_HZ, scaled},
    envelope::{Envelope, Fall},
    score::{BAR_STEPS, Bar, Scene, Score},
};

/// Plays the effects as the score's scenes ask.
pub fn play(score: &Score) -> Canvas {
    let mut canvas = Canvas::silence(score.seconds());
    let mut dice = Dice::new(41);
    let bars: Vec<Bar<'_>> = score.bars().collect();
    let bar_s = BAR_STEPS * score.step_s();
    for (bar, next) in bars.iter().zip(&bars[1..]) {
        let next_s = next.start_step * score.step_s();
        if matches!(bar.passage.scene, Scene::Intro | Scene::Break) {
            air(&mut canvas, next_s - bar_s, (bar_s, &mut dice));
        }
        if bar.is_last() && next.passage.scene == Scene::Chorus {
            riser(&mut canvas, next_s, (2.0 * bar_s, &mut dice));
            boom(&mut canvas, next_s);
        }
    }
    canvas
}

/// Wind far away.
fn air(canvas: &mut Canvas, from_s: f64, (lasts_s, dice): (f64, &mut Dice)) {
    const SWELL: Envelope = Envelope { attack_s: 1.0, decay_s: 1.0, sustain: 0.8, release_s: 0.5 };
    let mut swell = SWELL.start(lasts_s);
    let (wind, mut memory) = (Svf::band_pass(Hz(2600.0), 0.6, RATE_HZ), [Memory::default(); 2]);
    canvas.draw(from_s, SWELL.seconds(lasts_s), || {
        let noise = both(&wind, &mut memory, wide_noise(dice));
        scaled(noise, 0.035 * swell.next())
    });
}

/// Noise that climbs five octaves and ends where the chorus begins.
fn riser(canvas: &mut Canvas, end_s: f64, (lasts_s, dice): (f64, &mut Dice)) {
    let frames = lasts_s * RATE;
    let mut memory = [Memory::default(); 2];
    let mut filter = Svf::band_pass(Hz(300.0), 1.5, RATE_HZ);
    let mut frame = 0_usize;
    canvas.draw(end_s - lasts_s, lasts_s, || {
        let way = frame as f64 / frames;
        if frame.is_multiple_of(REDESIGN_FRAMES) {
            filter = Svf::band_pass(Hz(300.0 * math::exp2(5.0 * way)), 1.5, RATE_HZ);
        }
        frame += 1;
        let noise = both(&filter, &mut memory, wide_noise(dice));
        scaled(noise, 0.55 * way * way)
    });
}

/// White noise, half of it the same on both sides, so that mono keeps its body.
fn wide_noise(dice: &mut Dice) -> Frame {
    let middle = dice.bipolar();
    [(); 2].map(|()| FRAC_1_SQRT_2 * (middle + dice.bipolar()))
}

/// A deep drum that falls away.
fn boom(canvas: &mut Canvas, at_s: f64) {
    let (mut phase, mut fall, mut drop) = (Phase::default(), Fall::new(0.45), Fall::new(0.15));
    let mut rise = 0.0;
    canvas.draw(at_s, 3.0, || {
        rise += (1.0 - rise) * 0.004;
        [0.5 * rise * fall.next() * sine(phase.next((38.0 + 50.0 * drop.next()) / RATE)); 2]
    });
}
