// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Who hides whom, in words.

use super::{Action, Clash, remedy::MOVE_DB};
use crate::{
    compare::hertz::{hertz, hertz_range},
    fault::{Confidence, Fault, Severity},
    words::{number, place},
};

/// More than the few worst is a list that nobody works through.
const MOST: usize = 3;
/// Covered for more than half its time, and the hider does not need the place: more likely than not.
const FAIR: f64 = 0.5;

/// The worst clashes as faults, one for each pair and direction.
pub fn faults(clashes: &[Clash], names: &[&str]) -> Vec<Fault> {
    let is_first = |n: usize| {
        let pair = |clash: &Clash| (clash.hider, clash.hidden);
        clashes[..n].iter().all(|before| pair(before) != pair(&clashes[n]))
    };
    let told = (0..clashes.len()).filter(|n| is_first(*n)).take(MOST);
    told.map(|n| fault(&clashes[n], names)).collect()
}

fn fault(clash: &Clash, names: &[&str]) -> Fault {
    let name = |stem: usize| names.get(stem).copied().unwrap_or("a stem");
    let [hider, hidden] = [clash.hider, clash.hidden].map(name);
    Fault {
        id: "masking",
        severity: Severity::Watch,
        title: format!("The stem {hidden} is hidden by {hider}."),
        message: message(clash, [hider, hidden]),
        action: action(clash, [hider, hidden]),
        spans: clash.spans.clone(),
        amount: format!("{} % of the time", percent(clash.time_share)),
        confidence: confidence(clash),
        stem: None,
    }
}

fn message(clash: &Clash, [hider, hidden]: [&str; 2]) -> String {
    format!(
        "{hider} hides {hidden} around {} ({}) for {} % of the time in which {hidden} plays there{}: it stands {} dB under \
         the others then, and {} % of its loudness lies there (of {hider} {} %).",
        hertz(clash.at_hz),
        hertz_range(clash.range_hz),
        percent(clash.time_share),
        place(&clash.spans),
        number(-clash.smr_db),
        percent(clash.importance),
        percent(clash.importance_to_hider),
    )
}

fn action(clash: &Clash, [hider, hidden]: [&str; 2]) -> String {
    let at = hertz(clash.at_hz);
    let cut = format!("{} dB", number(-MOVE_DB));
    let what = match clash.remedy.action {
        Action::HighPass { at_hz } => format!("High-pass {hider} at {}: it does not live there", hertz(at_hz)),
        Action::Cut => format!("Cut {hider} by {cut} around {at}, where it has little to lose"),
        Action::DynamicCut => {
            format!(
                "Let {hider} make room while {hidden} plays: a dynamic cut of {cut} around {at}, keyed by {hidden}"
            )
        }
        Action::Level => format!(
            "Turn {hidden} up by {} dB, or let {hider} play less where {hidden} does; no filter mends this",
            number(MOVE_DB)
        ),
    };
    let remedy = &clash.remedy;
    format!("{what}. Then it is {} % of the time, at {} dB.", percent(remedy.time_share), number(remedy.smr_db))
}

fn confidence(clash: &Clash) -> Confidence {
    let needs_it = clash.importance_to_hider > clash.importance;
    if clash.time_share >= FAIR && !needs_it { Confidence::Fair } else { Confidence::Weak }
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}
