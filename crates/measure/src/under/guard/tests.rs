// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Seeded limiters take what they take, faders take nothing.

use dsp::math;

use super::*;
use crate::{
    Layout, Measured, Meter, Profiler, Severity,
    songs::{RATE_HZ, changed, slices, song},
};

type Sound = Vec<Vec<f32>>;

fn heard(sound: &Sound) -> (Measured, Dynamics) {
    let (mut meter, mut profiler) = (Meter::new(RATE_HZ, Layout::Stereo), Profiler::new(RATE_HZ, Layout::Stereo));
    meter.push(&slices(sound));
    profiler.push(&slices(sound));
    let measured = meter.finish();
    let dynamics = Dynamics::of(&profiler.finish(&measured), &measured);
    (measured, dynamics)
}

/// At once down, in 100 ms up again: no sample is above the ceiling.
fn limited(sound: &Sound, ceiling_db: f64) -> Sound {
    let ceiling = math::exp10(ceiling_db / 20.0);
    let release = math::exp(-1.0 / (0.1 * f64::from(RATE_HZ)));
    let each = |channel: &Vec<f32>| {
        let mut envelope = 0.0_f64;
        let mut limit = |sample: &f32| {
            envelope = f64::from(sample.abs()).max(envelope * release);
            math::sample_from(f64::from(*sample) * (ceiling / envelope.max(ceiling)))
        };
        channel.iter().map(&mut limit).collect()
    };
    sound.iter().map(each).collect()
}

fn guard(raw: &Sound, master: &Sound) -> Guard {
    let [(raw, of_raw), (master, of_master)] = [raw, master].map(heard);
    Guard { sides: [of_raw, of_master], places: places(&raw, &master), ..Guard::default() }
}

fn lost(guard: &Guard, kind: Kind) -> f64 {
    guard.losses().iter().find(|loss| loss.kind == kind).unwrap().lost()
}

#[test]
fn a_copy_and_a_louder_copy_lose_nothing_of_anything() {
    let raw = song(3, 12.0);
    for gain in [1.0, 2.0, 0.1] {
        let guard = guard(&raw, &changed(&raw, |x| gain * x));
        assert!(guard.losses().len() > 8, "{}", guard.losses().len());
        for loss in guard.losses() {
            assert!(loss.lost().abs() < 0.02, "{loss:?}");
        }
        assert!(guard.fault(None).is_none() && guard.places.is_empty());
    }
}

#[test]
fn the_harder_a_limiter_works_the_more_is_lost_and_no_fader_turns_it_back() {
    let raw = song(3, 12.0);
    let found: Vec<_> = [-6.0, -10.0, -14.0, -18.0].map(|ceiling| guard(&raw, &limited(&raw, ceiling))).into();
    for kind in [Kind::Psr, Kind::PsrLow, Kind::Crest(5), Kind::Punch(5)] {
        let lost: Vec<_> = found.iter().map(|guard| lost(guard, kind)).collect();
        assert!(
            lost.windows(2).all(|pair| pair[1] > pair[0] - 0.1) && lost[3] > lost[0] + 1.0,
            "{kind:?} {lost:?}"
        );
    }
    let pressed = limited(&raw, -18.0);
    let louder = guard(&raw, &changed(&pressed, |x| 3.0 * x));
    for loss in louder.losses() {
        assert!((loss.lost() - lost(&found[3], loss.kind)).abs() < 0.02, "{loss:?}");
    }
}

#[test]
fn too_much_is_a_fault_with_a_number_a_place_and_something_to_do() {
    let raw = song(3, 24.0);
    let mut master = raw.clone();
    let pressed = limited(&raw, -20.0);
    let half = 12 * RATE_HZ as usize;
    for (channel, pressed) in master.iter_mut().zip(&pressed) {
        channel[half..].copy_from_slice(&pressed[half..]);
    }
    let whole = guard(&raw, &pressed).fault(None).unwrap();
    // Loud hits over a quiet bed are far from dense, however much they lose.
    assert_eq!((whole.id, whole.severity), ("dynamics", Severity::Watch));
    assert!(whole.message.contains("falls from") && whole.amount.starts_with('−'), "{whole:?}");
    assert!(whole.action.contains("drive"), "{}", whole.action);
    let places = guard(&raw, &master).places;
    assert!(places.iter().all(|span| span.from_s >= 9.0) && !places.is_empty(), "{places:?}");
}

#[test]
fn what_is_not_dense_gets_a_milder_word() {
    let dynamics =
        |psr_lu: f64| Dynamics { psr_lu: Some(psr_lu), psr_low_lu: Some(psr_lu - 1.0), ..Dynamics::default() };
    let severity = |raw: f64, master: f64| {
        let guard = Guard { sides: [raw, master].map(dynamics), ..Guard::default() };
        guard.fault(None).map(|fault| fault.severity)
    };
    assert_eq!(severity(11.0, 8.5), None);
    assert_eq!([severity(18.0, 14.0), severity(18.0, 12.0)], [Severity::Note, Severity::Watch].map(Some));
    assert_eq!([severity(12.0, 8.0), severity(14.0, 8.0)], [Severity::Watch, Severity::Fault].map(Some));
}

#[test]
fn what_the_stages_take_adds_up_to_the_whole() {
    let raw = song(3, 12.0);
    let once = limited(&raw, -8.0);
    let twice = limited(&once, -16.0);
    let taps = [&raw, &once, &twice].map(|sound| heard(sound).1).to_vec();
    let names = ["Glue", "Limiter"].map(str::to_owned).to_vec();
    let stages = Stages { names, taps, ..Stages::default() };
    for kind in Kind::all() {
        let Some((first, last)) = stages.taps[0].at(kind).zip(stages.taps[2].at(kind)) else { continue };
        assert!((stages.parts(kind).iter().sum::<f64>() - (first - last)).abs() < 0.001, "{kind:?}");
    }
    assert_eq!(stages.greediest(Kind::Psr), Some(1));
    assert!(stages.words().contains("Limiter") && stages.words().contains("Glue"), "{}", stages.words());
}

#[test]
fn silence_has_nothing_to_lose() {
    let silence = vec![vec![0.0; 100_000]; 2];
    let guard = guard(&silence, &silence);
    assert!(guard.losses().is_empty() && guard.fault(None).is_none());
}
