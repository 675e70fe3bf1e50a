// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Songs against a destination.

use super::*;
use crate::checks::bench::severity;

pub(crate) fn target(normalisation: Normalisation) -> Target {
    Target {
        id: "here".to_owned(),
        name: "Here".to_owned(),
        summary: String::new(),
        integrated_lufs: [-15.0, -13.0],
        aim_lufs: -14.0,
        short_term_lufs: Some([-20.0, -9.0]),
        ceiling_dbtp: -1.0,
        plr_floor_lu: 8.0,
        psr_floor_lu: 8.0,
        normalisation,
        as_of: "2026-01-01".to_owned(),
        source: "invented for tests".to_owned(),
        confidence: Confidence::Sure,
        notes: Vec::new(),
    }
}

fn fitting() -> Measured {
    Measured {
        integrated_lufs: Some(-14.0),
        short_term_max_lufs: Some(-11.0),
        loudest_s: Some(75.0),
        true_peak_dbtp: Some(-1.1),
        true_peak_strict_dbtp: Some(-1.0),
        plr_lu: Some(12.9),
        psr_min_lu: Some(8.5),
        psr_low_lu: Some(9.5),
        ..Measured::default()
    }
}

fn both() -> Target {
    target(Normalisation::Both { to_lufs: -14.0, up_to_dbtp: -1.0 })
}

#[test]
fn a_song_that_fits_has_no_fault_and_silence_has_no_opinion() {
    assert_eq!(judge(&fitting(), &both()), []);
    assert_eq!(judge(&Measured::default(), &both()), []);
}

#[test]
fn a_loud_song_is_told_what_the_service_will_do() {
    let loud = Measured { integrated_lufs: Some(-9.8), ..fitting() };
    let faults = judge(&loud, &both());
    assert_eq!(severity(&faults, "loudness"), Some(Severity::Watch));
    assert_eq!(faults[0].message, "It has −9.8 LUFS, 3.2 LU over −15.0 to −13.0 LUFS.");
    assert_eq!(
        faults[0].action,
        "Turn the song down by 4.2 dB before the limiter: Here turns it down by 4.2 dB anyway, so the loudness buys nothing."
    );
    assert_eq!(severity(&judge(&loud, &target(Normalisation::Required)), "loudness"), Some(Severity::Fault));
}

#[test]
fn a_quiet_song_is_told_how_far_it_is_lifted() {
    let quiet = Measured { integrated_lufs: Some(-20.0), true_peak_dbtp: Some(-5.0), ..fitting() };
    let faults = judge(&quiet, &both());
    assert_eq!(severity(&faults, "loudness"), Some(Severity::Fault));
    assert_eq!(
        faults[0].action,
        "Raise the song by 6.0 dB into the limiter. Here lifts it by 4.0 dB, as far as its peaks allow."
    );
    let nearly = Measured { integrated_lufs: Some(-15.6), ..fitting() };
    assert_eq!(severity(&judge(&nearly, &both()), "loudness"), Some(Severity::Watch));
}

#[test]
fn a_peak_over_the_ceiling_on_either_meter_is_a_fault() {
    let with = |strict| {
        let measured = Measured { true_peak_strict_dbtp: Some(strict), ..fitting() };
        severity(&judge(&measured, &both()), "true_peak")
    };
    assert_eq!(with(-1.0), None);
    assert_eq!(with(-0.97), Some(Severity::Watch));
    assert_eq!(with(-0.9), Some(Severity::Fault));
}

#[test]
fn dynamics_under_the_floor_are_a_watch_and_far_under_a_fault() {
    let with = |psr_low_lu| {
        let measured = Measured { psr_low_lu: Some(psr_low_lu), ..fitting() };
        severity(&judge(&measured, &both()), "psr")
    };
    assert_eq!([with(8.1), with(7.0), with(6.4)], [None, Some(Severity::Watch), Some(Severity::Fault)]);
    let dense = Measured { plr_lu: Some(7.0), ..fitting() };
    assert_eq!(severity(&judge(&dense, &both()), "plr"), Some(Severity::Watch));
}

#[test]
fn the_destination_decides_about_dynamics() {
    let pressed =
        Fault { id: OVER_LIMITED, ..judge(&Measured { plr_lu: Some(7.0), ..fitting() }, &both()).remove(0) };
    assert_eq!(with_target(vec![pressed], &fitting(), &both()), []);
}

#[test]
fn what_is_shown_as_nothing_is_no_reason_to_complain() {
    let hair_under = Measured { integrated_lufs: Some(-15.04), ..fitting() };
    assert_eq!(judge(&hair_under, &both()), []);
}

#[test]
fn a_song_too_quiet_as_a_whole_is_told_so_once() {
    let quiet = Measured { integrated_lufs: Some(-30.0), short_term_max_lufs: Some(-25.0), ..fitting() };
    assert_eq!(severity(&judge(&quiet, &both()), "short_term"), None);
    let flat = Measured { short_term_max_lufs: Some(-25.0), ..fitting() };
    assert_eq!(severity(&judge(&flat, &both()), "short_term"), Some(Severity::Watch));
}

#[test]
fn nobody_is_told_to_turn_down_what_is_too_quiet() {
    let spiky = Measured { integrated_lufs: Some(-15.0), true_peak_strict_dbtp: Some(2.9), ..fitting() };
    let faults = judge(&spiky, &both());
    let peaks = faults.iter().find(|fault| fault.id == "true_peak").unwrap();
    assert_eq!(
        peaks.action,
        "Catch the peaks with a limiter at −1.0 dBTP; turned down, the song would be too quiet."
    );
}
