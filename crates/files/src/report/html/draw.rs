// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What every picture is drawn with: scales, curves, areas, and places with soft edges.

use std::fmt::Write;

use maud::{Markup, html};

/// A place in a picture, pixels from the left and from the top.
pub type Point = [f64; 2];

/// A straight scale from values to pixels.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// The values at both ends.
    pub values: [f64; 2],
    /// The pixels at both ends.
    pub pixels: [f64; 2],
}

impl Scale {
    /// Where a value is drawn; values beyond an end are drawn at that end.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value - self.values[0]) / (self.values[1] - self.values[0]);
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        self.pixels[0] + share * (self.pixels[1] - self.pixels[0])
    }
}

/// How a picture is to be drawn: once for pages, once for phones.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// `wide` or `narrow`; the style sheet shows one of them, and names inside pictures end with it.
    pub class: &'static str,
    /// Its width in pixels.
    pub width: f64,
    /// Where the axes' labels end and the picture begins, in pixels.
    pub left: f64,
}

impl Sheet {
    /// A page of 920 pixels.
    pub const WIDE: Self = Self { class: "wide", width: 920.0, left: 48.0 };
    /// A phone.
    pub const NARROW: Self = Self { class: "narrow", width: 360.0, left: 30.0 };

    /// Whether there is room for second thoughts.
    pub fn is_wide(&self) -> bool {
        self.class == Self::WIDE.class
    }

    /// The picture with its size and its description.
    pub fn picture(&self, height: f64, label: &str, content: &Markup) -> Markup {
        html! {
            svg class=(self.class) width="100%" viewBox={ "0 0 " (px(self.width)) " " (px(height)) }
                role="img" aria-label=(label) { (content) }
        }
    }
}

/// A coordinate with one decimal, which is finer than any screen.
pub fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A curve through these points, as the `d` of a path.
pub fn curve(points: impl IntoIterator<Item = Point>) -> String {
    let mut path = String::new();
    for [x, y] in points {
        let step = if path.is_empty() { 'M' } else { 'L' };
        write!(path, "{step}{} {}", px(x), px(y)).expect("a string takes every character");
    }
    path
}

/// The area between two edges that both run from left to right.
pub fn area(top: &[Point], bottom: &[Point]) -> String {
    let around = top.iter().chain(bottom.iter().rev()).copied();
    format!("{}Z", curve(around))
}

/// A place from `top` to `bottom` over the width of the picture, with soft edges.
pub fn zone(sheet: &Sheet, name: &str, [top, bottom]: [f64; 2]) -> Markup {
    let id = format!("{name}-{}", sheet.class);
    let (full, none) =
        if name.starts_with("ref") { ("stop-ref", "stop-noref") } else { ("stop-zone", "stop-none") };
    let edge = (3.0 / (bottom - top + 6.0)).clamp(0.0, 0.25) * 2.0;
    html! {
        linearGradient id=(id) x1="0" x2="0" y1="0" y2="1" {
            stop.(none) offset="0" {}
            stop.(full) offset=(format!("{edge:.3}")) {}
            stop.(full) offset=(format!("{:.3}", 1.0 - edge)) {}
            stop.(none) offset="1" {}
        }
        rect fill={ "url(#" (id) ")" } x=(px(sheet.left)) y=(px(top - 3.0))
            width=(px(sheet.width - sheet.left)) height=(px(bottom - top + 6.0)) {}
    }
}

/// A hairline across the picture with its label at the left.
pub fn level(sheet: &Sheet, y: f64, label: &str) -> Markup {
    html! {
        line.hair x1=(px(sheet.left)) x2=(px(sheet.width)) y1=(px(y)) y2=(px(y)) {}
        text x=(px(sheet.left - 8.0)) y=(px(y + 4.0)) text-anchor="end" { (label) }
    }
}

/// The numbers from `low` to `high` in steps.
pub fn steps([low, high]: [f64; 2], step: f64) -> impl Iterator<Item = f64> {
    let count = dsp::math::index_from(((high - low) / step + 1e-6).floor());
    (0..=count).map(move |index| low + step * index as f64)
}

/// What stands for each pixel column: `pick` folds the values that fall into it.
pub fn columns(values: &[f32], count: usize, pick: fn(&[f32]) -> f32) -> Vec<f64> {
    let count = count.min(values.len());
    let edge = |column: usize| column * values.len() / count.max(1);
    (0..count).map(|column| f64::from(pick(&values[edge(column)..edge(column + 1)]))).collect()
}

/// The largest of some values.
pub fn most(values: &[f32]) -> f32 {
    values.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

/// The smallest of some values.
pub fn least(values: &[f32]) -> f32 {
    values.iter().copied().fold(f32::INFINITY, f32::min)
}

/// The mean of some values.
pub fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_keeps_everything_inside_the_picture() {
        let scale = Scale { values: [0.0, 10.0], pixels: [0.0, 100.0] };
        assert_eq!([scale.at(5.0), scale.at(-3.0), scale.at(99.0), scale.at(f64::NAN)], [50.0, 0.0, 100.0, 0.0]);
        assert_eq!(Scale { values: [1.0, 1.0], pixels: [0.0, 100.0] }.at(1.0), 0.0);
    }

    #[test]
    fn columns_lose_no_peak_however_long_the_song() {
        let mut values = vec![-30.0_f32; 108_000];
        values[77_777] = -6.0;
        let columns = columns(&values, 460, most);
        assert_eq!(columns.len(), 460);
        assert_eq!(columns.iter().filter(|&&value| value == -6.0).count(), 1);
    }
}
