// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a project remembers: every knob by its id, in the units of the musician.
//!
//! ```json
//! {"schema":1,"effect":"limiter","knobs":{"ceiling":-1.0,"mode":"balanced","bypass":false},
//!  "memory":{"place":0,"places":[null,null,null,null],"target":"club","analysis":null},"window":{"size":[960,540],"zoom":1}}
//! ```
//! The framework keeps this text beside its own list of slider places; where they differ, ours wins.
//! So a later change of a range or taper leaves old projects as they sounded. Ids nobody knows
//! are passed over, missing ones get their default, values outside a range its nearest end.
//! A project from a newer Twobus loads as far as this one understands it.

use std::collections::BTreeMap;

use dsp::math;
use nice_plug::plugin::{ParamValue, PluginState};
use rack::{Domain, Spec};
use serde_json::{Map, Value, json};

use window::Shape;

use crate::{
    knobs::{Knob, int_from, position_of, value_at},
    memory::Memory,
    switches::BYPASS,
};

/// The shape of the text above; it grows when a value changes its meaning, and then decides how to read.
const SCHEMA: u32 = 1;

/// The key of our text among the framework's fields.
const FIELD: &str = "twobus";

/// The fields to be stored for the knobs of an effect.
pub fn fields_from<'a>(
    effect: &str,
    knobs: impl Iterator<Item = &'a Knob>,
    beside: &Beside<'_>,
) -> BTreeMap<String, String> {
    let knobs: Map<String, Value> = knobs.map(|knob| (knob.spec.id.to_owned(), stored_from(knob))).collect();
    let window = json!({ "size": beside.shape.points(), "zoom": beside.shape.zoom() });
    let memory = beside.memory.to_json(beside.specs);
    let text = json!({ "schema": SCHEMA, "effect": effect, "knobs": knobs, "memory": memory, "window": window })
        .to_string();
    BTreeMap::from([(FIELD.to_owned(), text)])
}

/// What is stored beside the knobs.
pub struct Beside<'a> {
    /// What is known about the knobs.
    pub specs: &'static [Spec],
    /// The four places, the destination.
    pub memory: &'a Memory,
    /// The size of the window.
    pub shape: &'a Shape,
}

/// What was stored beside the knobs; the window is told its size.
pub fn memory_from(fields: &BTreeMap<String, String>, specs: &[Spec], shape: &Shape) -> Memory {
    let stored: Value = fields.get(FIELD).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    if let Some(size) = stored.pointer("/window/size").and_then(Value::as_array) {
        let side = |n: usize| size.get(n).and_then(Value::as_f64).map(math::sample_from);
        if let (Some(width), Some(height)) = (side(0), side(1)) {
            shape.set_points([width, height]);
        }
    }
    if let Some(zoom) = stored.pointer("/window/zoom").and_then(Value::as_f64) {
        shape.set_zoom(math::sample_from(zoom));
    }
    let newer = stored.get("schema").and_then(Value::as_u64).filter(|schema| *schema > u64::from(SCHEMA));
    let said = newer.map(|_| {
        "This project was saved by a newer Twobus: what this one does not know is left out; update it to have all."
            .to_owned()
    });
    Memory { said, ..Memory::from_json(stored.get("memory").unwrap_or(&Value::Null), specs) }
}

/// Turns what was stored into slider places for the knobs there are now.
pub fn restore(specs: &'static [Spec], state: &mut PluginState) {
    let memory: Value =
        state.fields.get(FIELD).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let places = std::mem::take(&mut state.params);
    for spec in specs.iter().chain([&BYPASS]) {
        let stored = memory.pointer(&format!("/knobs/{}", spec.id));
        let place = place_from(spec, stored, places.get(spec.id));
        state.params.insert(spec.id.to_owned(), place);
    }
}

/// A knob's value as it is stored: a number, a name, true or false.
fn stored_from(knob: &Knob) -> Value {
    stored_from_value(knob.spec, knob.value())
}

/// A value as it is stored: a number, a name, true or false.
pub fn stored_from_value(spec: &Spec, value: f64) -> Value {
    match spec.domain {
        Domain::Number { .. } => Value::from(value),
        Domain::Choice { .. } => Value::from(spec.domain.text_from(value)),
        Domain::Switch { .. } => Value::from(value >= 0.5),
    }
}

/// The place for a stored value: the host's own one where it means the same, so that hosts which
/// compare places bit for bit find them unchanged.
fn place_from(spec: &Spec, stored: Option<&Value>, place: Option<&ParamValue>) -> ParamValue {
    let domain = &spec.domain;
    let value = stored.and_then(|value| value_from(domain, value)).unwrap_or_else(|| domain.default_value());
    match (domain, place) {
        (Domain::Number { .. }, Some(ParamValue::F32(place))) if value_at(domain, *place) == value => {
            ParamValue::F32(*place)
        }
        (Domain::Number { .. }, _) => ParamValue::F32(position_of(domain, value)),
        (Domain::Choice { .. }, _) => ParamValue::I32(int_from(domain.nearest(value))),
        (Domain::Switch { .. }, _) => ParamValue::Bool(value >= 0.5),
    }
}

/// What a stored value stands for; nothing if it says nothing here.
pub fn value_from(domain: &Domain, stored: &Value) -> Option<f64> {
    match stored {
        Value::Number(number) => number.as_f64(),
        Value::Bool(on) => Some(f64::from(u8::from(*on))),
        Value::String(text) => domain.parse(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rack::{Taper, Unit};

    use super::*;

    static SPECS: [Spec; 3] = [
        Spec {
            id: "time",
            name: "Time",
            help: "How long.",
            domain: Domain::Number {
                range: [1.0, 100.0],
                default: 10.0,
                unit: Unit::Ms,
                taper: Taper::Log,
                step: 0.0,
            },
        },
        Spec {
            id: "mode",
            name: "Mode",
            help: "Which way.",
            domain: Domain::Choice { names: &["gentle", "balanced", "hard"], default: 1 },
        },
        Spec { id: "link", name: "Link", help: "Both alike.", domain: Domain::Switch { default: true } },
    ];

    fn restored(text: &str) -> BTreeMap<String, String> {
        let fields = BTreeMap::from([(FIELD.to_owned(), text.to_owned())]);
        let params = BTreeMap::from([("time".to_owned(), ParamValue::F32(0.9))]);
        let mut state = PluginState { version: "0.1.0".to_owned(), params, fields };
        restore(&SPECS, &mut state);
        state.params.iter().map(|(id, place)| (id.clone(), format!("{place:?}"))).collect()
    }

    fn expected(places: [&str; 4]) -> BTreeMap<String, String> {
        ["time", "mode", "link", "bypass"].map(str::to_owned).into_iter().zip(places.map(str::to_owned)).collect()
    }

    #[test]
    fn what_is_stored_comes_back() {
        let text = r#"{"schema":1,"effect":"x","knobs":{"time":100.0,"mode":"hard","link":false,"bypass":true}}"#;
        assert_eq!(restored(text), expected(["F32(1.0)", "I32(2)", "Bool(false)", "Bool(true)"]));
    }

    #[test]
    fn missing_knobs_get_their_defaults_and_unknown_ones_are_passed_over() {
        let text = r#"{"schema":1,"effect":"x","knobs":{"mode":"gentle","flavour":3}}"#;
        assert_eq!(restored(text), expected(["F32(0.5)", "I32(0)", "Bool(true)", "Bool(false)"]));
    }

    #[test]
    fn a_newer_project_loads_as_far_as_it_is_understood() {
        let text = r#"{"schema":7,"effect":"x","news":[1],"knobs":{"time":1,"mode":"brutal","link":{"a":1}}}"#;
        assert_eq!(restored(text), expected(["F32(0.0)", "I32(1)", "Bool(true)", "Bool(false)"]));
    }

    #[test]
    fn a_broken_project_loads_with_the_defaults() {
        for text in ["", "{", "null", r#"{"schema":1,"knobs":[]}"#] {
            assert_eq!(restored(text), expected(["F32(0.5)", "I32(1)", "Bool(true)", "Bool(false)"]), "{text}");
        }
    }

    #[test]
    fn values_outside_the_range_become_its_nearest_end() {
        let text = r#"{"schema":1,"effect":"x","knobs":{"time":1e9,"mode":99}}"#;
        assert_eq!(restored(text), expected(["F32(1.0)", "I32(2)", "Bool(true)", "Bool(false)"]));
    }
}
