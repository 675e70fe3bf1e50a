// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A band of eight, made from nothing but a seed: each instrument with the spectrum and the rhythm of its kind.

use dsp::{
    Hz, math,
    signals::Dice,
    svf::{Memory, Svf},
    units::{Db, gain_from_db},
};

pub const RATE_HZ: u32 = 44_100;
const RATE: f64 = 44_100.0;
/// Quarter notes at 120 in a minute.
const BEAT: usize = 22_050;
/// Four bars.
pub const FRAMES: usize = 16 * BEAT;
/// An octave in just and tempered steps is near enough for a spectrum.
const SCALE: [f64; 7] = [1.0, 1.125, 1.2, 1.333, 1.5, 1.6, 1.8];

pub type Sound = Vec<f64>;

/// An instrument: its name, its usual level in dB RMS, and how it plays.
pub struct Instrument {
    pub name: &'static str,
    pub usual_db: f64,
    pub play: fn(&mut Dice) -> Sound,
}

pub static BAND: [Instrument; 8] = [
    Instrument { name: "Kick", usual_db: -18.0, play: kick },
    Instrument { name: "Bass", usual_db: -17.0, play: bass },
    Instrument { name: "Snare", usual_db: -22.0, play: snare },
    Instrument { name: "Hats", usual_db: -31.0, play: hats },
    Instrument { name: "Pads", usual_db: -24.0, play: pads },
    Instrument { name: "Guitar", usual_db: -23.0, play: guitar },
    Instrument { name: "Voice", usual_db: -20.0, play: voice },
    Instrument { name: "Keys", usual_db: -24.0, play: keys },
];

/// One instrument, ±6 dB about its usual level, in a random part of the bars.
pub fn stem(instrument: &Instrument, dice: &mut Dice) -> Sound {
    let mut sound = (instrument.play)(dice);
    for bar in sound.chunks_mut(4 * BEAT) {
        // A bar in six is a rest; the arrangement is never the same twice.
        if dice.unipolar() < 1.0 / 6.0 {
            bar.fill(0.0);
        }
    }
    let level_db = instrument.usual_db + 6.0 * dice.bipolar();
    let power = sound.iter().map(|x| x * x).sum::<f64>() / FRAMES as f64;
    let gain = gain_from_db(Db(level_db)) / math::sqrt(power.max(1e-12));
    for x in &mut sound {
        *x *= gain;
    }
    sound
}

/// The sound through a filter.
pub fn through(filter: Svf, sound: &[f64]) -> Sound {
    let mut memory = Memory::default();
    sound.iter().map(|x| filter.next(&mut memory, *x)).collect()
}

fn low(hz: f64, q: f64, sound: &[f64]) -> Sound {
    through(Svf::low_pass(Hz(hz), q, RATE_HZ), sound)
}

fn high(hz: f64, q: f64, sound: &[f64]) -> Sound {
    through(Svf::high_pass(Hz(hz), q, RATE_HZ), sound)
}

fn between(from: f64, to: f64, dice: &mut Dice) -> f64 {
    from + (to - from) * dice.unipolar()
}

fn note_hz(root_hz: f64, dice: &mut Dice) -> f64 {
    root_hz * SCALE[math::index_from(dice.unipolar() * 6.999)]
}

/// Adds `sound(t)` from a frame on, `seconds` long.
fn add(out: &mut Sound, at: usize, seconds: f64, mut sound: impl FnMut(f64) -> f64) {
    let frames = math::index_from(seconds * RATE).min(out.len().saturating_sub(at));
    for (n, x) in out[at..at + frames].iter_mut().enumerate() {
        *x += sound(n as f64 / RATE);
    }
}

fn silence() -> Sound {
    vec![0.0; FRAMES]
}

/// A sawtooth's phase ramp; its aliases lie far below what the filters behind it leave.
fn saw(hz: f64, t: f64) -> f64 {
    let turns = hz * t;
    2.0 * (turns - math::floor(turns)) - 1.0
}

fn kick(dice: &mut Dice) -> Sound {
    let (deep_hz, decay_s) = (between(45.0, 60.0, dice), between(0.09, 0.2, dice));
    let mut out = silence();
    for at in (0..FRAMES).step_by(BEAT) {
        let mut turns = 0.0;
        add(&mut out, at, 0.5, |t| {
            turns += deep_hz * (1.0 + 3.0 * math::exp(-t / 0.02)) / RATE;
            let click = dice.bipolar() * 0.15 * math::exp(-t / 0.006);
            math::sin(math::TAU * turns) * math::exp(-t / decay_s) + click
        });
    }
    out
}

fn bass(dice: &mut Dice) -> Sound {
    let (root_hz, corner_hz) = (between(38.0, 52.0, dice), between(300.0, 1200.0, dice));
    let mut out = silence();
    for at in (0..FRAMES).step_by(BEAT / 2) {
        if dice.unipolar() < 0.8 {
            let hz = note_hz(root_hz, dice);
            add(&mut out, at, 0.23, |t| saw(hz, t) * math::exp(-t / 0.3) * (1.0 - math::exp(-t / 0.004)));
        }
    }
    low(corner_hz, 0.9, &out)
}

fn snare(dice: &mut Dice) -> Sound {
    let (shell_hz, decay_s) = (between(170.0, 240.0, dice), between(0.07, 0.16, dice));
    let mut out = silence();
    for at in (BEAT..FRAMES).step_by(2 * BEAT) {
        add(&mut out, at, 0.5, |t| {
            let shell = 0.8 * math::sin(math::TAU * shell_hz * t) * math::exp(-t / 0.06);
            shell + 0.7 * dice.bipolar() * math::exp(-t / decay_s)
        });
    }
    let bright_hz = between(2500.0, 5000.0, dice);
    let wires = through(Svf::band_pass(Hz(bright_hz), 0.6, RATE_HZ), &out);
    out.iter().zip(wires).map(|(shell, wires)| 0.5 * shell + wires).collect()
}

fn hats(dice: &mut Dice) -> Sound {
    let mut out = silence();
    for at in (0..FRAMES).step_by(BEAT / 2) {
        let (loud, decay_s) = (between(0.4, 1.0, dice), if dice.unipolar() < 0.2 { 0.15 } else { 0.035 });
        add(&mut out, at, 0.24, |t| loud * dice.bipolar() * math::exp(-t / decay_s));
    }
    high(between(5000.0, 8000.0, dice), 0.8, &high(2000.0, 0.7, &out))
}

fn pads(dice: &mut Dice) -> Sound {
    let (root_hz, corner_hz) = (between(110.0, 200.0, dice), between(600.0, 3000.0, dice));
    let mut out = silence();
    for at in (0..FRAMES).step_by(4 * BEAT) {
        for _ in 0..4 {
            let hz = note_hz(root_hz, dice);
            for detune in [0.996, 1.0, 1.005] {
                let start = dice.unipolar();
                add(&mut out, at, 2.0, |t| saw(hz * detune, t + start) * (1.0 - math::exp(-t / 0.2)));
            }
        }
    }
    high(90.0, 0.7, &low(corner_hz, 0.6, &out))
}

fn guitar(dice: &mut Dice) -> Sound {
    let root_hz = between(82.0, 160.0, dice);
    let mut out = silence();
    for at in (0..FRAMES).step_by(BEAT / 2) {
        if dice.unipolar() < 0.7 {
            for _ in 0..3 {
                let hz = note_hz(root_hz * if dice.unipolar() < 0.5 { 1.0 } else { 2.0 }, dice);
                let decay_s = between(0.1, 0.5, dice);
                add(&mut out, at, 0.6, |t| saw(hz, t) * math::exp(-t / decay_s));
            }
        }
    }
    let body = through(Svf::bell(Hz(between(1200.0, 3000.0, dice)), 1.0, Db(6.0), RATE_HZ), &out);
    high(100.0, 0.8, &low(between(2500.0, 5000.0, dice), 0.7, &body))
}

fn voice(dice: &mut Dice) -> Sound {
    let root_hz = between(120.0, 240.0, dice);
    let mut out = silence();
    for at in (0..FRAMES).step_by(BEAT / 2) {
        if dice.unipolar() < 0.75 {
            let hz = note_hz(root_hz, dice);
            let mut sung = vec![0.0; math::index_from(0.26 * RATE)];
            add(&mut sung, 0, 0.25, |t| {
                let vibrato = 1.0 + 0.01 * math::sin(math::TAU * 5.5 * t);
                (saw(hz * vibrato, t) + 0.15 * dice.bipolar()) * (1.0 - math::exp(-t / 0.02))
            });
            for (from, to, q, loud) in
                [(350.0, 900.0, 4.0, 1.0), (900.0, 2200.0, 5.0, 0.7), (2400.0, 3400.0, 5.0, 0.5)]
            {
                let formant = through(Svf::band_pass(Hz(between(from, to, dice)), q, RATE_HZ), &sung);
                add(&mut out, at, 0.25, |t| loud * formant[math::index_from(t * RATE + 0.5)]);
            }
            add(&mut out, at, 0.25, |t| 0.08 * sung[math::index_from(t * RATE + 0.5)]);
        }
    }
    high(80.0, 0.7, &out)
}

fn keys(dice: &mut Dice) -> Sound {
    let root_hz = between(200.0, 400.0, dice);
    let mut out = silence();
    for at in (0..FRAMES).step_by(BEAT) {
        for _ in 0..3 {
            let hz = note_hz(root_hz, dice);
            let bright = between(0.1, 0.6, dice);
            add(&mut out, at, 0.9, |t| {
                let bell = bright * math::exp(-t / 0.15) * math::sin(math::TAU * 4.0 * hz * t);
                let tine = math::sin(math::TAU * hz * t) + 0.3 * math::sin(math::TAU * 2.0 * hz * t);
                (tine + bell) * math::exp(-t / 0.6)
            });
        }
    }
    high(60.0, 0.7, &out)
}
