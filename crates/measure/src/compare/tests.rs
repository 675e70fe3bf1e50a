// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A comparison of made-up songs: what is told, what is not, and that a gain changes nothing.

use super::*;
use crate::{
    fault::{Confidence, Severity, Span},
    profile::{BandPortrait, Stereo, ZonePortrait},
};

/// A song like any other: pink, half wide, punchy, mastered.
fn song() -> Profile {
    let stereo = Stereo { width_db: Some(-10.0), correlation: Some(0.8), mono_loss_db: Some(-0.5) };
    let centre_hz = |k: i32| 1000.0 * 2.0_f64.powf(f64::from(k) / 3.0);
    let band = |k| BandPortrait {
        centre_hz: centre_hz(k),
        level_db: -30.0,
        percentiles_db: [-40.0, -30.0, -27.0],
        stereo,
    };
    let zone = ZonePortrait {
        level_db: -25.0,
        hit_db: Some(-20.0),
        crest_db: Some(10.0),
        punch_db: Some(12.0),
        onsets_per_s: 4.0,
        stereo,
    };
    let portrait = Portrait {
        lufs: Some(-9.0),
        mid_level_db: Some(-30.0),
        psr_low_lu: Some(8.0),
        bands: (-16..=13).map(band).collect(),
        zones: [zone; 7],
    };
    let section =
        |from_s, to_s, letter| Section { span: Span { from_s, to_s }, letter, portrait: portrait.clone() };
    Profile {
        seconds: 180.0,
        integrated_lufs: Some(-10.0),
        range_lu: Some(6.0),
        plr_lu: Some(9.0),
        low_correlation: Some(0.98),
        pinned_share: 0.3,
        whole: portrait.clone(),
        sections: vec![section(0.0, 60.0, 'A'), section(60.0, 90.0, 'B'), section(90.0, 180.0, 'A')],
        loudest: Some(1),
        ..Profile::default()
    }
}

fn side(name: &str, profile: Profile) -> Side {
    Side { name: name.to_owned(), passage: passage(&profile, Passage::Loudest), profile, weight: 1.0 }
}

fn changed(change: impl Fn(&mut Portrait)) -> Profile {
    let mut profile = song();
    change(&mut profile.whole);
    profile.sections.iter_mut().for_each(|section| change(&mut section.portrait));
    profile
}

fn louder(portrait: &mut Portrait, db: f64) {
    portrait.lufs = portrait.lufs.map(|lufs| lufs + db);
    portrait.mid_level_db = portrait.mid_level_db.map(|level| level + db);
    portrait.bands.iter_mut().for_each(|band| band.level_db += db);
    for zone in &mut portrait.zones {
        zone.level_db += db;
        zone.hit_db = zone.hit_db.map(|hit| hit + db);
    }
}

/// A bump of some dB on all bands and zones whose middle lies between two frequencies.
fn bump(portrait: &mut Portrait, [from_hz, to_hz]: [f64; 2], db: f64) {
    for band in portrait.bands.iter_mut().filter(|band| (from_hz..to_hz).contains(&band.centre_hz)) {
        band.level_db += db;
    }
    for (zone, named) in portrait.zones.iter_mut().zip(&ZONES) {
        if (from_hz..to_hz).contains(&f64::midpoint(named.range_hz[0], named.range_hz[1])) {
            zone.level_db += db;
            zone.hit_db = zone.hit_db.map(|hit| hit + db);
        }
    }
}

fn asked(mix: Profile, records: Vec<Profile>) -> Comparison {
    let records = records.into_iter().map(|record| side("Record", record)).collect();
    compare(&Question { mix: side("Mix", mix), records, ..Question::default() })
}

#[test]
fn a_song_beside_itself_is_the_same_on_every_axis() {
    let comparison = asked(song(), vec![song()]);
    assert_eq!(comparison.advice, []);
    assert_eq!(comparison.bands.len(), 30);
    assert!(comparison.bands.iter().all(|band| band.tone_db.difference() == 0.0));
    assert!(comparison.verdict.headline.starts_with("Like the record"));
}

#[test]
fn a_plain_gain_changes_gains_and_nothing_else() {
    let still = asked(changed(|portrait| bump(portrait, [200.0, 350.0], 5.0)), vec![song()]);
    for db in [-12.0, 12.0] {
        let mix = changed(|portrait| {
            bump(portrait, [200.0, 350.0], 5.0);
            louder(portrait, db);
        });
        let moved = asked(mix, vec![song()]);
        assert_eq!(moved.advice, still.advice);
        assert_eq!(moved.verdict, still.verdict);
        assert!((moved.records[0].gain_db - still.records[0].gain_db - db).abs() < 1e-9);
    }
}

#[test]
fn a_fuller_place_is_named_with_its_size_its_passage_and_a_cure_at_the_track() {
    let comparison = asked(changed(|portrait| bump(portrait, [190.0, 330.0], 4.0)), vec![song()]);
    let [only] = comparison.advice.as_slice() else { panic!("{:?}", comparison.advice) };
    assert_eq!(only.fault.severity, Severity::Watch);
    assert_eq!(only.fault.spans, [Span { from_s: 60.0, to_s: 90.0 }]);
    assert_eq!(only.fault.confidence, Confidence::Fair);
    assert!(only.fault.message.contains("4.0 dB above") && only.fault.message.contains("200 Hz to 315 Hz"));
    assert!(only.fault.action.contains("not from the master"), "{}", only.fault.action);
    assert!((only.beyond - 2.5).abs() < 1e-9);
}

#[test]
fn records_that_differ_themselves_leave_the_mix_alone() {
    let records: Vec<_> =
        [-5.0, -2.0, 2.0, 5.0].map(|db| changed(|portrait| bump(portrait, [190.0, 330.0], db))).to_vec();
    let comparison = asked(changed(|portrait| bump(portrait, [190.0, 330.0], 3.4)), records);
    assert_eq!(comparison.advice, []);
}

#[test]
fn busier_hats_are_not_read_as_more_treble() {
    let busy = changed(|portrait| {
        bump(portrait, [8000.0, 21_000.0], 4.0);
        portrait.zones[6].hit_db = Some(-20.0);
        portrait.zones[6].onsets_per_s = 8.0;
    });
    let comparison = asked(busy, vec![song()]);
    let [only] = comparison.advice.as_slice() else { panic!("{:?}", comparison.advice) };
    assert_eq!((only.fault.id, only.fault.severity), ("busier", Severity::Note));
}

#[test]
fn an_unmastered_mix_hears_nothing_about_its_dynamics_without_a_limited_copy() {
    let mut mix = changed(|portrait| {
        portrait.psr_low_lu = Some(14.0);
        portrait.zones.iter_mut().for_each(|zone| zone.punch_db = Some(5.0));
    });
    (mix.plr_lu, mix.pinned_share) = (Some(17.0), 0.001);
    let comparison = asked(mix.clone(), vec![song()]);
    assert_eq!((comparison.dynamics, comparison.state.confidence), (Dynamics::Hidden, Confidence::Sure));
    assert!(comparison.advice.iter().all(|advice| advice.axis != Axis::Dynamics), "{:?}", comparison.advice);
    let limited = song().whole;
    let question = Question {
        mix: side("Mix", mix),
        records: vec![side("Record", song())],
        limited: Some(limited),
        ..Question::default()
    };
    let comparison = compare(&question);
    assert_eq!((comparison.dynamics, comparison.advice.len()), (Dynamics::ThroughLimiter, 0));
}

#[test]
fn more_punch_and_more_range_than_the_records_are_no_fault() {
    let mut lively = changed(|portrait| portrait.zones.iter_mut().for_each(|zone| zone.punch_db = Some(20.0)));
    lively.range_lu = Some(14.0);
    assert_eq!(asked(lively, vec![song()]).advice, []);
}

#[test]
fn a_flat_master_is_told_what_to_give_back() {
    let flat = changed(|portrait| portrait.psr_low_lu = Some(5.0));
    let comparison = asked(flat, vec![song()]);
    assert_eq!(comparison.advice[0].fault.id, "density");
    assert!(comparison.advice[0].fault.action.contains("2.0 LU"), "{}", comparison.advice[0].fault.action);
}

#[test]
fn a_narrow_mix_and_a_wide_low_end_are_two_things() {
    let mut mix = changed(|portrait| portrait.zones[4].stereo.width_db = Some(-16.0));
    mix.low_correlation = Some(0.4);
    let advice = asked(mix, vec![song()]).advice;
    let ids: Vec<_> = advice.iter().map(|advice| advice.fault.id).collect();
    assert_eq!(ids, ["low_width", "width"]);
    assert!(advice[1].fault.title.contains("Narrower"));
}

#[test]
fn poor_records_are_flagged_and_count_only_where_they_are_sound() {
    let mut lossy = changed(|portrait| bump(portrait, [11_000.0, 21_000.0], -40.0));
    lossy.cliff_hz = Some(11_000.0);
    let comparison = asked(song(), vec![lossy]);
    assert_eq!(comparison.records[0].flaws, [Flaw::Lossy { cliff_hz: 11_000.0 }]);
    assert_eq!(comparison.advice, []);
    let mono = changed(|portrait| {
        portrait.zones.iter_mut().for_each(|zone| zone.stereo.width_db = Some(-60.0));
    });
    let comparison = asked(song(), vec![mono]);
    assert_eq!((comparison.records[0].flaws.clone(), comparison.advice.len()), (vec![Flaw::Mono], 0));
    let comparison = asked(song(), vec![Profile::default(), song()]);
    assert_eq!(comparison.records[0].flaws, [Flaw::Silent]);
    assert!(comparison.bands.iter().all(|band| band.tone_db.median == 0.0));
}

#[test]
fn what_lies_above_the_end_of_a_song_is_no_difference_though_the_song_is_a_good_copy() {
    let mut ends = changed(|portrait| bump(portrait, [18_500.0, 23_000.0], -55.0));
    ends.cliff_hz = Some(18_500.0);
    let empty = changed(|portrait| bump(portrait, [18_500.0, 23_000.0], -90.0));
    for (mix, record) in [(song(), ends.clone()), (ends, song()), (song(), empty.clone()), (empty, song())] {
        let comparison = asked(mix, vec![record]);
        assert_eq!((comparison.advice, comparison.records[0].flaws.clone()), (vec![], vec![]));
    }
}

#[test]
fn levels_are_matched_to_the_mix_to_the_quietest_to_a_number_or_not() {
    let loud = changed(|portrait| louder(portrait, 3.0));
    let gains = |levelling| {
        let records = [side("Loud", loud.clone())];
        let gains = level::gains(&side("Mix", song()), &records, levelling);
        [gains.mix_db, gains.records_db[0]]
    };
    let to = |to| Levelling { to, ..Levelling::default() };
    assert_eq!(gains(to(LevelTo::Mix)), [0.0, -3.0]);
    assert_eq!(gains(to(LevelTo::Quietest)), [0.0, -3.0]);
    assert_eq!(gains(to(LevelTo::Lufs(-4.0))), [5.0, 2.0]);
    assert_eq!(gains(Levelling { attenuate_only: true, ..to(LevelTo::Lufs(-4.0)) }), [0.0, -3.0]);
    assert_eq!(gains(to(LevelTo::Off)), [0.0, 0.0]);
}

#[test]
fn a_chorus_is_put_beside_a_chorus_and_a_verse_beside_a_verse() {
    let mut record = song();
    record.sections[1].portrait.lufs = Some(-7.0);
    record.sections[0].portrait.lufs = Some(-14.0);
    let mix = song();
    let verse = Section { portrait: Portrait { lufs: Some(-13.5), ..song().whole }, ..mix.sections[0].clone() };
    assert_eq!(partner(&record, &mix, &verse).span.from_s, 0.0);
    assert_eq!(passage(&record, Passage::Quietest).span.from_s, 0.0);
    assert_eq!(passage(&record, Passage::Loudest).span.from_s, 60.0);
    assert_eq!(passage(&record, Passage::Whole).span.to_s, 180.0);
}
