// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Zones from records, and where a mix stands against them.

use dsp::math;

use super::*;
use crate::{
    compare::attribution::Owner,
    fault::Severity,
    profile::{BandPortrait, Section},
};

/// The middles of all third octaves, Hz.
pub fn centres_hz() -> impl Iterator<Item = f64> {
    (-16..=13).map(|k| 1000.0 * math::pow(2.0, f64::from(k) / 3.0))
}

/// A loud passage with these levels, dB.
pub fn portrait(level_db: impl Fn(f64) -> f64, lufs: f64) -> Portrait {
    let band = |centre_hz: f64| {
        let level_db = level_db(centre_hz) + lufs;
        BandPortrait {
            centre_hz,
            level_db,
            percentiles_db: [level_db - 3.0, level_db, level_db + 2.0],
            ..Default::default()
        }
    };
    let bands: Vec<BandPortrait> = centres_hz().map(band).collect();
    let middle: Vec<f64> =
        bands.iter().filter(|band| (200.0..4000.0).contains(&band.centre_hz)).map(|band| band.level_db).collect();
    let mid_level_db = Some(middle.iter().sum::<f64>() / middle.len() as f64);
    Portrait { lufs: Some(lufs), mid_level_db, bands, ..Portrait::default() }
}

/// A song whose loudest section has these levels, dB.
pub fn song(level_db: impl Fn(f64) -> f64, lufs: f64) -> Profile {
    let section = Section { portrait: portrait(level_db, lufs), ..Section::default() };
    Profile { integrated_lufs: Some(lufs), sections: vec![section], loudest: Some(0), ..Profile::default() }
}

fn low(db: f64) -> impl Fn(f64) -> f64 {
    move |hz| if hz < 110.0 { db } else { 0.0 }
}

fn aim_of(lows: &[f64]) -> Aim {
    let songs: Vec<Profile> = lows.iter().map(|db| song(low(*db), -12.0)).collect();
    Aim::of(&songs.iter().collect::<Vec<_>>())
}

#[test]
fn the_zone_is_the_middle_half_of_the_records_and_never_narrower_than_what_is_heard() {
    let aim = aim_of(&[0.0, 4.0, 8.0, 12.0, 16.0, 20.0, 24.0, 28.0]);
    let bass = aim.band(63.0).unwrap();
    assert!((bass.median_db - 14.0).abs() < 0.01, "{bass:?}");
    assert!((bass.zone_db[0] - 6.0).abs() < 0.01 && (bass.zone_db[1] - 22.0).abs() < 0.01, "{bass:?}");
    let middle = aim.band(1000.0).unwrap();
    assert_eq!((middle.zone_db, middle.quartiles_db, middle.songs), ([-1.5, 1.5], [0.0, 0.0], 8));
}

#[test]
fn few_records_make_a_wider_zone_and_a_weaker_word() {
    let [one, many] = [&[3.0][..], &[3.0; 9]].map(aim_of);
    assert_eq!(one.band(1000.0).unwrap().zone_db, [-2.5, 2.5]);
    assert_eq!((one.confidence(), many.confidence()), (Confidence::Weak, Confidence::Sure));
    let apart = aim_of(&[-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0, 12.0]);
    assert_eq!(apart.band(63.0).unwrap().confidence, Confidence::Weak);
}

#[test]
fn a_change_of_volume_and_a_silent_record_change_no_zone() {
    let loud = song(low(6.0), -7.0);
    let quiet = song(low(6.0), -30.0);
    let silent = Profile::default();
    let [a, b] = [Aim::of(&[&loud]), Aim::of(&[&quiet, &silent])];
    for (a, b) in a.bands.iter().zip(&b.bands) {
        assert!((a.median_db - b.median_db).abs() < 1e-9 && a.songs == b.songs);
    }
    assert_eq!(Aim::of(&[]), Aim::default());
}

#[test]
fn what_lossy_coding_took_away_makes_no_zone() {
    let lossy = Profile { cliff_hz: Some(11_000.0), ..song(|_| 0.0, -12.0) };
    let aim = Aim::of(&[&lossy]);
    assert!(aim.band(8000.0).is_some() && aim.band(12_500.0).is_none());
    let both = Aim::of(&[&lossy, &song(|_| 0.0, -12.0)]);
    assert_eq!((both.band(8000.0).unwrap().songs, both.band(12_500.0).unwrap().songs), (2, 1));
}

#[test]
fn a_mix_is_inside_above_or_below_by_so_much() {
    let aim = aim_of(&[0.0; 8]);
    let stands = stands(
        &aim,
        &portrait(
            |hz| {
                if hz < 110.0 {
                    6.0
                } else if hz > 9000.0 {
                    -4.0
                } else {
                    0.0
                }
            },
            -20.0,
        ),
    );
    let at = |hz: f64| stands.iter().find(|stand| same_band(stand.centre_hz, hz)).unwrap().tone_db.beyond();
    assert!((at(63.0) - 3.5).abs() < 1e-9 && at(1000.0) == 0.0 && (at(12_500.0) + 2.5).abs() < 1e-9);
    let runs = runs(&stands);
    assert_eq!(runs[0].sentence(), "25 Hz to 100 Hz is 3.5 dB above the zone");
    assert_eq!((runs.len(), runs[0].severity(), runs[1].side()), (2, Severity::Watch, "below"));
}

#[test]
fn one_note_is_no_run_and_hardly_outside_is_none() {
    let aim = aim_of(&[0.0; 8]);
    let bump = |db: f64, to_hz: f64| {
        runs(&stands(&aim, &portrait(|hz| if (600.0..to_hz).contains(&hz) { db } else { 0.0 }, -12.0)))
    };
    assert_eq!(bump(3.0, 700.0), []);
    assert_eq!(bump(1.9, 1100.0), []);
    assert_eq!(bump(3.0, 1100.0).len(), 1);
}

#[test]
fn a_breakdown_is_not_too_little_bass() {
    let aim = aim_of(&[0.0; 8]);
    let [chorus, breakdown] = [portrait(|_| 0.0, -12.0), portrait(low(-30.0), -19.0)];
    assert!(matches!(read(&aim, &chorus, Some(-12.0)), Reading::Judged(stands) if stands.len() == 30));
    assert_eq!(read(&aim, &breakdown, Some(-12.0)), Reading::Resting(7.0));
}

#[test]
fn a_band_that_comes_and_goes_is_told_weakly() {
    let aim = aim_of(&[0.0; 9]);
    let mut passage = portrait(|_| 0.0, -12.0);
    passage.bands[4].percentiles_db = [-60.0, -20.0, -10.0];
    let stands = stands(&aim, &passage);
    assert_eq!([stands[4].confidence, stands[5].confidence], [Confidence::Weak, Confidence::Sure]);
}

#[test]
fn a_run_names_the_stem_with_its_share_and_a_move() {
    let aim = aim_of(&[0.0; 8]);
    let full = portrait(|hz| if (150.0..350.0).contains(&hz) { 6.0 } else { 0.0 }, -12.0);
    let run = runs(&stands(&aim, &full))[0].clone();
    let owner = Owner {
        name: "pads".to_owned(),
        share: 0.7,
        suggested_db: -3.0,
        at_hz: 250.0,
        likelihood: 0.9,
        confidence: Confidence::Sure,
    };
    assert_eq!(run.fault(Some(&owner)).action, "70 % of it is pads; try −3.0 dB at 250 Hz there.");
    let alone = run.fault(None);
    assert!(
        alone.action.contains("on the track that fills it") && alone.message.contains("above the zone"),
        "{alone:?}"
    );
}
