// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Four faults, sown into the clean song for the suite to find.
//!
//! 1. The drums' bus clips in the choruses: 5 dB into a clip at its own peak, then 3 dB down, so
//!    that its peak meter shows nothing.
//! 2. The low end of the bass is turned around on the right: it vanishes in mono.
//! 3. The pads are built up by a wide bell at 355 Hz, turned up all the way to 12 dB: with the notes
//!    they hold, the band at 315 Hz gets the most of it.
//! 4. Every fader stands too high: the mix bus sums over 0 dBFS.
//!
//! The second is the stereo kind of a low-end polarity clash, because it shows in the mix alone
//! (correlation below zero), with kick and bass both untouched at their fundamental's level. A
//! Linkwitz-Riley crossover of second order with its low band inverted is the first-order all-pass
//! `(s − ω) / (s + ω)`: opposed below the crossover, the same above, no louder or quieter anywhere.
//! Source: S. H. Linkwitz, "Active crossover networks for noncoincident drivers", JAES 24 (1976).

use dsp::{
    Audio, Db, Hz, math,
    svf::{Memory, Svf},
    units::gain_from_db,
};

use super::{
    canvas::{RATE, RATE_HZ, frames_from_s},
    song::{Section, Song, Stem},
};

/// How far the drums are driven into the clip.
pub const CLIP_DRIVE: Db = Db(5.0);
/// By how much they are turned down behind it.
pub const CLIP_TRIM: Db = Db(-3.0);
/// Below this the right side of the bass is opposed to the left.
pub const OPPOSED_BELOW: Hz = Hz(180.0);
/// Where the pads are built up.
pub const BUILD_UP: Hz = Hz(355.0);
/// How wide the bell is: an octave and a half.
pub const BUILD_UP_Q: f64 = 0.9;
/// By how much.
pub const BUILD_UP_GAIN: Db = Db(12.0);
/// How much too high every fader stands.
pub const FADERS: Db = Db(5.0);

/// The song with all four faults.
pub fn sown(mut song: Song) -> Song {
    let choruses: Vec<Section> = song.sections.iter().copied().filter(|s| s.name == "chorus").collect();
    for stem in &mut song.stems {
        spoil(stem, &choruses);
    }
    song
}

fn spoil(stem: &mut Stem, choruses: &[Section]) {
    match stem.name {
        "drums" => clip(&mut stem.audio, choruses),
        "bass" => oppose(&mut stem.audio),
        "pads" => build_up(&mut stem.audio),
        _ => {}
    }
    let gain = math::sample_from(gain_from_db(FADERS));
    each_channel(&mut stem.audio, |sample, _| *sample *= gain);
}

fn clip(drums: &mut Audio, choruses: &[Section]) {
    let ceiling = drums.sample_peak();
    let [drive, trim] = [CLIP_DRIVE, CLIP_TRIM].map(|db| math::sample_from(gain_from_db(db)));
    for section in choruses {
        let [from, to] = [section.from_s, section.to_s].map(frames_from_s);
        for channel in &mut drums.channels {
            for sample in &mut channel[from..to] {
                *sample = (*sample * drive).clamp(-ceiling, ceiling) * trim;
            }
        }
    }
}

/// The all-pass above, by the trapezoidal rule: `y = c x + x₁ − c y₁`, `c = (g − 1) / (g + 1)`.
fn oppose(bass: &mut Audio) {
    let g = math::tan(math::PI * OPPOSED_BELOW.0 / RATE);
    let pole = (g - 1.0) / (g + 1.0);
    let [mut last_in, mut last_out] = [0.0; 2];
    for sample in &mut bass.channels[1] {
        let x = f64::from(*sample);
        last_out = pole * (x - last_out) + last_in;
        last_in = x;
        *sample = math::sample_from(-last_out);
    }
}

fn build_up(pads: &mut Audio) {
    let bell = Svf::bell(BUILD_UP, BUILD_UP_Q, BUILD_UP_GAIN, RATE_HZ);
    let mut memory = [Memory::default(); 2];
    each_channel(pads, |sample, side| {
        *sample = math::sample_from(bell.next(&mut memory[side], f64::from(*sample)));
    });
}

fn each_channel(audio: &mut Audio, mut change: impl FnMut(&mut f32, usize)) {
    for (side, channel) in audio.channels.iter_mut().enumerate() {
        for sample in channel {
            change(sample, side);
        }
    }
}

#[cfg(test)]
mod tests {
    use dsp::units::{db_from_gain, db_from_power};

    use super::*;

    fn section(from_s: f64, to_s: f64) -> Section {
        Section { name: "chorus", from_s, to_s }
    }

    fn noise(seed: u64) -> Audio {
        let channels = vec![dsp::signals::white_noise(seed, 0.5, 96_000); 2];
        Audio { rate_hz: RATE_HZ, channels }
    }

    #[test]
    fn the_clip_leaves_flat_tops_under_the_old_peak_in_the_choruses_only() {
        let (before, mut after) = (noise(1), noise(1));
        clip(&mut after, &[section(1.0, 2.0)]);
        assert_eq!(before.channels[0][..48_000], after.channels[0][..48_000]);
        let top = after.channels[0][48_000..].iter().fold(0.0_f32, |top, x| top.max(x.abs()));
        let flat = after.channels[0][48_000..].iter().filter(|x| x.abs() == top).count();
        assert!((db_from_gain(f64::from(top / before.sample_peak())).0 - CLIP_TRIM.0).abs() < 1e-4);
        assert!(flat > 10_000, "{flat} samples at the top");
    }

    #[test]
    fn the_turned_bass_is_as_loud_as_before_and_vanishes_in_mono_at_its_lowest_notes() {
        let wave = dsp::signals::sine(RATE_HZ, 44.0, 0.5, 0.0, 96_000);
        let mut bass = Audio { rate_hz: RATE_HZ, channels: vec![wave; 2] };
        oppose(&mut bass);
        let power = |sum: &dyn Fn(f64, f64) -> f64| {
            let pairs = bass.channels[0].iter().zip(&bass.channels[1]).skip(48_000);
            pairs.map(|(l, r)| sum(f64::from(*l), f64::from(*r)).powi(2)).sum::<f64>()
        };
        let [left, right, mono] = [power(&|l, _| l), power(&|_, r| r), power(&f64::midpoint)];
        assert!((right / left - 1.0).abs() < 1e-3);
        assert!(db_from_power(mono / left).0 < -12.0);
    }
}
