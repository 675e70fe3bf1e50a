// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Kick against bass, in words.

use super::{LOSS_DB, LowEndPhase, Move, Remedy, Track};
use crate::{
    compare::hertz::hertz,
    fault::{Confidence, Fault, Severity},
    words::{number, signed},
};

/// From here on there is no doubt.
const SURE: f64 = 0.7;

/// What is lost between a named kick and a named bass; nothing where nothing is.
pub fn fault(phase: &LowEndPhase, names: [&str; 2]) -> Option<Fault> {
    let [kick, bass] = names;
    let action = match &phase.remedy {
        Some(remedy) => action(remedy, names),
        None if -phase.kept_db > LOSS_DB && !phase.is_static() => changing(names),
        None => return None,
    };
    let is_mendable = phase.remedy.is_some();
    Some(Fault {
        id: "low_end_phase",
        severity: if is_mendable { Severity::Watch } else { Severity::Note },
        title: "The kick and the bass are out of phase.".to_owned(),
        message: format!(
            "{kick} and {bass} lose {} dB between 40 and 120 Hz against the best phase, in the 120 ms after each of {} hits \
             (coherence {:.2}; the phase strays by {:.2} from hit to hit).",
            number(phase.loss_db),
            phase.hits,
            phase.coherence,
            phase.straying
        ),
        action,
        spans: phase.spans.clone(),
        amount: format!("{} dB", number(-phase.loss_db)),
        confidence: if is_mendable && phase.coherence > SURE { Confidence::Sure } else { Confidence::Fair },
        stem: None,
    })
}

fn changing([kick, bass]: [&str; 2]) -> String {
    format!(
        "No static phase aligns them, because it is another one at each hit: let {kick} duck {bass} by 2 to 3 dB, or \
         give them other notes or moments."
    )
}

fn action(remedy: &Remedy, [kick, bass]: [&str; 2]) -> String {
    let name = |track: Track| if track == Track::Kick { kick } else { bass };
    let what = match remedy.to_do {
        Move::Polarity => format!("Flip the polarity of {kick} or of {bass}"),
        Move::Delay { track, by_ms } => format!("Delay {} by {} ms", name(track), number(by_ms)),
        Move::PolarityAndDelay { track, by_ms } => {
            format!("Flip the polarity of {kick} and delay {} by {} ms", name(track), number(by_ms))
        }
        Move::AllPass { track, at_hz } => {
            format!("Put an all-pass of the first order at {} on {}", hertz(at_hz), name(track))
        }
    };
    format!("{what}: the low end gains {} dB at each hit.", signed(remedy.gain_db))
}
