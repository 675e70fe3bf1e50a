// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside records, from their files: which passages are compared, and the copy through a limiter.

use std::path::Path;

use dsp::Audio;
use measure::{
    Cells, Layout, Meter, Portrait, Profiler, Span,
    compare::{Passage, Side, partner, passage},
    profile::Section,
};

use crate::{
    decode::decode_span,
    error::Result,
    record::{Heard, Record},
};

/// Which part of a song is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// One that is found by itself.
    Found(Passage),
    /// Between two times.
    Between(Span),
}

/// The mix as a side of a comparison.
pub fn mix_side(heard: &Heard, part: Part) -> Side {
    let passage = match part {
        Part::Found(wanted) => passage(&heard.record.profile, wanted),
        Part::Between(span) => loop_of(&heard.cells, span),
    };
    side(&heard.record, passage)
}

/// A record as a side of a comparison; beside a loop of the mix stands the section that is most like it in
/// loudness.
pub fn record_side(record: &Record, mix: &Side, part: Part) -> Side {
    let passage = match part {
        Part::Found(wanted) => passage(&record.profile, wanted),
        Part::Between(_) => partner(&record.profile, &mix.profile, &mix.passage),
    };
    side(record, passage)
}

/// A record with a loop of its own.
pub fn record_loop(heard: &Heard, span: Span) -> Side {
    side(&heard.record, loop_of(&heard.cells, span))
}

fn loop_of(cells: &Cells, span: Span) -> Section {
    Section { span, letter: ' ', portrait: cells.portrait(span) }
}

fn side(record: &Record, passage: Section) -> Side {
    Side { name: name(record), profile: record.profile.clone(), passage, weight: 1.0 }
}

/// What a song is called: its file without folder and ending.
pub fn name(record: &Record) -> String {
    let path = Path::new(&record.input.path);
    path.file_stem().map_or_else(|| record.input.path.clone(), |stem| stem.display().to_string())
}

/// At most this much of the mix is pressed: enough to judge dynamics, little enough to be quick, s.
const PRESSED_S: f64 = 30.0;

/// The mix's passage through a limiter at the records' loudness; `None` where nothing sounds.
///
/// # Errors
/// The mix cannot be read any more.
pub fn limited(path: &Path, mix: &Side, records: &[Side]) -> Result<Option<Portrait>> {
    let passage = decode_span(path, pressed_span(mix))?;
    Ok(pressed(&passage, records))
}

/// The part of the mix's passage that is pressed.
pub fn pressed_span(mix: &Side) -> Span {
    let span = mix.passage.span;
    Span { to_s: span.to_s.min(span.from_s + PRESSED_S), ..span }
}

/// As [`limited`], from the sound of [`pressed_span`].
pub fn pressed(passage: &Audio, records: &[Side]) -> Option<Portrait> {
    rack::as_loud(passage, usual_lufs(records)?).map(|audio| portrait(&audio))
}

/// What a piece of sound is like by itself.
pub fn portrait(audio: &Audio) -> Portrait {
    let layout = Layout::from_channels(audio.channels.len());
    let (mut meter, mut profiler) = (Meter::new(audio.rate_hz, layout), Profiler::new(audio.rate_hz, layout));
    let channels: Vec<&[f32]> = audio.channels.iter().map(Vec::as_slice).collect();
    meter.push(&channels);
    profiler.push(&channels);
    let cells = profiler.finish(&meter.finish());
    cells.portrait(Span { from_s: 0.0, to_s: cells.seconds() })
}

/// The middle of the records' loudness in their passages, LUFS: what a mix is pressed to.
pub fn usual_lufs(records: &[Side]) -> Option<f64> {
    let mut lufs: Vec<f64> = records.iter().filter_map(|side| side.passage.portrait.lufs).collect();
    lufs.sort_by(f64::total_cmp);
    lufs.get(lufs.len() / 2).copied()
}
