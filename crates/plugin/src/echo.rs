// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the hand did, until the host says it back.
//!
//! A host hands an edit back with the next block of sound. Until then, and hosts that stand still
//! let one wait, the knob on screen would seem stuck; so the edit itself is shown. As soon as the
//! host moves the knob, what the host says is shown.

use crate::knobs::Knob;

/// The edits the host has not said back.
#[derive(Default)]
pub struct Echo {
    waiting: Vec<Option<Waiting>>,
}

#[derive(Clone, Copy)]
struct Waiting {
    value: f64,
    position_before: f32,
}

impl Echo {
    /// Notes that the knob at `index` was turned to a value.
    pub fn note(&mut self, index: usize, knob: &Knob, value: f64) {
        if self.waiting.len() <= index {
            self.waiting.resize(index + 1, None);
        }
        self.waiting[index] = Some(Waiting { value, position_before: knob.position() });
    }

    /// The value to show for the knob at `index`.
    pub fn value(&mut self, index: usize, knob: &Knob) -> f64 {
        let slot = self.waiting.get_mut(index);
        match slot {
            Some(Some(waiting)) if waiting.position_before == knob.position() => waiting.value,
            Some(said_back) => {
                *said_back = None;
                knob.value()
            }
            None => knob.value(),
        }
    }
}

#[cfg(test)]
mod tests {
    use nice_plug::params::InternalParamMut as _;

    use super::*;
    use crate::knobs::{Dial, Knobs, position_of};

    #[test]
    fn an_edit_is_shown_until_the_host_moves_the_knob() {
        let shape = std::sync::Arc::new(window::Shape::new([100.0; 2], [50.0; 2]));
        let knobs = Knobs::new("gain", rack::entry("gain").expect("gain is in the rack").params, shape);
        let gain = &knobs.of_effect()[0];
        let mut echo = Echo::default();
        assert_eq!(echo.value(0, gain), 0.0);
        echo.note(0, gain, 6.0);
        assert_eq!(echo.value(0, gain), 6.0);
        let Dial::Number(param) = &gain.dial else { panic!("gain is a number") };
        // SAFETY: nothing is borrowed from the parameter; its value is an atomic.
        unsafe { param._internal_set_plain_value(position_of(&gain.spec.domain, -3.0)) };
        assert_eq!(echo.value(0, gain), -3.0);
    }
}
