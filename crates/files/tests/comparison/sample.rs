// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Invented comparisons: one record, sixteen, mono, silence, a song without sections, very long names.
#![allow(dead_code, reason = "each user of the samples takes its own")]

use files::report::{Compared, Input, MadeBy, Wave};
use measure::{
    Portrait, Profile, Span,
    compare::{Passage, Question, Side, ZONES, compare, passage},
    profile::{BandPortrait, Section, Stereo, ZonePortrait},
};

/// Where each section ends, s, its letter, and how loud it is against the chorus, LU.
const SECTIONS: [(f64, char, f64); 8] = [
    (16.0, 'A', -9.5),
    (48.0, 'B', -4.6),
    (78.0, 'C', -0.8),
    (110.0, 'B', -4.2),
    (140.0, 'C', 0.0),
    (158.0, 'D', -7.5),
    (192.0, 'C', -0.5),
    (206.0, 'A', -9.0),
];
const SECONDS: f64 = 206.0;

/// How an invented song differs from its like.
#[derive(Clone, Copy, Default)]
pub struct Taste {
    /// Which of the small differences between songs it has.
    pub seed: u32,
    /// Louder than −20 LUFS, LU.
    pub louder_db: f64,
    /// A bump at 250 Hz, dB.
    pub mud_db: f64,
    /// Less above 6 kHz, dB.
    pub dark_db: f64,
    /// Wider between 120 and 320 Hz, dB.
    pub wide_db: f64,
    /// Less punch in the mids, dB.
    pub soft_db: f64,
    /// How much a limiter has done, 0 to 1.
    pub mastered: f64,
    /// How much longer than its like it is, s.
    pub longer_s: f64,
}

/// A mix with a full low mid, wide and soft, beside four records.
pub fn four() -> Compared {
    compared(mix(), (1..=4).map(record).collect(), true)
}

/// The same beside one.
pub fn one() -> Compared {
    compared(mix(), vec![record(2)], true)
}

/// The same beside sixteen with long names and every flaw.
pub fn sixteen() -> Compared {
    let mut records: Vec<_> = (1..=16).map(record).collect();
    let long = "A Very Long Name of a Song (Somebody's Extended Twelve-Inch Remix, Remastered) ".repeat(4);
    records[0].0 = long + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_without_a_single_space_in_a_file_name_0123456789";
    records[2].1 = Profile::default();
    records[3].1.cliff_hz = Some(15_500.0);
    records[4].1.clipped = true;
    records[5].1 = mono(records[5].1.clone());
    records[6].1.seconds = 7.5;
    compared(mix(), records, true)
}

/// A mono mix beside a mono record.
pub fn both_mono() -> Compared {
    let (mix, record) = (mix(), record(1));
    compared((mix.0, mono(mix.1)), vec![(record.0, mono(record.1))], true)
}

/// A silent record beside a mix.
pub fn silent_record() -> Compared {
    compared(mix(), vec![("Nothing At All".to_owned(), Profile::default())], true)
}

/// Nothing on either side.
pub fn silence() -> Compared {
    compared(("Nothing".to_owned(), Profile::default()), Vec::new(), false)
}

/// A mix without sections, unmastered, of which no limited copy was made.
pub fn hidden() -> Compared {
    let (name, mut profile) = mix();
    (profile.sections, profile.loudest) = (Vec::new(), None);
    compared((name, profile), (1..=3).map(record).collect(), false)
}

/// A mix that is like its records.
pub fn alike() -> Compared {
    compared(
        named("Salt Line", Taste { mastered: 1.0, louder_db: 8.0, ..Taste::default() }),
        vec![record(1)],
        true,
    )
}

/// Names that are code, letters that are signs, numbers that are none.
pub fn hostile() -> Compared {
    let (_, mut profile) = mix();
    profile.sections[0].letter = '<';
    profile.sections[4].portrait.bands[3].level_db = f64::NAN;
    profile.sections[4].portrait.zones[2].punch_db = Some(f64::INFINITY);
    let mut compared = compared(("</style><script>\"&'".to_owned(), profile), vec![record(1)], true);
    "<b>.wav".clone_into(&mut compared.mix.path);
    compared.mix.wave.columns[5] = [f32::NAN, f32::INFINITY];
    "twobus compare '<x>' & \"y\"".clone_into(&mut compared.made_by.command);
    compared
}

fn mix() -> (String, Profile) {
    let taste = Taste { mud_db: 4.6, dark_db: 4.2, wide_db: 5.0, soft_db: 4.5, ..Taste::default() };
    named("Salt Line", taste)
}

fn record(seed: u32) -> (String, Profile) {
    const NAMES: [&str; 4] = ["Northern Static", "Paper Lanterns", "Low Tide (12\" mix)", "Cold Harbour"];
    let name = NAMES
        .get(usize::try_from(seed).unwrap_or(1) - 1)
        .map_or_else(|| format!("Record {seed}"), |name| (*name).to_owned());
    let louder_db = 9.0 + f64::from(seed % 5) * 0.7;
    named(
        &name,
        Taste { seed, louder_db, mastered: 1.0, longer_s: f64::from(seed % 4) * 11.0, ..Taste::default() },
    )
}

fn named(name: &str, taste: Taste) -> (String, Profile) {
    (name.to_owned(), profile(taste))
}

fn compared(mix: (String, Profile), records: Vec<(String, Profile)>, limited: bool) -> Compared {
    let pressed = limited.then(|| passage(&profile(pressed()), Passage::Loudest).portrait);
    let inputs = records.iter().enumerate().map(|(n, (name, profile))| input(name, profile, n + 1)).collect();
    let mix_input = input("salt-line_v14", &mix.1, 0);
    let question = Question {
        mix: side(mix),
        records: records.into_iter().map(side).collect(),
        limited: pressed,
        ..Question::default()
    };
    Compared { comparison: compare(&question), mix: mix_input, records: inputs, made_by: made_by() }
}

/// The mix through a limiter.
fn pressed() -> Taste {
    Taste { mastered: 0.8, soft_db: 4.5, ..Taste::default() }
}

fn side((name, profile): (String, Profile)) -> Side {
    Side { name, passage: passage(&profile, Passage::Loudest), profile, weight: 1.0 }
}

fn mono(mut profile: Profile) -> Profile {
    let all = profile.sections.iter_mut().map(|section| &mut section.portrait);
    for portrait in all.chain(std::iter::once(&mut profile.whole)) {
        portrait.bands.iter_mut().for_each(|band| band.stereo = Stereo::default());
        portrait.zones.iter_mut().for_each(|zone| zone.stereo = Stereo::default());
    }
    profile.low_correlation = None;
    profile
}

/// A small difference between songs, between −1 and 1.
fn whim(seed: u32, at: u32) -> f64 {
    if seed == 0 { 0.0 } else { (f64::from(seed) * 12.9898 + f64::from(at) * 4.1).sin() }
}

fn profile(taste: Taste) -> Profile {
    let starts = std::iter::once(0.0).chain(SECTIONS.iter().map(|(end, ..)| *end));
    let section = |(from_s, (to_s, letter, lu)): (f64, (f64, char, f64))| Section {
        span: Span { from_s: longer(from_s, taste), to_s: longer(to_s, taste) },
        letter,
        portrait: portrait(taste, lu),
    };
    Profile {
        seconds: SECONDS + taste.longer_s,
        integrated_lufs: Some(taste.louder_db - 20.0),
        range_lu: Some(6.1 + whim(taste.seed, 90)),
        plr_lu: Some(16.5 - 7.0 * taste.mastered),
        low_correlation: Some(0.97 + 0.02 * whim(taste.seed, 91)),
        pinned_share: 0.3 * taste.mastered,
        cliff_hz: None,
        clipped: false,
        whole: portrait(taste, -2.0),
        sections: starts.zip(SECTIONS).map(section).collect(),
        loudest: Some(4),
    }
}

fn longer(second: f64, taste: Taste) -> f64 {
    second * (SECONDS + taste.longer_s) / SECONDS
}

fn portrait(taste: Taste, lu: f64) -> Portrait {
    let level_db = taste.louder_db + lu;
    Portrait {
        lufs: Some(level_db - 19.0),
        mid_level_db: Some(level_db - 40.0),
        psr_low_lu: Some(12.5 - 4.0 * taste.mastered + 0.4 * whim(taste.seed, 92)),
        bands: (0..30).map(|n| band(taste, level_db, n)).collect(),
        zones: std::array::from_fn(|n| zone(taste, level_db, n)),
    }
}

/// A pink tilt with a bump, a dark end and some life.
fn band(taste: Taste, level_db: f64, n: u32) -> BandPortrait {
    let centre_hz = 1000.0 * 2.0_f64.powf((f64::from(n) - 16.0) / 3.0);
    let own_db = f64::from((n * 7) % 5) * 0.25 - 0.5;
    let db = level_db - 40.0 - 6.0 * (centre_hz / 1000.0).log10()
        + own_db
        + shape(taste, centre_hz)
        + 1.6 * whim(taste.seed, n);
    BandPortrait {
        centre_hz,
        level_db: db,
        percentiles_db: [db - 9.0, db, db + 3.0],
        stereo: stereo(taste, centre_hz, n),
    }
}

fn shape(taste: Taste, hz: f64) -> f64 {
    let octaves = (hz / 250.0).log2();
    let dark = if hz > 6_000.0 { taste.dark_db } else { 0.0 };
    taste.mud_db * (-4.0 * octaves * octaves).exp() - dark
}

fn stereo(taste: Taste, hz: f64, n: u32) -> Stereo {
    let usual_db = -22.0 + 6.0 * (hz / 60.0).log10().clamp(0.0, 2.2) + whim(taste.seed, 30 + n);
    let wide = if (120.0..320.0).contains(&hz) { taste.wide_db } else { 0.0 };
    let width_db = usual_db + wide;
    let side = 10.0_f64.powf(width_db / 10.0);
    Stereo {
        width_db: Some(width_db),
        correlation: Some((1.0 - side) / (1.0 + side)),
        mono_loss_db: Some(-10.0 * (1.0 + side).log10()),
    }
}

fn zone(taste: Taste, level_db: f64, n: usize) -> ZonePortrait {
    let [from_hz, to_hz] = ZONES[n].range_hz;
    let at = u32::try_from(n).unwrap_or(0);
    let middle_hz = (from_hz * to_hz).sqrt();
    let db = level_db - 34.0 - 6.0 * (middle_hz / 1000.0).log10()
        + shape(taste, middle_hz)
        + 0.8 * whim(taste.seed, 50 + at);
    let soft_db = if n == 3 { taste.soft_db } else { 0.0 };
    let rise_db = 8.0 + 0.8 * f64::from(at) + 0.9 * whim(taste.seed, 60 + at) + 2.0 * (1.0 - taste.mastered);
    ZonePortrait {
        level_db: db,
        hit_db: Some(db + 5.0),
        crest_db: Some(
            10.0 + 0.6 * f64::from(at) + 0.7 * whim(taste.seed, 70 + at) + 2.0 * (1.0 - taste.mastered),
        ),
        punch_db: Some(rise_db - soft_db),
        onsets_per_s: 2.0 + 0.8 * f64::from(at) + 0.3 * whim(taste.seed, 80 + at),
        stereo: stereo(taste, middle_hz, at),
    }
}

fn input(name: &str, profile: &Profile, n: usize) -> Input {
    Input {
        path: format!("songs/{name}.wav"),
        format: "WAV, 24 bit".to_owned(),
        rate_hz: 48_000,
        channels: 2,
        seconds: profile.seconds,
        blake3: format!("{n:02x}").repeat(32),
        wave: wave(profile, n),
    }
}

fn wave(profile: &Profile, n: usize) -> Wave {
    let Some(lufs) = profile.integrated_lufs else { return Wave::default() };
    let crest_db = profile.plr_lu.unwrap_or(12.0);
    let column = |index: u32| {
        let second = f64::from(index) / 900.0 * profile.seconds;
        let section = profile.sections.iter().find(|section| second < section.span.to_s);
        let lu = section.and_then(|section| section.portrait.lufs).map_or(0.0, |part| part - lufs - 1.0);
        let life = 0.82 + 0.18 * (f64::from(index) * 12.9898 + n as f64).sin() * (crest_db / 17.0);
        let peak = (10.0_f64.powf((lufs + lu + crest_db) / 20.0) * life).min(1.0);
        [-peak, 0.97 * peak].map(dsp::math::sample_from)
    };
    Wave { frames_per_column: 10_987, columns: (0..900).map(column).collect(), frames: 9_888_000 }
}

fn made_by() -> MadeBy {
    MadeBy {
        version: "0.1.0".to_owned(),
        day: Some("25 November 2026".to_owned()),
        command: "twobus compare salt-line_v14.wav --with records".to_owned(),
        settings: vec![
            ("passage".to_owned(), "loudest".to_owned()),
            ("level by".to_owned(), "passage".to_owned()),
        ],
    }
}
