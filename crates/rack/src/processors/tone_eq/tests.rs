// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The tone equaliser measured: its shapes, and what automation does to it.

use dsp::{Audio, Stream, math, signals};

use super::*;
use crate::{
    params::Params as _,
    processor::{Processor as _, Readings},
};

/// What automation does, from −1 to 1.
type Sweep = fn(&mut Knobs, f64);

#[test]
fn a_new_one_does_nothing_and_its_bands_are_spread_over_the_range() {
    let bands = Knobs::default().bands();
    assert!(curve(&bands).is_flat());
    assert!(bands.windows(2).all(|pair| pair[0].frequency.0 * 1.3 < pair[1].frequency.0));
}

#[test]
fn every_shape_at_every_place_follows_its_circuit_to_20_khz_at_44_1_khz() {
    for shape in [Shape::Bell, Shape::Low, Shape::High, Shape::Tilt] {
        for (hz, q) in [320.0, 1000.0, 4000.0, 9000.0, 14_000.0, 20_000.0]
            .into_iter()
            .flat_map(|hz| [0.4, 1.0, 2.5].map(|q| (hz, q)))
        {
            let band = Band { shape, frequency: Hz(hz), gain: Db(6.0), q: Q(q), channels: Channels::Stereo };
            let design = band.filter().design(44_100);
            let off = |n: u32| {
                let at = Hz(10.0 * math::pow(2000.0, f64::from(n) / 300.0));
                (design.gain_db(at, 44_100) - band.filter().prototype_db(at)).abs()
            };
            let worst = (0..=300).map(off).fold(0.0, f64::max);
            assert!(worst <= 0.35, "{band:?}: {worst:.3} dB");
        }
    }
}

#[test]
fn whatever_is_automated_ten_times_a_second_does_not_click() {
    let tone = signals::sine(48_000, 100.0, 0.5, 0.0, 48_000);
    let still = Knobs { a_gain: Db(6.0), match_loudness: false, ..Knobs::default() };
    let sweeps: [(&str, Sweep); 4] = [
        ("frequency", |knobs, turn| knobs.a_frequency = Hz(1000.0 * math::pow(2.0, 1.5 * turn))),
        ("gain", |knobs, turn| knobs.a_gain = Db(6.0 * turn)),
        ("q", |knobs, turn| knobs.a_q = Q(math::pow(2.0, turn))),
        ("shape", |knobs, turn| knobs.a_shape = if turn > 0.0 { Shape::Low } else { Shape::Tilt }),
    ];
    for (name, sweep) in sweeps {
        let mut heard = Audio { rate_hz: 48_000, channels: vec![tone.clone(); 2] };
        let mut effect = ToneEq::new(&Stream { rate_hz: 48_000, channels: 2, longest_block: 64 });
        heard.for_each_block(64, |start, block| {
            let mut knobs = still.clone();
            sweep(&mut knobs, math::sin(math::TAU * 10.0 * start as f64 / 48_000.0));
            effect.process(&knobs, block, &mut Readings::default());
        });
        // A click is what lies far above the tone: the fourth difference leaves 2·10⁻⁹ of 100 Hz.
        let click = |w: &[f32]| f64::from((w[4] - 4.0 * w[3] + 6.0 * w[2] - 4.0 * w[1] + w[0]).abs()) / 16.0;
        let click_db = 20.0 * math::log10(heard.channels[0][4800..].windows(5).map(click).fold(0.0, f64::max));
        assert!(click_db < -80.0, "{name}: {click_db} dB");
    }
}

#[test]
fn every_knob_of_a_band_has_the_letter_of_the_band() {
    for letter in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        let own = Knobs::SPECS.iter().filter(|spec| spec.id.starts_with(&format!("{letter}-"))).count();
        assert_eq!(own, 5, "{letter}");
    }
}
