// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Small songs for tests, and what happens to versions of them.

use dsp::{
    math,
    signals::{Dice, pink_noise, white_noise},
};
use realfft::{RealFftPlanner, num_complex::Complex};

pub const RATE_HZ: u32 = 44_100;

/// Drums, a bass and chords that no other seed plays, under some hiss; left and right differ.
pub fn song(seed: u64, seconds: f64) -> Vec<Vec<f32>> {
    let frames = math::index_from(seconds * f64::from(RATE_HZ));
    let mut dice = Dice::new(seed);
    let beat = math::index_from(f64::from(RATE_HZ) * (0.2 + 0.1 * dice.unipolar()));
    let mut channels: Vec<Vec<f32>> = (0..2).map(|side| pink_noise(seed * 2 + side, 0.02, frames)).collect();
    for (n, start) in (0..frames).step_by(beat).enumerate() {
        let hit = white_noise(seed * 1000 + n as u64, 0.3 * dice.unipolar(), beat);
        let notes: Vec<f64> =
            (0..4).map(|_| 55.0 * math::exp2(math::floor(36.0 * dice.unipolar()) / 12.0)).collect();
        let pan = dice.unipolar();
        for (t, frame) in (start..frames.min(start + beat)).enumerate() {
            let seconds = t as f64 / f64::from(RATE_HZ);
            let tone = |hz: &f64| math::sin(math::TAU * hz * seconds) * math::exp(-4.0 * seconds);
            let drum = f64::from(hit[t]) * math::exp(-40.0 * seconds);
            let chord = 0.1 * notes.iter().map(tone).sum::<f64>();
            channels[0][frame] += math::sample_from(drum + chord * pan);
            channels[1][frame] += math::sample_from(drum + chord * (1.0 - pan));
        }
    }
    channels
}

/// Every channel later by any number of frames, exactly as far as the band reaches.
pub fn later(sound: &[Vec<f32>], frames: f64) -> Vec<Vec<f32>> {
    sound.iter().map(|channel| shifted(channel, frames)).collect()
}

fn shifted(channel: &[f32], frames: f64) -> Vec<f32> {
    let length = (channel.len() + math::index_from(frames.abs()) + 4096).next_power_of_two();
    let mut planner = RealFftPlanner::<f64>::new();
    let (forward, back) = (planner.plan_fft_forward(length), planner.plan_fft_inverse(length));
    let mut sound: Vec<f64> = channel.iter().map(|sample| f64::from(*sample)).collect();
    sound.resize(length, 0.0);
    let mut bins = forward.make_output_vec();
    forward.process(&mut sound, &mut bins).unwrap();
    let last = bins.len() - 1;
    for (n, bin) in bins.iter_mut().enumerate() {
        let angle = -math::TAU * n as f64 / length as f64 * frames;
        *bin *= Complex::new(math::cos(angle), math::sin(angle)) / length as f64;
    }
    (bins[0].im, bins[last].im) = (0.0, 0.0);
    back.process(&mut bins, &mut sound).unwrap();
    sound.truncate(channel.len() + math::index_from(frames.max(0.0)));
    sound.into_iter().map(math::sample_from).collect()
}

/// Every sample passed through `change`.
pub fn changed(sound: &[Vec<f32>], change: impl Fn(f64) -> f64) -> Vec<Vec<f32>> {
    let each = |channel: &Vec<f32>| channel.iter().map(|x| math::sample_from(change(f64::from(*x)))).collect();
    sound.iter().map(each).collect()
}

/// With noise this far under the sound.
pub fn with_noise(sound: &[Vec<f32>], db: f64) -> Vec<Vec<f32>> {
    let power = |channel: &[f32]| channel.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>();
    let noisy = |(n, channel): (usize, &Vec<f32>)| {
        let noise = white_noise(77 + n as u64, 1.0, channel.len());
        let gain = math::sqrt(power(channel) / power(&noise)) * math::exp10(-db.abs() / 20.0);
        channel.iter().zip(&noise).map(|(x, noise)| x + math::sample_from(gain) * noise).collect()
    };
    sound.iter().enumerate().map(noisy).collect()
}

/// Silence before it.
pub fn after_silence(sound: &[Vec<f32>], frames: usize) -> Vec<Vec<f32>> {
    sound.iter().map(|channel| vec![0.0; frames].into_iter().chain(channel.iter().copied()).collect()).collect()
}

pub fn slices(sound: &[Vec<f32>]) -> Vec<&[f32]> {
    sound.iter().map(Vec::as_slice).collect()
}
