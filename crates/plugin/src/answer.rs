// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What an analysis has answered, and how a project keeps it: zones are there again when it is opened.
//!
//! ```json
//! {"target":"spotify","from":"20 s of the song","passage":[54.0,74.0],"lufs":-14.0,"bounded_by":null,
//!  "advised":{"gain":5.2},
//!  "ranges":[{"knob":"gain","low":4.4,"high":5.2,"aim":5.2,"reason":"…","limit":null,"confidence":"sure"}]}
//! ```
//! The sound itself is not kept, so another destination must be listened to again. What makes no
//! sense for the knobs there are now is left out; without any range there is no answer.

use measure::{Confidence, Span};
use rack::{
    Entry, Spec, Step,
    analyse::{Analysis, Cost, Range},
};
use serde_json::{Map, Value, json};

use crate::state::{stored_from_value, value_from};

/// What is answered.
#[derive(Clone, Debug)]
pub struct Given {
    /// Where the knobs should stand.
    pub analysis: Analysis,
    /// What it rests on: "20 s of the song".
    pub from: String,
    /// The id of the destination that was asked about.
    pub target: String,
}

impl Given {
    /// As it is stored.
    pub fn to_json(&self) -> Value {
        let Analysis { passage, ranges, advised, lufs, psr_low_lu, bounded_by, .. } = &self.analysis;
        let knobs = advised.entry.params.iter().zip(&advised.values);
        let knobs: Map<String, Value> =
            knobs.map(|(spec, value)| (spec.id.to_owned(), stored_from_value(spec, *value))).collect();
        json!({
            "target": self.target,
            "from": self.from,
            "passage": [passage.from_s, passage.to_s],
            "lufs": lufs,
            "psr_low_lu": psr_low_lu,
            "bounded_by": bounded_by,
            "advised": knobs,
            "ranges": ranges.iter().map(json_from_range).collect::<Vec<_>>(),
        })
    }

    /// From what was stored, for the effect with these knobs; nothing if it says nothing about them.
    pub fn from_json(stored: &Value, specs: &[Spec]) -> Option<Self> {
        let ids = |specs: &[Spec]| specs.iter().map(|spec| spec.id).collect::<Vec<_>>();
        let entry = rack::ALL.iter().find(|entry| ids(entry.params) == ids(specs))?;
        let number = |pointer: &str| stored.pointer(pointer).and_then(Value::as_f64);
        let text = |key: &str| stored.get(key).and_then(Value::as_str).map(str::to_owned);
        let ranges = stored.get("ranges")?.as_array()?;
        let ranges: Vec<Range> = ranges.iter().filter_map(|range| range_from(range, entry)).collect();
        let from_s = number("/passage/0").unwrap_or_default();
        (!ranges.is_empty()).then_some(Self {
            analysis: Analysis {
                passage: Span { from_s, to_s: number("/passage/1").unwrap_or(from_s) },
                ranges,
                advised: advised_from(stored.get("advised"), entry),
                lufs: number("/lufs").unwrap_or(f64::NEG_INFINITY),
                psr_low_lu: number("/psr_low_lu"),
                evaluations: 0,
                bounded_by: text("bounded_by"),
                cost: Cost::default(),
            },
            from: text("from")?,
            target: text("target")?,
        })
    }
}

fn json_from_range(range: &Range) -> Value {
    let Range { knob, low, high, aim, present, reason, limit, confidence } = range;
    json!({
        "knob": knob, "low": low, "high": high, "aim": aim, "present": present,
        "reason": reason, "limit": limit, "confidence": confidence.word(),
    })
}

/// A range inside what the knob can do, its ends in order.
fn range_from(stored: &Value, entry: &Entry) -> Option<Range> {
    let spec = &entry.params[entry.param_index(stored.get("knob")?.as_str()?)?];
    let number = |key: &str| Some(spec.domain.nearest(stored.get(key)?.as_f64()?));
    let (one, other) = (number("low")?, number("high")?);
    let (low, high) = (one.min(other), one.max(other));
    let text = |key: &str| stored.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Range {
        knob: spec.id,
        low,
        high,
        aim: number("aim")?.clamp(low, high),
        present: number("present").unwrap_or_else(|| spec.domain.default_value()),
        reason: text("reason").unwrap_or_default(),
        limit: text("limit"),
        confidence: confidence_from(text("confidence").as_deref()),
    })
}

/// A word nobody knows is no more than a hint.
fn confidence_from(word: Option<&str>) -> Confidence {
    let all = [Confidence::Weak, Confidence::Fair, Confidence::Sure];
    all.into_iter().find(|confidence| Some(confidence.word()) == word).unwrap_or(Confidence::Weak)
}

fn advised_from(stored: Option<&Value>, entry: &'static Entry) -> Step {
    let mut step = Step::new(entry);
    for (spec, value) in entry.params.iter().zip(&mut step.values) {
        let stored = stored.and_then(|knobs| knobs.get(spec.id)).and_then(|value| value_from(&spec.domain, value));
        *value = spec.domain.nearest(stored.unwrap_or(*value));
    }
    step
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn limiter() -> &'static Entry {
        rack::entry("limiter").expect("it is in the rack")
    }

    /// An answer about two knobs.
    pub(crate) fn given() -> Given {
        let range = |knob, low, high, aim| Range {
            knob,
            low,
            high,
            aim,
            present: 0.0,
            reason: "Because of the song.".to_owned(),
            limit: Some("PSR would fall under 8.0".to_owned()),
            confidence: Confidence::Fair,
        };
        Given {
            analysis: Analysis {
                passage: Span { from_s: 54.0, to_s: 74.0 },
                ranges: vec![range("gain", 4.4, 5.2, 5.2), range("true-peak", 1.0, 1.0, 1.0)],
                advised: Step::new(limiter()).with("gain", 5.2),
                lufs: -14.0,
                psr_low_lu: Some(8.1),
                evaluations: 0,
                bounded_by: None,
                cost: Cost::default(),
            },
            from: "20 s of the song".to_owned(),
            target: "spotify".to_owned(),
        }
    }

    #[test]
    fn what_is_stored_comes_back_knob_by_knob() {
        let given = given();
        let back = Given::from_json(&given.to_json(), limiter().params).expect("it says something");
        assert_eq!(format!("{back:?}"), format!("{given:?}"));
    }

    #[test]
    fn knobs_nobody_knows_are_left_out_and_wild_numbers_are_brought_into_range() {
        let mut stored = given().to_json();
        stored["ranges"] = json!([
            {"knob": "sparkle", "low": 0, "high": 1, "aim": 1},
            {"knob": "gain", "low": 99, "high": -99, "aim": 1e9, "confidence": "certain"},
            {"knob": "hold", "low": "x"},
            7,
        ]);
        stored["advised"] = json!({"gain": "loud", "ceiling": -300.0});
        let back = Given::from_json(&stored, limiter().params).expect("the gain is left");
        let [range] = &back.analysis.ranges[..] else { panic!("{:?}", back.analysis.ranges) };
        assert_eq!((range.low, range.high, range.aim), (-24.0, 36.0, 36.0));
        assert_eq!(range.confidence, Confidence::Weak);
        let ceiling = limiter().param_index("ceiling").expect("it has one");
        assert_eq!((back.analysis.advised.values[0], back.analysis.advised.values[ceiling]), (0.0, -24.0));
    }

    #[test]
    fn nonsense_and_the_answer_of_another_effect_are_no_answer() {
        for text in
            ["null", "[]", "3", r#"{"ranges":[]}"#, r#"{"ranges":[{"knob":"gain"}],"from":"","target":""}"#]
        {
            let stored: Value = serde_json::from_str(text).expect("it is JSON");
            assert!(Given::from_json(&stored, limiter().params).is_none(), "{text}");
        }
        let other = rack::entry("clip").expect("it is in the rack");
        let back = Given::from_json(&given().to_json(), other.params);
        assert!(
            back.is_none_or(|back| back
                .analysis
                .ranges
                .iter()
                .all(|range| other.param_index(range.knob).is_some()))
        );
    }
}
