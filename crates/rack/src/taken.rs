// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which effect of a chain takes how much of a passage's dynamics, and what turning one back would keep.
//!
//! ```text
//! passage ─┬─ drive ─┬─ punch ─┬─ limiter ─┬─
//!          tap 0     tap 1     tap 2       tap 3
//! ```
//! Every tap is measured alike, so that the parts between them add up to the whole.

use dsp::Audio;
use measure::{
    Layout, Meter, Profiler, Span,
    under::guard::{Dynamics, Keep, Loss, Stages},
};

use crate::{Preset, Step, analyse::cut, render, take_back::names};

/// What is played into the chain before the passage, so that its gain has settled, seconds.
const LEAD_S: f64 = 3.0;
/// What should be kept of what is lost, dB.
const KEPT_DB: f64 = 2.0;
/// A knob is turned back so far at most, dB.
const MOST_BACK_DB: f64 = 8.0;
/// The steps in which it is turned back, dB.
const BACK_DB: [f64; 4] = [2.0, 4.0, 6.0, MOST_BACK_DB];
/// Frames that are measured in one go.
const BLOCK: usize = 4096;

/// What every effect takes from a passage of a mix; with `keep` also what turning the greediest back would keep.
pub fn taken(chain: &Preset, mix: &Audio, span: Span, keep: bool) -> Stages {
    let from_s = (span.from_s - LEAD_S).max(0.0);
    let lead_s = span.from_s - from_s;
    let mut sounds = vec![cut(mix, Span { from_s, ..span })];
    for step in &chain.steps {
        let through = render(&Preset { steps: vec![step.clone()] }, &sounds[sounds.len() - 1]);
        sounds.push(through.audio);
    }
    let taps = sounds.iter().map(|sound| dynamics(sound, lead_s)).collect();
    let stages = Stages { span, names: names(chain), taps, keep: None };
    let keep = stages.worst().filter(|_| keep).and_then(|loss| {
        let at = stages.greediest(loss.kind)?;
        kept(chain, at, &sounds[at], (loss, lead_s))
    });
    Stages { keep, ..stages }
}

/// The first step back that keeps [`KEPT_DB`] of what is lost most, or else the last one that there is.
fn kept(chain: &Preset, at: usize, input: &Audio, (loss, lead_s): (Loss, f64)) -> Option<Keep> {
    let mut best = None;
    for back_db in BACK_DB {
        let Some(keep) = turned(chain, at, input, (back_db, lead_s)) else { break };
        let kept_db = keep.dynamics.at(loss.kind).map_or(0.0, |then| then - loss.master);
        best = Some(keep);
        if kept_db >= KEPT_DB {
            break;
        }
    }
    best
}

/// The chain with one effect turned back, heard from the effect's input on.
fn turned(chain: &Preset, at: usize, input: &Audio, (back_db, lead_s): (f64, f64)) -> Option<Keep> {
    let step = &chain.steps[at];
    let (knob, value) = turned_back(step, back_db)?;
    let index = step.entry.param_index(knob)?;
    let mut rest = Preset { steps: chain.steps[at..].to_vec() };
    rest.steps[0] = step.clone().with(knob, value);
    let values = [step.values[index], rest.steps[0].values[index]];
    let spec = &step.entry.params[index];
    (values[0] != values[1]).then(|| Keep {
        effect: names(chain).swap_remove(at),
        knob: spec.name,
        values: values.map(|value| spec.domain.text_from(value)),
        dynamics: dynamics(&render(&rest, input).audio, lead_s),
    })
}

/// The knob with which an effect takes dynamics, and where it takes less; `None` where there is none.
fn turned_back(step: &Step, back_db: f64) -> Option<(&'static str, f64)> {
    let at = |knob: &str| Some(step.values[step.entry.param_index(knob)?]);
    Some(match step.entry.info.id {
        "limiter" => ("gain", at("gain")? - back_db),
        "clip" => ("clip", (at("clip")? - back_db).max(0.0)),
        // A share has no decibels: less of it in the same steps.
        "drive" => ("drive", at("drive")? * (1.0 - back_db / MOST_BACK_DB)),
        "punch" => ("punch", at("punch")?.max((at("punch")? + back_db).min(0.0))),
        _ => return None,
    })
}

/// What a sound behind its lead is like.
fn dynamics(sound: &Audio, lead_s: f64) -> Dynamics {
    let passage = cut(sound, Span { from_s: lead_s, to_s: sound.seconds() });
    let layout = Layout::from_channels(passage.channels.len());
    let (mut meter, mut profiler) = (Meter::new(sound.rate_hz, layout), Profiler::new(sound.rate_hz, layout));
    for start in (0..passage.frames()).step_by(BLOCK) {
        let end = passage.frames().min(start + BLOCK);
        let block: Vec<&[f32]> = passage.channels.iter().map(|channel| &channel[start..end]).collect();
        meter.push(&block);
        profiler.push(&block);
    }
    let measured = meter.finish();
    Dynamics::of(&profiler.finish(&measured), &measured)
}

#[cfg(test)]
mod tests {
    use dsp::{math, signals};
    use measure::under::guard::Kind;

    use super::*;
    use crate::entry;

    const RATE_HZ: u32 = 44_100;

    /// Hits on a bed, the same from beginning to end.
    fn drums(seconds: f64) -> Audio {
        let frames = math::index_from(seconds * f64::from(RATE_HZ));
        let (bed, hits) = (signals::pink_noise(1, 0.08, frames), signals::white_noise(2, 0.7, frames));
        let hit = |n: usize| math::exp(-30.0 * ((n % 11_025) as f64 / f64::from(RATE_HZ)));
        let sound: Vec<f32> =
            (0..frames).map(|n| bed[n] + math::sample_from(f64::from(hits[n]) * hit(n))).collect();
        Audio { rate_hz: RATE_HZ, channels: vec![sound.clone(), sound] }
    }

    fn step(id: &str) -> Step {
        Step::new(entry(id).expect("it is in the rack"))
    }

    fn chain() -> Preset {
        let clip = step("clip").with("clip", 3.0).with("ceiling", -6.0);
        Preset { steps: vec![step("gain").with("gain", 3.0), clip, step("limiter").with("gain", 8.0)] }
    }

    fn whole(audio: &Audio) -> Dynamics {
        dynamics(audio, 0.0)
    }

    #[test]
    fn the_parts_of_a_chain_add_up_to_what_the_whole_chain_takes() {
        let mix = drums(12.0);
        let stages = taken(&chain(), &mix, Span { from_s: 0.0, to_s: 12.0 }, false);
        let through = whole(&render(&chain(), &mix).audio);
        let raw = whole(&mix);
        for kind in Kind::all() {
            let parts: f64 = stages.parts(kind).iter().sum();
            let all = raw.at(kind).unwrap() - through.at(kind).unwrap();
            assert!((parts - all).abs() < 0.05, "{kind:?}: {parts} of {all}");
        }
        assert!(stages.parts(Kind::Psr)[0].abs() < 0.01, "a gain takes nothing");
        assert_eq!(stages.keep, None);
    }

    fn back_db(keep: &Keep) -> f64 {
        let [from, to] = keep.values.each_ref().map(|text| text.replace(" dB", "").parse::<f64>().unwrap());
        from - to
    }

    #[test]
    fn what_would_be_kept_is_what_the_real_thing_keeps() {
        let mix = drums(30.0);
        let stages = taken(&chain(), &mix, Span { from_s: 8.0, to_s: 20.0 }, true);
        let keep = stages.keep.as_ref().unwrap();
        assert_eq!((keep.effect.as_str(), keep.knob), ("Limiter", "Gain"));
        let mut eased = chain();
        let gain_db = 8.0 - back_db(keep);
        eased.steps[2] = step("limiter").with("gain", gain_db);
        let [now, then] = [chain(), eased].map(|chain| whole(&render(&chain, &mix).audio));
        let tap = stages.taps.last().unwrap();
        let kind = stages.worst().unwrap().kind;
        for kind in [Kind::Psr, kind] {
            let said = keep.dynamics.at(kind).unwrap() - tap.at(kind).unwrap();
            let real = then.at(kind).unwrap() - now.at(kind).unwrap();
            assert!((said - real).abs() < 0.3 && real > 0.2, "{kind:?}: {said} for {real}");
        }
        let cost = |one: &Dynamics, other: &Dynamics| one.lufs.unwrap() - other.lufs.unwrap();
        assert!((cost(tap, &keep.dynamics) - cost(&now, &then)).abs() < 0.3);
    }

    #[test]
    fn an_empty_chain_takes_nothing() {
        let stages = taken(&Preset::default(), &drums(4.0), Span { from_s: 0.0, to_s: 4.0 }, true);
        assert_eq!((stages.names.len(), stages.taps.len(), stages.keep), (0, 1, None));
    }
}
