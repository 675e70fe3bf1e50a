// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The six respects in which songs differ, in one quiet line: a tick where the mix is inside the records' zone.

use maud::{Markup, html};
use measure::{
    compare::{Advice, Comparison, Dynamics, Place, ZONES, ZonePlaces, hertz::hertz},
    fault::Severity,
};

use crate::report::{comparison::Compared, html::marks::Mark, words};

/// One respect.
struct Axis {
    name: &'static str,
    /// The advice that speaks of it.
    ids: &'static [&'static str],
    /// The numbers that belong to it, each with its place in words.
    places: Vec<(Place, String)>,
    /// Less than this beyond the zone is inside to the ear; the limits of the advice.
    least: f64,
    unit: &'static str,
}

/// The line.
pub fn line(compared: &Compared) -> Markup {
    html! {
        ul.axes aria-label="Inside the zone" {
            @for axis in axes(&compared.comparison) { (axis.draw(&compared.comparison.advice)) }
        }
    }
}

fn axes(comparison: &Comparison) -> [Axis; 6] {
    let tone =
        comparison.bands.iter().map(|band| (band.tone_db, format!(" at {}", hertz(band.centre_hz)))).collect();
    let hidden = comparison.dynamics == Dynamics::Hidden;
    let heard = |places: Vec<(Place, String)>| if hidden { Vec::new() } else { places };
    [
        axis("Tone", &["tone", "busier"], tone, (0.5, "dB")),
        axis("Width", &["width"], of_zones(comparison, |zone| zone.width_db), (1.0, "dB")),
        axis("Mono", &["mono_loss", "low_width"], of_zones(comparison, |zone| zone.mono_loss_db), (1.0, "dB")),
        axis("Punch", &["punch"], heard(of_zones(comparison, |zone| zone.punch_db)), (0.5, "dB")),
        axis("Density", &["density"], heard(of_whole(comparison.psr_lu)), (0.5, "LU")),
        axis("Range", &["range"], of_whole(comparison.range_lu), (0.5, "LU")),
    ]
}

fn axis(
    name: &'static str,
    ids: &'static [&'static str],
    places: Vec<(Place, String)>,
    (least, unit): (f64, &'static str),
) -> Axis {
    Axis { name, ids, places, least, unit }
}

fn of_zones(comparison: &Comparison, read: fn(&ZonePlaces) -> Option<Place>) -> Vec<(Place, String)> {
    let zones = comparison.zones.iter().zip(&ZONES);
    zones
        .filter_map(|(places, zone)| Some((read(places)?, format!(" in the {}", zone.name.to_lowercase()))))
        .collect()
}

fn of_whole(place: Option<Place>) -> Vec<(Place, String)> {
    place.map(|place| (place, String::new())).into_iter().collect()
}

impl Axis {
    fn draw(&self, advice: &[Advice]) -> Markup {
        let numbered = advice.iter().enumerate().filter(|(_, advice)| self.ids.contains(&advice.fault.id));
        let numbers: Vec<usize> = numbered.clone().map(|(index, _)| index + 1).collect();
        let worst = numbered.map(|(_, advice)| advice.fault.severity).max();
        let (mark, words) = self.words(worst);
        html! {
            li {
                (mark.draw(14)) b { (self.name) } " "
                @if numbers.is_empty() { span.quiet { (words) } }
                @for number in numbers { span.number.small { (number) } " " }
            }
        }
    }

    fn words(&self, advised: Option<Severity>) -> (Mark, String) {
        if let Some(severity) = advised {
            return (Mark::of(Some(severity)), String::new());
        }
        let finite = self.places.iter().filter(|(place, _)| place.beyond().is_finite());
        let worst = finite.max_by(|a, b| a.0.beyond().abs().total_cmp(&b.0.beyond().abs()));
        match worst {
            None => (Mark::NotKnown, "not compared".to_owned()),
            Some((place, at)) if place.beyond().abs() >= self.least => (Mark::Note, self.outside(place, at)),
            Some(_) => (Mark::Fine, "inside".to_owned()),
        }
    }

    /// "1.2 dB over at 63 Hz": outside, but nothing to do about it.
    fn outside(&self, place: &Place, at: &str) -> String {
        format!("{}{at}", over(place.beyond(), self.unit))
    }
}

/// How far beyond the nearest edge: "1.2 dB over", "0.8 LU under".
pub fn over(beyond: f64, unit: &str) -> String {
    let side = if beyond > 0.0 { "over" } else { "under" };
    format!("{} {unit} {side}", words::number(beyond.abs(), 1))
}
