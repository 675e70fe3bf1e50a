// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tone: the third octaves of mix and master, level removed, against the reference if there is one.
//!
//! Level is removed by subtracting the mean of the bands from 200 Hz to 4 kHz, so that a louder
//! song is not a fuller one.

use maud::{Markup, html};
use measure::{Band, Measured, compare::ZONES};

use super::{
    draw::{Point, Scale, Sheet, curve, level, px, steps, zone},
    heading,
    hertz::Hertz,
    swatch,
};
use crate::report::{Report, words};

/// A difference of less is the same to the ear and within what records differ among themselves, dB.
const SAME_DB: f64 = 3.0;

/// A spectrum, and how it is drawn.
struct Voice {
    class: &'static str,
    bands: Vec<Band>,
}

/// The picture and, with a reference, the table; empty if there is no spectrum.
pub fn section(report: &Report) -> Markup {
    let voices = voices(report);
    if voices.is_empty() {
        return html! {};
    }
    let compared = has_reference(report);
    html! {
        section {
            (heading("Tone", &legend(report, &voices)))
            div.tone.alone[!compared] {
                figure { @for sheet in sheets(compared) { (picture(&voices, compared, sheet)) } }
                @if compared { (table(&voices)) }
            }
        }
    }
}

fn sheets(compared: bool) -> [Sheet; 2] {
    [Sheet { width: if compared { 618.0 } else { Sheet::WIDE.width }, ..Sheet::WIDE }, Sheet::NARROW]
}

fn has_reference(report: &Report) -> bool {
    report.reference.as_ref().is_some_and(|reference| !levelled(&reference.measured).is_empty())
}

/// Mix and master; as differences from the reference if there is one.
fn voices(report: &Report) -> Vec<Voice> {
    let reference = report.reference.as_ref().map(|reference| levelled(&reference.measured));
    let voice = |class, measured: &Measured| {
        let bands = levelled(measured);
        let bands = match &reference {
            Some(reference) if !reference.is_empty() => against(&bands, reference),
            _ => bands,
        };
        Voice { class, bands }
    };
    let master = report.main_master();
    let mix = voice(if master.is_some() { "raw" } else { "mix" }, &report.measured);
    let voices = std::iter::once(mix).chain(master.map(|master| voice("master", &master.measured)));
    voices.filter(|voice| !voice.bands.is_empty()).collect()
}

/// The audible bands with the mean of the middle removed.
fn levelled(measured: &Measured) -> Vec<Band> {
    let audible = |band: &&Band| band.level_db > -150.0 && band.level_db.is_finite();
    let audible: Vec<Band> = measured.spectrum.iter().filter(audible).copied().collect();
    let Some(middle) = mean(&audible, [200.0, 4_000.0]) else { return Vec::new() };
    audible.iter().map(|band| Band { level_db: band.level_db - middle, ..*band }).collect()
}

/// The differences of the bands that both have.
fn against(bands: &[Band], reference: &[Band]) -> Vec<Band> {
    let twin = |band: &Band| {
        reference.iter().find(|other| (other.centre_hz / band.centre_hz - 1.0).abs() < 0.01).copied()
    };
    let difference = |band: &Band| Some(Band { level_db: band.level_db - twin(band)?.level_db, ..*band });
    bands.iter().filter_map(difference).collect()
}

/// The mean level of the bands between two frequencies, dB.
fn mean(bands: &[Band], [from_hz, to_hz]: [f64; 2]) -> Option<f64> {
    let inside: Vec<f64> =
        bands.iter().filter(|band| (from_hz..to_hz).contains(&band.centre_hz)).map(|band| band.level_db).collect();
    (!inside.is_empty()).then(|| inside.iter().sum::<f64>() / inside.len() as f64)
}

fn legend(report: &Report, voices: &[Voice]) -> Markup {
    html! {
        p.legend {
            @for voice in voices {
                @match voice.class {
                    "master" => (swatch("master", "master")),
                    "raw" => (swatch("raw", "mix")),
                    _ => (swatch("mix", "your mix")),
                }
            }
            @if let Some(reference) = report.reference.as_ref().filter(|_| has_reference(report)) {
                (swatch("ref", &format!("{}, within 3 dB", words::file_name(&reference.path))))
            }
            span { "third octaves, level removed, dB" }
        }
    }
}

fn picture(voices: &[Voice], compared: bool, sheet: Sheet) -> Markup {
    let hertz = Hertz::across(sheet);
    let (range, step) = range(voices, compared);
    let (top, bottom) = (34.0, 34.0 + 216.0);
    let height = Scale { values: range, pixels: [bottom, top] };
    let content = html! {
        (hertz.names())
        @if compared { (zone(&sheet, "ref-tone", [height.at(SAME_DB), height.at(-SAME_DB)])) }
        @for db in steps(range, step) { (level(&sheet, height.at(db), &words::difference(db, 0))) }
        (hertz.lines([top, bottom]))
        (hertz.labels(bottom))
        @if compared { path.curve.ref d={ "M" (px(sheet.left)) " " (px(height.at(0.0))) "H" (px(sheet.width)) } {} }
        @for voice in voices { path.curve.(voice.class) d=(curve(points(voice, &hertz, &height))) {} }
    };
    sheet.picture(bottom + 22.0, "Spectrum in third octaves", &content)
}

/// ±8 dB against a reference, wider in steps if something leaves it; else all that is there.
fn range(voices: &[Voice], compared: bool) -> ([f64; 2], f64) {
    let all = voices.iter().flat_map(|voice| &voice.bands).map(|band| band.level_db);
    let [low, high] = all.fold([0.0_f64, 0.0_f64], |[low, high], db| [low.min(db), high.max(db)]);
    if compared {
        let reach = (low.abs().max(high) / 8.0).ceil().clamp(1.0, 3.0) * 8.0;
        return ([-reach, reach], reach / 2.0);
    }
    ([(low / 12.0).floor().max(-6.0) * 12.0, (high / 12.0).ceil().clamp(1.0, 4.0) * 12.0], 12.0)
}

fn points(voice: &Voice, hertz: &Hertz, height: &Scale) -> Vec<Point> {
    let heard = voice.bands.iter().filter(|band| (20.0..=20_500.0).contains(&band.centre_hz));
    heard.map(|band| [hertz.at(band.centre_hz), height.at(band.level_db)]).collect()
}

/// The means of the seven names, in numbers and in words.
fn table(voices: &[Voice]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "Mean against" br; "the reference" }
                @for voice in voices { th scope="col" { (if voice.class == "master" { "Master" } else { "Mix" }) br; "dB" } }
                th.left scope="col" { "In words" }
            } }
            tbody { @for zone in &ZONES { tr {
                th scope="row" { (zone.name) }
                @for voice in voices { td { (mean_words(voice, zone.range_hz)) } }
                td.left.quiet { (in_words(voices.last().and_then(|voice| mean(&voice.bands, zone.range_hz)))) }
            } } }
        }
    }
}

fn mean_words(voice: &Voice, range_hz: [f64; 2]) -> String {
    mean(&voice.bands, range_hz).map_or_else(|| "–".to_owned(), |mean| words::difference(mean, 1))
}

fn in_words(difference_db: Option<f64>) -> &'static str {
    match difference_db {
        None => words::NOT_KNOWN,
        Some(db) if db > SAME_DB => "more",
        Some(db) if db < -SAME_DB => "less",
        Some(_) => "alike",
    }
}
