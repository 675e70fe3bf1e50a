// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is said: what lies farthest outside the zone, and what to do about it.

use measure::{
    Severity,
    aim::{Plan, Run, runs},
};
use rack::{Stage, Step};

use super::{
    Heard, Kind, Target,
    bands::Band,
    shown::{after, would_move},
};
use crate::{panels::frame::verdict::Said, reading::level_text};

/// What is written on the one button.
pub const CLICK: &str = "Into the zone";

/// What the verdict says of the part of the spectrum that an equaliser is for.
pub fn said(step: &Step, target: &Target<'_>, heard: &Heard<'_>, stage: Stage) -> Said {
    let Some(kind) = Kind::of(step.entry) else { return Said::default() };
    let open = |headline: &str, next: &str| Said {
        headline: headline.to_owned(),
        next: next.to_owned(),
        ..Said::default()
    };
    if target.aim.is_none() {
        return open(
            "There is no tone target.",
            "Choose one above, or make one of your records: twobus target make.",
        );
    }
    if heard.stands.is_empty() {
        return open(
            "Play the loudest part of the song.",
            "After ten seconds its tone stands here, against the zone.",
        );
    }
    let outside = farthest(kind, &runs(&after(kind, step, heard.stands)));
    let plan = heard.plan.filter(|plan| would_move(plan, step));
    let button = if plan.is_some() { CLICK.to_owned() } else { String::new() };
    match outside {
        None => inside(kind, step),
        Some(run) => Said {
            severity: Some(run.severity()),
            headline: format!("{}.", run.sentence()),
            next: next(stage, plan, heard.plan),
            button,
        },
    }
}

/// The stretch that is farthest outside, of those that this equaliser is for.
pub fn farthest(kind: Kind, runs: &[Run]) -> Option<Run> {
    let own = runs.iter().filter(|run| kind.minds(run.peak_hz));
    own.max_by(|a, b| a.beyond_db.abs().total_cmp(&b.beyond_db.abs())).cloned()
}

fn inside(kind: Kind, step: &Step) -> Said {
    let what = if kind == Kind::Low { "The bass lies" } else { "The tone lies" };
    let is_turned = super::bands::bands(kind, step).iter().any(|band| band.gain_db != 0.0);
    let (how, next) = if is_turned {
        (" with this equaliser", "Hear it beside Raw: louder is not better, and they are equally loud.")
    } else {
        ("", "Leave it; what you like can stay.")
    };
    Said {
        severity: Some(Severity::Note),
        headline: format!("{what} in the zone{how}."),
        next: next.to_owned(),
        ..Said::default()
    }
}

/// What to do: at the track while one mixes, here otherwise.
fn next(stage: Stage, click: Option<&Plan>, plan: Option<&Plan>) -> String {
    match (stage, click) {
        (Stage::Mix, _) => "In the mix, mend the track first.".to_owned(),
        (_, Some(plan)) => format!("One click goes {} dB at most.", level_text(plan.most_db())),
        (_, None) => left_alone(plan),
    }
}

/// Why nothing more is done.
fn left_alone(plan: Option<&Plan>) -> String {
    let reason = plan.and_then(|plan| plan.left_alone.first()).and_then(|sentence| sentence.split_once(": "));
    reason.map_or_else(
        || "Mend it at the track: this equaliser would not bring it nearer.".to_owned(),
        |(_, why)| capitalised(&format!("{why}.")),
    )
}

/// Why a band would move, or that nothing asks for it.
pub fn reason(band: &Band, kind: Kind, plan: Option<&Plan>, place: usize) -> String {
    let Some(plan) = plan else { return String::new() };
    let one = match kind {
        Kind::Low => plan.low.iter().find(|one| one.lever.filter.corner == band.at),
        Kind::Tone => plan.tone.get(place),
    };
    one.map_or_else(
        || "Nothing outside the zone asks for it.".to_owned(),
        |one| {
            let gain = signed(one.lever.gain_db());
            format!("One click: {gain} dB, since {} ({}).", one.reason, one.confidence.word())
        },
    )
}

/// "+1.2", "−0.8"
pub fn signed(db: f64) -> String {
    let sign = if db >= 0.05 { "+" } else { "" };
    format!("{sign}{}", level_text(db))
}

/// The first letter as at the beginning of a sentence.
pub fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
