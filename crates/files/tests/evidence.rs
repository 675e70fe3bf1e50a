// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The manual's pictures of the limiter: what they show is asserted here, and so they are drawn here.
//!
//! `MANUAL=accept cargo test -p files --test evidence` draws them anew.

use std::{fs, path::PathBuf};

use files::report::html::plot::{Across, Plot, svg};
use rack::proof::{Curve, ceiling_curves, distortion_curves, recovery_curves};

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
