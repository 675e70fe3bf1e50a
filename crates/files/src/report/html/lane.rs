// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Pictures that share an axis, stacked on it; each has a row of its own for words, because words written on
//! data collide with them.

use maud::{Markup, html};

use super::draw::{Sheet, px};

/// The distance of two pictures, pixels.
const GAP: f64 = 20.0;

/// One picture of the stack.
pub struct Lane {
    /// Its height in pixels.
    pub height: f64,
    /// Its content, drawn from its own top.
    pub content: Markup,
}

/// All pictures under each other, from `top` on.
pub fn stacked(lanes: &[Lane], top: f64) -> Markup {
    let tops = lanes.iter().scan(top, |y, lane| {
        let own = *y;
        *y += lane.height + GAP;
        Some(own)
    });
    html! { @for (lane, y) in lanes.iter().zip(tops) { g transform={ "translate(0 " (px(y)) ")" } { (lane.content) } } }
}

/// Where the last picture ends.
pub fn bottom(lanes: &[Lane], top: f64) -> f64 {
    lanes.iter().fold(top, |y, lane| y + lane.height + GAP) - GAP
}

/// The row of words above a lane: on a phone they take two rows.
pub fn header(sheet: &Sheet, title: &str, beside: &str, right: &str) -> Markup {
    html! {
        text x=(px(sheet.left)) y="12" {
            tspan.strong { (title) }
            @if sheet.is_wide() { tspan dx="10" { (beside) } } @else { tspan x=(px(sheet.left)) dy="16" { (beside) } }
        }
        @if sheet.is_wide() { text x=(px(sheet.width)) y="12" text-anchor="end" { (right) } }
    }
}

/// The height of that row, pixels.
pub fn header_height(sheet: &Sheet) -> f64 {
    if sheet.is_wide() { 24.0 } else { 40.0 }
}
