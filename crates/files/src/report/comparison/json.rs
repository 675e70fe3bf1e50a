// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The comparison for scripts: JSON after `docs/schema/comparison-1.json`.
//!
//! As in the report keys never change their meaning within a schema version, every number is finite, what
//! cannot be said is `null`, and keys keep their order. Dynamics that were not compared are `null`.

use measure::{
    Span,
    compare::{Advice, BandPlaces, Dynamics, Flaw, Listed, Place, Side, State, ZONES, Zone, ZonePlaces},
    profile::Section,
};
use serde_json::{Value, json};

use super::{Compared, known, letter};
use crate::report::{
    Input,
    json::{fault, input, made_by, maybe, rounded, verdict},
};

/// The version of the document, in its first line.
pub const SCHEMA: &str = "twobus-comparison/1";

/// The whole comparison, indented, ending with a new line.
pub fn document(compared: &Compared) -> String {
    format!("{:#}\n", value(compared))
}

/// The whole comparison as a value, for those who put it into another document.
pub fn value(compared: &Compared) -> Value {
    let comparison = &compared.comparison;
    let dynamics = comparison.dynamics != Dynamics::Hidden;
    json!({
        "schema": SCHEMA,
        "title": compared.title(),
        "verdict": verdict(&compared.comparison.verdict),
        "mix": mix(compared),
        "records": compared.pairs().map(|(listed, file)| record(listed, file)).collect::<Vec<_>>(),
        "state": state(&comparison.state),
        "dynamics": dynamics_word(comparison.dynamics),
        "advice": comparison.advice.iter().map(advice).collect::<Vec<_>>(),
        "range_lu": place(comparison.range_lu),
        "psr_lu": place(comparison.psr_lu.filter(|_| dynamics)),
        "low_correlation": place(comparison.low_correlation),
        "zones": comparison.zones.iter().zip(&ZONES).map(|(places, named)| zone(places, named, dynamics)).collect::<Vec<_>>(),
        "bands": comparison.bands.iter().map(band).collect::<Vec<_>>(),
        "made_by": made_by(&compared.made_by),
    })
}

fn mix(compared: &Compared) -> Value {
    let comparison = &compared.comparison;
    json!({
        "name": comparison.mix.name,
        "input": input(&compared.mix),
        "gain_db": rounded(comparison.mix_gain_db, 4),
        "passage": section(&comparison.mix.passage),
        "sections": sections(&comparison.mix),
    })
}

fn record(listed: &Listed, file: Option<&Input>) -> Value {
    json!({
        "name": listed.side.name,
        "input": file.map(input),
        "gain_db": rounded(listed.gain_db, 4),
        "weight": rounded(listed.side.weight, 4),
        "counts": listed.counts(),
        "flaws": listed.flaws.iter().map(flaw).collect::<Vec<_>>(),
        "passage": section(&listed.side.passage),
        "sections": sections(&listed.side),
    })
}

fn flaw(flaw: &Flaw) -> Value {
    json!({ "id": flaw_id(flaw), "sentence": flaw.sentence() })
}

const fn flaw_id(flaw: &Flaw) -> &'static str {
    match flaw {
        Flaw::Silent => "silent",
        Flaw::Short { .. } => "short",
        Flaw::Lossy { .. } => "lossy",
        Flaw::Mono => "mono",
        Flaw::Clipped => "clipped",
        Flaw::Distant { .. } => "distant",
    }
}

fn sections(side: &Side) -> Value {
    side.profile.sections.iter().map(section).collect()
}

/// A section; the whole song has no letter.
fn section(section: &Section) -> Value {
    let Span { from_s, to_s } = section.span;
    json!({
        "letter": letter(section).map(String::from),
        "from_s": rounded(from_s, 6),
        "to_s": rounded(to_s, 6),
        "lufs": maybe(section.portrait.lufs),
    })
}

fn state(state: &State) -> Value {
    json!({
        "mastered": state.mastered,
        "confidence": state.confidence.word(),
        "plr_lu": maybe(state.traces.plr_lu),
        "psr_low_lu": maybe(state.traces.psr_low_lu),
        "pinned_share": rounded(state.traces.pinned_share, 6),
    })
}

const fn dynamics_word(dynamics: Dynamics) -> &'static str {
    match dynamics {
        Dynamics::AsTheyAre => "as_they_are",
        Dynamics::ThroughLimiter => "through_limiter",
        Dynamics::Hidden => "hidden",
    }
}

/// The fault with its axis, where it is in the spectrum, and how far beyond the zone.
fn advice(advice: &Advice) -> Value {
    let mut value = fault(&advice.fault);
    value["axis"] = advice.axis.word().into();
    value["range_hz"] = advice.range_hz.map(|range| range.map(|hz| rounded(hz, 3))).into();
    value["beyond"] = rounded(advice.beyond, 4);
    value
}

fn zone(places: &ZonePlaces, named: &Zone, dynamics: bool) -> Value {
    json!({
        "name": named.name,
        "range_hz": named.range_hz,
        "tone_db": place(places.tone_db),
        "hit_db": place(places.hit_db),
        "onsets_per_s": place(places.onsets_per_s),
        "punch_db": place(places.punch_db.filter(|_| dynamics)),
        "crest_db": place(places.crest_db.filter(|_| dynamics)),
        "width_db": place(places.width_db),
        "correlation": place(places.correlation),
        "mono_loss_db": place(places.mono_loss_db),
    })
}

fn band(band: &BandPlaces) -> Value {
    json!({
        "centre_hz": rounded(band.centre_hz, 3),
        "tone_db": place(Some(band.tone_db)),
        "width_db": place(band.width_db),
        "correlation": place(band.correlation),
    })
}

fn place(place: Option<Place>) -> Value {
    let Some(place) = known(place) else { return Value::Null };
    json!({
        "mix": rounded(place.mix, 4),
        "median": rounded(place.median, 4),
        "zone": place.zone.map(|edge| rounded(edge, 4)),
        "beyond": rounded(place.beyond(), 4),
    })
}
