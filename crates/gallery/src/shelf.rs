// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix and a shelf of records that were never recorded: profiles put together by rule.
//!
//! Songs and bands are made up; what differs, in words and numbers, the real comparison finds.

use std::sync::OnceLock;

use dsp::math;
use measure::{
    Portrait, Profile, Span,
    compare::{Comparison, Passage, Question, Side, ZONES, compare, passage},
    profile::{BandPortrait, Section, Stereo, ZonePortrait},
};

/// The mix, the records, and what differs.
pub struct Shelf {
    /// The mix.
    pub mix: Profile,
    /// Its peaks, evenly over its length.
    pub mix_peaks: Vec<f32>,
    /// The records.
    pub records: Vec<Shelved>,
    /// The mix beside the first four of them.
    pub comparison: Comparison,
    /// The mix beside the second alone.
    pub alone: Comparison,
}

/// A record on the shelf.
pub struct Shelved {
    /// Its title, and who plays it.
    pub names: [&'static str; 2],
    /// What it is like.
    pub profile: Profile,
    /// Its peaks, evenly over its length.
    pub peaks: Vec<f32>,
    /// Its loops: the loudest section, and the one after the next.
    pub loops: Vec<Span>,
}

/// Titles and bands, of which there is none.
const NAMES: [[&str; 2]; 16] = [
    ["Northern Static", "Kelp Forest"],
    ["Paper Lanterns", "The Anchorage"],
    ["Low Tide (12\" mix)", "Slow Harbour"],
    ["Cold Harbour", "Vanta Dunes"],
    ["Glass Roofs", "Quiet Engine"],
    ["Second Winter", "Kelp Forest"],
    ["Amber Line", "Tin Meadow"],
    ["Overpass", "Night Ferry"],
    ["Hollow Moon", "Slow Harbour"],
    ["Salt and Wire", "Quiet Engine"],
    ["Far Signal", "Tin Meadow"],
    ["Long Shadow", "Vanta Dunes"],
    ["Undertow", "Night Ferry"],
    ["Copper Sky", "The Anchorage"],
    ["Blue Hour", "Kelp Forest"],
    ["Last Platform", "Night Ferry"],
];
/// Sections of a song: a letter, and how long, as a share of it.
const FORM: [(char, f64); 7] =
    [('A', 0.08), ('B', 0.15), ('C', 0.15), ('B', 0.15), ('C', 0.17), ('D', 0.08), ('C', 0.22)];
/// How loud a section of a letter is below the loudest, LU.
const QUIETER_LU: [(char, f64); 4] = [('A', 9.0), ('B', 4.0), ('C', 0.0), ('D', 6.0)];
const PEAKS: usize = 1200;

/// The shelf, made once.
pub fn shelf() -> &'static Shelf {
    static SHELF: OnceLock<Shelf> = OnceLock::new();
    SHELF.get_or_init(make)
}

fn make() -> Shelf {
    let mix = mix();
    let records: Vec<Shelved> = NAMES.iter().enumerate().map(|(n, names)| shelved(n, *names)).collect();
    let limited = pressed(&passage(&mix, Passage::Loudest).portrait);
    let question = Question {
        mix: side("the mix", &mix),
        records: records.iter().take(4).map(|record| side(record.names[0], &record.profile)).collect(),
        limited: Some(limited),
        ..Question::default()
    };
    let alone = Question { records: question.records[1..2].to_vec(), ..question.clone() };
    Shelf { comparison: compare(&question), alone: compare(&alone), mix_peaks: peaks(&mix, 99), mix, records }
}

fn side(name: &str, profile: &Profile) -> Side {
    Side {
        name: name.to_owned(),
        passage: passage(profile, Passage::Loudest),
        profile: profile.clone(),
        weight: 1.0,
    }
}

fn shelved(n: usize, names: [&'static str; 2]) -> Shelved {
    let seed = n as f64;
    let tone = move |hz: f64| 4.6 * math::sin(2.6 * math::log10(hz) + 1.9 * seed) * (1.3 - math::log10(hz) / 5.0);
    let wide = move |hz: f64| 4.4 * math::sin(2.0 * seed + 1.4 * math::log10(hz));
    let portrait = portrait(tone, wide, 1.1 * (seed % 3.0));
    let profile = song(&portrait, 198.0 + 11.0 * (seed % 5.0), -8.6 + 0.5 * (seed % 4.0), true);
    let loops = [4, 6].map(|place: usize| profile.sections[place].span).to_vec();
    Shelved { names, peaks: peaks(&profile, n), profile, loops }
}

/// A mix no limiter has touched: full around 250 Hz, wide in the bass.
fn mix() -> Profile {
    let bump = |hz: f64, at_hz: f64, width: f64, db: f64| {
        let octaves = math::log10(hz / at_hz) / math::log10(2.0) / width;
        db * math::exp(-octaves * octaves)
    };
    let tone = move |hz: f64| {
        bump(hz, 250.0, 0.42, 5.4) + bump(hz, 70.0, 1.0, 0.9) + bump(hz, 9000.0, 1.0, -0.9) + 0.2 * math::sin(hz)
    };
    let wide = move |hz: f64| bump(hz, 90.0, 0.6, 7.0);
    let mut mix = song(&portrait(tone, wide, 2.0), 214.0, -15.2, false);
    for portrait in mix.sections.iter_mut().map(|section| &mut section.portrait).chain([&mut mix.whole]) {
        portrait.psr_low_lu = Some(13.5);
        portrait.zones[3].punch_db = portrait.zones[3].punch_db.map(|db| db - 2.6);
    }
    mix.low_correlation = Some(0.62);
    mix
}

/// What a limiter makes of it: less above the loudness, softer hits.
fn pressed(portrait: &Portrait) -> Portrait {
    let zones = portrait.zones.map(|zone| ZonePortrait { punch_db: zone.punch_db.map(|db| db - 2.0), ..zone });
    Portrait { psr_low_lu: Some(8.4), zones, ..portrait.clone() }
}

/// A passage whose tone and width differ from the usual by so many decibels.
fn portrait(tone: impl Fn(f64) -> f64, wide: impl Fn(f64) -> f64, punch_db: f64) -> Portrait {
    let stereo = |hz: f64| Stereo {
        width_db: Some(-17.0 + 3.0 * math::log10(hz / 25.0) + wide(hz)),
        correlation: Some(0.9 - 0.1 * math::log10(hz / 25.0)),
        mono_loss_db: Some(-0.6),
    };
    let centre_hz = |k: i32| 1000.0 * math::pow(2.0, f64::from(k) / 3.0);
    let level_db = |hz: f64| -30.0 - 4.0 * math::log10(hz / 1000.0) + tone(hz);
    let band = |k: i32| {
        let (hz, level_db) = (centre_hz(k), level_db(centre_hz(k)));
        let percentiles_db = [level_db - 8.0, level_db, level_db + 3.0];
        BandPortrait { centre_hz: hz, level_db, percentiles_db, stereo: stereo(hz) }
    };
    let zone = |n: usize| {
        let [from_hz, to_hz] = ZONES[n].range_hz;
        let hz = math::sqrt(from_hz * to_hz);
        ZonePortrait {
            level_db: level_db(hz) + 5.0,
            hit_db: Some(level_db(hz) + 11.0),
            crest_db: Some(10.0),
            punch_db: Some(7.4 + 0.6 * n as f64 + punch_db),
            onsets_per_s: 3.0,
            stereo: stereo(hz),
        }
    };
    Portrait {
        lufs: Some(0.0),
        mid_level_db: Some(-30.0),
        psr_low_lu: Some(8.2),
        bands: (-16..=13).map(band).collect(),
        zones: std::array::from_fn(zone),
    }
}

/// A whole song from one portrait.
fn song(portrait: &Portrait, seconds: f64, loudest_lufs: f64, mastered: bool) -> Profile {
    let mut from_s = 0.0;
    let section = |(letter, share): (char, f64)| {
        let span = Span { from_s, to_s: from_s + share * seconds };
        from_s = span.to_s;
        let lufs = Some(loudest_lufs - quieter_lu(letter));
        Section { span, letter, portrait: Portrait { lufs, ..portrait.clone() } }
    };
    Profile {
        seconds,
        integrated_lufs: Some(loudest_lufs - 1.5),
        range_lu: Some(6.0),
        plr_lu: Some(if mastered { 8.5 } else { 17.0 }),
        low_correlation: Some(0.97),
        pinned_share: if mastered { 0.3 } else { 0.005 },
        whole: Portrait { lufs: Some(loudest_lufs - 1.0), ..portrait.clone() },
        sections: FORM.into_iter().map(section).collect(),
        loudest: Some(4),
        ..Profile::default()
    }
}

fn quieter_lu(letter: char) -> f64 {
    QUIETER_LU.iter().find(|(other, _)| *other == letter).map_or(0.0, |(_, lu)| *lu)
}

/// Beats whose height follows the sections.
fn peaks(profile: &Profile, seed: usize) -> Vec<f32> {
    let height = |n: usize| {
        let second = (n as f64 + 0.5) / PEAKS as f64 * profile.seconds;
        let section = profile.sections.iter().find(|section| second < section.span.to_s);
        let level = math::exp10(-section.map_or(20.0, |section| quieter_lu(section.letter)) / 26.0);
        let noise = (n * 7919 + seed * 104_729) % 97;
        let [into, left] = [second / 6.0, (profile.seconds - second) / 9.0].map(|fade| fade.min(1.0));
        math::sample_from(level * into * left * (0.72 + 0.28 * noise as f64 / 97.0))
    };
    (0..PEAKS).map(height).collect()
}
