// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the sowers of tones share: hearing a sound as a check hears it, and adding one to a song.

use dsp::{Audio, math, signals::Dice};

use super::{
    Check,
    frames::{Frame, Frames},
    low_end,
    slow::Slow,
};

/// A check that has heard the spectra of a whole sound.
pub(crate) fn heard<C: Check>(sound: &Audio) -> C {
    let mut check = C::new(sound.rate_hz);
    hear(sound, |frame| check.hear_frame(frame));
    check
}

/// Hands the spectra of a whole sound to `each`.
pub(crate) fn hear(sound: &Audio, each: impl FnMut(&Frame<'_>)) {
    Frames::new(sound.rate_hz).push(&sound.channels, each);
}

/// Hands its slow spectra to `each`.
pub(crate) fn hear_slowly(sound: &Audio, mut each: impl FnMut(&Frame<'_>)) {
    let whole = sound.frames() / low_end::stride(sound.rate_hz) * low_end::stride(sound.rate_hz);
    let channels: Vec<_> = sound.channels.iter().map(|channel| channel[..whole].to_vec()).collect();
    Slow::new(sound.rate_hz).push(&channels, &mut each);
}

/// Adds a sound of the same length at a gain.
pub(crate) fn add(song: &mut Audio, sound: &Audio, gain: f64) {
    let gain = math::sample_from(gain);
    for (channel, added) in song.channels.iter_mut().zip(&sound.channels) {
        channel.iter_mut().zip(added).for_each(|(x, added)| *x += gain * added);
    }
}

/// A sound as long as a song on the sides the dice choose: both, left, or right.
pub(crate) fn beside(song: &Audio, dice: &mut Dice, mono: &[f32]) -> Audio {
    let silent = math::index_from(dice.unipolar() * 4.0);
    let side = |n: usize| if n == silent { vec![0.0; mono.len()] } else { mono.to_vec() };
    let alone = song.channels.len() == 1;
    let channels = (0..song.channels.len()).map(|n| if alone { mono.to_vec() } else { side(n) }).collect();
    Audio { rate_hz: song.rate_hz, channels }
}

/// A number the dice choose between two.
pub(crate) fn between(dice: &mut Dice, from: f64, to: f64) -> f64 {
    from + (to - from) * dice.unipolar()
}
