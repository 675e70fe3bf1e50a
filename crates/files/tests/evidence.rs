// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The manual's pictures of what effects do: what they show is asserted here, and so they are drawn here.
//!
//! `MANUAL=accept cargo test -p files --test evidence` draws them anew.

use std::{fs, path::PathBuf};

use dsp::{Db, Hz, Q, equaliser::Filter, math};
use files::report::html::plot::{Across, Plot, svg};
use rack::proof::{Curve, ceiling_curves, distortion_curves, recovery_curves};
use rack::{
    equaliser::{Channels, Lane},
    processors::{low_eq, tone_eq},
};

fn named(curves: Vec<Curve>) -> Vec<(&'static str, Vec<[f64; 2]>)> {
    curves.into_iter().map(|curve| (curve.name, curve.points)).collect()
}

fn is_in_the_manual(name: &str, plot: &Plot<'_>) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/manual/img").join(name);
    let drawn = svg(plot);
    if std::env::var_os("MANUAL").is_some_and(|value| value == "accept") {
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(&path, &drawn).expect("it can be written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(known == drawn, "{name} shows what no longer is: MANUAL=accept draws it anew");
}

#[test]
fn tones_from_30_hz_up_stay_clean_in_every_style() {
    let curves = distortion_curves();
    for curve in &curves {
        for [hz, thd_db] in curve.points.iter().filter(|[hz, _]| *hz >= 30.0) {
            assert!(*thd_db <= -120.0, "{}, {hz} Hz: {thd_db:.1} dB", curve.name);
        }
    }
    let plot = Plot {
        label: "Distortion of a tone 6 dB over the ceiling, over its frequency, for four styles",
        across: Across::Hertz([20.0, 5000.0]),
        upright: "THD+N, dB",
        range: ([-160.0, 0.0], 40.0),
        limit: Some((-120.0, "promised from 30 Hz up")),
        curves: named(curves),
    };
    is_in_the_manual("limiter-distortion.svg", &plot);
}

#[test]
fn no_tone_passes_the_ceiling_at_any_frequency() {
    let curves = ceiling_curves();
    for curve in &curves {
        for [hz, over_db] in &curve.points {
            assert!(*over_db <= 0.02, "{}, {hz:.0} Hz: {over_db:+.3} dB", curve.name);
        }
    }
    let plot = Plot {
        label: "True peak of a tone 6 dB too hot against the ceiling, over its frequency, for four styles",
        across: Across::Hertz([20.0, 24_000.0]),
        upright: "True peak over the ceiling, dB",
        range: ([-4.0, 1.0], 1.0),
        limit: Some((0.0, "the ceiling")),
        curves: named(curves),
    };
    is_in_the_manual("limiter-ceiling.svg", &plot);
}

#[test]
fn a_hit_is_turned_down_in_time_and_let_go() {
    let curves = recovery_curves();
    for curve in &curves {
        let gain_db = |ms: f64| curve.points.iter().find(|point| point[0] >= ms).map(|point| point[1]).unwrap();
        assert!(gain_db(-8.0).abs() < 1e-6, "{}: it moves too early", curve.name);
        assert!((gain_db(2.0) + 6.0).abs() < 0.2, "{}: {:.2} dB in the hit", curve.name, gain_db(2.0));
        assert!(gain_db(45.0) > -0.3, "{}: {:.2} dB left after 40 ms", curve.name, gain_db(45.0));
    }
    let plot = Plot {
        label: "Gain over time around a hit of 5 ms that is 6 dB over the ceiling, for four styles",
        across: Across::Milliseconds([-10.0, 50.0], 10.0),
        upright: "Gain, dB",
        range: ([-7.0, 0.0], 1.0),
        limit: None,
        curves: named(curves),
    };
    is_in_the_manual("limiter-hit.svg", &plot);
}

/// So many frequencies, evenly in octaves.
fn octaves([from_hz, to_hz]: [f64; 2]) -> impl Iterator<Item = f64> {
    (0..=240).map(move |n| from_hz * math::pow(to_hz / from_hz, f64::from(n) / 240.0))
}

/// The gain of digital filters in a row at 44.1 kHz.
fn digital(filters: &[Filter], ends_hz: [f64; 2]) -> Vec<[f64; 2]> {
    let designs: Vec<_> = filters.iter().map(|filter| filter.design(44_100)).collect();
    let gain_db = |hz| designs.iter().map(|design| design.gain_db(Hz(hz), 44_100)).sum();
    octaves(ends_hz).map(|hz| [hz, gain_db(hz)]).collect()
}

#[test]
fn five_bands_of_bass_move_alone() {
    let ends_hz = [5.0, 1000.0];
    let band = |n: usize| {
        let bands = core::array::from_fn(|other| low_eq::Band {
            gain: Db(if other == n { 6.0 } else { 0.0 }),
            channels: Channels::Stereo,
        });
        digital(low_eq::curve(&bands).filters(Lane::Mid), ends_hz)
    };
    let names = ["0\u{2013}20 Hz", "20\u{2013}40", "40\u{2013}80", "80\u{2013}160", "160\u{2013}320"];
    let curves: Vec<_> = names.into_iter().enumerate().map(|(n, name)| (name, band(n))).collect();
    for (n, (name, points)) in curves.iter().enumerate() {
        for (other, middle_hz) in low_eq::MIDDLES_HZ.into_iter().enumerate() {
            let nearest =
                points.iter().min_by(|a, b| (a[0] - middle_hz).abs().total_cmp(&(b[0] - middle_hz).abs()));
            let (wanted, found) = (if other == n { 6.0 } else { 0.0 }, nearest.expect("there are points")[1]);
            assert!((found - wanted).abs() < 0.1, "{name} at {middle_hz:.0} Hz: {found:.2} dB");
        }
    }
    let plot = Plot {
        label: "Gain over frequency of the low equaliser, one knob at a time at 6 dB",
        across: Across::Hertz(ends_hz),
        upright: "Gain, dB",
        range: ([-2.0, 8.0], 2.0),
        limit: None,
        curves,
    };
    is_in_the_manual("low-eq-bands.svg", &plot);
}

#[test]
fn four_shapes_follow_their_circuits_to_20_khz() {
    let ends_hz = [100.0, 20_000.0];
    let shapes = [
        ("bell", tone_eq::Shape::Bell),
        ("low", tone_eq::Shape::Low),
        ("high", tone_eq::Shape::High),
        ("tilt", tone_eq::Shape::Tilt),
    ];
    let curves: Vec<_> = shapes
        .into_iter()
        .map(|(name, shape)| {
            let frequency = Hz(if shape == tone_eq::Shape::Bell { 12_000.0 } else { 5000.0 });
            let band = tone_eq::Band { shape, frequency, gain: Db(6.0), q: Q(0.71), channels: Channels::Stereo };
            let points = digital(&[band.filter()], ends_hz);
            for [hz, gain_db] in &points {
                let off = gain_db - band.filter().prototype_db(Hz(*hz));
                assert!(off.abs() <= 0.15, "{name}, {hz:.0} Hz: {off:+.3} dB");
            }
            (name, points)
        })
        .collect();
    let plot = Plot {
        label: "Gain over frequency of the tone equaliser's four shapes at 44.1 kHz",
        across: Across::Hertz(ends_hz),
        upright: "Gain, dB",
        range: ([-8.0, 8.0], 2.0),
        limit: None,
        curves,
    };
    is_in_the_manual("tone-eq-shapes.svg", &plot);
}
