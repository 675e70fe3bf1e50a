// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The axis of frequency: 20 Hz to 20 kHz in octaves, with musical ticks and the seven names.

use dsp::math::log10;
use maud::{Markup, html};
use measure::compare::ZONES;

use super::draw::{Scale, Sheet, px};

const TICKS: [(f64, &str); 10] = [
    (20.0, "20 Hz"),
    (50.0, "50"),
    (100.0, "100"),
    (200.0, "200"),
    (500.0, "500"),
    (1e3, "1k"),
    (2e3, "2k"),
    (5e3, "5k"),
    (10e3, "10k"),
    (20e3, "20k"),
];

/// Where a frequency stands in a picture.
#[derive(Clone, Copy, Debug)]
pub struct Hertz {
    sheet: Sheet,
    scale: Scale,
}

impl Hertz {
    /// The height of the row of names, pixels.
    pub const NAMES_HEIGHT: f64 = 22.0;

    /// The axis across a sheet.
    pub fn across(sheet: Sheet) -> Self {
        let scale = Scale { values: [log10(20.0), log10(20e3)], pixels: [sheet.left, sheet.width - 4.0] };
        Self { sheet, scale }
    }

    /// From the left, pixels.
    pub fn at(&self, hz: f64) -> f64 {
        self.scale.at(log10(hz))
    }

    /// The row of names on top of the picture.
    pub fn names(&self) -> Markup {
        let Sheet { left, width, .. } = self.sheet;
        html! {
            rect.track x=(px(left)) y="0" width=(px(width - left)) height=(px(Self::NAMES_HEIGHT)) rx="2" {}
            @for zone in &ZONES {
                @let middle = f64::midpoint(self.at(zone.range_hz[0]), self.at(zone.range_hz[1]));
                @if self.sheet.is_wide() || !matches!(zone.name, "Bass" | "Upper") {
                    text x=(px(middle)) y="15" text-anchor="middle" { (self.short(zone.name)) }
                }
            }
        }
    }

    /// "Presence" is wider than its place on a phone.
    fn short(&self, name: &'static str) -> &'static str {
        if self.sheet.is_wide() || name != "Presence" { name } else { "Pres." }
    }

    /// The upright hairlines of one picture.
    pub fn lines(&self, [top, bottom]: [f64; 2]) -> Markup {
        html! {
            @for (hz, _) in TICKS {
                @let x = px(self.at(hz));
                line.hair x1=(x) x2=(x) y1=(px(top)) y2=(px(bottom)) {}
            }
        }
    }

    /// The frequencies in figures, under all pictures that share the axis.
    pub fn labels(&self, bottom: f64) -> Markup {
        html! {
            @for (index, (hz, label)) in TICKS.into_iter().enumerate() {
                @if self.sheet.is_wide() || index % 2 == 0 {
                    text x=(px(self.at(hz))) y=(px(bottom + 18.0)) text-anchor=(if index == 9 { "end" } else { "middle" }) { (label) }
                }
            }
        }
    }
}
