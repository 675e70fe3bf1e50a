// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The knobs as the host sees them, made from the effect's [`Spec`]s at run time.
//!
//! A number is shown to the host as its place on the slider, 0 to 1, so that automation lanes
//! have the taper of the knob. Hosts keep places in single precision; [`value_at`] rounds the
//! value to six significant digits, so that 6 dB typed are 6 dB heard.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use dsp::math;
use nice_plug::prelude::{BoolParam, FloatParam, FloatRange, IntParam, IntRange, Param, ParamPtr, Params};
use rack::{Domain, Spec, Taper};

use window::Shape;

use crate::{
    memory::Memory,
    state::{self, Beside},
    switches::{AUDITIONS, BYPASS},
};

/// After so many changes the number begins again.
const REVISIONS: i32 = 999;

/// The knobs of one plugin: those of the effect in its order, then the bypass, then how one listens.
pub struct Knobs {
    effect: &'static str,
    specs: &'static [Spec],
    memory: Mutex<Memory>,
    shape: Arc<Shape>,
    of_effect: Vec<Knob>,
    bypass: Knob,
    auditions: [Knob; 3],
    /// Turned when something changes that is no knob, so that the host knows there is something to save.
    revision: IntParam,
}

/// One knob: what is known about it and where it stands.
pub struct Knob {
    /// Name, help and range.
    pub spec: &'static Spec,
    /// What the host turns.
    pub dial: Dial,
}

/// What the host turns, by the kind of the knob's domain.
pub enum Dial {
    /// A place on a slider, 0 to 1.
    Number(FloatParam),
    /// The index of a name.
    Choice(IntParam),
    /// Off or on.
    Switch(BoolParam),
}

impl Knobs {
    /// Knobs at their defaults, for the effect with this id.
    pub fn new(effect: &'static str, specs: &'static [Spec], shape: Arc<Shape>) -> Self {
        Self {
            effect,
            specs,
            memory: Mutex::default(),
            shape,
            of_effect: specs.iter().map(Knob::new).collect(),
            bypass: Knob::new(&BYPASS),
            auditions: AUDITIONS.map(Knob::audition),
            revision: IntParam::new("Revision", 0, IntRange::Linear { min: 0, max: REVISIONS }).hide(),
        }
    }

    /// The knobs of the effect, in its order.
    pub fn of_effect(&self) -> &[Knob] {
        &self.of_effect
    }

    /// The knob that lets the raw sound through.
    pub fn bypass(&self) -> &Knob {
        &self.bypass
    }

    /// How one listens, in the order of [`AUDITIONS`]; never saved.
    pub fn auditions(&self) -> &[Knob; 3] {
        &self.auditions
    }

    /// The number that says that something else changed.
    pub fn revision(&self) -> &IntParam {
        &self.revision
    }

    /// What the revision is after the next change.
    pub fn next_revision(&self) -> i32 {
        (self.revision.value() + 1) % (REVISIONS + 1)
    }

    /// What the project remembers besides knobs; never for the audio thread.
    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is saved with a project.
    fn saved(&self) -> impl Iterator<Item = &Knob> {
        self.of_effect.iter().chain([&self.bypass])
    }
}

impl Knob {
    fn new(spec: &'static Spec) -> Self {
        Self { spec, dial: Dial::new(spec) }
    }

    /// A knob that hosts may turn but not record.
    fn audition(spec: &'static Spec) -> Self {
        let dial = match Dial::new(spec) {
            Dial::Number(param) => Dial::Number(param.non_automatable()),
            Dial::Choice(param) => Dial::Choice(param.non_automatable()),
            Dial::Switch(param) => Dial::Switch(param.non_automatable()),
        };
        Self { spec, dial }
    }

    /// Where it stands on its slider, 0 to 1.
    ///
    /// # Realtime
    /// Safe.
    pub fn position(&self) -> f32 {
        match &self.dial {
            Dial::Number(param) => param.modulated_normalized_value(),
            Dial::Choice(param) => param.modulated_normalized_value(),
            Dial::Switch(param) => param.modulated_normalized_value(),
        }
    }

    /// What it stands for, in the unit of its spec.
    ///
    /// # Realtime
    /// Safe.
    pub fn value(&self) -> f64 {
        value_at(&self.spec.domain, self.position())
    }
}

impl Dial {
    fn new(spec: &'static Spec) -> Self {
        match &spec.domain {
            Domain::Number { .. } => Self::Number(number(spec)),
            Domain::Choice { names, .. } => Self::Choice(choice(spec, names)),
            Domain::Switch { default } => Self::Switch(switch(spec, *default)),
        }
    }

    fn as_ptr(&self) -> ParamPtr {
        match self {
            Self::Number(param) => param.as_ptr(),
            Self::Choice(param) => param.as_ptr(),
            Self::Switch(param) => param.as_ptr(),
        }
    }
}

/// The value at a place of a slider, as the musician meant it before the host rounded the place.
pub fn value_at(domain: &Domain, position: f32) -> f64 {
    let value = domain.value_from(f64::from(position));
    let Domain::Number { range: [low, high], taper, .. } = domain else {
        return value;
    };
    let size = if *taper == Taper::Log { value } else { high - low };
    domain.nearest(six_digits(value, size))
}

/// The place of a value on a slider, as hosts keep it.
pub fn position_of(domain: &Domain, value: f64) -> f32 {
    math::sample_from(domain.position_from(domain.nearest(value)))
}

// SAFETY: the pointers lead into these knobs, which are never moved or changed after `new`: the
// framework keeps them in an `Arc` for as long as it uses the pointers.
unsafe impl Params for Knobs {
    fn param_map(&self) -> Vec<(String, ParamPtr, String)> {
        let knobs = self.saved().chain(&self.auditions);
        let knobs = knobs.map(|knob| (knob.spec.id.to_owned(), knob.dial.as_ptr(), String::new()));
        knobs.chain([("revision".to_owned(), self.revision.as_ptr(), String::new())]).collect()
    }

    fn serialize_fields(&self) -> BTreeMap<String, String> {
        let beside = Beside { specs: self.specs, memory: &self.memory(), shape: &self.shape };
        state::fields_from(self.effect, self.saved(), &beside)
    }

    fn deserialize_fields(&self, fields: &BTreeMap<String, String>) {
        *self.memory() = state::memory_from(fields, self.specs, &self.shape);
    }
}

fn number(spec: &'static Spec) -> FloatParam {
    let domain = &spec.domain;
    let default = position_of(domain, domain.default_value());
    FloatParam::new(spec.name, default, FloatRange::Linear { min: 0.0, max: 1.0 })
        .with_value_to_string(Arc::new(move |position| host_text(&domain.text_from(value_at(domain, position)))))
        .with_string_to_value(Arc::new(move |text| domain.parse(text).map(|value| position_of(domain, value))))
}

fn choice(spec: &'static Spec, names: &[&str]) -> IntParam {
    let domain = &spec.domain;
    let last = i32::try_from(names.len().saturating_sub(1)).unwrap_or(i32::MAX);
    IntParam::new(spec.name, int_from(domain.default_value()), IntRange::Linear { min: 0, max: last.max(1) })
        .with_value_to_string(Arc::new(move |index| domain.text_from(f64::from(index))))
        .with_string_to_value(Arc::new(move |text| domain.parse(text).map(int_from)))
}

fn switch(spec: &'static Spec, default: bool) -> BoolParam {
    let domain = &spec.domain;
    let param = BoolParam::new(spec.name, default)
        .with_value_to_string(Arc::new(move |on| domain.text_from(f64::from(u8::from(on)))))
        .with_string_to_value(Arc::new(move |text| domain.parse(text).map(|value| value >= 0.5)));
    if std::ptr::eq(spec, &raw const BYPASS) { param.make_bypass() } else { param }
}

/// Hosts show and read numbers with a hyphen: some fonts have no minus, and scripts cannot parse it.
fn host_text(text: &str) -> String {
    text.replace('−', "-")
}

/// The index of a choice as hosts count it.
pub(crate) fn int_from(value: f64) -> i32 {
    i32::try_from(math::index_from(value)).unwrap_or(i32::MAX)
}

/// Rounds a value to the sixth digit of a number of the given size.
fn six_digits(value: f64, size: f64) -> f64 {
    let scale = math::exp10(5.0 - math::floor(math::log10(size.abs().max(f64::MIN_POSITIVE))));
    if scale.is_finite() { math::round(value * scale) / scale } else { value }
}

#[cfg(test)]
mod tests {
    use rack::Unit;

    use super::*;

    const LEVEL: Domain =
        Domain::Number { range: [-60.0, 24.0], default: 0.0, unit: Unit::Db, taper: Taper::Linear, step: 0.0 };
    const TIME: Domain =
        Domain::Number { range: [0.1, 2000.0], default: 80.0, unit: Unit::Ms, taper: Taper::Log, step: 0.0 };
    const SHARE: Domain =
        Domain::Number { range: [0.0, 1.0], default: 1.0, unit: Unit::Percent, taper: Taper::Linear, step: 0.0 };

    fn shape() -> Arc<Shape> {
        Arc::new(Shape::new([100.0; 2], [50.0; 2]))
    }

    #[test]
    fn what_is_typed_is_what_is_heard() {
        for (domain, values) in [
            (&LEVEL, [-60.0, -14.3, -1.0, 0.0, 6.0, 6.02, 24.0]),
            (&TIME, [0.1, 0.25, 3.0, 80.0, 123.4, 999.0, 2000.0]),
            (&SHARE, [0.0, 0.01, 0.33, 0.5, 0.75, 0.99, 1.0]),
        ] {
            for value in values {
                assert_eq!(value_at(domain, position_of(domain, value)), value);
            }
        }
    }

    #[test]
    fn knobs_stand_at_the_defaults_of_their_effect() {
        for entry in rack::ALL {
            let knobs = Knobs::new(entry.info.id, entry.params, shape());
            for knob in knobs.of_effect() {
                assert_eq!(knob.value(), knob.spec.domain.default_value(), "{} {}", entry.info.id, knob.spec.id);
            }
            assert_eq!(knobs.bypass().value(), 0.0);
        }
    }

    #[test]
    fn no_effect_has_a_bypass_or_an_audition_of_its_own() {
        let taken = [BYPASS.id, AUDITIONS[0].id, AUDITIONS[1].id, AUDITIONS[2].id, "revision"];
        let ids = rack::ALL.iter().flat_map(|entry| entry.params).map(|spec| spec.id);
        assert_eq!(ids.filter(|id| taken.contains(id)).count(), 0);
    }

    #[test]
    fn hosts_read_and_write_the_text_of_the_spec() {
        let knobs = Knobs::new("gain", rack::entry("gain").expect("gain is in the rack").params, shape());
        let Dial::Number(gain) = &knobs.of_effect()[0].dial else { panic!("gain is a number") };
        let six = gain.string_to_normalized_value("6 dB").expect("6 dB says something");
        assert_eq!(gain.normalized_value_to_string(six, true), "6.00 dB");
        assert_eq!(gain.string_to_normalized_value("loud"), None);
    }
}
