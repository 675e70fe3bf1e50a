// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The songs at equal loudness: for one record both waves over each other, for several each in a row.

use dsp::units::{Db, gain_from_db};
use maud::{Markup, html};
use measure::compare::Listed;

use super::waves::{MAP, Song};
use crate::report::{
    Input, Wave,
    comparison::{Compared, passage_words},
    html::{
        draw::{Scale, Sheet, level},
        heading, seconds, swatch,
    },
    words,
};

/// Half the height of a wave, pixels: over each other, and in a row.
const OVERLAY_PX: f64 = 64.0;
const ROW_PX: f64 = 22.0;
/// The picture of a row beside its name, and its margin.
const ROW_WIDTH: f64 = 660.0;
const ROW_LEFT: f64 = 0.0;

/// The lines of level stand at a multiple of this, dB.
const LINE_DB: f64 = 6.0;

static NO_WAVE: Wave = Wave { frames_per_column: 0, columns: Vec::new(), frames: 0 };

/// The waves and maps; empty if no song has a length.
pub fn section(compared: &Compared) -> Markup {
    let mix = mix(compared);
    let records: Vec<Song<'_>> = compared.pairs().map(|(listed, file)| record(listed, file)).collect();
    let longest_s = records.iter().map(|song| song.seconds).fold(mix.seconds, f64::max);
    if longest_s.is_nan() || longest_s <= 0.0 {
        return html! {};
    }
    let peak = records.iter().map(Song::peak).fold(mix.peak(), f64::max).clamp(0.05, 4.0);
    let stage = Stage { mix, records, longest_s, peak };
    html! {
        section {
            (heading("The songs at equal loudness", &legend(compared, stage.records.len())))
            @if let [record] = stage.records.as_slice() {
                figure { @for sheet in [Sheet::WIDE, Sheet::NARROW] { (stage.overlay(record, sheet)) } }
            }
            ol.songs.pair[stage.records.len() == 1] {
                (stage.row("", &stage.mix, &html! {}))
                @for (index, (song, listed)) in stage.records.iter().zip(&compared.comparison.records).enumerate() {
                    (stage.row(&(index + 1).to_string(), song, &flaws(listed)))
                }
            }
            @if stage.records.len() != 1 { figure.under { @for sheet in Stage::row_sheets() { (stage.ticks(sheet)) } } }
        }
    }
}

fn legend(compared: &Compared, records: usize) -> Markup {
    html! {
        p.legend {
            (swatch("mix", "your mix"))
            (swatch("ref", compared.than()))
            span { "bright: the compared passages" }
            @if records == 1 { span { "lines: dBFS" } }
        }
    }
}

fn mix(compared: &Compared) -> Song<'_> {
    let comparison = &compared.comparison;
    Song {
        class: "mix",
        side: &comparison.mix,
        wave: &compared.mix.wave,
        gain_db: comparison.mix_gain_db,
        seconds: compared.mix.seconds,
    }
}

fn record<'a>(listed: &'a Listed, file: Option<&'a Input>) -> Song<'a> {
    Song {
        class: "ref",
        side: &listed.side,
        wave: file.map_or(&NO_WAVE, |file| &file.wave),
        gain_db: listed.gain_db,
        seconds: file.map_or(listed.side.profile.seconds, |file| file.seconds),
    }
}

fn flaws(listed: &Listed) -> Markup {
    html! { @for flaw in &listed.flaws { (flaw.sentence()) " " } }
}

/// What all pictures of the songs share.
struct Stage<'a> {
    mix: Song<'a>,
    records: Vec<Song<'a>>,
    /// The end of the axis of time.
    longest_s: f64,
    /// The end of the axis of level.
    peak: f64,
}

impl Stage<'_> {
    fn time(&self, sheet: &Sheet) -> Scale {
        Scale { values: [0.0, self.longest_s], pixels: [sheet.left, sheet.width - 2.0] }
    }

    fn level(&self, [top, bottom]: [f64; 2]) -> Scale {
        Scale { values: [self.peak, -self.peak], pixels: [top, bottom] }
    }

    /// Both waves over each other, their maps under them.
    fn overlay(&self, record: &Song<'_>, sheet: Sheet) -> Markup {
        let time = self.time(&sheet);
        let bottom = 2.0 * OVERLAY_PX;
        let scale = self.level([0.0, bottom]);
        let maps = bottom + 10.0;
        let line_db = (20.0 * dsp::math::log10(self.peak) / LINE_DB).floor() * LINE_DB;
        let line = gain_from_db(Db(line_db));
        let content = html! {
            @for edge in [line, -line] { (level(&sheet, scale.at(edge), &words::number(line_db, 0))) }
            g.over { (record.bars(&time, &scale)) (self.mix.bars(&time, &scale)) }
            (self.mix.map(&time, maps))
            (record.map(&time, maps + MAP + 4.0))
            (seconds::axis(&sheet, &time, [maps + 2.0 * MAP + 8.0, maps + 2.0 * MAP + 10.0]))
        };
        sheet.picture(
            maps + 2.0 * MAP + 34.0,
            "The waves of both songs at equal loudness, and their sections",
            &content,
        )
    }

    fn row_sheets() -> [Sheet; 2] {
        [Sheet { width: ROW_WIDTH, left: ROW_LEFT, ..Sheet::WIDE }, Sheet { left: ROW_LEFT, ..Sheet::NARROW }]
    }

    /// A song with its name, its gain, and what is wrong with it; with its wave if there are several.
    fn row(&self, number: &str, song: &Song<'_>, flaws: &Markup) -> Markup {
        html! {
            li {
                div.who {
                    h3 title=(song.side.name) { @if !number.is_empty() { span.quiet { (number) } " " } (song.side.name) }
                    p { (passage_words(&song.side.passage)) }
                }
                @if self.records.len() != 1 { figure { @for sheet in Self::row_sheets() { (self.wave(song, sheet)) } } }
                p.gain { b { (words::difference(song.gain_db, 1)) } " dB" }
                p.flaws { (flaws) }
            }
        }
    }

    fn wave(&self, song: &Song<'_>, sheet: Sheet) -> Markup {
        let time = self.time(&sheet);
        let bottom = 2.0 * ROW_PX;
        let scale = self.level([0.0, bottom]);
        let content = html! { (song.bars(&time, &scale)) (song.map(&time, bottom + 4.0)) };
        sheet.picture(bottom + 4.0 + MAP, "Wave and sections", &content)
    }

    fn ticks(&self, sheet: Sheet) -> Markup {
        sheet.picture(20.0, "Time", &seconds::axis(&sheet, &self.time(&sheet), [-2.0, 0.0]))
    }
}
