// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The figures from bounce to bounce, stacked on one axis.

use maud::{Markup, html};
use measure::{
    Severity, Target,
    metrics::{self, Metric},
};

use super::{Columns, Song, left_out};
use crate::{
    bounce_history::Entry,
    report::{
        html::{
            draw::{Point, Scale, Sheet, curve, level, px, steps, zone},
            heading,
            lane::{Lane, bottom, header, header_height, stacked},
            swatch,
        },
        words,
    },
};

/// The height of a lane's picture, pixels.
const HEIGHT: f64 = 64.0;
/// Above and below the data there is at least so much room, in the metric's unit.
const ROOM: f64 = 1.0;

/// One figure, and where the destination wants it, lowest and highest.
struct Asked {
    id: &'static str,
    place: fn(&Target) -> [f64; 2],
}

static ASKED: [Asked; 5] = [
    Asked { id: "integrated_lufs", place: |target| target.integrated_lufs },
    Asked { id: "true_peak_dbtp", place: |target| [f64::NEG_INFINITY, target.ceiling_dbtp] },
    Asked { id: "plr_lu", place: |target| [target.plr_floor_lu, f64::INFINITY] },
    Asked { id: "psr_min_lu", place: |target| [target.psr_floor_lu, f64::INFINITY] },
    Asked { id: "range_lu", place: |_| [f64::NEG_INFINITY, f64::INFINITY] },
];

/// The pictures, once for pages and once for phones; empty for a single bounce, which has no course.
pub fn section(song: &Song<'_>) -> Markup {
    if song.entries.len() < 2 {
        return html! {};
    }
    let beside = html! {
        p.legend {
            (swatch("mix", "each bounce")) @if let Some(target) = song.target { span { "shaded: where " (target.name) " wants it" } }
        }
    };
    html! {
        section {
            (heading("Figures from bounce to bounce", &beside))
            figure { @for sheet in [Sheet::WIDE, Sheet::NARROW] { (picture(song, sheet)) } }
            @if left_out(song, &Sheet::WIDE) > 0 {
                p.note { (left_out(song, &Sheet::WIDE)) " older bounces are not drawn; the history has them all." }
            }
        }
    }
}

fn picture(song: &Song<'_>, sheet: Sheet) -> Markup {
    let columns = song.drawn(&sheet);
    let scene = Scene { song, sheet, columns };
    let lanes: Vec<Lane> = ASKED.iter().filter_map(|asked| figure(&scene, asked)).chain([found(&scene)]).collect();
    let end = bottom(&lanes, 0.0);
    let content = html! { (scene.columns.axis([header_height(&sheet), end])) (stacked(&lanes, 0.0)) };
    sheet.picture(end + 24.0, "Figures from bounce to bounce", &content)
}

struct Scene<'s, 'a> {
    song: &'s Song<'a>,
    sheet: Sheet,
    columns: Columns<'s, 'a>,
}

/// One figure as dots on a line; a bounce without it is a gap.
fn figure(scene: &Scene<'_, '_>, asked: &Asked) -> Option<Lane> {
    let metric = metrics::metric(asked.id)?;
    let read = |entry: &&Entry| entry.kept.bounce.figures.get(metric.id).copied();
    let values: Vec<Option<f64>> = scene.columns.entries.iter().map(read).collect();
    let place = scene.song.target.map(asked.place);
    let range = range(values.iter().flatten().copied(), place)?;
    let top = header_height(&scene.sheet);
    let height = Scale { values: range, pixels: [top + HEIGHT, top] };
    let step = step(range);
    let content = html! {
        (header(&scene.sheet, &format!("{}, {}", metric.name, metric.unit), &now(metric, &values), ""))
        @if let Some([low, high]) = place.filter(|place| place.iter().any(|edge| edge.is_finite())) {
            (zone(&scene.sheet, &format!("zone-{}-{}", metric.id, scene.song.place), [height.at(high), height.at(low)]))
        }
        @for value in steps([(range[0] / step).ceil() * step, range[1]], step) {
            (level(&scene.sheet, height.at(value), &words::limit(value)))
        }
        @for run in runs(scene, &values, &height) { path.curve.mix d=(curve(run)) {} }
        @for (index, value) in values.iter().enumerate() { @if let Some(value) = value {
            (dot([scene.columns.x(index), height.at(*value)], &tip(scene, index, &words::number(*value, metric.digits))))
        } }
    };
    Some(Lane { height: top + HEIGHT, content })
}

/// The last value, and how far it is from the one before.
fn now(metric: &Metric, values: &[Option<f64>]) -> String {
    let Some(Some(last)) = values.last() else { return "not known now".to_owned() };
    let now = format!("now {}", words::number(*last, metric.digits));
    match values {
        [.., Some(before), _] => format!("{now} ({})", words::difference(last - before, metric.digits)),
        _ => now,
    }
}

/// From the least to the most, and to the destination's edges where they are near.
fn range(values: impl Iterator<Item = f64>, place: Option<[f64; 2]>) -> Option<[f64; 2]> {
    let [low, high] =
        values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)]);
    if !(low.is_finite() && high.is_finite()) {
        return None;
    }
    let edges = place.into_iter().flatten().filter(|edge| edge.is_finite());
    let [low, high] = edges.fold([low, high], |[low, high], edge| [low.min(edge), high.max(edge)]);
    Some([low - ROOM, high + ROOM])
}

/// The distance of two lines: two to four of them fit.
fn step([low, high]: [f64; 2]) -> f64 {
    [1.0, 2.0, 3.0, 6.0, 12.0, 24.0].into_iter().find(|step| (high - low) / step <= 4.0).unwrap_or(48.0)
}

/// The points between gaps.
fn runs(scene: &Scene<'_, '_>, values: &[Option<f64>], height: &Scale) -> Vec<Vec<Point>> {
    let points = values
        .iter()
        .enumerate()
        .map(|(index, value)| value.map(|value| [scene.columns.x(index), height.at(value)]));
    let points: Vec<Option<Point>> = points.collect();
    points.split(Option::is_none).map(|run| run.iter().flatten().copied().collect()).collect()
}

fn dot([x, y]: Point, tip: &str) -> Markup {
    html! { circle.bounce cx=(px(x)) cy=(px(y)) r="3.5" { title { (tip) } } }
}

fn tip(scene: &Scene<'_, '_>, index: usize, value: &str) -> String {
    let number = scene.columns.first + index + 1;
    format!("{number}: {}, {value}", scene.columns.entries[index].file())
}

/// How many faults, and how many things to listen to, as columns on each other.
fn found(scene: &Scene<'_, '_>) -> Lane {
    let count = |entry: &&Entry, severity: Severity| {
        entry.kept.bounce.faults.iter().filter(|flaw| flaw.severity == severity).count()
    };
    let counts: Vec<[usize; 2]> = scene
        .columns
        .entries
        .iter()
        .map(|entry| [Severity::Fault, Severity::Watch].map(|kind| count(entry, kind)))
        .collect();
    let most = counts.iter().map(|[faults, watches]| faults + watches).max().unwrap_or(0).max(4) as f64;
    let top = header_height(&scene.sheet);
    let height = Scale { values: [0.0, most], pixels: [top + HEIGHT, top] };
    let content = html! {
        (header(&scene.sheet, "Faults", "lower part: to mend; upper part: to listen to", ""))
        @for value in steps([0.0, most], step([0.0, most])) { (level(&scene.sheet, height.at(value), &words::number(value, 0))) }
        @for (index, counts) in counts.iter().enumerate() { (column(scene, index, *counts, &height)) }
    };
    Lane { height: top + HEIGHT, content }
}

fn column(scene: &Scene<'_, '_>, index: usize, [faults, watches]: [usize; 2], height: &Scale) -> Markup {
    let width = (scene.columns.distance() * 0.6).clamp(2.0, 24.0);
    let x = px(scene.columns.x(index) - width / 2.0);
    let piece = |from: usize, to: usize| [height.at(to as f64), height.at(from as f64) - height.at(to as f64)];
    let [lower, upper] = [piece(0, faults), piece(faults, faults + watches)];
    html! {
        g {
            title { (tip(scene, index, &format!("{faults} to mend, {watches} to listen to"))) }
            rect.mend x=(x) y=(px(lower[0])) width=(px(width)) height=(px(lower[1])) {}
            rect.listen x=(x) y=(px(upper[0])) width=(px(width)) height=(px(upper[1])) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_holds_all_values_and_the_destinations_place() {
        assert_eq!(range([-14.0, -12.0].into_iter(), None), Some([-15.0, -11.0]));
        assert_eq!(range([-18.0].into_iter(), Some([-15.0, f64::INFINITY])), Some([-19.0, -14.0]));
        assert_eq!(range(std::iter::empty(), Some([-15.0, -13.0])), None);
        assert_eq!([step([0.0, 4.0]), step([0.0, 9.0]), step([0.0, 400.0])], [1.0, 3.0, 48.0]);
    }
}
