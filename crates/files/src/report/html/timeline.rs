// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where in the song: wave, loudness and gain reduction, stacked on one axis of time.

use maud::{Markup, html};
use measure::Fault;

use super::{
    draw::{Scale, Sheet, px},
    heading,
    lane::{self, Lane, stacked},
    lanes, seconds, swatch,
};
use crate::report::{Master, Report, words};

/// What the lanes draw, and where a second stands.
pub struct Scene<'a> {
    /// The page or the phone.
    pub sheet: Sheet,
    /// The report.
    pub report: &'a Report,
    /// The master in front, if there is one.
    pub master: Option<&'a Master>,
    /// From seconds to pixels.
    pub time: Scale,
}

/// A stretch with the numbers of the faults that are there.
struct Place {
    number: usize,
    from_s: f64,
    to_s: f64,
    row: usize,
}

/// More rows of numbers than this would push the picture away.
const MOST_ROWS: usize = 5;
const ROW: f64 = 24.0;

/// The pictures over time; empty if the song has no length.
pub fn section(report: &Report) -> Markup {
    if report.input.seconds.is_nan() || report.input.seconds <= 0.0 || report.measured.frames == 0 {
        return html! {};
    }
    html! {
        section {
            (heading("Where in the song", &legend(report)))
            figure { @for sheet in [Sheet::WIDE, Sheet::NARROW] { (picture(report, sheet)) } }
        }
    }
}

fn legend(report: &Report) -> Markup {
    html! {
        p.legend {
            @if report.main_master().is_some() {
                (swatch("master", "master")) (swatch("raw", "mix")) (swatch("delta", "taken away"))
            } @else {
                (swatch("mix", "your mix"))
            }
        }
    }
}

fn picture(report: &Report, sheet: Sheet) -> Markup {
    let time = Scale { values: [0.0, report.input.seconds], pixels: [sheet.left, sheet.width - 2.0] };
    let scene = Scene { sheet, report, master: report.main_master(), time };
    let (places, left_out) = places(&scene);
    let rows = places.iter().map(|place| place.row + 1).max().unwrap_or(0);
    let top = rows as f64 * ROW + if left_out > 0 { 18.0 } else { 0.0 };
    let lanes: Vec<Lane> =
        [lanes::wave(&scene), lanes::loudness(&scene), lanes::reduction(&scene)].into_iter().flatten().collect();
    let bottom = lane::bottom(&lanes, top);
    let content = html! {
        (seconds::axis(&sheet, &time, [top, bottom]))
        @for place in &places { (mark(&scene, place)) }
        @if left_out > 0 { text x=(px(sheet.left)) y=(px(top - 4.0)) { (left_out) " more places are not drawn" } }
        (stacked(&lanes, top))
    };
    sheet.picture(bottom + 24.0, "Wave, loudness and gain reduction over time", &content)
}

/// The stretches of all faults in rows without overlap, and how many found no room.
fn places(scene: &Scene<'_>) -> (Vec<Place>, usize) {
    let faults = scene.report.faults.iter().enumerate();
    let mut wanted: Vec<Place> = faults.flat_map(|(index, fault)| stretches(scene, index + 1, fault)).collect();
    wanted.sort_by(|a, b| a.from_s.total_cmp(&b.from_s).then(a.number.cmp(&b.number)));
    let mut ends = [f64::NEG_INFINITY; MOST_ROWS];
    let count = wanted.len();
    wanted.retain_mut(|place| {
        let start = mark_x(scene, place) - 11.0;
        let Some(row) = ends.iter().position(|&end| end <= start) else { return false };
        ends[row] = (scene.time.at(place.to_s) + 4.0).max(start + 24.0);
        place.row = row;
        true
    });
    let left_out = count - wanted.len();
    (wanted, left_out)
}

/// The spans of one fault, those joined that would touch in the picture.
fn stretches(scene: &Scene<'_>, number: usize, fault: &Fault) -> Vec<Place> {
    let near_s = scene.report.input.seconds * if scene.sheet.is_wide() { 0.012 } else { 0.03 };
    let mut places: Vec<Place> = Vec::new();
    for span in &fault.spans {
        match places.last_mut() {
            Some(last) if span.from_s - last.to_s < near_s => last.to_s = last.to_s.max(span.to_s),
            _ => places.push(Place { number, from_s: span.from_s, to_s: span.to_s, row: 0 }),
        }
    }
    places
}

fn mark_x(scene: &Scene<'_>, place: &Place) -> f64 {
    scene.time.at(place.from_s).clamp(scene.sheet.left + 10.0, scene.sheet.width - 12.0)
}

fn mark(scene: &Scene<'_>, place: &Place) -> Markup {
    let [x, end] = [mark_x(scene, place), scene.time.at(place.to_s)];
    let y = place.row as f64 * ROW + 10.0;
    html! {
        g {
            title { (place.number) ": " (words::time(place.from_s)) "–" (words::time(place.to_s)) }
            @if end > x + 14.0 {
                path.reach d={ "M" (px(x + 12.0)) " " (px(y)) "H" (px(end)) "M" (px(end)) " " (px(y - 3.5)) "v7" } {}
            }
            circle.dot cx=(px(x)) cy=(px(y)) r="10" {}
            text.dot-text x=(px(x)) y=(px(y + 4.3)) text-anchor="middle" { (place.number) }
        }
    }
}
