// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a project remembers besides knobs: the four places, the destination.
//!
//! ```json
//! {"place":0,"places":[null,{"gain":3.0},null,null],"target":"spotify","analysis":null}
//! ```
//! Places hold knobs by id, in the units of the musician, as the knobs themselves are stored.

use std::sync::Arc;

use rack::Spec;
use serde_json::{Map, Value, json};

use crate::{
    answer::Given,
    state::{stored_from_value, value_from},
};

/// How many places there are.
pub const PLACES: usize = 4;

/// What is no knob and yet belongs to the project.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Which of the four places the knobs stand for.
    pub place: usize,
    /// Where the knobs stood when another place was left, in the order of the specs.
    pub places: [Option<Vec<f64>>; PLACES],
    /// The id of the destination; empty for the first there is.
    pub target: String,
    /// What the analysis has answered for that destination.
    pub given: Option<Arc<Given>>,
    /// Something to tell about how the project was read.
    pub said: Option<String>,
}

impl Memory {
    /// As it is stored.
    pub fn to_json(&self, specs: &[Spec]) -> Value {
        let place = |values: &Option<Vec<f64>>| {
            values.as_ref().map_or(Value::Null, |values| {
                let knobs = specs.iter().zip(values);
                Value::Object(
                    knobs
                        .map(|(spec, value)| (spec.id.to_owned(), stored_from_value(spec, *value)))
                        .collect::<Map<_, _>>(),
                )
            })
        };
        let places: Vec<Value> = self.places.iter().map(place).collect();
        let analysis = self.given.as_ref().map_or(Value::Null, |given| given.to_json());
        json!({ "place": self.place, "places": places, "target": self.target, "analysis": analysis })
    }

    /// From what was stored; what makes no sense is as if it had not been stored.
    pub fn from_json(stored: &Value, specs: &[Spec]) -> Self {
        let place = stored.get("place").and_then(Value::as_u64).and_then(|place| usize::try_from(place).ok());
        let values = |n: usize| {
            let knobs = stored.pointer(&format!("/places/{n}"))?.as_object()?;
            let value = |spec: &Spec| {
                let stored = knobs.get(spec.id).and_then(|value| value_from(&spec.domain, value));
                spec.domain.nearest(stored.unwrap_or_else(|| spec.domain.default_value()))
            };
            Some(specs.iter().map(value).collect())
        };
        let target = stored.get("target").and_then(Value::as_str).unwrap_or_default();
        let given = stored.get("analysis").and_then(|stored| Given::from_json(stored, specs));
        Self {
            place: place.filter(|place| *place < PLACES).unwrap_or(0),
            places: std::array::from_fn(values),
            target: target.to_owned(),
            // Advice for one destination is none for another.
            given: given.filter(|given| target.is_empty() || given.target == target).map(Arc::new),
            said: None,
        }
    }

    /// Goes to another place: keeps where the knobs stand, gives where they stood there.
    pub fn go(&mut self, place: usize, now: &[f64]) -> Option<Vec<f64>> {
        self.places[self.place] = Some(now.to_vec());
        self.place = place.min(PLACES - 1);
        // A place nobody has been to begins where one comes from.
        self.places[self.place].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specs() -> &'static [Spec] {
        rack::entry("limiter").expect("it is in the rack").params
    }

    #[test]
    fn it_comes_back_as_it_was() {
        let defaults: Vec<f64> = specs().iter().map(|spec| spec.domain.default_value()).collect();
        let given = Some(Arc::new(crate::answer::tests::given()));
        let mut memory = Memory { target: "spotify".into(), given, ..Memory::default() };
        assert_eq!(memory.go(2, &defaults), None);
        let back = Memory::from_json(&memory.to_json(specs()), specs());
        assert_eq!(format!("{back:?}"), format!("{memory:?}"));
        assert_eq!(memory.go(0, &defaults), Some(defaults));
    }

    #[test]
    fn a_project_from_before_analyses_were_kept_has_none_and_all_the_rest() {
        let stored: Value =
            serde_json::from_str(r#"{"place":1,"places":[{"gain":3.0}],"target":"club"}"#).expect("it is JSON");
        let memory = Memory::from_json(&stored, specs());
        assert!(memory.given.is_none() && memory.place == 1 && memory.target == "club");
        assert_eq!(memory.places[0].as_ref().map(|values| values[0]), Some(3.0));
    }

    #[test]
    fn advice_for_another_destination_is_not_taken_for_advice_for_this_one() {
        let given = Some(Arc::new(crate::answer::tests::given()));
        let memory = Memory { target: "club".into(), given, ..Memory::default() };
        assert!(Memory::from_json(&memory.to_json(specs()), specs()).given.is_none());
    }

    #[test]
    fn nonsense_is_as_if_it_had_not_been_stored() {
        for text in ["null", "[]", r#"{"place":9,"places":[1,2],"target":3}"#, r#"{"places":[{"gain":"x"}]}"#] {
            let stored: Value = serde_json::from_str(text).expect("it is JSON");
            let memory = Memory::from_json(&stored, specs());
            assert!(memory.place < PLACES, "{text}");
        }
    }
}
