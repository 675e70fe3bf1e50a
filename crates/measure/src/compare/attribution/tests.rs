// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Small bands whose owner of an excess is known.

use super::*;
use crate::fault::{Fault, Severity};

/// Thirty third octaves.
fn bands(level_db: impl Fn(f64) -> f64) -> Vec<Band> {
    let centre_hz = |k: i32| 1000.0 * math::pow(2.0, f64::from(k) / 3.0);
    (-16..=13).map(|k| Band { centre_hz: centre_hz(k), level_db: level_db(centre_hz(k)) }).collect()
}

/// A stem around a frequency that falls by so many dB in an octave on both sides.
fn stem(name: &str, at_hz: f64, slope_db: f64, top_db: f64) -> Stem {
    let level_db = |hz: f64| top_db - slope_db * math::log2(hz / at_hz).abs();
    Stem { name: name.to_owned(), bands: bands(level_db) }
}

/// What a bell at one of the stems makes of their mix; the stem is changed as well.
fn boosted(stems: &mut [Stem], owner: usize, bell: bell::Bell) -> Vec<Difference> {
    let before = stems.to_vec();
    stems[owner].bands.iter_mut().for_each(|band| band.level_db += bell.db(band.centre_hz));
    let sum = |stems: &[Stem], n: usize| {
        stems.iter().map(|stem| math::exp10(stem.bands[n].level_db / 10.0)).sum::<f64>()
    };
    let db = |n: usize| 10.0 * math::log10(sum(stems, n) / sum(&before, n));
    let curve = |(n, band): (usize, &Band)| Difference { centre_hz: band.centre_hz, db: db(n) };
    before[0].bands.iter().enumerate().map(curve).collect()
}

const AROUND_300: Asked = Asked { range_hz: [250.0, 315.0], beyond_db: 1.0 };
const BOOST: bell::Bell = bell::Bell { at_hz: 300.0, q: 1.0, gain_db: 6.0 };

#[test]
fn the_stem_that_fills_the_band_owns_its_excess() {
    let mut stems =
        [stem("Hats", 9000.0, 9.0, -30.0), stem("Pads", 350.0, 6.0, -25.0), stem("Bass", 70.0, 12.0, -15.0)];
    let curve = boosted(&mut stems, 1, BOOST);
    let owners = owners(&curve, AROUND_300, &stems);
    assert_eq!((owners[0].name.as_str(), owners[0].confidence), ("Pads", Confidence::Sure));
    assert!(owners[0].share > 0.8 && owners.iter().map(|owner| owner.likelihood).sum::<f64>() > 0.999);
}

#[test]
fn the_smaller_stem_is_named_where_the_excess_has_its_shape() {
    // The voice has more of the power, but is broad; the guitar's share changes from band to band.
    let mut stems = [stem("Voice", 400.0, 2.0, -20.0), stem("Guitar", 260.0, 9.0, -25.0)];
    let curve = boosted(&mut stems, 1, BOOST);
    let owners = owners(&curve, AROUND_300, &stems);
    assert_eq!(owners[0].name, "Guitar");
    assert!(owners[0].share < 0.6, "{owners:?}");
}

#[test]
fn turning_everything_up_changes_no_owner() {
    let mut stems = [stem("Voice", 400.0, 2.0, -20.0), stem("Guitar", 260.0, 9.0, -25.0)];
    let curve = boosted(&mut stems, 1, BOOST);
    let still = owners(&curve, AROUND_300, &stems);
    stems.iter_mut().flat_map(|stem| &mut stem.bands).for_each(|band| band.level_db -= 12.0);
    let moved = owners(&curve, AROUND_300, &stems);
    assert!(still.iter().zip(&moved).all(|(a, b)| a.name == b.name && (a.likelihood - b.likelihood).abs() < 1e-9));
}

#[test]
fn two_equal_stems_share_it_and_neither_is_blamed() {
    let stems: Vec<Stem> = ["Left", "Right", "Third"].map(|name| stem(name, 300.0, 6.0, -20.0)).to_vec();
    let curve: Vec<_> = bands(|hz| BOOST.db(hz) / 2.0)
        .iter()
        .map(|band| Difference { centre_hz: band.centre_hz, db: band.level_db })
        .collect();
    let mut fault = told();
    words::name(&mut fault, true, &owners(&curve, AROUND_300, &stems));
    assert_eq!((fault.stem, fault.confidence), (None, Confidence::Weak));
    assert!(fault.message.ends_with("Left (33 %) and Right (33 %) share it."), "{}", fault.message);
}

#[test]
fn the_advice_says_who_where_and_how_much_and_never_more_than_three_decibels() {
    let mut stems = [stem("Hats", 9000.0, 9.0, -30.0), stem("Pads", 350.0, 6.0, -25.0)];
    let curve = boosted(&mut stems, 1, BOOST);
    for (beyond_db, tried) in [(2.0, "−2.0"), (0.1, "−0.5"), (5.0, "−3.0")] {
        let mut fault = told();
        words::name(&mut fault, true, &owners(&curve, Asked { beyond_db, ..AROUND_300 }, &stems));
        assert_eq!(fault.action, format!("Try {tried} dB at 315 Hz on Pads first, not on the master."));
        assert_eq!(fault.stem.as_deref(), Some("Pads"));
        assert!(fault.message.contains("% of it is Pads."), "{}", fault.message);
    }
}

#[test]
fn a_thin_place_names_who_lives_there_and_silence_nobody() {
    let stems = [stem("Hats", 9000.0, 9.0, -30.0), stem("Pads", 350.0, 6.0, -25.0)];
    let curve: Vec<_> =
        bands(|_| -3.0).iter().map(|band| Difference { centre_hz: band.centre_hz, db: -3.0 }).collect();
    let mut fault = told();
    words::name(&mut fault, false, &owners(&curve, Asked { beyond_db: -1.5, ..AROUND_300 }, &stems));
    assert_eq!(fault.stem.as_deref(), Some("Pads"));
    assert!(fault.action.starts_with("Try +1.5 dB at 315 Hz on Pads first"), "{}", fault.action);
    let silent = Stem { name: "Silent".to_owned(), bands: bands(|_| -200.0) };
    assert_eq!(owners(&curve, AROUND_300, &[silent]), []);
    assert_eq!(owners(&curve, AROUND_300, &[]), []);
}

fn told() -> Fault {
    Fault {
        id: "tone",
        severity: Severity::Watch,
        title: "Fuller than the records at 315 Hz.".to_owned(),
        message: "4.0 dB above the middle of the records at 315 Hz.".to_owned(),
        action: String::new(),
        spans: Vec::new(),
        amount: "+4.0 dB".to_owned(),
        confidence: Confidence::Sure,
        stem: None,
    }
}
