// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside a tone target, as a page for people ([`html`]) and a document for scripts ([`json`]).
//!
//! As in [`report`](super) nothing here measures or judges: the same [`ToneReport`] always becomes the same
//! text.

pub mod html;
pub mod json;
pub mod words;

use measure::{Fault, Severity, Verdict};
use rack::Stage;

use super::{Input, MadeBy, words as numbers};
use crate::{
    tone::{Outside, Shaped, Toned, Wanted},
    tones::ToneTarget,
};

/// Everything that is known about a mix beside a tone target.
#[derive(Clone, Debug)]
pub struct ToneReport {
    /// The song's name.
    pub title: String,
    /// The file that was heard.
    pub mix: Input,
    /// What it is held against.
    pub target: ToneTarget,
    /// What was asked.
    pub wanted: Wanted,
    /// What was found.
    pub toned: Toned,
    /// The shaped file, if one was written.
    pub shaped: Option<Shaped>,
    /// How to get the same again.
    pub made_by: MadeBy,
}

impl ToneReport {
    /// What is outside the zone as findings, from low to high.
    pub fn faults(&self) -> Vec<Fault> {
        let fault = |outside: &Outside| Fault {
            spans: vec![self.toned.passage.span],
            ..outside.run.fault(outside.owner.as_ref())
        };
        self.toned.outside.iter().map(fault).collect()
    }

    /// The sentence on top, and what to do first.
    pub fn verdict(&self) -> Verdict {
        if let Some(below_lu) = self.toned.resting_lu {
            return Verdict {
                worst: None,
                headline: format!(
                    "This passage is {} LU quieter than the loudest one: a breakdown is not judged.",
                    numbers::number(below_lu, 1)
                ),
                next: "Name a louder passage.".to_owned(),
            };
        }
        let faults = self.faults();
        let found = faults.iter().zip(&self.toned.outside);
        let Some((farthest, _)) = found.max_by(|a, b| rank(a).total_cmp(&rank(b))) else {
            let headline = format!("The tone lies inside the zone of {}.", self.target.name);
            return Verdict { worst: None, headline, next: String::new() };
        };
        Verdict {
            worst: numbers::worst(&faults),
            headline: format!("{}: {}", opening(faults.len()), farthest.message),
            next: if self.wanted.stage == Stage::Master { self.click_sentence() } else { farthest.action.clone() },
        }
    }

    /// What one click does, in one sentence.
    pub fn click_sentence(&self) -> String {
        let [before, after] = self.toned.plan.distance_db.map(|db| numbers::number(db, 1));
        let count = self.toned.plan.moves().count();
        match count {
            0 => "One click moves nothing: no gentle filter brings it nearer.".to_owned(),
            _ => format!(
                "One click takes the distance from the zone from {before} to {after} dB with {count} filter{}.",
                if count == 1 { "" } else { "s" }
            ),
        }
    }

    /// The badge of the stage: what it means, and what it has bounded; `None` in the master.
    pub fn badge(&self) -> Option<String> {
        let stage = self.wanted.stage;
        let unbounded_db = self.toned.unbounded_db;
        let is_bounded = stage.most_db().is_some_and(|most_db| unbounded_db > most_db);
        match stage {
            Stage::Master => None,
            _ if is_bounded => Some(format!(
                "{} Without the guard the largest move would be {} dB (--stage master).",
                stage.sentence(),
                numbers::number(unbounded_db, 1)
            )),
            _ => Some(stage.sentence().to_owned()),
        }
    }

    /// What was held back for the sake of punch, in one sentence; `None` if nothing was.
    pub fn held_back(&self) -> Option<String> {
        let share = self.shaped.as_ref()?.share.0;
        (share < 1.0).then(|| {
            format!(
                "Only {} % of it was done, so that no zone loses more than 0.3 dB of punch.",
                numbers::number(share * 100.0, 0)
            )
        })
    }

    /// In a sketch with known stems: the moves for the tracks, a line each, to take along.
    pub fn hand_over(&self) -> Vec<String> {
        let line = |outside: &Outside| {
            let owner = outside.owner.as_ref()?;
            Some(format!("{}: {}", owner.name, outside.run.fault(Some(owner)).action))
        };
        self.toned.outside.iter().filter_map(line).collect()
    }
}

/// What matters more: what is to be listened to before what is only worth knowing, then what is farther outside.
fn rank((fault, outside): &(&Fault, &Outside)) -> f64 {
    let matters = if fault.severity > Severity::Note { 1000.0 } else { 0.0 };
    matters + outside.run.beyond_db.abs()
}

fn opening(count: usize) -> String {
    match count {
        1 => "Outside the zone in one place".to_owned(),
        many => format!("Outside the zone in {many} places"),
    }
}
