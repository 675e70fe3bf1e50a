// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Wider or narrower than the records, and what is lost in mono.

use super::{Advice, Axis, fault, records};
use crate::{
    compare::{Comparison, Place, ZonePlaces, hertz::zone_range, zones::ZONES},
    fault::{Fault, Severity},
    words::{number, signed},
};

/// Below this the low end has its own rule, Hz.
const LOW_HZ: f64 = 120.0;
/// Less than this beyond the zone is not told, dB.
const LEAST_DB: f64 = 1.0;
/// A mono loss this large is a fault wherever records stand, dB.
const FAULT_LOSS_DB: f64 = 6.0;
/// A low end at least this alike on both sides is mono enough for any record.
const MONO_ENOUGH: f64 = 0.9;

pub(super) fn advice(comparison: &Comparison) -> Vec<Advice> {
    [width(comparison), mono_loss(comparison), low_end(comparison)].into_iter().flatten().collect()
}

/// The zone that is furthest beyond the records', with its place in the list.
fn worst(comparison: &Comparison, beyond: impl Fn(&ZonePlaces) -> Option<f64>) -> Option<(usize, f64)> {
    let zones = comparison.zones.iter().enumerate().filter(|(n, _)| ZONES[*n].range_hz[0] >= LOW_HZ);
    let beyond = zones.filter_map(|(n, zone)| Some((n, beyond(zone)?)));
    beyond.filter(|(_, db)| db.abs() >= LEAST_DB).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
}

fn width(comparison: &Comparison) -> Option<Advice> {
    let (n, beyond) = worst(comparison, |zone| zone.width_db.map(|place| place.beyond()))?;
    let place = comparison.zones[n].width_db?;
    let (than, where_) = (records(comparison), zone_range(ZONES[n].range_hz));
    let wide = beyond > 0.0;
    let action = if wide {
        "Bring one of the wide tracks there towards the middle, and listen in mono."
    } else {
        "Pan or double the tracks that live there; widening the master costs the middle."
    };
    let fault = Fault {
        title: format!("{} than {than} in the {}.", if wide { "Wider" } else { "Narrower" }, ZONES[n].phrase),
        message: format!(
            "From {where_} the sides stand at {} dB against the middle, {} dB {} {than}.",
            number(place.mix),
            number(place.difference().abs()),
            if wide { "above" } else { "below" },
        ),
        action: action.to_owned(),
        amount: format!("{} dB", signed(place.difference())),
        ..fault("width", comparison)
    };
    Some(about_zone(n, beyond, fault))
}

fn mono_loss(comparison: &Comparison) -> Option<Advice> {
    let lost = |place: Place| Some(place.beyond()).filter(|beyond| *beyond < 0.0);
    let (n, beyond) = worst(comparison, |zone| zone.mono_loss_db.and_then(lost))?;
    let place = comparison.zones[n].mono_loss_db?;
    let than = records(comparison);
    let fault = Fault {
        severity: if place.mix < -FAULT_LOSS_DB { Severity::Fault } else { Severity::Watch },
        title: format!("Loses more in mono than {than} in the {}.", ZONES[n].phrase),
        message: format!(
            "From {} mono takes {} dB, where {than} lose{} {} dB.",
            zone_range(ZONES[n].range_hz),
            number(-place.mix),
            if than == "the record" { "s" } else { "" },
            number(-place.median)
        ),
        action: "Listen in mono and find the track that fades; narrow it or check its polarity.".to_owned(),
        amount: format!("{} dB", signed(place.mix)),
        ..fault("mono_loss", comparison)
    };
    Some(about_zone(n, beyond, fault))
}

fn low_end(comparison: &Comparison) -> Option<Advice> {
    let place = comparison.low_correlation?;
    let beyond = place.beyond();
    (beyond < 0.0 && place.mix < MONO_ENOUGH).then(|| Advice {
        fault: Fault {
            title: format!("The low end is wider than on {}.", records(comparison)),
            message: format!(
                "Below 120 Hz both sides agree by {:.2}, on {} by {:.2} (1 is mono).",
                place.mix,
                records(comparison),
                place.median
            )
            .replace('-', "−"),
            action: "Make bass and kick mono below 120 Hz at their tracks.".to_owned(),
            amount: format!("{:.2}", place.mix).replace('-', "−"),
            ..fault("low_width", comparison)
        },
        axis: Axis::Stereo,
        range_hz: Some([20.0, LOW_HZ]),
        beyond,
        // A tenth of correlation weighs like a decibel of width.
        weight: beyond.abs() * 10.0,
    })
}

fn about_zone(n: usize, beyond: f64, fault: Fault) -> Advice {
    Advice { fault, axis: Axis::Stereo, range_hz: Some(ZONES[n].range_hz), beyond, weight: beyond.abs() }
}
