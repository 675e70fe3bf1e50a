// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What loudness costs: three lanes over the loudness of the song, with the knee marked.

use maud::{Markup, html};
use rack::analyse::CostPoint;

use super::{
    draw::{Point, Scale, Sheet, curve, level, px, steps, zone},
    heading,
};
use crate::report::{Cost, Report, words};

/// The loudnesses at both ends, LUFS.
const LUFS: [f64; 2] = [-18.0, -6.0];
/// The height of a lane, pixels.
const LANE: f64 = 96.0;
/// The row of words above a lane, pixels.
const HEADER: f64 = 26.0;

/// The picture; empty if nobody asked, or if there is nothing to draw a line through.
pub fn section(report: &Report) -> Markup {
    let Some(cost) = report.cost.as_ref().filter(|cost| cost.points.len() > 1) else { return html! {} };
    html! {
        section {
            (heading("What loudness costs", &html! { p.small.quiet { (knee_words(cost)) } }))
            figure { @for sheet in [Sheet::WIDE, Sheet::NARROW] { (picture(report, cost, sheet)) } }
        }
    }
}

fn knee_words(cost: &Cost) -> String {
    match cost.knee {
        Some(knee) => {
            format!("from {} LUFS on, loudness is paid with dynamics", words::number(cost.points[knee].lufs, 0))
        }
        None => "no knee: every decibel costs about as much as the one before".to_owned(),
    }
}

/// One number over the loudness.
struct Lane {
    name: &'static str,
    beside: &'static str,
    range: [f64; 2],
    step: f64,
    value: fn(&CostPoint) -> Option<f64>,
}

fn lanes(cost: &Cost) -> [Lane; 3] {
    let most = |value: fn(&CostPoint) -> Option<f64>, least: f64, step: f64| {
        let most = cost.points.iter().filter_map(value).fold(least, f64::max);
        (most / step).ceil() * step
    };
    let psr: fn(&CostPoint) -> Option<f64> = |point| point.psr_low_lu;
    // A sound that was hardly touched stands far above what was changed; how far is no matter.
    let sdr: fn(&CostPoint) -> Option<f64> = |point| Some(point.sdr_db.min(48.0));
    [
        Lane {
            name: "PSR, LU",
            beside: "peaks above loudness; more is livelier",
            range: [4.0, most(psr, 12.0, 4.0)],
            step: 4.0,
            value: psr,
        },
        Lane {
            name: "Limiter at work, %",
            beside: "more than half a decibel",
            range: [0.0, 100.0],
            step: 25.0,
            value: |point| Some(100.0 * point.duty),
        },
        Lane {
            name: "Cleanness, dB",
            beside: "sound above what was changed",
            range: [0.0, most(sdr, 24.0, 12.0)],
            step: 12.0,
            value: sdr,
        },
    ]
}

fn picture(report: &Report, cost: &Cost, sheet: Sheet) -> Markup {
    let across = Scale { values: LUFS, pixels: [sheet.left + 8.0, sheet.width - 8.0] };
    let lanes = lanes(cost);
    let bottom = lanes.len() as f64 * (HEADER + LANE + 12.0);
    let content = html! {
        @for (index, lane) in lanes.iter().enumerate() {
            @let top = index as f64 * (HEADER + LANE + 12.0) + HEADER;
            (draw(lane, &Place { report, cost, sheet: &sheet, across: &across, top }))
        }
        @for lufs in steps(LUFS, if sheet.is_wide() { 1.0 } else { 3.0 }) {
            text x=(px(across.at(lufs))) y=(px(bottom + 6.0)) text-anchor="middle" { (words::number(lufs, 0)) }
        }
        text x=(px(sheet.width)) y=(px(bottom + 26.0)) text-anchor="end" { "integrated loudness of the song, LUFS" }
    };
    sheet.picture(bottom + 32.0, "What loudness costs", &content)
}

/// Where a lane is drawn.
struct Place<'a> {
    report: &'a Report,
    cost: &'a Cost,
    sheet: &'a Sheet,
    across: &'a Scale,
    top: f64,
}

fn draw(lane: &Lane, &Place { report, cost, sheet, across, top }: &Place<'_>) -> Markup {
    let height = Scale { values: lane.range, pixels: [top + LANE, top] };
    let place = |point: &CostPoint| Some([across.at(point.lufs), height.at((lane.value)(point)?)]);
    let points: Vec<Point> = cost.points.iter().filter_map(place).collect();
    let floor = report.main_target().filter(|_| lane.name.starts_with("PSR"));
    html! {
        text x=(px(sheet.left)) y=(px(top - 10.0)) {
            tspan.strong { (lane.name) }
            @if sheet.is_wide() { tspan dx="10" { (lane.beside) } }
        }
        @if let Some(target) = floor.filter(|target| target.psr_floor_lu > lane.range[0]) {
            (zone(sheet, "zone-psr", [height.at(target.psr_floor_lu), top + LANE]))
            @if sheet.is_wide() {
                text x=(px(sheet.width)) y=(px(top - 10.0)) text-anchor="end" { "shaded: flatter than " (target.name) " should be, " (words::limit(target.psr_floor_lu)) " LU" }
            }
        }
        @for value in steps(lane.range, lane.step) { (level(sheet, height.at(value), &words::number(value, 0))) }
        path.curve.master d=(curve(points)) {}
        @if let Some([x, y]) = cost.knee.and_then(|knee| place(&cost.points[knee])) {
            line.tick x1=(px(x)) x2=(px(x)) y1=(px(top)) y2=(px(top + LANE)) {}
            circle.dot cx=(px(x)) cy=(px(y)) r="4" {}
        }
    }
}
