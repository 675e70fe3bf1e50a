// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The colours of the theme under the eyes of those who see fewer of them.
//!
//! Protanopia and deuteranopia by F. Viénot, H. Brettel and J. Mollon (1999), tritanopia by
//! H. Brettel, F. Viénot and J. Mollon (1997); distances are CIEDE2000 (G. Sharma, W. Wu and
//! E. Dalal, 2005); contrast is that of WCAG 2.2, §1.4.3.

use egui::Color32;
use ui::Theme;

type Triple = [f64; 3];
type Sight = fn(Triple) -> Triple;

fn linear(colour: Color32) -> Triple {
    [colour.r(), colour.g(), colour.b()].map(|byte| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

fn times(matrix: [Triple; 3], vector: Triple) -> Triple {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

/// The same sight expressed for linear red, green and blue, after the papers' cone matrices.
fn protan(rgb: Triple) -> Triple {
    let cones = to_cones(rgb);
    from_cones([2.02344 * cones[1] - 2.52581 * cones[2], cones[1], cones[2]])
}

fn deutan(rgb: Triple) -> Triple {
    let cones = to_cones(rgb);
    from_cones([cones[0], 0.494207 * cones[0] + 1.24827 * cones[2], cones[2]])
}

fn tritan(rgb: Triple) -> Triple {
    let side = 0.03901 * rgb[0] - 0.02788 * rgb[1] - 0.01113 * rgb[2];
    let matrix = if side >= 0.0 {
        [[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.80500, 0.11911]]
    } else {
        [[0.93678, 0.18979, -0.12657], [0.06154, 0.81526, 0.12320], [-0.37562, 1.12767, 0.24796]]
    };
    times(matrix, rgb)
}

fn to_cones(rgb: Triple) -> Triple {
    times([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]], rgb)
}

fn from_cones(cones: Triple) -> Triple {
    times(
        [
            [0.0809444479, -0.130504409, 0.116721066],
            [-0.0102485335, 0.0540193266, -0.113614708],
            [-0.000365296938, -0.00412161469, 0.693511405],
        ],
        cones,
    )
}

fn lab(rgb: Triple) -> Triple {
    let matrix =
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]];
    let xyz = times(matrix, rgb.map(|value| value.clamp(0.0, 1.0)));
    let white = [0.95047, 1.0, 1.08883];
    let f = [0, 1, 2].map(|n: usize| {
        let share = xyz[n] / white[n];
        if share > 216.0 / 24389.0 { share.cbrt() } else { (24389.0 / 27.0 * share + 16.0) / 116.0 }
    });
    [116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])]
}

/// CIEDE2000 with unit weights.
fn distance(first: Triple, second: Triple) -> f64 {
    let chroma = |lab: Triple| lab[1].hypot(lab[2]);
    let seventh = |mean: f64| (mean.powi(7) / (mean.powi(7) + 25_f64.powi(7))).sqrt();
    let stretch = 1.0 + 0.5 * (1.0 - seventh(f64::midpoint(chroma(first), chroma(second))));
    let polar = |lab: Triple| {
        let a = lab[1] * stretch;
        (a.hypot(lab[2]), lab[2].atan2(a).to_degrees().rem_euclid(360.0))
    };
    let ((c1, h1), (c2, h2)) = (polar(first), polar(second));
    let grey = c1 * c2 == 0.0;
    let turn = if grey { 0.0 } else { (h2 - h1 + 540.0).rem_euclid(360.0) - 180.0 };
    let hue = if grey { h1 + h2 } else { (h1 + turn / 2.0).rem_euclid(360.0) };
    let (light, c) = (f64::midpoint(first[0], second[0]), f64::midpoint(c1, c2));
    let wave = |factor: f64, shift: f64| (factor * hue + shift).to_radians().cos();
    let t =
        1.0 - 0.17 * wave(1.0, -30.0) + 0.24 * wave(2.0, 0.0) + 0.32 * wave(3.0, 6.0) - 0.20 * wave(4.0, -63.0);
    let far = (light - 50.0).powi(2);
    let dl = (second[0] - first[0]) / (1.0 + 0.015 * far / (20.0 + far).sqrt());
    let dc = (c2 - c1) / (1.0 + 0.045 * c);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin() / (1.0 + 0.015 * c * t);
    let bend = 30.0 * (-((hue - 275.0) / 25.0).powi(2)).exp();
    let rotation = -(2.0 * bend).to_radians().sin() * 2.0 * seventh(c);
    (dl * dl + dc * dc + dh * dh + rotation * dc * dh).sqrt()
}

fn contrast(a: Color32, b: Color32) -> f64 {
    let light =
        |colour| linear(colour).iter().zip([0.2126, 0.7152, 0.0722]).map(|(value, weight)| value * weight).sum();
    let (a, b): (f64, f64) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn the_formula_gives_the_distances_of_its_authors() {
    for (first, second, expected) in [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([90.8027, -2.0831, 1.4410], [91.1528, -1.6435, 0.0447], 1.4441),
    ] {
        assert!((distance(first, second) - expected).abs() < 1e-3, "{}", distance(first, second));
    }
}

#[test]
fn signals_can_be_told_apart_by_every_eye() {
    let sights: [(&str, Sight); 4] =
        [("all colours", |rgb| rgb), ("no red", protan), ("no green", deutan), ("no blue", tritan)];
    for theme in [&Theme::DARK, &Theme::LIGHT] {
        let signals = [theme.mix, theme.ink, theme.reference, theme.raw, theme.delta];
        for (name, sight) in sights {
            for (n, a) in signals.iter().enumerate() {
                for b in &signals[n + 1..] {
                    let apart = distance(lab(sight(linear(*a))), lab(sight(linear(*b))));
                    assert!(apart >= 13.0, "{a:?} and {b:?} with {name}: {apart:.1}");
                }
            }
        }
    }
}

#[test]
fn text_is_read_on_every_surface() {
    for theme in [&Theme::DARK, &Theme::LIGHT] {
        for surface in [theme.bg, theme.panel, theme.well] {
            assert!(contrast(theme.ink, surface) >= 7.0);
            assert!(contrast(theme.text2, surface) >= 4.5, "{:.2}", contrast(theme.text2, surface));
        }
        let chosen = theme.chosen(theme.reference);
        assert!(contrast(theme.text2, chosen) >= 4.5, "{:.2}", contrast(theme.text2, chosen));
        for signal in [theme.mix, theme.reference] {
            assert!(
                contrast(theme.ink, theme.lit(signal)) >= 4.5,
                "{:.2}",
                contrast(theme.ink, theme.lit(signal))
            );
        }
    }
}
