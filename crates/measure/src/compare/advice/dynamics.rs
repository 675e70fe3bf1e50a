// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Flatter than the records: softer hits, less between peak and loudness.
//!
//! An unmastered mix is judged through a limited copy or not at all, and nobody is told to be flatter.

use super::{Advice, Axis, fault, records};
use crate::{
    compare::{Comparison, Dynamics, Place, ZonePlaces, zones::ZONES},
    fault::{Confidence, Fault, Severity},
    words::{number, signed},
};

/// Less than this beyond the zone is not told, dB or LU.
const LEAST: f64 = 0.5;
/// Hits differ from song to song: less than this beyond the zone is no news, dB.
const LEAST_PUNCH_DB: f64 = 1.5;
/// Fewer onsets than this in a second are no rhythm to judge.
const LEAST_ONSETS_PER_S: f64 = 0.5;
/// So much less is a fault, LU.
const FAULT_LU: f64 = 2.0;

pub(super) fn advice(comparison: &Comparison) -> Vec<Advice> {
    if comparison.dynamics == Dynamics::Hidden {
        return Vec::new();
    }
    [density(comparison), punch(comparison), range(comparison)].into_iter().flatten().collect()
}

/// How far below the zone, as a negative number.
fn short(place: Option<Place>) -> Option<(Place, f64)> {
    let place = place?;
    let beyond = place.beyond();
    (beyond <= -LEAST).then_some((place, beyond))
}

fn density(comparison: &Comparison) -> Option<Advice> {
    let (place, beyond) = short(comparison.psr_lu)?;
    let than = records(comparison);
    let back = number(-beyond);
    let (title, action) = match comparison.dynamics {
        Dynamics::ThroughLimiter => (
            format!("Will be flatter than {than} when it is as loud."),
            format!("Find the tracks whose peaks trigger a limiter and tame those, or stay {back} LU quieter."),
        ),
        Dynamics::AsTheyAre | Dynamics::Hidden => (
            format!("Flatter than {than}."),
            format!("Turn the limiter's gain down until {back} LU have come back."),
        ),
    };
    let fault = Fault {
        severity: if beyond < -FAULT_LU { Severity::Fault } else { Severity::Watch },
        title,
        message: format!(
            "{} LU between peak and loudness in the loud moments, where {than} keep{} {} LU.",
            number(place.mix),
            if than == "the record" { "s" } else { "" },
            number(place.median)
        ),
        action,
        amount: format!("{} LU", signed(place.difference())),
        ..fault("density", comparison)
    };
    Some(about(fault, None, beyond))
}

fn punch(comparison: &Comparison) -> Option<Advice> {
    let zones = comparison.zones.iter().enumerate().filter(|(_, zone)| has_rhythm(zone));
    let worst = zones.filter_map(|(n, zone)| Some((n, short(zone.punch_db)?)));
    let (n, (place, beyond)) = worst.min_by(|a, b| a.1.1.total_cmp(&b.1.1))?;
    if beyond > -LEAST_PUNCH_DB {
        return None;
    }
    let than = records(comparison);
    let through = match comparison.dynamics {
        Dynamics::ThroughLimiter => " through a limiter at their loudness",
        Dynamics::AsTheyAre | Dynamics::Hidden => "",
    };
    let fault = Fault {
        title: format!("Softer hits than {than} in the {}.", ZONES[n].phrase),
        message: format!(
            "Onsets rise by {} dB{through}, those of {than} by {} dB.",
            number(place.mix),
            number(place.median)
        ),
        action: format!(
            "Give the attack back at the drum or bass track that lives in the {}: less compression, or a slower attack.",
            ZONES[n].phrase
        ),
        amount: format!("{} dB", signed(place.difference())),
        confidence: if than == "the record" { Confidence::Weak } else { Confidence::Fair },
        ..fault("punch", comparison)
    };
    Some(about(fault, Some(ZONES[n].range_hz), beyond))
}

/// Whether mix and records both have hits there.
fn has_rhythm(zone: &ZonePlaces) -> bool {
    zone.onsets_per_s.is_some_and(|onsets| onsets.mix.min(onsets.median) >= LEAST_ONSETS_PER_S)
}

fn range(comparison: &Comparison) -> Option<Advice> {
    let (place, beyond) = short(comparison.range_lu)?;
    let than = records(comparison);
    let fault = Fault {
        severity: Severity::Note,
        title: format!("Quiet and loud parts are closer together than on {than}."),
        message: format!("The loudness range is {} LU, there {} LU.", number(place.mix), number(place.median)),
        action: "Ride the verses down a little; a chorus is as loud as its verse is quiet.".to_owned(),
        amount: format!("{} LU", signed(place.difference())),
        spans: Vec::new(),
        ..fault("range", comparison)
    };
    Some(about(fault, None, beyond))
}

fn about(fault: Fault, range_hz: Option<[f64; 2]>, beyond: f64) -> Advice {
    Advice { fault, axis: Axis::Dynamics, range_hz, beyond, weight: beyond.abs() }
}
