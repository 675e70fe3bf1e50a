// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One click on our own equalisers: what they can do, and a plan as their knobs.

use dsp::{Db, Ratio, equaliser::Shape};
use measure::aim::{
    self, Plan, Request, Run, Stand,
    one_click::{Lever, SPLIT_HZ},
};

use crate::{
    equaliser::Channels,
    params::{Domain, Knob, Spec, Unit},
    preset::{Preset, Step},
    processors::{
        entry,
        low_eq::{self, BANDS, Band},
        tone_eq,
    },
    stage::Stage,
};

/// No filter is moved by more than this, dB: more is for the mix (usual practice of mastering).
pub const MOST_DB: f64 = 3.0;
/// The first band lies below what is measured and is left alone.
const FIRST_BAND: usize = 1;
/// The knobs of the low equaliser's bands, from low to high.
const LOW_KNOBS: [&str; BANDS] = ["rumble", "sub", "kick", "bass", "warmth"];
/// The letters of the tone equaliser's bands.
const TONE_KNOBS: [&str; tone_eq::BANDS] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Which of both equalisers are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Half {
    /// Both.
    #[default]
    Both,
    /// The five bands below 320 Hz.
    Low,
    /// The free bands above.
    High,
}

/// What our equalisers can do at a strength.
pub fn request(half: Half, strength: Ratio, most_db: f64) -> Request {
    Request {
        strength,
        bank: if half == Half::High { Vec::new() } else { bank() },
        most_filters: if half == Half::Low { 0 } else { tone_eq::BANDS },
        most_db,
    }
}

/// What one click does with one equaliser at a strength, within the bounds of the stage.
///
/// It is that equaliser's share of the plan for both: moving one end of the spectrum alone moves the middle that
/// everything is held against, and a plan for half of it would shy away from that.
pub fn bounded(stands: &[Stand], half: Half, strength: Ratio, stage: Stage) -> Plan {
    let both = aim::one_click(stands, &request(Half::Both, strength, MOST_DB));
    let free = half_of(&both, half).scaled(stands, Ratio(1.0));
    let share = stage.share(free.most_db());
    let plan = if share.0 < 1.0 { free.scaled(stands, share) } else { free.clone() };
    Plan { left_alone: left_alone(&both, &free, half), ..plan }
}

/// The moves of one equaliser.
fn half_of(plan: &Plan, half: Half) -> Plan {
    Plan {
        low: if half == Half::High { Vec::new() } else { plan.low.clone() },
        tone: if half == Half::Low { Vec::new() } else { plan.tone.clone() },
        ..Plan::default()
    }
}

/// What stays outside in an equaliser's part of the spectrum; the reasons are those of the plan for both.
fn left_alone(both: &Plan, own: &Plan, half: Half) -> Vec<String> {
    let minds = |run: &&Run| half == Half::Both || (run.peak_hz < SPLIT_HZ) == (half == Half::Low);
    let reason = |run: &Run| {
        let is_about = |other: &&Run| other.range_hz[0] <= run.range_hz[1] && run.range_hz[0] <= other.range_hz[1];
        let about = aim::runs(&both.after).iter().find(is_about).map(Run::sentence)?;
        both.left_alone.iter().find_map(|still| still.strip_prefix(&about).map(str::to_owned))
    };
    let outside = aim::runs(&own.after);
    outside.iter().filter(minds).filter_map(|run| Some(run.sentence() + &reason(run)?)).collect()
}

/// The low equaliser's bands that are measured.
fn bank() -> Vec<Lever> {
    (FIRST_BAND..BANDS).map(lever).collect()
}

fn lever(band: usize) -> Lever {
    let knob = |n: usize| Band { gain: Db(if n == band { 1.0 } else { 0.0 }), channels: Channels::Stereo };
    let turned = low_eq::curve(&std::array::from_fn(knob));
    Lever { filter: low_eq::filter(band, Db(0.0)), each_db: turned.mid.to_vec() }
}

/// A plan as a chain: the equalisers that have something to do.
pub fn chain(plan: &Plan) -> Preset {
    let steps = [(plan.low.is_empty(), low_step(plan)), (plan.tone.is_empty(), tone_step(plan))];
    Preset { steps: steps.into_iter().filter(|(rests, _)| !rests).filter_map(|(_, step)| step).collect() }
}

/// An equaliser after one click: its bands as the plan has them, bands without a move at rest, all else as it is.
pub fn turned(plan: &Plan, present: &Step) -> Step {
    let planned = chain(plan).steps.into_iter().find(|step| step.entry.info.id == present.entry.info.id);
    let planned = planned.unwrap_or_else(|| Step::new(present.entry));
    let value = |(place, spec): (usize, &Spec)| {
        let is_gain = matches!(spec.domain, Domain::Number { unit: Unit::Db, .. });
        let is_of = |letter: &&str| spec.id.split_once('-').is_some_and(|(before, _)| before == *letter);
        let is_moved = TONE_KNOBS.iter().take(plan.tone.len()).any(is_of);
        let new = if is_gain || is_moved { planned.values[place] } else { present.values[place] };
        spec.domain.nearest(new)
    };
    let values = present.entry.params.iter().enumerate().map(value).collect();
    Step { entry: present.entry, values }
}

fn low_step(plan: &Plan) -> Option<Step> {
    let turned = |step: Step, lever: &Lever| {
        let band = low_eq::MIDDLES_HZ.iter().position(|hz| *hz == lever.filter.corner.0);
        band.and_then(|band| LOW_KNOBS.get(band)).map_or(step.clone(), |knob| step.with(knob, lever.gain_db()))
    };
    Some(plan.low.iter().fold(Step::new(entry("low-eq")?), |step, one| turned(step, &one.lever)))
}

fn tone_step(plan: &Plan) -> Option<Step> {
    let turned = |step: Step, (letter, lever): (&&str, &Lever)| {
        let knob = |name: &str| format!("{letter}-{name}");
        let filter = &lever.filter;
        step.with(&knob("gain"), filter.gain.0)
            .with(&knob("frequency"), filter.corner.0)
            .with(&knob("q"), filter.q)
            .with(&knob("shape"), shape(filter.shape))
    };
    let levers = TONE_KNOBS.iter().zip(plan.tone.iter().map(|one| &one.lever));
    Some(levers.fold(Step::new(entry("tone-eq")?), turned))
}

fn shape(shape: Shape) -> f64 {
    tone_eq::Shape::from(shape).to_number()
}

#[cfg(test)]
mod tests {
    use dsp::{Hz, equaliser::Filter};
    use measure::{Confidence, aim::one_click::Move};

    use super::*;

    fn one(lever: Lever) -> Move {
        Move { lever, reason: String::new(), confidence: Confidence::Fair }
    }

    #[test]
    fn a_plan_becomes_the_knobs_of_both_equalisers() {
        let shelf = Filter { shape: Shape::HighShelf, corner: Hz(6000.0), gain: Db(-1.5), q: 0.7 };
        let plan = Plan {
            low: vec![one(bank()[2].turned(Db(2.0)))],
            tone: vec![one(Lever::free(shelf))],
            ..Plan::default()
        };
        let text = chain(&plan).to_text();
        assert!(text.contains("bass = 2.0") && !text.contains("kick"), "{text}");
        assert!(text.contains("a-gain = -1.5") && text.contains("a-frequency = 6000.0"), "{text}");
        assert!(text.contains("a-shape = 2.0"), "{text}");
        assert!(chain(&Plan::default()).steps.is_empty());
    }

    #[test]
    fn one_click_turns_gains_and_planned_bands_and_leaves_the_rest() {
        let shelf = Filter { shape: Shape::HighShelf, corner: Hz(6000.0), gain: Db(-1.5), q: 0.7 };
        let plan = Plan { tone: vec![one(Lever::free(shelf))], ..Plan::default() };
        let present = Step::new(entry("tone-eq").unwrap()).with("b-gain", 3.0).with("b-frequency", 900.0);
        let after = turned(&plan, &present.with("match-loudness", 0.0));
        let knob = |id: &str| after.values[after.entry.param_index(id).unwrap()];
        assert_eq!((knob("a-gain"), knob("a-frequency"), knob("a-shape")), (-1.5, 6000.0, 2.0));
        assert_eq!((knob("b-gain"), knob("b-frequency"), knob("match-loudness")), (0.0, 900.0, 0.0));
    }

    #[test]
    fn what_the_plan_expects_of_a_bank_is_what_the_equaliser_does() {
        let gains = [0.0, 1.5, -2.0, 3.0, -1.0];
        let knobs: [Band; BANDS] =
            std::array::from_fn(|n| Band { gain: Db(gains[n]), channels: Channels::Stereo });
        let curve = low_eq::curve(&knobs);
        let levers: Vec<Lever> = bank().iter().zip(&gains[1..]).map(|(band, db)| band.turned(Db(*db))).collect();
        for hz in [25.0, 50.0, 80.0, 125.0, 250.0, 400.0, 800.0] {
            let expected: f64 = levers.iter().map(|lever| lever.db(hz)).sum();
            let done = curve.db(crate::equaliser::Lane::Mid, Hz(hz));
            assert!((expected - done).abs() < 0.1, "{hz} Hz: {expected} and {done} dB");
        }
    }
}
