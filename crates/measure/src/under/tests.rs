// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a chain hides, and how much the song depends on it: seeded faults and seeded chains.

use dsp::math;

use super::*;
use crate::{
    checks::bench,
    layout::Layout,
    measured::Measured,
    meter::Meter,
    songs::{RATE_HZ, changed, later, slices, song},
};

type Sound = Vec<Vec<f32>>;

fn measured(sound: &Sound) -> Measured {
    let mut meter = Meter::new(RATE_HZ, Layout::Stereo);
    meter.push(&slices(sound));
    meter.finish()
}

fn dependence_of(raw: &Sound, master: &Sound) -> Dependence {
    let [of_raw, of_master] = [raw, master].map(measured);
    let sounds = [raw, master].map(|sound| slices(sound));
    dependence([&sounds[0], &sounds[1]], [&of_raw.course, &of_master.course], RATE_HZ).unwrap()
}

fn louder(sound: &Sound, gain: f64) -> Sound {
    changed(sound, |x| gain * x)
}

/// A first-order shelf that lifts what is above about 1 kHz.
fn shelved(sound: &Sound, db: f64) -> Sound {
    let pace = 1.0 - math::exp(-math::TAU * 1000.0 / f64::from(RATE_HZ));
    let gain = math::exp10(db / 20.0);
    let each = |channel: &Vec<f32>| {
        let mut low = 0.0;
        let mut next = |x: f64| {
            low += pace * (x - low);
            low + gain * (x - low)
        };
        channel.iter().map(|x| math::sample_from(next(f64::from(*x)))).collect()
    };
    sound.iter().map(each).collect()
}

/// The gain goes down by so much and up again, once in two seconds.
fn pumped(sound: &Sound, db: f64) -> Sound {
    let gain = |n: usize| {
        let phase = math::TAU * 0.5 * n as f64 / f64::from(RATE_HZ);
        math::sample_from(math::exp10(-db * (0.5 - 0.5 * math::cos(phase)) / 20.0))
    };
    sound.iter().map(|channel| channel.iter().enumerate().map(|(n, x)| gain(n) * x).collect()).collect()
}

fn widened(sound: &Sound, db: f64) -> Sound {
    let gain = math::sample_from(math::exp10(db / 20.0));
    let pairs = sound[0].iter().zip(&sound[1]);
    let (left, right) = pairs
        .map(|(left, right)| {
            let [mid, side] = [0.5 * (left + right), 0.5 * gain * (left - right)];
            (mid + side, mid - side)
        })
        .unzip();
    vec![left, right]
}

fn term(found: &Dependence, id: &str) -> f64 {
    found.terms.iter().find(|term| term.id == id).unwrap().value
}

/// The index grows with every seed, and so does the term that the seed is.
fn assert_grows(id: &str, seeds: &[f64], seeded: impl Fn(&Sound, f64) -> Sound) {
    let raw = song(5, 8.0);
    let found: Vec<_> = seeds.iter().map(|seed| dependence_of(&raw, &seeded(&raw, *seed))).collect();
    let pairs = |value: fn(&Dependence, &str) -> f64| -> Vec<f64> { found.iter().map(|f| value(f, id)).collect() };
    for values in [pairs(term), pairs(|found, _| found.index)] {
        assert!(values[0] > 0.0 && values.windows(2).all(|pair| pair[1] > pair[0]), "{id}: {values:?}");
    }
    let most = found[0].most().unwrap();
    assert_eq!(most.id, id, "{:?}", found[0]);
}

#[test]
fn a_copy_reads_nothing_whatever_its_gain_delay_and_polarity() {
    let raw = song(1, 8.0);
    let copies = [
        raw.clone(),
        louder(&raw, 4.0),
        louder(&raw, 0.25),
        louder(&raw, -1.0),
        later(&raw, 0.5),
        later(&raw, 3.0),
    ];
    for copy in copies {
        let found = dependence_of(&raw, &copy);
        assert!(found.index < 0.5, "{found:?}");
        assert_eq!(found.words(), "the chain polishes");
    }
}

#[test]
fn the_index_grows_with_a_shelf() {
    assert_grows("tone", &[1.0, 2.0, 4.0], shelved);
}

#[test]
fn the_index_grows_with_gain_reduction_up_to_its_limit() {
    assert_grows("gain_reduction", &[1.0, 2.0, 3.0, 4.0], pumped);
    let raw = song(5, 8.0);
    let deep = dependence_of(&raw, &pumped(&raw, 6.0));
    assert!(term(&deep, "gain_reduction") > 5.0 && deep.duty > 0.5, "{deep:?}");
}

#[test]
fn the_index_grows_with_width_both_ways() {
    assert_grows("width", &[0.5, 1.0, 2.0], widened);
    assert_grows("width", &[-0.5, -1.0, -2.0], widened);
}

#[test]
fn the_index_grows_with_soft_clipping() {
    let raw = song(5, 8.0);
    let clipped = |drive: f64| changed(&raw, |x| x / math::sqrt(1.0 + drive * x * x));
    let indices: Vec<_> = [0.5, 2.0, 8.0].map(|drive| dependence_of(&raw, &clipped(drive))).to_vec();
    for id in ["residual", "dynamics"] {
        let values: Vec<_> = indices.iter().map(|found| term(found, id)).collect();
        assert!(values.windows(2).all(|pair| pair[1] > pair[0]), "{id} {values:?}");
    }
    assert!(indices.windows(2).all(|pair| pair[1].index > pair[0].index));
}

#[test]
fn a_shelf_is_neither_gain_reduction_nor_width_nor_residual() {
    let raw = song(5, 8.0);
    let found = dependence_of(&raw, &shelved(&raw, 3.0));
    assert!(term(&found, "gain_reduction") < 0.1 && term(&found, "width") < 0.1, "{found:?}");
    assert!(term(&found, "residual") < -45.0, "{found:?}");
}

#[test]
fn the_index_is_the_same_to_a_point_for_a_louder_later_copy_of_the_master() {
    let raw = song(5, 8.0);
    let master = widened(&pumped(&shelved(&raw, 2.0), 2.0), 1.0);
    let one = dependence_of(&raw, &master).index;
    let other = dependence_of(&raw, &later(&louder(&master, 0.5), 1.3)).index;
    assert!((one - other).abs() < 1.0 && one > 20.0, "{one} {other}");
}

#[test]
fn silence_has_no_index() {
    let silence = vec![vec![0.0; 100_000]; 2];
    let course = measured(&silence).course;
    let sounds = slices(&silence);
    assert_eq!(dependence([&sounds, &sounds], [&course; 2], RATE_HZ), None);
}

fn inspection(sound: &Sound) -> Inspection {
    let measured = measured(sound);
    let mut inspector = crate::Inspector::new(RATE_HZ, Layout::Stereo);
    inspector.push(&slices(sound));
    inspector.conclude(&measured)
}

fn found(raw: &Sound, master: &Sound, gain_db: f64) -> Vec<(&'static str, Finding)> {
    let rows = rows(&inspection(raw), &inspection(master), gain_db);
    rows.iter().map(|row| (row.check().id, row.finding)).filter(|(_, found)| *found != Finding::Clear).collect()
}

fn clean() -> Sound {
    bench::normal(&bench::music(9, 8.0))
}

#[test]
fn the_same_song_twice_hides_nothing() {
    let clipped = bench::clip(&bench::louder(&clean(), 6.0), 1.0);
    assert!(found(&clean(), &clean(), 0.0).is_empty());
    assert_eq!(found(&clipped, &clipped, 0.0), [("clipping", Finding::InBoth)]);
}

#[test]
fn flat_tops_that_a_limiter_bends_are_hidden_and_the_sentence_says_so() {
    let clipped = bench::clip(&bench::louder(&clean(), 6.0), 1.0);
    let bent = pumped(&changed(&clipped, |x| x / math::sqrt(1.0 + x * x)), 3.0);
    let smooth = shelved(&bent, 1.0);
    assert_eq!(found(&clipped, &smooth, 0.0), [("clipping", Finding::Hidden)]);
    let rows = rows(&inspection(&clipped), &inspection(&smooth), 0.0);
    let under = Under { rows, ..Under::default() };
    let hidden = under.hidden();
    assert!(hidden[0].title.starts_with("Under the chain, the sound"), "{hidden:?}");
    assert!(hidden[0].message.contains("flat tops, the master none."), "{hidden:?}");
    assert_eq!(hidden[0].severity, Severity::Fault);
}

#[test]
fn turning_down_hides_no_overs() {
    let over = bench::louder(&clean(), 4.0);
    assert_eq!(found(&over, &bench::louder(&over, -12.0), -12.0), [("overs", Finding::InBoth)]);
    let caught = changed(&over, |x| x.clamp(-0.8, 0.8));
    let findings = found(&over, &caught, 0.0);
    assert!(findings.contains(&("overs", Finding::Hidden)), "{findings:?}");
}

#[test]
fn what_only_the_master_has_is_the_chains() {
    let clipped = bench::clip(&bench::louder(&clean(), 6.0), 1.0);
    assert_eq!(found(&clean(), &clipped, 6.0), [("clipping", Finding::ByTheChain)]);
}

#[test]
fn a_low_end_that_the_chain_makes_mono_is_hidden_by_it() {
    let mut wide = bench::louder(&clean(), -10.5);
    for n in 0..wide[0].len() {
        let bass = math::sample_from(0.3 * math::sin(math::TAU * 60.0 * n as f64 / f64::from(RATE_HZ)));
        wide[0][n] += bass;
        wide[1][n] -= bass;
    }
    let narrow = widened(&wide, -40.0);
    assert!(found(&wide, &narrow, 0.0).contains(&("low_mono", Finding::Hidden)));
}
