// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is drawn in the picture: the zone, the mix, the curve, and what one click would make of it.

use dsp::Hz;
use egui::{Align2, Color32, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};
use measure::{
    aim::{Stand, runs},
    compare::hertz::hertz_range,
};
use rack::equaliser::Lane as Side;

use super::{Lane, chosen};
use crate::{
    panels::equaliser::{
        Shown,
        bands::{Band, Curve},
        words::farthest,
    },
    theme::{self, Theme},
    widgets::{
        beyond::Beyond,
        curve::{area, beyond, smooth, zone},
        zone::label,
    },
};

/// A curve has a point every so many points of width.
const EVERY: f32 = 4.0;

/// Draws the lines, from the back to the front.
pub fn lines_ui(ui: &Ui, lane: &Lane, shown: &Shown<'_>, bands: &[Band]) {
    let painter = ui.painter().with_clip_rect(lane.rect);
    let after = shown.after();
    let theme = Theme::of(ui);
    painter.extend(zones(lane, shown, theme));
    painter.extend(mixes(lane, shown, &after, theme));
    let chosen = chosen(ui).min(bands.len().saturating_sub(1));
    let alone = Curve::alone(shown.kind, &shown.step.values, bands, chosen);
    painter.extend(own(lane, &alone, theme));
    painter.extend(curves(lane, shown, theme));
    painter.extend(bounds(lane, shown, theme));
    empty(ui, lane, shown);
    mark(ui, lane, shown, &after);
}

/// Zones of published figures have no colour; those of records have the records'.
fn zone_colours(theme: &Theme, shown: &Shown<'_>) -> (Color32, Color32) {
    let is_of_records = shown.target.aim.is_some_and(|aim| aim.songs > 0);
    if is_of_records {
        (theme.reference.gamma_multiply(0.27), theme.reference)
    } else {
        (theme.zone(false), theme.text2)
    }
}

/// Where the tone should lie.
fn zones(lane: &Lane, shown: &Shown<'_>, theme: &Theme) -> Vec<Shape> {
    let bands = shown.target.aim.map_or(&[][..], |aim| aim.bands.as_slice());
    let (fill, middle) = zone_colours(theme, shown);
    let edge = |side: usize| -> Vec<Pos2> {
        let points = bands.iter().map(|band| lane.at(band.centre_hz, band.zone_db[side] - band.median_db));
        smooth(&points.collect::<Vec<_>>())
    };
    let mut shapes = zone(&edge(1), &edge(0), fill).to_vec();
    if let (Some(first), Some(last)) = (bands.first(), bands.last()) {
        let ends = [lane.at(first.centre_hz, 0.0), lane.at(last.centre_hz, 0.0)];
        shapes.extend(Shape::dashed_line(&ends, Stroke::new(1.5, middle), 5.0, 3.0));
    }
    shapes
}

/// The mix as it leaves, what of it lies outside, and behind it the mix as it came in.
fn mixes(lane: &Lane, shown: &Shown<'_>, after: &[Stand], theme: &Theme) -> Vec<Shape> {
    let line = |stands: &[Stand], read: fn(&Stand) -> f64| -> Vec<Pos2> {
        smooth(&stands.iter().map(|stand| lane.at(stand.centre_hz, read(stand))).collect::<Vec<_>>())
    };
    let upper = line(after, |stand| stand.tone_db.zone[1] - stand.tone_db.median);
    let lower = line(after, |stand| stand.tone_db.zone[0] - stand.tone_db.median);
    let difference: fn(&Stand) -> f64 = |stand| stand.tone_db.difference();
    let now = line(after, difference);
    let mut shapes = beyond(&now, &upper, &lower, theme.mix.gamma_multiply(0.38)).to_vec();
    if after != shown.heard.stands {
        shapes.push(Shape::line(line(shown.heard.stands, difference), Stroke::new(1.25, theme.raw)));
    }
    shapes.push(Shape::line(now, Stroke::new(2.25, theme.mix)));
    shapes
}

/// What the chosen band does of it all.
fn own(lane: &Lane, alone: &Curve, theme: &Theme) -> Option<Shape> {
    if alone.is_flat() {
        return None;
    }
    let side = side_of(alone);
    let line = sampled(lane, |hz| alone.db(side, hz));
    let zero: Vec<Pos2> = line.iter().map(|point| pos2(point.x, lane.y(0.0))).collect();
    Some(area(&line, &zero, [theme.ink.gamma_multiply(0.16); 2]))
}

/// What one click would make of the curve, the side where it differs, and the curve itself.
fn curves(lane: &Lane, shown: &Shown<'_>, theme: &Theme) -> Vec<Shape> {
    let mut shapes = Vec::new();
    if let Some(plan) = shown.click() {
        let wanted = sampled(lane, |hz| plan.db(hz.0));
        shapes.extend(Shape::dashed_line(&wanted, Stroke::new(1.5, theme.ink), 6.0, 4.0));
    }
    let curve = Curve::of(shown.kind, &shown.step.values);
    if !curve.is_one() {
        let side = sampled(lane, |hz| curve.db(Side::Side, hz));
        shapes.push(Shape::line(side, Stroke::new(1.25, theme.text2)));
    }
    shapes.push(Shape::line(sampled(lane, |hz| curve.db(Side::Mid, hz)), Stroke::new(2.0, theme.ink)));
    shapes
}

/// The side of the sound on which a band alone does something.
fn side_of(alone: &Curve) -> Side {
    let at = |side| [30.0, 300.0, 3000.0].map(|hz| alone.db(side, Hz(hz)).abs()).into_iter().sum::<f64>();
    if at(Side::Mid) >= at(Side::Side) { Side::Mid } else { Side::Side }
}

fn sampled(lane: &Lane, db: impl Fn(Hz) -> f64) -> Vec<Pos2> {
    let count = dsp::math::index_from(f64::from(lane.rect.width() / EVERY));
    let places = (0..=count).map(|n| (lane.rect.left() + n as f32 * EVERY).min(lane.rect.right()));
    places.map(|x| pos2(x, lane.y(db(Hz(lane.hz(x)))))).collect()
}

/// How far the bands may go while one mixes.
fn bounds(lane: &Lane, shown: &Shown<'_>, theme: &Theme) -> Vec<Shape> {
    let line = |db: f64| {
        let ends = [pos2(lane.rect.left(), lane.y(db)), pos2(lane.rect.right(), lane.y(db))];
        Shape::dashed_line(&ends, Stroke::new(1.0, theme.text2), 2.0, 3.0)
    };
    shown.stage.most_db().map_or_else(Vec::new, |most_db| [line(most_db), line(-most_db)].concat())
}

/// What will stand here, while nothing does.
fn empty(ui: &Ui, lane: &Lane, shown: &Shown<'_>) {
    let words = match (shown.target.aim, shown.heard.stands) {
        (None, _) => "Choose a target: its zone will lie here.",
        (_, []) => "Play the loudest part: your mix will stand here against the zone.",
        _ => return,
    };
    let at = pos2(lane.rect.center().x, lane.rect.bottom() - 18.0);
    let theme = Theme::of(ui);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), theme::regular(theme::SMALL), theme.text2);
    let place = Rect::from_center_size(at, galley.size() + vec2(16.0, 4.0));
    ui.painter().rect_filled(place, 0, theme.bg);
    ui.painter().galley(place.center() - galley.size() / 2.0, galley, theme.text2);
}

/// The worst place, with the number one can read off the curve.
fn mark(ui: &Ui, lane: &Lane, shown: &Shown<'_>, after: &[Stand]) {
    let Some(run) = farthest(shown.kind, &runs(after)) else { return };
    let peak = after.iter().find(|stand| stand.centre_hz == run.peak_hz);
    let Some(difference_db) = peak.map(|stand| stand.tone_db.difference()) else { return };
    let place = hertz_range(run.range_hz);
    let said = Beyond { severity: run.severity(), beyond_db: run.beyond_db, place: &place };
    said.paint(ui, lane.rect, lane.at(run.peak_hz, difference_db), Theme::of(ui).bg);
}

/// What the picture is, and what its lines mean.
pub fn legend(ui: &Ui, rect: Rect, shown: &Shown<'_>) {
    let (theme, y) = (Theme::of(ui), rect.top() + 17.0);
    let font = theme::semibold(theme::MEDIUM);
    let title =
        ui.painter().text(pos2(rect.left() + theme::MARGIN, y), Align2::LEFT_CENTER, "Tone", font, theme.ink);
    let unit = "around the target’s middle, dB";
    label(ui.painter(), pos2(title.right() + 8.0, y + 0.5), Align2::LEFT_CENTER, unit, theme.text2);
    let mut right = rect.right() - super::RIGHT;
    if shown.click().is_some() {
        right = key(ui, pos2(right, y), "one click", |ends| {
            Shape::dashed_line(&ends, Stroke::new(1.5, theme.ink), 6.0, 4.0)
        });
    }
    right = key(ui, pos2(right, y), "equaliser", |ends| line(ends, Stroke::new(2.0, theme.ink)));
    let (fill, middle) = zone_colours(theme, shown);
    right = key(ui, pos2(right, y), "the zone, its middle", |ends| {
        let swatch = Rect::from_center_size(ends[0].lerp(ends[1], 0.5), vec2(18.0, 10.0));
        let mut shapes = vec![Shape::rect_filled(swatch, 2, fill)];
        shapes.extend(Shape::dashed_line(&ends, Stroke::new(1.5, middle), 5.0, 3.0));
        shapes
    });
    if shown.heard.stands.is_empty() {
        return;
    }
    if !Curve::of(shown.kind, &shown.step.values).is_flat() {
        right = key(ui, pos2(right, y), "as it came in", |ends| line(ends, Stroke::new(1.25, theme.raw)));
    }
    key(ui, pos2(right, y), "your mix", |ends| line(ends, Stroke::new(2.25, theme.mix)));
}

fn line(ends: [Pos2; 2], stroke: Stroke) -> Vec<Shape> {
    vec![Shape::line_segment(ends, stroke)]
}

/// A line and what it means, left of a place; gives where the next one ends.
fn key(ui: &Ui, right: Pos2, words: &str, drawn: impl Fn([Pos2; 2]) -> Vec<Shape>) -> f32 {
    let words = label(ui.painter(), right, Align2::RIGHT_CENTER, words, Theme::of(ui).text2);
    let end = pos2(words.left() - 6.0, right.y);
    ui.painter().extend(drawn([end - vec2(18.0, 0.0), end]));
    end.x - 18.0 - 14.0
}
