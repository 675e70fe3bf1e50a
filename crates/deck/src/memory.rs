// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a project remembers of its records: where they lay, what they are, which loops.
//!
//! ```json
//! {"slots":[{"place":0,"path":"songs/a.flac","hash":"…","bytes":31415926,"name":"A","loops":[[60.0,90.0]],
//!            "active":0,"weight":1.0}],
//!  "level":{"to":"mix","by":"passage","attenuate_only":true},"settings":{}}
//! ```
//! What is missing or makes no sense is as if it had not been stored; what a newer version adds is passed
//! over. Sound is never stored.

use std::path::PathBuf;

use measure::{
    Span,
    compare::{LevelBy, LevelTo, Levelling},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{SLOTS, shelf::Slot};

/// What a project remembers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// The records.
    pub slots: Vec<Kept>,
    /// How levels are matched.
    pub levelling: Levelling,
    /// What else a panel wants to find again: how a record follows the host, what is open.
    pub settings: Value,
}

/// A record as a project remembers it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Its slot, counted from 0.
    pub place: usize,
    /// Where its file was.
    pub path: PathBuf,
    /// The hash of its file.
    pub hash: String,
    /// How long its file was, bytes.
    pub bytes: u64,
    /// What it was called.
    pub name: String,
    /// The user's loops, from and to, s.
    pub loops: Vec<[f64; 2]>,
    /// Which of them is heard; `None` for the loudest section.
    pub active: Option<usize>,
    /// How much it counts; `None` for 1.
    pub weight: Option<f64>,
}

impl Memory {
    /// As it is stored.
    pub fn to_json(&self) -> Value {
        let to = match self.levelling.to {
            LevelTo::Mix => json!("mix"),
            LevelTo::Quietest => json!("quietest"),
            LevelTo::Lufs(lufs) => json!(lufs),
            LevelTo::Off => json!("off"),
        };
        let by = BY.iter().find(|(_, by)| *by == self.levelling.by).map_or("passage", |(word, _)| word);
        json!({
            "slots": self.slots,
            "level": { "to": to, "by": by, "attenuate_only": self.levelling.attenuate_only },
            "settings": self.settings,
        })
    }

    /// From what was stored.
    pub fn from_json(stored: &Value) -> Self {
        let slots = stored.get("slots").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let slots = slots.iter().filter_map(|slot| serde_json::from_value::<Kept>(slot.clone()).ok());
        let level = |key: &str| stored.pointer(&format!("/level/{key}"));
        let by = level("by").and_then(Value::as_str).unwrap_or_default();
        let levelling = Levelling {
            to: level("to").map_or(LevelTo::Mix, level_to),
            by: BY.iter().find(|(word, _)| *word == by).map_or(LevelBy::Passage, |(_, by)| *by),
            attenuate_only: level("attenuate_only").and_then(Value::as_bool).unwrap_or_default(),
        };
        let settings = stored.get("settings").cloned().unwrap_or_default();
        Self { slots: slots.filter(Kept::makes_sense).collect(), levelling, settings }
    }
}

const BY: [(&str, LevelBy); 3] =
    [("passage", LevelBy::Passage), ("integrated", LevelBy::Integrated), ("middle", LevelBy::MidBand)];

fn level_to(stored: &Value) -> LevelTo {
    match (stored.as_str(), stored.as_f64()) {
        (Some("quietest"), _) => LevelTo::Quietest,
        (Some("off"), _) => LevelTo::Off,
        (_, Some(lufs)) if (-70.0..=0.0).contains(&lufs) => LevelTo::Lufs(lufs),
        _ => LevelTo::Mix,
    }
}

impl Kept {
    /// What is remembered of a record in a place.
    pub fn of(place: usize, slot: &Slot) -> Self {
        Self {
            place,
            path: slot.path.clone(),
            hash: slot.hash.clone(),
            bytes: slot.bytes,
            name: slot.name.clone(),
            loops: slot.loops.iter().map(|span| [span.from_s, span.to_s]).collect(),
            active: slot.active,
            weight: Some(slot.weight),
        }
    }

    /// The record, still to be found and read.
    pub fn slot(self) -> Slot {
        let span = |[from_s, to_s]: [f64; 2]| Span { from_s, to_s };
        Slot {
            path: self.path,
            hash: self.hash,
            bytes: self.bytes,
            name: self.name,
            active: self.active.filter(|active| *active < self.loops.len()),
            loops: self.loops.into_iter().map(span).collect(),
            weight: self.weight.unwrap_or(1.0),
            ..Slot::default()
        }
    }

    fn makes_sense(&self) -> bool {
        let is_loop = |[from_s, to_s]: &[f64; 2]| *from_s >= 0.0 && to_s > from_s && to_s.is_finite();
        let is_weight = |weight: f64| weight.is_finite() && weight >= 0.0;
        self.place < SLOTS
            && !self.path.as_os_str().is_empty()
            && self.loops.iter().all(is_loop)
            && self.weight.is_none_or(is_weight)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;

    fn memory() -> Memory {
        let kept = Kept {
            place: 3,
            path: "songs/a.flac".into(),
            hash: "abc".into(),
            bytes: 31,
            name: "A".into(),
            loops: vec![[60.0, 90.0]],
            active: Some(0),
            weight: Some(0.5),
        };
        let levelling = Levelling { to: LevelTo::Lufs(-14.0), by: LevelBy::MidBand, attenuate_only: true };
        Memory { slots: vec![kept], levelling, settings: json!({ "lock": "host" }) }
    }

    #[test]
    fn it_comes_back_as_it_was() {
        let memory = memory();
        assert_eq!(Memory::from_json(&memory.to_json()), memory);
        assert_eq!(Kept::of(3, &memory.slots[0].clone().slot()), memory.slots[0]);
    }

    #[test]
    fn what_a_newer_version_adds_is_passed_over_and_the_rest_kept() {
        let mut stored = memory().to_json();
        stored["slots"][0]["colour"] = json!("red");
        stored["slots"].as_array_mut().unwrap().push(json!({ "place": 4, "path": ["not", "text"] }));
        stored["level"]["to"] = json!({ "curve": 3 });
        let back = Memory::from_json(&stored);
        assert_eq!((back.slots, back.levelling.to), (memory().slots, LevelTo::Mix));
    }

    #[test]
    fn nonsense_is_as_if_it_had_not_been_stored() {
        for text in [
            "null",
            "[]",
            "7",
            r#"{"slots":3,"level":[]}"#,
            r#"{"slots":[{"place":99,"path":"a"},{"place":0,"path":"a","loops":[[5,2]]},{"place":1}]}"#,
        ] {
            assert_eq!(Memory::from_json(&serde_json::from_str(text).unwrap()).slots, [], "{text}");
        }
    }
}
