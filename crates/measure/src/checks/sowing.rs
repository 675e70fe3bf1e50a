// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where faults are sown: a sample, a loud place, a stretch that holds a share of the song.
//!
//! Nothing here panics, whatever the song is: where there is no sound, nothing is sown.

use dsp::{Audio, math, signals::Dice};

use super::{
    low_end::{LowEnd, PRESENT, stride},
    moment::Level,
};

/// A place is loud if it is within 6 dB of the whole song.
const LOUD: f64 = 0.25;
/// How long it is.
const PLACE_S: f64 = 0.05;
/// After so many throws any place will do.
const PATIENCE: usize = 100;
/// A stretch fades in and out, so that its edges are no faults of their own.
const FADE_S: f64 = 0.02;
/// The grain of a stretch.
const BLOCK_S: f64 = 0.1;

/// A whole number below `count`.
pub(crate) fn pick(count: usize, dice: &mut Dice) -> usize {
    math::index_from(dice.unipolar() * count as f64).min(count.saturating_sub(1))
}

/// A channel.
pub(crate) fn channel<'a>(song: &'a mut Audio, dice: &mut Dice) -> Option<&'a mut Vec<f32>> {
    let index = pick(song.channels.len(), dice);
    song.channels.get_mut(index)
}

/// A frame where the song is loud: a fault in a pause is nobody's business.
pub(crate) fn loud_frame(song: &Audio, dice: &mut Dice) -> usize {
    let length = math::index_from(PLACE_S * f64::from(song.rate_hz)).max(1);
    let last = song.frames().saturating_sub(length);
    let loud = LOUD * power(song, 0, song.frames());
    let places: Vec<usize> = (0..PATIENCE).map(|_| pick(last, dice)).collect();
    let found = places.iter().find(|from| power(song, **from, length) >= loud);
    found.or(places.first()).copied().unwrap_or(0)
}

/// The mean power of so many frames.
fn power(song: &Audio, from: usize, frames: usize) -> f64 {
    let parts = song.channels.iter().map(|channel| channel.iter().skip(from).take(frames));
    parts.flatten().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>() / frames.max(1) as f64
}

/// The whole song louder or quieter.
pub(crate) fn amplify(song: &mut Audio, gain: f64) {
    let gain = math::sample_from(gain);
    song.channels.iter_mut().flatten().for_each(|x| *x *= gain);
}

/// The parts of the song that checks weigh.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// 20 to 120 Hz.
    LowEnd,
    /// 250 Hz to 2 kHz.
    Middle,
}

/// A stretch of a song; what does not fit before the end goes on at the beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    from: usize,
    frames: usize,
    fade: f64,
    of: usize,
}

impl Stretch {
    /// A stretch that holds this share of the energy of a part.
    pub fn holding(song: &Audio, part: Part, share: f64, dice: &mut Dice) -> Self {
        let block = block_frames(song.rate_hz);
        let energies = energies(song, part);
        let wanted = share * energies.iter().sum::<f64>();
        let first = pick(energies.len(), dice);
        let later = energies.iter().cycle().skip(first).take(energies.len());
        let held = later.scan(0.0, |held, energy| Some(std::mem::replace(held, *held + energy)));
        let blocks = held.take_while(|held| *held < wanted).count();
        let of = song.frames();
        let frames = if blocks == energies.len() { of } else { blocks * block };
        Self { from: first * block, frames, fade: FADE_S * f64::from(song.rate_hz), of }
    }

    /// How much this frame belongs to it, 0 to 1.
    pub fn share_at(&self, frame: usize) -> f64 {
        if self.frames >= self.of {
            return 1.0;
        }
        let into = (frame + self.of - self.from) % self.of;
        let edge = into.min(self.frames.saturating_sub(into)) as f64;
        (edge / self.fade.max(1.0)).min(1.0)
    }
}

fn block_frames(rate_hz: u32) -> usize {
    let stride = stride(rate_hz);
    stride * math::index_from(BLOCK_S * f64::from(rate_hz) / stride as f64).max(1)
}

/// Block by block; where there is next to no low end, none counts.
fn energies(song: &Audio, part: Part) -> Vec<f64> {
    let [left, right, ..] = &song.channels[..] else { return Vec::new() };
    let mut ear = LowEnd::new(song.rate_hz);
    let block = block_frames(song.rate_hz);
    let blocks = left.chunks(block).zip(right.chunks(block));
    let energy = |(left, right): (&[f32], &[f32])| {
        let [low, middle] = ear.pairs(left, right).map(|pair| pair.total());
        let all = Level::of(left).energy + Level::of(right).energy;
        match part {
            Part::Middle => middle,
            Part::LowEnd if low > PRESENT * all => low,
            Part::LowEnd => 0.0,
        }
    };
    blocks.map(energy).collect()
}

/// An all-pass `(s − ω) / (s + ω)`, by the trapezoidal rule: upside down far below a share of the
/// rate, untouched far above, no louder or quieter anywhere.
pub(crate) fn opposed_below(frequency: f64) -> impl FnMut(f64) -> f64 {
    let warped = math::tan(math::PI * frequency.min(0.25));
    let pole = (warped - 1.0) / (warped + 1.0);
    let [mut last_in, mut last_out] = [0.0; 2];
    move |x| {
        last_out = pole * (x - last_out) + last_in;
        last_in = x;
        -last_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::bench::{RATE_HZ, music};

    fn song() -> Audio {
        Audio { rate_hz: RATE_HZ, channels: music(40, 12.0) }
    }

    #[test]
    fn a_stretch_holds_its_share_of_the_energy_wherever_it_begins() {
        let song = song();
        for (seed, share) in [(1, 0.1), (2, 0.25), (3, 0.5), (4, 0.5)] {
            let stretch = Stretch::holding(&song, Part::LowEnd, share, &mut Dice::new(seed));
            let energies = energies(&song, Part::LowEnd);
            let block = block_frames(RATE_HZ);
            let inside =
                energies.iter().enumerate().map(|(n, energy)| energy * stretch.share_at(n * block + block / 2));
            let held = inside.sum::<f64>() / energies.iter().sum::<f64>();
            assert!((held - share).abs() < 0.03, "seed {seed}: {held:.3} of {share}");
        }
    }

    #[test]
    fn the_whole_song_is_a_stretch_without_edges() {
        let song = song();
        let stretch = Stretch::holding(&song, Part::Middle, 1.0, &mut Dice::new(5));
        assert!((0..song.frames()).step_by(997).all(|frame| stretch.share_at(frame) == 1.0));
    }

    #[test]
    fn a_song_of_nothing_has_places_too() {
        for channels in [0, 1, 2] {
            for frames in [0, 1, 100] {
                let mut song = Audio::silence(0, channels, frames);
                for entry in crate::checks::ALL {
                    entry.sow(&mut song, 2.0, 1);
                }
            }
        }
    }
}
