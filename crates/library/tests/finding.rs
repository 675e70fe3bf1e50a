// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Finding: the planted neighbour among ten thousand, with its reason, whatever the volume.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::{Desk, record, turned};
use library::Library;
use measure::Profile;

/// A record that is another in all but its name and one octave of bass.
fn planted(seed: u64, of: u64, bass_db: f64) -> files::Record {
    let mut planted = record(of);
    planted.input = record(seed).input;
    for band in &mut planted.profile.sections[0].portrait.bands {
        let is_bass = (45.0..88.0).contains(&band.centre_hz);
        band.level_db += if is_bass { bass_db } else { 0.0 };
    }
    planted
}

fn hashes(library: &Library, mix: &Profile) -> Vec<String> {
    library.nearest(mix, 4).unwrap().into_iter().map(|near| near.entry.hash).collect()
}

#[test]
fn the_planted_neighbour_is_first_among_ten_thousand_with_its_reason() {
    let desk = Desk::new();
    let library = desk.library();
    library.take_in((0..10_000).map(record)).unwrap();
    let mix = record(20_000);
    library.take_in([planted(30_000, 20_000, 3.0)]).unwrap();
    let near = library.nearest(&mix.profile, 4).unwrap();
    assert_eq!(near.len(), 4);
    assert_eq!(near[0].entry.hash, record(30_000).input.blake3);
    assert!(near[0].distance < 0.3 && near[1].distance > 0.5, "{} {}", near[0].distance, near[1].distance);
    assert!(near.is_sorted_by(|a, b| a.distance <= b.distance));
    let told: Vec<&str> = near[0].why.iter().map(|reason| reason.text.as_str()).collect();
    assert_eq!(told.last(), Some(&"3.0 dB fuller around 63 Hz (bass)"), "{told:?}");
    assert!(told.len() == 4 && told.contains(&"width within 0.0 dB"), "{told:?}");
    // However loud the mix is, the records near it are the same.
    let expected = hashes(&library, &mix.profile);
    for gain_db in [-30.0, -6.5, 12.0] {
        assert_eq!(hashes(&library, &turned(mix.clone(), gain_db).profile), expected);
    }
}

#[test]
fn a_mix_that_is_not_limited_yet_finds_its_record_all_the_same() {
    let desk = Desk::new();
    let library = desk.library();
    library.take_in((0..200).map(record)).unwrap();
    let mut mix = record(50);
    for zone in &mut mix.profile.sections[0].portrait.zones {
        zone.crest_db = zone.crest_db.map(|db| db + 4.0);
        zone.punch_db = zone.punch_db.map(|db| db + 4.0);
    }
    mix.profile.range_lu = mix.profile.range_lu.map(|lu| lu + 3.0);
    assert_eq!(hashes(&library, &mix.profile)[0], record(50).input.blake3);
}

#[test]
fn silence_and_an_empty_library_have_no_neighbours() {
    let desk = Desk::new();
    let library = desk.library();
    assert!(library.nearest(&record(1).profile, 4).unwrap().is_empty());
    library.take_in([record(1)]).unwrap();
    assert!(library.nearest(&Profile::default(), 4).unwrap().is_empty());
    assert_eq!(library.nearest(&record(2).profile, 4).unwrap().len(), 1);
}

#[test]
fn twins_stand_in_an_order_that_does_not_depend_on_adding() {
    let orders = [[70, 71, 72], [72, 70, 71]].map(|seeds| {
        let desk = Desk::new();
        let library = desk.library();
        library.take_in(seeds.map(|seed| planted(seed, 5, 0.0))).unwrap();
        hashes(&library, &record(1).profile)
    });
    assert_eq!(orders[0], orders[1]);
}
