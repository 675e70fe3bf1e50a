// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A chain as text: which effects, in which order, with which knobs.
//!
//! ```toml
//! schema = 1
//!
//! [[effect]]
//! id = "limiter"
//! gain = 6.2
//! ceiling = -1.0
//! ```
//! Knobs that are not written stand at their defaults, so that a file shows what was decided
//! and nothing else. Effects and knobs of a newer version are left out and named.

use toml::{Table, Value};

use crate::params::Spec;
use crate::processor::{Effect, Entry};
use crate::processors::entry;

/// The version of the text format. A change that old files do not survive raises it.
pub const SCHEMA: i64 = 1;

/// Effects in signal-flow order.
#[derive(Clone, Debug, Default)]
pub struct Preset {
    /// The effects.
    pub steps: Vec<Step>,
}

/// One effect of a preset.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which effect.
    pub entry: &'static Entry,
    /// The position of each knob, in the order of `entry.params`.
    pub values: Vec<f64>,
}

/// Why a text is no preset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresetError(pub String);

impl core::fmt::Display for PresetError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl core::error::Error for PresetError {}

impl Step {
    /// An effect with all knobs at their defaults.
    pub fn new(entry: &'static Entry) -> Self {
        Self { entry, values: entry.params.iter().map(|spec| spec.domain.default_value()).collect() }
    }

    /// The same with one knob turned to the nearest value it can take; unknown ids change nothing.
    pub fn with(mut self, id: &str, value: f64) -> Self {
        if let Some(index) = self.entry.param_index(id) {
            self.values[index] = self.entry.params[index].domain.nearest(value);
        }
        self
    }

    /// The same with the knobs of a style turned to where it has them; `None` if there is no such style.
    pub fn with_style(self, id: &str) -> Option<Self> {
        let style = self.entry.styles.iter().find(|style| style.id.eq_ignore_ascii_case(id))?;
        Some(style.settings.iter().fold(self, |step, (knob, value)| step.with(knob, *value)))
    }

    /// Turns an effect's knobs to where this step has them.
    pub fn apply(&self, effect: &mut dyn Effect) {
        for (index, value) in self.values.iter().enumerate() {
            effect.set(index, *value);
        }
    }

    /// The knobs as a musician reads them: name and value.
    pub fn text(&self) -> Vec<(String, String)> {
        let knobs = self.entry.params.iter().zip(&self.values);
        knobs.map(|(spec, value)| (spec.name.to_owned(), spec.domain.text_from(*value))).collect()
    }
}

impl Preset {
    /// Reads a text; says which parts of it this version does not know.
    ///
    /// # Errors
    /// When the text is not TOML, has no or a newer schema, or a value is of the wrong kind or past the end of its
    /// knob.
    pub fn from_text(text: &str) -> Result<(Self, Vec<String>), PresetError> {
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| PresetError(format!("this is not a preset: {}", error.message())))?;
        check_schema(&table)?;
        let mut unknown = Vec::new();
        let mut steps = Vec::new();
        for effect in table.get("effect").and_then(Value::as_array).into_iter().flatten() {
            steps.extend(step_from(effect, &mut unknown)?);
        }
        Ok((Self { steps }, unknown))
    }

    /// The text, with the knobs that differ from their defaults.
    pub fn to_text(&self) -> String {
        let mut text = format!("schema = {SCHEMA}\n");
        for step in &self.steps {
            text += &format!("\n[[effect]]\nid = \"{}\"\n", step.entry.info.id);
            for (spec, value) in step.entry.params.iter().zip(&step.values) {
                if *value != spec.domain.default_value() {
                    text += &format!("{} = {value:?}\n", spec.id);
                }
            }
        }
        text
    }
}

fn check_schema(table: &Table) -> Result<(), PresetError> {
    match table.get("schema").and_then(Value::as_integer) {
        Some(SCHEMA) => Ok(()),
        Some(newer) if newer > SCHEMA => Err(PresetError(format!(
            "this preset has schema {newer} and this version reads up to {SCHEMA}: update Twobus"
        ))),
        _ => Err(PresetError(format!("this preset has no schema number: add `schema = {SCHEMA}` at its head"))),
    }
}

fn step_from(effect: &Value, unknown: &mut Vec<String>) -> Result<Option<Step>, PresetError> {
    let table = effect.as_table().ok_or_else(|| PresetError("an effect is written as [[effect]]".into()))?;
    let id = table
        .get("id")
        .and_then(Value::as_str)
        .ok_or_else(|| PresetError("an effect lacks its id: add `id = \"limiter\"`, for example".into()))?;
    let Some(entry) = entry(id) else {
        unknown.push(id.to_owned());
        return Ok(None);
    };
    let mut step = Step::new(entry);
    for (key, value) in table.iter().filter(|(key, _)| *key != "id") {
        match entry.param_index(key) {
            Some(index) => {
                let number = number_from(id, key, value)?;
                check_range(id, &entry.params[index], number)?;
                step = step.with(key, number);
            }
            None => unknown.push(format!("{id}.{key}")),
        }
    }
    Ok(Some(step))
}

fn number_from(id: &str, key: &str, value: &Value) -> Result<f64, PresetError> {
    value
        .as_float()
        .or_else(|| value.as_integer().map(|whole| whole as f64))
        .or_else(|| value.as_bool().map(|on| f64::from(u8::from(on))))
        .filter(|number| number.is_finite())
        .ok_or_else(|| PresetError(format!("{id}.{key} is {value}: write a number")))
}

/// A knob that is turned past its end is a slip, such as 15 for 15 %: to turn it back would hide it.
fn check_range(id: &str, spec: &Spec, value: f64) -> Result<(), PresetError> {
    let [low, high] = spec.domain.range();
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let [from, to] = [low, high].map(|end| spec.domain.text_from(end));
    Err(PresetError(format!("{id}.{} is {value}: write a number from {low} ({from}) to {high} ({to})", spec.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_survives_the_round_trip() {
        let limiter = entry("limiter").expect("there is a limiter");
        let preset = Preset { steps: vec![Step::new(limiter).with("gain", 6.25).with("ceiling", -0.1)] };
        let text = preset.to_text();
        let (back, unknown) = Preset::from_text(&text).expect("it is a preset");
        assert_eq!(back.steps[0].values, preset.steps[0].values);
        assert_eq!((back.to_text(), unknown), (text, vec![]));
    }

    #[test]
    fn what_a_newer_version_has_written_is_left_out_and_named() {
        let text = "schema = 1\n[[effect]]\nid = \"limiter\"\nsparkle = 3\n[[effect]]\nid = \"exciter\"\n";
        let (preset, unknown) = Preset::from_text(text).expect("it is a preset");
        assert_eq!(preset.steps.len(), 1);
        assert_eq!(unknown, ["limiter.sparkle", "exciter"]);
    }

    #[test]
    fn a_broken_preset_is_refused_with_a_reason() {
        for (text, reason) in [
            ("la la la", "not a preset"),
            ("", "schema = 1"),
            ("schema = 2", "update Twobus"),
            ("schema = 1\n[[effect]]\n", "lacks its id"),
            ("schema = 1\n[[effect]]\nid = \"limiter\"\ngain = \"loud\"", "write a number"),
            ("schema = 1\n[[effect]]\nid = \"limiter\"\ngain = nan", "write a number"),
            ("schema = 1\n[[effect]]\nid = \"drive\"\ndrive = 15", "from 0 (0 %) to 1 (100 %)"),
        ] {
            let error = Preset::from_text(text).map(|_| ()).expect_err(text);
            assert!(error.0.contains(reason), "{text:?} gives {error}");
        }
    }
}
