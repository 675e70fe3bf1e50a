// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The text of a tone target: strict when read, a line a band when written.

use measure::{
    Confidence, Span,
    aim::{Aim, AimBand},
};
use serde::Deserialize;
use toml::Value;

use super::{SCHEMA, Song, ToneTarget};

/// No record has a third octave further than this from its middle, dB.
const MOST_DB: f64 = 150.0;
/// Where third octaves can be.
const HEARD_HZ: std::ops::RangeInclusive<f64> = 10.0..=30_000.0;

/// What is wrong, and what to do.
type Trouble = (String, String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "schema")]
    _schema: u32,
    name: String,
    summary: String,
    #[serde(default)]
    as_of: String,
    #[serde(default)]
    made_by: String,
    // It is computed from the bands; in the file it is for readers.
    #[serde(default, rename = "confidence")]
    _confidence: Option<WrittenConfidence>,
    #[serde(default)]
    source: Vec<String>,
    #[serde(default)]
    notes: Vec<String>,
    songs: Vec<WrittenSong>,
    bands: Vec<WrittenBand>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSong {
    name: String,
    #[serde(default)]
    blake3: String,
    passage: [f64; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBand {
    hz: f64,
    median: f64,
    quartiles: [f64; 2],
    zone: [f64; 2],
    #[serde(default)]
    songs: usize,
    confidence: WrittenConfidence,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenConfidence {
    Weak,
    Fair,
    Sure,
}

/// Reads a target.
pub fn parse(text: &str) -> Result<ToneTarget, Trouble> {
    check_schema(text)?;
    let written: Written = toml::from_str(text).map_err(|error| {
        let before = error.span().map_or(0, |span| span.start);
        let line = 1 + text.bytes().take(before).filter(|byte| *byte == b'\n').count();
        let what = format!("{} near line {line}", error.message().replace('\n', ", "));
        (what, "compare it with tones/neutral.toml".to_owned())
    })?;
    if written.bands.is_empty() {
        return Err(("it has no bands".to_owned(), "make it again with `twobus target make`".to_owned()));
    }
    written.bands.iter().try_for_each(check)?;
    Ok(target(written))
}

/// Said before anything else: a newer file may have keys that this version does not know.
fn check_schema(text: &str) -> Result<(), Trouble> {
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    match table.get("schema").and_then(Value::as_integer) {
        Some(newer) if newer > i64::from(SCHEMA) => Err((
            format!("it has schema {newer} and this version reads up to {SCHEMA}"),
            "update Twobus".to_owned(),
        )),
        _ => Ok(()),
    }
}

fn check(band: &WrittenBand) -> Result<(), Trouble> {
    let levels = [band.median, band.quartiles[0], band.quartiles[1], band.zone[0], band.zone[1]];
    let is_level = |db: &f64| db.is_finite() && db.abs() <= MOST_DB;
    if !HEARD_HZ.contains(&band.hz) {
        return Err((format!("a band has hz = {}", band.hz), "write the middle of a third octave".to_owned()));
    }
    if !levels.iter().all(is_level) || band.zone[0] > band.zone[1] || band.quartiles[0] > band.quartiles[1] {
        let what = format!("the band at {} Hz has levels that make no zone", band.hz);
        return Err((what, "write the lower edge, then the upper, in dB".to_owned()));
    }
    Ok(())
}

fn target(written: Written) -> ToneTarget {
    let mut bands: Vec<AimBand> = written.bands.iter().map(band).collect();
    bands.sort_by(|a, b| a.centre_hz.total_cmp(&b.centre_hz));
    ToneTarget {
        name: written.name,
        summary: written.summary,
        as_of: written.as_of,
        made_by: written.made_by,
        source: written.source,
        notes: written.notes,
        aim: Aim { songs: written.songs.len(), bands },
        songs: written.songs.into_iter().map(song).collect(),
    }
}

fn song(written: WrittenSong) -> Song {
    let [from_s, to_s] = written.passage;
    Song { name: written.name, blake3: written.blake3, passage: Span { from_s, to_s } }
}

fn band(written: &WrittenBand) -> AimBand {
    AimBand {
        centre_hz: written.hz,
        median_db: written.median,
        quartiles_db: written.quartiles,
        zone_db: written.zone,
        songs: written.songs,
        confidence: match written.confidence {
            WrittenConfidence::Weak => Confidence::Weak,
            WrittenConfidence::Fair => Confidence::Fair,
            WrittenConfidence::Sure => Confidence::Sure,
        },
    }
}

/// The text of a target.
pub fn text(target: &ToneTarget) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let list = |lines: Vec<String>| match lines.as_slice() {
        [] => "[]".to_owned(),
        _ => format!("[\n  {},\n]", lines.join(",\n  ")),
    };
    let texts = |all: &[String]| list(all.iter().map(|text| quoted(text)).collect());
    let line = |key: &str, value: &str| format!("{key} = {}\n", quoted(value));
    let head = [
        line("name", &target.name),
        line("summary", &target.summary),
        line("as_of", &target.as_of),
        line("made_by", &target.made_by),
    ]
    .concat();
    format!(
        "schema = {SCHEMA}\n{head}confidence = \"{}\"\nsource = {}\nnotes = {}\nsongs = {}\n{COLUMNS}bands = {}\n",
        target.confidence().word(),
        texts(&target.source),
        texts(&target.notes),
        list(target.songs.iter().map(|song| song_line(song, quoted)).collect()),
        list(target.aim.bands.iter().map(band_line).collect()),
    )
}

/// What the numbers of a band mean, for those who read the file.
const COLUMNS: &str =
    "# Levels in dB after the mean from 200 Hz to 4 kHz is taken out; the zone is where a mix is inside.\n";

fn song_line(song: &Song, quoted: impl Fn(&str) -> String) -> String {
    let Span { from_s, to_s } = song.passage;
    format!(
        "{{ name = {}, blake3 = {}, passage = [{from_s:.1}, {to_s:.1}] }}",
        quoted(&song.name),
        quoted(&song.blake3)
    )
}

fn band_line(band: &AimBand) -> String {
    let pair = |[low, high]: [f64; 2]| format!("[{low:.2}, {high:.2}]");
    format!(
        "{{ hz = {:.1}, median = {:.2}, quartiles = {}, zone = {}, songs = {}, confidence = \"{}\" }}",
        band.centre_hz,
        band.median_db,
        pair(band.quartiles_db),
        pair(band.zone_db),
        band.songs,
        band.confidence.word()
    )
}
