// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! EBU Tech 3341 (2023), Table 1, cases 1–6 and 9–23, and EBU Tech 3342, Table 1, cases 1–4, at
//! five rates. The signals are made here from their definitions; 7, 8 and 3342's 5, 6 are
//! recordings.

mod ebu_signals;

use ebu_signals::{burst, each_rate, long_tail, surround, tapered_sine, tones};
use measure::{Layout, Measured, Meter};

#[test]
fn tech_3341_cases_1_and_2_steady_tones_read_their_level_on_all_meters() {
    for level in [-23.0, -33.0] {
        each_rate(|rate_hz| {
            let tone = tones(rate_hz, &[(20.0, level)]);
            let measured = measure(&[&tone, &tone], rate_hz);
            near(measured.integrated_lufs, level, 0.1);
            let course = &measured.course;
            constant(&course.momentary_lufs[9..], level);
            constant(&course.short_term_lufs[29..], level);
        });
    }
}

#[test]
fn tech_3341_case_3_quiet_ends_are_gated() {
    programme(&[(10.0, -36.0), (60.0, -23.0), (10.0, -36.0)]);
}

#[test]
fn tech_3341_case_4_very_quiet_ends_are_gated() {
    programme(&[(10.0, -72.0), (10.0, -36.0), (60.0, -23.0), (10.0, -36.0), (10.0, -72.0)]);
}

#[test]
fn tech_3341_case_5_moderately_quiet_ends_count() {
    programme(&[(20.0, -26.0), (20.1, -20.0), (20.0, -26.0)]);
}

#[test]
fn tech_3341_case_6_surround_channels_are_weighed() {
    each_rate(|rate_hz| {
        let [front, centre, rear] = [-28.0, -24.0, -30.0].map(|level| tones(rate_hz, &[(20.0, level)]));
        let five = [&front, &front, &centre, &rear, &rear];
        near(measure(&five, rate_hz).integrated_lufs, -23.0, 0.1);
        for effects_level in [None, Some(-10.0)] {
            let effects = surround::effects(rate_hz, effects_level);
            let six = [&front, &front, &centre, &effects, &rear, &rear];
            near(measure(&six, rate_hz).integrated_lufs, -23.0, 0.1);
        }
    });
}

#[test]
fn tech_3341_case_9_short_term_stands_still_on_a_pattern_of_three_seconds() {
    each_rate(|rate_hz| {
        let tone = tones(rate_hz, &[(1.34, -20.0), (1.66, -30.0)].repeat(5));
        constant(&measure(&[&tone, &tone], rate_hz).course.short_term_lufs[29..], -23.0);
    });
}

#[test]
fn tech_3341_case_10_short_term_finds_its_maximum_wherever_it_starts() {
    each_rate(|rate_hz| {
        for i in 0..20 {
            let tone = tones(
                rate_hz,
                &[(f64::from(i) * 0.15, f64::NEG_INFINITY), (3.0, -23.0), (1.0, f64::NEG_INFINITY)],
            );
            near(measure(&[&tone, &tone], rate_hz).short_term_max_lufs, -23.0, 0.1);
        }
    });
}

#[test]
fn tech_3341_case_11_live_short_term_finds_each_maximum() {
    each_rate(|rate_hz| {
        live(rate_hz, 6.0, |i| {
            let late = i * 0.15;
            vec![(late, f64::NEG_INFINITY), (3.0, i - 38.0), (3.0 - late, f64::NEG_INFINITY)]
        });
    });
}

#[test]
fn tech_3341_case_12_momentary_stands_still_on_a_pattern_of_four_tenths() {
    each_rate(|rate_hz| {
        let tone = tones(rate_hz, &[(0.18, -20.0), (0.22, -30.0)].repeat(25));
        constant(&measure(&[&tone, &tone], rate_hz).course.momentary_lufs[9..], -23.0);
    });
}

#[test]
fn tech_3341_case_13_momentary_finds_its_maximum_wherever_it_starts() {
    each_rate(|rate_hz| {
        for i in 0..20 {
            let tone = tones(
                rate_hz,
                &[(f64::from(i) * 0.02, f64::NEG_INFINITY), (0.4, -23.0), (1.0, f64::NEG_INFINITY)],
            );
            near(measure(&[&tone, &tone], rate_hz).momentary_max_lufs, -23.0, 0.1);
        }
    });
}

#[test]
fn tech_3341_case_14_live_momentary_finds_each_maximum() {
    each_rate(|rate_hz| {
        live(rate_hz, 0.8, |i| {
            let late = i * 0.02;
            vec![(late, f64::NEG_INFINITY), (0.4, i - 38.0), (0.4 - late, f64::NEG_INFINITY)]
        });
    });
}

#[test]
fn tech_3341_cases_15_to_19_true_peaks_of_tones_between_their_samples() {
    let cases = [
        (4.0, 0.0, 0.50, -6.0),
        (4.0, 45.0, 0.50, -6.0),
        (6.0, 60.0, 0.50, -6.0),
        (8.0, 67.5, 0.50, -6.0),
        (4.0, 45.0, 1.41, 3.0),
    ];
    each_rate(|rate_hz| {
        for (divisor, phase_degrees, amplitude, expected) in cases {
            let tone = tapered_sine(rate_hz, divisor, amplitude, phase_degrees);
            true_peaks(&measure(&[&tone, &tone], rate_hz), expected);
        }
    });
}

#[test]
fn tech_3341_cases_20_to_23_true_peaks_do_not_depend_on_where_the_samples_fall() {
    each_rate(|rate_hz| {
        let strict: Vec<f64> = (0..4)
            .map(|offset| {
                let sound = burst(rate_hz, offset);
                let measured = measure(&[&sound, &sound], rate_hz);
                true_peaks(&measured, 0.0);
                measured.true_peak_strict_dbtp.unwrap()
            })
            .collect();
        let spread =
            strict.iter().fold(f64::MIN, |a, b| a.max(*b)) - strict.iter().fold(f64::MAX, |a, b| a.min(*b));
        assert!(spread <= 0.001, "the strict meter spreads {spread:.5} dB at {rate_hz} Hz: {strict:?}");
    });
}

#[test]
fn tech_3342_cases_1_to_4_loudness_range() {
    for (levels, expected) in [
        (&[-20.0, -30.0][..], 10.0),
        (&[-20.0, -15.0], 5.0),
        (&[-40.0, -20.0], 20.0),
        (&[-50.0, -35.0, -20.0, -35.0, -50.0], 15.0),
    ] {
        each_rate(|rate_hz| {
            let parts: Vec<(f64, f64)> = levels.iter().map(|level| (20.0, *level)).collect();
            let tone = tones(rate_hz, &parts);
            near(measure(&[&tone, &tone], rate_hz).range_lu, expected, 0.1);
        });
    }
}

/// The integrated loudness of all these programmes is −23 LUFS.
fn programme(parts: &[(f64, f64)]) {
    each_rate(|rate_hz| {
        let tone = tones(rate_hz, parts);
        near(measure(&[&tone, &tone], rate_hz).integrated_lufs, -23.0, 0.1);
    });
}

/// Plays twenty segments in a row to one meter and reads its maximum after each.
fn live(rate_hz: u32, segment_s: f64, segment: impl Fn(f64) -> Vec<(f64, f64)>) {
    let parts: Vec<(f64, f64)> = (0..20).flat_map(|i| segment(f64::from(i))).collect();
    let tone = tones(rate_hz, &parts);
    let mut meter = Meter::loudness_only(rate_hz, Layout::Stereo);
    let mut highest = [f64::MIN; 20];
    for (k, hop) in tone.chunks(rate_hz as usize / 100).enumerate() {
        meter.push(&[hop, hop]);
        let reading = if segment_s > 1.0 { meter.short_term_lufs() } else { meter.momentary_lufs() };
        // A reading on a boundary belongs to the segment that ends there.
        let at = ((k as f64 + 0.5) * 0.01 / segment_s).floor().min(19.0);
        let at = dsp::math::index_from(at);
        highest[at] = highest[at].max(reading.unwrap_or(f64::MIN));
    }
    for (i, highest) in highest.iter().enumerate() {
        near(Some(*highest), i as f64 - 38.0, 0.1);
    }
}

fn measure(channels: &[&Vec<f32>], rate_hz: u32) -> Measured {
    let mut meter = Meter::new(rate_hz, Layout::from_channels(channels.len()));
    let slices: Vec<&[f32]> = channels.iter().map(|channel| channel.as_slice()).collect();
    meter.push(&slices);
    long_tail(&mut meter, channels.len());
    meter.finish()
}

#[track_caller]
fn near(reading: Option<f64>, expected: f64, tolerance: f64) {
    let reading = reading.expect("there is sound");
    assert!((reading - expected).abs() <= tolerance, "reads {reading:.3}, expected {expected}");
}

#[track_caller]
fn constant(readings: &[f32], expected: f64) {
    assert!(!readings.is_empty());
    for reading in readings {
        near(Some(f64::from(*reading)), expected, 0.1);
    }
}

/// The standard allows +0.2 and −0.4 dB.
#[track_caller]
fn true_peaks(measured: &Measured, expected: f64) {
    for reading in [measured.true_peak_dbtp, measured.true_peak_strict_dbtp] {
        let error = reading.expect("there is sound") - expected;
        assert!((-0.4..=0.2).contains(&error), "reads {error:+.3} dB off {expected} dBTP");
    }
}
