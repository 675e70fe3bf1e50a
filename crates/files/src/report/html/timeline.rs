// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where in the song: wave, loudness and gain reduction, stacked on one axis of time.

use maud::{Markup, html};
use measure::Fault;

use super::{
    draw::{Scale, Sheet, px, steps},
    heading, lanes, swatch,
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

/// One picture of the stack.
pub struct Lane {
    /// Its height in pixels.
    pub height: f64,
    /// Its content, drawn from its own top.
    pub content: Markup,
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
const GAP: f64 = 20.0;

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
    let bottom = lanes.iter().fold(top, |y, lane| y + lane.height + GAP) - GAP;
    let content = html! {
        (axis(&scene, top, bottom))
        @for place in &places { (mark(&scene, place)) }
        @if left_out > 0 { text x=(px(sheet.left)) y=(px(top - 4.0)) { (left_out) " more places are not drawn" } }
        (stacked(&lanes, top))
    };
    sheet.picture(bottom + 24.0, "Wave, loudness and gain reduction over time", &content)
}

fn stacked(lanes: &[Lane], top: f64) -> Markup {
    let tops = lanes.iter().scan(top, |y, lane| {
        let own = *y;
        *y += lane.height + GAP;
        Some(own)
    });
    html! { @for (lane, y) in lanes.iter().zip(tops) { g transform={ "translate(0 " (px(y)) ")" } { (lane.content) } } }
}

/// Ticks and times under all lanes.
fn axis(scene: &Scene<'_>, top: f64, bottom: f64) -> Markup {
    let seconds = scene.report.input.seconds;
    let step = tick_step(seconds, if scene.sheet.is_wide() { 9.0 } else { 5.0 });
    html! {
        @for second in steps([0.0, seconds], step) {
            @let x = scene.time.at(second);
            line.hair x1=(px(x)) x2=(px(x)) y1=(px(top)) y2=(px(bottom)) {}
            line.tick x1=(px(x)) x2=(px(x)) y1=(px(bottom)) y2=(px(bottom + 4.0)) {}
            text x=(px(x)) y=(px(bottom + 18.0)) text-anchor=(anchor(&scene.sheet, x)) { (tick_label(second, step)) }
        }
    }
}

/// The last label must not leave the picture.
fn anchor(sheet: &Sheet, x: f64) -> &'static str {
    if x > sheet.width - 20.0 { "end" } else { "middle" }
}

/// The distance of two ticks: a time people count in, and no more than `most` of them.
fn tick_step(seconds: f64, most: f64) -> f64 {
    const STEPS: [f64; 17] = [
        0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0,
    ];
    let fits = |step: &&f64| seconds / **step <= most;
    STEPS.iter().find(fits).copied().unwrap_or_else(|| (seconds / most / 3600.0).ceil() * 3600.0)
}

fn tick_label(second: f64, step: f64) -> String {
    match step {
        step if step >= 1.0 => words::time(second + 0.01),
        step if step >= 0.1 => format!("{} s", words::number(second, 1)),
        _ => format!("{} ms", words::number(second * 1000.0, 0)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_times_people_count_in() {
        assert_eq!([tick_step(206.0, 9.0), tick_step(60.0, 9.0), tick_step(10_800.0, 9.0)], [30.0, 10.0, 1200.0]);
        assert_eq!(tick_label(5400.0, 1800.0), "1:30:00");
        assert_eq!(tick_label(0.01, 0.01), "10 ms");
    }
}
