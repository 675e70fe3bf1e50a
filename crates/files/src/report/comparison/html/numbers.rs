// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The numbers behind the pictures, zone by zone.

use maud::{Markup, html};
use measure::compare::{Likeness, Place, ZONES, ZonePlaces};

use super::spectrum::dynamics_hidden;
use crate::report::{
    comparison::{Compared, known},
    html::heading,
    words,
};

/// A number that every zone has.
struct Quantity {
    name: &'static str,
    /// What it is, with its unit.
    what: &'static str,
    read: fn(&ZonePlaces) -> Option<Place>,
    /// Whether it depends on mastering.
    of_dynamics: bool,
}

const fn quantity([name, what]: [&'static str; 2], read: fn(&ZonePlaces) -> Option<Place>) -> Quantity {
    Quantity { name, what, read, of_dynamics: false }
}

static QUANTITIES: [Quantity; 7] = [
    quantity(["Tone", "level removed, dB"], |zone| zone.tone_db),
    quantity(["Hits", "level removed, dB"], |zone| zone.hit_db),
    quantity(["Onsets", "in a second"], |zone| zone.onsets_per_s),
    quantity(["Width", "side against mid, dB"], |zone| zone.width_db),
    quantity(["Mono", "what it loses, dB"], |zone| zone.mono_loss_db),
    Quantity { of_dynamics: true, ..quantity(["Crest", "peak over mean, dB"], |zone| zone.crest_db) },
    Quantity { of_dynamics: true, ..quantity(["Punch", "rise of onsets, dB"], |zone| zone.punch_db) },
];

/// A table for each quantity that is known.
pub fn section(compared: &Compared) -> Markup {
    let beside = html! { p.small.quiet { "bold is outside the zone" } };
    let known: Vec<&Quantity> = QUANTITIES.iter().filter(|quantity| quantity.is_known(compared)).collect();
    html! {
        @if !known.is_empty() {
            section {
                (heading("Zone by zone", &beside))
                div.tables { @for quantity in known { (quantity.table(compared)) } }
            }
        }
    }
}

impl Quantity {
    fn is_known(&self, compared: &Compared) -> bool {
        let hidden = self.of_dynamics && dynamics_hidden(compared);
        !hidden && compared.comparison.zones.iter().any(|zone| (self.read)(zone).is_some())
    }

    fn table(&self, compared: &Compared) -> Markup {
        html! {
            table {
                thead { tr {
                    th scope="col" { b { (self.name) } br; (self.what) }
                    th scope="col" { "Mix" }
                    th scope="col" { "Middle" }
                    th scope="col" { "Zone" }
                    th.left scope="col" { "In words" }
                } }
                tbody { @for (places, zone) in compared.comparison.zones.iter().zip(&ZONES) { tr {
                    th scope="row" { (zone.name) }
                    (self.cells((self.read)(places)))
                } } }
            }
        }
    }

    fn cells(&self, place: Option<Place>) -> Markup {
        let Some(place) = known(place) else {
            return html! { td { "–" } td { "–" } td { "–" } td.left.quiet { (words::NOT_KNOWN) } };
        };
        let number = |value: f64| words::number(value, 1);
        html! {
            td { @if is_outside(&place) { b { (number(place.mix)) } } @else { (number(place.mix)) } }
            td { (number(place.median)) }
            td.quiet.nobreak { (number(place.zone[0])) " to " (number(place.zone[1])) }
            td.left.quiet.nobreak { (self.likeness(&place)) }
        }
    }

    /// Decibels have words of their own; a number of onsets is only inside, over or under.
    fn likeness(&self, place: &Place) -> &'static str {
        match place.beyond() {
            _ if self.what.ends_with("dB") => Likeness::of(place.difference()).word(),
            beyond if beyond > 0.0 => "more often",
            beyond if beyond < 0.0 => "less often",
            _ => "alike",
        }
    }
}

/// Whether a number is outside in the decimals that are written.
fn is_outside(place: &Place) -> bool {
    words::number(place.beyond().abs(), 1) != "0.0"
}
