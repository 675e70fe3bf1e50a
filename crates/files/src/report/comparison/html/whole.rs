// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The three numbers of the whole: density, loudness range, agreement of the low end; each on a strip with the
//! records' zone.

use maud::{Markup, html};
use measure::compare::Place;

use super::spectrum::dynamics_hidden;
use crate::report::{
    comparison::{Compared, known},
    html::figures::Strip,
    words,
};

/// One number.
struct Whole {
    name: &'static str,
    help: &'static str,
    place: Option<Place>,
    unit: &'static str,
    digits: usize,
    ends: [f64; 2],
    advice: &'static str,
}

/// The strips.
pub fn strips(compared: &Compared) -> Markup {
    html! {
        div.figures.records { @for whole in wholes(compared) { dl { (whole.draw(compared)) } } }
    }
}

/// Strips of loudness units span 18 of them, as on every page: one decibel has one length.
fn wholes(compared: &Compared) -> [Whole; 3] {
    let comparison = &compared.comparison;
    [
        Whole {
            name: "Density (PSR)",
            help: "True peak minus short-term loudness, which 95 % of the passage exceeds: low is dense.",
            place: comparison.psr_lu.filter(|_| !dynamics_hidden(compared)),
            unit: "LU",
            digits: 1,
            ends: [2.0, 20.0],
            advice: "density",
        },
        Whole {
            name: "Loudness range",
            help: "How far quiet and loud parts of the whole song lie apart (EBU Tech 3342).",
            place: comparison.range_lu,
            unit: "LU",
            digits: 1,
            ends: [0.0, 18.0],
            advice: "range",
        },
        Whole {
            name: "Low-end agreement",
            help: "How alike left and right are below 120 Hz: 1 is mono, 0 unrelated, −1 opposed.",
            place: comparison.low_correlation,
            unit: "",
            digits: 2,
            ends: [-1.0, 1.0],
            advice: "low_width",
        },
    ]
}

impl Whole {
    fn draw(&self, compared: &Compared) -> Markup {
        let number = compared.comparison.advice.iter().position(|advice| advice.fault.id == self.advice);
        html! {
            div.figure title=(self.help) {
                div {
                    dt { (self.name) }
                    dd {
                        @if let Some(index) = number { span.number.small { (index + 1) } " " }
                        (self.value())
                    }
                }
                @if let Some(place) = known(self.place) {
                    (Strip { ends: self.ends, zone: Some(self.zone(&place)), digits: self.digits }.draw(place.mix))
                }
            }
        }
    }

    /// A zone that reaches beyond what is possible has no limit there.
    fn zone(&self, place: &Place) -> [f64; 2] {
        let [low, high] = place.zone;
        [low, if self.unit.is_empty() && high >= self.ends[1] { f64::INFINITY } else { high }]
    }

    fn value(&self) -> String {
        match &known(self.place) {
            Some(place) => {
                format!("{} {}", words::number(place.mix, self.digits), self.unit).trim_end().to_owned()
            }
            None => "not compared".to_owned(),
        }
    }
}
