// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Punch and crest: a dot of the mix over the box of the records, zone by zone.

use maud::{Markup, html};
use measure::compare::{Advice, Dynamics, Place, ZONES, ZonePlaces};

use super::{
    callouts::{self, Callout},
    spectrum::{Scene, advice, brief, dynamics_hidden, label, place_words},
};
use crate::report::{
    comparison::known,
    html::{
        draw::{Scale, level, px, steps},
        lane::{Lane, header, header_height},
    },
    words,
};

/// Pixels for one decibel.
const PER_DB: f64 = 5.0;
/// From one line to the next, dB.
const STEP_DB: f64 = 8.0;
/// Between two boxes, pixels.
const GAP: f64 = 8.0;
/// How far the steps of a soft edge lie from it, pixels.
const SOFT_PX: [f64; 4] = [-2.25, -0.75, 0.75, 2.25];

/// How sharply onsets rise.
pub fn punch(scene: &Scene<'_>) -> Option<Lane> {
    if dynamics_hidden(scene.compared) {
        return None;
    }
    Boxes { title: "Punch", what: "how far onsets rise, dB", read: |zone| zone.punch_db }.draw(scene, &["punch"])
}

/// How far peaks stand above the mean.
pub fn crest(scene: &Scene<'_>) -> Option<Lane> {
    if dynamics_hidden(scene.compared) {
        return None;
    }
    Boxes { title: "Crest", what: "peak over mean, dB", read: |zone| zone.crest_db }.draw(scene, &[])
}

/// A lane with one place for each zone.
struct Boxes {
    title: &'static str,
    what: &'static str,
    read: fn(&ZonePlaces) -> Option<Place>,
}

impl Boxes {
    fn draw(&self, scene: &Scene<'_>, ids: &[&str]) -> Option<Lane> {
        let places = self.places(scene);
        let most = places.iter().map(|(_, place)| place.mix.max(place.zone[1])).reduce(f64::max)?;
        let range = [0.0, (most / STEP_DB).ceil().clamp(2.0, 5.0) * STEP_DB];
        let head = header_height(&scene.sheet);
        let numbered: Vec<_> = advice(scene.compared, ids).collect();
        let top = head + if numbered.is_empty() { 0.0 } else { callouts::HEIGHT };
        let height = Scale { values: range, pixels: [top + range[1] * PER_DB, top] };
        let bottom = height.pixels[0];
        let content = html! {
            (header(&scene.sheet, self.title, brief(&scene.sheet, &self.beside(scene)), ""))
            (scene.hertz.lines([top, bottom]))
            @for db in steps(range, STEP_DB) { (level(&scene.sheet, height.at(db), &words::number(db, 0))) }
            @for (n, place) in &places { (one(scene, *n, place, &height)) }
            (callouts::row(&scene.sheet, callouts_of(scene, &places, &height, &numbered), head))
        };
        Some(Lane { height: bottom, content })
    }

    fn places(&self, scene: &Scene<'_>) -> Vec<(usize, Place)> {
        let zones = scene.compared.comparison.zones.iter().enumerate();
        zones.filter_map(|(n, zone)| Some((n, known((self.read)(zone))?))).collect()
    }

    fn beside(&self, scene: &Scene<'_>) -> String {
        match scene.compared.comparison.dynamics {
            Dynamics::ThroughLimiter => {
                format!("{}; the mix through a limiter at the records' loudness", self.what)
            }
            Dynamics::AsTheyAre | Dynamics::Hidden => self.what.to_owned(),
        }
    }
}

/// From and to where a zone reaches, pixels.
fn edges(scene: &Scene<'_>, n: usize) -> [f64; 2] {
    let [from_hz, to_hz] = ZONES[n].range_hz;
    [scene.hertz.at(from_hz) + GAP / 2.0, scene.hertz.at(to_hz) - GAP / 2.0]
}

fn middle(scene: &Scene<'_>, n: usize) -> f64 {
    let [from, to] = edges(scene, n);
    f64::midpoint(from, to)
}

fn one(scene: &Scene<'_>, n: usize, place: &Place, height: &Scale) -> Markup {
    let [from, to] = edges(scene, n);
    let [bottom, top] = place.zone.map(|edge| height.at(edge));
    html! {
        g {
            title { (ZONES[n].name) ": " (place_words(place, "dB")) }
            @for step in SOFT_PX {
                rect.soft x=(px(from)) width=(px(to - from)) y=(px(top - step)) height=(px((bottom - top + 2.0 * step).max(0.0))) rx="2" {}
            }
            path.curve.ref d={ "M" (px(from)) " " (px(height.at(place.median))) "H" (px(to)) } {}
            circle.mix-dot cx=(px(middle(scene, n))) cy=(px(height.at(place.mix))) r="4.5" {}
        }
    }
}

fn callouts_of(
    scene: &Scene<'_>,
    places: &[(usize, Place)],
    height: &Scale,
    numbered: &[(usize, &Advice, [f64; 2])],
) -> Vec<Callout> {
    let callout = |(number, advice, range_hz): &(usize, &Advice, [f64; 2])| {
        let (n, place) = places.iter().find(|(n, _)| ZONES[*n].range_hz == *range_hz)?;
        let to = [middle(scene, *n), height.at(place.mix) - 6.0];
        Some(Callout { number: *number, to, label: label(advice), title: advice.fault.title.clone() })
    };
    numbered.iter().filter_map(callout).collect()
}
