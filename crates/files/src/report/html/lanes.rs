// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The three lanes over time: wave, short-term loudness, gain reduction.
//!
//! Loudness and gain reduction have the same length for one decibel.

use dsp::units::{Db, gain_from_db};
use maud::{Markup, html};

use super::{
    draw::{self, Point, Scale, Sheet, area, curve, level, steps, zone},
    lane::{Lane, header, header_height},
    timeline::Scene,
};
use crate::report::{Reduction, Wave, words};

/// Pixels for one decibel.
const PER_DB: f64 = 6.0;
const HALF_WAVE: f64 = 44.0;

/// The mix at the loudness of the master, with the master in front of it.
pub fn wave(scene: &Scene<'_>) -> Option<Lane> {
    let report = scene.report;
    let raw_gain_db = match_gain_db(scene);
    let raw_gain = gain_from_db(Db(raw_gain_db.unwrap_or(0.0)));
    let raw_peak = f64::from(report.input.wave.peak()) * raw_gain;
    let master_peak = scene.master.map_or(0.0, |master| f64::from(master.wave.peak()));
    let top = header_height(&scene.sheet);
    let full = raw_peak.max(master_peak).clamp(1.0, 4.0);
    let height = Scale { values: [full, -full], pixels: [top, top + 2.0 * HALF_WAVE] };
    let ceiling_db = report.main_target().map_or(0.0, |target| target.ceiling_dbtp);
    let limit = gain_from_db(Db(ceiling_db));
    let beside = wave_words(scene, raw_gain_db);
    let content = html! {
        (header(&scene.sheet, if raw_gain_db.is_some() { "Wave at equal loudness" } else { "Wave" }, &beside, ""))
        @for edge in [limit, -limit] { (level(&scene.sheet, height.at(edge), &words::limit(ceiling_db))) }
        (outline(scene, &report.input.wave, &height, raw_gain, scene.master.map_or("mix", |_| "raw")))
        @if let Some(master) = scene.master { (outline(scene, &master.wave, &height, 1.0, "master")) }
    };
    (!report.input.wave.columns.is_empty()).then_some(Lane { height: top + 2.0 * HALF_WAVE, content })
}

fn wave_words(scene: &Scene<'_>, raw_gain_db: Option<f64>) -> String {
    let line = match scene.report.main_target() {
        Some(target) => format!("ceiling {} dBTP", words::limit(target.ceiling_dbtp)),
        None => "lines: 0 dBFS".to_owned(),
    };
    match raw_gain_db {
        Some(gain_db) => format!("{line}; mix {} dB to match", words::difference(gain_db, 1)),
        None => line,
    }
}

/// By how much the mix is lifted so that it is as loud as the master.
fn match_gain_db(scene: &Scene<'_>) -> Option<f64> {
    let master = scene.master?.measured.integrated_lufs?;
    Some(master - scene.report.measured.integrated_lufs?).filter(|gain_db| gain_db.is_finite())
}

fn outline(scene: &Scene<'_>, wave: &Wave, height: &Scale, gain: f64, class: &str) -> Markup {
    let lows: Vec<f32> = wave.columns.iter().map(|column| column[0]).collect();
    let highs: Vec<f32> = wave.columns.iter().map(|column| column[1]).collect();
    // A line of one pixel remains where there is silence.
    let edge = |values: Vec<f64>, widen: f64| -> Vec<Point> {
        let count = values.len().max(2) as f64 - 1.0;
        let twice = if values.len() == 1 { vec![values[0]; 2] } else { values };
        let x = |index: usize| {
            scene.time.pixels[0] + (scene.time.pixels[1] - scene.time.pixels[0]) * index as f64 / count
        };
        twice.into_iter().enumerate().map(|(index, value)| [x(index), height.at(value * gain) + widen]).collect()
    };
    let count = pixel_columns(&scene.sheet);
    let top = edge(draw::columns(&highs, count, draw::most), -0.5);
    let bottom = edge(draw::columns(&lows, count, draw::least), 0.5);
    html! { path.area.(class) d=(area(&top, &bottom)) {} }
}

/// A loudness that stands for none.
const SILENT_LUFS: f64 = -150.0;

/// Short-term loudness of mix and master with the destination's place.
pub fn loudness(scene: &Scene<'_>) -> Option<Lane> {
    let front = scene.master.map_or(&scene.report.measured, |master| &master.measured);
    let peak = front.short_term_max_lufs.filter(|peak| peak.is_finite());
    if front.course.short_term_lufs.is_empty() {
        return None;
    }
    let range = loudness_range(peak.unwrap_or(-20.0));
    let top = header_height(&scene.sheet);
    let bottom = top + (range[1] - range[0]) * PER_DB;
    let height = Scale { values: range, pixels: [bottom, top] };
    let place = place(scene);
    let content = html! {
        (header(&scene.sheet, "Short-term loudness, LUFS", &place.as_ref().map_or(String::new(), Place::words), &most_words(scene, peak)))
        @if let Some(place) = &place { (zone(&scene.sheet, "zone-loudness", [height.at(place.edges[1]), height.at(place.edges[0])])) }
        @for lufs in steps(range, 6.0) { (level(&scene.sheet, height.at(lufs), &words::number(lufs, 0))) }
        @if scene.master.is_some() { (course(scene, &scene.report.measured.course.short_term_lufs, &height, "raw")) }
        (course(scene, &front.course.short_term_lufs, &height, scene.master.map_or("mix", |_| "master")))
    };
    Some(Lane { height: bottom, content })
}

/// The place of the destination in the loudness lane.
struct Place {
    name: &'static str,
    edges: [f64; 2],
}

impl Place {
    fn words(&self) -> String {
        format!("{} {} to {}", self.name, words::limit(self.edges[0]), words::limit(self.edges[1]))
    }
}

/// The zone for the loudest 3 s; if the destination has none, the one for the whole song, by name.
fn place(scene: &Scene<'_>) -> Option<Place> {
    let target = scene.report.main_target()?;
    let short_term = target.short_term_lufs.map(|edges| Place { name: "zone", edges });
    Some(short_term.unwrap_or(Place { name: "whole song", edges: target.integrated_lufs }))
}

fn most_words(scene: &Scene<'_>, peak: Option<f64>) -> String {
    let Some(peak) = peak else { return "silent".to_owned() };
    let front = scene.master.map_or(&scene.report.measured, |master| &master.measured);
    let at = front.loudest_s.map_or(String::new(), |second| format!(" at {}", words::time(second)));
    format!("most {}{at}", words::number(peak, 1))
}

/// The usual −30 to −6 LUFS, moved by steps for louder or quieter songs.
fn loudness_range(peak: f64) -> [f64; 2] {
    match peak {
        peak if peak > -6.0 => [-30.0, (peak / 6.0).ceil().min(2.0) * 6.0],
        peak if peak < -27.0 => [-48.0, -18.0],
        _ => [-30.0, -6.0],
    }
}

fn course(scene: &Scene<'_>, values: &[f32], height: &Scale, class: &str) -> Markup {
    let values = draw::columns(values, pixel_columns(&scene.sheet) / 2, draw::most);
    // There is no short-term loudness before the first three seconds are over.
    let begins = values.iter().position(|lufs| *lufs > SILENT_LUFS).unwrap_or(values.len());
    html! { path.curve.(class) d=(curve(over_time(scene, &values, height).split_off(begins))) {} }
}

/// What the limiter took away, hanging from the top.
pub fn reduction(scene: &Scene<'_>) -> Option<Lane> {
    let reduction = &scene.master?.reduction;
    if reduction.deepest_db.is_empty() {
        return None;
    }
    let top = header_height(&scene.sheet);
    let deepest = f64::from(draw::least(&reduction.deepest_db));
    let depth = if deepest < -9.0 { (-deepest / 3.0).ceil().min(8.0) * 3.0 } else { 9.0 };
    let bottom = top + depth * PER_DB;
    let height = Scale { values: [-depth, 0.0], pixels: [bottom, top] };
    let content = html! {
        (header(&scene.sheet, "Gain reduction, dB", "line: most; darker: mean", &usual_words(reduction)))
        @for db in steps([-depth, 0.0], 3.0) { (level(&scene.sheet, height.at(db), &words::number(db, 0))) }
        (curtain(scene, reduction, &height))
    };
    Some(Lane { height: bottom, content })
}

fn usual_words(reduction: &Reduction) -> String {
    format!(
        "under {} dB for 95 %, at work {} %",
        words::number(reduction.p95_db.abs(), 1),
        words::number(reduction.share_over_half_db * 100.0, 0)
    )
}

fn curtain(scene: &Scene<'_>, reduction: &Reduction, height: &Scale) -> Markup {
    let count = pixel_columns(&scene.sheet);
    let hanging = |values: Vec<f64>| over_time(scene, &values, height);
    let deepest = hanging(draw::columns(&reduction.deepest_db, count, draw::least));
    let mean = hanging(draw::columns(&reduction.mean_db, count, draw::mean));
    let ceiling: Vec<Point> = [0, 1].map(|end| [scene.time.pixels[end], height.at(0.0)]).to_vec();
    html! {
        path.area.delta d=(area(&ceiling, &deepest)) {}
        path.area.delta.mean d=(area(&ceiling, &mean)) {}
        path.curve.delta d=(curve(deepest)) {}
    }
}

/// Values spread evenly over the song.
fn over_time(scene: &Scene<'_>, values: &[f64], height: &Scale) -> Vec<Point> {
    let [left, right] = scene.time.pixels;
    let width = (right - left) / values.len().max(1) as f64;
    values
        .iter()
        .enumerate()
        .map(|(index, &value)| [left + width * (index as f64 + 0.5), height.at(value)])
        .collect()
}

fn pixel_columns(sheet: &Sheet) -> usize {
    dsp::math::index_from(sheet.width - sheet.left)
}
