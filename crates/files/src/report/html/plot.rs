// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Curves as a picture of their own, for the manual: an SVG file in the report's colours.

use maud::{Markup, PreEscaped, html};

use super::{
    draw::{Scale, Sheet, curve, level, px, steps},
    theme,
};
use crate::report::words;

/// Colours in the order of the curves.
const CLASSES: [&str; 4] = ["master", "mix", "ref", "delta"];
const TOP: f64 = 44.0;
const HEIGHT: f64 = 200.0;
const SHEET: Sheet = Sheet { class: "plot", width: 720.0, left: 52.0 };

/// A picture with its axes.
pub struct Plot<'a> {
    /// What it shows, for those who cannot see it.
    pub label: &'a str,
    /// What is across.
    pub across: Across,
    /// What the heights are: "dB over the ceiling".
    pub upright: &'a str,
    /// The heights at both ends, and the distance of lines.
    pub range: ([f64; 2], f64),
    /// A line that must not be passed, with its words.
    pub limit: Option<(f64, &'a str)>,
    /// Names and points.
    pub curves: Vec<(&'a str, Vec<[f64; 2]>)>,
}

/// The axis from left to right.
pub enum Across {
    /// Frequency in Hz, in octaves.
    Hertz([f64; 2]),
    /// Time in milliseconds, from, to, and the distance of lines.
    Milliseconds([f64; 2], f64),
    /// How many times a limit, in doublings.
    Times([f64; 2]),
}

impl Across {
    fn scale(&self) -> Scale {
        let pixels = [SHEET.left, SHEET.width - 28.0];
        match self {
            Self::Hertz(ends) | Self::Times(ends) => Scale { values: ends.map(dsp::math::log10), pixels },
            Self::Milliseconds(ends, _) => Scale { values: *ends, pixels },
        }
    }

    fn at(&self, value: f64) -> f64 {
        let value = if matches!(self, Self::Milliseconds(..)) { value } else { dsp::math::log10(value) };
        self.scale().at(value)
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        match self {
            Self::Hertz(ends) => {
                let all = [(20.0, "20 Hz"), (50.0, "50"), (100.0, "100"), (200.0, "200"), (500.0, "500")];
                let high = [(1e3, "1k"), (2e3, "2k"), (5e3, "5k"), (10e3, "10k"), (20e3, "20k")];
                let inside = all.into_iter().chain(high).filter(|(hz, _)| (ends[0]..=ends[1]).contains(hz));
                inside.map(|(hz, text)| (hz, text.to_owned())).collect()
            }
            Self::Milliseconds(ends, step) => {
                steps(*ends, *step).map(|ms| (ms, format!("{} ms", words::number(ms, 0)))).collect()
            }
            Self::Times(ends) => {
                let all = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0].into_iter();
                let inside = all.filter(|times| (ends[0]..=ends[1]).contains(times));
                inside.map(|times| (times, format!("{times} ×"))).collect()
            }
        }
    }
}

/// The whole file.
pub fn svg(plot: &Plot<'_>) -> String {
    let style = PreEscaped(format!("{}{}", theme::css(), include_str!("plot.css")));
    let markup = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(px(SHEET.width)) height=(px(TOP + HEIGHT + 28.0))
            viewBox={ "0 0 " (px(SHEET.width)) " " (px(TOP + HEIGHT + 28.0)) } role="img" aria-label=(plot.label) {
            style { (style) }
            rect.paper width="100%" height="100%" {}
            (content(plot))
        }
    };
    markup.into_string() + "\n"
}

fn content(plot: &Plot<'_>) -> Markup {
    let (range, step) = plot.range;
    let height = Scale { values: range, pixels: [TOP + HEIGHT, TOP] };
    html! {
        (legend(plot))
        @for value in steps(range, step) { (level(&SHEET, height.at(value), &words::number(value, usize::from(step < 1.0)))) }
        @for (value, text) in plot.across.ticks() {
            @let x = plot.across.at(value);
            line.hair x1=(px(x)) x2=(px(x)) y1=(px(TOP)) y2=(px(TOP + HEIGHT)) {}
            text x=(px(x)) y=(px(TOP + HEIGHT + 18.0)) text-anchor="middle" { (text) }
        }
        @if let Some((value, text)) = plot.limit {
            line.limit x1=(px(SHEET.left)) x2=(px(SHEET.width)) y1=(px(height.at(value))) y2=(px(height.at(value))) {}
            text x=(px(SHEET.width - 4.0)) y=(px(height.at(value) - 6.0)) text-anchor="end" { (text) }
        }
        @for ((_, points), class) in plot.curves.iter().zip(classes()).rev() {
            path.curve.(class) d=(curve(points.iter().map(|[x, y]| [plot.across.at(*x), height.at(*y)]))) {}
        }
    }
}

/// As many as there may be curves; a fifth is as the first.
fn classes() -> impl ExactSizeIterator<Item = &'static str> + DoubleEndedIterator {
    CLASSES.into_iter().chain(CLASSES).collect::<Vec<_>>().into_iter()
}

fn legend(plot: &Plot<'_>) -> Markup {
    html! {
        text.strong x=(px(SHEET.left)) y="20" { (plot.upright) }
        @for (n, ((name, _), class)) in plot.curves.iter().zip(classes()).enumerate() {
            @let x = SHEET.width - 100.0 * (plot.curves.len().max(4) - n) as f64;
            path.curve.(class) d={ "M" (px(x)) " 16H" (px(x + 16.0)) } {}
            text x=(px(x + 22.0)) y="20" { (name) }
        }
    }
}
