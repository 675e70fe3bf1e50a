// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! An answer goes into the project, and what a project has kept is known again.

use std::sync::Arc;

use crate::{
    analyst::{Analyst, Stage},
    answer::Given,
    hand::Hand,
};

/// The answer that the project keeps, as far as the desk knows.
#[derive(Default)]
pub struct Answer {
    kept: Option<Arc<Given>>,
}

impl Answer {
    /// What the project keeps.
    pub fn kept(&self) -> Option<Arc<Given>> {
        self.kept.clone()
    }

    /// Brings project and analyst together: whichever has news tells the other.
    pub fn keep(&mut self, analyst: &Analyst, hand: &Hand) {
        let stored = hand.knobs.memory().given.clone();
        if !is_same(stored.as_ref(), self.kept.as_ref()) {
            analyst.recall(stored.clone());
            self.kept = stored;
            return;
        }
        let new = match analyst.stage() {
            Stage::Given(given) => Some(given),
            Stage::Idle => None,
            // What is being asked has no answer yet, and what failed has none: the old one stays.
            Stage::Listening(_) | Stage::Thinking | Stage::Failed(_) => return,
        };
        if !is_same(new.as_ref(), self.kept.as_ref()) {
            hand.knobs.memory().given.clone_from(&new);
            self.kept = new;
            hand.mark_changed();
        }
    }
}

fn is_same(one: Option<&Arc<Given>>, other: Option<&Arc<Given>>) -> bool {
    one.map(Arc::as_ptr) == other.map(Arc::as_ptr)
}
