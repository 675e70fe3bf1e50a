// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a project remembers besides knobs: the four places, the destination.
//!
//! ```json
//! {"place":0,"places":[null,{"gain":3.0},null,null],"target":"spotify","analysis":null}
//! ```
//! An equaliser adds `"tone":{"target":"my-records","stage":"mix","strength":0.5}`.
//! Places hold knobs by id, in the units of the musician, as the knobs themselves are stored.

use std::sync::Arc;

use rack::{Spec, Stage};
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
    /// What an equaliser aims at.
    pub tone: ToneChoice,
    /// Something to tell about how the project was read.
    pub said: Option<String>,
}

/// What an equaliser aims at, and how far it may go.
#[derive(Clone, Debug, PartialEq)]
pub struct ToneChoice {
    /// The name of the tone target; empty for the first there is.
    pub target: String,
    /// How far the song is.
    pub stage: Stage,
    /// How much of the way one click goes, 0 to 1.
    pub strength: f64,
}

impl Default for ToneChoice {
    fn default() -> Self {
        Self { target: String::new(), stage: Stage::default(), strength: 1.0 }
    }
}

impl ToneChoice {
    fn to_json(&self) -> Value {
        json!({ "target": self.target, "stage": self.stage.word(), "strength": self.strength })
    }

    fn from_json(stored: &Value) -> Self {
        let text = |key: &str| stored.get(key).and_then(Value::as_str);
        let strength = stored.get("strength").and_then(Value::as_f64).unwrap_or(1.0);
        Self {
            target: text("target").unwrap_or_default().to_owned(),
            stage: text("stage").and_then(Stage::from_word).unwrap_or_default(),
            strength: strength.clamp(0.0, 1.0),
        }
    }
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
        let mut stored =
            json!({ "place": self.place, "places": places, "target": self.target, "analysis": analysis });
        // Only an equaliser that was told something has more to keep.
        if self.tone != ToneChoice::default() {
            stored["tone"] = self.tone.to_json();
        }
        stored
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
            tone: stored.get("tone").map(ToneChoice::from_json).unwrap_or_default(),
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
    fn what_an_equaliser_aims_at_comes_back_and_is_kept_only_where_it_was_chosen() {
        let tone = ToneChoice { target: "my-records".into(), stage: Stage::Mix, strength: 0.5 };
        let memory = Memory { tone, ..Memory::default() };
        assert_eq!(Memory::from_json(&memory.to_json(specs()), specs()).tone, memory.tone);
        assert!(Memory::default().to_json(specs()).get("tone").is_none());
        let stored = json!({ "tone": { "stage": "late", "strength": 7.0 } });
        let tone = Memory::from_json(&stored, specs()).tone;
        assert_eq!((tone.stage, tone.strength), (Stage::Master, 1.0));
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
