// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One effect as it stood before, all others as they are now.
//!
//! Effects go by the names of [`crate::changes`]: the second limiter is "Limiter 2", or `limiter-2`.

use crate::{
    changes::{Numbered, numbered},
    preset::{Preset, Step},
};

/// The chain of now with one effect as it was then; `None` if neither chain has an effect of that name.
///
/// What was taken out since comes back behind the effect that it stood behind; what was added since goes.
pub fn take_back(now: &Preset, then: &Preset, effect: &str) -> Option<Preset> {
    let (is, was) = (numbered(now), numbered(then));
    let place = |chain: &Numbered<'_>| chain.iter().position(|(name, step)| is_called(effect, name, step));
    let mut taken = now.clone();
    match (place(&is), place(&was)) {
        (Some(at), Some(before)) => taken.steps[at] = then.steps[before].clone(),
        (None, Some(before)) => taken.steps.insert(behind(&is, &was[..before]), then.steps[before].clone()),
        (Some(at), None) => drop(taken.steps.remove(at)),
        (None, None) => return None,
    }
    Some(taken)
}

/// What the effects of a chain are called, in order.
pub fn names(chain: &Preset) -> Vec<String> {
    numbered(chain).into_iter().map(|(name, _)| name).collect()
}

fn is_called(asked: &str, name: &str, step: &Step) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(' ', "-");
    let info = step.entry.info;
    plain(asked) == plain(name) || (name == info.name && plain(asked) == info.id)
}

/// The place behind the nearest of some earlier effects that is still there; the first where none is.
fn behind(now: &Numbered<'_>, earlier: &Numbered<'_>) -> usize {
    let still = |name: &String| now.iter().position(|(other, _)| other == name);
    earlier.iter().rev().find_map(|(name, _)| still(name)).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processors::entry;

    fn step(id: &str) -> Step {
        Step::new(entry(id).expect("it is in the rack"))
    }

    fn chain<const N: usize>(ids: [&str; N]) -> Preset {
        Preset { steps: ids.map(step).to_vec() }
    }

    #[test]
    fn one_effect_goes_back_and_no_other_knob_moves() {
        let then = Preset { steps: vec![step("drive").with("drive", 3.0), step("limiter").with("gain", 4.0)] };
        let now = Preset { steps: vec![step("drive").with("drive", 9.0), step("limiter").with("gain", 8.0)] };
        let taken = take_back(&now, &then, "Drive").unwrap();
        assert_eq!(taken.steps[0].values, then.steps[0].values);
        assert_eq!(taken.steps[1].values, now.steps[1].values);
    }

    #[test]
    fn what_was_taken_out_comes_back_to_its_place_and_what_was_added_goes() {
        let (then, now) = (chain(["punch", "drive", "limiter"]), chain(["gain", "punch", "limiter"]));
        let back = take_back(&now, &then, "drive").unwrap();
        assert_eq!(names(&back), names(&chain(["gain", "punch", "drive", "limiter"])));
        assert_eq!(names(&take_back(&now, &then, "gain").unwrap()), names(&chain(["punch", "limiter"])));
    }

    #[test]
    fn the_second_of_a_kind_has_a_name_of_its_own() {
        let then = Preset { steps: vec![step("limiter"), step("limiter").with("gain", 2.0)] };
        let now = chain(["limiter", "limiter"]);
        for name in ["Limiter 2", "limiter-2"] {
            let taken = take_back(&now, &then, name).unwrap();
            assert_eq!(
                [&taken.steps[0].values, &taken.steps[1].values],
                [&now.steps[0].values, &then.steps[1].values]
            );
        }
        assert!(take_back(&now, &then, "limiter-3").is_none());
    }
}
