// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the limiter's panel says, from how far the analysis has come.

use measure::{Levels, Severity, Target};
use rack::analyse;
use ui::panels::{frame::verdict::Said, limiter::Advice};

use crate::analyst::Stage;

/// What the panel draws zones from.
pub fn advice_from(stage: &Stage) -> Advice<'_> {
    match stage {
        Stage::Idle | Stage::Failed(_) => Advice::None,
        Stage::Listening(share) => Advice::Listening(*share),
        Stage::Thinking => Advice::Thinking,
        Stage::Given(given) => Advice::Given(&given.analysis, &given.from),
    }
}

/// What the verdict says, with the knobs at these values.
pub fn limiter_said(stage: &Stage, values: &[f64], levels: &Levels, target: &Target) -> Said {
    let plain = |headline: &str, next: &str| Said {
        headline: headline.to_owned(),
        next: next.to_owned(),
        ..Said::default()
    };
    match stage {
        Stage::Idle => plain(
            "Play the loudest part and press Analyse.",
            "Twenty seconds are enough. A bounce can be dropped here as well.",
        ),
        Stage::Listening(_) => plain("Listening: keep the loudest part playing.", ""),
        Stage::Thinking => plain("Working it out.", ""),
        Stage::Failed(message) => {
            Said { severity: Some(Severity::Watch), ..plain("That could not be analysed.", message) }
        }
        Stage::Given(given) => {
            let advice = analyse::advice(&given.analysis, values, levels, target);
            Said { severity: advice.severity, headline: advice.headline, next: advice.next, button: advice.button }
        }
    }
}
