// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Whatever stands in a preset file, the answer is a chain or a sentence.

use dsp::signals::Dice;
use rack::{Preset, Step};

const MUTANTS: usize = 20_000;

#[test]
fn a_damaged_preset_is_read_or_refused_but_breaks_nothing() {
    let whole = whole_preset().into_bytes();
    let mut dice = Dice::new(7);
    for _ in 0..MUTANTS {
        let mut bytes = whole.clone();
        for _ in 0..=below(&mut dice, 4) {
            mutate(&mut bytes, &mut dice);
        }
        let text = String::from_utf8_lossy(&bytes);
        match Preset::from_text(&text) {
            Ok((preset, _)) => assert_survives(&preset),
            Err(error) => assert!(!error.to_string().trim().is_empty(), "{text}"),
        }
    }
}

/// Every effect, with every knob at an end of its range.
fn whole_preset() -> String {
    let steps = rack::ALL.iter().map(|entry| {
        let knobs = entry.params.iter();
        knobs.fold(Step::new(entry), |step, spec| step.with(spec.id, spec.domain.range()[1]))
    });
    Preset { steps: steps.collect() }.to_text()
}

/// What was read is in range and survives being written.
fn assert_survives(preset: &Preset) {
    for (spec, value) in preset.steps.iter().flat_map(|step| step.entry.params.iter().zip(&step.values)) {
        let [low, high] = spec.domain.range();
        assert!((low..=high).contains(value), "{} = {value}", spec.id);
    }
    let text = preset.to_text();
    let (again, unknown) = Preset::from_text(&text).expect("what was written can be read");
    assert_eq!((again.to_text(), unknown), (text, vec![]));
}

/// Changes, removes, doubles or inserts one byte, preferring those that mean something in TOML.
fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const TELLING: &[u8] = b"\"[]=.#-+eEnaif0919\n\t{},'\\\xff\0";
    let at = below(dice, bytes.len().max(1));
    let letter = TELLING[below(dice, TELLING.len())];
    match below(dice, 4) {
        0 if at < bytes.len() => bytes[at] = letter,
        1 if at < bytes.len() => drop(bytes.remove(at)),
        2 => bytes.extend_from_within(at.min(bytes.len())..),
        _ => bytes.insert(at.min(bytes.len()), letter),
    }
}

fn below(dice: &mut Dice, end: usize) -> usize {
    dsp::math::index_from(dice.unipolar() * end as f64).min(end - 1)
}
