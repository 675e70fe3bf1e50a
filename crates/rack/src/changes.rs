// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What differs between two chains, knob by knob, in the units of the musician.
//!
//! The first limiter of one chain is compared with the first of the other, the second with the second.

use std::collections::BTreeMap;

use crate::{
    params::{Domain, Spec},
    preset::{Preset, Step},
};

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The effect, as it is written on it; with its number where there are several: "Limiter 2".
    pub effect: String,
    /// What happened to it.
    pub what: What,
}

/// What happened to an effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Only the second chain has it.
    Added,
    /// Only the first chain has it.
    Removed,
    /// It stands at another place: from and to, counted from 1.
    Moved([usize; 2]),
    /// A knob was turned.
    Turned {
        /// Which knob.
        knob: &'static str,
        /// Where it stood and where it stands, with units.
        values: [String; 2],
        /// By how much, with sign and unit, where that can be said.
        by: Option<String>,
    },
}

/// What was changed from one chain to another, in the order of the second; what was removed comes last.
pub fn changes(before: &Preset, after: &Preset) -> Vec<Change> {
    let (before, after) = (numbered(before), numbered(after));
    let old = |name: &str| before.iter().position(|(other, _)| other == name);
    let mut changes = Vec::new();
    for (place, (name, step)) in after.iter().enumerate() {
        let change = |what| Change { effect: name.clone(), what };
        match old(name) {
            None => changes.push(change(What::Added)),
            Some(was) => {
                let moved = order(&before, &after, name);
                changes.extend(moved.then(|| change(What::Moved([was + 1, place + 1]))));
                changes.extend(turned(before[was].1, step).map(change));
            }
        }
    }
    let gone = before.iter().filter(|(name, _)| !after.iter().any(|(other, _)| other == name));
    changes.extend(gone.map(|(name, _)| Change { effect: name.clone(), what: What::Removed }));
    changes
}

/// Effects with their names.
pub(crate) type Numbered<'a> = [(String, &'a Step)];

/// The effects with their names; a second one of a kind is "… 2".
pub(crate) fn numbered(chain: &Preset) -> Vec<(String, &Step)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let name = |step: &Step, count: usize| match count {
        1 => step.entry.info.name.to_owned(),
        more => format!("{} {more}", step.entry.info.name),
    };
    let mut numbered = Vec::new();
    for step in &chain.steps {
        let count = counts.entry(step.entry.info.id).or_default();
        *count += 1;
        numbered.push((name(step, *count), step));
    }
    numbered
}

/// Whether an effect has another place among those that both chains have.
fn order(before: &Numbered<'_>, after: &Numbered<'_>, name: &str) -> bool {
    let place = |of: &Numbered<'_>, other: &Numbered<'_>| {
        let common = of.iter().filter(|(name, _)| other.iter().any(|(same, _)| same == name));
        common.map(|(name, _)| name).position(|other| other == name)
    };
    place(before, after) != place(after, before)
}

fn turned(before: &Step, after: &Step) -> impl Iterator<Item = What> {
    let knobs = after.entry.params.iter().zip(before.values.iter().zip(&after.values));
    knobs.filter(|(_, (was, is))| was != is).map(|(spec, (was, is))| What::Turned {
        knob: spec.name,
        values: [*was, *is].map(|value| spec.domain.text_from(value)),
        by: by(spec, is - was),
    })
}

fn by(spec: &Spec, difference: f64) -> Option<String> {
    let text = spec.domain.text_from(difference);
    let text = if difference > 0.0 { format!("+{text}") } else { text };
    matches!(spec.domain, Domain::Number { .. }).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processors::entry;

    fn step(id: &str) -> Step {
        Step::new(entry(id).expect("it is in the rack"))
    }

    #[test]
    fn a_turned_knob_is_told_in_decibels() {
        let [before, after] = [6.0, 4.5].map(|gain| Preset { steps: vec![step("limiter").with("gain", gain)] });
        let values = ["6.00 dB", "4.50 dB"].map(str::to_owned);
        let what = What::Turned { knob: "Gain", values, by: Some("−1.50 dB".to_owned()) };
        assert_eq!(changes(&before, &after), [Change { effect: "Limiter".to_owned(), what }]);
        assert_eq!(changes(&before, &before), []);
    }

    #[test]
    fn effects_that_came_went_or_changed_places_are_named() {
        let before = Preset { steps: ["drive", "punch", "limiter"].map(step).to_vec() };
        let after = Preset { steps: ["punch", "limiter", "limiter"].map(step).to_vec() };
        let told: Vec<_> =
            changes(&before, &after).into_iter().map(|change| (change.effect, change.what)).collect();
        let expected = [("Limiter 2", What::Added), ("Drive", What::Removed)];
        assert_eq!(told, expected.map(|(effect, what)| (effect.to_owned(), what)));
        let swapped = Preset { steps: ["drive", "limiter", "punch"].map(step).to_vec() };
        assert_eq!(changes(&before, &swapped)[0].what, What::Moved([3, 2]));
    }
}
