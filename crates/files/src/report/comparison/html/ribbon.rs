// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A curve of the mix over the zone of the records: a band with soft edges, its dashed middle, the mix as a
//! line, filled where it is outside.

use maud::{Markup, html};
use measure::compare::Place;

use super::smooth;
use crate::report::html::draw::{Point, Scale, area, curve};

/// How far the steps of a soft edge lie from it, pixels: a ramp of 6 px centred on the edge.
const STEPS_PX: [f64; 4] = [-2.25, -0.75, 0.75, 2.25];

/// Places from low to high frequency, each with its distance from the left, pixels.
pub struct Ribbon<'a> {
    pub places: &'a [(f64, Place)],
    pub height: &'a Scale,
}

impl Ribbon<'_> {
    /// The whole drawing.
    pub fn draw(&self) -> Markup {
        let [low, high] = [0, 1].map(|edge| self.course(|place| place.zone[edge]));
        let (median, mix) = (self.course(|place| place.median), self.course(|place| place.mix));
        html! {
            @for step in STEPS_PX { path.soft d=(area(&moved(&high, -step), &moved(&low, step))) {} }
            path.outside d=(area(&mix, &held(&mix, &low, &high))) {}
            path.curve.ref d=(curve(median)) {}
            path.curve.mix d=(curve(mix)) {}
        }
    }

    fn course(&self, read: impl Fn(&Place) -> f64) -> Vec<Point> {
        let points: Vec<Point> = self.places.iter().map(|(x, place)| [*x, self.height.at(read(place))]).collect();
        smooth::through(&points)
    }
}

fn moved(points: &[Point], by_px: f64) -> Vec<Point> {
    points.iter().map(|[x, y]| [*x, y + by_px]).collect()
}

/// The mix kept between both edges: what lies between it and the mix is outside.
fn held(mix: &[Point], low: &[Point], high: &[Point]) -> Vec<Point> {
    let edges = low.iter().zip(high);
    // Downwards is more pixels.
    mix.iter().zip(edges).map(|([x, y], (low, high))| [*x, y.min(low[1]).max(high[1])]).collect()
}
