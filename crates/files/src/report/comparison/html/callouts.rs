// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The numbers of the advice above a picture, each with a line down to the place it speaks of.
//!
//! They have a row of their own, because words written on data collide with them.

use maud::{Markup, html};

use crate::report::html::draw::{Point, Sheet, px};

/// The height of their row, pixels.
pub const HEIGHT: f64 = 28.0;
/// The radius of a mark, pixels.
const RADIUS: f64 = 10.0;
/// The mean width of a letter of 12 px, pixels: measured on the report's font.
const LETTER: f64 = 6.4;

/// A number and what it speaks of.
pub struct Callout {
    /// Its place in the list of advice, from 1.
    pub number: usize,
    /// Where its line ends.
    pub to: Point,
    /// The size of the difference, as the advice says it.
    pub label: String,
    /// The sentence under the pointer.
    pub title: String,
}

/// Where the words of a mark stand.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Right,
    Left,
    /// There is no room; the list has them.
    Nowhere,
}

/// The row, drawn from `top` on.
pub fn row(sheet: &Sheet, mut callouts: Vec<Callout>, top: f64) -> Markup {
    callouts.sort_by(|a, b| a.to[0].total_cmp(&b.to[0]));
    let places = places(sheet, &callouts);
    let sides = sides(sheet, &callouts, &places);
    html! {
        @for ((callout, x), side) in callouts.iter().zip(places).zip(sides) { (callout.draw(x, top, side)) }
    }
}

/// From the left, pixels: over the place it speaks of, but marks do not cover each other.
fn places(sheet: &Sheet, callouts: &[Callout]) -> Vec<f64> {
    let mut free = sheet.left + RADIUS;
    let place = |callout: &Callout| {
        let x = callout.to[0].max(free).min(sheet.width - RADIUS);
        free = x + 2.0 * RADIUS + 4.0;
        x
    };
    callouts.iter().map(place).collect()
}

fn sides(sheet: &Sheet, callouts: &[Callout], places: &[f64]) -> Vec<Side> {
    let mut taken = sheet.left;
    let side = |(index, callout): (usize, &Callout)| {
        let (x, room) = (places[index], RADIUS + 6.0 + callout.label.chars().count() as f64 * LETTER);
        let next = places.get(index + 1).map_or(sheet.width, |next| next - RADIUS - 6.0);
        let side = match () {
            () if x + room <= next => Side::Right,
            () if x - room >= taken => Side::Left,
            () => Side::Nowhere,
        };
        taken = x + if side == Side::Right { room } else { RADIUS } + 6.0;
        side
    };
    callouts.iter().enumerate().map(side).collect()
}

impl Callout {
    fn draw(&self, x: f64, top: f64, side: Side) -> Markup {
        let y = top + RADIUS;
        html! {
            g {
                title { (self.number) ": " (self.title) }
                path.pointer d={ "M" (px(x)) " " (px(y + RADIUS)) "L" (px(self.to[0])) " " (px(top + HEIGHT)) "V" (px(self.to[1])) } {}
                circle.dot cx=(px(x)) cy=(px(y)) r=(px(RADIUS)) {}
                text.dot-text x=(px(x)) y=(px(y + 4.3)) text-anchor="middle" { (self.number) }
                @match side {
                    Side::Right => { text.strong x=(px(x + RADIUS + 6.0)) y=(px(y + 4.3)) { (self.label) } }
                    Side::Left => { text.strong x=(px(x - RADIUS - 6.0)) y=(px(y + 4.3)) text-anchor="end" { (self.label) } }
                    Side::Nowhere => {}
                }
            }
        }
    }
}
