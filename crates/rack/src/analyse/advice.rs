// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the knobs and the meters together say, in one sentence and one thing to do.

use measure::{Levels, Severity, Target};

use super::{Analysis, Range, ranges::words};

/// Flatter than the destination's floor by less than this is not worth a word, LU.
const FLOOR_SLACK_LU: f64 = 0.3;

/// A sentence, what to do, and whether that can be done by pressing a button.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// How bad it is; `None` while nothing is known.
    pub severity: Option<Severity>,
    /// "Nearly there: the loudest part is 1.2 dB too loud."
    pub headline: String,
    /// "Gain at 5.2 dB: above it PSR would fall under 8.0."
    pub next: String,
    /// What is written on the button that does it; empty without a button.
    pub button: String,
}

/// Judges the knobs, which stand at `values`, and what is heard now.
pub fn advice(analysis: &Analysis, values: &[f64], levels: &Levels, target: &Target) -> Advice {
    let outside: Vec<Move<'_>> = moves(analysis, values);
    if let Some(gain) = outside.iter().find(|step| step.range.knob == "gain") {
        return wrong_gain(gain, &outside);
    }
    flat(levels, target).or_else(|| elsewhere(&outside)).unwrap_or_else(|| in_place(analysis, target))
}

/// A knob outside its range, and how far it must go, to the nearest edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Move<'a> {
    /// The knob's range.
    pub range: &'a Range,
    /// The index of the knob in the limiter.
    pub index: usize,
    /// The edge of the range nearest to the knob.
    pub to: f64,
    /// Where the knob stands.
    pub from: f64,
}

/// Every knob that stands outside its range, in the order of the ranges.
pub fn moves<'a>(analysis: &'a Analysis, values: &[f64]) -> Vec<Move<'a>> {
    analysis
        .ranges
        .iter()
        .filter_map(|range| {
            let index = analysis.advised.entry.param_index(range.knob)?;
            let from = *values.get(index)?;
            let to = from.clamp(range.low, range.high);
            // What cannot be seen on the knob is no reason to move it.
            ((to - from).abs() > 0.005).then_some(Move { range, index, to, from })
        })
        .collect()
}

fn wrong_gain(gain: &Move<'_>, all: &[Move<'_>]) -> Advice {
    let (way, by) = (gain.to - gain.from, words((gain.to - gain.from).abs()));
    let quantity = if way < 0.0 { "loud" } else { "quiet" };
    let to = words(gain.to);
    // "the peaks: PSR would fall under 8.0": here only what would happen is said.
    let limit =
        gain.range.limit.as_ref().map(|limit| limit.split_once(": ").map_or(limit.as_str(), |(_, what)| what));
    let next = match limit {
        Some(limit) if way < 0.0 => format!("Gain at {to} dB: above it {limit}."),
        _ if way < 0.0 => format!("Gain at {to} dB is the most that fits."),
        _ => format!("Gain at {to} dB is the least that fits."),
    };
    Advice {
        severity: Some(Severity::Watch),
        headline: format!("Nearly there: the loudest part is {by} dB too {quantity}."),
        next,
        button: match all.len() {
            1 => format!("Apply {}{by} dB", if way < 0.0 { "−" } else { "+" }),
            moves => format!("Apply {moves} moves"),
        },
    }
}

fn flat(levels: &Levels, target: &Target) -> Option<Advice> {
    let psr_lu = levels.psr_low_lu?;
    let under_lu = target.psr_floor_lu - psr_lu;
    (under_lu > FLOOR_SLACK_LU).then(|| Advice {
        severity: Some(Severity::Watch),
        headline: format!("Nearly there: the loud passages are {} LU too flat.", words(under_lu)),
        next: format!(
            "PSR is {}, {} wants {}: take gain back.",
            words(psr_lu),
            target.name,
            words(target.psr_floor_lu)
        ),
        button: String::new(),
    })
}

fn elsewhere(outside: &[Move<'_>]) -> Option<Advice> {
    let first = outside.first()?;
    let name = |step: &Move<'_>| step.range.knob.replace('-', " ");
    let others = outside.len() - 1;
    let headline = match others {
        0 => format!("The gain is right; the {} could fit better.", name(first)),
        1 => format!("The gain is right; {} and {} could fit better.", name(first), name(&outside[1])),
        _ => format!("The gain is right; the {} and {others} more could fit better.", name(first)),
    };
    Some(Advice {
        severity: Some(Severity::Note),
        headline,
        next: first.range.reason.clone(),
        button: if others == 0 { "Apply 1 move".to_owned() } else { format!("Apply {} moves", others + 1) },
    })
}

fn in_place(analysis: &Analysis, target: &Target) -> Advice {
    let bounded = analysis.bounded_by.as_ref();
    Advice {
        severity: Some(bounded.map_or(Severity::Note, |_| Severity::Watch)),
        headline: bounded.map_or_else(
            || format!("In place for {}.", target.name),
            |_| format!("As loud as it can be for {}.", target.name),
        ),
        next: bounded.map_or_else(
            || "Now compare with Raw at equal loudness, and go on mixing.".to_owned(),
            |reason| format!("What bounds it is {reason}."),
        ),
        button: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Step, analyse::Cost, entry};
    use measure::{Confidence, Span};

    fn analysis() -> Analysis {
        let range = |knob, low, high, limit: Option<&str>| Range {
            knob,
            low,
            high,
            aim: low,
            present: 0.0,
            reason: format!("The song wants {knob} there."),
            limit: limit.map(str::to_owned),
            confidence: Confidence::Sure,
        };
        Analysis {
            passage: Span::default(),
            ranges: vec![
                range("gain", 4.4, 5.2, Some("PSR would fall under 8.0")),
                range("release", 5.0, 9.0, None),
            ],
            advised: Step::new(entry("limiter").expect("known")),
            lufs: -14.0,
            psr_low_lu: Some(9.0),
            evaluations: 3,
            bounded_by: None,
            cost: Cost::default(),
        }
    }

    fn target() -> Target {
        Target {
            id: "streaming".into(),
            name: "Streaming".into(),
            summary: String::new(),
            integrated_lufs: [-15.0, -13.0],
            aim_lufs: -14.0,
            short_term_lufs: None,
            ceiling_dbtp: -1.0,
            plr_floor_lu: 8.0,
            psr_floor_lu: 8.0,
            normalisation: measure::target::Normalisation::None,
            as_of: String::new(),
            source: String::new(),
            notes: Vec::new(),
            confidence: Confidence::Sure,
        }
    }

    fn said(gain: f64, release: f64, psr_low_lu: Option<f64>) -> Advice {
        let step = Step::new(entry("limiter").expect("known")).with("gain", gain).with("release", release);
        let levels = Levels { psr_low_lu, ..Levels::default() };
        advice(&analysis(), &step.values, &levels, &target())
    }

    #[test]
    fn over_is_the_distance_to_the_nearest_edge() {
        let loud = said(6.4, 6.0, None);
        assert_eq!(loud.headline, "Nearly there: the loudest part is 1.2 dB too loud.");
        assert_eq!(loud.next, "Gain at 5.2 dB: above it PSR would fall under 8.0.");
        assert_eq!(loud.button, "Apply −1.2 dB");
        let quiet = said(3.4, 60.0, None);
        assert_eq!(quiet.headline, "Nearly there: the loudest part is 1.0 dB too quiet.");
        assert_eq!(quiet.button, "Apply 2 moves");
    }

    #[test]
    fn flat_passages_are_named_before_taste() {
        assert_eq!(said(5.0, 60.0, Some(6.2)).headline, "Nearly there: the loud passages are 1.8 LU too flat.");
        assert_eq!(said(5.0, 60.0, Some(9.0)).headline, "The gain is right; the release could fit better.");
    }

    #[test]
    fn in_the_zone_nothing_shouts() {
        let fine = said(5.0, 6.0, Some(9.0));
        assert_eq!((fine.severity, fine.headline.as_str()), (Some(Severity::Note), "In place for Streaming."));
        assert!(fine.button.is_empty());
    }
}
